"""Built-in objects in a tenant's schema: made at first, then evolved by difference.

The difference is taken against what is frozen in the meta tables, never against other code.
Nothing is ever dropped: a field that left the program becomes a tombstone, its column stays.
"""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sortie.base.db import quote
from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.kernel.objects import repository, tables
from sortie.kernel.objects.altering import want_work
from sortie.kernel.objects.codec import field_to_plain, object_to_plain
from sortie.kernel.objects.contracts import Field, Object
from sortie.kernel.objects.names import builtin_field_id
from sortie.kernel.objects.registry import ObjectRegistry
from sortie.kernel.objects.repository import FieldRow, Meta
from sortie.kernel.objects.seeding import seed_rights
from sortie.kernel.objects.tables import Index, Place
from sortie.kernel.tenancy.contracts import Tx

_SMALL_TABLE = 20_000  # rows: an index on fewer is built before anyone notices


class TypeChangedError(AppError):
    """A built-in field changed its column type: give the new shape a new name instead."""

    code, status = "object.type_changed", 500
    text = Label(
        "内置字段「{field}」的存储类型从 {before} 变为 {after}：请为新类型另起字段名。",
        "The built-in field “{field}” went from {before} to {after}: give the new type a new name.",
    )


@dataclass(slots=True)
class _Plan:
    """What one installation will do."""

    script: list[str] = field(default_factory=list)
    objects: list[tuple[Object, int]] = field(default_factory=list)
    fields: list[tuple[str, int, Field, bool, str | None]] = field(default_factory=list)
    retired_objects: list[str] = field(default_factory=list)
    retired_fields: list[UUID] = field(default_factory=list)
    tasks: list[tuple[str, str, UUID | None, dict[str, Any]]] = field(default_factory=list)
    ledger: list[tuple[str, str, str | None, dict[str, Any]]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.objects or self.fields or self.retired_objects or self.retired_fields)


async def install(tx_owner: Tx, registry: ObjectRegistry) -> bool:
    """Bring the tenant's tables to what ``registry`` declares; whether anything changed.

    Runs in the owner's transaction; safe to repeat.
    """
    registry.check()
    tx = tx_owner
    meta = await repository.load(tx)
    place = Place(tx.tenant.schema, tx.tenant.role)
    small = await _small_tables(tx, meta)
    plan = _Plan()
    for position, declared in enumerate(registry):
        target = placed(declared)
        if declared.name not in meta.objects:
            _create(plan, place, target)
        else:
            _evolve(plan, place, target, meta, inline=target.table in small)
        _freeze(plan, target, meta, position)
    for name, row in meta.objects.items():
        if not row.custom and not row.retired and name not in registry:
            plan.retired_objects.append(name)
            plan.ledger.append(("object.retired", name, None, {}))
    if plan.empty:
        return await seed_rights(tx, registry)
    await _carry_out(tx, plan, registry)
    return True


def placed(obj: Object) -> Object:
    """The declaration with its table, field ids and columns filled in."""
    fields = tuple(
        replace(
            f,
            id=str(builtin_field_id(obj.name, f.name)),
            column=f.name if tables.column_type(f) else "",
        )
        for f in obj.fields
    )
    return replace(obj, fields=fields, table=f"o_{obj.name}")


async def _small_tables(tx: Tx, meta: Meta) -> set[str]:
    rows = await tx.fetch(
        "SELECT c.relname FROM pg_catalog.pg_class c WHERE c.relnamespace = $1::regnamespace "
        "AND c.relkind = 'r' AND c.relpages < $2",
        f'"{tx.tenant.schema}"',
        _SMALL_TABLE // 20,
    )
    return {r["relname"] for r in rows} & {row.table for row in meta.objects.values()}


def _create(plan: _Plan, place: Place, target: Object) -> None:
    plan.script += tables.create_sql(place, target)
    plan.ledger.append(("object.created", target.name, None, {"fields": len(target.fields)}))


def _freeze(plan: _Plan, target: Object, meta: Meta, position: int) -> None:
    """Note every definition that differs from the frozen one."""
    before = meta.objects.get(target.name)
    plain = object_to_plain(target)
    if before is None or before.retired or before.definition != plain:
        plan.objects.append((target, position))
        if before is not None:
            plan.ledger.append(("object.changed", target.name, None, {"before": before.definition}))
    known = {r.id: r for r in meta.fields.get(target.name, ())}
    for place, declared in enumerate(target.fields):
        row = known.get(UUID(declared.id))
        if row is None or row.retired or row.definition != field_to_plain(declared):
            plan.fields.append((target.name, place, declared, False, tables.column_type(declared)))


