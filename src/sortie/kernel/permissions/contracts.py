"""Who acts, and what they may do: actions, data scope and field rights, role by role."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Literal
from uuid import UUID

from sortie.base.i18n import Locale


class FieldRight(IntEnum):
    """What an actor may do with one field; higher includes lower."""

    HIDDEN = 0
    MASKED = 1
    READ = 2
    WRITE = 3


class ScopeKind(StrEnum):
    """Which rows a grant reaches.

    own: a field of the object's ``own_fields`` names me · team: ``dept_id`` is one of my units ·
    unit: my nearest department or company with its teams · subtree: my units and all below ·
    named: the listed units and all below · all · filter: rows that match ``Scope.filter``.
    """

    OWN = "own"
    TEAM = "team"
    UNIT = "unit"
    SUBTREE = "subtree"
    NAMED = "named"
    ALL = "all"
    FILTER = "filter"


@dataclass(frozen=True, slots=True)
class Scope:
    kind: ScopeKind
    units: tuple[UUID, ...] = ()
    filter: Mapping[str, Any] | None = None  # a filter tree, see queries.contracts


# Actions on an object: read create update delete export import share manage, or "command:<name>",
# "command:*"; "*" means every action.
type Action = str


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role gives on one object (``object="*"``: every object without a grant of its own).

    ``fields`` lists exceptions; ``default_field`` holds for the rest.
    """

    role: str
    object: str
    actions: frozenset[Action]
    scope: Scope
    default_field: FieldRight = FieldRight.WRITE
    fields: Mapping[str, FieldRight] = field(default_factory=dict)

    def allows(self, action: Action) -> bool:
        if action in self.actions or "*" in self.actions:
            return True
        return action.startswith("command:") and "command:*" in self.actions


@dataclass(frozen=True, slots=True)
class Rights:
    """All grants of one actor, by object."""

    grants: Mapping[str, tuple[Grant, ...]] = field(default_factory=dict)

    def on(self, object_: str) -> tuple[Grant, ...]:
        """The grants that hold for an object: its own, and "*" of each role without an own one."""
        everywhere = self.grants.get("*", ())
        own = self.grants.get(object_)
        if own is None:
            return everywhere
        if not everywhere:
            return own
        named = {g.role for g in own}
        return own + tuple(g for g in everywhere if g.role not in named)

    def may(self, object_: str, action: Action) -> bool:
        return any(g.allows(action) for g in self.on(object_))


@dataclass(frozen=True, slots=True)
class Share:
    """One record opened to a person, or to a unit and all below it, until a moment."""

    object: str
    record_id: UUID
    grantee_kind: Literal["user", "unit"]
    grantee_id: UUID
    level: Literal["read", "write", "own"]
    until: datetime | None = None


type ActorKind = Literal["user", "portal", "api_key", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does this. Services take it after ``tx``; it is immutable for the request.

    ``units``: units of my running posts; ``unit_scope``/``subtree``: those units widened as
    ScopeKind says; ``org_id``/``dept_id`` stamp new records. ``features`` are non-object rights
    (``admin.system``, ``admin.security``, ``admin.audit``, ``dispatch.auto`` …).
    ``key_scopes`` narrows an API key (``rights`` are narrowed already); None = not narrowed.
    ``chain``: my units and all above them, for shares with a unit; ``shared``: objects of which
    at least one record is shared with me. ``lent``: rows a verb lets me read besides, see ``lend``.
    """

    tenant_id: UUID
    user_id: UUID | None
    kind: ActorKind
    rights: Rights
    roles: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    units: frozenset[UUID] = frozenset()
    unit_scope: frozenset[UUID] = frozenset()
    subtree: frozenset[UUID] = frozenset()
    org_id: UUID | None = None
    dept_id: UUID | None = None
    locale: Locale = "zh-CN"
    name: str = ""
    session_id: UUID | None = None
    key_scopes: frozenset[str] | None = None
    request_id: str = ""
    acts_as_system: bool = False
    chain: frozenset[UUID] = frozenset()
    shared: frozenset[str] = frozenset()
    lent: Mapping[str, frozenset[UUID]] = field(default_factory=dict)

    def lend(self, **rows: Iterable[UUID | None]) -> "Actor":
        """The same actor, who may besides read these rows: ``actor.lend(customer=[id])``.

        The verb says which rows (the customer of a visit that is mine), my roles say which fields:
        of a lent row one sees no more than the narrowest of one's grants on the object shows, and
        nothing without a grant. Only services use it, for one answer.
        """
        given = {name: frozenset(i for i in ids if i is not None) for name, ids in rows.items()}
        kept = {name: self.lent.get(name, frozenset()) | ids for name, ids in given.items()}
        return replace(self, lent={**self.lent, **kept})

    def as_system(self) -> "Actor":
        """The same person, but the product's own verb does the writing: all rights, same name in
        the audit. Only services use it, after they have checked the verb's own right.
        """
        return replace(self, rights=SYSTEM_RIGHTS, acts_as_system=True)

    def may(self, object_: str, action: Action) -> bool:
        return self.rights.may(object_, action)


SYSTEM_RIGHTS = Rights({"*": (Grant("system", "*", frozenset({"*"}), Scope(ScopeKind.ALL)),)})


def system_actor(tenant_id: UUID, name: str = "system") -> Actor:
    """The product itself, e.g. a job without a person behind it."""
    return Actor(tenant_id, None, "system", SYSTEM_RIGHTS, name=name, acts_as_system=True)


@dataclass(frozen=True, slots=True)
class Right:
    """What a route demands before its handler runs: ``opt={"right": Right.feature("reports.view")}``.

    ``object_action("{object}", "read")`` takes the object's name from the path. An actor who may
    not even read the object is told 404, one who reads it but may not do this 403.
    """

    kind: Literal["public", "signed_in", "feature", "object"]
    name: str = ""
    action: Action = ""

    @classmethod
    def public(cls) -> "Right":
        """No sign-in; the route is on the battery's explicit list of public operations."""
        return cls("public")

    @classmethod
    def signed_in(cls) -> "Right":
        """Any person of the tenant: about oneself, or the handler's service checks the rest."""
        return cls("signed_in")

    @classmethod
    def feature(cls, name: str) -> "Right":
        return cls("feature", name)

    @classmethod
    def object_action(cls, object_: str, action: Action) -> "Right":
        return cls("object", object_, action)
