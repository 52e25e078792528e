"""Work orders: made from a wish with everything frozen that the job will need."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.errors import ForbiddenError, invalid
from sortie.base.geo import Point
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.domains.customers import service as customers
from sortie.domains.dispatch.contracts.wishes import OrderWish
from sortie.domains.dispatch.service import clocks
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_TOKEN_BYTES = 18


def new_token() -> str:
    """144 random bits: whoever holds it follows this one order, nothing else."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


async def revoke_link(tx: Tx, actor: Actor, object_: str, id_: UUID) -> str:
    """Shut the customer's link of a request or order the actor sees; the token of the new one.

    Raises:
        NotFoundError: no such record in the actor's sight.
    """
    asked = await records.fetch(tx, actor, object_, id_)
    old, fresh = asked["portal_token"], new_token()
    for kind in ("service_request", "work_order"):
        for found in await records.find(tx, kind, portal_token=old):
            values = {"portal_token": fresh}
            await records.update(tx, actor.as_system(), kind, found.id, values, version=None)
    return fresh


@dataclass(slots=True, eq=False)
class Shelf:
    """What many orders of one transaction read alike, read once: an import makes thousands."""

    tx: Tx
    _kept: dict[tuple[str, UUID, bool], Stored] = field(default_factory=dict)
    _policies: clocks.Policies | None = None

    async def fetch(self, actor: Actor, object_: str, record_id: UUID) -> Stored:
        """Raises NotFoundError."""
        key = (object_, record_id, actor.acts_as_system)
        if key not in self._kept:
            self._kept[key] = await records.fetch(self.tx, actor, object_, record_id)
        return self._kept[key]

    async def policies(self) -> clocks.Policies:
        if self._policies is None:
            self._policies = await clocks.policies(self.tx)
        return self._policies


async def create_order(
    tx: Tx, actor: Actor, wish: OrderWish, *, shelf: Shelf | None = None
) -> Stored:
    """Make a work order and put it where its type says: review, dispatch or the pool comes later.

    Needs the right ``work_order/create``. The checklist is copied with its revision, so a later
    edit of the template doesn't change a job under way. ``shelf``: of this actor and transaction.

    Raises:
        InvalidError, NotFoundError: a link that isn't there, or a window that ends too early.
    """
    if not actor.may("work_order", "create"):
        raise ForbiddenError(Label("新建工单", "create work orders"))
    _check_window(wish.window_start, wish.window_end)
    known = shelf or Shelf(tx)
    kind = await known.fetch(actor.as_system(), "work_type", wish.work_type)
    if not kind["active"]:
        raise invalid(
            "work_type",
            "inactive",
            "该工作类型已停用，请选择其他类型",
            "That work type is switched off; choose another",
        )
    customer = await known.fetch(actor, "customer", wish.customer)
    site = await known.fetch(actor, "site", wish.site) if wish.site else None
    asset = await known.fetch(actor, "asset", wish.asset) if wish.asset else None
    values = _plain(wish) | _from_customer(wish, customer) | _from_site(wish, site)
    values |= await _from_type(known, actor, kind)
    values["subject"] = wish.subject or f"{kind['name']} · {customer['name']}"
    values["priority"] = wish.priority or kind["default_priority"]
    values["in_warranty"] = _in_warranty(tx, asset)
    values["portal_token"] = wish.portal_token  # none: the room's hook makes one
    if values.get("area") is None and values.get("location"):
        point = Point(values["location"]["lon"], values["location"]["lat"])
        values["area"] = await customers.area_at(tx, point)
    promise = clocks.promised(
        await known.policies(), tx, priority=values["priority"], customer_level=customer["level"]
    )
    values |= promise.shown | dict(wish.extra)
    order = await records.create(tx, actor.as_system(), "work_order", values, id=wish.id or uuid7())
    await clocks.start(tx, order.id, promise)
    step = "send_to_review" if kind["review_first"] else "submit"
    return await records.command(tx, actor.as_system(), "work_order", order.id, step)


def _check_window(start: datetime | None, end: datetime | None) -> None:
    if start and end and end <= start:
        raise invalid(
            "window_end",
            "before_start",
            "期望结束时间必须晚于开始时间",
            "The window must end after it starts",
        )


def _plain(wish: OrderWish) -> dict[str, Any]:
    return {
        "channel": wish.channel,
        "work_type": wish.work_type,
        "customer": wish.customer,
        "site": wish.site,
        "asset": wish.asset,
        "description": wish.description,
        "photos": list(wish.photos),
        "window_start": wish.window_start,
        "window_end": wish.window_end,
        "request": wish.request,
        "rework_of": wish.rework_of,
    }


def _from_customer(wish: OrderWish, customer: Stored) -> dict[str, Any]:
    return {
        "contact_name": wish.contact_name or customer["name"],
        "contact_phone": wish.contact_phone or customer["phone"],
        # whoever serves the customer answers for the order, whatever channel it came by
        "dept_id": customer.get("dept_id"),
    }


def _from_site(wish: OrderWish, site: Stored | None) -> dict[str, Any]:
    if site is None:
        return {"address_text": wish.address_text, "location": wish.location}
    return {
        "address_text": wish.address_text or site["address_text"],
        "location": wish.location or site["location"],
        "fence_m": site["fence_m"],
        "area": site["area"],
    }


async def _from_type(known: Shelf, actor: Actor, kind: Stored) -> dict[str, Any]:
    values: dict[str, Any] = {"duration": kind["duration"]}
    if kind["checklist"]:
        checklist = await known.fetch(actor.as_system(), "checklist", kind["checklist"])
        values |= {
            "checklist": checklist.id,
            "checklist_revision": checklist["revision"],
            "checklist_items": checklist["items"],
        }
    return values


def _in_warranty(tx: Tx, asset: Stored | None) -> bool:
    if asset is None or asset["warranty_until"] is None:
        return False
    today = tx.now.astimezone(ZoneInfo(tx.tenant.time_zone)).date()
    until = asset["warranty_until"]
    return bool(today <= until)


async def order_of(tx: Tx, actor: Actor, order_id: UUID, *, lock: bool = False) -> Stored:
    """The order if the actor may see it; locked for the rest of the transaction if asked."""
    return await records.fetch(tx, actor, "work_order", order_id, lock=lock)


async def move_order(
    tx: Tx, actor: Actor, order: Stored, command: str, *, reason: str | None = None, **values: Any
) -> Stored:
    """One of the room's own moves, written as the product on the actor's behalf."""
    return await records.command(
        tx, actor.as_system(), "work_order", order.id, command, reason=reason, values=values or None
    )
