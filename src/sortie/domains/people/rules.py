"""Decisions about shifts, leave and certificates: no clock, no I/O."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sortie.base.calendar import WorkCalendar, wall_instant
from sortie.base.errors import FieldProblem, InvalidError, invalid
from sortie.base.i18n import Label
from sortie.domains.people.contracts import Load, Span, WorkShift

REMIND_DAYS = (60, 30, 7, 1)
"""Days before a certificate's last day on which its holder and manager are reminded."""

EXPIRED = -1
"""The step after them: it has expired."""


LONGEST_CYCLE = 56
"""Days: eight weeks, the longest rotation anyone keeps on one sheet."""

_MOST_SEGMENTS = 3
_ONE_DAY = timedelta(days=1)
_LOAD = ("planned_s", "worked_s", "jobs", "travel_m")
_MINUTE = timedelta(minutes=1)

type Segments = tuple[tuple[timedelta, timedelta], ...]
"""A shift type's stretches of work: begin after midnight of its day, and length; in order."""


def segments_of(plain: Any, path: str = "segments") -> Segments:
    """Segments of a shift; what is earlier than the one before it is on the next day.

    Args:
        plain: ``[["08:00","12:00"],["13:30","18:00"]]`` or, past midnight,
            ``[["20:00","00:00"],["01:00","06:00"]]``; at least one segment, a day in all.
        path: where it stands in what was sent, for the errors.

    Raises:
        InvalidError: names the segment and what it should look like.
    """
    found: list[tuple[timedelta, timedelta]] = []
    last_end = timedelta(0)
    for n, pair in enumerate(plain if isinstance(plain, list) else []):
        begin, stop = _segment(f"{path}.{n}", pair)
        while found and begin < found[-1][0]:
            begin, stop = begin + _ONE_DAY, stop + _ONE_DAY
        if begin < last_end:
            raise invalid(
                f"{path}.{n}",
                "order",
                "时段不能重叠，请按先后填写",
                "Segments may not overlap; put them in order",
            )
        found.append((begin, stop - begin))
        last_end = stop
    if not found:
        raise invalid(path, "empty", "请至少填写一个时段", "Give at least one segment")
    if last_end - found[0][0] > _ONE_DAY:
        raise invalid(
            f"{path}.{len(found) - 1}",
            "too_long",
            "一个班次从上班到下班不能超过 24 小时，请拆成两个班次",
            "A shift ends within 24 hours of its start; make two shifts of it",
        )
    return tuple(found)


def _segment(path: str, pair: Any) -> tuple[timedelta, timedelta]:
    """Begin and end after midnight; an end that isn't later is on the next day."""
    try:
        start, end = (time.fromisoformat(t) for t in pair)
    except (TypeError, ValueError):
        raise invalid(
            path,
            "segment",
            '时段应为 ["08:00","12:00"]',
            'Write a segment as ["08:00","12:00"]',
        ) from None
    begin = timedelta(hours=start.hour, minutes=start.minute)
    stop = timedelta(hours=end.hour, minutes=end.minute)
    return begin, stop if stop > begin else stop + _ONE_DAY


