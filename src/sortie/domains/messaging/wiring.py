"""How the messaging room is bolted into the kernel."""

from typing import Any, Literal
from uuid import UUID

from sortie.base.i18n import Label
from sortie.domains.messaging import service
from sortie.domains.messaging.contracts import EVENTS, Notice
from sortie.domains.messaging.jobs import mail_job
from sortie.domains.messaging.objects import OBJECTS
from sortie.kernel.events.contracts import FeedEntry
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tx


async def _tell_mentioned(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    mentioned = [UUID(u) for u in entry.data["mentions"]]
    if not mentioned:
        return
    notice = Notice(
        entry.name,
        Label("有人在备注中提到了您", "Somebody mentioned you"),
        Label("点击查看备注。", "Open the record to read the note."),
        about=(entry.data["object"], UUID(entry.data["record"])),
        dedupe_key=f"note:{entry.data['note']}",
    )
    await service.notify(tx, mentioned, notice)


async def _tell_certificate(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    """The holder, and whom they report to; where nobody is named, the managers who see it."""
    about = ("certificate", UUID(entry.data["certificate"]))
    holder, manager = UUID(entry.data["user"]), entry.data.get("manager")
    gone = entry.data["days"] < 0
    mine, theirs = _certificate_words(entry.data["kind"], entry.data["days"], entry.data["name"])
    title = Label("证书已过期" if gone else "证书即将到期",
                  "Certificate expired" if gone else "Certificate expiring")  # fmt: skip
    urgency: Literal["high", "normal"] = "high" if gone else "normal"
    key = f"certificate:{entry.id}"
    for body, users in (
        (mine, [holder]),
        (theirs, [UUID(manager)] if manager else await service.audience(tx, ("manager",), about)),
    ):
        notice = Notice(entry.name, title, body, about, urgency, key, mail=True)
        await service.notify(tx, users, notice)


def _certificate_words(kind: str, days: int, name: str) -> tuple[Label, Label]:
    """What the holder reads, and what the manager reads."""
    gone = days < 0
    zh = "已过期，需要此证的工单不能派给{who}" if gone else f"还有 {days} 天到期"
    en = (
        "has expired: no job that needs it until it is renewed"
        if gone
        else f"expires in {days} {'day' if days == 1 else 'days'}"
    )
    if days == 0:
        zh, en = "今天是有效期最后一天", "is valid until the end of today"
    return (
        Label(
            f"您的「{kind}」{zh.format(who='您')}，请尽快换证并上传。",
            f"Your {kind} {en}. Renew it and upload the new one.",
        ),
        Label(
            f"{name}的「{kind}」{zh.format(who='其')}，请安排换证。",
            f"{kind} of {name} {en}. See to its renewal.",
        ),
    )


async def _tell_leave(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    words = {
        "approved": Label("请假已批准", "Leave approved"),
        "rejected": Label("请假被驳回", "Leave rejected"),
        "cancelled": Label("请假已销假", "Leave cancelled"),
    }
    start, end = entry.data["starts_at"][:16], entry.data["ends_at"][:16]
    span = Label(f"{start} 至 {end}（UTC）", f"{start} to {end} (UTC)")
    notice = Notice(
        entry.name,
        words.get(entry.data["decision"], Label("请假有更新", "Leave updated")),
        span,
        about=("leave", UUID(entry.data["leave"])),
        dedupe_key=f"leave:{entry.id}",
    )
    await service.notify(tx, [UUID(entry.data["user"])], notice)
    if count := entry.data.get("touched", 0):
        await _tell_replanning(tx, entry, count, span)


async def _tell_replanning(tx: Tx, entry: FeedEntry, count: int, span: Label) -> None:
    """An approved leave took somebody out of the plan: the dispatchers give the jobs to others."""
    about = ("leave", UUID(entry.data["leave"]))
    name = entry.data["name"]
    notice = Notice(
        entry.name,
        Label(f"{name}请假，{count} 个预约需改派", f"{name} is on leave: {count} to reassign"),
        span,
        about=about,
        urgency="high",
        dedupe_key=f"leave-plan:{entry.id}",
    )
    await service.notify(tx, await service.audience(tx, ("dispatcher",), about), notice)


def install(kernel: Any) -> None:
    """Register everything this room owns."""
    kernel.objects.add(*OBJECTS)
    kernel.events.add(*EVENTS)
    on = kernel.subscriptions.on
    on("messaging.note_added", _tell_mentioned, key="messaging.mentions")
    on("people.certificate_expiring", _tell_certificate, key="messaging.certificates")
    on("people.leave_decided", _tell_leave, key="messaging.leaves")
    kernel.jobs.add(service.MAIL_JOB, mail_job(kernel.parts["mailer"]))
