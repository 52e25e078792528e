"""The SQL text of an object's table. Pure: definitions in, statements out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from asyncpg import Range

from sortie.base.db import literal, quote
from sortie.base.errors import FieldProblem
from sortie.kernel.objects.contracts import SYSTEM_FIELDS, Field, Object
from sortie.kernel.objects.field_types.base import ValueContext
from sortie.kernel.objects.field_types.registry import field_types
from sortie.kernel.objects.names import identifier, series_name

_SYSTEM_COLUMNS = """
  "id" uuid PRIMARY KEY,
  "org_id" uuid, "dept_id" uuid, "owner_id" uuid,
  "created_at" timestamptz NOT NULL DEFAULT now(), "created_by" uuid,
  "updated_at" timestamptz NOT NULL DEFAULT now(), "updated_by" uuid,
  "version" bigint NOT NULL DEFAULT 1 CHECK ("version" >= 1),
  "deleted_at" timestamptz,
  "tx" xid8 NOT NULL DEFAULT pg_current_xact_id(),
  "search" tsvector"""
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tenant's tables are: schema and role, unquoted."""

    schema: str
    role: str

    def table(self, name: str) -> str:
        return f"{quote(self.schema)}.{quote(name)}"


@dataclass(frozen=True, slots=True)
class Index:
    """``body`` follows ``ON <table>``."""

    name: str
    body: str
    unique: bool = False

    def sql(self, place: Place, table: str, *, concurrently: bool = False) -> str:
        kind = "UNIQUE INDEX" if self.unique else "INDEX"
        how = "CONCURRENTLY " if concurrently else ""
        return f"CREATE {kind} {how}{quote(self.name)} ON {place.table(table)} {self.body}"


def given_name(table: str, column: str) -> str:
    """The constraint by which the database insists on a value."""
    return identifier(table, column, "given")


def column_type(field: Field) -> str | None:
    return field_types[field.type].column_sql(field)


def column_sql(field: Field, column: str, *, required: bool | None = None) -> str:
    """``"name" type [NOT NULL] [DEFAULT …]`` of a field that has a column."""
    parts = [quote(column), column_type(field) or ""]
    if field.required if required is None else required:
        parts.append("NOT NULL")
    default = default_sql(field)
    if default is not None:
        parts.append(f"DEFAULT {default}")
    return " ".join(parts)


def default_sql(field: Field) -> str | None:
    """The default as a constant of the column's type: such a column is added without a rewrite."""
    kind = column_type(field)
    if field.default is None or kind is None:
        return None
    value = field_types[field.type].parse(field.default, field, ValueContext(_EPOCH))
    if value is None or isinstance(value, FieldProblem):
        return None
    return f"{literal(_constant(value, kind))}::{kind}".strip()


def _constant(value: Any, kind: str) -> str:
    if kind == "jsonb":
        return msgspec.json.encode(value).decode()
    if isinstance(value, list):
        return "{" + ",".join(_array_item(str(part)) for part in value) + "}"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Range):
        return f"[{_end(value.lower)},{_end(value.upper)})"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _end(day: date | None) -> str:
    return day.isoformat() if day else ""


