"""The customer's page hears that its job moved: hints by server-sent events, never what changed."""

from collections import Counter
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import get
from litestar.params import Parameter
from litestar.response import Stream

from sortie.apps.api.call import Call
from sortie.domains.portal.contracts import LinkUnknownError
from sortie.kernel.events import service as events
from sortie.kernel.identity.contracts import TooManyRequestsError
from sortie.kernel.permissions.contracts import Right
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant, Tx

_LONGEST_S = 900.0
_MOST = 12
"""Open streams of one address: a family behind one line, not a flood. Further ones look by themselves."""

_open: Counter[str] = Counter()


async def _behind(tx: Tx, token: str) -> dict[str, set[UUID]]:
    """What the link stands for: its request, its order, the order's visits."""
    requests = await records.find(tx, "service_request", portal_token=token)
    orders = await records.find(tx, "work_order", portal_token=token)
    visits = [v for o in orders for v in await records.find(tx, "appointment", work_order=o.id)]
    found = {
        "service_request": {r.id for r in requests},
        "work_order": {o.id for o in orders},
        "appointment": {v.id for v in visits},
    }
    about = [str(id_) for ids in (found["service_request"], found["work_order"]) for id_ in ids]
    told = [
        n
        for id_ in about
        for n in await records.find(tx, "note", about_record=id_, visibility="customer")
    ]
    return found | {"note": {n.id for n in told}}


@get(
    "/api/v1/portal/{company:str}/track/{token:str}/events",
    opt={
        "right": Right.public(),
        "tenant_from": "company",
        "tx": False,
        "rate": (60, 60),
        "rate_key": "portal.follow",
    },
    tags=["portal"],
    operation_id="follow_job",
    media_type="text/event-stream",
)
async def follow(
    call: Call,
    company: str,
    token: str,
    last_event_id: Annotated[
        str, Parameter(header="Last-Event-ID", max_length=2000, required=False)
    ] = "",
) -> Stream:
    """Hints that the job behind the link changed: read it again then. Resumes after Last-Event-ID,
    ends after a quarter of an hour; the page comes back by itself.
    """
    del company  # the gate has found the tenant by it
    tenant = call.tenant
    if tenant is None:
        raise LinkUnknownError
    async with call.kernel.dbs.tx(tenant, now=call.now) as tx:
        behind = await _behind(tx, token)
    if not behind["service_request"] and not behind["work_order"]:
        raise LinkUnknownError
    if _open[call.caller.ip] >= _MOST:
        raise TooManyRequestsError(60)
    stream = _frames(call, tenant, token, last_event_id or None)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(_counted(stream, call.caller.ip), media_type="text/event-stream", headers=headers)


async def _counted(frames: AsyncIterator[bytes], address: str) -> AsyncIterator[bytes]:
    _open[address] += 1
    try:
        yield b"retry: 2000\n\n"
        async for piece in frames:
            yield piece
    finally:
        _open[address] -= 1
        if _open[address] <= 0:
            del _open[address]


def _frames(call: Call, tenant: Tenant, token: str, cursor: str | None) -> AsyncIterator[bytes]:
    hub: events.Hub = call.kernel.parts["hub"]

    async def visible(tx: Tx, object_: str, ids: Collection[UUID]) -> set[UUID]:
        if object_ not in _SHOWN:
            return set()
        return (await _behind(tx, token))[object_] & set(ids)

    async def still_in() -> bool:
        return (datetime.now(UTC) - call.now).total_seconds() < _LONGEST_S

    return _hints(hub.stream(tenant, visible, cursor, still_in=still_in))


_SHOWN = frozenset({"service_request", "work_order", "appointment", "note"})


async def _hints(frames: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The hub's frames without what they tell: ids and names are the company's business."""
    async for piece in frames:
        yield hint(piece)


def hint(frame: bytes) -> bytes:
    """One frame as a customer gets it: its cursor, and whether anything changed."""
    lines = frame.split(b"\n")
    kept = [line for line in lines if line.startswith(b"id: ")]
    name = next((line[7:] for line in lines if line.startswith(b"event: ")), b"")
    quiet = name in {b"at", b"beat"} and b"anew" not in frame
    told = [b"event: beat" if quiet else b"event: changed", b"data: {}"]
    return b"\n".join([*kept, *told]) + b"\n\n"


ROUTES: list[Any] = [follow]
