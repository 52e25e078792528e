"""What may be asked of a value, family by family: each operator writes one SQL condition."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sortie.kernel.objects.service import point_sql
from sortie.kernel.queries.contracts import bad_value
from sortie.kernel.queries.families import Family
from sortie.kernel.queries.statement import Build
from sortie.kernel.queries.values import CAST, parse, parse_many

many = parse_many

_EARTH_M = 6_371_008.8
_FAR_M = 500_000.0
_EAST, _NORTH = 180.0, 90.0
_MAX_DAYS = 3_660


@dataclass(frozen=True, slots=True)
class Call:
    """One use of an operator on the SQL expression ``sql``."""

    build: Build
    sql: str
    kind: Family
    value: Any
    where: str

    def one(self) -> str:
        return self.build.arg(parse(self.kind, self.value, self.where), CAST[self.kind])

    def list(self) -> str:
        found = parse_many(self.kind, self.value, self.where)
        return self.build.arg(found, CAST[self.kind] + "[]")


type Operator = Callable[[Call], str]


def _compare(sign: str) -> Operator:
    return lambda call: f"{call.sql} {sign} {call.one()}"


def _not_in(call: Call) -> str:
    return f"({call.sql} = ANY({call.list()})) IS NOT TRUE"


def _between(call: Call) -> str:
    ends = parse_many(call.kind, call.value, call.where)
    if len(ends) != 2:  # noqa: PLR2004  from and to
        raise bad_value(call.where, "此处需要起止两个值。", "This needs two values: from and to.")
    low, high = (call.build.arg(v, CAST[call.kind]) for v in ends)
    return f"({call.sql} >= {low} AND {call.sql} <= {high})"


def like_pattern(text: str) -> str:
    """``text`` with LIKE's own signs taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _contains(call: Call) -> str:
    text = like_pattern(parse(Family.TEXT, call.value, call.where))
    return f"{call.sql} ILIKE {call.build.arg(f'%{text}%', 'text')}"


def _starts_with(call: Call) -> str:
    text = like_pattern(parse(Family.TEXT, call.value, call.where))
    return f"{call.sql} ILIKE {call.build.arg(f'{text}%', 'text')}"


def _has_any(call: Call) -> str:
    return f"{call.sql} && {call.list()}"


def _has_all(call: Call) -> str:
    return f"{call.sql} @> {call.list()}"


def _has(call: Call) -> str:
    return f"{call.sql} @> ARRAY[{call.one()}]"


def _is_null(call: Call) -> str:
    return f"{call.sql} IS NULL"


def _not_null(call: Call) -> str:
    return f"{call.sql} IS NOT NULL"


def _is_empty(call: Call) -> str:
    return f"coalesce(cardinality({call.sql}), 0) = 0"


def _not_empty(call: Call) -> str:
    return f"cardinality({call.sql}) > 0"


def _days(call: Call) -> int:
    number = parse(Family.INTEGER, call.value, call.where)
    if not 1 <= number <= _MAX_DAYS:
        raise bad_value(
            call.where, f"天数应在 1 到 {_MAX_DAYS} 之间。", f"Days go from 1 to {_MAX_DAYS}."
        )
    return int(number)


def _day_window(name: str) -> Callable[[Call, date], tuple[date, date]]:
    """[first day, first day after) of a named period around today."""

    def window(call: Call, today: date) -> tuple[date, date]:
        match name:
            case "yesterday":
                return today - timedelta(1), today
            case "this_week":
                monday = today - timedelta(today.weekday())
                return monday, monday + timedelta(7)
            case "this_month":
                first = today.replace(day=1)
                return first, (first + timedelta(32)).replace(day=1)
            case "last_days":
                # today counts: the last 7 days end tonight
                return today - timedelta(_days(call) - 1), today + timedelta(1)
            case "next_days":
                return today, today + timedelta(_days(call))
        return today, today + timedelta(1)

    return window


def _period(name: str) -> Operator:
    window = _day_window(name)

    def write(call: Call) -> str:
        zone = call.build.zone
        first, after = window(call, call.build.now.astimezone(zone).date())
        if call.kind is Family.DATE:
            low, high = call.build.arg(first, "date"), call.build.arg(after, "date")
        else:
            starts = (datetime.combine(d, time(), zone).astimezone(UTC) for d in (first, after))
            low, high = (call.build.arg(s, "timestamptz") for s in starts)
        return f"({call.sql} >= {low} AND {call.sql} < {high})"

    return write


