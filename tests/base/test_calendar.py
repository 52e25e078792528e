from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.base.calendar import (
    ALWAYS_OPEN,
    CalendarNeverOpenError,
    DayKind,
    HolidaySource,
    Segment,
    SpecialDay,
    WorkCalendar,
    add_working_time,
    calendar_from_plain,
    calendar_to_plain,
    china_day,
    china_source,
    is_working,
    next_opening,
    open_spans,
    working_time_between,
)
from sortie.base.errors import InvalidError

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE_TO_SIX = (Segment(540, 720), Segment(810, 1080))  # 7.5 h with a lunch break
OFFICE = WorkCalendar(id="office", weekly=(NINE_TO_SIX,) * 5 + ((), ()), public_holidays="CN")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def test_the_lunch_break_does_not_count() -> None:
    assert working_time_between(OFFICE, at("2026-11-23 11:00"), at("2026-11-23 14:00")) == hours(
        1.5
    )
    assert add_working_time(OFFICE, at("2026-11-23 11:30"), hours(1)) == at("2026-11-23 14:00")


def test_an_amount_that_fits_exactly_is_up_at_closing_time_not_at_the_next_opening() -> None:
    assert add_working_time(OFFICE, at("2026-11-23 09:00"), hours(7.5)) == at("2026-11-23 18:00")
    assert add_working_time(OFFICE, at("2026-11-23 11:00"), hours(1)) == at("2026-11-23 12:00")


def test_national_day_and_its_make_up_saturday_are_known() -> None:
    assert not is_working(OFFICE, at("2026-10-01 10:00"))
    assert is_working(OFFICE, at("2026-10-10 10:00"))  # a Saturday worked for the holiday
    assert OFFICE.day(date(2026, 10, 10)).reason == "workday"
    assert OFFICE.day(date(2026, 10, 10)).name == "国庆节调休"
    # From Wednesday before the holiday one working day reaches past it.
    assert add_working_time(OFFICE, at("2026-09-30 17:00"), hours(2)) == at("2026-10-08 10:00")


def test_a_special_day_wins_over_the_public_holiday() -> None:
    duty = WorkCalendar(
        id="duty",
        weekly=OFFICE.weekly,
        public_holidays="CN",
        special_days=(
            SpecialDay(date(2026, 10, 1), DayKind.HOURS, "值班", segments=(Segment(600, 660),)),
            SpecialDay(date(2026, 10, 10), DayKind.HOLIDAY),
            SpecialDay(date(2026, 11, 22), DayKind.WORKDAY, as_weekday=4),
        ),
    )
    assert is_working(duty, at("2026-10-01 10:30"))
    assert not is_working(duty, at("2026-10-10 10:30"))
    assert is_working(duty, at("2026-11-22 10:30"))


def test_years_not_yet_announced_have_the_statutory_days_and_say_so() -> None:
    assert china_source(2026) is HolidaySource.PUBLISHED
    assert china_source(2028) is HolidaySource.STATUTORY
    assert china_source(2050) is HolidaySource.SOLAR
    assert china_day(date(2028, 1, 25)) == ("holiday", "春节")
    assert china_day(date(2028, 1, 28)) == ("holiday", "春节")
    assert china_day(date(2028, 1, 29)) is None
    assert china_day(date(2028, 4, 4)) == ("holiday", "清明节")
    assert china_day(date(2031, 10, 1)) == ("holiday", "国庆节")
    days = [date(2029, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(china_day(d) is not None for d in days) == 13
    assert china_day(date(2050, 10, 2)) == ("holiday", "国庆节")


def test_a_night_shift_belongs_to_the_day_it_begins_and_is_not_counted_twice() -> None:
    night = WorkCalendar(id="night", weekly=((Segment(0, 480), Segment(1320, 1800)),) * 7)
    assert is_working(night, at("2026-11-24 03:00"))
    whole_week = working_time_between(night, at("2026-11-23 00:00"), at("2026-11-30 00:00"))
    assert whole_week == hours(7 * 10)


def test_when_clocks_go_forward_the_skipped_hour_is_no_working_time() -> None:
    night = WorkCalendar(id="n", weekly=((Segment(0, 480),),) * 7, time_zone="America/New_York")
    zone = ZoneInfo("America/New_York")
    start = datetime(2026, 3, 8, 0, 0, tzinfo=zone)
    assert working_time_between(night, start, datetime(2026, 3, 8, 9, tzinfo=zone)) == hours(7)
    start = datetime(2026, 11, 1, 0, 0, tzinfo=zone)
    assert working_time_between(night, start, datetime(2026, 11, 1, 9, tzinfo=zone)) == hours(9)
    skipped = WorkCalendar(
        id="s", weekly=((Segment(130, 190), Segment(190, 240)),) * 7, time_zone="America/New_York"
    )
    spans = list(
        open_spans(
            skipped,
            datetime(2026, 3, 8, tzinfo=zone),
            datetime(2026, 3, 8, 12, tzinfo=zone),
        )
    )
    assert spans[0][0] == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)  # the change itself, 03:00 EDT
    assert sum((b - a for a, b in spans), timedelta()) == hours(1)


def test_a_calendar_that_never_opens_says_so_instead_of_running_for_ever() -> None:
    closed = WorkCalendar(id="closed", weekly=((),) * 7, name="停业")
    with pytest.raises(CalendarNeverOpenError, match="停业"):
        add_working_time(closed, at("2026-11-23 09:00"), hours(1))
    with pytest.raises(CalendarNeverOpenError):
        next_opening(closed, at("2026-11-23 09:00"))
    assert working_time_between(closed, at("2026-01-01 00:00"), at("2027-01-01 00:00")) == hours(0)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_working(OFFICE, datetime(2026, 11, 23, 9))


def test_next_opening_is_now_in_working_hours_and_the_next_morning_after_them() -> None:
    assert next_opening(OFFICE, at("2026-11-23 10:00")) == at("2026-11-23 10:00")
    assert next_opening(OFFICE, at("2026-11-27 18:00")) == at("2026-11-30 09:00")


segment_lists = st.lists(st.integers(0, 1439), max_size=6, unique=True).map(
    lambda cuts: tuple(
        Segment(a, b) for a, b in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False)
    )
)
calendars = st.builds(
    WorkCalendar,
    id=st.just("c"),
    weekly=st.lists(segment_lists, min_size=6, max_size=6).map(
        lambda days: (*days, (Segment(600, 1500),))
    ),
    time_zone=st.sampled_from(
        ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
    ),
    public_holidays=st.sampled_from(["", "CN"]),
    special_days=st.lists(
        st.builds(
            SpecialDay,
            st.dates(date(2026, 1, 1), date(2027, 12, 31)),
            st.sampled_from(DayKind),
            segments=segment_lists,
        ),
        max_size=5,
        unique_by=lambda s: s.day,
    ).map(tuple),
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))
durations = st.timedeltas(timedelta(), timedelta(days=12))


