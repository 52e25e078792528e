"""A cycle of days laid over a calendar: every shift once, none over another, in any time zone."""

from datetime import UTC, date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sortie.base.calendar import DayKind, Segment, SpecialDay, WorkCalendar
from sortie.base.errors import InvalidError
from sortie.domains.people import rules
from sortie.domains.people.rules import ShiftPattern

_SHANGHAI, _NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
_ZONES = st.sampled_from([_SHANGHAI, _NEW_YORK, ZoneInfo("Australia/Lord_Howe")])
_DAY = timedelta(days=1)
_OFFICE = (Segment(540, 1080),)
_CN = WorkCalendar("cn", (_OFFICE,) * 5 + ((),) * 2, public_holidays="CN")


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


@st.composite
def _days(draw: st.DrawFn) -> list[list[str]]:
    """A day of 0 to 3 segments in order, the last perhaps past midnight."""
    marks = draw(st.lists(st.integers(0, 95), max_size=6, unique=True).map(sorted))
    marks = marks[: len(marks) // 2 * 2]
    shift = draw(st.integers(0, 95)) if marks else 0
    return [[_clock((a + shift) * 15), _clock((b + shift) * 15)] for a, b in zip(marks[::2], marks[1::2], strict=True)]  # fmt: skip


@st.composite
def _patterns(draw: st.DrawFn) -> ShiftPattern:
    cycle = draw(st.lists(_days(), min_size=1, max_size=9))
    anchor = draw(st.dates(date(2025, 1, 1), date(2028, 1, 1)))
    holidays = draw(st.sampled_from(["work", "off", "company"]))
    try:
        return rules.pattern_of(cycle, anchor, holidays)
    except InvalidError:
        assume(False)
        raise


_STARTS = st.dates(date(2025, 1, 1), date(2026, 12, 1))


@given(_patterns(), _STARTS, st.integers(0, 60), _ZONES)
def test_no_shift_overlaps_another_and_breaks_lie_inside(
    pattern: ShiftPattern, start: date, length: int, zone: ZoneInfo
) -> None:
    made = rules.expand(pattern, start, start + length * _DAY, zone, _CN)
    for (_, before), (_, after) in pairwise(made):
        assert before.span.end <= after.span.start
    for day, shift in made:
        assert start <= day <= start + length * _DAY
        assert shift.span.start.astimezone(zone).date() in {day, day + _DAY}
        edges = [shift.span.start, *(x for b in shift.breaks for x in (b.start, b.end)), shift.span.end]  # fmt: skip
        assert edges == sorted(edges)
        assert shift.span.start < shift.span.end <= shift.span.start + timedelta(hours=25)


@given(_patterns(), _STARTS, st.integers(0, 40), st.integers(0, 40), _ZONES)
def test_neighbouring_ranges_give_every_shift_once(
    pattern: ShiftPattern, start: date, first: int, second: int, zone: ZoneInfo
) -> None:
    middle = start + first * _DAY
    end = middle + (1 + second) * _DAY
    parts = rules.expand(pattern, start, middle, zone, _CN)
    parts += rules.expand(pattern, middle + _DAY, end, zone, _CN)
    assert parts == rules.expand(pattern, start, end, zone, _CN)


@given(_patterns(), _STARTS, st.integers(-3, 3))
def test_a_day_s_place_in_the_cycle_never_moves(
    pattern: ShiftPattern, day: date, turns: int
) -> None:
    same = day + turns * len(pattern.cycle) * _DAY
    assert pattern.usual(day) == pattern.usual(same)
    plain = ShiftPattern(pattern.cycle, pattern.anchor)
    assert rules.pattern_day(plain, day, _CN) == plain.usual(day)


@given(_patterns(), _STARTS)
def test_without_clock_changes_the_hours_are_those_written_down(
    pattern: ShiftPattern, day: date
) -> None:
    plain = ShiftPattern(pattern.cycle, pattern.anchor)
    made = rules.expand(plain, day, day, _SHANGHAI, None)
    worked = sum(
        (s.span.end - s.span.start - sum((b.end - b.start for b in s.breaks), timedelta()) for _, s in made),
        timedelta(),
    )  # fmt: skip
    assert worked == sum((length for _, length in plain.usual(day)), timedelta())


def test_a_night_over_a_clock_change_is_an_hour_shorter_or_longer() -> None:
    night = rules.pattern_of([[["22:00", "06:00"]]], date(2026, 1, 1))
    hours = {
        day: shift.span.end - shift.span.start
        for day, shift in rules.expand(night, date(2026, 3, 6), date(2026, 3, 9), _NEW_YORK, None)
    }
    assert hours[date(2026, 3, 7)] == timedelta(hours=7)
    assert hours[date(2026, 3, 6)] == hours[date(2026, 3, 8)] == timedelta(hours=8)
    [(_, autumn)] = rules.expand(night, date(2026, 10, 31), date(2026, 10, 31), _NEW_YORK, None)
    assert autumn.span.end - autumn.span.start == timedelta(hours=9)


def test_a_shift_inside_the_skipped_hour_is_no_shift() -> None:
    gap = rules.pattern_of([[["02:00", "03:00"]]], date(2026, 1, 1))
    days = [d for d, _ in rules.expand(gap, date(2026, 3, 7), date(2026, 3, 9), _NEW_YORK, None)]
    assert days == [date(2026, 3, 7), date(2026, 3, 9)]


_WEEK: list[Any] = [[["08:00", "12:00"], ["13:30", "18:00"]]] * 5 + [[], []]
_MONDAY = date(2026, 1, 5)
_NATIONAL = (date(2026, 9, 28), date(2026, 10, 11))


@pytest.mark.parametrize(
    ("holidays", "days"), [("work", 10), ("off", 5), ("company", 6)]
)  # 2026: 1 to 7 October off, Saturday 10 October worked
def test_holidays_and_make_up_days_follow_the_company_s_calendar(holidays: str, days: int) -> None:
    pattern = rules.pattern_of(_WEEK, _MONDAY, holidays)
    made = rules.expand(pattern, *_NATIONAL, _SHANGHAI, _CN)
    assert len(made) == days
    assert (date(2026, 10, 10) in dict(made)) is (holidays == "company")
    assert all(len(shift.breaks) == 1 for _, shift in made)


def test_a_make_up_day_beside_a_night_stays_free() -> None:
    night = [["20:00", "08:00"]]
    day = date(2026, 5, 9)
    calendar = WorkCalendar(
        "k", (_OFFICE,) * 7, special_days=(SpecialDay(day, DayKind.WORKDAY, "调休"),)
    )
    cycle = [[["07:00", "15:00"]], night, [], []]
    beside = rules.pattern_of(cycle, day - 2 * _DAY, "company")
    assert rules.pattern_day(beside, day, calendar) == ()
    later = rules.pattern_of(cycle, day - 3 * _DAY, "company")
    assert rules.pattern_day(later, day, calendar) == later.cycle[0]


def test_a_day_the_company_closed_by_itself_is_off_too() -> None:
    closed = WorkCalendar("k", (_OFFICE,) * 7, special_days=(SpecialDay(_MONDAY, DayKind.HOURS),))
    assert rules.pattern_day(rules.pattern_of(_WEEK, _MONDAY, "off"), _MONDAY, closed) == ()


@pytest.mark.parametrize(
    ("cycle", "path"),
    [
        ([], "cycle"),
        ("x", "cycle"),
        ([[]] * 57, "cycle"),
        ([[], []], "cycle"),
        ([[], "x"], "cycle.1"),
        ([[["08:00", "09:00"]] * 4], "cycle.0"),
        ([[["8", "9", "10"]]], "cycle.0.0"),
        ([[["08:00", "12:00"], ["11:00", "13:00"]]], "cycle.0.1"),
        ([[["20:00", "08:00"]], [["07:00", "15:00"]], []], "cycle.1"),
        ([[["07:00", "15:00"]], [["20:00", "08:00"]]], "cycle.0"),
        ([[["20:00", "00:00"], ["01:00", "09:00"]], [["08:00", "16:00"]]], "cycle.1"),
    ],
)
def test_a_cycle_that_can_t_be_worked_is_refused_by_name(cycle: Any, path: str) -> None:
    with pytest.raises(InvalidError) as refused:
        rules.pattern_of(cycle, _MONDAY)
    assert [p.path for p in refused.value.fields] == [path]


def test_shifts_are_instants_in_utc() -> None:
    [(_, shift)] = rules.expand(rules.pattern_of(_WEEK, _MONDAY), _MONDAY, _MONDAY, _SHANGHAI, None)
    assert shift.span.start.tzinfo is UTC
    assert shift.span.start.hour == 0
