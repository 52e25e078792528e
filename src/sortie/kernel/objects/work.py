"""Heavy work on tables, outside the transaction that asked for it; each step can be done again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from sortie.base.db import quote
from sortie.base.errors import AppError
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.jobs.service import JobRegistry
from sortie.kernel.objects import tables
from sortie.kernel.objects.altering import WORK_JOB, altering
from sortie.kernel.objects.contracts import StillEmptyError
from sortie.kernel.objects.tables import Index, Place
from sortie.kernel.tenancy.contracts import Tenant, Tx
from sortie.kernel.tenancy.service import TenantDatabases

_BATCH = 2_000  # rows emptied in one transaction: a few ms of row locks
_LOOK_EVERY_S = 3_600


@dataclass(frozen=True, slots=True)
class Task:
    id: UUID
    kind: str
    object: str
    field_id: UUID | None
    args: dict[str, Any]
    table: str
    column: str | None


def register(jobs: JobRegistry) -> None:
    """Composition calls it: the job runs when asked for, and looks by itself every hour."""

    async def run(job: JobContext, _args: dict[str, Any]) -> None:
        await work_off(job.dbs, job.tenant)

    jobs.add(WORK_JOB, run, every_s=_LOOK_EVERY_S, timeout_s=3_600)


async def work_off(dbs: TenantDatabases, tenant: Tenant) -> int:
    """Do every open task that is due; how many ended well. A failed one says why in its row."""
    done = 0
    for task in await _due(dbs, tenant):
        try:
            await _STEPS[task.kind](dbs, tenant, task)
        except (asyncpg.PostgresError, AppError) as error:
            await _end(dbs, tenant, task, str(error))
        else:
            await _end(dbs, tenant, task, None)
            done += 1
    return done


async def _due(dbs: TenantDatabases, tenant: Tenant) -> list[Task]:
    async with dbs.owner_tx(tenant) as tx:
        rows = await tx.fetch(
            f"""
            SELECT t.id, t.kind, t.object, t.field_id, t.args, o.table_name, f.column_name
            FROM {tx.t("meta_task")} t
            JOIN {tx.t("meta_object")} o ON o.name = t.object
            LEFT JOIN {tx.t("meta_field")} f ON f.id = t.field_id
            WHERE t.state <> 'done' AND t.not_before <= $1
            ORDER BY t.created_at
            """,
            tx.now,
        )
    return [Task(*r.values()) for r in rows]


async def _end(dbs: TenantDatabases, tenant: Tenant, task: Task, error: str | None) -> None:
    async with dbs.owner_tx(tenant) as tx:
        await tx.execute(
            f"UPDATE {tx.t('meta_task')} SET state = $2, error = $3, attempts = attempts + 1, "
            "finished_at = $4 WHERE id = $1",
            task.id,
            "failed" if error else "done",
            error,
            None if error else tx.now,
        )


async def _index(dbs: TenantDatabases, tenant: Tenant, task: Task) -> None:
    """Build without locking; an unfinished one of an earlier attempt goes first."""
    place = Place(tenant.schema, tenant.role)
    index = Index(task.args["name"], task.args["body"], task.args["unique"])
    async with dbs.owner_connection(tenant.database) as con:
        valid = await con.fetchval(
            "SELECT i.indisvalid FROM pg_catalog.pg_index i "
            "JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid "
            "WHERE c.relname = $1 AND c.relnamespace = $2::regnamespace",
            index.name,
            quote(tenant.schema),
        )
        if valid:
            return
        if valid is False:
            await con.execute(f"DROP INDEX CONCURRENTLY {place.table(index.name)}")
        try:
            await con.execute(index.sql(place, task.table, concurrently=True))
        except asyncpg.UniqueViolationError:
            # left there it would go on refusing writes, without serving anyone
            await con.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {place.table(index.name)}")
            raise


async def _require(dbs: TenantDatabases, tenant: Tenant, task: Task) -> None:
    """The database insists too, once every row has a value. Until then records alone insist."""
    column = task.column
    if column is None:
        return
    table = Place(tenant.schema, tenant.role).table(task.table)
    name = quote(tables.given_name(task.table, column))

    async def add(tx: Tx) -> bool:
        missing = await tx.value(
            f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {quote(column)} IS NULL)"
        )
        if not missing:
            await tx.execute(
                f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}, "
                f"ADD CONSTRAINT {name} CHECK ({quote(column)} IS NOT NULL) NOT VALID"
            )
        return bool(missing)

    if await altering(dbs, tenant, add):
        raise StillEmptyError(object=task.object)
    async with dbs.owner_tx(tenant) as tx:
        await tx.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


async def _clear(dbs: TenantDatabases, tenant: Tenant, task: Task) -> None:
    """Empty a retired column batch by batch, then offer it to the next field of its type."""
    column = task.args.get("column")
    if not column or not await _still_retired(dbs, tenant, task):
        return
    await _drop_indexes(dbs, tenant, task.table, column)
    name = quote(column)
    while True:
        async with dbs.owner_tx(tenant) as tx:
            table = tx.t(task.table)
            emptied = await tx.execute(
                f"UPDATE {table} SET {name} = NULL WHERE id IN "
                f"(SELECT id FROM {table} WHERE {name} IS NOT NULL LIMIT {_BATCH} "
                "FOR UPDATE SKIP LOCKED)"
            )
            if emptied == "UPDATE 0":
                # whoever held a row may have kept it: look once more before giving the column away
                left = await tx.value(
                    f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {name} IS NOT NULL)"
                )
                if left:
                    raise StillEmptyError(object=task.object)
                await tx.execute(
                    f"UPDATE {tx.t('meta_field')} SET cleared = true "
                    "WHERE id = $1 AND retired_at IS NOT NULL",
                    task.field_id,
                )
                return


async def _still_retired(dbs: TenantDatabases, tenant: Tenant, task: Task) -> bool:
    async with dbs.owner_tx(tenant) as tx:
        return bool(
            await tx.value(
                f"SELECT retired_at IS NOT NULL AND NOT cleared FROM {tx.t('meta_field')} WHERE id = $1",
                task.field_id,
            )
        )


async def _drop_indexes(dbs: TenantDatabases, tenant: Tenant, table: str, column: str) -> None:
    place = Place(tenant.schema, tenant.role)
    async with dbs.owner_connection(tenant.database) as con:
        rows = await con.fetch(
            """
            SELECT c.relname FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
            WHERE i.indrelid = $1::regclass AND a.attname = $2
            """,
            place.table(table),
            column,
        )
        for row in rows:
            await con.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {place.table(row['relname'])}")


_STEPS: dict[str, Callable[[TenantDatabases, Tenant, Task], Awaitable[None]]] = {
    "index": _index,
    "require": _require,
    "clear": _clear,
}
