"""Rosters: who has room gets the shift; whose day is taken is told, and refuses nobody else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests.factories.company import Company

from sortie.base.errors import InvalidError
from sortie.domains.people import rules
from sortie.domains.people import service as people
from sortie.domains.people.contracts import Roster, Span
from sortie.kernel.records import service as records

_ZONE = ZoneInfo("Asia/Shanghai")
_MONDAY = date(2027, 3, 1)


async def _type(company: Company, segments: list[list[str]]) -> UUID:
    async with company.tx() as tx:
        boss = await company.actor(tx, "mia")
        values = {"code": f"{hash(str(segments))}", "name": "班", "segments": segments}
        found = await records.find(tx, "shift_type", code=values["code"])
        kind = found[0] if found else await records.create(
            tx, boss.as_system(), "shift_type", values
        )  # fmt: skip
    return kind.id


async def _roster(
    company: Company, users: list[UUID], segments: list[list[str]], days: int = 1, since: int = 0
) -> Roster:
    kind = await _type(company, segments)
    start = _MONDAY + timedelta(days=since)
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        return await people.make_roster(
            tx, mia.as_system(), users=users, shift_type=kind, start=start,
            end=start + timedelta(days=days - 1), weekdays=range(1, 8), publish=True,
        )  # fmt: skip


@pytest.fixture
def pair(company: Company) -> list[UUID]:
    return [company.people["eli"], company.people["eve"]]


async def test_one_person_s_shift_is_no_reason_to_refuse_the_others(
    company: Company, pair: list[UUID]
) -> None:
    first, second = pair
    await _roster(company, [first], [["08:00", "17:00"]])
    done = await _roster(company, [first, second], [["08:00", "17:00"]], days=2)
    assert done.made == 3
    assert [(s.user, s.day, s.reason) for s in done.skipped] == [(first, _MONDAY, "has_shift")]
    assert done.skipped[0].name


async def test_a_night_shift_takes_the_next_morning_too(company: Company, pair: list[UUID]) -> None:
    night, _ = pair
    await _roster(company, [night], [["20:00", "08:00"]], since=10)
    early = await _roster(company, [night], [["07:00", "15:00"]], days=2, since=10)
    assert [s.reason for s in early.skipped] == ["has_shift", "overlap"]
    late = await _roster(company, [night], [["08:00", "16:00"]], since=11)
    assert (late.made, late.skipped) == (1, ())


async def test_nobody_is_rostered_on_a_day_of_leave(company: Company, pair: list[UUID]) -> None:
    _, away = pair
    start = datetime(2027, 3, 21, tzinfo=_ZONE)
    async with company.tx() as tx:
        system = (await company.actor(tx, "mia")).as_system()
        values: dict[str, Any] = {"user": away, "kind": "annual", "starts_at": start,
                                  "ends_at": start + timedelta(days=1)}  # fmt: skip
        leave = await records.create(tx, system, "leave", values)
        for step in ("submit", "approve"):
            await records.command(tx, system, "leave", leave.id, step)
    done = await _roster(company, [away], [["08:00", "17:00"]], days=2, since=20)
    assert (done.made, [s.reason for s in done.skipped]) == (1, ["leave"])


def test_segments_run_on_past_midnight() -> None:
    segments = rules.segments_of([["20:00", "00:00"], ["01:00", "06:00"]])
    shift = rules.shift_on(_MONDAY, segments, _ZONE)
    assert shift.span.end - shift.span.start == timedelta(hours=10)
    assert shift.breaks == (
        Span(datetime(2027, 3, 1, 16, tzinfo=UTC), datetime(2027, 3, 1, 17, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    "segments",
    [[], [["08:00", "12:00"], ["11:00", "15:00"]], [["08:00", "12:00"], ["07:00", "09:00"]], [["x"]]],
)  # fmt: skip
def test_segments_that_overlap_or_last_more_than_a_day_are_refused(segments: Any) -> None:
    with pytest.raises(InvalidError):
        rules.segments_of(segments)
