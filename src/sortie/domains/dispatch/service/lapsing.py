"""What happens when nobody answers: the engineer in time, the customer at all."""

from datetime import timedelta

from sortie.domains.dispatch import repository
from sortie.domains.dispatch.contracts.events import AcceptanceGiven, AppointmentMoved
from sortie.domains.dispatch.service import orders
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

SILENCE = timedelta(days=3)
"""A customer who neither accepts nor refuses for this long has accepted."""


async def lapse_appointments(tx: Tx, actor: Actor) -> int:
    """Take sent jobs back that weren't answered in time; how many."""
    rows = await repository.lapsed_appointments(tx, tx.now)
    for row in rows:
        # read again behind the lock: the engineer may have accepted in this very moment
        held = await records.fetch(tx, actor, "appointment", row["id"], lock=True)
        if held["state"] != "dispatched":
            continue
        gone = await records.command(
            tx, actor, "appointment", held.id, "time_out", values={"committed": False}
        )
        told = AppointmentMoved(
            gone.id, gone["work_order"], gone["engineer"], "time_out", gone["state"]
        )
        about = ("work_order", gone["work_order"])
        await events.emit(tx, actor, "dispatch.appointment_moved", told, about=about)
        order = await records.fetch(tx, actor, "work_order", gone["work_order"], lock=True)
        if order["state"] == "dispatched":
            await orders.move_order(tx, actor, order, "return", engineers=[])
    return len(rows)


async def accept_in_silence(tx: Tx, actor: Actor) -> int:
    """Accept orders that have waited longer than ``SILENCE``; how many."""
    waiting = await repository.waiting_for_acceptance(tx, tx.now - SILENCE)
    for order_id in waiting:
        order = await records.fetch(tx, actor, "work_order", order_id, lock=True)
        if order["state"] != "pending_acceptance":
            continue
        await orders.move_order(tx, actor, order, "accept", accepted_at=tx.now)
        told = AcceptanceGiven(order.id, order["number"], "accepted", "silence")
        await events.emit(
            tx, actor, "dispatch.acceptance_given", told, about=("work_order", order.id)
        )
    return len(waiting)
