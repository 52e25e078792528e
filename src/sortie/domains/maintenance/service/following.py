"""What became of a plan's orders: done or called off, and what a floating plan makes of it."""

from zoneinfo import ZoneInfo

from sortie.domains.maintenance.service import planning, reading
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Change, Stored
from sortie.kernel.tenancy.contracts import Tx

_ENDS = {"accept": "complete", "cancel": "lapse", "reject_intake": "lapse"}


async def order_moved(tx: Tx, actor: Actor, change: Change) -> None:
    """After-hook of work orders, in the same transaction: an accepted order has done its date, a
    cancelled one leaves it skipped.
    """
    order = change.after
    if change.command not in _ENDS or order["channel"] != "plan":
        return
    system = actor.as_system()
    for row in await records.find(tx, "maintenance_date", work_order=order.id, state="generated"):
        plan = await planning.locked_plan(tx, system, row["plan"])
        await _close(tx, system, plan, row, change)
        await planning.plan_ahead(tx, system, plan)


async def _close(tx: Tx, system: Actor, plan: Stored, row: Stored, change: Change) -> None:
    order = change.after
    values: dict[str, object] = {"reason": change.reason}
    if change.command == "accept":
        at = order["finished_at"] or tx.now
        values = {"done_on": at.astimezone(ZoneInfo(tx.tenant.time_zone)).date()}
        if plan["kind"] == "meter" and plan["cycle"] == "floating":
            values["meter_at"] = await reading.ran(tx, plan, row, at)
    step = _ENDS[change.command or ""]
    await records.command(tx, system, "maintenance_date", row.id, step, values=values)
