"""Workload over weeks: hours, jobs and way of each person beside the median of all."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.domains.people import rules
from sortie.domains.people.contracts import Load, PersonLoad, Workload
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import (
    Aggregate,
    GroupKey,
    GroupQuery,
    GroupRow,
    Query,
    all_of,
    where,
)
from sortie.kernel.tenancy.contracts import Tx

_WEEK = timedelta(days=7)
_MOST_PEOPLE = 500
_FIGURES = (
    Aggregate("sum", "planned_end", "planned_s", since="planned_start"),
    Aggregate("sum", "work_s", "worked_s"),
    Aggregate("count", "*", "jobs", filter=where("state", "category", "done")),
    Aggregate("sum", "travel_m", "travel_m"),
)


async def workload(tx: Tx, actor: Actor, weeks: int) -> Workload:
    """The last ``weeks`` ISO weeks, this one included, of every field resource the actor sees.

    Appointments by their planned start, cancelled ones left out; two statements, rights compiled
    in. The median is that of the people shown.
    """
    zone = ZoneInfo(tx.tenant.time_zone)
    today = tx.now.astimezone(zone).date()
    end = today - timedelta(days=today.weekday()) + _WEEK
    start = end - weeks * _WEEK
    resources = await queries.list_records(
        tx, actor, Query("field_resource", ("user",), limit=_MOST_PEOPLE)
    )
    found = await queries.aggregate(
        tx,
        actor,
        GroupQuery(
            "appointment",
            (GroupKey("engineer"), GroupKey("planned_start", "week")),
            _FIGURES,
            filter=all_of(
                where("engineer", "not_null"),
                {"not": where("state", "category", "cancelled")},
                where("planned_start", "gte", _midnight(start, zone)),
                where("planned_start", "lt", _midnight(end, zone)),
            ),
            limit=10_000,
        ),
    )
    by_person: dict[UUID, dict[date, Load]] = defaultdict(dict)
    for row in found:
        who, week = row.keys
        by_person[UUID(str(who["id"]))][_monday(week)] = _load(row)
    mondays = [start + n * _WEEK for n in range(weeks)]
    people = [
        _person(r["user"], by_person.get(UUID(str(r["user"]["id"])), {}), mondays)
        for r in resources.records
        if r.get("user")
    ]
    people.sort(key=lambda p: (-p.total.worked_s, -p.total.planned_s, p.name))
    return Workload(start, end, rules.median_load([p.total for p in people]), tuple(people))


def _person(user: dict[str, str], weeks: dict[date, Load], mondays: list[date]) -> PersonLoad:
    each = tuple(weeks.get(monday, Load()) for monday in mondays)
    return PersonLoad(UUID(str(user["id"])), user["title"] or "", rules.total_load(each), each)


def _load(row: GroupRow) -> Load:
    return Load(*(int(row.values[a.name] or 0) for a in _FIGURES))


def _midnight(day: date, zone: ZoneInfo) -> str:
    return datetime.combine(day, time(), zone).isoformat()


def _monday(week: object) -> date:
    day = date.fromisoformat(str(week)[:10])
    return day - timedelta(days=day.weekday())
