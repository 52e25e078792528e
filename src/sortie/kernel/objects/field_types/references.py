"""Ids: of records, people and units. On the wire a write takes the id or ``{"id": …}``."""

from collections.abc import Mapping
from typing import Any, ClassVar, override
from uuid import UUID

from sortie.base.i18n import Locale
from sortie.kernel.objects.contracts import Field, MergePolicy
from sortie.kernel.objects.field_types.base import (
    PERSON,
    SETS,
    UNIT,
    FieldType,
    ValueContext,
    cells,
    int_option,
    list_of,
    refuse,
)

_MAX_LINKS = 500


def as_id(value: Any) -> UUID:
    """The id in ``value``: a UUID, its text, or ``{"id": …}``. Raises RefusedError."""
    if isinstance(value, Mapping):
        value = value.get("id")
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise refuse(
            "not_id",
            '须为记录编号（UUID）或 {"id": …}。',
            'Give a record\'s id (a UUID) or {"id": …}.',
        ) from error


class _Reference(FieldType):
    """One id. ``target`` is the object it points at; link fields name theirs in options."""

    sql: ClassVar[str | None] = "uuid"
    target: ClassVar[str | None] = None

    def object_of(self, field: Field) -> str | None:
        """The object this field points at."""
        return self.target or field.options.get("object")

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> UUID | None:
        return None if value == "" else as_id(value)

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> UUID:
        return _named(text, self.object_of(field) or "", ctx)

    @override
    def wire(self, value: Any, field: Field) -> Any:
        return str(value)

    @override
    def export_text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        if isinstance(value, Mapping):
            return str(value.get("title") or value.get("id") or "")
        return "" if value is None else str(value)


def _named(text: str, object_: str, ctx: ValueContext) -> UUID:
    """A cell holds a title the importer looked up, or an id."""
    found = (ctx.found or {}).get((object_, text))
    if found is not None:
        return found
    try:
        return UUID(text)
    except ValueError as error:
        raise refuse(
            "link_unknown",
            f"找不到名为「{text}」的记录，请核对名称或填写编号。",
            f"There is no record called “{text}”; check the name or give its id.",
        ) from error


class Id(_Reference):
    """The record's own id."""

    key: ClassVar[str] = "id"
    merge: ClassVar[MergePolicy] = "server"
    custom: ClassVar[bool] = False


class Link(_Reference):
    """A record of ``object``; ``filter`` narrows what the picker offers."""

    key: ClassVar[str] = "link"
    option_keys: ClassVar[frozenset[str]] = frozenset({"object", "filter"})

    @override
    def check(self, field: Field) -> None:
        check_target(field)


def check_target(field: Field) -> None:
    if not isinstance(field.options.get("object"), str):
        raise refuse(
            "link_object",
            "关联字段须在 object 选项中指明对象。",
            "A link names its object in the option “object”.",
        )


class Member(_Reference):
    """A person."""

    key: ClassVar[str] = "member"
    operators: ClassVar[frozenset[str]] = PERSON
    target: ClassVar[str | None] = "user"


class Owner(Member):
    key: ClassVar[str] = "owner"
    custom: ClassVar[bool] = False


class CreatedBy(Member):
    key: ClassVar[str] = "created_by"
    merge: ClassVar[MergePolicy] = "server"
    custom: ClassVar[bool] = False


class UpdatedBy(CreatedBy):
    key: ClassVar[str] = "updated_by"


class Department(_Reference):
    """A unit of the organisation."""

    key: ClassVar[str] = "department"
    operators: ClassVar[frozenset[str]] = UNIT
    target: ClassVar[str | None] = "org_unit"


class Links(_Reference):
    """Several records of ``object``, each once, in the order given."""

    key: ClassVar[str] = "links"
    sql: ClassVar[str | None] = "uuid[]"
    operators: ClassVar[frozenset[str]] = SETS
    merge: ClassVar[MergePolicy] = "set_union"
    option_keys: ClassVar[frozenset[str]] = frozenset({"object", "filter", "max_count"})
    sortable: ClassVar[bool] = False
    index: ClassVar[str] = "gin"

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> Any:
        most = min(int(field.options.get("max_count", _MAX_LINKS)), _MAX_LINKS)
        return list(dict.fromkeys(as_id(part) for part in list_of(value, most=most)))

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> Any:
        target = self.object_of(field) or ""
        return self.read([_named(part, target, ctx) for part in cells(text)], field, ctx)

    @override
    def wire(self, value: Any, field: Field) -> Any:
        return [str(part) for part in value]

    @override
    def export_text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        if not isinstance(value, list | tuple):
            return "" if value is None else str(value)
        one = super().export_text
        return "; ".join(one(part, field, locale, tz) for part in value)

    @override
    def check(self, field: Field) -> None:
        check_target(field)
        int_option(field, "max_count", _MAX_LINKS, low=1, high=_MAX_LINKS)


class Members(Links):
    key: ClassVar[str] = "members"
    operators: ClassVar[frozenset[str]] = SETS | {"is_me"}
    target: ClassVar[str | None] = "user"
    option_keys: ClassVar[frozenset[str]] = frozenset({"max_count"})

    @override
    def check(self, field: Field) -> None:
        int_option(field, "max_count", _MAX_LINKS, low=1, high=_MAX_LINKS)


class Departments(Members):
    key: ClassVar[str] = "departments"
    operators: ClassVar[frozenset[str]] = SETS | {"is_my_unit", "in_subtree"}
    target: ClassVar[str | None] = "org_unit"


class SubTable(FieldType):
    """Child records: rows of ``object`` whose link field ``via`` points here. No column."""

    key: ClassVar[str] = "sub_table"
    sql: ClassVar[str | None] = None
    operators: ClassVar[frozenset[str]] = frozenset()
    aggregates: ClassVar[frozenset[str]] = frozenset()
    option_keys: ClassVar[frozenset[str]] = frozenset({"object", "via", "max_count"})
    sortable: ClassVar[bool] = False

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> list[Any]:
        rows = list_of(value, most=int(field.options.get("max_count", _MAX_LINKS)))
        if not all(isinstance(row, Mapping) for row in rows):
            raise refuse("not_rows", "明细须为对象列表。", "Give a list of rows, each an object.")
        return rows

    @override
    def check(self, field: Field) -> None:
        check_target(field)
        int_option(field, "max_count", _MAX_LINKS, low=1, high=_MAX_LINKS)
        if not isinstance(field.options.get("via"), str):
            raise refuse(
                "sub_table_via",
                "明细须在 via 选项中指明子对象的关联字段。",
                "A sub-table names the child's link field in the option “via”.",
            )
