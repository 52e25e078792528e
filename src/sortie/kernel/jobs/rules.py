"""When a job runs again, and when a schedule is due. Pure: time and chance are passed in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_FIRST_S = 2.0
_LONGEST_S = 3600.0
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_FIELDS = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# 29 February on a given weekday returns after at most 40 years
_LOOK_BACK_DAYS = 366 * 40


class CronError(ValueError):
    """A schedule that names no time."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a job runs by itself, for each tenant: five-field ``cron`` in the tenant's time zone,
    or every ``every_s`` seconds.
    """

    name: str
    cron: str | None = None
    every_s: int | None = None


def backoff_s(attempt: int, chance: float) -> float:
    """Seconds to wait after failed ``attempt`` (1, 2, …): 2, 4, 8 … an hour, each ± 50 %.

    ``chance`` in [0, 1) spreads jobs that failed together.
    Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 (equal jitter).
    """
    straight: float = min(_LONGEST_S, _FIRST_S * 2.0 ** min(attempt - 1, 20))
    return straight * (0.5 + chance)


@dataclass(frozen=True, slots=True)
class Cron:
    """Minutes, hours, days of the month, months and weekdays (0 = Sunday) that fit."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool

    def fits_day(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        by_month, by_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        # as cron(5): when both are restricted, one is enough
        return (by_month or by_week) if self.either_day else (by_month and by_week)


@lru_cache(maxsize=256)
def parse_cron(text: str) -> Cron:
    """Five fields of ``*``, ``a``, ``a-b``, ``*/n``, ``a-b/n`` and lists of them.

    Raises:
        CronError: anything else.
    """
    parts = text.split()
    if len(parts) != _FIELDS:
        raise CronError(f"{text!r}: five fields are needed: minute hour day month weekday")
    fields = [_parse(part, *span) for part, span in zip(parts, _RANGES, strict=True)]
    weekdays = frozenset(x % 7 for x in fields[4])
    restricted = parts[2] != "*" and parts[4] != "*"
    return Cron(fields[0], fields[1], fields[2], fields[3], weekdays, restricted)


def _parse(text: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        try:
            start = low if first == "*" else int(first)
            end = int(last) if last else (high if first == "*" or step else start)
            every = int(step) if step else 1
        except ValueError:
            raise CronError(f"{part!r} is no cron field") from None
        if not (low <= start <= end <= high and every > 0):
            raise CronError(f"{part!r} is outside {low}-{high}")
        found.update(range(start, end + 1, every))
    return frozenset(found)


def last_due(schedule: Schedule, now: datetime, zone: ZoneInfo) -> datetime:
    """The newest moment at or before ``now`` at which the schedule was due, UTC."""
    if schedule.every_s is not None:
        every = timedelta(seconds=schedule.every_s)
        return _EPOCH + (now - _EPOCH) // every * every
    return _last_cron(parse_cron(schedule.cron or ""), now, zone)


def _last_cron(cron: Cron, now: datetime, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    day = local.date()
    for back in range(_LOOK_BACK_DAYS):
        candidate = day - timedelta(days=back)
        if not cron.fits_day(candidate):
            continue
        for hour in sorted(cron.hours, reverse=True):
            for minute in sorted(cron.minutes, reverse=True):
                # the first of a doubled hour in autumn, so it doesn't run twice
                due = datetime.combine(candidate, time(hour, minute), zone).astimezone(UTC)
                if due <= now:
                    return due
    raise CronError("this schedule is never due")
