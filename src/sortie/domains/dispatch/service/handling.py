"""What the office does to an order under way: suspend, resume, cancel, reopen. Command handlers."""

from typing import Any

from sortie.domains.dispatch import repository
from sortie.domains.dispatch.contracts.events import OrderClosed
from sortie.domains.dispatch.service import clocks, orders, pool
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import CommandCall, Stored
from sortie.kernel.tenancy.contracts import Tx

_OTHER = "other"


async def suspend(tx: Tx, actor: Actor, order: Stored, call: CommandCall) -> Stored:
    """Put the order on hold; ``values.hold_reason`` (part, customer, weather, other) says whether the
    SLA clocks stand. A visit under way pauses.
    """
    hold = str(call.values.get("hold_reason") or _OTHER)
    running = await repository.running_appointment(tx, order.id)
    if running and running["state"] == "working":
        await records.command(
            tx, actor.as_system(), "appointment", running["id"], "pause", reason=call.reason
        )
    moved = await records.move(tx, actor.as_system(), order, call, values={"hold_reason": hold})
    await clocks.pause(tx, moved, hold, tx.now)
    return moved


async def resume(tx: Tx, actor: Actor, order: Stored, call: CommandCall) -> Stored:
    """Take the order off hold, to where its appointment stands."""
    running = await repository.running_appointment(tx, order.id)
    if running is None:
        moved = await records.move(tx, actor.as_system(), order, call, values={"hold_reason": None})
    else:
        working = running["state"] in {"working", "paused"}
        step = "resume_work" if working else "resume_dispatched"
        moved = await orders.move_order(tx, actor, order, step, hold_reason=None)
        if running["state"] == "paused":
            await records.command(tx, actor.as_system(), "appointment", running["id"], "resume")
    await clocks.resume(tx, moved, tx.now)
    return moved


async def cancel(tx: Tx, actor: Actor, order: Stored, call: CommandCall) -> Stored:
    """End the order: its visit is called off, its offers close, everyone concerned is told."""
    engineers = list(order["engineers"] or ())
    await _call_off(tx, actor, order, call.reason or "")
    await pool.close_offers(tx, actor, order)
    moved = await records.move(tx, actor.as_system(), order, call)
    closed = OrderClosed(order.id, order["number"], engineers, call.reason)
    await events.emit(tx, actor, "dispatch.order_cancelled", closed, about=("work_order", order.id))
    return moved


async def _call_off(tx: Tx, actor: Actor, order: Stored, reason: str) -> None:
    running = await repository.running_appointment(tx, order.id)
    if running is not None:
        await records.command(
            tx,
            actor.as_system(),
            "appointment",
            running["id"],
            "cancel",
            reason=reason,
            values={"committed": False},
        )


async def redispatch(tx: Tx, actor: Actor, order: Stored, call: CommandCall) -> Stored:
    """Back into the queue for another visit."""
    return await records.move(tx, actor.as_system(), order, call, values={"engineers": []})


async def reopen(tx: Tx, actor: Actor, order: Stored, call: CommandCall) -> Stored:
    """Open a closed order again; its archive stays as it is, a new one follows later."""
    values: dict[str, Any] = {
        "engineers": [],
        "finished_at": None,
        "accepted_at": None,
        "archived_at": None,
    }
    moved = await records.move(tx, actor.as_system(), order, call, values=values)
    await clocks.restart(tx, moved)
    return moved
