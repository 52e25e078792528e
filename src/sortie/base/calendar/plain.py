"""A calendar as plain JSON values, the way it is stored and edited.

```
{"id": "main", "version": 3, "name": "标准班", "time_zone": "Asia/Shanghai",
 "public_holidays": "CN", "make_up_as": "mon",
 "weekly": {"mon": ["09:00-12:00", "13:30-18:00"], …, "sun": []},
 "special_days": [{"date": "2026-10-10", "kind": "workday", "as": "mon", "name": "调休"},
                  {"date": "2026-12-31", "kind": "hours", "hours": ["09:00-12:00"]}]}
```
Hours that end at or before their start end on the next day; a whole day is `00:00-24:00`.
"""

import re
from datetime import date
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sortie.base.calendar.hours import (
    DAY_MIN,
    DayKind,
    Segment,
    SpecialDay,
    WorkCalendar,
    check_order,
)
from sortie.base.errors import FieldProblem, InvalidError
from sortie.base.i18n import Label

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))")


class _Problems(list[FieldProblem]):
    def say(self, path: str, code: str, zh: str, en: str) -> None:
        self.append(FieldProblem(path, f"calendar.{code}", Label(zh, en)))


def calendar_to_plain(calendar: WorkCalendar) -> dict[str, Any]:
    """The inverse of `calendar_from_plain`."""
    return {
        "id": calendar.id,
        "version": calendar.version,
        "name": calendar.name,
        "time_zone": calendar.time_zone,
        "public_holidays": calendar.public_holidays,
        "make_up_as": WEEKDAYS[calendar.make_up_as],
        "weekly": {
            day: [_text(s) for s in segments]
            for day, segments in zip(WEEKDAYS, calendar.weekly, strict=True)
        },
        "special_days": [_special_to_plain(s) for s in calendar.special_days],
    }


def calendar_from_plain(plain: dict[str, Any]) -> WorkCalendar:
    """Read the form above; raises InvalidError that names every wrong field at once."""
    problems = _Problems()
    weekly_plain = plain.get("weekly")
    if not isinstance(weekly_plain, dict) or set(weekly_plain) - set(WEEKDAYS):
        problems.say("weekly", "weekly", "每周时段须按 mon…sun 填写。", "Give hours by mon…sun.")
        weekly_plain = {}
    weekly = tuple(_segments(weekly_plain.get(d, []), f"weekly.{d}", problems) for d in WEEKDAYS)
    time_zone = _zone(plain.get("time_zone", "Asia/Shanghai"), problems)
    public = plain.get("public_holidays", "")
    if public not in ("", "CN"):
        problems.say(
            "public_holidays", "public", "公共假日只支持 CN 或留空。", "Use CN, or leave it empty."
        )
    version = plain.get("version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        problems.say("version", "version", "版本须为正整数。", "The version is a whole number ≥ 1.")
    make_up_as = _weekday(plain.get("make_up_as", "mon"), "make_up_as", problems)
    special = _special_days(plain.get("special_days", []), problems)
    if problems:
        raise InvalidError(*problems)
    return WorkCalendar(
        id=str(plain.get("id", "")),
        weekly=weekly,
        time_zone=time_zone,
        name=str(plain.get("name", "")),
        version=version,
        public_holidays=public,
        make_up_as=make_up_as,
        special_days=special,
    )


def _zone(value: Any, problems: _Problems) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        problems.say(
            "time_zone",
            "time_zone",
            "时区须为 IANA 名称，例如 Asia/Shanghai。",
            "The time zone is an IANA name such as Asia/Shanghai.",
        )
        return "UTC"
    return cast("str", value)


def _weekday(value: Any, path: str, problems: _Problems) -> int:
    if value in WEEKDAYS:
        return WEEKDAYS.index(value)
    problems.say(path, "weekday", "星期须为 mon…sun。", "A weekday is one of mon…sun.")
    return 0


def _segments(value: Any, path: str, problems: _Problems) -> tuple[Segment, ...]:
    if not isinstance(value, list):
        problems.say(path, "hours", "时段须为列表。", "Hours are a list of HH:MM-HH:MM.")
        return ()
    found: list[Segment] = []
    for at, text in enumerate(value):
        match = _HOURS.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            problems.say(
                f"{path}.{at}",
                "hours",
                "时段须形如 09:00-12:00。",
                "Hours look like 09:00-12:00.",
            )
            continue
        h1, m1, h2, m2 = (int(g) for g in match.groups() if g is not None)
        start, end = h1 * 60 + m1, h2 * 60 + m2
        found.append(Segment(start, end if end > start else end + DAY_MIN))
    try:
        check_order(found)
    except ValueError:
        problems.say(
            path,
            "overlap",
            "同一天的时段须按先后排列且不重叠。",
            "The hours of a day must be in order and must not overlap.",
        )
        return ()
    return tuple(found)


def _special_days(value: Any, problems: _Problems) -> tuple[SpecialDay, ...]:
    if not isinstance(value, list):
        problems.say("special_days", "special", "特殊日期须为列表。", "Special days are a list.")
        return ()
    found: dict[date, SpecialDay] = {}
    for at, entry in enumerate(value):
        path = f"special_days.{at}"
        special = _special(entry if isinstance(entry, dict) else {}, path, problems)
        if special is None:
            continue
        if special.day in found:
            problems.say(f"{path}.date", "twice", "日期重复。", "This date is given twice.")
        found[special.day] = special
    return tuple(found.values())


def _special(entry: dict[str, Any], path: str, problems: _Problems) -> SpecialDay | None:
    try:
        day = date.fromisoformat(entry.get("date", ""))
    except (ValueError, TypeError):
        problems.say(
            f"{path}.date", "date", "日期须形如 2026-10-01。", "A date looks like 2026-10-01."
        )
        return None
    kind = entry.get("kind")
    if kind not in tuple(DayKind):
        problems.say(
            f"{path}.kind",
            "kind",
            "类型须为 holiday、workday 或 hours。",
            "The kind is holiday, workday or hours.",
        )
        return None
    return SpecialDay(
        day,
        DayKind(kind),
        str(entry.get("name", "")),
        _weekday(entry.get("as", "mon"), f"{path}.as", problems),
        _segments(entry.get("hours", []), f"{path}.hours", problems),
    )


def _special_to_plain(special: SpecialDay) -> dict[str, Any]:
    plain: dict[str, Any] = {"date": special.day.isoformat(), "kind": str(special.kind)}
    if special.name:
        plain["name"] = special.name
    if special.kind is DayKind.WORKDAY:
        plain["as"] = WEEKDAYS[special.as_weekday]
    if special.kind is DayKind.HOURS:
        plain["hours"] = [_text(s) for s in special.segments]
    return plain


def _text(segment: Segment) -> str:
    start, end = segment.start_min, segment.end_min
    if end > DAY_MIN:
        end -= DAY_MIN
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
