"""Patterns made into shifts: once, beside what planners did by hand, by a job when there are many."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.factories.company import Company

from sortie.base.errors import ForbiddenError, InvalidError, NotFoundError
from sortie.base.ids import uuid7
from sortie.domains.people.contracts import PatternApplied, PatternNeedsCalendarError
from sortie.domains.people.service import patterns
from sortie.kernel.jobs.contracts import JobContext, RetryLaterError
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored

_START = date(2027, 3, 1)
_DAYS = timedelta(days=1)
_ROTATION: list[Any] = [[["08:00", "12:00"], ["13:00", "18:00"]], [["20:00", "08:00"]], [], []]


async def _pattern(company: Company, **more: Any) -> UUID:
    values = {"name": uuid7().hex, "cycle": _ROTATION, "anchor": "2027-03-01"} | more
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        return (await records.create(tx, mia, "shift_pattern", values)).id


async def _apply(
    company: Company, pattern: UUID, *who: str, start: date = _START, days: int = 8,
    by: str = "dan", preview: bool = False, publish: bool = False,
) -> PatternApplied:  # fmt: skip
    reach = patterns.Reach(tuple(company.people[w] for w in who), start, start + (days - 1) * _DAYS)
    async with company.tx() as tx:
        actor = await company.actor(tx, by)
        return await patterns.apply(tx, actor, pattern, reach, publish=publish, preview=preview)


async def _shifts(company: Company, pattern: UUID) -> list[Stored]:
    async with company.tx() as tx:
        return await records.find(tx, "shift", rotation=pattern)


async def test_a_second_run_makes_none_twice(company: Company) -> None:
    pattern = await _pattern(company)
    shown = await _apply(company, pattern, "eli", "eve", preview=True)
    assert (len(shown.plan.shifts), await _shifts(company, pattern)) == (8, [])
    first = await _apply(company, pattern, "eli", "eve", publish=True)
    assert (first.made, first.plan.kept) == (8, 0)
    second = await _apply(company, pattern, "eli", "eve")
    assert (second.made, second.plan.kept, second.plan.skipped) == (0, 8, ())
    made = await _shifts(company, pattern)
    assert {(s["user"], s["day"], s["starts_at"]) for s in made} == {
        (p.user, p.day, p.shift.span.start) for p in shown.plan.shifts
    }
    assert {s["state"] for s in made} == {"published"}
    assert len(made) == 8


async def test_a_shift_made_by_hand_stays_and_is_told(company: Company) -> None:
    pattern, user = await _pattern(company), company.people["eli"]
    start = date(2027, 4, 2)
    at = datetime(2027, 4, 2, 1, tzinfo=UTC)
    async with company.tx() as tx:
        mine = {"user": user, "day": start, "starts_at": at, "ends_at": at + timedelta(hours=3)}
        by_hand = await records.create(tx, await company.actor(tx, "dan"), "shift", mine)
    done = await _apply(company, pattern, "eli", start=start, days=4)
    assert [(s.user, s.day, s.reason) for s in done.plan.skipped] == [(user, start, "has_shift")]
    assert done.plan.skipped[0].name == "eli"
    async with company.tx() as tx:
        after = await records.fetch(tx, system_actor(company.tenant.id), "shift", by_hand.id)
    assert (after.version, after["rotation"]) == (by_hand.version, None)


async def test_what_a_planner_called_off_isn_t_made_again(company: Company) -> None:
    pattern, start = await _pattern(company), date(2027, 5, 4)
    await _apply(company, pattern, "eve", start=start, days=1)
    [shift] = await _shifts(company, pattern)
    async with company.tx() as tx:
        await records.command(tx, await company.actor(tx, "dan"), "shift", shift.id, "cancel")
    again = await _apply(company, pattern, "eve", start=start, days=1)
    assert [s.reason for s in again.plan.skipped] == ["cancelled"]


async def test_many_shifts_are_made_by_a_job_that_may_break_off(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "AT_ONCE", 3)
    pattern, start = await _pattern(company), date(2027, 6, 1)
    queued = await _apply(company, pattern, "eli", "eve", start=start)
    assert (queued.made, queued.queued, await _shifts(company, pattern)) == (0, 8, [])
    args = {
        "pattern": str(pattern), "users": [str(company.people[w]) for w in ("eli", "eve")],
        "start": "2027-06-01", "end": "2027-06-08", "publish": False,
        "by": str(company.people["dan"]), "locale": "zh-CN",
    }  # fmt: skip
    stopping = asyncio.Event()
    stopping.set()
    with pytest.raises(RetryLaterError):
        await patterns.work(_job(company, stopping), args)
    for _ in range(2):
        await patterns.work(_job(company, asyncio.Event()), args)
    made = await _shifts(company, pattern)
    assert len(made) == len({(s["user"], s["day"]) for s in made}) == 8
    assert {s["created_by"] for s in made} == {company.people["dan"]}


def _job(company: Company, stopping: asyncio.Event) -> JobContext:
    return JobContext(company.kernel.dbs, company.tenant, UUID(int=1), patterns.JOB, 1, stopping)


async def test_two_planners_at_once_give_nobody_two_shifts(company: Company) -> None:
    first, second = await _pattern(company), await _pattern(company)
    start = date(2027, 7, 7)
    reach = patterns.Reach((company.people["eli"],), start, start)
    async with company.tx() as tx:
        dan = await company.actor(tx, "dan")
        await patterns.apply(tx, dan, first, reach, publish=False, preview=False)
        late = asyncio.create_task(_apply(company, second, "eli", start=start, days=1))
        waits = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
        async with asyncio.timeout(20), company.tx() as other:
            while not late.done() and not await other.value(waits):
                await asyncio.wait([late], timeout=0.01)
    done = await late
    assert (done.made, [s.reason for s in done.plan.skipped]) == (0, ["overlap"])


async def test_a_pattern_by_the_company_s_calendar_needs_one(company: Company) -> None:
    week = [[["09:00", "18:00"]]] * 5 + [[], []]
    pattern = await _pattern(company, cycle=week, anchor="2026-01-05", holidays="company")
    start = date(2026, 9, 28)
    with pytest.raises(PatternNeedsCalendarError):
        await _apply(company, pattern, "eli", start=start, days=14)
    definition = {"weekly": {"mon": ["09:00-18:00"]}, "public_holidays": "CN"}
    async with company.tx() as tx:
        values = {"name": "标准", "definition": definition, "is_default": True}
        await records.create(tx, system_actor(company.tenant.id), "calendar", values)
    done = await _apply(company, pattern, "eli", start=start, days=14, preview=True)
    days = [p.day.isoformat() for p in done.plan.shifts]
    assert days == ["2026-09-28", "2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10"]  # fmt: skip


async def test_who_may_not_plan_makes_no_shifts(company: Company) -> None:
    pattern = await _pattern(company)
    with pytest.raises((ForbiddenError, NotFoundError)):
        await _apply(company, pattern, "eli", by="eli", start=date(2027, 8, 2))
    assert await _shifts(company, pattern) == []


async def test_a_stranger_in_the_list_is_not_found(company: Company) -> None:
    pattern = await _pattern(company)
    reach = patterns.Reach((company.people["eli"], uuid7()), _START, _START)
    async with company.tx() as tx:
        dan = await company.actor(tx, "dan")
        with pytest.raises(NotFoundError):
            await patterns.apply(tx, dan, pattern, reach, publish=False, preview=True)


async def test_a_cycle_is_checked_when_it_is_written(company: Company) -> None:
    with pytest.raises(InvalidError) as refused:
        await _pattern(company, cycle=[[["20:00", "08:00"]], [["07:00", "15:00"]]])
    assert [p.path for p in refused.value.fields] == ["cycle.1"]
