"""Numbers. Money and quantities are exact: decimal strings on the wire, never floats."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, override

from sortie.base.i18n import Locale
from sortie.kernel.objects.contracts import Field, MergePolicy
from sortie.kernel.objects.field_types.base import (
    ORDER,
    SUMS,
    FieldType,
    ValueContext,
    half_width,
    int_option,
    refuse,
)

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_MAX_DIGITS = 10
_PRECISION = 18
_MAX_SECONDS = 2**31 - 1


class Number(FieldType):
    """A quantity. ``digits`` after the point (4, stored so), ``min``, ``max``, ``unit``."""

    key: ClassVar[str] = "number"
    operators: ClassVar[frozenset[str]] = ORDER
    aggregates: ClassVar[frozenset[str]] = SUMS
    option_keys: ClassVar[frozenset[str]] = frozenset({"digits", "min", "max", "unit"})
    digits: ClassVar[int] = 4
    precision: ClassVar[int] = _PRECISION
    padded: ClassVar[bool] = False
    signs: ClassVar[str] = ""

    def places(self, field: Field) -> int:
        return int(field.options.get("digits", self.digits))

    @override
    def column_sql(self, field: Field) -> str:
        return f"numeric({self.precision},{self.places(field)})"

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> Decimal | None:
        number = _decimal(value)
        if number is None:
            return None
        places = self.places(field)
        exact = number.quantize(Decimal(1).scaleb(-places)) if _fits(number, places) else None
        if exact is None or exact != number:
            raise refuse(
                "digits",
                f"最多 {places} 位小数，整数部分最多 {self.precision - places} 位。" if places
                else f"须为整数，最多 {self.precision} 位。",
                f"At most {places} digits after the point and {self.precision - places} before it."
                if places else f"A whole number of at most {self.precision} digits.",
            )  # fmt: skip
        if abs(exact) >= Decimal(10) ** (self.precision - places):
            raise refuse(
                "digits",
                f"数值过大：整数部分最多 {self.precision - places} 位。",
                f"Too large: at most {self.precision - places} digits before the point.",
            )
        _in_range(exact, field)
        return exact

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> Decimal | None:
        plain = half_width(text).strip(f"{self.signs} ").replace(",", "")
        unit = str(field.options.get("unit", ""))
        return self.read(plain.removesuffix(unit).strip() if unit else plain, field, ctx)

    @override
    def wire(self, value: Any, field: Field) -> str:
        if self.padded or "digits" in field.options:
            return format(value, f".{self.places(field)}f")
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text

    @override
    def check(self, field: Field) -> None:
        digits = field.options.get("digits", self.digits)
        if type(digits) is not int or not 0 <= digits <= _MAX_DIGITS:
            raise refuse(
                "digits_option",
                f"digits 须为 0 到 {_MAX_DIGITS} 的整数。",
                f"digits must be an integer from 0 to {_MAX_DIGITS}.",
            )
        low, high = _bound(field, "min"), _bound(field, "max")
        if low is not None and high is not None and low > high:
            raise refuse("range_option", "min 不能大于 max。", "min must not exceed max.")


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str):
        text = half_width(value)
        if not text:
            return None
        if _DECIMAL.fullmatch(text) and len(text) <= 40:  # noqa: PLR2004  no number of the trade is longer
            return Decimal(text)
    raise refuse(
        "not_number",
        '须为数字，以字符串形式传送，如 "12.50"（小数不接受 JSON 数字，以免失真）。',
        'Give a number as a string, like "12.50"; JSON numbers with a fraction lose digits.',
    )  # fmt: skip


def _fits(number: Decimal, places: int) -> bool:
    try:
        number.quantize(Decimal(1).scaleb(-places))
    except InvalidOperation:
        return False
    return True


def _bound(field: Field, name: str) -> Decimal | None:
    raw = field.options.get(name)
    if raw is None:
        return None
    try:
        bound = Decimal(str(raw))
    except InvalidOperation:
        bound = Decimal("nan")
    if not bound.is_finite():
        raise refuse("range_option", f"{name} 须为数字。", f"{name} must be a number.")
    return bound


def _in_range(number: Decimal, field: Field) -> None:
    low, high = _bound(field, "min"), _bound(field, "max")
    if (low is not None and number < low) or (high is not None and number > high):
        zh = f"须在 {low} 与 {high} 之间" if low is not None and high is not None else (
            f"不能小于 {low}" if low is not None else f"不能大于 {high}")  # fmt: skip
        en = f"It must be between {low} and {high}" if low is not None and high is not None else (
            f"It must be at least {low}" if low is not None else f"It must be at most {high}")  # fmt: skip
        raise refuse("out_of_range", f"{zh}。", f"{en}.")


class Currency(Number):
    """Money: 2 digits unless ``digits`` says otherwise; ``currency`` is an ISO 4217 code (CNY)."""

    key: ClassVar[str] = "currency"
    option_keys: ClassVar[frozenset[str]] = frozenset({"digits", "min", "max", "currency"})
    digits: ClassVar[int] = 2
    padded: ClassVar[bool] = True
    signs: ClassVar[str] = "¥￥$元"


class Percent(Number):
    """40 means 40 %."""

    key: ClassVar[str] = "percent"
    precision: ClassVar[int] = 9
    signs: ClassVar[str] = "%"


class _Whole(FieldType):
    """A whole number within ``low`` and ``high``; travels as a JSON integer."""

    operators: ClassVar[frozenset[str]] = ORDER
    aggregates: ClassVar[frozenset[str]] = SUMS

    def bounds(self, field: Field) -> tuple[int, int]:
        raise NotImplementedError

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> int | None:
        if isinstance(value, str):
            text = half_width(value)
            if not text:
                return None
            value = int(text) if re.fullmatch(r"[+-]?\d{1,18}", text) else text
        low, high = self.bounds(field)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise refuse(
                "not_whole",
                f"须为 {low} 到 {high} 的整数。",
                f"Give a whole number from {low} to {high}.",
            )
        return value


class Rating(_Whole):
    """1 to ``max`` (5) stars."""

    key: ClassVar[str] = "rating"
    sql: ClassVar[str | None] = "smallint"
    option_keys: ClassVar[frozenset[str]] = frozenset({"max"})

    @override
    def bounds(self, field: Field) -> tuple[int, int]:
        return 1, int(field.options.get("max", 5))

    @override
    def check(self, field: Field) -> None:
        most = field.options.get("max", 5)
        if type(most) is not int or not 2 <= most <= 10:  # noqa: PLR2004  stars a row can show
            raise refuse(
                "rating_option", "max 须为 2 到 10 的整数。", "max must be an integer from 2 to 10."
            )


class BigInt(_Whole):
    """A whole number for the program's own keys, within what JSON readers hold exactly."""

    key: ClassVar[str] = "bigint"
    sql: ClassVar[str | None] = "bigint"
    custom: ClassVar[bool] = False

    @override
    def bounds(self, field: Field) -> tuple[int, int]:
        return -(2**53) + 1, 2**53 - 1


