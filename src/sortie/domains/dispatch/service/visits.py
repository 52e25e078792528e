"""The engineer's day, act by act: accept, depart, arrive, work, finish. Each is one transition of the
appointment, with its stamps and place; the order's state follows from it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.base.errors import FieldProblem, NotFoundError
from sortie.base.geo import CircleFence, Point
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.domains.dispatch.contracts.errors import CheckInReasonError, StepsMissingError
from sortie.domains.dispatch.contracts.events import AppointmentMoved
from sortie.domains.dispatch.rules import check_in, checklist
from sortie.domains.dispatch.service import act_times, clocks, orders, planning, steps
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stamp, Stored
from sortie.kernel.tenancy.contracts import Tx


def _at(tx: Tx, stamp: Stamp) -> datetime:
    """When it happened as far as the device is believed, else when it came."""
    return stamp.occurred_at or tx.now


async def mine(tx: Tx, actor: Actor, appointment_id: UUID) -> Stored:
    """The appointment, locked, if it is mine (or I may command appointments of others).

    Raises:
        NotFoundError: not there, or not for me.
    """
    appointment = await records.fetch(tx, actor, "appointment", appointment_id, lock=True)
    if appointment["engineer"] != actor.user_id and not actor.features & {"dispatch.run"}:
        raise NotFoundError(Label("该预约", "That appointment"))
    return appointment


async def _begin(tx: Tx, actor: Actor, appointment_id: UUID, stamp: Stamp) -> tuple[Stored, Stamp]:
    """My appointment, locked, and the act's stamp with the time that counts."""
    appointment = await mine(tx, actor, appointment_id)
    return appointment, await act_times.judged(tx, appointment.id, stamp)


async def _move(
    tx: Tx,
    actor: Actor,
    appointment: Stored,
    command: str,
    stamp: Stamp,
    *,
    reason: str | None = None,
    **values: Any,
) -> Stored:
    if stamp.time_flag:
        values["time_flag"] = stamp.time_flag
    moved = await records.command(
        tx,
        actor.as_system(),
        "appointment",
        appointment.id,
        command,
        reason=reason,
        values=values or None,
        stamp=stamp,
    )
    told = AppointmentMoved(
        moved.id, moved["work_order"], moved["engineer"], command, moved["state"], reason
    )
    await events.emit(
        tx, actor, "dispatch.appointment_moved", told, about=("work_order", moved["work_order"])
    )
    return moved


async def accept(tx: Tx, actor: Actor, appointment_id: UUID, stamp: Stamp) -> Stored:
    """Take the job: the customer learns who comes; the response clock stops."""
    appointment, stamp = await _begin(tx, actor, appointment_id, stamp)
    moved = await _move(tx, actor, appointment, "accept", stamp, accepted_at=_at(tx, stamp))
    await clocks.meet(tx, moved["work_order"], "respond", _at(tx, stamp))
    return moved


async def decline(
    tx: Tx, actor: Actor, appointment_id: UUID, stamp: Stamp, *, reason: str
) -> Stored:
    """Give the job back with a reason: it returns to the dispatcher's queue."""
    appointment, stamp = await _begin(tx, actor, appointment_id, stamp)
    moved = await _move(
        tx,
        actor,
        appointment,
        "decline",
        stamp,
        reason=reason,
        decline_reason=reason,
        committed=False,
    )
    await back_to_queue(tx, actor, moved["work_order"], reason)
    return moved


async def back_to_queue(tx: Tx, actor: Actor, order_id: UUID, reason: str | None) -> None:
    order = await records.fetch(tx, actor.as_system(), "work_order", order_id, lock=True)
    if order["state"] in {"dispatched", "in_progress"}:
        await orders.move_order(tx, actor, order, "return", reason=reason, engineers=[])


async def depart(tx: Tx, actor: Actor, appointment_id: UUID, stamp: Stamp) -> Stored:
    """On my way: the customer sees it, with the distance to go."""
    appointment, stamp = await _begin(tx, actor, appointment_id, stamp)
    moved = await _move(tx, actor, appointment, "depart", stamp, departed_at=_at(tx, stamp))
    await _write_check_in(tx, actor, moved, "depart", stamp)
    return moved


