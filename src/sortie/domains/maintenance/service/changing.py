"""One date moved or skipped, the others left: command handlers, and what an answer shows."""

from datetime import date
from typing import Any
from uuid import UUID

from sortie.base.errors import invalid
from sortie.domains.maintenance.contracts import DateTakenError, OrderUnderWayError
from sortie.domains.maintenance.service import ordering, planning
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Query, Sort, all_of, where
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import CommandCall, Stored
from sortie.kernel.tenancy.contracts import Tx

_LONGEST_DAYS = 400
_MOST = 500
_NOT_SENT = frozenset({"created", "in_review", "pending_dispatch"})
_SHOWN = (
    "number", "plan", "customer", "site", "due", "state", "work_order", "moved_from", "reason",
    "done_on",
)  # fmt: skip


async def dates_between(
    tx: Tx, actor: Actor, start: date, end: date, plan: UUID | None, cursor: str | None
) -> dict[str, Any]:
    """Dates due from ``start`` to ``end``, both included, at most 400 days apart; pages of 500."""
    if end < start or (end - start).days > _LONGEST_DAYS:
        raise invalid(
            "end", "range", "请选择 400 天以内的日期范围，结束不早于开始",
            "Choose up to 400 days, not ending before the start",
        )  # fmt: skip
    wanted = [where("due", "between", [start.isoformat(), end.isoformat()])]
    if plan is not None:
        wanted.append(where("plan", "eq", str(plan)))
    page = await queries.list_records(
        tx,
        actor,
        Query(
            "maintenance_date",
            fields=_SHOWN,
            filter=all_of(*wanted),
            sort=(Sort("due"),),
            limit=_MOST,
            cursor=cursor,
        ),
    )
    return {
        "dates": [{"id": r.id, "version": r.version, **r.values} for r in page.records],
        "next": page.next,
    }


async def move(tx: Tx, actor: Actor, stored: Stored, call: CommandCall) -> Stored:
    """Command handler: the old date stays as a trace, a new one stands on ``values.due``.

    An order that wasn't sent out yet moves its wanted window along.

    Raises:
        DateTakenError: the plan has that day already. OrderUnderWayError: reschedule the order.
    """
    due = _due_of(call.values)
    system = actor.as_system()
    plan = await planning.locked_plan(tx, system, stored["plan"])
    same = await records.find(
        tx, "maintenance_date", plan=plan.id, target=stored["target"], due=due
    )
    if same:
        raise DateTakenError(due=due.isoformat())
    order_id = stored["work_order"]
    if order_id is not None:
        await _move_order(tx, system, plan, order_id, due)
    moved = await records.move(
        tx, system, stored, call, values={"reason": call.reason, "work_order": None}
    )
    target = planning.Target(stored["target"], stored["site"], tuple(stored["assets"] or ()))
    fresh = await planning.add_date(
        tx, actor, plan, target, due, moved_from=stored.id, reason=call.reason,
        meter_at=stored["meter_at"], read_at=stored["read_at"],
    )  # fmt: skip
    if order_id is not None:
        await records.command(
            tx, system, "maintenance_date", fresh.id, "generate", values={"work_order": order_id}
        )
    return moved


def _due_of(values: Any) -> date:
    given = values.get("due")
    try:
        return given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError:
        raise invalid(
            "due", "date", "请选择新的日期，例如 2026-11-23", "Give the new day, like 2026-11-23"
        ) from None


async def _move_order(tx: Tx, system: Actor, plan: Stored, order_id: UUID, due: date) -> None:
    order = await records.fetch(tx, system, "work_order", order_id, lock=True)
    if order["state"] not in _NOT_SENT:
        raise OrderUnderWayError(number=order["number"])
    start, end = ordering.window(plan, due, await planning.calendar_of(tx))
    await records.update(
        tx, system, "work_order", order.id, {"window_start": start, "window_end": end}, version=None
    )


async def skip(tx: Tx, actor: Actor, stored: Stored, call: CommandCall) -> Stored:
    """Command handler: this one isn't done; a floating plan goes on from its day."""
    system = actor.as_system()
    plan = await planning.locked_plan(tx, system, stored["plan"])
    skipped = await records.move(tx, system, stored, call, values={"reason": call.reason})
    await planning.plan_ahead(tx, system, plan)
    return skipped


async def shown(tx: Tx, actor: Actor, date_id: UUID) -> dict[str, Any]:
    """A date as the actor may see it."""
    record = await queries.get_record(tx, actor, "maintenance_date", date_id, _SHOWN)
    return {"id": record.id, "version": record.version, **record.values}


async def successor(tx: Tx, actor: Actor, date_id: UUID) -> dict[str, Any]:
    """The date that stands for a moved one."""
    found = await records.find(tx, "maintenance_date", moved_from=date_id)
    return await shown(tx, actor, found[-1].id)
