"""What an administrator does to whole objects at run time."""

from dataclasses import replace

from sortie.base.errors import FieldProblem, InvalidError
from sortie.base.ids import uuid7
from sortie.kernel.objects import repository, tables
from sortie.kernel.objects.altering import altering, record, require_designer
from sortie.kernel.objects.catalog import built
from sortie.kernel.objects.codec import object_to_plain
from sortie.kernel.objects.contracts import (
    BuiltInError,
    Catalog,
    InUseError,
    LimitError,
    Object,
    ObjectUnknownError,
)
from sortie.kernel.objects.field_types.registry import field_types
from sortie.kernel.objects.fields import MAX_CUSTOM_FIELDS
from sortie.kernel.objects.names import CUSTOM_PREFIX
from sortie.kernel.objects.rules import link_problems, object_problems, problem
from sortie.kernel.objects.seeding import add_grants, bump_rights
from sortie.kernel.objects.tables import Place
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tenant, Tx
from sortie.kernel.tenancy.service import TenantDatabases

MAX_CUSTOM_OBJECTS = 100


async def create_object(dbs: TenantDatabases, tenant: Tenant, actor: Actor, obj: Object) -> Object:
    """A new kind of record with its own table; ``obj.rights`` become role grants.

    ``obj.name`` starts with ``c_``. The answer holds table, field ids and columns.

    Raises:
        ForbiddenError, InvalidError, LimitError, TableBusyError
    """
    require_designer(actor)

    async def work(tx: Tx) -> Object:
        return await _create(tx, actor, obj)

    return await altering(dbs, tenant, work)


async def _create(tx: Tx, actor: Actor, wanted: Object) -> Object:
    seen = built(await repository.load(tx))
    declared = replace(wanted, custom=True, module="custom", table="", retired=False)
    declared = replace(
        declared, fields=tuple(replace(f, system=f.type == "autonumber") for f in declared.fields)
    )
    found = [
        *object_problems(declared),
        *link_problems(declared, {**seen.objects, declared.name: declared}),
        *_custom_problems(seen, declared),
    ]
    if found:
        raise InvalidError(*found)
    live = sum(1 for o in seen.objects.values() if o.custom and not o.retired)
    if live >= MAX_CUSTOM_OBJECTS:
        raise LimitError(most=MAX_CUSTOM_OBJECTS, what="custom objects")
    obj = await _placed(tx, declared)
    await repository.put_objects(tx, [(obj, 10_000 + live)])
    await repository.put_fields(
        tx, [(obj.name, n, f, True, tables.column_type(f)) for n, f in enumerate(obj.fields)]
    )
    await add_grants(tx, [(obj.name, right) for right in obj.rights])
    await bump_rights(tx)
    await record(tx, actor, "object.created", obj.name, after=object_to_plain(obj))
    place = Place(tx.tenant.schema, tx.tenant.role)
    await tx.execute(";\n".join(tables.create_sql(place, obj)))
    return obj


async def _placed(tx: Tx, obj: Object) -> Object:
    """Table and columns get generated names: user text never reaches the catalogue of PostgreSQL."""
    fields = []
    for field in obj.fields:
        column = f"x_{await repository.next_name(tx)}" if tables.column_type(field) else ""
        fields.append(replace(field, id=str(uuid7()), column=column))
    return replace(obj, fields=tuple(fields), table=f"u_{await repository.next_name(tx)}")


def _custom_problems(seen: Catalog, obj: Object) -> list[FieldProblem]:
    found: list[FieldProblem] = []
    if not obj.name.startswith(CUSTOM_PREFIX):
        found.append(
            problem(
                "name", "prefix",
                f"自定义对象名须以 c_ 开头，如 c_{obj.name}。",
                f"A custom object is named with c_ in front, like c_{obj.name}.",
            )
        )  # fmt: skip
    if obj.name in seen.objects:
        found.append(
            problem(
                "name", "taken",
                f"对象名「{obj.name}」已被使用（含已停用的）。",
                f"The name “{obj.name}” is taken, perhaps by a retired object.",
            )
        )  # fmt: skip
    if obj.exclusions:
        found.append(
            problem("exclusions", "exclusions", "自定义对象不支持 exclusions。", "Custom objects take no exclusions.")
        )  # fmt: skip
    if len(obj.fields) > MAX_CUSTOM_FIELDS:
        raise LimitError(most=MAX_CUSTOM_FIELDS, what="custom fields")
    found += [
        problem(
            f"{f.name}.type", "type_internal",
            f"类型「{f.type}」由系统维护，不能添加。",
            f"Fields of type “{f.type}” are the system's own.",
        )
        for f in obj.fields
        if f.type in field_types and not field_types[f.type].custom and f.type != "state"
    ]  # fmt: skip
    return found


async def retire_object(dbs: TenantDatabases, tenant: Tenant, actor: Actor, name: str) -> None:
    """Out of use at once; table and records stay.

    Raises:
        ForbiddenError, ObjectUnknownError, BuiltInError, InUseError
    """
    require_designer(actor)

    async def work(tx: Tx) -> None:
        seen = built(await repository.load(tx))
        obj = seen.get(name)
        if not obj.custom:
            raise BuiltInError(name=name)
        users = [
            f"{other.name}.{f.name}"
            for other in seen.objects.values()
            if not other.retired and other.name != name
            for f in other.by_name.values()
            if f.options.get("object") == name
        ]
        if users:
            raise InUseError(name=name, users=", ".join(users))
        await repository.retire_object(tx, name)
        await record(tx, actor, "object.retired", name, before=object_to_plain(obj))

    await altering(dbs, tenant, work)


async def update_object(dbs: TenantDatabases, tenant: Tenant, actor: Actor, obj: Object) -> Object:
    """A custom object's label, icon, title, layouts, states and sync; its fields have own verbs.

    Raises:
        ForbiddenError, ObjectUnknownError, BuiltInError, InvalidError, TableBusyError
    """
    require_designer(actor)

    async def work(tx: Tx) -> Object:
        return await _update(tx, actor, obj)

    return await altering(dbs, tenant, work)


async def _update(tx: Tx, actor: Actor, wanted: Object) -> Object:
    meta = await repository.load(tx)
    row = meta.objects.get(wanted.name)
    if row is None or row.retired:
        raise ObjectUnknownError(name=wanted.name)
    if not row.custom:
        raise BuiltInError(name=wanted.name)
    own = tuple(f.field() for f in meta.fields[row.name] if not f.retired)
    before = replace(row.object(), fields=own)
    after = replace(
        before, label=wanted.label, icon=wanted.icon, title=wanted.title, layouts=wanted.layouts,
        machine=wanted.machine, sync=wanted.sync, own_fields=wanted.own_fields,
    )  # fmt: skip
    found = [
        *object_problems(after),
        *link_problems(after, {**built(meta).objects, row.name: after}),
    ]
    if found:
        raise InvalidError(*found)
    position: int = await tx.value(
        f"SELECT position FROM {tx.t('meta_object')} WHERE name = $1", row.name
    )
    await repository.put_objects(tx, [(after, position)])
    plain, was = object_to_plain(after), object_to_plain(before)
    await record(tx, actor, "object.changed", row.name, before=was, after=plain)
    old = frozenset(s.name for s in before.machine.states) if before.machine else frozenset()
    check = tables.state_check_sql(
        Place(tx.tenant.schema, tx.tenant.role), after, old, replaces=True
    )
    if check and before.machine != after.machine:
        await tx.execute(check)
    return after