async def arrive(
    tx: Tx,
    actor: Actor,
    appointment_id: UUID,
    stamp: Stamp,
    *,
    reason: str | None = None,
    photos: tuple[UUID, ...] = (),
) -> Stored:
    """Check in at the place. Outside the fence it takes a reason and the check-in is flagged.

    Raises:
        CheckInReasonError: outside (or no trustworthy fix) and no reason given; tells the distance.
    """
    appointment, stamp = await _begin(tx, actor, appointment_id, stamp)
    order = await orders.order_of(tx, actor.as_system(), appointment["work_order"])
    verdict = check_in.judge(_fence(order), stamp.location, at=stamp.device_at or tx.now)
    if verdict.needs_reason and not (reason or "").strip():
        raise CheckInReasonError(
            distance=round(verdict.distance_m) if verdict.distance_m is not None else "—",
            flags=[flag.value for flag in verdict.flags],
        )
    values: dict[str, Any] = {"arrived_at": _at(tx, stamp)}
    if appointment["departed_at"]:
        values["travel_s"] = int((_at(tx, stamp) - appointment["departed_at"]).total_seconds())
    moved = await _move(tx, actor, appointment, "arrive", stamp, **values)
    await _write_check_in(
        tx, actor, moved, "arrive", stamp, verdict=verdict, reason=reason, photos=photos
    )
    if order["state"] == "dispatched":
        await orders.move_order(tx, actor, order, "start")
    await clocks.meet(tx, order.id, "arrive", _at(tx, stamp))
    return moved


def _fence(order: Stored) -> CircleFence | None:
    where = order["location"]
    if not where:
        return None
    return CircleFence(Point(where["lon"], where["lat"]), float(order["fence_m"] or 200))


async def _write_check_in(
    tx: Tx,
    actor: Actor,
    appointment: Stored,
    kind: str,
    stamp: Stamp,
    *,
    verdict: check_in.Verdict | None = None,
    reason: str | None = None,
    photos: tuple[UUID, ...] = (),
) -> None:
    await records.create(
        tx,
        actor.as_system(),
        "check_in",
        {
            "appointment": appointment.id,
            "engineer": appointment["engineer"],
            "kind": kind,
            "occurred_at": _at(tx, stamp),
            "received_at": tx.now,
            "device_at": stamp.device_at,
            "time_flag": stamp.time_flag,
            "location": dict(stamp.location) if stamp.location else None,
            "distance_m": _metres(verdict),
            "inside": verdict.inside if verdict else None,
            "flags": [flag.value for flag in verdict.flags] if verdict else [],
            "reason": reason,
            "photos": list(photos),
        },
        id=uuid7(),
        stamp=stamp,
    )


def _metres(verdict: check_in.Verdict | None) -> int | None:
    if verdict is None or verdict.distance_m is None:
        return None
    return round(verdict.distance_m)


async def start(tx: Tx, actor: Actor, appointment_id: UUID, stamp: Stamp) -> Stored:
    """Work begins."""
    appointment, stamp = await _begin(tx, actor, appointment_id, stamp)
    moved = await _move(tx, actor, appointment, "start", stamp, work_started_at=_at(tx, stamp))
    order = await orders.order_of(tx, actor.as_system(), moved["work_order"])
    if not order["started_at"]:
        begun = {"started_at": _at(tx, stamp)}
        await records.update(
            tx, actor.as_system(), "work_order", order.id, begun, version=None, stamp=stamp
        )
    return moved


async def pause(
    tx: Tx, actor: Actor, appointment_id: UUID, stamp: Stamp, *, hold: str, note: str = ""
) -> Stored:
    """Stop for a part, the customer, the weather: the hold reason says whether clocks stand."""
    appointment, stamp = await _begin(tx, actor, appointment_id, stamp)
    moved = await _move(tx, actor, appointment, "pause", stamp, reason=note.strip() or hold)
    order = await orders.order_of(tx, actor.as_system(), moved["work_order"], lock=True)
    if order["state"] == "in_progress":
        order = await orders.move_order(
            tx, actor, order, "suspend", reason=note.strip() or hold, hold_reason=hold
        )
        await clocks.pause(tx, order, hold, _at(tx, stamp))
    return moved


