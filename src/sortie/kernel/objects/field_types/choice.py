"""Switch, choice from a list, several choices, and free tags."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, override

from sortie.base.i18n import Locale
from sortie.kernel.objects.contracts import Field, MergePolicy
from sortie.kernel.objects.field_types.base import (
    SETS,
    FieldType,
    ValueContext,
    cells,
    clean_text,
    half_width,
    int_option,
    list_of,
    refuse,
)

_YES = frozenset({"是", "有", "对", "√", "✓", "yes", "y", "true", "1", "on"})
_NO = frozenset({"否", "无", "错", "×", "✗", "no", "n", "false", "0", "off"})
_MAX_CHOICES = 500
_MAX_VALUE = 64


class Switch(FieldType):
    """Yes or no."""

    key: ClassVar[str] = "switch"
    sql: ClassVar[str | None] = "boolean"

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> bool:
        if not isinstance(value, bool):
            raise refuse("not_switch", "须为 true 或 false。", "Give true or false.")
        return value

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> bool:
        word = half_width(text).lower()
        if word not in _YES and word not in _NO:
            raise refuse("switch_text", "请填写 是 或 否。", "Write yes or no.")
        return word in _YES

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        if locale == "en":
            return "Yes" if value else "No"
        return "是" if value else "否"


def _rows(field: Field) -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = field.options.get("choices", ())
    return rows


def _labels(row: Mapping[str, Any]) -> tuple[str, str]:
    label = row.get("label") or {}
    return str(label.get("zh", row["value"])), str(label.get("en", row["value"]))


def _label(value: str, field: Field, locale: Locale) -> str:
    for row in _rows(field):
        if row["value"] == value:
            return _labels(row)[1 if locale == "en" else 0]
    return value


def _known(value: Any, field: Field) -> str:
    """The value itself when it is on the list and not retired; raises RefusedError."""
    open_ = [row["value"] for row in _rows(field) if not row.get("retired")]
    if value not in open_:
        shown = ", ".join(str(v) for v in open_[:20])
        raise refuse(
            "choice_unknown",
            f"没有选项「{value}」，可选：{shown}。",
            f"“{value}” is not a choice; choose one of {shown}.",
        )
    return str(value)


def _by_text(text: str, field: Field) -> str:
    """A cell holds the value or either label."""
    for row in _rows(field):
        if text == row["value"] or text in _labels(row):
            return str(row["value"])
    return text


def _has_labels(row: Mapping[str, Any]) -> bool:
    label = row.get("label")
    return isinstance(label, Mapping) and all(
        isinstance(label.get(tongue), str) and label[tongue].strip() for tongue in ("zh", "en")
    )


def check_choices(field: Field) -> None:
    """Values are unique; no label names two choices, or a sheet could not be read back."""
    rows = field.options.get("choices")
    if not isinstance(rows, list | tuple) or not 1 <= len(rows) <= _MAX_CHOICES:
        raise refuse(
            "choices_option",
            f"请给出 1 到 {_MAX_CHOICES} 个选项（choices）。",
            f"Give 1 to {_MAX_CHOICES} choices.",
        )
    taken: dict[str, str] = {}
    for row in rows:
        value = row.get("value") if isinstance(row, Mapping) else None
        if (
            not isinstance(value, str)
            or not 1 <= len(value) <= _MAX_VALUE
            or value != clean_text(value)
        ):
            raise refuse(
                "choice_value",
                f"每个选项须有 1 到 {_MAX_VALUE} 个字符的 value。",
                f"Each choice needs a value of 1 to {_MAX_VALUE} characters.",
            )
        if not _has_labels(row):
            raise refuse(
                "choice_label",
                f"选项「{value}」须有中英文名称：{{zh, en}}。",
                f"The choice “{value}” needs a label in both languages: {{zh, en}}.",
            )
        for name in {value, *_labels(row)}:
            if taken.setdefault(name, value) != value or (name == value and len(cells(name)) != 1):
                raise refuse(
                    "choice_doubled",
                    f"选项「{name}」重复，或含有分隔符（; , 、 |）。",
                    f"The choice “{name}” is there twice, or holds a separator (; , |).",
                )
    if len({row["value"] for row in rows}) != len(rows):
        raise refuse("choice_doubled", "选项的 value 不能重复。", "Choice values must differ.")


class Choice(FieldType):
    """One of ``choices``."""

    key: ClassVar[str] = "choice"
    option_keys: ClassVar[frozenset[str]] = frozenset({"choices"})

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> str | None:
        return None if value == "" else _known(value, field)

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> str:
        return _known(_by_text(text, field), field)

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        return _label(value, field, locale)

    @override
    def export_text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        # a retired choice keeps its label in old records
        return "" if value is None else _label(str(value), field, locale)

    @override
    def search_text(self, value: Any, field: Field) -> str:
        return f"{_label(value, field, 'zh-CN')} {_label(value, field, 'en')}"

    @override
    def check(self, field: Field) -> None:
        check_choices(field)


class Choices(FieldType):
    """Several of ``choices``, kept in the list's order."""

    key: ClassVar[str] = "choices"
    sql: ClassVar[str | None] = "text[]"
    operators: ClassVar[frozenset[str]] = SETS
    merge: ClassVar[MergePolicy] = "set_union"
    option_keys: ClassVar[frozenset[str]] = frozenset({"choices"})
    sortable: ClassVar[bool] = False
    index: ClassVar[str] = "gin"

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> list[str]:
        chosen = {_known(part, field) for part in _hashable(list_of(value, most=_MAX_CHOICES))}
        return [row["value"] for row in _rows(field) if row["value"] in chosen]

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> list[str]:
        # a label may itself hold a separator: the whole cell first
        whole = _by_text(text, field)
        if any(row["value"] == whole for row in _rows(field)):
            return self.read([whole], field, ctx)
        return self.read([_by_text(part, field) for part in cells(text)], field, ctx)

    @override
    def wire(self, value: Any, field: Field) -> list[str]:
        return list(value)

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        return "; ".join(_cell(part, field, locale) for part in value)

    @override
    def export_text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        if not isinstance(value, list | tuple):
            return "" if value is None else str(value)
        return self.text(value, field, locale, tz)

    @override
    def search_text(self, value: Any, field: Field) -> str:
        return " ".join(f"{_label(v, field, 'zh-CN')} {_label(v, field, 'en')}" for v in value)

    @override
    def check(self, field: Field) -> None:
        check_choices(field)


