"""Objects and fields made at run time. Each act is a transaction of its own, as the owner."""

from typing import Annotated, Any, Literal

from litestar import delete, patch, post
from msgspec import Meta, Struct

from sortie.apps.api.call import Call
from sortie.base.i18n import Label
from sortie.kernel.objects import service as objects
from sortie.kernel.objects.contracts import (
    DefaultRight,
    Field,
    Layouts,
    Object,
    SyncPolicy,
)
from sortie.kernel.permissions.contracts import Actor, Right, Scope, ScopeKind
from sortie.kernel.tenancy.contracts import Tenant

_DESIGN = {"right": Right.feature("admin.system"), "tx": "closed"}
_LIST_FIELDS = 6
type Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,60}$")]
type Line = Annotated[str, Meta(min_length=1, max_length=200)]


class LabelIn(Struct, forbid_unknown_fields=True):
    zh: Line
    en: Line

    def label(self) -> Label:
        return Label(self.zh, self.en)


class FieldIn(Struct, forbid_unknown_fields=True):
    """``type`` is a key of the field-type registry; ``options`` as that type takes them."""

    name: Name
    type: Name
    label: LabelIn
    required: bool = False
    unique: bool = False
    indexed: bool = False
    searchable: bool = False
    default: Any = None
    options: dict[str, Any] = {}
    sensitive: Literal["", "phone", "id_card", "name", "address", "all"] = ""
    merge: Literal["manual", "sum", "set_union", "append", "server", "last"] = "manual"
    help: LabelIn | None = None

    def field(self) -> Field:
        return Field(
            self.name,
            self.type,
            self.label.label(),
            required=self.required,
            unique=self.unique,
            indexed=self.indexed,
            searchable=self.searchable,
            default=self.default,
            options=self.options,
            sensitive=self.sensitive,
            merge=self.merge,
            help=self.help.label() if self.help else None,
        )


class ObjectIn(Struct, forbid_unknown_fields=True):
    """``name`` starts with ``c_``; ``title`` names the field that names a record."""

    name: Annotated[str, Meta(pattern="^c_[a-z0-9_]{1,58}$")]
    label: LabelIn
    fields: Annotated[list[FieldIn], Meta(min_length=1, max_length=200)]
    title: Name
    icon: Annotated[str, Meta(max_length=40)] = "file"

    def object(self) -> Object:
        """Administrators and managers may all, everyone their own; changed later role by role."""
        everything = frozenset({"*"})
        every = Scope(ScopeKind.ALL)
        mine = frozenset({"read", "create", "update"})
        return Object(
            name=self.name,
            label=self.label.label(),
            fields=tuple(f.field() for f in self.fields),
            title=self.title,
            module="custom",
            rights=(
                DefaultRight("system_admin", everything, every),
                DefaultRight("manager", everything, every),
                DefaultRight("staff", mine, Scope(ScopeKind.OWN)),
            ),
            layouts=Layouts(list=tuple(f.name for f in self.fields[:_LIST_FIELDS])),
            sync=SyncPolicy("none"),
            icon=self.icon,
            custom=True,
        )


class FieldOut(Struct):
    id: str
    name: str
    type: str
    label: LabelIn
    required: bool
    retired: bool


class ObjectOut(Struct):
    name: str
    label: LabelIn
    fields: list[FieldOut]


def _field_out(field: Field) -> FieldOut:
    label = LabelIn(field.label.zh, field.label.en)
    return FieldOut(field.id, field.name, field.type, label, field.required, field.retired)


async def _company(call: Call) -> Tenant:
    return await call.kernel.dbs.tenant_by_id(call.who.tenant_id)


@post("/api/v1/admin/objects", opt=_DESIGN, tags=["admin"], operation_id="create_object")
async def create_object(call: Call, actor: Actor, data: ObjectIn) -> ObjectOut:
    """A new kind of record with a table of its own, usable at once."""
    made = await objects.create_object(call.kernel.dbs, await _company(call), actor, data.object())
    label = LabelIn(made.label.zh, made.label.en)
    return ObjectOut(made.name, label, [_field_out(f) for f in made.fields])


@delete(
    "/api/v1/admin/objects/{name:str}",
    opt=_DESIGN | {"fresh": True},
    tags=["admin"],
    operation_id="retire_object",
    status_code=204,
)
async def retire_object(call: Call, actor: Actor, name: str) -> None:
    """Take a made-up object out of use; its records stay."""
    await objects.retire_object(call.kernel.dbs, await _company(call), actor, name)


@post(
    "/api/v1/admin/objects/{name:str}/fields", opt=_DESIGN, tags=["admin"], operation_id="add_field"
)
async def add_field(call: Call, actor: Actor, name: str, data: FieldIn) -> FieldOut:
    """A new field on any object, built-in ones too."""
    company = await _company(call)
    return _field_out(await objects.add_field(call.kernel.dbs, company, actor, name, data.field()))


@patch(
    "/api/v1/admin/objects/{name:str}/fields",
    opt=_DESIGN,
    tags=["admin"],
    operation_id="update_field",
)
async def update_field(call: Call, actor: Actor, name: str, data: FieldIn) -> FieldOut:
    """Another label, choices, default or strictness for a field; named by ``name``."""
    company = await _company(call)
    return _field_out(
        await objects.update_field(call.kernel.dbs, company, actor, name, data.field())
    )


@delete(
    "/api/v1/admin/objects/{name:str}/fields/{field:str}",
    opt=_DESIGN | {"fresh": True},
    tags=["admin"],
    operation_id="retire_field",
    status_code=204,
)
async def retire_field(call: Call, actor: Actor, name: str, field: str) -> None:
    """Take a field out of use; its values stay until the column is used again."""
    await objects.retire_field(call.kernel.dbs, await _company(call), actor, name, field)


ROUTES = [create_object, retire_object, add_field, update_field, retire_field]