def shift_on(day: date, segments: Segments, zone: ZoneInfo) -> WorkShift | None:
    """The shift that ``segments`` make on ``day``: first start to last end, gaps as breaks.

    By the wall clock: 08:00 is 08:00 on either side of a clock change, and a segment loses the
    hour that the change skips. None when nothing is left of it.
    """
    walls = ((begin // _MINUTE, (begin + length) // _MINUTE) for begin, length in segments)
    spans = [
        Span(wall_instant(zone, day, begin), wall_instant(zone, day, end)) for begin, end in walls
    ]
    spans = [span for span in spans if span.start < span.end]
    if not spans:
        return None
    breaks = tuple(Span(a.end, b.start) for a, b in pairwise(spans) if a.end < b.start)
    return WorkShift(Span(spans[0].start, spans[-1].end), breaks)


@dataclass(frozen=True, slots=True)
class ShiftPattern:
    """A cycle of days, the first on ``anchor``; a day without segments is off.

    ``holidays``: work (they change nothing), off (closed on the company's holidays), company (and
    a make-up workday, 调休, that the cycle leaves free is worked like the cycle's first shift).
    """

    cycle: tuple[Segments, ...]
    anchor: date
    holidays: str = "work"

    def usual(self, day: date) -> Segments:
        """What the cycle says of a day; its position never moves, whatever days were off."""
        return self.cycle[(day - self.anchor).days % len(self.cycle)]


def pattern_of(cycle: Any, anchor: date, holidays: str = "work") -> ShiftPattern:
    """Read a stored cycle: 1 to 56 days of 0 to 3 segments each, ``[[["08:00","17:00"]], []]``.

    Raises:
        InvalidError: names the day and what would do: shape, or a night that reaches into the next
            day's shift.
    """
    if not isinstance(cycle, list) or not 1 <= len(cycle) <= LONGEST_CYCLE:
        raise invalid(
            "cycle", "cycle", "请填写 1 至 56 天的循环", "A cycle has 1 to 56 days, each a list"
        )
    days: list[Segments] = []
    for n, day in enumerate(cycle):
        if not isinstance(day, list) or len(day) > _MOST_SEGMENTS:
            raise invalid(
                f"cycle.{n}", "day", "每天填写 0 至 3 个时段", "A day has 0 to 3 segments"
            )
        days.append(segments_of(day, f"cycle.{n}") if day else ())
    if not any(days):
        raise invalid("cycle", "empty", "至少一天要有班", "At least one day has a shift")
    for n, day in enumerate(days):
        if not _fits(day, days[(n + 1) % len(days)]):
            raise invalid(
                f"cycle.{(n + 1) % len(days)}",
                "overlap",
                "前一天的夜班延续到了这一天的班次里",
                "The night shift of the day before reaches into this day's shift",
            )
    return ShiftPattern(tuple(days), anchor, holidays)


def _fits(day: Segments, next_day: Segments) -> bool:
    """Whether the shift of one day ends before that of the next begins."""
    if not day or not next_day:
        return True
    begin, length = day[-1]
    return begin + length - _ONE_DAY <= next_day[0][0]


def pattern_day(pattern: ShiftPattern, day: date, calendar: WorkCalendar | None) -> Segments:
    """What is worked on ``day`` by cycle and calendar; empty = off.

    A make-up shift that would touch the cycle's shift of a day beside it isn't given.
    """
    usual = pattern.usual(day)
    if pattern.holidays == "work" or calendar is None:
        return usual
    plan = calendar.day(day)
    if plan.reason == "holiday" or (plan.reason == "hours" and not plan.segments):
        return ()
    if usual or pattern.holidays != "company" or plan.reason != "workday":
        return usual
    made_up = next(segments for segments in pattern.cycle if segments)
    free = _fits(pattern.usual(day - _ONE_DAY), made_up) and _fits(
        made_up, pattern.usual(day + _ONE_DAY)
    )
    return made_up if free else ()


def expand(
    pattern: ShiftPattern, start: date, end: date, zone: ZoneInfo, calendar: WorkCalendar | None
) -> list[tuple[date, WorkShift]]:
    """The shifts of a pattern from ``start`` to ``end``, both included: in order, never overlapping.

    A night shift belongs to the day it begins on, so neighbouring ranges give it once.
    """
    found: list[tuple[date, WorkShift]] = []
    for n in range((end - start).days + 1):
        day = start + n * _ONE_DAY
        segments = pattern_day(pattern, day, calendar)
        shift = shift_on(day, segments, zone) if segments else None
        if shift is not None:
            found.append((day, shift))
    return found


def not_rostered(
    day: date, span: Span, held: Iterable[tuple[date, Span]], away: Iterable[Span]
) -> str | None:
    """Why a person gets no shift over ``span`` on ``day``; None when nothing is in the way.

    ``has_shift``: that day has one; ``overlap``: the night shift of the day before, or the next
    day's early one, reaches into it; ``leave``: on leave for all of it.
    """
    reasons = {
        "has_shift" if d == day else "overlap" for d, s in held if d == day or s.overlaps(span)
    }
    if reasons:
        return "has_shift" if "has_shift" in reasons else "overlap"
    return "leave" if any(s.start <= span.start and span.end <= s.end for s in away) else None


def check_span(start: datetime | None, end: datetime | None, *, longest: timedelta) -> None:
    """Refuse a stretch that ends before it starts or is longer than ``longest``."""
    if start is None or end is None:
        return
    if end <= start:
        raise invalid(
            "ends_at", "before_start", "结束时间必须晚于开始时间", "The end must be after the start"
        )
    if end - start > longest:
        days = longest.days or 1
        raise invalid(
            "ends_at",
            "too_long",
            f"时长不能超过 {days} 天",
            f"It can't be longer than {days} day(s)",
        )


def days_between(start: date, end: date, weekdays: Iterable[int]) -> Iterator[date]:
    """Days from ``start`` to ``end``, both included, on ISO ``weekdays`` (1 = Monday)."""
    wanted = set(weekdays)
    if end < start or (end - start).days > 92:  # noqa: PLR2004  a quarter at a time keeps a slip small
        raise InvalidError(
            FieldProblem(
                "end", "range", Label("日期范围应在 1 至 92 天之间", "Choose 1 to 92 days")
            )
        )
    day = start
    while day <= end:
        if day.isoweekday() in wanted:
            yield day
        day += timedelta(days=1)


def due_reminder(expires_on: date, today: date) -> int | None:
    """The step a certificate has reached: one of REMIND_DAYS, EXPIRED, or None when it is early.

    Only the nearest counts: one entered 20 days ahead starts at 30, and a week without a server
    costs no more than the steps that passed in it.
    """
    left = (expires_on - today).days
    if left < 0:
        return EXPIRED
    return min((step for step in REMIND_DAYS if left <= step), default=None)


def total_load(loads: Sequence[Load]) -> Load:
    """All of them together."""
    return Load(*(sum(getattr(x, f) for x in loads) for f in _LOAD))


def median_load(loads: Sequence[Load]) -> Load:
    """Figure by figure, rounded to whole units; nothing of nobody."""
    if not loads:
        return Load()
    return Load(*(round(median(getattr(x, f) for x in loads)) for f in _LOAD))


def on_shift(shifts: Iterable[WorkShift], at: datetime) -> bool:
    """Inside a published shift (breaks included: a person is still on duty)."""
    return any(s.span.start <= at < s.span.end for s in shifts)