def _array_item(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def create_sql(place: Place, obj: Object) -> Iterator[str]:
    """All statements that make the table of ``obj``, whose fields know their columns."""
    table = place.table(obj.table)
    columns = [column_sql(f, f.column, required=_required(obj, f)) for f in own_columns(obj)]
    yield f"CREATE TABLE {table} ({', '.join([_SYSTEM_COLUMNS, *columns])})"
    check = state_check_sql(place, obj)
    if check:
        yield check
    for index in indexes(obj):
        yield index.sql(place, obj.table)
    for number, body in enumerate(obj.exclusions):
        yield exclusion_sql(place, obj, number, body)
    for field in obj.fields:
        if field.type == "autonumber":
            yield from series_sql(place, field)
    yield from grant_sql(place, obj.table)


def grant_sql(place: Place, table: str) -> Iterator[str]:
    """Rows are deleted softly, so the tenant's role has no DELETE."""
    name, role = place.table(table), quote(place.role)
    yield f"REVOKE ALL ON {name} FROM {role}"
    yield f"GRANT SELECT, INSERT, UPDATE ON {name} TO {role}"


def exclusion_sql(place: Place, obj: Object, number: int, body: str) -> str:
    name = quote(identifier(obj.table, "excl", str(number)))
    rest = body.removeprefix("EXCLUDE").strip()
    return f"ALTER TABLE {place.table(obj.table)} ADD CONSTRAINT {name} EXCLUDE {rest}"


def series_sql(place: Place, field: Field) -> Iterator[str]:
    name = place.table(series_name(field.id))
    yield f"CREATE SEQUENCE IF NOT EXISTS {name} CACHE 1"
    yield f"GRANT USAGE, SELECT ON SEQUENCE {name} TO {quote(place.role)}"


def own_columns(obj: Object) -> list[Field]:
    """The live fields that have a column of their own, system fields aside."""
    system = {f.name for f in SYSTEM_FIELDS}
    return [f for f in obj.fields if f.column and f.name not in system and not f.retired]


def _required(obj: Object, field: Field) -> bool:
    return field.required or (obj.machine is not None and field.name == obj.machine.field)


def state_check_sql(
    place: Place, obj: Object, also: frozenset[str] = frozenset(), *, replaces: bool = False
) -> str | None:
    """Only known states in the column; ``also``: states of old that rows may still be in."""
    if obj.machine is None:
        return None
    name = quote(identifier(obj.table, "state_ok"))
    column = quote(next(f.column for f in obj.fields if f.name == obj.machine.field))
    states = sorted({s.name for s in obj.machine.states} | also)
    table = place.table(obj.table)
    drop = f"DROP CONSTRAINT IF EXISTS {name}, " if replaces else ""
    # the new list holds the old one, so the rows needn't be read again
    valid = " NOT VALID" if replaces else ""
    listed = ", ".join(literal(s) for s in states)
    return f"ALTER TABLE {table} {drop}ADD CONSTRAINT {name} CHECK ({column} IN ({listed})){valid}"


def indexes(obj: Object) -> list[Index]:
    """Every index the table of ``obj`` should have, beside its primary key."""
    t = obj.table
    found = [
        Index(identifier(t, "tx"), 'USING btree ("tx", "id")'),
        Index(identifier(t, "dept"), 'USING btree ("dept_id", "created_at" DESC, "id")'),
        Index(identifier(t, "owner"), 'USING btree ("owner_id", "created_at" DESC, "id")'),
        Index(identifier(t, "created"), 'USING btree ("created_at" DESC, "id")'),
    ]
    found += open_indexes(obj)
    if any(f.searchable for f in own_columns(obj)):
        found.append(search_index(t))
    for field in own_columns(obj):
        found += field_indexes(obj, field)
    found += [unique_index(obj, group) for group in obj.unique]
    return found


_OPEN_CHOICES = 2


def open_indexes(obj: Object) -> list[Index]:
    """Of what ends: the few records still going on, by unit, and the choices lists are filtered by:
    daily work asks for nothing else.
    """
    machine = obj.machine
    if machine is None:
        return []
    going_on = sorted(s.name for s in machine.states if s.category in {"open", "paused"})
    column = next((f.column for f in obj.fields if f.name == machine.field), "")
    if not column or not going_on or len(going_on) == len(machine.states):
        return []
    listed = ", ".join(literal(s) for s in going_on)
    where = f'{quote(column)} IN ({listed}) AND "deleted_at" IS NULL'
    known = {f.name: f for f in obj.fields if f.type == "choice" and f.column and not f.retired}
    also = [known[name].column for name in obj.layouts.filters if name in known][:_OPEN_CHOICES]
    keys = ", ".join(quote(c) for c in ("dept_id", column, *also))
    return [Index(identifier(obj.table, "open", *also), f"USING btree ({keys}) WHERE {where}")]


def search_index(table: str) -> Index:
    return Index(identifier(table, "search"), 'USING gin ("search")')


def unique_index(obj: Object, group: tuple[str, ...]) -> Index:
    columns = [next((f.column for f in obj.fields if f.name == n), n) for n in group]
    listed = ", ".join(quote(c) for c in columns)
    return Index(
        identifier(obj.table, *columns, "uniq"),
        f'USING btree ({listed}) WHERE "deleted_at" IS NULL',
        unique=True,
    )


def field_indexes(obj: Object, field: Field) -> list[Index]:
    """The indexes one field asks for: by its flags, or because rights and links read by it."""
    wanted = field.indexed or field.type in {"link", "state"} or field.name in obj.own_fields
    type_ = field_types[field.type]
    found: list[Index] = []
    if field.unique:
        found.append(unique_index(obj, (field.name,)))
    if wanted and field.column and not field.unique:
        body = type_.index_sql(field, quote(field.column))
        if body.startswith("USING btree"):
            # ordered by the id behind it, so a keyset page reads straight from the index
            body = f'USING btree ({quote(field.column)}, "id")'
        found.append(Index(identifier(obj.table, field.column), body))
        found += [
            Index(identifier(obj.table, field.column, end), sql)
            for end, sql in type_.end_index_sql(field, quote(field.column)).items()
        ]
    return found