def _numbers(value: Any, count: int, where: str) -> list[float]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != count:
        raise bad_value(where, f"此处需要 {count} 个数字。", f"This needs {count} numbers.")
    return [float(parse(Family.NUMBER, v, where)) for v in value]


def _box(call: Call, sides: tuple[float, float, float, float]) -> str:
    """West, south, east, north; answered by the GiST index on the location's point."""
    w, so, e, n = (call.build.arg(v, "float8") for v in sides)
    return f"{point_sql(call.sql)} <@ box(point({w}, {so}), point({e}, {n}))"


def _within(call: Call) -> str:
    value = call.value
    if isinstance(value, Mapping) and "bbox" in value:
        west, south, east, north = _numbers(value["bbox"], 4, call.where)
        return _box(call, (west, south, east, north))
    if isinstance(value, Mapping) and "near" in value:
        lon, lat = _numbers(value["near"], 2, call.where)
        return _near(call, lon, lat, value.get("m"))
    raise bad_value(
        call.where,
        '此处需要 {"bbox": [西, 南, 东, 北]} 或 {"near": [经度, 纬度], "m": 米}。',
        'This needs {"bbox": [w, s, e, n]} or {"near": [lon, lat], "m": metres}.',
    )


def _near(call: Call, lon: float, lat: float, metres: Any) -> str:
    """Great circle on a sphere, as base.geo ranks; see there for its error."""
    radius_m = min(max(float(parse(Family.NUMBER, metres, call.where)), 0), _FAR_M)
    if not (-_EAST <= lon <= _EAST and -_NORTH <= lat <= _NORTH):
        raise bad_value(call.where, "经纬度超出范围。", "Longitude or latitude is out of range.")
    high = math.degrees(radius_m / _EARTH_M)
    # a box around the circle lets the index choose first
    wide = high / max(math.cos(math.radians(min(abs(lat) + high, 89.9))), 0.001)
    box = _box(call, (lon - wide, lat - high, lon + wide, lat + high))
    x, y = call.build.arg(lon, "float8"), call.build.arg(lat, "float8")
    at_x, at_y = f"({call.sql}->>'lon')::float8", f"({call.sql}->>'lat')::float8"
    half = (
        f"power(sind(({at_y} - {y}) / 2), 2)"
        f" + cosd({y}) * cosd({at_y}) * power(sind(({at_x} - {x}) / 2), 2)"
    )
    metres_sql = f"{2 * _EARTH_M} * asin(sqrt(least(1, {half})))"
    return f"({box} AND {metres_sql} <= {call.build.arg(radius_m, 'float8')})"


_NULL: dict[str, Operator] = {"is_null": _is_null, "not_null": _not_null}
_EQUAL: dict[str, Operator] = {
    "eq": _compare("="),
    "ne": _compare("IS DISTINCT FROM"),
    "in": lambda call: f"{call.sql} = ANY({call.list()})",
    "not_in": _not_in,
    **_NULL,
}
_ORDER: dict[str, Operator] = {
    "lt": _compare("<"),
    "lte": _compare("<="),
    "gt": _compare(">"),
    "gte": _compare(">="),
    "between": _between,
}
_PERIODS = {
    name: _period(name)
    for name in ("today", "yesterday", "this_week", "this_month", "last_days", "next_days")
}
_MANY: dict[str, Operator] = {
    "has": _has,
    "has_any": _has_any,
    "has_all": _has_all,
    "is_null": _is_empty,
    "not_null": _not_empty,
}

OPERATORS: dict[Family, dict[str, Operator]] = {
    Family.TEXT: {**_EQUAL, **_ORDER, "contains": _contains, "starts_with": _starts_with},
    Family.NUMBER: {**_EQUAL, **_ORDER},
    Family.INTEGER: {**_EQUAL, **_ORDER},
    Family.DATE: {**_EQUAL, **_ORDER, **_PERIODS},
    Family.TIME: {**_EQUAL, **_ORDER},
    Family.MOMENT: {**_EQUAL, **_ORDER, **_PERIODS},
    Family.SWITCH: _EQUAL,
    Family.CODE: _EQUAL,
    Family.REF: _EQUAL,
    Family.ID: {**_EQUAL, **_ORDER},
    Family.CODES: _MANY,
    Family.REFS: _MANY,
    Family.PLACE: {"within": _within, **_NULL},
    Family.OPAQUE: _NULL,
}
