"""Pure decisions about rights: no I/O, no clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sortie.kernel.permissions.contracts import Action, Grant, Rights, Scope, ScopeKind
from sortie.kernel.permissions.org import OrgTree

_PLAIN_ACTIONS = (
    "read",
    "create",
    "update",
    "delete",
    "export",
    "import",
    "share",
    "manage",
    "command:*",
)


@dataclass(frozen=True, slots=True)
class KeyScopes:
    """An API key's scopes. ``allows(scopes, area, action)`` is identity's own reading of them."""

    scopes: frozenset[str]
    allows: Callable[[AbstractSet[str], str, str], bool]

    def allow(self, area: str, action: Action) -> bool:
        return self.allows(self.scopes, area, action)


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds. ``within``: only inside this unit; None: wherever their posts are."""

    role: str
    within: UUID | None = None
    until: datetime | None = None


def rights_of(
    held: Iterable[Held],
    book: Mapping[str, Sequence[Grant]],
    tree: OrgTree,
    key: KeyScopes | None = None,
) -> Rights:
    """All grants of the roles held, by object; an API key's narrowed to its scopes."""
    found: dict[str, list[Grant]] = {}
    for role in held:
        for grant in book.get(role.role, ()):
            bound = replace(grant, scope=bound_scope(grant.scope, role.within, tree))
            if key is None or "*" in key.scopes:
                found.setdefault(grant.object, []).append(bound)
                continue
            for name, narrowed in _narrowed(bound, key):
                found.setdefault(name, []).append(narrowed)
    return Rights({name: _once(many) for name, many in found.items()})


def _once(grants: list[Grant]) -> tuple[Grant, ...]:
    """Without repeats; grants hold mappings and so can't be hashed."""
    return tuple(grant for n, grant in enumerate(grants) if grant not in grants[:n])


def bound_scope(scope: Scope, within: UUID | None, tree: OrgTree) -> Scope:
    """The scope with named units widened to all below, cut to the unit a role is held in."""
    units = tree.below(*scope.units) if scope.kind is ScopeKind.NAMED else frozenset[UUID]()
    if within is None:
        return _named(units) if scope.kind is ScopeKind.NAMED else scope
    if scope.kind is ScopeKind.FILTER and scope.filter:
        here = {"field": "dept_id", "op": "in_subtree", "value": str(within)}
        return Scope(ScopeKind.FILTER, filter={"and": [dict(scope.filter), here]})
    inside = tree.below(within)
    reached = {
        ScopeKind.TEAM: {within} & inside,
        ScopeKind.UNIT: tree.unit_scope(within),
        ScopeKind.SUBTREE: inside,
        ScopeKind.ALL: inside,
        ScopeKind.NAMED: units & inside,
    }.get(scope.kind)
    # what is one's own stays one's own wherever it lies
    return scope if reached is None else _named(reached)


def _named(units: AbstractSet[UUID]) -> Scope:
    return Scope(ScopeKind.NAMED, tuple(sorted(units)))


def touches_rights(object_: str, changed: AbstractSet[str]) -> bool:
    """Whether a change to a directory record can alter what somebody may do."""
    watched = _WATCHED.get(object_)
    return watched is not None and (not watched or not watched.isdisjoint(changed))


# an empty set: any field counts
_WATCHED: dict[str, frozenset[str]] = {
    "org_unit": frozenset({"id", "parent", "kind", "deleted_at"}),
    "user": frozenset({"state", "deleted_at"}),
    "employment": frozenset(),
    "role": frozenset(),
    "role_grant": frozenset(),
    "user_role": frozenset(),
}
DIRECTORY_OBJECTS = tuple(_WATCHED)
"""The objects whose records rights depend on."""


def features_of(features: Iterable[str], key: KeyScopes | None = None) -> frozenset[str]:
    """An API key has a feature only when one of its scopes names it: ``reports.view:use``."""
    return frozenset(f for f in features if key is None or key.allow(f, "use"))


def _narrowed(grant: Grant, key: KeyScopes) -> Iterable[tuple[str, Grant]]:
    """The grant cut to what the scopes allow. A grant on every object is cut name by name."""
    names = {grant.object}
    if grant.object == "*":
        names |= {s.partition(":")[0] for s in key.scopes} - {"*", "read"}
    for name in names:
        actions = _kept(grant.actions, key, name)
        # an own grant stays even when nothing is left of it: without, "*" would hold instead
        if actions or name == grant.object:
            yield name, replace(grant, object=name, actions=actions)


def _kept(actions: frozenset[Action], key: KeyScopes, area: str) -> frozenset[Action]:
    if "*" in actions:
        wanted: Iterable[Action] = _PLAIN_ACTIONS
    elif "command:*" in actions:
        named = {s.partition(":")[2] for s in key.scopes if ":command:" in s}
        wanted = actions | named
    else:
        wanted = actions
    return frozenset(a for a in wanted if key.allow(area, a))
