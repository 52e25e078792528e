"""Who is calling, with everything an agent wants to see before asking."""

from typing import Any
from uuid import UUID

from sortie.domains.customers import service as customers
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Chosen, Sort, where
from sortie.kernel.tenancy.contracts import Tx

_RELATED = {
    "contact": ("contacts", 10),
    "site": ("sites", 30),
    "asset": ("assets", 50),
}


async def look_up(tx: Tx, actor: Actor, wanted: str) -> list[dict[str, Any]]:
    """Matching customers with contacts, sites, assets, open and recent orders the actor may see."""
    return [
        await _card(tx, actor, match.customer, match.matched_by)
        for match in await customers.find_callers(tx, actor, wanted)
    ]


async def card_of(tx: Tx, actor: Actor, customer: UUID) -> dict[str, Any]:
    """The same card of a customer who is already known. NotFoundError out of the actor's sight."""
    return await _card(tx, actor, customer, "name")


async def _card(tx: Tx, actor: Actor, customer: Any, matched_by: str) -> dict[str, Any]:
    record = await queries.get_record(tx, actor, "customer", customer)
    card: dict[str, Any] = {"id": record.id, "matched_by": matched_by, **record.values}
    for object_, (name, limit) in _RELATED.items():
        card[name] = (
            await _list(tx, actor, object_, customer, limit) if actor.may(object_, "read") else []
        )
    orders = (
        await _list(tx, actor, "work_order", customer, 20)
        if actor.may("work_order", "read")
        else []
    )
    card["history"] = orders
    return card


async def _list(
    tx: Tx, actor: Actor, object_: str, customer: Any, limit: int
) -> list[dict[str, Any]]:
    mine, newest = where("customer", "eq", str(customer)), Sort("created_at", descending=True)
    wanted = Chosen(object_, mine, sort=(newest,), limit=limit)
    hidden = {"checklist_items", "portal_token", "qr_token"}
    return [
        {"id": r.id} | {k: v for k, v in r.values.items() if k not in hidden}
        for r in await queries.choose(tx, actor, wanted, titles=True)
    ]
