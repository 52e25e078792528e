"""Why somebody sees a record or a field, or doesn't: grant by grant, for administrators."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sortie.kernel.objects.contracts import Object
from sortie.kernel.permissions.contracts import Action, FieldRight
from sortie.kernel.queries.access import (
    Access,
    Effective,
    LentRows,
    Reach,
    Scoped,
    SharedRows,
    access,
)
from sortie.kernel.queries.scopes import reaches
from sortie.kernel.queries.statement import Build, Source, Statement


@dataclass(frozen=True, slots=True)
class GrantReason:
    """One grant: does it allow the action, does its scope hold this record, what of the field.

    ``scope``: own … filter, ``shared``, or ``parent:<scope>`` for a detail.
    """

    role: str
    allows: bool
    in_scope: bool
    scope: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """``verdict`` is what the actor gets; ``field`` their right on the field asked about."""

    verdict: Literal["visible", "no_record", "no_grant", "out_of_scope"]
    field: str | None
    grants: tuple[GrantReason, ...]


def statement(build: Build, obj: Object, id_: UUID) -> tuple[Statement, tuple[Effective, ...]]:
    """One row of booleans, a column a grant; no row when there is no such record."""
    found = access(build.catalog, build.actor, obj)
    source = Source("a", obj, found)
    columns = [
        f"coalesce({reaches(build, source, (g.reach,)) or 'TRUE'}, FALSE)" for g in found.grants
    ]
    sql = (
        f"SELECT {', '.join(columns) or 'TRUE'} FROM {build.table(obj)} a"
        f" WHERE {source.column('id')} = {build.arg(id_, 'uuid')}"
    )
    return build.done(sql), found.grants


def explanation(
    obj: Object, grants: tuple[Effective, ...], row: Any, action: Action, field: str | None
) -> Explanation:
    if row is None:
        return Explanation("no_record", None, ())
    reasons = tuple(
        GrantReason(
            g.role,
            g.allows(action),
            bool(row[n]),
            _scope_name(g.reach),
            _right(obj, (g,), field),
        )
        for n, g in enumerate(grants)
    )
    holding = tuple(g for g, r in zip(grants, reasons, strict=True) if r.allows and r.in_scope)
    if holding:
        return Explanation("visible", _right(obj, holding, field), reasons)
    allowed = any(r.allows for r in reasons)
    return Explanation("out_of_scope" if allowed else "no_grant", None, reasons)


def _right(obj: Object, grants: tuple[Effective, ...], field: str | None) -> str | None:
    if field is None:
        return None
    if field not in obj.by_name:
        return FieldRight.HIDDEN.name.lower()
    return Access(obj, grants).best(field).name.lower()


def _scope_name(reach: Reach) -> str:
    if isinstance(reach, Scoped):
        return reach.scope.kind.value
    if isinstance(reach, SharedRows):
        return "shared"
    if isinstance(reach, LentRows):
        return "lent"
    return f"parent:{_scope_name(reach.reach)}"
