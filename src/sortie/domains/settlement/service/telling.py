"""Who learns what of money: an engineer's statement is told to the engineer, to nobody else."""

from uuid import UUID

from sortie.base.i18n import Label
from sortie.domains.messaging import service as messaging
from sortie.domains.messaging.contracts import Notice
from sortie.domains.settlement.contracts import StatementPublished
from sortie.kernel.events import service as events
from sortie.kernel.events.contracts import FeedEntry
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import Change
from sortie.kernel.tenancy.contracts import Tx


async def statement_moved(tx: Tx, actor: Actor, change: Change) -> None:
    """After-hook: a statement that was published is news."""
    if change.command != "publish":
        return
    statement = change.after
    told = StatementPublished(
        statement.id,
        statement["number"],
        UUID(str(statement["engineer"])),
        statement["period"],
        str(statement["total"]),
        int(statement["job_count"] or 0),
    )
    about = ("statement", statement.id)
    await events.emit(tx, actor, "settlement.statement_published", told, about=about)


async def statement_published(tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
    """The engineer looks it over, then confirms or objects."""
    period, total, jobs = entry.data["period"], entry.data["total"], entry.data["job_count"]
    notice = Notice(
        entry.name,
        Label(f"{period} 结算单待确认", f"Your statement of {period}"),
        Label(
            f"共 {jobs} 单，合计 ¥{total}。请核对后确认，有疑问可提出异议。",
            f"{jobs} job(s), ¥{total} in all. Look it over, then confirm or object.",
        ),
        about=("statement", UUID(entry.data["statement"])),
        dedupe_key=f"feed:{entry.id}",
    )
    await messaging.notify(tx, [UUID(entry.data["engineer"])], notice)


HANDLERS = {"settlement.statement_published": statement_published}
