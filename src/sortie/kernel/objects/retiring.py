"""Taking a field out of use, and back while its values are still there."""

from datetime import timedelta

from sortie.base.db import quote
from sortie.base.errors import InvalidError
from sortie.kernel.objects import repository, tables
from sortie.kernel.objects.altering import altering, record, require_designer
from sortie.kernel.objects.catalog import built
from sortie.kernel.objects.contracts import (
    BuiltInError,
    Field,
    FieldUnknownError,
    InUseError,
    Object,
)
from sortie.kernel.objects.repository import FieldRow
from sortie.kernel.objects.rules import problem
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tenant, Tx
from sortie.kernel.tenancy.service import TenantDatabases

KEPT_DAYS = 30
"""How long a retired field's values stay, in case it is wanted back."""


def live_row(rows: list[FieldRow], obj: Object, name: str) -> FieldRow:
    for row in rows:
        if row.name == name and not row.retired:
            return row
    raise FieldUnknownError(object=obj.name, field=name)


async def retire_field(
    dbs: TenantDatabases, tenant: Tenant, actor: Actor, object_: str, name: str
) -> None:
    """Out of use at once; its values stay for ``KEPT_DAYS``, then its column serves another.

    Raises:
        ForbiddenError, ObjectUnknownError, FieldUnknownError, BuiltInError, InUseError,
        TableBusyError
    """
    require_designer(actor)

    async def work(tx: Tx) -> None:
        meta = await repository.load(tx)
        obj = built(meta).get(object_)
        row = live_row(meta.fields[obj.name], obj, name)
        if not row.custom:
            raise BuiltInError(name=name)
        _refuse_if_used(obj, name)
        await repository.retire_field(tx, row.id)
        await record(tx, actor, "field.retired", obj.name, field=name, before=row.definition)
        args = {"column": row.column}
        if row.column:
            await repository.add_task(tx, "clear", obj.name, row.id, args, after_days=KEPT_DAYS)
            given = quote(tables.given_name(obj.table, row.column))
            column = f"ALTER COLUMN {quote(row.column)}"
            await tx.execute(
                f"ALTER TABLE {tx.t(obj.table)} {column} DROP NOT NULL, {column} DROP DEFAULT, "
                f"DROP CONSTRAINT IF EXISTS {given}"
            )

    await altering(dbs, tenant, work)


def _refuse_if_used(obj: Object, name: str) -> None:
    """A title, an owner field, the way to the parent or a state can't go missing."""
    users = [
        *(["title"] if obj.title == name else []),
        *(["own_fields"] if name in obj.own_fields else []),
        *(["parent"] if obj.parent == name else []),
        *(["machine"] if obj.machine and obj.machine.field == name else []),
        *(["unique"] if any(name in group for group in obj.unique) else []),
    ]
    if users:
        raise InUseError(name=name, users=", ".join(users))


async def restore_field(
    dbs: TenantDatabases, tenant: Tenant, actor: Actor, object_: str, name: str
) -> Field:
    """A retired custom field with the values it had, within ``KEPT_DAYS``.

    It comes back as optional: records made meanwhile have no value.

    Raises:
        ForbiddenError, ObjectUnknownError, FieldUnknownError, InvalidError, TableBusyError
    """
    require_designer(actor)

    async def work(tx: Tx) -> Field:
        meta = await repository.load(tx)
        obj = built(meta).get(object_)
        if name in obj.by_name:
            raise InvalidError(
                problem(name, "field_taken", "已有同名字段。", "There is a field of that name.")
            )
        since = tx.now - timedelta(days=KEPT_DAYS)
        row = await repository.buried(tx, obj.name, name, since)
        if row is None:
            raise FieldUnknownError(object=obj.name, field=name)
        await repository.unbury(tx, row)
        plain = next(f.definition for f in meta.fields[obj.name] if f.id == row)
        await record(tx, actor, "field.restored", obj.name, field=name, after=plain)
        return built(await repository.load(tx)).get(object_).by_name[name]

    return await altering(dbs, tenant, work)
