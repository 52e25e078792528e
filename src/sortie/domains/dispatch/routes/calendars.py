"""Working calendars over HTTP: China's holidays of a year, and when an amount of work is up."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import Parameter

from sortie.base.calendar import (
    add_working_time,
    calendar_from_plain,
    china_day,
    china_source,
    is_working,
    next_opening,
)
from sortie.base.errors import invalid
from sortie.kernel.permissions.contracts import Right
from sortie.kernel.tenancy.contracts import Tx

_OPEN = {"right": Right.object_action("calendar", "read")}
_TAG = ["dispatch"]
_MAX_DAYS = 1500
_YEARS = range(2004, 2100)


class PublicDay(msgspec.Struct):
    """``kind``: holiday, or workday for a weekend day that is worked instead (调休)."""

    date: date
    kind: str
    name: str


class PublicDays(msgspec.Struct):
    """``source``: published (the State Council's notice), statutory (the law's days, no moved
    weekends) or solar (fixed dates only).
    """

    year: int
    source: str
    days: list[PublicDay]


class DeadlineWish(msgspec.Struct, forbid_unknown_fields=True):
    """A calendar as it stands in the editor, saved or not. ``start`` is now when left out."""

    definition: dict[str, Any]
    minutes: Annotated[int, msgspec.Meta(ge=1, le=525_600)] = 480
    start: datetime | None = None


class Deadline(msgspec.Struct):
    """``opens_at``: when the clock begins to run; ``start`` itself inside working hours."""

    start: datetime
    working_now: bool
    opens_at: datetime
    due_at: datetime


@get("/api/v1/calendars/public-days", opt=_OPEN, tags=_TAG, operation_id="public_days")
async def public_days(
    year: Annotated[int, Parameter(query="year", ge=2004, le=2099)],
) -> PublicDays:
    """China's public holidays and make-up workdays of a year, and how well they are known."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    found = [PublicDay(day, *known) for day in days if (known := china_day(day))]
    return PublicDays(year, str(china_source(year)), found)


@post(
    "/api/v1/calendars/deadline",
    opt=_OPEN,
    tags=_TAG,
    operation_id="calendar_deadline",
    status_code=200,
)
async def deadline(tx: Tx, data: DeadlineWish) -> Deadline:
    """When so many minutes of working time are up on a calendar that needn't be saved yet."""
    special = data.definition.get("special_days")
    if isinstance(special, list) and len(special) > _MAX_DAYS:
        raise invalid(
            "definition.special_days",
            "calendar.too_many",
            f"特殊日期最多 {_MAX_DAYS} 个。",
            f"A calendar has at most {_MAX_DAYS} special days.",
        )
    calendar = calendar_from_plain(data.definition)
    start = data.start or tx.now
    if start.tzinfo is None or start.year not in _YEARS:
        raise invalid(
            "start",
            "calendar.start",
            "时间须带时区，且在 2004 至 2099 年之间。",
            "Give the time with its zone, between 2004 and 2099.",
        )
    return Deadline(
        start,
        is_working(calendar, start),
        next_opening(calendar, start),
        add_working_time(calendar, start, timedelta(minutes=data.minutes)),
    )


ROUTES = [public_days, deadline]
