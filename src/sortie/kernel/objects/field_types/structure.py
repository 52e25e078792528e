"""Free JSON for definitions the kernel's own objects keep (a calendar, a filter, a polygon)."""

from typing import Any, ClassVar, override

import msgspec

from sortie.base.i18n import Locale
from sortie.kernel.objects.contracts import Field
from sortie.kernel.objects.field_types.base import (
    PRESENCE,
    FieldType,
    ValueContext,
    int_option,
    refuse,
)

_MAX_BYTES = 200_000
_MAX_DEPTH = 20


class Json(FieldType):
    """Any JSON value up to 200 kB and 20 levels; ``max_bytes`` narrows it. Not for administrators."""

    key: ClassVar[str] = "json"
    sql: ClassVar[str | None] = "jsonb"
    operators: ClassVar[frozenset[str]] = PRESENCE
    option_keys: ClassVar[frozenset[str]] = frozenset({"max_bytes"})
    sortable: ClassVar[bool] = False
    custom: ClassVar[bool] = False
    index: ClassVar[str] = "gin"

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> Any:
        try:
            text = msgspec.json.encode(value)
            plain = msgspec.json.decode(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise refuse("json", "须为 JSON。", "Give JSON.") from error
        most = int(field.options.get("max_bytes", _MAX_BYTES))
        if len(text) > most or _depth(plain) > _MAX_DEPTH or b"\\u0000" in text:
            raise refuse(
                "json_size",
                f"JSON 最多 {most} 字节、{_MAX_DEPTH} 层，且不含空字符。",
                f"At most {most} bytes and {_MAX_DEPTH} levels of JSON, without NUL.",
            )
        return plain

    @override
    def check(self, field: Field) -> None:
        int_option(field, "max_bytes", _MAX_BYTES, low=2, high=_MAX_BYTES)

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> Any:
        try:
            return self.read(msgspec.json.decode(text), field, ctx)
        except msgspec.DecodeError as error:
            raise refuse("json", "须为 JSON。", "Give JSON.") from error

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        return msgspec.json.encode(value).decode()


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0
