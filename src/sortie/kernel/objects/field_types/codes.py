"""Chinese codes with check digits, and number plates."""

import re
from datetime import date
from typing import Any, ClassVar, override

from sortie.kernel.objects.contracts import Field
from sortie.kernel.objects.field_types.base import (
    TEXT,
    FieldType,
    ValueContext,
    clean_text,
    half_width,
    refuse,
)

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"(?:[A-HJ-NP-Z][A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJ-NP-Z](?:[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]))"
)


class _Code(FieldType):
    operators: ClassVar[frozenset[str]] = TEXT

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> str | None:
        code = re.sub(r"[\s·•.\-]", "", half_width(clean_text(value))).upper()
        if code:
            self.verify(code)
        return code or None

    def verify(self, code: str) -> None:
        """Raises RefusedError when the code can't be right."""
        raise NotImplementedError

    @override
    def search_text(self, value: Any, field: Field) -> str:
        return str(value)


def id_card_check(first17: str) -> str:
    """The 18th character. Source: GB 11643-1999, ISO 7064 MOD 11-2."""
    total = sum(int(d) * w for d, w in zip(first17, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


class IdCard(_Code):
    """A resident identity card number: 18 characters with a birth date and a check digit."""

    key: ClassVar[str] = "id_card"

    @override
    def verify(self, code: str) -> None:
        right = bool(re.fullmatch(r"[1-9]\d{16}[\dX]", code)) and _is_day(code[6:14])
        if not right or id_card_check(code[:17]) != code[17]:
            raise refuse(
                "id_card",
                "身份证号不正确：须为 18 位，请核对出生日期和末位校验码。",
                "That isn't an ID card number: 18 characters; check the birth date and the last one.",
            )


def _is_day(yyyymmdd: str) -> bool:
    try:
        date(int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:]))
    except ValueError:
        return False
    return True


def uscc_check(first17: str) -> str:
    """The 18th character. Source: GB 32100-2015, ISO 7064 MOD 31-3."""
    values = (_USCC_ALPHABET.index(c) for c in first17)
    total = sum(v * w for v, w in zip(values, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


class Uscc(_Code):
    """A unified social credit code of a Chinese company."""

    key: ClassVar[str] = "uscc"

    @override
    def verify(self, code: str) -> None:
        right = bool(re.fullmatch(f"[{_USCC_ALPHABET}]{{2}}\\d{{6}}[{_USCC_ALPHABET}]{{10}}", code))
        if not right or uscc_check(code[:17]) != code[17]:
            raise refuse(
                "uscc",
                "统一社会信用代码不正确：须为 18 位（不含 I、O、S、V、Z），请核对末位校验码。",
                "That isn't a credit code: 18 characters without I, O, S, V, Z; check the last one.",
            )


class PlateNumber(_Code):
    """A mainland number plate, new-energy ones included."""

    key: ClassVar[str] = "plate_number"

    @override
    def verify(self, code: str) -> None:
        if not _PLATE.fullmatch(code):
            raise refuse(
                "plate_number",
                "车牌号不正确，应如 浙A12345 或 浙AD12345。",
                "That isn't a number plate; write it like 浙A12345 or 浙AD12345.",
            )
