"""Shift patterns: a cycle of days laid over people's weeks, made into shifts once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.calendar import WorkCalendar, calendar_from_plain
from sortie.base.db import Row
from sortie.base.errors import NotFoundError
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.domains.people import repository, rules
from sortie.domains.people.contracts import (
    NotRostered,
    PatternApplied,
    PatternNeedsCalendarError,
    PatternPlan,
    PlannedShift,
    RosterEmptyError,
    ShiftOverlapError,
    Span,
    WorkShift,
)
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.jobs import service as jobs
from sortie.kernel.jobs.contracts import JobContext, RetryLaterError
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.permissions.service import actor_for
from sortie.kernel.queries import service as queries
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import BulkAct, Stored
from sortie.kernel.tenancy.contracts import Tx

JOB = "people.apply_pattern"
AT_ONCE = 150
"""Shifts that are made inside the request; more go to a job, one transaction a person."""

_EVERY_DAY = range(1, 8)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom and which days a pattern is laid over, both days included."""

    users: tuple[UUID, ...]
    start: date
    end: date


async def apply(
    tx: Tx, actor: Actor, pattern_id: UUID, reach: Reach, *, publish: bool, preview: bool
) -> PatternApplied:
    """Make the shifts of a pattern that aren't there; a day that is taken is told, not changed.

    Six statements to plan however many people; at most ``AT_ONCE`` are written here, the rest by a
    job with the same actor's rights.

    Raises:
        NotFoundError: a pattern or person the actor can't see.
        PatternNeedsCalendarError: it follows the company's calendar and there is none.
        RosterEmptyError: the pattern is off on every day of the range.
    """
    pattern = await records.fetch(tx, actor, "shift_pattern", pattern_id)
    seen = await queries.visible_ids(tx, actor, "user", list(set(reach.users)))
    if seen != set(reach.users):
        raise NotFoundError(Label("该人员", "This person"))
    plan = await _plan(tx, pattern, reach)
    if preview or not plan.shifts:
        return PatternApplied(plan)
    if len(plan.shifts) > AT_ONCE and actor.user_id is not None:
        args = {
            "pattern": str(pattern_id),
            "users": [str(user) for user in reach.users],
            "start": reach.start.isoformat(),
            "end": reach.end.isoformat(),
            "publish": publish,
            "by": str(actor.user_id),
            "locale": actor.locale,
        }
        await jobs.enqueue(tx, JOB, args)
        return PatternApplied(plan, queued=len(plan.shifts))
    made, plan = await _make(tx, actor, pattern, plan, publish=publish)
    return PatternApplied(plan, made=made)


async def work(job: JobContext, args: dict[str, Any]) -> None:
    """The job: person by person, each planned anew, so that a second attempt makes none twice.

    Raises:
        RetryLaterError: the worker ends; the next one goes on.
    """
    start, end = date.fromisoformat(args["start"]), date.fromisoformat(args["end"])
    for user in sorted(UUID(user) for user in args["users"]):
        if job.stopping.is_set():
            raise RetryLaterError(1)
        async with job.dbs.tx(job.tenant) as tx:
            who = Principal(tx.tenant.id, UUID(args["by"]), "user", locale=args["locale"])
            actor = await actor_for(tx, who)
            pattern = await records.fetch(tx, actor, "shift_pattern", UUID(args["pattern"]))
            plan = await _plan(tx, pattern, Reach((user,), start, end))
            await _make(tx, actor, pattern, plan, publish=args["publish"])


async def _plan(tx: Tx, pattern: Stored, reach: Reach) -> PatternPlan:
    wanted = await _wanted(tx, pattern, reach)
    people = sorted(set(reach.users))
    around = wanted[0][1].span.start - _DAY, wanted[-1][1].span.end + _DAY
    held = repository.grouped(await repository.rostered(tx, people, *around))
    away = repository.grouped(await repository.leaves(tx, people, *around))
    off = await repository.called_off(tx, people, pattern.id, reach.start, reach.end)
    names = await repository.names(tx, people)
    shifts, skipped, kept = list[PlannedShift](), list[NotRostered](), 0
    for user in people:
        mine = held.get(user, [])
        taken = [(r["day"], Span(r["starts_at"], r["ends_at"])) for r in mine]
        gone = [Span(r["starts_at"], r["ends_at"]) for r in away.get(user, ())]
        for day, shift in wanted:
            if _is_there(mine, pattern.id, day, shift):
                kept += 1
                continue
            reason = rules.not_rostered(day, shift.span, taken, gone)
            if reason is None and (user, day) in off:
                reason = "cancelled"
            if reason is None:
                shifts.append(PlannedShift(user, day, shift))
            else:
                skipped.append(NotRostered(user, names.get(user, ""), day, reason))
    return PatternPlan(tuple(shifts), kept, tuple(skipped))


async def _wanted(tx: Tx, pattern: Stored, reach: Reach) -> list[tuple[date, WorkShift]]:
    list(rules.days_between(reach.start, reach.end, _EVERY_DAY))  # refuses a range that is too long
    known = rules.pattern_of(pattern["cycle"], pattern["anchor"], pattern["holidays"])
    calendar = None if known.holidays == "work" else await _company_calendar(tx)
    zone = ZoneInfo(tx.tenant.time_zone)
    wanted = rules.expand(known, reach.start, reach.end, zone, calendar)
    if not wanted:
        raise RosterEmptyError
    return wanted


async def _company_calendar(tx: Tx) -> WorkCalendar:
    """The calendar SLA clocks run on, too."""
    found = await records.find(tx, "calendar", is_default=True)
    if not found:
        raise PatternNeedsCalendarError
    return calendar_from_plain(found[0]["definition"])


def _is_there(mine: Sequence[Row], pattern: UUID, day: date, shift: WorkShift) -> bool:
    return any(
        r["rotation"] == pattern
        and r["day"] == day
        and (r["starts_at"], r["ends_at"]) == (shift.span.start, shift.span.end)
        for r in mine
    )


async def _make(
    tx: Tx, actor: Actor, pattern: Stored, plan: PatternPlan, *, publish: bool
) -> tuple[int, PatternPlan]:
    """How many were made, and the plan with those another planner was faster with as skipped."""
    acts = [BulkAct("create", uuid7(), _values(pattern, planned)) for planned in plan.shifts]
    done = await records.bulk(tx, actor, "shift", acts)
    late = list[NotRostered]()
    for failure in done.failed:
        if not isinstance(failure.error, ShiftOverlapError):
            raise failure.error
        lost = plan.shifts[failure.index]
        late.append(NotRostered(lost.user, failure.error.params["name"], lost.day, "overlap"))
    if publish:
        moves = [BulkAct("command", stored.id, command="publish") for stored in done.stored]
        published = await records.bulk(tx, actor, "shift", moves)
        for failure in published.failed:
            raise failure.error
    return done.done, replace(plan, skipped=(*plan.skipped, *late))


def _values(pattern: Stored, planned: PlannedShift) -> dict[str, Any]:
    span = planned.shift.span
    return {
        "user": planned.user,
        "day": planned.day.isoformat(),
        "shift_type": pattern["shift_type"],
        "rotation": pattern.id,
        "starts_at": span.start.isoformat(),
        "ends_at": span.end.isoformat(),
        "breaks": [[b.start.isoformat(), b.end.isoformat()] for b in planned.shift.breaks],
    }
