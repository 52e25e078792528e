"""Who learns what of an order: every step is told to those it concerns, and to nobody else."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sortie.base.i18n import Label
from sortie.domains.messaging import service as messaging
from sortie.domains.messaging.contracts import Notice
from sortie.kernel.events.contracts import FeedEntry
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tx

_OFFICE = ("dispatcher",)
_BOSSES = ("manager",)
_TARGETS = {
    "respond": Label("响应", "response"),
    "arrive": Label("到场", "arrival"),
    "finish": Label("完成", "completion"),
}
_LOW_SCORE = 2


async def _number(tx: Tx, order: UUID) -> str:
    return str(
        await tx.value(f"SELECT w.number FROM {tx.t('o_work_order')} w WHERE w.id = $1", order)
    )


async def _tell(
    tx: Tx,
    entry: FeedEntry,
    users: Collection[UUID],
    title: Label,
    body: Label,
    *,
    urgency: Any = "normal",
    about: tuple[str, UUID] | None = None,
) -> None:
    subject = about or (entry.object or "work_order", entry.record_id or entry.id)
    notice = Notice(
        entry.name, title, body, about=subject, urgency=urgency, dedupe_key=f"feed:{entry.id}"
    )
    await messaging.notify(tx, users, notice)


async def _office(tx: Tx, entry: FeedEntry, roles: Collection[str]) -> list[UUID]:
    if entry.object is None or entry.record_id is None:
        return []
    return await messaging.audience(tx, roles, (entry.object, entry.record_id))


async def request_received(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    """A customer wrote or called: the office looks at it."""
    urgent = entry.data["priority"] == "urgent"
    await _tell(
        tx,
        entry,
        await _office(tx, entry, (*_OFFICE, "agent")),
        Label(f"新服务请求 {entry.data['number']}", f"New request {entry.data['number']}"),
        Label("请及时受理。", "Please take it up."),
        urgency="high" if urgent else "normal",
    )


async def order_assigned(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    """The engineer has a job to answer (a grabbed one was answered by taking it)."""
    number = entry.data["number"]
    asked = entry.data["respond_by"] is not None
    await _tell(
        tx,
        entry,
        [UUID(entry.data["engineer"])],
        Label(f"新工单 {number}", f"New job {number}"),
        Label("请尽快接单。", "Please accept or decline.")
        if asked
        else Label("已加入您的日程。", "It is in your day."),
        urgency="high" if asked else "normal",
    )


async def appointment_moved(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    """Refusals and dead ends go to the office; the rest is seen live."""
    command = entry.data["command"]
    words = {
        "decline": Label("工程师拒单", "Declined"),
        "time_out": Label("超时未接单", "Not answered in time"),
        "cannot": Label("现场无法完成", "Can't be completed"),
        "partly": Label("部分完成，需再次上门", "Partly done, another visit needed"),
        "no_show": Label("客户未在", "Nobody there"),
    }
    if command not in words:
        return
    number = await _number(tx, UUID(entry.data["work_order"]))
    reason = entry.data["reason"] or ""
    title = Label(f"{number} {words[command].zh}", f"{number}: {words[command].en}")
    await _tell(
        tx,
        entry,
        await _office(tx, entry, _OFFICE),
        title,
        Label(reason or "请重新安排。", reason or "Please plan it again."),
        urgency="high",
    )


async def offer_opened(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    """Everyone who may take it."""
    people = [UUID(u) for u in entry.data["audience"]]
    title = Label(f"有新工单可抢 {entry.data['number']}", f"A job to grab: {entry.data['number']}")
    body = Label("先到先得，请尽快查看。", "First come, first served.")
    await _tell(
        tx, entry, people, title, body, urgency="high", about=("offer", UUID(entry.data["offer"]))
    )


async def acceptance_given(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    """Accepted goes to the managers for review, refused to the office for rework."""
    number, refused = entry.data["number"], entry.data["result"] == "refused"
    if refused:
        users = await _office(tx, entry, (*_OFFICE, *_BOSSES))
        reason = entry.data["reason"] or ""
        title = Label(f"{number} 客户验收不通过", f"{number}: the customer refused")
        await _tell(tx, entry, users, title, Label(reason, reason), urgency="high")
        return
    users = await _office(tx, entry, _BOSSES)
    title = Label(f"{number} 客户已验收，待审核", f"{number}: accepted, to be reviewed")
    await _tell(tx, entry, users, title, Label("请审核并结算。", "Review it for settlement."))


async def rated(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    """A low score asks for a call back."""
    if entry.data["score"] > _LOW_SCORE:
        return
    number, score = entry.data["number"], entry.data["score"]
    users = await _office(tx, entry, (*_BOSSES, "agent"))
    title = Label(f"{number} 低分评价：{score} 星", f"{number}: rated {score} of 5")
    await _tell(
        tx, entry, users, title, Label("请回访客户。", "Call the customer back."), urgency="high"
    )


async def sla_alarm(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    """A warning goes to the office, a breach to the managers as well."""
    late = entry.data["level"] > 1
    what = _TARGETS[entry.data["target"]]
    number = entry.data["number"]
    title = (
        Label(f"{number} {what.zh}已超时", f"{number}: {what.en} is late")
        if late
        else Label(f"{number} {what.zh}即将超时", f"{number}: {what.en} is due soon")
    )
    due = entry.data["due_at"][:16].replace("T", " ")
    body = Label(f"时限 {due}（UTC）", f"Due {due} (UTC)")
    users = await _office(tx, entry, (*_OFFICE, *_BOSSES) if late else _OFFICE)
    await _tell(tx, entry, users, title, body, urgency="high" if late else "normal")


async def order_reviewed(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    """Rework goes back to the office."""
    if entry.data["result"] != "rework":
        return
    note = entry.data["note"] or ""
    number = entry.data["number"]
    users = await _office(tx, entry, _OFFICE)
    title = Label(f"{number} 审核要求返工", f"{number}: the review asks for rework")
    await _tell(tx, entry, users, title, Label(note, note), urgency="high")


async def transfer_asked(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    number, reason = entry.data["number"], entry.data["reason"]
    users = await _office(tx, entry, _OFFICE)
    title = Label(f"{number} 申请转派", f"{number}: transfer asked for")
    await _tell(tx, entry, users, title, Label(reason, reason))


async def transfer_decided(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    agreed = entry.data["result"] == "approved"
    title = (
        Label("转派申请已同意", "Transfer approved")
        if agreed
        else Label("转派申请被拒绝", "Transfer refused")
    )
    body = (
        Label("该工单已转出。", "The job is no longer yours.")
        if agreed
        else Label("请继续执行该工单。", "Please go on with the job.")
    )
    await _tell(tx, entry, [UUID(entry.data["from_engineer"])], title, body)


async def order_cancelled(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    people = [UUID(u) for u in entry.data["engineers"]]
    reason = entry.data["reason"] or ""
    number = entry.data["number"]
    title = Label(f"工单 {number} 已取消", f"Job {number} was cancelled")
    await _tell(tx, entry, people, title, Label(reason, reason), urgency="high")


HANDLERS = {
    "dispatch.request_received": request_received,
    "dispatch.order_assigned": order_assigned,
    "dispatch.appointment_moved": appointment_moved,
    "dispatch.offer_opened": offer_opened,
    "dispatch.acceptance_given": acceptance_given,
    "dispatch.rated": rated,
    "dispatch.sla_alarm": sla_alarm,
    "dispatch.order_reviewed": order_reviewed,
    "dispatch.transfer_asked": transfer_asked,
    "dispatch.transfer_decided": transfer_decided,
    "dispatch.order_cancelled": order_cancelled,
}
"""Event → who is told. Delivered at least once; the feed entry's id keeps it to once a person."""