class Version(_Whole):
    """The row version, counted by the kernel."""

    key: ClassVar[str] = "version"
    sql: ClassVar[str | None] = "bigint"
    merge: ClassVar[MergePolicy] = "server"
    custom: ClassVar[bool] = False

    @override
    def bounds(self, field: Field) -> tuple[int, int]:
        return 1, 2**62


_SPAN = re.compile(
    r"(?:(\d+(?:\.\d+)?)\s*(?:h|小时|时)\s*)?(?:(\d+(?:\.\d+)?)\s*(?:m|min|分钟|分)\s*)?"
    r"(?:(\d+)\s*(?:s|秒)\s*)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,6}):([0-5]\d)(?::([0-5]\d))?")


class Duration(_Whole):
    """Whole seconds. In a sheet: ``1:30:00``, ``1:30``, ``90m``, ``1小时30分``."""

    key: ClassVar[str] = "duration"
    sql: ClassVar[str | None] = "integer"
    option_keys: ClassVar[frozenset[str]] = frozenset({"min", "max"})

    @override
    def bounds(self, field: Field) -> tuple[int, int]:
        return int(field.options.get("min", 0)), int(field.options.get("max", _MAX_SECONDS))

    @override
    def check(self, field: Field) -> None:
        least = int_option(field, "min", 0, low=0, high=_MAX_SECONDS)
        int_option(field, "max", _MAX_SECONDS, low=least, high=_MAX_SECONDS)

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> int | None:
        plain = half_width(text)
        if clock := _CLOCK.fullmatch(plain):
            hours, minutes, seconds = (int(part or 0) for part in clock.groups())
            return self.read(hours * 3600 + minutes * 60 + seconds, field, ctx)
        span = _SPAN.fullmatch(plain)
        if span is None or not any(span.groups()):
            raise refuse(
                "duration",
                "时长格式不正确，应如 1:30（时:分）、90分钟 或 1小时30分。",
                "Write a duration like 1:30 (hours:minutes), 90m or 1h30m.",
            )
        parts = zip(span.groups(), (3600, 60, 1), strict=True)
        return self.read(int(sum(Decimal(p or 0) * unit for p, unit in parts)), field, ctx)

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        return f"{value // 3600}:{value % 3600 // 60:02}:{value % 60:02}"
