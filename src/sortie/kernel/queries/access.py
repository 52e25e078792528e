"""What one actor may reach of one object: pure decisions over grants, before any SQL.

Grants OR together a row at a time. A :class:`Reach` describes rows, an :class:`Effective` grant
binds a reach to actions and field rights. A detail object (``parent``) reaches exactly the rows
whose parent the actor may read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import override

from sortie.kernel.objects.contracts import Catalog, Field, Object
from sortie.kernel.permissions.contracts import (
    Action,
    Actor,
    FieldRight,
    Grant,
    Rights,
    Scope,
    ScopeKind,
)
from sortie.kernel.queries.families import target

MAX_PARENTS = 4

# A record one may see at all shows its id and version: they say nothing else about it.
STRUCTURAL = frozenset({"id", "version"})


@dataclass(frozen=True, slots=True)
class Scoped:
    """Rows in a grant's scope."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class SharedRows:
    """Rows shared with the actor at one of ``levels``."""

    object: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LentRows:
    """Rows of ``object`` that a verb lends the actor."""

    object: str


@dataclass(frozen=True, slots=True)
class ViaParent:
    """Rows whose parent, through the link field ``via``, is in ``reach`` of ``parent``."""

    via: str
    parent: str
    reach: "Reach"
    own: Scope


type Reach = Scoped | SharedRows | LentRows | ViaParent

EVERYTHING = Scope(ScopeKind.ALL)
LENT = "lent"
"""The role a lent row is reached by, as "share" is that of a shared one."""
_READING = frozenset({"read"})


@dataclass(frozen=True, slots=True)
class Effective:
    """One grant as it holds for one object. ``default``/``fields`` as in Grant."""

    role: str
    actions: frozenset[Action]
    reach: Reach
    default: FieldRight
    fields: tuple[tuple[str, FieldRight], ...] = ()

    def allows(self, action: Action) -> bool:
        if action in self.actions or "*" in self.actions:
            return True
        return action.startswith("command:") and "command:*" in self.actions

    def right(self, name: str) -> FieldRight:
        for known, right in self.fields:
            if known == name:
                return right
        return self.default


@dataclass(frozen=True)
class Access:
    """All grants of an actor on an object that allow every one of ``actions``."""

    object: Object
    grants: tuple[Effective, ...]
    _levels: dict[str, tuple[FieldRight, ...]] = field(default_factory=dict, compare=False)
    _constants: dict[str, FieldRight | None] = field(default_factory=dict, compare=False)

    def levels(self, name: str) -> tuple[FieldRight, ...]:
        """The right on one field, grant by grant, capped at READ unless it is WRITE everywhere."""
        found = self._levels.get(name)
        if found is None:
            if name in STRUCTURAL:
                found = tuple(FieldRight.READ for _ in self.grants)
            else:
                found = tuple(min(g.right(name), FieldRight.READ) for g in self.grants)
            self._levels[name] = found
        return found

    def constant(self, name: str) -> FieldRight | None:
        """The right when it is the same on every row; None when it depends on the row."""
        try:
            return self._constants[name]
        except KeyError:
            levels = self.levels(name) or (FieldRight.HIDDEN,)
            found = self._constants[name] = levels[0] if len(set(levels)) == 1 else None
            return found

    def best(self, name: str) -> FieldRight:
        """The highest right on any row, WRITE included."""
        if name in STRUCTURAL:
            return FieldRight.READ if self.grants else FieldRight.HIDDEN
        return max((g.right(name) for g in self.grants), default=FieldRight.HIDDEN)


def parent_link(catalog: Catalog, obj: Object) -> tuple[Field, Object] | None:
    """The link field that leads to the parent, and the parent. ``parent`` names either one."""
    if obj.parent is None:
        return None
    named = obj.by_name.get(obj.parent)
    if named is None or named.type != "link":
        named = next(
            (f for f in obj.by_name.values() if f.type == "link" and target(f) == obj.parent), None
        )
    wanted = target(named) if named is not None else None
    parent = catalog.objects.get(wanted) if wanted else None
    if named is None or parent is None or parent.retired:
        return None
    return named, parent


def access(catalog: Catalog, actor: Actor, obj: Object, *actions: Action) -> Access:
    """What the actor reaches of ``obj`` with all of ``actions``."""
    lent = frozenset(actor.lent)
    holder = _Holder(actor.rights, actor.shared, lent, system=actor.acts_as_system)
    return _allowing(_Same(catalog), holder, _Same(obj), actions)


class _Same[T]:
    """A frozen thing as a cache key by identity: hashing a whole catalogue would cost more."""

    __slots__ = ("it",)

    def __init__(self, it: T) -> None:
        self.it = it

    @override
    def __hash__(self) -> int:
        return id(self.it)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.it is self.it


