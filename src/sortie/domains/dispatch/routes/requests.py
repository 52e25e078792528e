"""Requests over HTTP: who is calling, writing it down, triage."""

from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter

from sortie.domains.dispatch.contracts.wishes import RequestWish
from sortie.domains.dispatch.schemas import AnswerIn, ConvertIn, MergeIn, RequestIn
from sortie.domains.dispatch.service import callers, intake
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries import service as queries
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_BASE = "/api/v1/dispatch/requests"
_ONE = _BASE + "/{request_id:uuid}"
_TAG = ["dispatch"]
_UPDATE = {"right": Right.object_action("service_request", "update")}


async def shown(tx: Tx, actor: Actor, stored: Stored) -> dict[str, Any]:
    """A record as the actor may see it."""
    record = await queries.get_record(tx, actor, stored.object, stored.id)
    return {"id": record.id, "version": record.version, **record.values}


@get(
    "/api/v1/dispatch/callers",
    opt={"right": Right.object_action("customer", "read")},
    tags=_TAG,
    operation_id="find_callers",
)
async def find_callers(
    tx: Tx, actor: Actor, q: Annotated[str, Parameter(min_length=2, max_length=60)]
) -> dict[str, Any]:
    """Who is calling: by phone number, name, address or serial, with what hangs on each."""
    return {"customers": await callers.look_up(tx, actor, q)}


@get(
    "/api/v1/dispatch/callers/{customer_id:uuid}",
    opt={"right": Right.object_action("customer", "read")},
    tags=_TAG,
    operation_id="show_caller",
)
async def show_caller(tx: Tx, actor: Actor, customer_id: UUID) -> dict[str, Any]:
    """One known customer with what hangs on them, as the search for callers shows it."""
    return await callers.card_of(tx, actor, customer_id)


@post(
    _BASE,
    opt={"right": Right.object_action("service_request", "create")},
    tags=_TAG,
    operation_id="take_request",
    status_code=201,
)
async def take_request(tx: Tx, actor: Actor, data: RequestIn) -> dict[str, Any]:
    """Write a request down; with ``convert`` the work order too, in the same transaction."""
    taken = await intake.take_request(tx, actor, _wish(data))
    return {
        "request": await shown(tx, actor, taken.request),
        "work_order": await shown(tx, actor, taken.order) if taken.order else None,
        "duplicates": list(taken.duplicates),
        # whoever takes the call may hand the customer their link; lists never show the token
        "tracking_url": f"/p/{tx.tenant.code}/track/{taken.request['portal_token']}",
    }


def _wish(data: RequestIn) -> RequestWish:
    place = data.location.plain() if data.location else None
    customer = data.new_customer
    site = data.new_site
    return RequestWish(
        channel=data.channel,
        contact_name=data.contact_name,
        contact_phone=data.contact_phone,
        description=data.description,
        customer=data.customer,
        new_customer=None
        if customer is None
        else {"name": customer.name, "kind": customer.kind}
        | ({"phone": customer.phone} if customer.phone else {}),
        site=data.site,
        new_site=None
        if site is None
        else {
            k: v
            for k, v in {
                "name": site.name,
                "address_text": site.address_text,
                "location": site.location.plain() if site.location else None,
            }.items()
            if v is not None
        },
        asset=data.asset,
        address_text=data.address_text,
        location=place,
        work_type=data.work_type,
        photos=tuple(data.photos),
        window_start=data.window_start,
        window_end=data.window_end,
        priority=data.priority,
        convert=data.convert,
        id=data.id,
    )


@get(_ONE + "/duplicates", opt={"right": Right.object_action("service_request", "read")}, tags=_TAG,
     operation_id="request_duplicates")  # fmt: skip
async def duplicates(tx: Tx, actor: Actor, request_id: UUID) -> dict[str, Any]:
    """Open requests and orders that tell of the same fault."""
    request = await records.fetch(tx, actor, "service_request", request_id)
    return {"duplicates": await intake.duplicates_of(tx, actor, request)}


@post(_ONE + "/convert", opt={"right": Right.object_action("work_order", "create")}, tags=_TAG,
      operation_id="convert_request", status_code=201)  # fmt: skip
async def convert(tx: Tx, actor: Actor, request_id: UUID, data: ConvertIn) -> dict[str, Any]:
    """Make the work order of a request."""
    changes = {k: getattr(data, k) for k in data.__struct_fields__}
    return await shown(tx, actor, await intake.convert(tx, actor, request_id, changes))


@post(_ONE + "/merge", opt=_UPDATE, tags=_TAG, operation_id="merge_request", status_code=200)
async def merge(tx: Tx, actor: Actor, request_id: UUID, data: MergeIn) -> dict[str, Any]:
    """Close a request as a duplicate of another."""
    return await shown(tx, actor, await intake.merge(tx, actor, request_id, data.into))


@post(_ONE + "/answer", opt=_UPDATE, tags=_TAG, operation_id="answer_request", status_code=200)
async def answer(tx: Tx, actor: Actor, request_id: UUID, data: AnswerIn) -> dict[str, Any]:
    """Settle a request with words alone."""
    return await shown(tx, actor, await intake.answer(tx, actor, request_id, data.answer))


ROUTES = [find_callers, show_caller, take_request, duplicates, convert, merge, answer]