@given(calendars, instants, durations)
def test_adding_working_time_is_the_exact_inverse_of_measuring_it(
    calendar: WorkCalendar, start: datetime, duration: timedelta
) -> None:
    due = add_working_time(calendar, start, duration)
    assert working_time_between(calendar, start, due) == duration
    if duration:
        # earliest: one microsecond before it, less has passed
        just_before = due - timedelta(microseconds=1)
        assert working_time_between(calendar, start, just_before) < duration


@given(calendars, instants, durations, durations)
def test_time_adds_up_over_any_cut(
    calendar: WorkCalendar, a: datetime, d1: timedelta, d2: timedelta
) -> None:
    b, c = a + d1, a + d1 + d2
    first, second = working_time_between(calendar, a, b), working_time_between(calendar, b, c)
    assert first + second == working_time_between(calendar, a, c)
    assert timedelta() <= first <= d1


@given(calendars, instants)
def test_the_next_opening_is_the_first_working_instant(
    calendar: WorkCalendar, now: datetime
) -> None:
    opening = next_opening(calendar, now)
    assert is_working(calendar, opening)
    assert working_time_between(calendar, now, opening) == timedelta()
    assert (opening == now) == is_working(calendar, now)


@given(calendars)
def test_a_calendar_survives_its_plain_form(calendar: WorkCalendar) -> None:
    again = calendar_from_plain(calendar_to_plain(calendar))
    assert calendar_to_plain(again) == calendar_to_plain(calendar)
    assert again.weekly == calendar.weekly


def test_every_wrong_field_of_a_plain_calendar_is_named_at_once() -> None:
    with pytest.raises(InvalidError) as caught:
        calendar_from_plain(
            {
                "time_zone": "Asia/Nowhere",
                "version": 0,
                "public_holidays": "XX",
                "make_up_as": "monday",
                "weekly": {"mon": ["9-12"], "tue": ["09:00-12:00", "11:00-13:00"], "wed": "x"},
                "special_days": [
                    {"date": "2026-13-01", "kind": "holiday"},
                    {"date": "2026-10-01", "kind": "party"},
                    {"date": "2026-10-02", "kind": "hours", "hours": ["25:00-26:00"]},
                    {"date": "2026-10-03", "kind": "holiday"},
                    {"date": "2026-10-03", "kind": "holiday"},
                ],
            }
        )
    assert {f.path for f in caught.value.fields} == {
        "time_zone", "version", "public_holidays", "make_up_as", "weekly.mon.0", "weekly.tue",
        "weekly.wed", "special_days.0.date", "special_days.1.kind", "special_days.2.hours.0",
        "special_days.4.date",
    }  # fmt: skip


def test_always_open_counts_every_minute() -> None:
    assert add_working_time(ALWAYS_OPEN, at("2026-10-01 23:00"), hours(50)) == at(
        "2026-10-04 01:00"
    )
    plain = calendar_to_plain(ALWAYS_OPEN)
    assert plain["weekly"]["mon"] == ["00:00-24:00"]
    assert calendar_from_plain(plain) == ALWAYS_OPEN
