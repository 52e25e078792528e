"""Decisions about shifts, leave and certificates: no clock, no I/O."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sortie.base.errors import FieldProblem, InvalidError, invalid
from sortie.base.i18n import Label
from sortie.domains.people.contracts import Span, WorkShift

REMIND_DAYS = (60, 30, 7, 0)
"""Days before expiry on which holder and manager are reminded."""


_ONE_DAY = timedelta(days=1)

type Segments = tuple[tuple[timedelta, timedelta], ...]
"""A shift type's stretches of work: begin after midnight of its day, and length; in order."""


def segments_of(plain: Any) -> Segments:
    """Segments of a shift type; what is earlier than the one before it is on the next day.

    Args:
        plain: ``[["08:00","12:00"],["13:30","18:00"]]`` or, past midnight,
            ``[["20:00","00:00"],["01:00","06:00"]]``; at least one segment, a day in all.

    Raises:
        InvalidError: names the segment and what it should look like.
    """
    found: list[tuple[timedelta, timedelta]] = []
    last_end = timedelta(0)
    for n, pair in enumerate(plain if isinstance(plain, list) else []):
        begin, stop = _segment(n, pair)
        while found and begin < found[-1][0]:
            begin, stop = begin + _ONE_DAY, stop + _ONE_DAY
        if begin < last_end:
            raise invalid(
                f"segments.{n}",
                "order",
                "时段不能重叠，请按先后填写",
                "Segments may not overlap; put them in order",
            )
        found.append((begin, stop - begin))
        last_end = stop
    if not found:
        raise invalid("segments", "empty", "请至少填写一个时段", "Give at least one segment")
    if last_end - found[0][0] > _ONE_DAY:
        raise invalid(
            f"segments.{len(found) - 1}",
            "too_long",
            "一个班次从上班到下班不能超过 24 小时，请拆成两个班次",
            "A shift ends within 24 hours of its start; make two shifts of it",
        )
    return tuple(found)


def _segment(n: int, pair: Any) -> tuple[timedelta, timedelta]:
    """Begin and end after midnight; an end that isn't later is on the next day."""
    try:
        start, end = (time.fromisoformat(t) for t in pair)
    except (TypeError, ValueError):
        raise invalid(
            f"segments.{n}",
            "segment",
            '时段应为 ["08:00","12:00"]',
            'Write a segment as ["08:00","12:00"]',
        ) from None
    begin = timedelta(hours=start.hour, minutes=start.minute)
    stop = timedelta(hours=end.hour, minutes=end.minute)
    return begin, stop if stop > begin else stop + _ONE_DAY


def shift_on(day: date, segments: Segments, zone: ZoneInfo) -> WorkShift:
    """The shift that ``segments`` make on ``day``: first start to last end, gaps as breaks."""
    midnight = datetime.combine(day, time(), zone)
    spans = [Span(midnight + begin, midnight + begin + length) for begin, length in segments]
    breaks = tuple(Span(a.end, b.start) for a, b in pairwise(spans) if a.end < b.start)
    return WorkShift(Span(spans[0].start, spans[-1].end), breaks)


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


def due_reminder(expires_on: date, today: date, reminded: Iterable[int]) -> int | None:
    """The reminder step that is due today and was not sent yet; None when none is."""
    left = (expires_on - today).days
    steps = [step for step in REMIND_DAYS if left <= step]
    if not steps or min(steps) in set(reminded):
        return None
    return min(steps)


def on_shift(shifts: Iterable[WorkShift], at: datetime) -> bool:
    """Inside a published shift (breaks included: a person is still on duty)."""
    return any(s.span.start <= at < s.span.end for s in shifts)
