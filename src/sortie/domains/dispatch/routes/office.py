"""The office over HTTP: board, candidates, assignment, offers, transfers, review."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post

from sortie.base.errors import invalid
from sortie.domains.dispatch.routes.requests import shown
from sortie.domains.dispatch.schemas import (
    AssignIn,
    AutoIn,
    MoveIn,
    NoteIn,
    OfferIn,
    ReviewIn,
    TransferApproveIn,
)
from sortie.domains.dispatch.service import acceptance, board, planning, pool, transfers, views
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

_ORDER = "/api/v1/dispatch/orders/{order_id:uuid}"
_TRANSFER = "/api/v1/dispatch/transfers/{transfer_id:uuid}"
_TAG = ["dispatch"]
_RUN = {"right": Right.feature("dispatch.run")}
_READ = {"right": Right.object_action("work_order", "read")}
_LONGEST_DAYS = 31


@get("/api/v1/dispatch/queue", opt=_READ, tags=_TAG, operation_id="dispatch_queue")
async def queue(tx: Tx, actor: Actor) -> dict[str, Any]:
    """How many orders stand in each state, in the caller's sight."""
    return {"groups": await views.queue_counts(tx, actor)}


@get("/api/v1/dispatch/board", opt=_RUN, tags=_TAG, operation_id="dispatch_board")
async def show_board(
    tx: Tx, actor: Actor, start: datetime, end: datetime, area: UUID | None = None
) -> dict[str, Any]:
    """People × time between two instants, at most 31 days, and what waits unassigned."""
    if start.tzinfo is None or end.tzinfo is None:
        raise invalid(
            "start",
            "zone",
            "时间必须带时区，例如 2026-11-22T08:00:00+08:00",
            "Give times with an offset, like 2026-11-22T08:00:00+08:00",
        )
    if end <= start or (end - start).days > _LONGEST_DAYS:
        raise invalid(
            "end",
            "range",
            "时间范围应在 31 天以内，且结束晚于开始",
            "Choose up to 31 days, ending after the start",
        )
    return await board.board(tx, actor, start=start, end=end, area=area)


@get(_ORDER + "/full", opt=_READ, tags=_TAG, operation_id="whole_order")
async def full(tx: Tx, actor: Actor, order_id: UUID) -> dict[str, Any]:
    """Everything about one order, each part as the caller may see it."""
    return await views.whole_order(tx, actor, order_id)


@get(_ORDER + "/candidates", opt=_RUN, tags=_TAG, operation_id="order_candidates")
async def candidates(
    tx: Tx, actor: Actor, order_id: UUID, start: datetime | None = None
) -> dict[str, Any]:
    """Ranked people with the reasons for each score and each exclusion."""
    found = await planning.candidates(tx, actor, order_id, earliest=start)
    plain = found.plain(planning.zone_of(tx))
    for entry in (*plain["candidates"], *plain["excluded"]):
        entry["name"] = found.names.get(entry["user"], "")
    rule = {"id": found.rule.id or None, "name": found.rule_name, "revision": found.rule.revision}
    return {"rule": rule, **plain}


@post(_ORDER + "/assign", opt=_RUN, tags=_TAG, operation_id="assign_order", status_code=200)
async def assign(tx: Tx, actor: Actor, order_id: UUID, data: AssignIn) -> dict[str, Any]:
    """Give the order to a person; without a time the machine takes their best one."""
    order = await records.fetch(tx, actor, "work_order", order_id, lock=True)
    appointment = await planning.assign(
        tx,
        actor,
        order,
        data.engineer,
        mode=data.mode,
        start=data.start,
        end=data.end,
        override_reason=data.override_reason,
    )
    return await shown(tx, actor, appointment)


@post(_ORDER + "/auto", opt=_RUN, tags=_TAG, operation_id="auto_assign_order", status_code=200)
async def auto(tx: Tx, actor: Actor, order_id: UUID) -> dict[str, Any]:
    """The best candidate gets it now."""
    return await shown(tx, actor, await planning.auto_assign(tx, actor, order_id))


