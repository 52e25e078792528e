"""When did it happen? A phone's word for it, corrected by its clock's error and kept in bounds.

A phone may have been without a network for a day, and its clock may be wrong by a year. What it says
counts for promises and durations only where it can be true; else the time the act came counts, and
the act is flagged for the dispatcher.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SLACK = timedelta(seconds=60)
"""How far a measured clock may still be off: that much is moved to the bound without a flag."""

OLDEST = timedelta(hours=72)
"""How late an act may be told of, unless the company says otherwise."""


class TimeFlag(StrEnum):
    """Why the device's time wasn't believed."""

    FUTURE = "future"
    BEFORE_PREVIOUS = "before_previous"
    TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True)
class ActTime:
    """``at`` is what counts, never after the moment it was judged."""

    at: datetime
    flag: TimeFlag | None = None


def corrected(device_at: datetime, offset_ms: int | None, *, now: datetime) -> datetime:
    """The device's time on the server's clock; ``offset_ms`` is the server's minus the device's.

    An offset that leads out of the calendar is none.
    """
    try:
        return device_at + timedelta(milliseconds=offset_ms or 0)
    except OverflowError:
        return now + 2 * SLACK  # flagged as the future


def judge_time(
    device_at: datetime,
    offset_ms: int | None,
    *,
    now: datetime,
    after: datetime | None = None,
    oldest: timedelta = OLDEST,
) -> ActTime:
    """The time that counts for an act received at ``now``.

    ``after`` is when the act before it happened (or the visit was planned), in the server's time.
    The answer lies in [after, now] and within ``oldest`` of ``now``; without a flag it is within
    ``SLACK`` of what the device said.
    """
    said = corrected(device_at, offset_ms, now=now)
    if said > now + SLACK:
        return ActTime(now, TimeFlag.FUTURE)
    if said < now - oldest:
        return ActTime(now, TimeFlag.TOO_OLD)
    if after is not None and said < after - SLACK:
        return ActTime(now, TimeFlag.BEFORE_PREVIOUS)
    earliest = said if after is None else max(said, after)
    return ActTime(min(earliest, now))
