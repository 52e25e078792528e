"""The front page's live figures and the trends of the last thirty days, ready for a chart."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sortie.base.i18n import Label
from sortie.engines.reports import rules, service
from sortie.engines.reports.contracts import Report, ReportAsk
from sortie.engines.reports.standard import WORK_ORDERS
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Aggregate, FilterTree, GroupKey, GroupQuery, GroupRow
from sortie.kernel.tenancy.contracts import Tx

_DAYS = 30
_WAITING = ["pending_dispatch", "in_pool", "rework", "cannot_complete"]
_LINES = (
    ("total", Label("新增", "New")),
    ("done", Label("完成", "Done")),
    ("on_time", Label("准时率 %", "On time %")),
    ("score", Label("评分", "Rating")),
)


async def figures(tx: Tx, actor: Actor) -> dict[str, Any]:
    """``live`` counts of now and today, ``trend`` a day at a time, ``by_type``/``by_area`` of 30 days."""
    zone = ZoneInfo(tx.tenant.time_zone)
    today = tx.now.astimezone(zone).date()
    start = today - timedelta(days=_DAYS - 1)
    sight = await service.Sight.of(tx, actor)
    live = await _orders(tx, actor, zone)
    live |= await _visits(tx, actor, zone, sight)
    live |= await _money_and_requests(tx, actor, sight)
    by_day = await service.run(tx, actor, WORK_ORDERS, ReportAsk(start, today, ("day",)))
    days = [d.isoformat() for d in rules.days_between(start, today)]
    return {
        "as_of": tx.now,
        "live": live,
        "by_state": await _by_state(tx, actor),
        "trend": {"days": days, "series": _series(by_day, days)},
        "by_type": await _shares(tx, actor, start_to_today=(start, today), group="type"),
        "by_area": await _shares(tx, actor, start_to_today=(start, today), group="area"),
    }


def _today(path: str, zone: ZoneInfo, now: datetime) -> FilterTree:
    start = datetime.combine(now.astimezone(zone).date(), time(), zone)
    end = start + timedelta(days=1)
    return {
        "and": [
            {"field": path, "op": "gte", "value": start.isoformat()},
            {"field": path, "op": "lt", "value": end.isoformat()},
        ]
    }


async def _one(
    tx: Tx, actor: Actor, object_: str, aggregates: Sequence[Aggregate]
) -> dict[str, Any]:
    rows = await queries.aggregate(tx, actor, GroupQuery(object_, aggregates=tuple(aggregates)))
    return dict(rows[0].values) if rows else {}


async def _orders(tx: Tx, actor: Actor, zone: ZoneInfo) -> dict[str, Any]:
    is_open = {"field": "state", "op": "category", "value": "open"}
    late = {"and": [is_open, {"field": "sla_state", "op": "eq", "value": "breached"}]}
    close = {"and": [is_open, {"field": "sla_state", "op": "eq", "value": "warning"}]}
    return await _one(
        tx,
        actor,
        "work_order",
        (
            Aggregate("count", name="open", filter=is_open),
            Aggregate("count", name="waiting", filter=_in("state", _WAITING)),
            Aggregate("count", name="in_progress", filter=_in("state", ["in_progress"])),
            Aggregate("count", name="to_review", filter=_in("state", ["accepted", "in_review"])),
            Aggregate("count", name="overdue", filter=late),
            Aggregate("count", name="close_to_late", filter=close),
            Aggregate("count", name="created_today", filter=_today("created_at", zone, tx.now)),
            Aggregate("count", name="finished_today", filter=_today("finished_at", zone, tx.now)),
        ),
    )


def _in(path: str, values: list[str]) -> FilterTree:
    return {"field": path, "op": "in", "value": values}


async def _visits(tx: Tx, actor: Actor, zone: ZoneInfo, sight: service.Sight) -> dict[str, Any]:
    if not sight.sees("appointment", "engineer"):
        return {}
    return await _one(
        tx,
        actor,
        "appointment",
        (
            Aggregate("count", name="visits_today", filter=_today("planned_start", zone, tx.now)),
            Aggregate("count_distinct", "engineer", "on_the_road", _in("state", ["en_route"])),
            Aggregate(
                "count_distinct", "engineer", "working", _in("state", ["arrived", "working", "paused"])
            ),
        ),
    )  # fmt: skip


async def _money_and_requests(tx: Tx, actor: Actor, sight: service.Sight) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if sight.sees("service_request", "state"):
        new = Aggregate("count", name="new_requests", filter=_in("state", ["new", "triaged"]))
        found |= await _one(tx, actor, "service_request", (new,))
    if sight.sees("bill", "total"):
        unpaid = {
            "and": [_in("state", ["draft", "issued"]), {"field": "reverses", "op": "is_null"}]
        }
        owed = Aggregate("sum", "total", "unpaid", filter=unpaid)
        found |= await _one(tx, actor, "bill", (owed,))
    return found


async def _by_state(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    query = GroupQuery(
        "work_order",
        group=(GroupKey("state"),),
        filter={"field": "state", "op": "category", "value": ["open", "paused"]},
    )
    rows: list[GroupRow] = await queries.aggregate(tx, actor, query)
    return [
        {"state": r.keys[0]["value"], "name": r.keys[0]["label"], "value": r.values["count"]}
        for r in rows
    ]


def _series(report: Report, days: list[str]) -> list[dict[str, Any]]:
    by_day = {row["day"]: row for row in report.rows}
    shown = {c.key for c in report.columns}
    return [
        {
            "key": key,
            "label": {"zh": label.zh, "en": label.en},
            "data": [_point(by_day.get(day), key) for day in days],
        }
        for key, label in _LINES
        if key in shown
    ]


def _point(row: Any, key: str) -> float | int | None:
    """Charts take numbers; a day without records counts nothing and has no rate."""
    if row is None:
        return 0 if key in {"total", "done"} else None
    value = row[key]
    return float(value) if isinstance(value, str) else value


async def _shares(
    tx: Tx, actor: Actor, *, start_to_today: tuple[Any, Any], group: str
) -> list[dict[str, Any]]:
    report = await service.run(tx, actor, WORK_ORDERS, ReportAsk(*start_to_today, (group,)))
    found = [
        {"id": (row[group] or {}).get("id"), "name": (row[group] or {}).get("title"),
         "value": row["total"]}
        for row in report.rows
    ]  # fmt: skip
    return sorted(found, key=lambda x: -x["value"])
