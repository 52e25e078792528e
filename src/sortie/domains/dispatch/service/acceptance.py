"""The customer's word: accepted or refused, on the engineer's phone or through the link; the rating."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.base.errors import ConflictError, ForbiddenError, invalid
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.domains.dispatch import repository
from sortie.domains.dispatch.contracts.events import AcceptanceGiven, OrderReviewed, Rated
from sortie.domains.dispatch.service import act_times, clocks, orders
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import NO_STAMP, Stamp, Stored
from sortie.kernel.tenancy.contracts import Tx


async def give_word(
    tx: Tx,
    actor: Actor,
    order_id: UUID,
    *,
    result: str,
    channel: str,
    signer: str = "",
    signature: Mapping[str, Any] | None = None,
    reason: str = "",
    photos: tuple[UUID, ...] = (),
    stamp: Stamp = NO_STAMP,
) -> Stored:
    """Write the customer's acceptance or refusal down; a refusal makes rework.

    The caller has checked who may speak for the order: the engineer on it, or the link's holder.

    Raises:
        InvalidError: accepted without name or signature, refused without reason.
        TransitionError: the order isn't waiting for acceptance.
    """
    _check(result, signer, signature, reason)
    order = await orders.order_of(tx, actor.as_system(), order_id, lock=True)
    visits = await repository.appointments_of(tx, order.id)
    stamp = await act_times.judged(tx, visits[-1]["id"] if visits else None, stamp)
    at: datetime = stamp.occurred_at or tx.now
    if result == "accepted":
        order = await orders.move_order(tx, actor, order, "accept", accepted_at=at)
    else:
        reworks = int(order["rework_count"] or 0) + 1
        order = await orders.move_order(
            tx, actor, order, "refuse", reason=reason, rework_count=reworks, engineers=[]
        )
        await clocks.restart(tx, order)
    values: dict[str, Any] = {
        "work_order": order.id,
        "result": result,
        "channel": channel,
        "signer": signer or None,
        "signature": dict(signature) if signature else None,
        "reason": reason or None,
        "photos": list(photos),
        "occurred_at": at,
    }
    await records.create(tx, actor.as_system(), "acceptance", values, id=uuid7(), stamp=stamp)
    told = AcceptanceGiven(order.id, order["number"], result, channel, reason or None)
    await events.emit(tx, actor, "dispatch.acceptance_given", told, about=("work_order", order.id))
    return order


def _check(result: str, signer: str, signature: Mapping[str, Any] | None, reason: str) -> None:
    if result not in {"accepted", "refused"}:
        raise invalid(
            "result", "choice", "请选择「通过」或「不通过」", "Choose accepted or refused"
        )
    if result == "accepted" and not signer.strip():
        raise invalid("signer", "required", "请填写签字人姓名", "Give the signer's name")
    if result == "accepted" and not signature:
        raise invalid("signature", "required", "请客户签名", "Have the customer sign")
    if result == "refused" and not reason.strip():
        raise invalid("reason", "required", "请填写不通过的原因", "Say why it isn't accepted")


async def rate(
    tx: Tx, actor: Actor, order_id: UUID, *, score: int, tags: tuple[str, ...], text: str
) -> Stored:
    """One rating an order, by the customer only; it may be given once the work was accepted.

    Raises:
        ConflictError: too early; DuplicateError: rated before.
    """
    order = await orders.order_of(tx, actor.as_system(), order_id, lock=True)
    if order["state"] not in {"accepted", "pending_settlement", "settled", "archived"}:
        raise ConflictError
    done = [a for a in await repository.appointments_of(tx, order.id) if a["state"] == "completed"]
    engineer = done[-1]["engineer"] if done else None
    rating = await records.create(
        tx,
        actor.as_system(),
        "rating",
        {
            "work_order": order.id,
            "engineer": engineer,
            "score": score,
            "tags": list(tags),
            "text": text or None,
        },
        id=uuid7(),
    )
    await records.update(
        tx, actor.as_system(), "work_order", order.id, {"score": score}, version=None
    )
    told = Rated(order.id, order["number"], engineer, score)
    await events.emit(tx, actor, "dispatch.rated", told, about=("work_order", order.id))
    return rating


async def review(tx: Tx, actor: Actor, order_id: UUID, *, result: str, note: str = "") -> Stored:
    """The manager's look before billing: pass it on to settlement, or ask for rework."""
    if not actor.may("work_order", "command:review_pass"):
        raise ForbiddenError(Label("审核工单", "review work orders"))
    order = await records.fetch(tx, actor, "work_order", order_id, lock=True)
    if result == "pass":
        order = await orders.move_order(tx, actor, order, "review_pass", review_note=note or None)
    elif note.strip():
        order = await orders.move_order(
            tx,
            actor,
            order,
            "review_rework",
            reason=note,
            review_note=note,
            rework_count=int(order["rework_count"] or 0) + 1,
            engineers=[],
        )
    else:
        raise invalid("note", "required", "要求返工请写明原因", "Say why it needs rework")
    told = OrderReviewed(order.id, order["number"], result, note or None)
    await events.emit(tx, actor, "dispatch.order_reviewed", told, about=("work_order", order.id))
    return order