async def resume(tx: Tx, actor: Actor, appointment_id: UUID, stamp: Stamp) -> Stored:
    """Go on after a pause."""
    appointment, stamp = await _begin(tx, actor, appointment_id, stamp)
    moved = await _move(tx, actor, appointment, "resume", stamp)
    order = await orders.order_of(tx, actor.as_system(), moved["work_order"], lock=True)
    if order["state"] == "on_hold":
        order = await orders.move_order(tx, actor, order, "resume_work", hold_reason=None)
        await clocks.resume(tx, order, _at(tx, stamp))
    return moved


async def finish(
    tx: Tx, actor: Actor, appointment_id: UUID, stamp: Stamp, *, outcome: str = ""
) -> Stored:
    """Done: every required step must be there. The customer is asked to accept.

    Raises:
        StepsMissingError: names each step that is still open.
    """
    appointment, stamp = await _begin(tx, actor, appointment_id, stamp)
    order = await orders.order_of(tx, actor.as_system(), appointment["work_order"], lock=True)
    await _check_steps(tx, order)
    moved = await _close(tx, actor, appointment, "finish", stamp, outcome=outcome)
    await orders.move_order(tx, actor, order, "finish", finished_at=_at(tx, stamp))
    await clocks.meet(tx, order.id, "finish", _at(tx, stamp))
    return moved


async def _check_steps(tx: Tx, order: Stored) -> None:
    items, results = await steps.of_order(tx, order)
    missing = checklist.missing_items(items, results)
    if missing:
        raise StepsMissingError(
            count=len(missing),
            fields=tuple(FieldProblem(f"steps.{m.key}", m.gap.value, m.text) for m in missing),
        )


async def _close(
    tx: Tx,
    actor: Actor,
    appointment: Stored,
    command: str,
    stamp: Stamp,
    *,
    outcome: str,
    reason: str | None = None,
    photos: tuple[UUID, ...] = (),
) -> Stored:
    at = _at(tx, stamp)
    values: dict[str, Any] = {"finished_at": at, "outcome": outcome or None}
    began = appointment["work_started_at"]
    if began:
        values["work_s"] = max(0, int((at - began).total_seconds()))
    # the slot ends when the work did, so that the rest of the plan is free again
    end = planning.whole_second(at)
    if appointment["planned_start"] and appointment["planned_start"] < end:
        values["planned_end"] = end
    moved = await _move(tx, actor, appointment, command, stamp, reason=reason, **values)
    await _write_check_in(tx, actor, moved, "leave", stamp, reason=reason, photos=photos)
    return moved


async def partly(
    tx: Tx, actor: Actor, appointment_id: UUID, stamp: Stamp, *, outcome: str
) -> Stored:
    """Part is done, another visit is needed: the order goes back to be planned."""
    appointment, stamp = await _begin(tx, actor, appointment_id, stamp)
    moved = await _close(tx, actor, appointment, "partly", stamp, outcome=outcome, reason=outcome)
    await back_to_queue(tx, actor, moved["work_order"], outcome)
    return moved


async def cannot(
    tx: Tx,
    actor: Actor,
    appointment_id: UUID,
    stamp: Stamp,
    *,
    reason: str,
    photos: tuple[UUID, ...] = (),
) -> Stored:
    """It can't be done: the dispatcher decides between another visit and cancelling."""
    appointment, stamp = await _begin(tx, actor, appointment_id, stamp)
    moved = await _close(
        tx, actor, appointment, "cannot", stamp, outcome=reason, reason=reason, photos=photos
    )
    order = await orders.order_of(tx, actor.as_system(), moved["work_order"], lock=True)
    await orders.move_order(tx, actor, order, "report_cannot", reason=reason)
    return moved


async def nobody(
    tx: Tx, actor: Actor, appointment_id: UUID, stamp: Stamp, *, reason: str
) -> Stored:
    """Nobody there: the visit ends, its slot is free, the dispatcher decides what follows."""
    appointment, stamp = await _begin(tx, actor, appointment_id, stamp)
    moved = await _move(
        tx,
        actor,
        appointment,
        "no_show",
        stamp,
        reason=reason,
        outcome=reason,
        finished_at=_at(tx, stamp),
        committed=False,
    )
    await _write_check_in(tx, actor, moved, "leave", stamp)
    order = await orders.order_of(tx, actor.as_system(), moved["work_order"], lock=True)
    await orders.move_order(tx, actor, order, "report_cannot", reason=reason)
    return moved
