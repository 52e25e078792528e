"""Changing a field that is there: label, choices, default, whether it must be filled."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg

from sortie.base.db import quote
from sortie.base.errors import FieldProblem, InvalidError
from sortie.kernel.objects import repository, tables
from sortie.kernel.objects.altering import altering, record, require_designer, want_work
from sortie.kernel.objects.catalog import built
from sortie.kernel.objects.codec import field_to_plain
from sortie.kernel.objects.contracts import Field, Object
from sortie.kernel.objects.fields import index_script, more_indexes
from sortie.kernel.objects.repository import FieldRow
from sortie.kernel.objects.retiring import live_row
from sortie.kernel.objects.rules import field_problems, problem, target_problems
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tenant, Tx
from sortie.kernel.tenancy.service import TenantDatabases

_OPEN_TO_OVERRIDE = frozenset({"label", "help", "required", "default", "options", "searchable"})


async def update_field(
    dbs: TenantDatabases, tenant: Tenant, actor: Actor, object_: str, field: Field
) -> Field:
    """``field`` as it shall be from now on, found by its name; the type stays.

    A built-in field takes another label, help, default, choices, may become required or searchable.
    Choices that are left out stay as retired ones, so old records keep their label.

    Raises:
        ForbiddenError, ObjectUnknownError, FieldUnknownError, InvalidError, TableBusyError
    """
    require_designer(actor)

    async def work(tx: Tx) -> Field:
        return await _update(tx, actor, object_, field)

    return await altering(dbs, tenant, work)


async def _update(tx: Tx, actor: Actor, object_: str, wanted: Field) -> Field:
    meta = await repository.load(tx)
    seen = built(meta)
    obj = seen.get(object_)
    row = live_row(meta.fields[obj.name], obj, wanted.name)
    before = row.field()
    after = replace(
        wanted,
        id=before.id, column=before.column, system=before.system, retired=False,
        options=_keeping_choices(before, wanted),
    )  # fmt: skip
    found = [*field_problems(after), *target_problems(after, seen.objects)]
    found += _change_problems(row, before, after)
    if found:
        raise InvalidError(*found)
    if before == after:
        return before
    plain, was = field_to_plain(after), field_to_plain(before)
    if row.custom:
        await repository.put_fields(
            tx, [(obj.name, await _position(tx, row), after, True, row.column_type)]
        )
    else:
        base = row.definition
        await repository.override_field(
            tx, row.id, {k: plain[k] for k in _OPEN_TO_OVERRIDE if plain[k] != base[k]}
        )
    await record(tx, actor, "field.changed", obj.name, field=after.name, before=was, after=plain)
    fields = tuple(after if f.id == after.id else f for f in obj.fields)
    changed = replace(obj, fields=fields)
    script = await index_script(tx, obj, more_indexes(obj, changed))
    kept = {i.name for i in tables.indexes(changed)}
    gone = [i for i in tables.indexes(obj) if i.name not in kept]
    script += [f"DROP INDEX IF EXISTS {tx.t(i.name)}" for i in gone]
    script += await _column_script(tx, obj, before, after)
    try:
        await tx.execute(";\n".join(script or ["SELECT"]))
    except asyncpg.UniqueViolationError as doubled:
        raise InvalidError(_doubled(after)) from doubled
    return after


def _doubled(field: Field) -> FieldProblem:
    return problem(
        f"{field.name}.unique",
        "values_doubled",
        "已有记录的值重复，不能设为唯一：请先改正重复的记录。",
        "Records there have equal values, so it can't be unique: correct those first.",
    )


async def _position(tx: Tx, row: FieldRow) -> int:
    found: int = await tx.value(f"SELECT position FROM {tx.t('meta_field')} WHERE id = $1", row.id)
    return found


def _keeping_choices(before: Field, wanted: Field) -> dict[str, Any]:
    options = dict(wanted.options)
    if before.type in {"choice", "choices"} and isinstance(options.get("choices"), list | tuple):
        named = {c.get("value") for c in options["choices"] if isinstance(c, dict)}
        old = [c for c in before.options["choices"] if c["value"] not in named]
        options["choices"] = [*options["choices"], *({**c, "retired": True} for c in old)]
    return options


def _change_problems(row: FieldRow, before: Field, after: Field) -> list[FieldProblem]:
    found: list[FieldProblem] = []
    if after.type != before.type or tables.column_type(after) != row.column_type:
        found.append(
            problem(
                f"{after.name}.type",
                "type_fixed",
                "字段类型（及小数位）不能更改：请新建字段后迁移数据。",
                "A field's type and digits stay: add a new field and move the values over.",
            )
        )
    if row.custom:
        return found
    plain, base = field_to_plain(after), row.definition
    closed = [k for k in plain if k not in _OPEN_TO_OVERRIDE and plain[k] != base[k]]
    if base["required"] and not after.required:
        closed.append("required")
    if before.type in {"choice", "choices"}:
        # the program itself writes these values
        built_in = {c["value"] for c in base["options"]["choices"]}
        if any(c.get("retired") and c["value"] in built_in for c in plain["options"]["choices"]):
            closed.append("options.choices")
    elif plain["options"] != base["options"]:
        closed.append("options")
    found += [
        problem(
            f"{after.name}.{key}",
            "built_in_field",
            f"内置字段的「{key}」不能更改。",
            f"“{key}” of a built-in field can't be changed.",
        )
        for key in closed
    ]
    return found


async def _column_script(tx: Tx, obj: Object, before: Field, after: Field) -> list[str]:
    if not after.column:
        return []
    column = f"ALTER TABLE {tx.t(obj.table)} ALTER COLUMN {quote(after.column)}"
    script: list[str] = []
    default = tables.default_sql(after)
    if default != tables.default_sql(before):
        script.append(f"{column} SET DEFAULT {default}" if default else f"{column} DROP DEFAULT")
    if before.required and not after.required:
        name = quote(tables.given_name(obj.table, after.column))
        script.append(f"{column} DROP NOT NULL")
        script.append(f"ALTER TABLE {tx.t(obj.table)} DROP CONSTRAINT IF EXISTS {name}")
    elif after.required and not before.required:
        await repository.add_task(tx, "require", obj.name, UUID(after.id), {})
        await want_work(tx)
    return script
