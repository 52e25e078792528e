"""The engineer's phone over HTTP: the day, one job, each act, the pool."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from litestar import get, post, put

from sortie.domains.dispatch.routes.requests import shown
from sortie.domains.dispatch.schemas import (
    Act,
    ArriveAct,
    CannotAct,
    FinishAct,
    LineIn,
    PartlyAct,
    PauseAct,
    PositionIn,
    ReasonAct,
    StepIn,
    TransferIn,
    WordIn,
)
from sortie.domains.dispatch.service import (
    acceptance,
    orders,
    pool,
    steps,
    transfers,
    views,
    visits,
)
from sortie.domains.tracking import service as tracking
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stamp, Stored
from sortie.kernel.tenancy.contracts import Tx

_VISIT = "/api/v1/field/appointments/{appointment_id:uuid}"
_ORDER = "/api/v1/field/orders/{order_id:uuid}"
_TAG = ["field"]
_MINE = {"right": Right.object_action("appointment", "read")}


def _act(command: str) -> dict[str, Right]:
    """The right to one act of a visit; whose visit it is, `visits.mine` sees to."""
    return {"right": Right.object_action("appointment", f"command:{command}")}


def stamp_of(act: Act) -> Stamp:
    """The device's side of an act."""
    return Stamp(
        occurred_at=act.occurred_at,
        clock_offset_ms=act.clock_offset_ms,
        location=act.location.plain() if act.location else None,
        device_id=act.device_id,
    )


async def _after(tx: Tx, actor: Actor, appointment: Stored) -> dict[str, Any]:
    return await views.job(tx, actor, appointment)


@get("/api/v1/field/today", opt=_MINE, tags=_TAG, operation_id="my_day")
async def today(tx: Tx, actor: Actor, day: date | None = None) -> dict[str, Any]:
    """My day: shift, appointments in order, what I do next on each, offers waiting."""
    found = await views.my_day(tx, actor, day)
    found["offers"] = len(await pool.open_to_me(tx, actor))
    return found


@get(_VISIT, opt=_MINE, tags=_TAG, operation_id="my_job")
async def job(tx: Tx, actor: Actor, appointment_id: UUID) -> dict[str, Any]:
    """Everything needed on site for one appointment."""
    appointment = await records.fetch(tx, actor, "appointment", appointment_id)
    return await views.job(tx, actor, appointment)


@post(_VISIT + "/accept", opt=_act("accept"), tags=_TAG, operation_id="accept_job", status_code=200)
async def accept(tx: Tx, actor: Actor, appointment_id: UUID, data: Act) -> dict[str, Any]:
    return await _after(tx, actor, await visits.accept(tx, actor, appointment_id, stamp_of(data)))


@post(
    _VISIT + "/decline", opt=_act("decline"), tags=_TAG, operation_id="decline_job", status_code=200
)
async def decline(tx: Tx, actor: Actor, appointment_id: UUID, data: ReasonAct) -> dict[str, Any]:
    """Give it back with a reason; it is no longer mine, so only the number comes back."""
    gone = await visits.decline(tx, actor, appointment_id, stamp_of(data), reason=data.reason)
    return {"appointment": {"id": gone.id, "state": gone["state"]}}


@post(_VISIT + "/depart", opt=_act("depart"), tags=_TAG, operation_id="depart", status_code=200)
async def depart(tx: Tx, actor: Actor, appointment_id: UUID, data: Act) -> dict[str, Any]:
    return await _after(tx, actor, await visits.depart(tx, actor, appointment_id, stamp_of(data)))


@post(_VISIT + "/arrive", opt=_act("arrive"), tags=_TAG, operation_id="check_in", status_code=200)
async def arrive(tx: Tx, actor: Actor, appointment_id: UUID, data: ArriveAct) -> dict[str, Any]:
    """Check in; outside the fence it takes a reason."""
    moved = await visits.arrive(
        tx,
        actor,
        appointment_id,
        stamp_of(data),
        reason=data.reason or None,
        photos=tuple(data.photos),
    )
    return await _after(tx, actor, moved)


@post(_VISIT + "/start", opt=_act("start"), tags=_TAG, operation_id="start_work", status_code=200)
async def start(tx: Tx, actor: Actor, appointment_id: UUID, data: Act) -> dict[str, Any]:
    return await _after(tx, actor, await visits.start(tx, actor, appointment_id, stamp_of(data)))


@post(_VISIT + "/pause", opt=_act("pause"), tags=_TAG, operation_id="pause_work", status_code=200)
async def pause(tx: Tx, actor: Actor, appointment_id: UUID, data: PauseAct) -> dict[str, Any]:
    """Stop for a part, the customer or the weather; the policy says whether clocks stand."""
    moved = await visits.pause(
        tx, actor, appointment_id, stamp_of(data), hold=data.reason, note=data.note
    )
    return await _after(tx, actor, moved)


@post(
    _VISIT + "/resume", opt=_act("resume"), tags=_TAG, operation_id="resume_work", status_code=200
)
async def resume(tx: Tx, actor: Actor, appointment_id: UUID, data: Act) -> dict[str, Any]:
    return await _after(tx, actor, await visits.resume(tx, actor, appointment_id, stamp_of(data)))


