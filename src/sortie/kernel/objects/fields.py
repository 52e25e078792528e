"""What an administrator does to fields at run time."""

from dataclasses import replace
from uuid import UUID

from sortie.base.errors import FieldProblem, InvalidError
from sortie.base.ids import uuid7
from sortie.kernel.objects import repository, tables
from sortie.kernel.objects.altering import altering, record, require_designer, want_work
from sortie.kernel.objects.catalog import built
from sortie.kernel.objects.codec import field_to_plain
from sortie.kernel.objects.contracts import (
    Field,
    LimitError,
    Object,
)
from sortie.kernel.objects.field_types.registry import field_types
from sortie.kernel.objects.names import CUSTOM_PREFIX
from sortie.kernel.objects.rules import field_problems, problem, target_problems
from sortie.kernel.objects.tables import Index, Place
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tenant, Tx
from sortie.kernel.tenancy.service import TenantDatabases

MAX_CUSTOM_FIELDS = 200
MAX_COLUMNS = 600  # PostgreSQL ends at 1,600, dropped ones included; rows get slow long before
_SMALL_PAGES = 200  # 1.6 MB: an index on less is built before anyone notices


async def add_field(
    dbs: TenantDatabases, tenant: Tenant, actor: Actor, object_: str, field: Field
) -> Field:
    """A new field, usable at once; its indexes on a large table follow as a job.

    ``field.name`` may be empty: it is given one. The answer holds name, id and column.

    Raises:
        ForbiddenError, ObjectUnknownError, InvalidError, LimitError, TableBusyError
    """
    require_designer(actor)

    async def work(tx: Tx) -> Field:
        return await _add(tx, actor, object_, field)

    return await altering(dbs, tenant, work)


async def _add(tx: Tx, actor: Actor, object_: str, wanted: Field) -> Field:
    seen = built(await repository.load(tx))
    obj = seen.get(object_)
    number = await repository.next_name(tx)
    field = _named(wanted, number)
    found = [*_new_field_problems(obj, field), *target_problems(field, seen.objects)]
    if found:
        raise InvalidError(*found)
    _count(obj)
    kind = tables.column_type(field)
    recycled = None if kind is None or field.default is not None else await _free(tx, obj, kind)
    column = recycled or f"x_{number}"
    field = replace(field, id=str(uuid7()), column=column if kind else "")
    await repository.put_fields(tx, [(obj.name, 1_000 + number, field, True, kind)])
    plain = field_to_plain(field)
    await record(tx, actor, "field.added", obj.name, field=field.name, after=plain)
    after = replace(obj, fields=(*obj.fields, field))
    indexes = more_indexes(obj, after)
    script = await index_script(tx, obj, indexes)
    if field.type == "autonumber":
        script += tables.series_sql(place_of(tx), field)
    if field.required and field.default is None and kind:
        await repository.add_task(tx, "require", obj.name, UUID(field.id), {})
        await want_work(tx)
    if kind and recycled is None:
        await tx.execute(_add_column_sql(tx, obj, field))
    if script:
        await tx.execute(";\n".join(script))
    return field


def _named(wanted: Field, number: int) -> Field:
    """Only what an administrator may say, and a name if there is none."""
    name = wanted.name or f"{CUSTOM_PREFIX}{number}"
    # the kernel numbers by itself; nobody types an autonumber
    return replace(wanted, name=name, system=wanted.type == "autonumber", retired=False)


def _new_field_problems(obj: Object, field: Field) -> list[FieldProblem]:
    found = list(field_problems(field))
    if field.name in obj.by_name:
        found.append(
            problem(
                field.name,
                "field_taken",
                f"已有名为「{field.name}」的字段。",
                f"There is a field “{field.name}” already.",
            )
        )
    if not obj.custom and not field.name.startswith(CUSTOM_PREFIX):
        found.append(
            problem(
                field.name,
                "field_prefix",
                f"内置对象上的自定义字段名须以 c_ 开头，如 c_{field.name}。",
                f"A custom field on a built-in object is named with c_ in front, like c_{field.name}.",
            )
        )
    if field.type in field_types and not field_types[field.type].custom:
        found.append(
            problem(
                f"{field.name}.type",
                "type_internal",
                f"类型「{field.type}」由系统维护，不能添加。",
                f"Fields of type “{field.type}” are the system's own.",
            )
        )
    if field.unique and field.default is not None:
        found.append(
            problem(
                f"{field.name}.default",
                "default_unique",
                "唯一字段不能有默认值：已有记录会重复。",
                "A unique field can't have a default: the records there are would all have it.",
            )
        )
    return found


def _count(obj: Object) -> None:
    custom = sum(1 for f in obj.fields if f.column.startswith("x_") and not f.retired)
    columns = len({f.column for f in obj.fields if f.column})
    if custom >= MAX_CUSTOM_FIELDS:
        raise LimitError(most=MAX_CUSTOM_FIELDS, what="custom fields")
    if columns >= MAX_COLUMNS:
        raise LimitError(most=MAX_COLUMNS, what="columns")


async def _free(tx: Tx, obj: Object, kind: str) -> str | None:
    """A cleared column of that type, taken from its tombstone."""
    row = await tx.row(
        f"""
        SELECT id, column_name FROM {tx.t("meta_field")}
        WHERE object = $1 AND column_type = $2 AND cleared AND retired_at IS NOT NULL
          AND custom AND column_name IS NOT NULL
        ORDER BY retired_at LIMIT 1
        """,
        obj.name,
        kind,
    )
    if row is None:
        return None
    await tx.execute(f"UPDATE {tx.t('meta_field')} SET column_name = NULL WHERE id = $1", row["id"])
    return str(row["column_name"])


def _add_column_sql(tx: Tx, obj: Object, field: Field) -> str:
    required = field.required and field.default is not None
    column = tables.column_sql(field, field.column, required=required)
    return f"ALTER TABLE {tx.t(obj.table)} ADD COLUMN {column}"


def place_of(tx: Tx) -> Place:
    return Place(tx.tenant.schema, tx.tenant.role)


def more_indexes(before: Object, after: Object) -> list[Index]:
    had = {i.name for i in tables.indexes(before)}
    return [i for i in tables.indexes(after) if i.name not in had]


async def index_script(tx: Tx, obj: Object, indexes: list[Index]) -> list[str]:
    """Statements for a small table; for a large one a task each, done without locking it."""
    if not indexes:
        return []
    pages: int = await tx.value(
        "SELECT (pg_relation_size($1::regclass) / 8192)::bigint", tx.t(obj.table)
    )
    if pages <= _SMALL_PAGES:
        return [i.sql(place_of(tx), obj.table) for i in indexes]
    for index in indexes:
        args = {"name": index.name, "body": index.body, "unique": index.unique}
        await repository.add_task(tx, "index", obj.name, None, args)
    await want_work(tx)
    return []
