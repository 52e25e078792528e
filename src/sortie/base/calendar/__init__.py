"""One calendar for SLA clocks, shifts and plans: when a company works, in its own time zone.

Weekly hours in several segments a day, public holidays, make-up workdays (调休) and single days
with hours of their own. Instants are aware datetimes; answers are in UTC; spans are half-open.
"""

from sortie.base.calendar.china import HolidaySource, china_day, china_source
from sortie.base.calendar.hours import (
    ALWAYS_OPEN,
    CalendarNeverOpenError,
    DayKind,
    DayPlan,
    Segment,
    SpecialDay,
    WorkCalendar,
    wall_instant,
)
from sortie.base.calendar.plain import calendar_from_plain, calendar_to_plain
from sortie.base.calendar.working_time import (
    add_working_time,
    is_working,
    next_opening,
    open_spans,
    working_time_between,
)

__all__ = [
    "ALWAYS_OPEN",
    "CalendarNeverOpenError",
    "DayKind",
    "DayPlan",
    "HolidaySource",
    "Segment",
    "SpecialDay",
    "WorkCalendar",
    "add_working_time",
    "calendar_from_plain",
    "calendar_to_plain",
    "china_day",
    "china_source",
    "is_working",
    "next_opening",
    "open_spans",
    "wall_instant",
    "working_time_between",
]
