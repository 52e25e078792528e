"""From any channel to a request, and from a request to a work order: nothing lost on the way."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sortie.base.errors import invalid
from sortie.base.ids import uuid7
from sortie.domains.dispatch import repository
from sortie.domains.dispatch.contracts.events import RequestReceived
from sortie.domains.dispatch.contracts.wishes import OrderWish, RequestTaken, RequestWish
from sortie.domains.dispatch.rules import duplicates
from sortie.domains.dispatch.service import orders
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Chosen, Record, among
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx


async def take_request(tx: Tx, actor: Actor, wish: RequestWish) -> RequestTaken:
    """Write the request down; make its customer, site and work order when the wish says so.

    Raises:
        InvalidError: neither a known nor a new customer for an order; no way to reach anybody.
    """
    if not (wish.contact_phone or wish.customer):
        raise invalid(
            "contact_phone",
            "required",
            "请填写联系电话，方便我们联系您",
            "Give a phone number so that we can reach you",
        )
    customer = wish.customer or await _new_customer(tx, actor, wish)
    site = wish.site or await _new_site(tx, actor, wish, customer)
    asset = await records.fetch(tx, actor, "asset", wish.asset) if wish.asset else None
    wish = replace(
        wish,
        customer=customer or (asset["customer"] if asset else None),
        site=site or (asset["site"] if asset else None),
    )
    request = await records.create(
        tx, actor, "service_request", _values(wish), id=wish.id or uuid7()
    )
    found = await duplicates_of(tx, actor, request)
    received = RequestReceived(
        request.id, request["number"], wish.channel, wish.priority or "normal"
    )
    await events.emit(
        tx, actor, "dispatch.request_received", received, about=("service_request", request.id)
    )
    order = await convert(tx, actor, request.id, {}) if wish.convert else None
    return RequestTaken(request, order, tuple(found))


async def _new_customer(tx: Tx, actor: Actor, wish: RequestWish) -> UUID | None:
    if wish.new_customer is None:
        return None
    values = {"phone": wish.contact_phone or None, "source": wish.channel} | dict(wish.new_customer)
    if not values.get("name"):
        values["name"] = wish.contact_name or wish.contact_phone
    if values["source"] not in {"phone", "web", "qr", "import", "api"}:
        values["source"] = "phone"
    return (await records.create(tx, actor, "customer", values, id=uuid7())).id


async def _new_site(tx: Tx, actor: Actor, wish: RequestWish, customer: UUID | None) -> UUID | None:
    if wish.new_site is None or customer is None:
        return None
    values = {"address_text": wish.address_text, "location": wish.location} | dict(wish.new_site)
    values["name"] = values.get("name") or values.get("address_text") or wish.contact_name or "—"
    values["customer"] = customer
    return (await records.create(tx, actor, "site", values, id=uuid7())).id


def _values(wish: RequestWish) -> dict[str, Any]:
    return {
        "channel": wish.channel,
        "customer": wish.customer,
        "site": wish.site,
        "asset": wish.asset,
        "contact_name": wish.contact_name or None,
        "contact_phone": wish.contact_phone or None,
        "address_text": wish.address_text or None,
        "location": wish.location,
        "work_type": wish.work_type,
        "description": wish.description or None,
        "photos": list(wish.photos),
        "window_start": wish.window_start,
        "window_end": wish.window_end,
        "priority": wish.priority or "normal",
    }


async def duplicates_of(tx: Tx, actor: Actor, request: Stored) -> list[dict[str, Any]]:
    """Open requests and orders on the same asset or phone that tell of a similar fault."""
    rows = await repository.open_on_same(
        tx, request.id, asset=request["asset"], phone=request["contact_phone"]
    )
    alike = [
        row
        for row in rows
        if duplicates.similar(
            request["description"] or "",
            row["description"] or "",
            same_asset=request["asset"] is not None and row["asset"] == request["asset"],
        )
    ]
    shown: dict[UUID, Record] = {}
    for object_ in ("work_order", "service_request"):
        ids = [r["id"] for r in alike if r["object"] == object_]
        if ids:
            found = await queries.choose(tx, actor, Chosen(object_, among(ids), _DUPLICATE))
            shown |= {r.id: r for r in found}
    return [
        {"object": row["object"], "id": row["id"]}
        | {name: shown[row["id"]].get(name) for name in _DUPLICATE}
        for row in alike
        if row["id"] in shown
    ]


_DUPLICATE = ("number", "asset", "description", "state", "created_at")


async def convert(tx: Tx, actor: Actor, request_id: UUID, overrides: Mapping[str, Any]) -> Stored:
    """Make the work order of a request; its photos and words go along.

    Raises:
        InvalidError: the customer or the work type is still missing.
        TransitionError: it was converted, merged or turned down before.
    """
    request = await records.fetch(tx, actor, "service_request", request_id, lock=True)
    have = {**request.values, **{k: v for k, v in overrides.items() if v is not None}}
    if not have.get("customer"):
        raise invalid(
            "customer",
            "required",
            "请先选择或新建客户，再转为工单",
            "Choose or add the customer before converting",
        )
    if not have.get("work_type"):
        raise invalid("work_type", "required", "请选择工作类型", "Choose the work type")
    order = await orders.create_order(tx, actor, _order_wish(request, have))
    await records.command(
        tx,
        actor.as_system(),
        "service_request",
        request.id,
        "convert",
        values={
            "work_order": order.id,
            "customer": have["customer"],
            "work_type": have["work_type"],
        },
    )
    return order


def _order_wish(request: Stored, have: Mapping[str, Any]) -> OrderWish:
    """The order of a request, corrected by the office: ``have`` is the request's values with overrides."""
    return OrderWish(
        work_type=have["work_type"],
        customer=have["customer"],
        channel=request["channel"],
        subject=have.get("subject") or "",
        site=have.get("site"),
        asset=have.get("asset"),
        contact_name=have.get("contact_name") or "",
        contact_phone=have.get("contact_phone") or "",
        address_text=have.get("address_text") or "",
        location=have.get("location"),
        description=have.get("description") or "",
        photos=tuple(request["photos"] or ()),
        window_start=have.get("window_start"),
        window_end=have.get("window_end"),
        priority=have.get("priority"),
        request=request.id,
        # one link for the customer from the first word to the archive
        portal_token=request["portal_token"],
    )


async def merge(tx: Tx, actor: Actor, request_id: UUID, into: UUID) -> Stored:
    """Close a request as a duplicate of another; the other one keeps its own history."""
    if into == request_id:
        raise invalid("into", "same", "不能合并到自己", "A request can't be merged into itself")
    request = await records.fetch(tx, actor, "service_request", request_id, lock=True)
    kept = await records.fetch(tx, actor, "service_request", into)
    return await records.command(
        tx,
        actor.as_system(),
        "service_request",
        request.id,
        "merge",
        values={"duplicate_of": kept.id, "work_order": kept["work_order"]},
    )


async def answer(tx: Tx, actor: Actor, request_id: UUID, text: str) -> Stored:
    """Settle a request with words alone: the customer reads them behind the tracking link."""
    request = await records.fetch(tx, actor, "service_request", request_id, lock=True)
    if not text.strip():
        raise invalid("answer", "required", "请填写答复内容", "Write the answer")
    return await records.command(
        tx, actor.as_system(), "service_request", request.id, "answer", values={"answer": text}
    )
