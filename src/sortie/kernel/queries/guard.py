"""Which grants cover a row, asked by the write path inside its own statement: its door here."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sortie.kernel.objects.contracts import Catalog, Object
from sortie.kernel.permissions.contracts import Action, Actor, FieldRight, ScopeKind
from sortie.kernel.queries.access import STRUCTURAL, Effective, Scoped, access, parent_link
from sortie.kernel.queries.families import target
from sortie.kernel.queries.filters import condition
from sortie.kernel.queries.scopes import reaches, visible
from sortie.kernel.queries.statement import Build, Parameters
from sortie.kernel.tenancy.contracts import Tx

__all__ = [
    "Effective",
    "Guard",
    "Parameters",
    "best_right",
    "field_right",
    "guard",
    "parent_link",
    "readable",
    "seen_sql",
    "target",
]


@dataclass(frozen=True, slots=True)
class Guard:
    """The grants that allow an action on an object, each with its condition over one row.

    ``conditions`` speak of the table under ``alias``; their values are in ``params``.
    """

    object: Object
    grants: tuple[Effective, ...]
    conditions: tuple[str, ...]
    params: Parameters

    @property
    def sql(self) -> str:
        """A bigint: bit n is set when grant n covers the row."""
        bits = [f"CASE WHEN {c} THEN {1 << n} ELSE 0 END" for n, c in enumerate(self.conditions)]
        return f"({' | '.join(bits)})::bigint" if bits else "0::bigint"

    def covering(self, bits: int) -> tuple[Effective, ...]:
        return tuple(g for n, g in enumerate(self.grants) if bits >> n & 1)


def guard(
    tx: Tx,
    catalog: Catalog,
    actor: Actor,
    obj: Object,
    action: Action,
    *,
    alias: str = "r",
    params: Parameters | None = None,
    creating: bool = False,
) -> Guard:
    """The guard of one action. ``creating``: a scope of «own» covers whatever the actor makes."""
    build = _build(tx, catalog, actor, params)
    source = build.source(obj, alias, action)
    grants = source.access.grants
    conditions = []
    for grant in grants:
        own = isinstance(grant.reach, Scoped) and grant.reach.scope.kind is ScopeKind.OWN
        sql = None if creating and own else reaches(build, source, (grant.reach,))
        conditions.append(sql or "TRUE")
    return Guard(obj, grants, tuple(conditions), build.params)


def seen_sql(
    tx: Tx, catalog: Catalog, actor: Actor, obj: Object, *, alias: str, params: Parameters
) -> str:
    """The condition of the rows of ``obj`` the actor may read."""
    build = _build(tx, catalog, actor, params)
    return visible(build, build.source(obj, alias, "read")) or "TRUE"


def best_right(grants: Sequence[Effective], name: str) -> FieldRight:
    """The highest right these grants give on a field; id and version are always readable."""
    if name in STRUCTURAL:
        return FieldRight.READ if grants else FieldRight.HIDDEN
    return max((g.right(name) for g in grants), default=FieldRight.HIDDEN)


def readable(catalog: Catalog, actor: Actor, obj: Object) -> bool:
    """Whether the actor may read any row of the object at all."""
    return bool(access(catalog, actor, obj, "read").grants)


def field_right(catalog: Catalog, actor: Actor, obj: Object, name: str) -> FieldRight:
    """The right on a field that holds on every record the actor may read: the least of them."""
    if name not in obj.by_name:
        return FieldRight.HIDDEN
    if actor.acts_as_system:
        return FieldRight.WRITE
    return min(access(catalog, actor, obj, "read").levels(name), default=FieldRight.HIDDEN)


def _build(tx: Tx, catalog: Catalog, actor: Actor, params: Parameters | None) -> Build:
    return Build(
        catalog,
        actor,
        tx.tenant.schema,
        tx.now,
        ZoneInfo(tx.tenant.time_zone),
        condition,
        params or Parameters(),
    )
