"""Dates and times. Moments are stored and sent in UTC; sheets show the reader's zone."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, override
from zoneinfo import ZoneInfo

from asyncpg import Range

from sortie.base.i18n import Locale
from sortie.kernel.objects.contracts import Field, MergePolicy
from sortie.kernel.objects.field_types.base import (
    DAYS,
    EXTREMES,
    ORDER,
    PRESENCE,
    FieldType,
    ValueContext,
    half_width,
    refuse,
)

_FIRST, _LAST = date(1, 1, 2), date(9999, 12, 30)  # a zone's offset may add a day to either end
_LOOSE_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    else:
        try:
            found = date.fromisoformat(value) if len(value) == 10 else date.max  # noqa: PLR2004  YYYY-MM-DD
        except (TypeError, ValueError):
            found = date.max
    if not _FIRST <= found <= _LAST:
        raise refuse("date", "日期须写作 2026-01-31。", "Write a date like 2026-01-31.")
    return found


def _loose(text: str) -> str:
    """2026/1/5 and 2026年1月5日 as 2026-01-05."""
    found = _LOOSE_DAY.fullmatch(text.strip())
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text.strip()


class Date(FieldType):
    key: ClassVar[str] = "date"
    sql: ClassVar[str | None] = "date"
    operators: ClassVar[frozenset[str]] = DAYS
    aggregates: ClassVar[frozenset[str]] = EXTREMES

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> date | None:
        return None if value == "" else _day(value)

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> date:
        # a spreadsheet gives a whole day as midnight
        return _day(_loose(half_width(text).removesuffix(" 00:00:00")))

    @override
    def wire(self, value: Any, field: Field) -> str:
        return str(value.isoformat())


class DateRange(FieldType):
    """From and to, both days included: ``{"from": …, "to": …}``; either end may be open."""

    key: ClassVar[str] = "date_range"
    sql: ClassVar[str | None] = "daterange"
    operators: ClassVar[frozenset[str]] = PRESENCE
    sortable: ClassVar[bool] = False
    index: ClassVar[str] = "gist"

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> Range[date] | None:
        if isinstance(value, Range):
            return value
        if not isinstance(value, dict) or not set(value) <= {"from", "to"}:
            raise refuse(
                "date_range",
                '日期范围须写作 {"from": "2026-01-01", "to": "2026-01-31"}。',
                'Write a range like {"from": "2026-01-01", "to": "2026-01-31"}.',
            )
        first = _day(value["from"]) if value.get("from") else None
        last = _day(value["to"]) if value.get("to") else None
        if first is None and last is None:
            return None
        if first and last and first > last:
            raise refuse(
                "date_range_order",
                "开始日期不能晚于结束日期。",
                "The range must not end before it starts.",
            )
        # PostgreSQL keeps day ranges half-open: make the same form, so equality holds
        return Range(first, last + timedelta(days=1) if last else None, upper_inc=False)

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> Range[date] | None:
        parts = re.split(r"\s*(?:~|至|to|—)\s*", half_width(text).replace("~", "~"))
        if len(parts) != 2:  # noqa: PLR2004  from and to
            raise refuse(
                "date_range_text",
                "日期范围须写作 2026-01-01 ~ 2026-01-31。",
                "Write a range like 2026-01-01 ~ 2026-01-31.",
            )
        return self.read({"from": _loose(parts[0]), "to": _loose(parts[1])}, field, ctx)

    @override
    def wire(self, value: Any, field: Field) -> dict[str, str | None]:
        return {
            "from": value.lower.isoformat() if value.lower else None,
            "to": (value.upper - timedelta(days=1)).isoformat() if value.upper else None,
        }

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        ends = self.wire(value, field)
        return f"{ends['from'] or ''} ~ {ends['to'] or ''}"


class Time(FieldType):
    """A time of day without a zone."""

    key: ClassVar[str] = "time"
    sql: ClassVar[str | None] = "time"
    operators: ClassVar[frozenset[str]] = ORDER
    aggregates: ClassVar[frozenset[str]] = EXTREMES

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> time | None:
        if value == "":
            return None
        try:
            found = value if isinstance(value, time) else time.fromisoformat(value)
        except (TypeError, ValueError):
            found = None
        if found is None or found.tzinfo:
            raise refuse("time", "时间须写作 08:30。", "Write a time of day like 08:30.")
        return found

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> time | None:
        plain = half_width(text)
        return self.read(plain if plain[1:2] != ":" else "0" + plain, field, ctx)

    @override
    def wire(self, value: Any, field: Field) -> str:
        return str(value.isoformat())


class DateTime(FieldType):
    """A moment: RFC 3339 with its offset, kept in UTC to the microsecond."""

    key: ClassVar[str] = "datetime"
    sql: ClassVar[str | None] = "timestamptz"
    operators: ClassVar[frozenset[str]] = DAYS
    aggregates: ClassVar[frozenset[str]] = EXTREMES

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> datetime | None:
        if value == "":
            return None
        try:
            found = value if isinstance(value, datetime) else _rfc3339(value)
            moment = found.astimezone(UTC) if found.tzinfo else None
        except (TypeError, ValueError, OverflowError):
            moment = None
        if moment is None or not _FIRST <= moment.date() <= _LAST:
            raise refuse(
                "datetime",
                "时间须带时区，写作 2026-01-31T08:30:00+08:00 或 2026-01-31T00:30:00Z。",
                "Write a moment with its offset, like 2026-01-31T08:30:00+08:00 or 2026-01-31T00:30:00Z.",
            )
        return moment

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> datetime | None:
        found = re.fullmatch(r"(\S+?日?)[ T]+(\d{1,2}:.+)", half_width(text))
        day, clock = (_loose(found[1]), found[2]) if found else (_loose(half_width(text)), "00:00")
        clock = clock if clock[1:2] != ":" else "0" + clock
        try:
            moment = datetime.fromisoformat(f"{day}T{clock}")
        except ValueError as error:
            raise refuse(
                "datetime_text",
                "时间须写作 2026-01-31 08:30。",
                "Write a moment like 2026-01-31 08:30.",
            ) from error
        zone = ZoneInfo(ctx.time_zone)
        return self.read(moment if moment.tzinfo else moment.replace(tzinfo=zone), field, ctx)

    @override
    def wire(self, value: Any, field: Field) -> str:
        return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        local = value.astimezone(ZoneInfo(tz))
        plain = str(local.replace(tzinfo=None).isoformat(sep=" "))
        # in the hour a clock is set back the local time names two moments, and local mean time
        # had offsets with seconds: say which
        other = local.replace(fold=1 - local.fold)
        return plain if other.utcoffset() == local.utcoffset() else plain + _offset(local)


def _rfc3339(text: str) -> datetime:
    if len(text) < 20 or text[10] not in "Tt ":  # noqa: PLR2004  the shortest: …T00:00:00Z
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _offset(moment: datetime) -> str:
    return moment.isoformat()[len(moment.replace(tzinfo=None).isoformat()) :]


class _Stamp(DateTime):
    """Written by the kernel alone."""

    merge: ClassVar[MergePolicy] = "server"
    custom: ClassVar[bool] = False


class CreatedAt(_Stamp):
    key: ClassVar[str] = "created_at"


class UpdatedAt(_Stamp):
    key: ClassVar[str] = "updated_at"


class DeletedAt(_Stamp):
    key: ClassVar[str] = "deleted_at"