def _cell(value: str, field: Field, locale: Locale) -> str:
    label = _label(value, field, locale)
    return label if cells(label) == [label] else value


def _hashable(parts: list[Any]) -> list[str]:
    if not all(isinstance(part, str) for part in parts):
        raise refuse("not_text", "每一项须为文字。", "Each entry must be a text.")
    return parts


class Tags(FieldType):
    """Free words; ``max_count`` (50) of them, each up to 64 characters."""

    key: ClassVar[str] = "tags"
    sql: ClassVar[str | None] = "text[]"
    operators: ClassVar[frozenset[str]] = SETS
    merge: ClassVar[MergePolicy] = "set_union"
    option_keys: ClassVar[frozenset[str]] = frozenset({"max_count"})
    sortable: ClassVar[bool] = False
    index: ClassVar[str] = "gin"

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> list[str]:
        words = [
            clean_text(p) for p in list_of(value, most=int(field.options.get("max_count", 50)))
        ]
        for word in words:
            if len(word) > _MAX_VALUE or cells(word) not in ([], [word]):
                raise refuse(
                    "tag",
                    f"标签最多 {_MAX_VALUE} 个字，且不含 ; , 、 |。",
                    f"A tag has at most {_MAX_VALUE} characters and no ; , or |.",
                )
        return list(dict.fromkeys(word for word in words if word))

    @override
    def check(self, field: Field) -> None:
        int_option(field, "max_count", 50, low=1, high=500)

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> list[str]:
        return self.read(cells(text), field, ctx)

    @override
    def wire(self, value: Any, field: Field) -> list[str]:
        return list(value)

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        return "; ".join(value)

    @override
    def search_text(self, value: Any, field: Field) -> str:
        return " ".join(value)
