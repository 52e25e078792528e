"""Who is calling, with everything an agent wants to see before asking."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sortie.domains.customers import service as customers
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Chosen, FilterTree, Record, Sort, among, where
from sortie.kernel.tenancy.contracts import Tx

_RELATED = {
    "contact": ("contacts", 10),
    "site": ("sites", 30),
    "asset": ("assets", 50),
    "work_order": ("history", 20),
}
_HIDDEN = frozenset({"checklist_items", "portal_token", "qr_token"})
_NEWEST = (Sort("created_at", descending=True),)

type _Rows = list[dict[str, Any]]


async def look_up(tx: Tx, actor: Actor, wanted: str) -> list[dict[str, Any]]:
    """Matching customers with contacts, sites, assets, open and recent orders the actor may see."""
    matches = await customers.find_callers(tx, actor, wanted)
    if not matches:
        return []
    rows = Chosen("customer", among([m.customer for m in matches]))
    seen = {str(r.id): r for r in await queries.choose(tx, actor, rows, titles=True)}
    found = [(seen[str(m.customer)], m.matched_by) for m in matches if str(m.customer) in seen]
    return await _cards(tx, actor, found)


async def card_of(tx: Tx, actor: Actor, customer: UUID) -> dict[str, Any]:
    """The same card of a customer who is already known. NotFoundError out of the actor's sight."""
    record = await queries.get_record(tx, actor, "customer", customer)
    (card,) = await _cards(tx, actor, [(record, "name")])
    return card


async def _cards(tx: Tx, actor: Actor, found: Sequence[tuple[Record, str]]) -> list[dict[str, Any]]:
    """One query an object for all customers together, not one for each of them."""
    ids = [str(record.id) for record, _ in found]
    cards = [{"id": r.id, "matched_by": by, **r.values} for r, by in found]
    for object_, (name, limit) in _RELATED.items():
        theirs = await _theirs(tx, actor, object_, ids, limit)
        for id_, card in zip(ids, cards, strict=True):
            card[name] = theirs.get(id_, [])
    return cards


async def _theirs(
    tx: Tx, actor: Actor, object_: str, ids: Sequence[str], limit: int
) -> dict[str, _Rows]:
    """The newest ``limit`` of each customer; who came short because another has many is asked alone."""
    if not ids or not actor.may(object_, "read"):
        return {}
    most = limit * len(ids)
    rows = await _rows(tx, actor, object_, where("customer", "in", list(ids)), most)
    theirs: dict[str, _Rows] = {id_: [] for id_ in ids}
    unsaid = False
    for row in rows:
        whose = row.get("customer")
        unsaid = unsaid or not whose  # the actor may see the row, not whose it is
        if whose and len(theirs[str(whose["id"])]) < limit:
            theirs[str(whose["id"])].append(row)
    for id_ in ids:
        if unsaid or (len(rows) == most and len(theirs[id_]) < limit):
            mine = where("customer", "eq", id_)
            theirs[id_] = await _rows(tx, actor, object_, mine, limit)
    return theirs


async def _rows(tx: Tx, actor: Actor, object_: str, rows: FilterTree, limit: int) -> _Rows:
    wanted = Chosen(object_, rows, sort=_NEWEST, limit=limit)
    return [
        {"id": r.id} | {k: v for k, v in r.values.items() if k not in _HIDDEN}
        for r in await queries.choose(tx, actor, wanted, titles=True)
    ]
