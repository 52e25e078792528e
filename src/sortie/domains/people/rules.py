"""Decisions about shifts, leave and certificates: no clock, no I/O."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sortie.base.errors import FieldProblem, InvalidError, invalid
from sortie.base.i18n import Label
from sortie.domains.people.contracts import Span, WorkShift

REMIND_DAYS = (60, 30, 7, 0)
"""Days before expiry on which holder and manager are reminded."""


def segments_of(plain: Any) -> tuple[tuple[time, timedelta], ...]:
    """Segments of a shift type as (start, length); an end before its start is on the next day.

    Args:
        plain: ``[["08:00","12:00"],["13:30","18:00"]]``, at least one segment, in order.

    Raises:
        InvalidError: names the segment and what it should look like.
    """
    found: list[tuple[time, timedelta]] = []
    last_end = timedelta(0)
    for n, pair in enumerate(plain if isinstance(plain, list) else []):
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
        if stop <= begin:
            stop += timedelta(days=1)
        if begin < last_end:
            raise invalid(
                f"segments.{n}",
                "order",
                "时段不能重叠，请按先后填写",
                "Segments may not overlap; put them in order",
            )
        found.append((start, stop - begin))
        last_end = stop
    if not found:
        raise invalid("segments", "empty", "请至少填写一个时段", "Give at least one segment")
    return tuple(found)


def shift_on(day: date, segments: Sequence[tuple[time, timedelta]], zone: ZoneInfo) -> WorkShift:
    """The shift that ``segments`` make on ``day``: first start to last end, gaps as breaks."""
    spans = []
    for start, length in segments:
        at = datetime.combine(day, start, zone)
        spans.append(Span(at, at + length))
    breaks = tuple(Span(a.end, b.start) for a, b in pairwise(spans) if a.end < b.start)
    return WorkShift(Span(spans[0].start, spans[-1].end), breaks)


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