def _evolve(plan: _Plan, place: Place, target: Object, meta: Meta, *, inline: bool) -> None:
    rows = {r.id: r for r in meta.fields[target.name] if not r.custom}
    frozen = meta.objects[target.name].object()
    for declared in target.fields:
        row = rows.pop(UUID(declared.id), None)
        if row is None:
            _add_column(plan, place, target, declared)
        else:
            _alter_column(plan, place, target, declared, row)
    for row in rows.values():
        if not row.retired:
            _bury(plan, place, target, row)
    before = replace(
        frozen, fields=tuple(r.frozen() for r in meta.fields[target.name] if not r.custom)
    )
    _evolve_states(plan, place, before, target)
    _evolve_indexes(plan, place, before, target, inline=inline)
    for number, body in enumerate(target.exclusions):
        if body not in frozen.exclusions:
            plan.script.append(tables.exclusion_sql(place, target, number, body))


def _add_column(plan: _Plan, place: Place, target: Object, declared: Field) -> None:
    plan.ledger.append(("field.added", target.name, declared.name, {"type": declared.type}))
    if not declared.column:
        return
    # without a default the rows that exist have nothing to put there
    required = declared.required and tables.default_sql(declared) is not None
    table = place.table(target.table)
    plan.script.append(
        f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS "
        f"{tables.column_sql(declared, declared.column, required=required)}"
    )
    if declared.required and not required:
        plan.tasks.append(("require", target.name, UUID(declared.id), {}))
    if declared.type == "autonumber":
        plan.script += tables.series_sql(place, declared)


def _alter_column(
    plan: _Plan, place: Place, target: Object, declared: Field, row: FieldRow
) -> None:
    kind = tables.column_type(declared)
    if kind != row.column_type:
        raise TypeChangedError(
            field=f"{target.name}.{declared.name}", before=row.column_type, after=kind
        )
    before = row.frozen()
    if not row.retired and row.definition == field_to_plain(declared):
        return
    action = "field.revived" if row.retired else "field.changed"
    plan.ledger.append((action, target.name, declared.name, {"before": row.definition}))
    if not declared.column:
        return
    column = f"ALTER TABLE {place.table(target.table)} ALTER COLUMN {quote(declared.column)}"
    default, was = tables.default_sql(declared), tables.default_sql(before)
    if default != was:
        plan.script.append(
            f"{column} DROP DEFAULT" if default is None else f"{column} SET DEFAULT {default}"
        )
    if before.required and not declared.required:
        given = quote(tables.given_name(target.table, declared.column))
        plan.script.append(f"{column} DROP NOT NULL, DROP CONSTRAINT IF EXISTS {given}")
    elif declared.required and (not before.required or row.retired):
        plan.tasks.append(("require", target.name, UUID(declared.id), {}))


def _bury(plan: _Plan, place: Place, target: Object, row: FieldRow) -> None:
    plan.retired_fields.append(row.id)
    plan.ledger.append(("field.retired", target.name, row.name, {"before": row.definition}))
    if row.column:
        plan.script.append(
            f"ALTER TABLE {place.table(target.table)} "
            f"ALTER COLUMN {quote(row.column)} DROP NOT NULL, "
            f"DROP CONSTRAINT IF EXISTS {quote(tables.given_name(target.table, row.column))}"
        )


def _evolve_states(plan: _Plan, place: Place, before: Object, target: Object) -> None:
    if target.machine is None:
        return
    old = {s.name for s in before.machine.states} if before.machine else set()
    if before.machine is None or old != {s.name for s in target.machine.states}:
        check = tables.state_check_sql(place, target, frozenset(old), replaces=True)
        plan.script += [check] if check else []


def _evolve_indexes(
    plan: _Plan, place: Place, before: Object, target: Object, *, inline: bool
) -> None:
    had = {i.name: i for i in tables.indexes(before)}
    want = {i.name: i for i in tables.indexes(target)}
    for name in had.keys() - want.keys():
        plan.script.append(f"DROP INDEX IF EXISTS {place.table(name)}")
    for name, index in want.items():
        if had.get(name) == index:
            continue
        if inline:
            plan.script.append(f"DROP INDEX IF EXISTS {place.table(name)}")
            plan.script.append(index.sql(place, target.table))
        else:
            plan.tasks.append(("index", target.name, None, index_args(index)))


def index_args(index: Index) -> dict[str, Any]:
    return {"name": index.name, "body": index.body, "unique": index.unique}


async def _carry_out(tx: Tx, plan: _Plan, registry: ObjectRegistry) -> None:
    if plan.script:
        await tx.execute(";\n".join(plan.script))
    await repository.put_objects(tx, plan.objects)
    await repository.put_fields(tx, plan.fields)
    for name in plan.retired_objects:
        await repository.retire_object(tx, name)
    for id_ in plan.retired_fields:
        await repository.retire_field(tx, id_)
    for kind, object_, field_id, args in plan.tasks:
        await repository.add_task(tx, kind, object_, field_id, args)
    if plan.tasks:
        await want_work(tx)
    await repository.note(tx, None, plan.ledger)
    await seed_rights(tx, registry)
    await repository.bump(tx)
