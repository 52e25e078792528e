"""Grabbing: an order stands open to an audience; exactly one takes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sortie.base.errors import NotFoundError, invalid
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.base.money import percent_of
from sortie.domains.dispatch import repository
from sortie.domains.dispatch.contracts.errors import (
    OfferLimitError,
    OfferNotForYouError,
    OfferTakenError,
)
from sortie.domains.dispatch.contracts.events import OfferClosed, OfferOpened
from sortie.domains.dispatch.rules import grabbing
from sortie.domains.dispatch.service import orders, planning
from sortie.domains.people import service as people
from sortie.domains.people.contracts import Worker
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Chosen, Record, among
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_LONGEST_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An offer as the person may see it before taking: no customer name, no phone. What their
    roles hide of an order is null here too.
    """

    id: UUID
    number: str | None
    subject: str | None
    priority: str | None
    address_text: str
    distance_m: int | None
    earning: str | None
    window_start: Any
    window_end: Any
    duration: int | None
    closes_at: Any


async def open_offer(
    tx: Tx, actor: Actor, order_id: UUID, *, minutes: int, audience: Mapping[str, Any] | None = None
) -> Stored:
    """Put an order into the pool for ``minutes``; the audience is told.

    ``audience``: users, areas, skills (ids) and radius_m round the job; empty = everyone who
    qualifies by the order's skills.

    Raises:
        TransitionError: the order isn't waiting for dispatch. InvalidError: minutes out of 1..1440.
    """
    if not 1 <= minutes <= _LONGEST_MIN:
        raise invalid("minutes", "range", "时限应为 1 至 1440 分钟", "Choose 1 to 1440 minutes")
    order = await records.fetch(tx, actor, "work_order", order_id, lock=True)
    planning.need_dispatcher(actor)
    order = await orders.move_order(tx, actor, order, "offer")
    closes_at = tx.now + timedelta(minutes=minutes)
    offer = await records.create(
        tx,
        actor.as_system(),
        "offer",
        {
            "work_order": order.id,
            "audience": dict(audience or {}),
            "opens_at": tx.now,
            "closes_at": closes_at,
        },
        id=uuid7(),
    )
    people_told = [
        worker.user_id
        for worker in await people.workers(tx, start=tx.now, end=tx.now + timedelta(days=1))
        if not await _refusals(tx, order, offer, worker)
    ]
    told = OfferOpened(offer.id, order.id, order["number"], people_told, closes_at)
    await events.emit(tx, actor, "dispatch.offer_opened", told, about=("work_order", order.id))
    return offer


async def _refusals(tx: Tx, order: Stored, offer: Stored, worker: Worker) -> tuple[Label, ...]:
    needs = await planning.needs_of(tx, order)
    return grabbing.refusals(
        grabbing.audience_from_plain(offer["audience"]),
        worker,
        order["location"],
        needs,
        at=tx.now,
        opened_at=offer["opens_at"],
        zone=planning.zone_of(tx),
    )


async def close_offers(tx: Tx, actor: Actor, order: Stored) -> None:
    """Close whatever offer of the order is still open (withdrawn, cancelled, assigned by hand)."""
    for offer in await records.find(tx, "offer", work_order=order.id, state="open"):
        await records.command(tx, actor.as_system(), "offer", offer.id, "close")
        closed = OfferClosed(offer.id, order.id)
        await events.emit(
            tx, actor, "dispatch.offer_closed", closed, about=("work_order", order.id)
        )


async def withdraw_offer(tx: Tx, actor: Actor, order_id: UUID) -> Stored:
    """Take an order out of the pool, back to the queue."""
    planning.need_dispatcher(actor)
    order = await records.fetch(tx, actor, "work_order", order_id, lock=True)
    order = await orders.move_order(tx, actor, order, "withdraw_offer")
    await close_offers(tx, actor, order)
    return order


async def lapse_offers(tx: Tx, actor: Actor) -> int:
    """Close offers past their time; their orders go back to the dispatcher. How many."""
    lapsed = await repository.lapsed_offers(tx, tx.now)
    for row in lapsed:
        order = await records.fetch(tx, actor, "work_order", row["work_order"], lock=True)
        if order["state"] == "in_pool":
            order = await orders.move_order(tx, actor, order, "withdraw_offer")
        await close_offers(tx, actor, order)
    return len(lapsed)


