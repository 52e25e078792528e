"""The room's door: who an actor is, and how rights change."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.kernel.identity.contracts import Principal
from sortie.kernel.identity.service import scope_allows
from sortie.kernel.permissions import repository, rules
from sortie.kernel.permissions.contracts import Actor, Grant, Rights, Share
from sortie.kernel.permissions.ddl import TENANT_DDL
from sortie.kernel.permissions.org import OrgTree
from sortie.kernel.permissions.rules import DIRECTORY_OBJECTS, Held, KeyScopes
from sortie.kernel.tenancy.contracts import Tx

EVERYONE = "staff"
"""Held by every person of the tenant without being given."""

PORTAL = "portal"
"""Held by every customer who signs in, and by nobody else."""

_CHANGED = "permissions.changed"
_BARRED = frozenset({"left", "locked"})
_TENANTS = 256
_PEOPLE = 20_000


@dataclass(frozen=True, slots=True)
class _Book:
    """All roles, grants and units of a tenant at one rights version."""

    version: int
    tree: OrgTree
    features: Mapping[str, frozenset[str]]
    grants: Mapping[str, Sequence[Grant]]
    alone: dict[str, Rights] = field(default_factory=dict)
    """What one role gives by itself: the same object each time, as caches go by identity."""


type _Key = tuple[UUID, UUID, str, frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class _Known:
    """An actor as of a rights version and day, good until the first role of theirs runs out."""

    version: int
    day: date
    until: datetime | None
    actor: Actor


_books: OrderedDict[UUID, _Book] = OrderedDict()
_actors: OrderedDict[_Key, _Known] = OrderedDict()


async def actor_for(tx: Tx, principal: Principal) -> Actor:
    """What this person may do now. Cached by the rights version this transaction read itself."""
    today = tx.now.astimezone(ZoneInfo(tx.tenant.time_zone)).date()
    key = (tx.tenant.id, principal.user_id, principal.kind, principal.key_scopes)
    fresh = bool(tx.state.get(_CHANGED))
    known = None if fresh else _actors.get(key)
    if known is None or not _holds(known, tx, today):
        known = await _load(tx, principal, today)
        if not fresh:
            _remember(_actors, key, known, _PEOPLE)
    return replace(
        known.actor,
        locale=principal.locale,
        session_id=principal.session_id,
        name=known.actor.name or principal.name,
    )


async def holder_of(tx: Tx, role: str) -> Actor:
    """Somebody who holds one role and is nobody in particular, like whoever opens a customer's link."""
    book = await _book(tx)
    rights = book.alone.get(role)
    if rights is None:
        rights = book.alone[role] = rules.rights_of((Held(role),), book.grants, book.tree)
    return Actor(
        tx.tenant.id, None, "portal", rights, frozenset({role}), locale=tx.tenant.locale, name=role
    )


def _holds(known: _Known, tx: Tx, today: date) -> bool:
    in_time = known.until is None or tx.now < known.until
    return known.version == tx.rights_version and known.day == today and in_time


async def _load(tx: Tx, principal: Principal, today: date) -> _Known:
    book = await _book(tx)
    person = await repository.person(tx, principal.user_id, today)
    portal = principal.kind == "portal"
    # a person without a directory record (deleted, or never there) has no rights at all
    barred = person.state in _BARRED or (not portal and not person.state)
    held = _held(person.held, portal=portal, barred=barred)
    posts = () if portal or barred else tuple(p for p in person.posts if p in book.tree.units)
    chain = frozenset(u for post in posts for u in book.tree.chain(post))
    shared = frozenset[str]()
    if not barred:
        shared = await repository.shared_objects(tx, [principal.user_id, *chain])
    codes = frozenset(h.role for h in held)
    scopes = principal.key_scopes
    narrowed = None if scopes is None else KeyScopes(scopes, scope_allows)
    actor = Actor(
        tenant_id=tx.tenant.id,
        user_id=principal.user_id,
        kind=principal.kind,
        rights=rules.rights_of(held, book.grants, book.tree, narrowed),
        roles=codes,
        features=rules.features_of(
            (f for code in codes for f in book.features.get(code, ())), narrowed
        ),
        units=frozenset(posts),
        unit_scope=frozenset(u for post in posts for u in book.tree.unit_scope(post)),
        subtree=book.tree.below(*posts),
        org_id=book.tree.company(posts[0]) if posts else None,
        dept_id=posts[0] if posts else None,
        name=person.name,
        key_scopes=principal.key_scopes,
        chain=chain,
        shared=shared,
    )
    until = min((h.until for h in held if h.until is not None), default=None)
    return _Known(tx.rights_version, today, until, actor)


def _held(given: Sequence[Held], *, portal: bool, barred: bool) -> tuple[Held, ...]:
    """A customer holds the portal role alone; a person everyone's role and those given."""
    if barred:
        return ()
    if portal:
        return (Held(PORTAL),)
    return (Held(EVERYONE), *(h for h in given if h.role not in {EVERYONE, PORTAL}))


async def _book(tx: Tx) -> _Book:
    fresh = bool(tx.state.get(_CHANGED))
    found = None if fresh else _books.get(tx.tenant.id)
    if found is None or found.version != tx.rights_version:
        found = _Book(
            tx.rights_version,
            OrgTree.of(await repository.units(tx)),
            await repository.features(tx),
            await repository.grants(tx),
        )
        if not fresh:
            _remember(_books, tx.tenant.id, found, _TENANTS)
    return found


def _remember[K, V](known: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    known[key] = value
    known.move_to_end(key)
    if len(known) > most:
        known.popitem(last=False)


async def bump_rights(tx: Tx) -> None:
    """Make every cached actor of the tenant stale once this transaction commits."""
    await repository.bump(tx)
    # until then nothing this transaction reads may reach the caches
    tx.state[_CHANGED] = True


async def rebuild_closure(tx: Tx) -> None:
    """Write the org tree's closure anew; writers wait for each other on the version row."""
    await bump_rights(tx)
    tree = OrgTree.of(await repository.units(tx))
    await repository.replace_closure(tx, tree.closure())


async def directory_changed(tx: Tx, object_: str, changed: AbstractSet[str]) -> None:
    """To be called after a directory record was written: rights follow at once."""
    if not rules.touches_rights(object_, changed):
        return
    if object_ == "org_unit":
        await rebuild_closure(tx)
    else:
        await bump_rights(tx)


async def share_record(tx: Tx, actor: Actor, share: Share) -> None:
    """Share one record with a person or a unit and all below it. A second share replaces.

    The caller has checked that ``actor`` may «share» this record.
    """
    await repository.put_share(tx, share, actor.user_id)
    await bump_rights(tx)


async def unshare_record(tx: Tx, object_: str, record_id: UUID, grantee_id: UUID) -> bool:
    """Take a share back; whether there was one. The caller has checked the right to."""
    found = await repository.drop_share(tx, object_, record_id, grantee_id)
    if found:
        await bump_rights(tx)
    return found


async def shares_of(tx: Tx, object_: str, record_id: UUID) -> list[Share]:
    """Who else sees one record, by shares that still run."""
    return await repository.shares_of(tx, object_, record_id, tx.now)


__all__ = [
    "DIRECTORY_OBJECTS",
    "EVERYONE",
    "PORTAL",
    "TENANT_DDL",
    "OrgTree",
    "Rights",
    "actor_for",
    "bump_rights",
    "directory_changed",
    "holder_of",
    "rebuild_closure",
    "share_record",
    "shares_of",
    "unshare_record",
]
