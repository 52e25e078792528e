"""What every field type can do, and the operator sets they share."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sortie.base.errors import FieldProblem
from sortie.base.i18n import DEFAULT_LOCALE, Label, Locale
from sortie.kernel.objects.contracts import Field, MergePolicy

PRESENCE = frozenset({"is_null", "not_null"})
EQUALITY = PRESENCE | {"eq", "ne", "in", "not_in"}
ORDER = EQUALITY | {"lt", "lte", "gt", "gte", "between"}
TEXT = EQUALITY | {"contains", "starts_with"}
SETS = PRESENCE | {"has", "has_any", "has_all"}
DAYS = ORDER | {"today", "yesterday", "this_week", "this_month", "last_days", "next_days"}
PERSON = EQUALITY | {"is_me", "is_my_unit", "in_subtree"}
UNIT = EQUALITY | {"is_my_unit", "in_subtree"}
PLACE = PRESENCE | {"within"}

COUNTS = frozenset({"count", "count_distinct"})
EXTREMES = COUNTS | {"min", "max"}
SUMS = EXTREMES | {"sum", "avg"}


@dataclass(frozen=True, slots=True)
class ValueContext:
    """Around a value: who reads and where it sits.

    ``prefix`` goes before the field's name in problems (``lines.0.``). ``time_zone`` (IANA) reads
    local times of an import. ``found`` maps (object, title) to ids the importer looked up before.
    """

    now: datetime
    locale: Locale = DEFAULT_LOCALE
    time_zone: str = "Asia/Shanghai"
    prefix: str = ""
    found: Mapping[tuple[str, str], UUID] | None = None


class RefusedError(Exception):
    """A value that doesn't fit; ``FieldType.parse`` turns it into a FieldProblem."""

    def __init__(self, code: str, text: Label) -> None:
        self.code, self.text = code, text
        super().__init__(text.en)


def refuse(code: str, zh: str, en: str) -> RefusedError:
    return RefusedError(f"field.{code}", Label(zh, en))


