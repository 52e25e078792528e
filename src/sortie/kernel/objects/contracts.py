"""The shapes of metadata: what an object is. Rooms declare these; the catalogue holds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.kernel.permissions.contracts import FieldRight, Scope


class Category(StrEnum):
    """The only part of a state that code may read."""

    OPEN = "open"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class State:
    name: str
    label: Label
    category: Category
    color: Literal["grey", "blue", "cyan", "green", "orange", "red", "purple"] = "grey"


@dataclass(frozen=True, slots=True)
class Transition:
    """``command`` moves a record from one of ``sources`` to ``target``.

    ``internal`` transitions are taken by services only, never offered over the API.
    """

    command: str
    sources: frozenset[str]
    target: str
    label: Label
    needs_reason: bool = False
    internal: bool = False


@dataclass(frozen=True)
class StateMachine:
    """Status moves only through this table. ``field`` is the record's state field."""

    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    field: str = "state"

    @cached_property
    def by_name(self) -> Mapping[str, State]:
        return {s.name: s for s in self.states}

    def category(self, state: str) -> Category:
        return self.by_name[state].category

    def find(self, command: str, source: str) -> Transition | None:
        """The move ``command`` makes from ``source``; None when the table has none."""
        for move in self.transitions:
            if move.command == command and source in move.sources:
                return move
        return None


type MergePolicy = Literal["manual", "sum", "set_union", "append", "server", "last"]


@dataclass(frozen=True)
class Field:
    """One typed field. ``type`` is a key of the field-type registry (objects.field_types).

    ``options`` by type: choice/choices {"choices": [{"value", "label": {"zh","en"}, "color"}]};
    link/links {"object"}; sub_table {"object", "via"} (child object and its link field);
    number/currency/percent {"digits", "min", "max", "currency"}; text {"max_length", "pattern"};
    autonumber {"format": "WO{yy}{mm}-{seq:05}"}; photo/files {"max_count", "kinds"};
    location {"fence": bool}. ``sensitive`` names the mask shown for MASKED rights.
    ``id`` is stable for ever, ``column`` physical; both are filled by the catalogue.
    """

    name: str
    type: str
    label: Label
    required: bool = False
    unique: bool = False
    indexed: bool = False
    searchable: bool = False
    system: bool = False  # kept by the kernel; clients never write it
    default: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)
    sensitive: Literal["", "phone", "id_card", "name", "address", "all"] = ""
    merge: MergePolicy = "manual"
    help: Label | None = None
    id: str = ""
    column: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of fields on a detail or edit layout; ``columns`` on a desktop."""

    label: Label
    fields: tuple[str, ...]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Layouts:
    list: tuple[str, ...]
    sort: tuple[str, ...] = ("-created_at",)
    filters: tuple[str, ...] = ()
    detail: tuple[Section, ...] = ()
    edit: tuple[Section, ...] = ()
    related: tuple[
        str, ...
    ] = ()  # "asset.site": objects listed under a record, via that link field


type SyncMode = Literal["none", "scope", "assigned", "reference"]


@dataclass(frozen=True, slots=True)
class SyncPolicy:
    """What a phone holds: none · every row in scope · rows assigned to me · whole small table."""

    mode: SyncMode = "none"
    days: int | None = None


@dataclass(frozen=True, slots=True)
class DefaultRight:
    """What one built-in role gets on this object when a tenant is made."""

    role: str
    actions: frozenset[str]
    scope: Scope
    default_field: FieldRight = FieldRight.WRITE
    fields: Mapping[str, FieldRight] = field(default_factory=dict)


@dataclass(frozen=True)
class Object:
    """A kind of record. ``name`` is singular snake_case; ``own_fields`` say whose a row is.

    ``title`` is the field that names a record in links and lists. ``parent`` makes it a detail of
    another object: rights follow the parent through that link field.
    ``table`` is physical and filled by the catalogue.
    """

    name: str
    label: Label
    fields: tuple[Field, ...]
    title: str
    module: str
    rights: tuple[DefaultRight, ...]
    layouts: Layouts
    sync: SyncPolicy
    machine: StateMachine | None = None
    own_fields: tuple[str, ...] = ("owner_id",)
    parent: str | None = None
    unique: tuple[tuple[str, ...], ...] = ()
    exclusions: tuple[str, ...] = ()  # raw EXCLUDE constraint bodies over column names
    icon: str = "file"
    custom: bool = False
    writable: bool = True  # False: rows come from services only, never the generic create/update
    table: str = ""
    retired: bool = False

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Live fields by name, the system fields included."""
        return {f.name: f for f in self.fields if not f.retired}


