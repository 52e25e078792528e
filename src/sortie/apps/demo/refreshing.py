"""A new day in the demo company: yesterday's work ends, shifts go on, and there is work today."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sortie.apps.composition import Kernel
from sortie.apps.demo import pictures, returning, rosters, today
from sortie.apps.demo.company import Demo
from sortie.base.db import Row
from sortie.base.errors import AppError
from sortie.domains.dispatch.service import acceptance
from sortie.kernel.events import service as events
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant, Tx

_GONE = "客户已自行解决"
_DONE = "已修复，试机正常"
_EVENING = timedelta(hours=21)
_MINUTE = timedelta(minutes=1)
_WITHDRAWN = ("created", "in_review", "pending_dispatch", "in_pool", "dispatched", "on_hold",
              "cannot_complete", "rework")  # fmt: skip


async def refresh(kernel: Kernel, tenant: Tenant, *, now: datetime, scale: float = 1.0) -> bool:
    """Make the day ``now`` is in, unless it was made already; whether it was."""
    demo = await returning.come_back(kernel, tenant, now, scale=scale)
    last = await _last_day(demo)
    if last is not None and last.astimezone(demo.zone).date() >= demo.today:
        return False
    await close_the_past(demo)
    await rosters.extend(demo)
    album = await returning.album_of(demo) or await pictures.draw_album(demo)
    await today.fill_today(demo, await returning.equipment_of(demo), album)
    return True


async def _last_day(demo: Demo) -> datetime | None:
    """When the newest work by the desk of the demo was planned to begin, up to now and a bit."""
    async with demo.tx() as tx:
        found: datetime | None = await tx.value(
            f"SELECT max(a.created_at) FROM {tx.t('o_appointment')} a WHERE a.created_by = ANY($1)",
            [p.id for p in demo.people.values() if p.role == "dispatcher"],
        )
    return found


async def close_the_past(demo: Demo) -> int:
    """End what nobody has ended: called off, or done and signed, at the evening of its day."""
    async with demo.tx() as tx:
        orders = await _unfinished(tx, demo)
        requests = await tx.fetch(
            f"SELECT r.id FROM {tx.t('o_service_request')} r "
            "WHERE r.state IN ('new', 'triaged') AND r.deleted_at IS NULL"
        )
    evening = _evening(demo)
    async with demo.tx(evening) as tx:
        for row in requests:
            await records.command(
                tx, demo.system, "service_request", row["id"], "reject", reason=_GONE
            )
    for number, row in enumerate(orders):
        # apart by a minute, so that the day's last hour reads like one
        async with demo.tx(evening + number * _MINUTE / 4) as tx:
            try:
                async with tx.savepoint():
                    await _end(tx, demo, row)
            except AppError:
                # somebody has played with it: it stays as they left it
                continue
    # nobody is told of what is over
    async with demo.tx() as tx:
        await events.start_from_now(tx)
    return len(orders)


def _evening(demo: Demo) -> datetime:
    """The evening before today, or an hour ago when today isn't older than that."""
    midnight = datetime.combine(demo.today, datetime.min.time(), demo.zone)
    return min(midnight - timedelta(days=1) + _EVENING, demo.now - timedelta(hours=1)).astimezone(
        UTC
    )


async def _unfinished(tx: Tx, demo: Demo) -> list[Row]:
    return await tx.fetch(
        f"""
        SELECT w.id, w.state, w.contact_name,
          (SELECT a.id FROM {tx.t("o_appointment")} a WHERE a.work_order = w.id AND a.committed
             AND a.state IN ('arrived', 'working', 'paused') ORDER BY a.sequence DESC LIMIT 1) AS working
        FROM {tx.t("o_work_order")} w
        WHERE w.deleted_at IS NULL AND w.state = ANY($1) AND w.updated_at < $2
        ORDER BY w.created_at
        """,
        [*_WITHDRAWN, "in_progress", "pending_acceptance", "accepted"],
        datetime.combine(demo.today, datetime.min.time(), demo.zone),
    )


async def _end(tx: Tx, demo: Demo, row: Row) -> None:
    order: UUID = row["id"]
    system = demo.system
    if row["working"] is not None:
        await _finish(tx, demo, order, row["working"])
    elif row["state"] in {*_WITHDRAWN, "in_progress"}:
        await records.command(tx, system, "work_order", order, "cancel", reason=_GONE)
        return
    if row["state"] != "accepted":
        await records.command(
            tx, system, "work_order", order, "accept", values={"accepted_at": tx.now}
        )
    boss = await demo.actor(tx, "manager")
    await acceptance.review(tx, boss.as_system(), order, result="pass")


async def _finish(tx: Tx, demo: Demo, order: UUID, visit: UUID) -> None:
    """The visit ends as its engineer would have ended it, with the steps it has."""
    system = demo.system
    held = await records.fetch(tx, system, "appointment", visit)
    if held["state"] == "paused":
        await records.command(tx, system, "appointment", visit, "resume")
    elif held["state"] == "arrived":
        began = {"work_started_at": held["arrived_at"]}
        await records.command(tx, system, "appointment", visit, "start", values=began)
    ended = {"finished_at": tx.now, "outcome": _DONE}
    await records.command(tx, system, "appointment", visit, "finish", values=ended)
    work = await records.fetch(tx, system, "work_order", order)
    if work["state"] == "on_hold":
        await records.command(tx, system, "work_order", order, "resume_work")
    await records.command(tx, system, "work_order", order, "finish", values={"finished_at": tx.now})
