"""A plan's dates: which are to come, kept as rows so that one of them can be moved or skipped."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.calendar import ALWAYS_OPEN, WorkCalendar, calendar_from_plain
from sortie.base.errors import invalid
from sortie.base.ids import uuid7
from sortie.domains.maintenance import rules
from sortie.domains.maintenance.contracts import Due, TimeRule
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Change, Draft, Stored
from sortie.kernel.tenancy.contracts import Tx

_SCHEDULE = frozenset({
    "kind", "every", "unit", "weekday", "month_day", "starts_on", "cycle", "holidays", "meter",
    "meter_every", "low", "high", "hysteresis", "assets", "site", "customer", "group_by_site",
})  # fmt: skip
_AT_ONCE = 20
"""Targets planned in the request that saved the plan; of a larger plan the next run makes them."""


@dataclass(frozen=True, slots=True)
class Target:
    """What one date is for. ``key`` tells the targets of a plan apart, for ever."""

    key: str
    site: UUID | None
    assets: tuple[UUID, ...]


def today_of(tx: Tx) -> date:
    """The company's local day."""
    return tx.now.astimezone(ZoneInfo(tx.tenant.time_zone)).date()


async def calendar_of(tx: Tx) -> WorkCalendar:
    """The company's calendar; without one every day is a working day."""
    found = await records.find(tx, "calendar", is_default=True)
    return calendar_from_plain(found[0]["definition"] or {}) if found else ALWAYS_OPEN


def working(calendar: WorkCalendar) -> Callable[[date], bool]:
    return lambda day: bool(calendar.day(day).segments)


async def preview(tx: Tx, rule: TimeRule, most: int) -> list[Due]:
    """The next dates of a rule that isn't saved."""
    is_working = working(await calendar_of(tx))
    return rules.preview(rule, today=today_of(tx), is_working=is_working, most=most)


async def targets_of(tx: Tx, plan: Stored) -> list[Target]:
    """One for each site or each asset; a plan without assets has the place itself."""
    ids = list(plan["assets"] or ())
    if not ids:
        return [Target("plan", plan["site"], ())]
    assets = await records.find(tx, "asset", id=ids)
    live = [a for a in assets if a["state"] != "retired"]
    if plan["kind"] != "time" or not plan["group_by_site"]:
        return [Target(f"asset:{a.id}", a["site"] or plan["site"], (a.id,)) for a in live]
    by_site: dict[UUID | None, list[UUID]] = {}
    for asset in live:
        by_site.setdefault(asset["site"] or plan["site"], []).append(asset.id)
    return [Target(f"site:{site}", site, tuple(held)) for site, held in by_site.items()]


async def plan_ahead(tx: Tx, actor: Actor, plan: Stored) -> int:
    """Make the dates of a time plan that lie within its horizon and aren't there; how many.

    The plan must be locked: of two at once the second finds what the first one made.
    """
    if plan["kind"] != "time" or plan["state"] != "active":
        return 0
    rule, today = rules.time_rule(plan.values), today_of(tx)
    is_working = working(await calendar_of(tx))
    held = await dates_by_target(tx, plan)
    made = 0
    for target in await targets_of(tx, plan):
        mine = held.get(target.key, [])
        there = {d["due"] for d in mine}
        for due in _wanted(rule, mine, today, is_working):
            if due not in there:
                await add_date(tx, actor, plan, target, due)
                made += 1
    return made


def _wanted(
    rule: TimeRule, mine: list[Stored], today: date, is_working: rules.IsWorking
) -> list[date]:
    if not rule.floating:
        # a moved date stands for its original, so the calendar goes on after that one
        kept = [d["due"] for d in mine if d["moved_from"] is None]
        after = max([today - timedelta(days=1), *kept])
        until = today + timedelta(days=rules.horizon_days(rule))
        found = rules.upcoming(rule, after=after, until=until, is_working=is_working)
        return [d.due for d in found]
    if any(d["state"] in {"planned", "generated"} for d in mine):
        return []
    closed = max((d["done_on"] or d["due"] for d in mine if d["state"] != "moved"), default=None)
    due = rules.next_floating(rule, closed=closed, today=today, is_working=is_working)
    there = {d["due"] for d in mine}
    while due in there:
        due += timedelta(days=1)
    return [due]


async def dates_by_target(tx: Tx, plan: Stored) -> dict[str, list[Stored]]:
    held: dict[str, list[Stored]] = {}
    for row in await records.find(tx, "maintenance_date", plan=plan.id):
        held.setdefault(row["target"], []).append(row)
    return held


async def add_date(
    tx: Tx, actor: Actor, plan: Stored, target: Target, due: date, **more: Any
) -> Stored:
    """One planned date. Raises DuplicateError when the target has that day already."""
    values = {
        "plan": plan.id,
        "target": target.key,
        "customer": plan["customer"],
        "site": target.site,
        "assets": list(target.assets),
        "due": due,
        "dept_id": plan.get("dept_id"),
        "owner_id": plan.get("owner_id"),
    }
    return await records.create(
        tx, actor.as_system(), "maintenance_date", values | more, id=uuid7()
    )


async def locked_plan(tx: Tx, actor: Actor, plan_id: UUID) -> Stored:
    """The plan, locked: whatever makes, moves or ends its dates takes it first."""
    return await records.fetch(tx, actor, "maintenance_plan", plan_id, lock=True)


async def check_plan(tx: Tx, _actor: Actor, draft: Draft) -> None:
    """Before-hook: the kind's fields are there, and places and assets are the customer's own."""
    if draft.op not in {"create", "update"}:
        return
    rules.check_plan({f.name: draft.get(f.name) for f in draft.object.fields})
    if draft.changed & {"customer", "site", "assets"}:
        for object_, ids in (
            ("site", [draft.get("site")]),
            ("asset", list(draft.get("assets") or ())),
        ):
            wanted = [i for i in ids if i is not None]
            found = await records.find(tx, object_, id=wanted) if wanted else []
            if any(row["customer"] != draft.get("customer") for row in found):
                raise invalid(
                    "site" if object_ == "site" else "assets",
                    "other_customer",
                    "不属于所选客户，请改选该客户的地点或设备",
                    "This belongs to another customer; choose the customer's own",
                )


async def plan_changed(tx: Tx, actor: Actor, change: Change) -> None:
    """After-hook: what was planned by the old rule goes, what has an order stays, new dates come."""
    plan = change.after
    new_rule = change.op in {"create", "restore"} or bool(change.changed & _SCHEDULE)
    if change.op != "command" and not new_rule and change.op != "delete":
        return
    system = actor.as_system()
    for row in await records.find(tx, "maintenance_date", plan=plan.id, state="planned"):
        await records.delete(tx, system, "maintenance_date", row.id, version=row.version)
    if change.op != "delete" and len(plan["assets"] or ()) <= _AT_ONCE:
        await plan_ahead(tx, system, plan)