async def open_to_me(tx: Tx, actor: Actor) -> dict[UUID, UUID]:
    """Offers I could take now, soonest to close first, and the order of each."""
    me = await _me(tx, actor)
    return await _open_to(tx, actor, me) if me is not None else {}


async def _open_to(tx: Tx, actor: Actor, me: Worker) -> dict[UUID, UUID]:
    found = {}
    for row in await repository.open_offers(tx, tx.now):
        order = await records.fetch(tx, actor.as_system(), "work_order", row["work_order"])
        offer = await records.fetch(tx, actor.as_system(), "offer", row["id"])
        if not await _refusals(tx, order, offer, me):
            found[offer.id] = order.id
    return found


async def my_offers(tx: Tx, actor: Actor) -> list[OpenOffer]:
    """What I could take now. The pool lends me the orders; my roles say what I see of them."""
    me = await _me(tx, actor)
    mine = await _open_to(tx, actor, me) if me is not None else {}
    if me is None or not mine:
        return []
    lent = actor.lend(work_order=mine.values(), offer=mine)
    orders = await queries.choose(tx, lent, Chosen("work_order", among(mine.values()), _OFFERED))
    offers = await queries.choose(tx, lent, Chosen("offer", among(mine), ("closes_at",)))
    closes = {o.id: o.get("closes_at") for o in offers}
    shown = {o.id: o for o in orders}
    return [
        _offer(me, id_, shown[order], closes.get(id_))
        for id_, order in mine.items()
        if order in shown
    ]


_OFFERED = (
    "number", "subject", "priority", "address_text", "location", "window_start", "window_end",
    "duration", "work_type.base_price",
)  # fmt: skip


def _offer(me: Worker, id_: UUID, order: Record, closes_at: Any) -> OpenOffer:
    price = order.get("work_type.base_price")
    return OpenOffer(
        id_,
        order.get("number"),
        order.get("subject"),
        order.get("priority"),
        grabbing.coarse_address(order.get("address_text")),
        grabbing.distance_m(me, order.get("location")),
        _earning(me, Decimal(price) if price else None),
        order.get("window_start"),
        order.get("window_end"),
        order.get("duration"),
        closes_at,
    )


def _earning(worker: Worker, base_price: Decimal | None) -> str | None:
    """The person's share of the call-out price: what is sure; parts and hours come on top."""
    if not base_price or not worker.job_share_percent:
        return None
    return str(percent_of(base_price, worker.job_share_percent))


async def _me(tx: Tx, actor: Actor) -> Worker | None:
    if actor.user_id is None:
        return None
    found = await people.workers(
        tx, start=tx.now, end=tx.now + timedelta(days=1), user_ids=[actor.user_id]
    )
    return found[0] if found else None


async def take(tx: Tx, actor: Actor, offer_id: UUID) -> Stored:
    """Grab it: the first wins, everyone else is told so. Returns the accepted appointment.

    The offer's row lock puts all takers in line; the state is read again behind it, so exactly one
    finds it open. The person's own row is locked first, so two takes at once can't pass the limit.

    Raises:
        OfferTakenError, OfferLimitError, OfferNotForYouError: see there.
    """
    me = await _me(tx, actor)
    if me is None or actor.user_id is None:
        raise NotFoundError(Label("该抢单", "That offer"))
    system = actor.as_system()
    mine = await records.find(tx, "field_resource", user=actor.user_id)
    await records.fetch(tx, system, "field_resource", mine[0].id, lock=True)
    offer = await records.fetch(tx, system, "offer", offer_id, lock=True)
    if offer["state"] != "open" or offer["closes_at"] <= tx.now:
        raise OfferTakenError
    held = await repository.open_grabs(tx, actor.user_id)
    if held >= me.grab_limit:
        raise OfferLimitError(limit=me.grab_limit)
    order = await records.fetch(tx, system, "work_order", offer["work_order"], lock=True)
    why = await _refusals(tx, order, offer, me)
    if why:
        raise OfferNotForYouError(reasons="；".join(w.in_(actor.locale) for w in why))
    taken = {"taken_by": actor.user_id, "taken_at": tx.now}
    await records.command(tx, system, "offer", offer.id, "take", values=taken)
    appointment = await planning.assign(
        tx, system, order, actor.user_id, mode="grab", accepted=True
    )
    closed = OfferClosed(offer.id, order.id, actor.user_id)
    await events.emit(tx, actor, "dispatch.offer_closed", closed, about=("work_order", order.id))
    return appointment
