"""Handing a job to a colleague: asked for by the engineer, decided by the dispatcher."""

from uuid import UUID

from sortie.base.errors import invalid
from sortie.base.ids import uuid7
from sortie.domains.dispatch.contracts.events import TransferAsked, TransferDecided
from sortie.domains.dispatch.service import orders, planning, visits
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx


async def ask(
    tx: Tx, actor: Actor, appointment_id: UUID, *, reason: str, to_engineer: UUID | None = None
) -> Stored:
    """Ask that somebody else does it; the job stays mine until the dispatcher has decided."""
    if not reason.strip():
        raise invalid(
            "reason", "required", "请填写转派原因", "Say why it should go to somebody else"
        )
    appointment = await visits.mine(tx, actor, appointment_id)
    order = await orders.order_of(tx, actor.as_system(), appointment["work_order"])
    if await records.find(tx, "transfer", appointment=appointment.id, state="submitted"):
        raise invalid(
            "appointment", "asked", "该预约已有待审批的转派申请", "A transfer is already asked for"
        )
    transfer = await records.create(
        tx,
        actor.as_system(),
        "transfer",
        {
            "work_order": order.id,
            "appointment": appointment.id,
            "from_engineer": appointment["engineer"],
            "to_engineer": to_engineer,
            "reason": reason,
        },
        id=uuid7(),
    )
    told = TransferAsked(transfer.id, order.id, order["number"], appointment["engineer"], reason)
    await events.emit(tx, actor, "dispatch.transfer_asked", told, about=("work_order", order.id))
    return transfer


async def approve(
    tx: Tx, actor: Actor, transfer_id: UUID, *, to_engineer: UUID | None = None
) -> Stored:
    """Agree: the old appointment ends, the new person gets the order (or the queue does)."""
    planning.need_dispatcher(actor)
    transfer = await records.fetch(tx, actor, "transfer", transfer_id, lock=True)
    heir = to_engineer or transfer["to_engineer"]
    system = actor.as_system()
    order = await records.fetch(tx, actor, "work_order", transfer["work_order"], lock=True)
    await records.command(
        tx,
        system,
        "appointment",
        transfer["appointment"],
        "cancel",
        reason=transfer["reason"],
        values={"committed": False},
    )
    order = await orders.move_order(
        tx, actor, order, "return", reason=transfer["reason"], engineers=[]
    )
    decided = await records.command(
        tx,
        system,
        "transfer",
        transfer.id,
        "approve",
        values={"to_engineer": heir, "decided_by": actor.user_id},
    )
    if heir is not None:
        await planning.assign(tx, actor, order, heir, mode="manual")
    await _tell(tx, actor, decided, "approved")
    return decided


async def reject(tx: Tx, actor: Actor, transfer_id: UUID, *, note: str) -> Stored:
    """Refuse: the job stays where it is."""
    planning.need_dispatcher(actor)
    transfer = await records.fetch(tx, actor, "transfer", transfer_id, lock=True)
    decided = await records.command(
        tx,
        actor.as_system(),
        "transfer",
        transfer.id,
        "reject",
        reason=note,
        values={"note": note, "decided_by": actor.user_id},
    )
    await _tell(tx, actor, decided, "rejected")
    return decided


async def _tell(tx: Tx, actor: Actor, transfer: Stored, result: str) -> None:
    told = TransferDecided(
        transfer.id,
        transfer["work_order"],
        transfer["from_engineer"],
        transfer["to_engineer"],
        result,
    )
    about = ("work_order", transfer["work_order"])
    await events.emit(tx, actor, "dispatch.transfer_decided", told, about=about)