@post(
    _VISIT + "/finish", opt=_act("finish"), tags=_TAG, operation_id="finish_work", status_code=200
)
async def finish(tx: Tx, actor: Actor, appointment_id: UUID, data: FinishAct) -> dict[str, Any]:
    """Done; refused while a required step is open, naming each."""
    moved = await visits.finish(tx, actor, appointment_id, stamp_of(data), outcome=data.outcome)
    return await _after(tx, actor, moved)


@post(
    _VISIT + "/partly", opt=_act("partly"), tags=_TAG, operation_id="partly_done", status_code=200
)
async def partly(tx: Tx, actor: Actor, appointment_id: UUID, data: PartlyAct) -> dict[str, Any]:
    """Part is done: another visit will be planned."""
    moved = await visits.partly(tx, actor, appointment_id, stamp_of(data), outcome=data.outcome)
    return {"appointment": {"id": moved.id, "state": moved["state"]}}


@post(
    _VISIT + "/cannot",
    opt=_act("cannot"),
    tags=_TAG,
    operation_id="cannot_complete",
    status_code=200,
)
async def cannot(tx: Tx, actor: Actor, appointment_id: UUID, data: CannotAct) -> dict[str, Any]:
    """It can't be done: the dispatcher decides what happens."""
    moved = await visits.cannot(
        tx, actor, appointment_id, stamp_of(data), reason=data.reason, photos=tuple(data.photos)
    )
    return {"appointment": {"id": moved.id, "state": moved["state"]}}


@post(
    _VISIT + "/nobody", opt=_act("no_show"), tags=_TAG, operation_id="nobody_there", status_code=200
)
async def nobody(tx: Tx, actor: Actor, appointment_id: UUID, data: ReasonAct) -> dict[str, Any]:
    """I was there, the customer wasn't: the dispatcher decides what happens."""
    moved = await visits.nobody(tx, actor, appointment_id, stamp_of(data), reason=data.reason)
    return {"appointment": {"id": moved.id, "state": moved["state"]}}


@post(_VISIT + "/transfer", opt=_MINE, tags=_TAG, operation_id="ask_transfer", status_code=201)
async def transfer(tx: Tx, actor: Actor, appointment_id: UUID, data: TransferIn) -> dict[str, Any]:
    """Ask that somebody else does it."""
    asked = await transfers.ask(
        tx, actor, appointment_id, reason=data.reason, to_engineer=data.to_engineer
    )
    return await shown(tx, actor, asked)


@put(_ORDER + "/steps/{key:str}", opt=_act("start"), tags=_TAG, operation_id="save_step")
async def save_step(tx: Tx, actor: Actor, order_id: UUID, key: str, data: StepIn) -> dict[str, Any]:
    """Answer one step of the checklist; again replaces."""
    answer = {"value": data.value, "files": data.files, "skipped_reason": data.skipped_reason}
    await steps.save_step(tx, actor, order_id, key, answer, stamp_of(data))
    order = await orders.order_of(tx, actor, order_id)
    return await views.steps_of(tx, actor, order)


@post(_ORDER + "/lines", opt=_act("start"), tags=_TAG, operation_id="add_line", status_code=201)
async def add_line(tx: Tx, actor: Actor, order_id: UUID, data: LineIn) -> dict[str, Any]:
    """A part or service used."""
    values = {k: getattr(data, k) for k in data.__struct_fields__ if k != "id"}
    values |= {"quantity": str(data.quantity), "price": str(data.price)}
    line = await steps.add_line(tx, actor, order_id, values, line_id=data.id)
    return await shown(tx, actor, line)


@post(
    _ORDER + "/acceptance",
    opt=_act("finish"),
    tags=_TAG,
    operation_id="customer_word",
    status_code=200,
)
async def customer_word(tx: Tx, actor: Actor, order_id: UUID, data: WordIn) -> dict[str, Any]:
    """The customer accepts or refuses on the engineer's phone."""
    await orders.order_of(tx, actor, order_id)
    done = await acceptance.give_word(
        tx,
        actor,
        order_id,
        result=data.result,
        channel="engineer_phone",
        signer=data.signer,
        signature=data.signature,
        reason=data.reason,
        stamp=stamp_of(data),
    )
    return {"order": {"id": done.id, "state": done["state"]}}


@get("/api/v1/field/offers", opt=_MINE, tags=_TAG, operation_id="my_offers")
async def offers(tx: Tx, actor: Actor) -> dict[str, Any]:
    """What I could grab now."""
    return {"offers": [asdict(o) for o in await pool.my_offers(tx, actor)]}


@post("/api/v1/field/offers/{offer_id:uuid}/take", opt=_MINE, tags=_TAG, operation_id="take_offer",
      status_code=200)  # fmt: skip
async def take(tx: Tx, actor: Actor, offer_id: UUID) -> dict[str, Any]:
    """Grab it; the first wins."""
    return await _after(tx, actor, await pool.take(tx, actor, offer_id))


@post("/api/v1/field/position", opt=_MINE | {"role": "ingest"}, tags=_TAG,
      operation_id="report_position", status_code=200)  # fmt: skip
async def position(tx: Tx, actor: Actor, data: PositionIn) -> dict[str, Any]:
    """Where I am; kept only inside a published shift."""
    return asdict(
        await tracking.report_position(tx, actor, data.location.plain(), battery=data.battery)
    )


ROUTES = [
    today, job, accept, decline, depart, arrive, start, pause, resume, finish, partly, cannot,
    nobody, transfer, save_step, add_line, customer_word, offers, take, position,
]  # fmt: skip
