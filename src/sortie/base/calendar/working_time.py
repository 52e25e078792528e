"""Working time on a calendar: how much lies between two instants, and when an amount is used up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sortie.base.calendar.hours import CalendarNeverOpenError, Span, WorkCalendar

_HORIZON = timedelta(days=3660)
_LOOK_BACK_DAYS = 2  # hours that began yesterday, and one day for the distance to UTC


def open_spans(calendar: WorkCalendar, since: datetime, until: datetime) -> Iterator[Span]:
    """The working spans inside `since..until`, in order and apart; neighbours may touch."""
    since, until = _utc(since), _utc(until)
    day = since.astimezone(calendar.zone).date() - timedelta(days=_LOOK_BACK_DAYS)
    last = until.astimezone(calendar.zone).date()
    reached = since
    while day <= last:
        for span_start, span_end in calendar.spans(day):
            # Hours past midnight may overlap the next day's: count no minute twice.
            start, end = max(span_start, reached), min(span_end, until)
            if start < end:
                yield start, end
                reached = end
        day += timedelta(days=1)


def working_time_between(calendar: WorkCalendar, a: datetime, b: datetime) -> timedelta:
    """Working time from `a` to `b`; negative when `b` comes first."""
    if b < a:
        return -working_time_between(calendar, b, a)
    return sum((end - start for start, end in open_spans(calendar, a, b)), timedelta())


def add_working_time(calendar: WorkCalendar, start: datetime, duration: timedelta) -> datetime:
    """The earliest instant at which `duration` of working time has passed since `start`.

    Exact inverse of `working_time_between`. A duration of zero is up at `start` itself.
    Raises CalendarNeverOpenError when ten years don't hold it.
    """
    start = _utc(start)
    if duration < timedelta():
        raise ValueError(f"duration must not be negative: {duration}")
    left = duration
    if not left:
        return start
    for span_start, span_end in open_spans(calendar, start, start + _HORIZON):
        if span_end - span_start >= left:
            return span_start + left
        left -= span_end - span_start
    raise CalendarNeverOpenError(name=calendar.name or calendar.id)


def is_working(calendar: WorkCalendar, at: datetime) -> bool:
    """Whether the instant lies in working hours; the first minute counts, the end doesn't."""
    return any(open_spans(calendar, at, _utc(at) + timedelta(microseconds=1)))


def next_opening(calendar: WorkCalendar, at: datetime) -> datetime:
    """`at` itself in working hours, else when they begin next. Raises CalendarNeverOpenError."""
    at = _utc(at)
    for start, _ in open_spans(calendar, at, at + _HORIZON):
        return start
    raise CalendarNeverOpenError(name=calendar.name or calendar.id)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone: an instant needs one")
    return at.astimezone(UTC)
