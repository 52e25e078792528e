"""What a calendar is: weekly hours, the days that differ, and a time zone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from sortie.base.calendar.china import china_day
from sortie.base.errors import AppError
from sortie.base.i18n import Label

DAY_MIN = 24 * 60
_WEEK = 7
_MEMO_DAYS = 4000

type Span = tuple[datetime, datetime]
"""Half-open, both ends in UTC."""


class CalendarNeverOpenError(AppError):
    """No working time within ten years of an instant: the clock would never end."""

    code, status = "calendar.never_open", 409
    text = Label(
        "工作日历「{name}」在未来十年内没有工作时间。请检查每周时段与特殊日期。",
        "The calendar “{name}” has no working time in the next ten years. "
        "Check its weekly hours and special days.",
    )


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """Working hours without a break, in minutes after local midnight of the day they begin.

    `end_min` may pass 1440: 22:00-06:00 is `Segment(1320, 1800)` and belongs to the first day.
    """

    start_min: int
    end_min: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_min < DAY_MIN:
            raise ValueError(f"start_min must be 0..1439, not {self.start_min}")
        if not self.start_min < self.end_min <= self.start_min + DAY_MIN:
            raise ValueError(f"end_min must follow start_min by 1..1440, not {self.end_min}")


class DayKind(StrEnum):
    """How a special day differs."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that leaves the week's pattern.

    HOLIDAY closes it; WORKDAY works it like `as_weekday` (0 = Monday); HOURS gives `segments`.
    """

    day: date
    kind: DayKind
    name: str = ""
    as_weekday: int = 0
    segments: tuple[Segment, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.as_weekday < _WEEK:
            raise ValueError(f"as_weekday must be 0..6, Monday first, not {self.as_weekday}")
        check_order(self.segments)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What a calendar says of one day, and why."""

    day: date
    segments: tuple[Segment, ...]
    reason: Literal["weekly", "holiday", "workday", "hours"]
    name: str = ""


@dataclass(frozen=True)
class WorkCalendar:
    """When a company works. `weekly` has seven entries, Monday first; one version never changes.

    `public_holidays="CN"` adds China's holidays and make-up workdays; special days win over them.
    A make-up workday keeps the hours its own weekday has, else those of `make_up_as`.
    """

    id: str
    weekly: tuple[tuple[Segment, ...], ...]
    time_zone: str = "Asia/Shanghai"
    name: str = ""
    version: int = 1
    public_holidays: Literal["", "CN"] = ""
    make_up_as: int = 0
    special_days: tuple[SpecialDay, ...] = ()
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _special: dict[date, SpecialDay] = field(init=False, repr=False, compare=False)
    _memo: dict[date, tuple[Span, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if len(self.weekly) != _WEEK:
            raise ValueError(f"weekly needs 7 days, Monday first, not {len(self.weekly)}")
        if not 0 <= self.make_up_as < _WEEK:
            raise ValueError(f"make_up_as must be 0..6, Monday first, not {self.make_up_as}")
        for segments in self.weekly:
            check_order(segments)
        object.__setattr__(self, "_zone", ZoneInfo(self.time_zone))
        object.__setattr__(self, "_special", {s.day: s for s in self.special_days})
        if len(self._special) != len(self.special_days):
            raise ValueError("special_days name the same date twice")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone, ready to use."""
        return self._zone

    def day(self, day: date) -> DayPlan:
        """The hours of a local date and the reason for them."""
        weekly = self.weekly[day.weekday()]
        special = self._special.get(day)
        if special is not None:
            match special.kind:
                case DayKind.HOLIDAY:
                    return DayPlan(day, (), "holiday", special.name)
                case DayKind.WORKDAY:
                    hours = self.weekly[special.as_weekday]
                    return DayPlan(day, hours, "workday", special.name)
                case DayKind.HOURS:
                    return DayPlan(day, special.segments, "hours", special.name)
        public = china_day(day) if self.public_holidays == "CN" else None
        if public is None:
            return DayPlan(day, weekly, "weekly")
        kind, name = public
        if kind == "holiday":
            return DayPlan(day, (), "holiday", name)
        return DayPlan(day, weekly or self.weekly[self.make_up_as], "workday", name)

    def spans(self, day: date) -> tuple[Span, ...]:
        """The day's hours as instants. They may end on the next day and overlap its own."""
        known = self._memo.get(day)
        if known is None:
            if len(self._memo) > _MEMO_DAYS:
                self._memo.clear()
            known = tuple(
                (start, end)
                for start, end in (
                    (
                        wall_instant(self._zone, day, s.start_min),
                        wall_instant(self._zone, day, s.end_min),
                    )
                    for s in self.day(day).segments
                )
                if start < end
            )
            self._memo[day] = known
        return known


def wall_instant(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The first instant, in UTC, at which local clocks show this minute of ``day``, or have passed it.

    ``minute`` counts from local midnight and may pass 1440. An hour that a clock change skips
    collapses onto the change; one that it repeats counts from its first pass, so neighbouring
    segments stay neighbours.
    """
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001  a wall clock
    local = wall.replace(tzinfo=zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    early, late = local.replace(fold=1).astimezone(UTC), instant
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def check_order(segments: Sequence[Segment]) -> None:
    """Raises ValueError unless the segments of a day are sorted and apart."""
    for before, after in pairwise(segments):
        if after.start_min < before.end_min:
            raise ValueError(f"segments must be in order and apart: {before} and {after}")


ALWAYS_OPEN = WorkCalendar(
    id="always", weekly=((Segment(0, DAY_MIN),),) * _WEEK, time_zone="UTC", name="7x24"
)
"""Every minute counts."""