@dataclass(frozen=True)
class Catalog:
    """All objects of one tenant at one metadata version."""

    version: int
    objects: Mapping[str, Object]

    def get(self, name: str) -> Object:
        """Raises ObjectUnknownError when there is no such object."""
        found = self.objects.get(name)
        if found is None or found.retired:
            raise ObjectUnknownError(name=name)
        return found


class ObjectUnknownError(AppError):
    code, status = "object.unknown", 404
    text = Label("没有名为「{name}」的对象。", "There is no object named “{name}”.")


SYSTEM_FIELDS: tuple[Field, ...] = (
    Field("id", "id", Label("编号", "Id"), system=True),
    Field("org_id", "department", Label("所属公司", "Company"), system=True, indexed=True),
    Field("dept_id", "department", Label("所属部门", "Department"), indexed=True),
    Field("owner_id", "owner", Label("负责人", "Owner"), indexed=True),
    Field("created_at", "created_at", Label("创建时间", "Created"), system=True, indexed=True),
    Field("created_by", "created_by", Label("创建人", "Created by"), system=True),
    Field("updated_at", "updated_at", Label("更新时间", "Updated"), system=True),
    Field("updated_by", "updated_by", Label("更新人", "Updated by"), system=True),
    Field("version", "version", Label("版本", "Version"), system=True),
    Field("deleted_at", "deleted_at", Label("删除时间", "Deleted"), system=True),
)
"""Every object has these. Physical besides: ``tx xid8`` (the feed) and ``search tsvector``."""


class FieldUnknownError(AppError):
    code, status = "field.unknown", 404
    text = Label("「{object}」没有字段「{field}」。", "“{object}” has no field “{field}”.")


class TableBusyError(AppError):
    """Someone held the table for the whole time we tried: nothing was changed."""

    code, status = "object.table_busy", 503
    text = Label(
        "表正忙，{seconds} 秒内未能修改，未做任何改动。请稍后重试，或等批量任务结束。",
        "The table was busy for {seconds} s, so nothing was changed. Try again later, or once the "
        "running bulk job has ended.",
    )


class BuiltInError(AppError):
    """What the program declares isn't an administrator's to take away."""

    code, status = "object.built_in", 409
    text = Label(
        "「{name}」是内置的，不能停用；可以在权限中隐藏它。",
        "“{name}” is built in and can't be retired; hide it by field rights instead.",
    )


class InUseError(AppError):
    code, status = "object.in_use", 409
    text = Label(
        "「{name}」仍被使用：{users}。请先移除这些引用。",
        "“{name}” is still used by {users}; remove those references first.",
    )


class LimitError(AppError):
    code, status = "object.limit", 409
    text = Label(
        "最多 {most} 个{what}，请先停用不再需要的。",
        "At most {most} {what}; retire what is no longer needed first.",
    )


class StillEmptyError(AppError):
    """Old records lack the value: people fill it in as they next edit them."""

    code, status = "object.still_empty", 409
    text = Label(
        "「{object}」仍有记录的该字段为空（或仍有值），稍后会自动重试。",
        "Some records of “{object}” still have no value there, or still have one; it is tried again.",
    )