class FieldType:
    """One type of field. Instances are stateless; all knowledge of a field comes with it.

    Values have three forms: *database* (what asyncpg takes and gives), *wire* (JSON) and *text*
    (spreadsheets). ``parse`` takes wire and database values alike, so services may pass either.
    """

    key: ClassVar[str]
    sql: ClassVar[str | None] = "text"
    operators: ClassVar[frozenset[str]] = EQUALITY
    aggregates: ClassVar[frozenset[str]] = COUNTS
    merge: ClassVar[MergePolicy] = "manual"
    option_keys: ClassVar[frozenset[str]] = frozenset()
    custom: ClassVar[bool] = True
    """Whether an administrator may add a field of this type."""
    sortable: ClassVar[bool] = True
    index: ClassVar[str] = "btree"

    def column_sql(self, field: Field) -> str | None:
        """The PostgreSQL column type; None when the type has no column."""
        return self.sql

    def parse(self, value: Any, field: Field, ctx: ValueContext) -> Any | FieldProblem:
        """The database value of what a client or service sent; None stays None."""
        return self._guarded(self.read, value, field, ctx)

    def import_text(self, text: str, field: Field, ctx: ValueContext) -> Any | FieldProblem:
        """The database value of a spreadsheet cell; blank is None."""
        return self._guarded(self.read_text, text.strip() or None, field, ctx)

    def _guarded(self, read: Any, value: Any, field: Field, ctx: ValueContext) -> Any:
        if value is None:
            return None
        try:
            return read(value, field, ctx)
        except RefusedError as refused:
            return FieldProblem(ctx.prefix + field.name, refused.code, refused.text)

    def read(self, value: Any, field: Field, ctx: ValueContext) -> Any:
        """Like ``parse`` for a value that is there; raises RefusedError."""
        raise NotImplementedError

    def read_text(self, text: str, field: Field, ctx: ValueContext) -> Any:
        """Like ``import_text`` for a cell that isn't blank; raises RefusedError."""
        return self.read(text, field, ctx)

    def wire(self, value: Any, field: Field) -> Any:
        """The JSON form of a database value."""
        return value

    def export_text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        """The spreadsheet cell of a database or wire value; a masked value goes out as it is."""
        if value is None:
            return ""
        try:
            known = self.read(value, field, ValueContext(datetime.min, locale, tz))  # noqa: DTZ901  no clock is read
        except RefusedError:
            return _plain(value)
        return "" if known is None else self.text(known, field, locale, tz)

    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        """The spreadsheet cell of a database value that is there."""
        return str(self.wire(value, field))

    def search_text(self, value: Any, field: Field) -> str:
        """What full-text search finds this value by; empty: not searchable."""
        return ""

    def index_sql(self, field: Field, column: str) -> str:
        """The part of CREATE INDEX after ON <table>; ``column`` comes quoted."""
        return f"USING {self.index} ({column})"

    def end_index_sql(self, field: Field, column: str) -> dict[str, str]:
        """Further indexes by name, for values that are asked for by how they begin or end."""
        return {}

    def problems(self, field: Field) -> tuple[FieldProblem, ...]:
        """What is wrong with the field's own definition (its options)."""
        unknown = sorted(set(field.options) - self.option_keys)
        found = [
            _problem(
                field, "option_unknown",
                f"类型 {self.key} 没有选项「{name}」，可用：{'、'.join(sorted(self.option_keys)) or '无'}。",
                f"Type {self.key} has no option “{name}”; it takes "
                f"{', '.join(sorted(self.option_keys)) or 'none'}.",
            )
            for name in unknown
        ]  # fmt: skip
        try:
            self.check(field)
        except RefusedError as refused:
            found.append(FieldProblem(f"{field.name}.options", refused.code, refused.text))
            return tuple(found)
        if (field.unique or field.indexed) and not self.indexable(field):
            found.append(
                _problem(
                    field,
                    "not_indexable",
                    "该字段不能建索引或设为唯一；长文本请改用不超过 600 字的文本。",
                    "This field can't be indexed or unique; use a text of at most 600 characters.",
                )
            )
        return tuple(found)

    def indexable(self, field: Field) -> bool:
        return self.column_sql(field) is not None

    def check(self, field: Field) -> None:
        """Raises RefusedError when the options make no sense together."""


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("title") or value.get("id") or "")
    if isinstance(value, list | tuple):
        return "; ".join(_plain(part) for part in value)
    return str(value)


def _problem(field: Field, code: str, zh: str, en: str) -> FieldProblem:
    return FieldProblem(f"{field.name}.options", f"field.{code}", Label(zh, en))


# C0/C1 controls except tab and line feed; PostgreSQL refuses NUL, screens and CSV the rest
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_text(value: Any, *, lines: bool = False) -> str:
    """Text as it is stored: NFC, trimmed; one line unless ``lines``. Raises RefusedError."""
    if not isinstance(value, str):
        raise refuse("not_text", "请填写文字。", "Give a text.")
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    if _CONTROL.search(text):
        raise refuse(
            "control_character",
            "内容含有不可见的控制字符，请删除后重填。",
            "The text holds invisible control characters; remove them.",
        )
    return unicodedata.normalize("NFC", text.strip()).strip()


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as ASCII: what Chinese keyboards type."""
    return unicodedata.normalize("NFKC", text).strip()


def list_of(value: Any, *, most: int) -> list[Any]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise refuse("not_list", "请提供列表。", "Give a list.")
    if len(value) > most:
        raise refuse(
            "too_many",
            f"最多 {most} 项，现有 {len(value)} 项。",
            f"At most {most}, not {len(value)}.",
        )
    return list(value)


def int_option(field: Field, name: str, default: int, *, low: int, high: int) -> int:
    """A whole-number option within its bounds. Raises RefusedError."""
    value = field.options.get(name, default)
    if type(value) is not int or not low <= value <= high:
        raise refuse(
            "option_range",
            f"{name} 须为 {low} 到 {high} 的整数。",
            f"{name} must be a whole number from {low} to {high}.",
        )
    return value


_SEPARATORS = re.compile(r"[;；\n、,，|]+")


def cells(text: str) -> list[str]:
    """The parts of a cell that holds several values."""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
