"""When recurring work is due: by property, and on the days the trade knows to be hard."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.base.calendar import calendar_from_plain
from sortie.base.errors import InvalidError
from sortie.domains.maintenance import rules
from sortie.domains.maintenance.contracts import Band, Reading, TimeRule, Unit

UNITS: tuple[Unit, ...] = ("day", "week", "month", "year")
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@st.composite
def time_rules(draw: st.DrawFn) -> TimeRule:
    unit = draw(st.sampled_from(UNITS))
    return TimeRule(
        draw(st.integers(1, 400 if unit == "day" else 30)),
        unit,
        draw(DAYS),
        draw(st.none() | st.integers(1, 7)) if unit == "week" else None,
        draw(st.none() | st.integers(1, 31)) if unit in {"month", "year"} else None,
        draw(st.booleans()),
        draw(st.sampled_from(["keep", "next", "previous"])),
    )


def weekdays_only(day: date) -> bool:
    return day.isoweekday() < 6


@given(time_rules(), DAYS)
def test_dates_rise_begin_with_the_rule_and_are_twelve(rule: TimeRule, today: date) -> None:
    found = rules.preview(rule, today=today, is_working=weekdays_only, most=12)
    assert all(a.due < b.due for a, b in pairwise(found))
    assert all(d.due >= today for d in found)
    assert all(d.rule_day >= rule.starts_on for d in found)
    if rule.every * {"day": 1, "week": 7, "month": 31, "year": 366}[rule.unit] < 1_000:
        assert len(found) == 12


@given(time_rules(), DAYS)
def test_holidays_are_skipped_to_the_side_the_rule_says(rule: TimeRule, day: date) -> None:
    due = rules.off_holidays(rule, day, weekdays_only)
    if rule.holidays == "keep":
        assert due == day
    else:
        assert weekdays_only(due)
        assert due >= day if rule.holidays == "next" else due <= day
        assert abs(due - day) <= timedelta(days=2)


@given(time_rules(), DAYS)
def test_a_calendar_without_working_days_leaves_dates_where_they_are(
    rule: TimeRule, day: date
) -> None:
    assert rules.off_holidays(rule, day, lambda _: False) == day


@given(time_rules(), DAYS)
def test_a_floating_date_never_comes_before_its_interval(rule: TimeRule, done: date) -> None:
    due = rules.next_after_done(rule, done)
    if rule.unit in {"day", "week"}:
        days = rule.every * (7 if rule.unit == "week" else 1)
        assert timedelta(days=days) <= due - done < timedelta(days=days + 7)
    else:
        months = rule.every * (12 if rule.unit == "year" else 1)
        assert due >= rules.add_months(done, months, done.day)
    if rule.weekday:
        assert due.isoweekday() == rule.weekday


@given(DAYS, st.integers(1, 31), st.integers(1, 24))
def test_months_never_drift_to_a_shorter_ones_last_day(
    start: date, month_day: int, every: int
) -> None:
    rule = TimeRule(every, "month", start, month_day=month_day)
    for day in islice(rules.rule_days(rule), 20):
        following = day + timedelta(days=1)
        assert day.day == month_day or (day.day < month_day and following.day == 1)


def test_the_thirty_first_is_the_last_day_of_short_months_and_leap_years_have_a_29th() -> None:
    rule = TimeRule(1, "month", date(2027, 11, 30), month_day=31)
    assert list(islice(rules.rule_days(rule), 5)) == [
        date(2027, 11, 30), date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29),
        date(2028, 3, 31),
    ]  # fmt: skip
    yearly = TimeRule(1, "year", date(2028, 2, 29))
    assert list(islice(rules.rule_days(yearly), 5)) == [
        date(2028, 2, 29), date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28),
        date(2032, 2, 29),
    ]  # fmt: skip


def test_golden_week_is_skipped_and_a_make_up_saturday_is_a_working_day() -> None:
    hours = ["09:00-18:00"]
    weekly = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours)
    calendar = calendar_from_plain({"weekly": weekly, "public_holidays": "CN"})

    def works(day: date) -> bool:
        return bool(calendar.day(day).segments)

    daily = TimeRule(1, "day", date(2026, 9, 30), holidays="next")
    found = rules.preview(daily, today=date(2026, 9, 30), is_working=works, most=4)
    assert [d.due for d in found] == [
        date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10),
    ]  # fmt: skip
    before = TimeRule(1, "month", date(2026, 10, 3), holidays="previous")
    assert rules.off_holidays(before, date(2026, 10, 3), works) == date(2026, 9, 30)


AT = datetime(2026, 11, 1, tzinfo=UTC)


def readings(*values: int | str, replaced: int = -1) -> list[Reading]:
    return [
        Reading(AT + timedelta(days=i), Decimal(v), replaced=i == replaced)
        for i, v in enumerate(values)
    ]


@given(st.lists(st.integers(0, 10_000), min_size=1), st.integers(0, 20))
def test_what_a_counter_ran_never_falls(values: list[int], replaced: int) -> None:
    totals = [total for _, total in rules.usage(readings(*values, replaced=replaced))]
    assert totals == sorted(totals)


def test_a_replaced_meter_goes_on_from_the_old_ones_value() -> None:
    ran = rules.usage(readings(100, 180, 5, 25, replaced=2))
    assert [total for _, total in ran] == [100, 180, 185, 205]


@given(st.integers(0, 5_000), st.integers(1, 500), st.integers(0, 10_000))
def test_each_step_of_a_meter_is_due_once(last: int, every: int, ran: int) -> None:
    due = rules.meter_due(Decimal(ran), last=Decimal(last), every=Decimal(every))
    if due is None:
        assert ran < last + every
        return
    assert due <= ran < due + every
    assert rules.meter_due(Decimal(ran), last=due, every=Decimal(every)) is None


def test_the_day_of_a_step_is_estimated_by_the_mean_pace() -> None:
    points = rules.usage(readings(0, 10, 20))
    assert rules.estimated_day(points, Decimal(50)) == AT + timedelta(days=5)
    assert rules.estimated_day(rules.usage(readings(5, 5)), Decimal(50)) is None
    assert rules.estimated_day([], Decimal(50)) is None


BAND = Band(Decimal(10), Decimal(20), Decimal(2))


def test_a_value_that_trembles_at_the_limit_calls_once_until_it_was_well_inside() -> None:
    assert rules.trips(BAND, readings(15, 20), since=None) is None
    assert rules.trips(BAND, readings(15, 21), since=None) is not None
    trembling = readings(21, 19, 21)
    assert rules.trips(BAND, trembling, since=AT) is None
    recovered = readings(21, 18, 21)
    assert rules.trips(BAND, recovered, since=AT) == recovered[-1]


@pytest.mark.parametrize(
    ("plan", "paths"),
    [
        ({"kind": "time"}, {"every", "unit", "starts_on"}),
        ({"kind": "meter", "meter": "h"}, {"assets", "meter_every"}),
        ({"kind": "condition", "meter": "t", "assets": [1]}, {"high"}),
        ({"kind": "condition", "meter": "t", "assets": [1], "low": 5, "high": 5}, {"high"}),
        (
            {
                "kind": "condition",
                "meter": "t",
                "assets": [1],
                "low": 0,
                "high": 4,
                "hysteresis": 2,
            },
            {"hysteresis"},
        ),
        (
            {"kind": "time", "every": 1, "unit": "day", "starts_on": AT.date(), "weekday": "1"},
            {"weekday"},
        ),
        ({"kind": "time", "every": 1, "unit": "day", "starts_on": date(9998, 1, 1)}, {"starts_on"}),
    ],
)
def test_a_plan_names_everything_its_kind_lacks(plan: dict[str, Any], paths: set[str]) -> None:
    with pytest.raises(InvalidError) as wrong:
        rules.check_plan(plan)
    assert {f.path for f in wrong.value.fields} == paths
