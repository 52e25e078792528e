"""Filter and cursor values from the wire to what the database compares, family by family."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sortie.kernel.queries.contracts import MAX_LIST_VALUES, bad_value, too_much
from sortie.kernel.queries.families import Family

MAX_TEXT = 2_000
_NUMBER_EXPONENT = 20
_BIGINT = 2**63

CAST: dict[Family, str] = {
    Family.TEXT: "text",
    Family.CODE: "text",
    Family.NUMBER: "numeric",
    Family.INTEGER: "bigint",
    Family.DATE: "date",
    Family.TIME: "time",
    Family.MOMENT: "timestamptz",
    Family.SWITCH: "boolean",
    Family.REF: "uuid",
    Family.ID: "uuid",
    Family.CODES: "text",
    Family.REFS: "uuid",
}


def parse(kind: Family, value: Any, where: str) -> Any:
    """One value.

    Raises:
        InvalidError: it isn't of this family.
    """
    try:
        return _PARSERS[kind](value)
    except (ValueError, TypeError, KeyError, InvalidOperation, OverflowError):
        expected = _EXPECTED.get(kind, ("一个有效的值", "a valid value"))
        raise bad_value(where, f"此处需要{expected[0]}。", f"This needs {expected[1]}.") from None


def parse_many(kind: Family, value: Any, where: str) -> list[Any]:
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        raise bad_value(where, "此处需要一个列表。", "This needs a list.")
    if len(value) > MAX_LIST_VALUES:
        raise too_much(where, MAX_LIST_VALUES)
    return [parse(kind, v, where) for v in value]


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT or "\0" in value:
        raise ValueError
    value.encode()  # a lone surrogate has no UTF-8
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise TypeError
    number = Decimal(str(value))
    if not number.is_finite() or abs(number.adjusted()) > _NUMBER_EXPONENT:
        raise ValueError
    return number


def _integer(value: Any) -> int:
    number = _number(value)
    whole = int(number)
    if whole != number or not -_BIGINT <= whole < _BIGINT:
        raise ValueError
    return whole


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        raise TypeError
    return value if isinstance(value, date) else date.fromisoformat(_text(value))


def _time(value: Any) -> time:
    found = value if isinstance(value, time) else time.fromisoformat(_text(value))
    if found.tzinfo is not None:
        raise ValueError
    return found


def _moment(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    if found.tzinfo is None:
        raise ValueError
    return found.astimezone(UTC)


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _id(value: Any) -> UUID:
    if isinstance(value, Mapping):
        value = value["id"]
    return value if isinstance(value, UUID) else UUID(_text(value))


_PARSERS = {
    Family.TEXT: _text,
    Family.CODE: _text,
    Family.CODES: _text,
    Family.NUMBER: _number,
    Family.INTEGER: _integer,
    Family.DATE: _date,
    Family.TIME: _time,
    Family.MOMENT: _moment,
    Family.SWITCH: _switch,
    Family.REF: _id,
    Family.REFS: _id,
    Family.ID: _id,
}

_EXPECTED = {
    Family.TEXT: ("文字", "text"),
    Family.CODE: ("选项值", "the value of a choice"),
    Family.CODES: ("选项值", "the value of a choice"),
    Family.NUMBER: ("数字", "a number"),
    Family.INTEGER: ("整数", "a whole number"),
    Family.DATE: ("日期（YYYY-MM-DD）", "a date (YYYY-MM-DD)"),
    Family.TIME: ("时间（HH:MM）", "a time (HH:MM)"),
    Family.MOMENT: ("带时区的时间（RFC 3339）", "a date and time with its zone (RFC 3339)"),
    Family.SWITCH: ("true 或 false", "true or false"),
    Family.REF: ("记录编号", "the id of a record"),
    Family.REFS: ("记录编号", "the id of a record"),
    Family.ID: ("记录编号", "the id of a record"),
}