class _Holder:
    """The part of an actor that grants depend on; rights compare by identity."""

    __slots__ = ("lent", "rights", "shared", "system")

    def __init__(
        self, rights: Rights, shared: frozenset[str], lent: frozenset[str], *, system: bool
    ) -> None:
        self.rights = rights
        self.shared = shared
        self.lent = lent
        self.system = system

    @override
    def __hash__(self) -> int:
        return hash((id(self.rights), self.shared, self.lent, self.system))

    @override
    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Holder)
            and other.rights is self.rights
            and other.shared == self.shared
            and other.lent == self.lent
            and other.system == self.system
        )


@lru_cache(maxsize=8192)
def _allowing(
    catalog: _Same[Catalog], holder: _Holder, obj: _Same[Object], actions: tuple[Action, ...]
) -> Access:
    grants = _effective(catalog, holder, obj, 0)
    return Access(obj.it, tuple(g for g in grants if all(g.allows(a) for a in actions)))


@lru_cache(maxsize=2048)
def _effective(
    catalog: _Same[Catalog], holder: _Holder, obj: _Same[Object], depth: int
) -> tuple[Effective, ...]:
    if obj.it.parent is None:
        return _plain(holder, obj.it)
    link = parent_link(catalog.it, obj.it)
    if link is None or depth >= MAX_PARENTS:
        # A detail without its parent is nobody's but the product's own.
        return _plain(holder, obj.it) if holder.system else ()
    via, parent = link
    above = _effective(catalog, holder, _Same(parent), depth + 1)
    own = holder.rights.grants.get(obj.it.name)
    return tuple(_details(above, own, via.name, parent.name))


def _plain(holder: _Holder, obj: Object) -> tuple[Effective, ...]:
    grants = [
        Effective(
            g.role, g.actions, Scoped(g.scope), g.default_field, tuple(sorted(g.fields.items()))
        )
        for g in holder.rights.on(obj.name)
    ]
    readable = [g for g in grants if g.allows("read")]
    if obj.name in holder.shared and readable:
        grants.extend(_shares(obj, readable))
    if obj.name in holder.lent and readable and not holder.system:
        shown = [(g.default, dict(g.fields)) for g in readable]
        grants.append(_least(shown, LentRows(obj.name)))
    return tuple(grants)


def _least(
    readable: Sequence[tuple[FieldRight, Mapping[str, FieldRight]]], reach: Reach
) -> Effective:
    """Lent rows show, field by field, the least of what one's grants (default, exceptions) show: a
    wider role that doesn't hold for the row must not widen it.
    """
    names = sorted({name for _, fields in readable for name in fields})
    fields = tuple((n, min(own.get(n, default) for default, own in readable)) for n in names)
    return Effective(LENT, _READING, reach, min(default for default, _ in readable), fields)


def _shares(obj: Object, readable: Sequence[Effective]) -> Iterable[Effective]:
    """A shared record counts as in scope of every grant one has: field by field the best of them.

    Without any grant on the object a share gives nothing: the role decides what is shown at all.
    """
    fields = tuple(sorted((f, max(g.right(f) for g in readable)) for f in obj.by_name))
    default = max(g.default for g in readable)
    for actions, levels in (
        ({"read"}, ("read", "write", "own")),
        ({"read", "update"}, ("write", "own")),
    ):
        reach = SharedRows(obj.name, levels)
        yield Effective("share", frozenset(actions), reach, default, fields)


_FOLLOW = {"read": {"read"}, "update": {"create", "update", "delete"}, "export": {"export"}}


def _follow(actions: frozenset[Action]) -> frozenset[Action]:
    """What rights on a parent mean for its details when nobody says otherwise."""
    if "*" in actions:
        return actions
    return frozenset(a for had in actions for a in _FOLLOW.get(had, ()))


def _details(
    above: Iterable[Effective],
    own: tuple[Grant, ...] | None,
    via: str,
    parent: str,
) -> Iterable[Effective]:
    for g in above:
        if not g.allows("read"):
            continue
        if g.role == LENT:
            yield from _lent_details(g, own, via, parent)
            continue
        mine = [c for c in own or () if g.role in (c.role, "share")]
        if not mine:
            reach = ViaParent(via, parent, g.reach, EVERYTHING)
            yield Effective(g.role, _follow(g.actions), reach, g.default)
        for c in mine:
            reach = ViaParent(via, parent, g.reach, c.scope)
            actions = c.actions if g.role != "share" else _both(c.actions, g.actions)
            yield Effective(
                g.role, actions, reach, c.default_field, tuple(sorted(c.fields.items()))
            )


def _lent_details(
    above: Effective, own: tuple[Grant, ...] | None, via: str, parent: str
) -> Iterable[Effective]:
    """Details of a lent row: to be read, as far as one's grants on them go."""
    if not own:
        yield Effective(
            LENT, _READING, ViaParent(via, parent, above.reach, EVERYTHING), above.default
        )
        return
    readable = [c for c in own if c.allows("read")]
    shown = [(c.default_field, c.fields) for c in readable]
    for c in readable:
        yield _least(shown, ViaParent(via, parent, above.reach, c.scope))


def _both(mine: frozenset[Action], shared: frozenset[Action]) -> frozenset[Action]:
    return shared if "*" in mine else mine & shared