@post(
    "/api/v1/dispatch/auto", opt=_RUN, tags=_TAG, operation_id="auto_assign_many", status_code=200
)
async def auto_many(tx: Tx, actor: Actor, data: AutoIn) -> dict[str, Any]:
    """Many orders, most urgent first; those nobody can take come back with the reason."""
    made, left = await planning.auto_assign_many(tx, actor, data.ids)
    return {
        "assigned": [await shown(tx, actor, a) for a in made],
        "unserved": [{"id": order, **why} for order, why in left],
    }


@post(_ORDER + "/offer", opt=_RUN, tags=_TAG, operation_id="offer_order", status_code=200)
async def offer(tx: Tx, actor: Actor, order_id: UUID, data: OfferIn) -> dict[str, Any]:
    """Put the order into the grab pool."""
    audience: dict[str, Any] = {}
    if data.audience is not None:
        given = data.audience
        audience = {
            "users": [str(u) for u in given.users],
            "areas": [str(a) for a in given.areas],
            "skills": [str(s) for s in given.skills],
        } | ({"radius_m": given.radius_m} if given.radius_m else {})
    made = await pool.open_offer(tx, actor, order_id, minutes=data.minutes, audience=audience)
    return await shown(tx, actor, made)


@post(
    _ORDER + "/withdraw-offer", opt=_RUN, tags=_TAG, operation_id="withdraw_offer", status_code=200
)
async def withdraw(tx: Tx, actor: Actor, order_id: UUID) -> dict[str, Any]:
    """Take the order out of the pool."""
    return await shown(tx, actor, await pool.withdraw_offer(tx, actor, order_id))


@post(
    "/api/v1/dispatch/appointments/{appointment_id:uuid}/move",
    opt=_RUN,
    tags=_TAG,
    operation_id="move_appointment",
    status_code=200,
)
async def move(tx: Tx, actor: Actor, appointment_id: UUID, data: MoveIn) -> dict[str, Any]:
    """Another time, another person, or both."""
    if data.end <= data.start:
        raise invalid(
            "end", "before_start", "结束时间必须晚于开始时间", "The end must be after the start"
        )
    moved = await planning.move(
        tx,
        actor,
        appointment_id,
        start=data.start,
        end=data.end,
        engineer=data.engineer,
        override_reason=data.override_reason,
    )
    return await shown(tx, actor, moved)


@post(_ORDER + "/review", opt=_READ, tags=_TAG, operation_id="review_order", status_code=200)
async def review(tx: Tx, actor: Actor, order_id: UUID, data: ReviewIn) -> dict[str, Any]:
    """Pass it on to settlement, or ask for rework."""
    done = await acceptance.review(tx, actor, order_id, result=data.result, note=data.note)
    return await shown(tx, actor, done)


@post(_TRANSFER + "/approve", opt=_RUN, tags=_TAG, operation_id="approve_transfer", status_code=200)
async def approve(
    tx: Tx, actor: Actor, transfer_id: UUID, data: TransferApproveIn
) -> dict[str, Any]:
    """Agree; with nobody named the order goes back to the queue."""
    decided = await transfers.approve(tx, actor, transfer_id, to_engineer=data.to_engineer)
    return await shown(tx, actor, decided)


@post(_TRANSFER + "/reject", opt=_RUN, tags=_TAG, operation_id="reject_transfer", status_code=200)
async def reject(tx: Tx, actor: Actor, transfer_id: UUID, data: NoteIn) -> dict[str, Any]:
    """Refuse; the job stays where it is."""
    return await shown(tx, actor, await transfers.reject(tx, actor, transfer_id, note=data.note))


ROUTES = [
    queue, show_board, full, candidates, assign, auto, auto_many, offer, withdraw, move, review,
    approve, reject,
]  # fmt: skip
