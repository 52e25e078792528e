"""The statements of the write path: reading a row under a guard, writing it with its riders."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sortie.base.db import Row, quote
from sortie.base.text import index_text
from sortie.kernel.events import service as events
from sortie.kernel.events.contracts import PendingRow
from sortie.kernel.objects.contracts import Field, Object
from sortie.kernel.objects.service import field_types
from sortie.kernel.queries.guard import Guard
from sortie.kernel.records.contracts import Stored
from sortie.kernel.records.faults import translated
from sortie.kernel.records.forms import search_texts
from sortie.kernel.tenancy.contracts import Tx


def table(tx: Tx, obj: Object) -> str:
    return tx.t(obj.table or f"o_{obj.name}")


def columns(obj: Object) -> list[Field]:
    """The live fields that have a column, in the catalogue's order."""
    return [f for f in obj.by_name.values() if field_types[f.type].column_sql(f)]


def column(field: Field) -> str:
    return quote(field.column or field.name)


def select_list(obj: Object, alias: str = "r") -> str:
    return ", ".join(f"{alias}.{column(f)}" for f in columns(obj))


def stored_of(obj: Object, row: Row, *, skip: int = 0) -> Stored:
    """A row selected by :func:`select_list`, after ``skip`` columns of others."""
    values = {f.name: row[n] for n, f in enumerate(columns(obj), skip)}
    return Stored(obj.name, values["id"], values["version"], values)


async def read(
    tx: Tx, obj: Object, record_id: UUID, guard: Guard | None, *, lock: bool
) -> tuple[Stored, int] | None:
    """The row and the bits of the grants that cover it (-1 without a guard); trashed ones too."""
    args = guard.params.values if guard else []
    args.append(record_id)
    bits = guard.sql if guard else "-1::bigint"
    async with translated(obj):
        row = await tx.row(
            f"SELECT {bits} AS bits, {select_list(obj)} FROM {table(tx, obj)} AS r "
            f"WHERE r.id = ${len(args)}::uuid{' FOR NO KEY UPDATE OF r' if lock else ''}",
            *args,
        )
    return (stored_of(obj, row, skip=1), row["bits"]) if row else None


async def insert(
    tx: Tx,
    obj: Object,
    values: Mapping[str, Any],
    guard: Guard | None,
    riders: Sequence[PendingRow],
) -> int | None:
    """Write a new row with its riders in one statement; the bits of the grants that cover it.

    None: a row of this id is there already, nothing was written.
    """
    args = guard.params.values if guard else []
    names, marks = [], []
    for name, value in values.items():
        field = obj.by_name[name]
        args.append(value)
        names.append(column(field))
        marks.append(f"${len(args)}::{field_types[field.type].column_sql(field)}")
    args.append(index_text(search_texts(obj, values)))
    names.append("search")
    marks.append(f"array_to_tsvector(${len(args)}::text[])")
    write = (
        f"INSERT INTO {table(tx, obj)} AS r ({', '.join(names)}) VALUES ({', '.join(marks)}) "
        f"ON CONFLICT (id) DO NOTHING RETURNING {guard.sql if guard else '-1::bigint'} AS answer"
    )
    return await _with_riders(tx, write, args, riders)


async def update(
    tx: Tx,
    obj: Object,
    before: Stored,
    values: Mapping[str, Any],
    riders: Sequence[PendingRow],
) -> int | None:
    """Write ``values`` over ``before`` with riders; the new version.

    None: the row isn't at ``before.version`` any more, nothing was written.
    """
    args: list[Any] = [before.id, before.version]
    sets = ["version = r.version + 1", "tx = pg_current_xact_id()"]
    for name, value in values.items():
        field = obj.by_name[name]
        args.append(value)
        kind = field_types[field.type].column_sql(field)
        sets.append(f"{column(field)} = ${len(args)}::{kind}")
    if any(obj.by_name[name].searchable for name in values):
        args.append(index_text(search_texts(obj, {**before.values, **values})))
        sets.append(f"search = array_to_tsvector(${len(args)}::text[])")
    write = (
        f"UPDATE {table(tx, obj)} AS r SET {', '.join(sets)} "
        "WHERE r.id = $1 AND r.version = $2 RETURNING r.version AS answer"
    )
    return await _with_riders(tx, write, args, riders)


async def _with_riders(
    tx: Tx, write: str, args: list[Any], riders: Sequence[PendingRow]
) -> int | None:
    parts = [f"done AS ({write})"]
    parts += [
        f"r{n} AS ({events.insert_sql(tx, rider, args, 'done')})" for n, rider in enumerate(riders)
    ]
    answer: int | None = await tx.value(
        f"WITH {', '.join(parts)} SELECT answer, {events.notify_sql(tx)} FROM done", *args
    )
    return answer
