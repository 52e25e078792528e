"""The room's door: put jobs in, work them off, look after them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sortie.base.db import Connection
from sortie.base.migrations import Migrations
from sortie.kernel.jobs import repository
from sortie.kernel.jobs.contracts import JobRow
from sortie.kernel.jobs.registry import JobRegistry
from sortie.kernel.jobs.worker import Pace, Worker, run_worker
from sortie.kernel.tenancy.contracts import Tenant, Tx
from sortie.kernel.tenancy.service import TenantDatabases

__all__ = [
    "MIGRATIONS",
    "JobRegistry",
    "Pace",
    "Worker",
    "cancel",
    "counts",
    "dead",
    "discard",
    "enqueue",
    "retry",
    "run_worker",
    "waiting",
    "workers",
]

MIGRATIONS = Migrations("sortie_jobs", Path(__file__).parent / "migrations", "jobs")
MAX_ATTEMPTS = 8
_COLUMNS = (
    "id, tenant_id, name, args, state, run_at, attempts, max_attempts, last_error, "
    "created_at, ended_at"
)


async def enqueue(
    where: Tx | Connection,
    name: str,
    args: dict[str, Any],
    *,
    run_at: datetime | None = None,
    unique_key: str | None = None,
    max_attempts: int = MAX_ATTEMPTS,
    reschedule: bool = False,
    tenant: Tenant | None = None,
) -> UUID | None:
    """Put a job into the queue in this very transaction: it exists if and only if that commits.

    With ``unique_key`` at most one such job waits (one that runs already doesn't count): another
    answers None, and with ``reschedule`` moves the waiting one to the new time and args.
    On a bare connection (the control plane's) say whose job it is by ``tenant``.
    """
    con = where.con if isinstance(where, Tx) else where
    whose = tenant or (where.tenant if isinstance(where, Tx) else None)
    if whose is None:
        raise ValueError("whose job is it? pass tenant")
    return await repository.insert(
        con,
        name,
        args,
        tenant_id=whose.id,
        tenant_role=whose.role,
        run_at=run_at,
        unique_key=unique_key,
        max_attempts=max_attempts,
        reschedule=reschedule,
    )


async def cancel(tx: Tx, name: str, unique_key: str) -> bool:
    """Take a waiting job back; False when none waits (it may be running)."""
    return await repository.cancel(tx.con, name, unique_key)


async def counts(dbs: TenantDatabases, tenant: Tenant) -> dict[str, dict[str, int]]:
    """Jobs of a tenant by name and state."""
    async with dbs.database_tx(tenant.database) as con:
        rows = await con.fetch(
            "SELECT name, state, count(*) AS n FROM sortie_jobs.job "
            "WHERE tenant_role = $1 GROUP BY name, state ORDER BY name, state",
            tenant.role,
        )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["name"], {})[row["state"]] = row["n"]
    return found


async def dead(dbs: TenantDatabases, tenant: Tenant, *, limit: int = 100) -> list[JobRow]:
    """The tenant's dead letters, newest first."""
    async with dbs.database_tx(tenant.database) as con:
        rows = await con.fetch(
            f"SELECT {_COLUMNS} FROM sortie_jobs.job "
            "WHERE tenant_role = $1 AND state = 'dead' ORDER BY ended_at DESC LIMIT $2",
            tenant.role,
            limit,
        )
    return [JobRow(**dict(x)) for x in rows]


async def retry(dbs: TenantDatabases, tenant: Tenant, ids: Sequence[UUID]) -> int:
    """Give dead jobs all their attempts again, now; how many."""
    async with dbs.database_tx(tenant.database) as con:
        done = await con.execute(
            """
            UPDATE sortie_jobs.job
            SET state = 'ready', attempts = 0, run_at = now(), ended_at = NULL, unique_key = NULL
            WHERE id = ANY($1) AND tenant_role = $2 AND state = 'dead'
            """,
            list(ids),
            tenant.role,
        )
        await con.execute("SELECT pg_notify($1, '')", repository.CHANNEL)
    return int(done.rpartition(" ")[2])


async def discard(dbs: TenantDatabases, tenant: Tenant, ids: Sequence[UUID]) -> int:
    """Throw dead jobs away; how many."""
    async with dbs.database_tx(tenant.database) as con:
        done = await con.execute(
            "DELETE FROM sortie_jobs.job WHERE id = ANY($1) AND tenant_role = $2 AND state = 'dead'",
            list(ids),
            tenant.role,
        )
    return int(done.rpartition(" ")[2])


async def waiting(dbs: TenantDatabases) -> int:
    """Jobs that are due and not taken, of all tenants: more than a few for long is a jam."""
    found = 0
    for database in dbs.databases:
        async with dbs.database_tx(database) as con:
            found += await con.fetchval(
                "SELECT count(*) FROM sortie_jobs.job WHERE state = 'ready' AND run_at <= now()"
            )
    return found


async def workers(dbs: TenantDatabases) -> list[dict[str, Any]]:
    """Workers seen in the last minute, over all databases."""
    found: list[dict[str, Any]] = []
    for database in dbs.databases:
        async with dbs.database_tx(database) as con:
            rows = await con.fetch(
                "SELECT id, host, pid, started_at, seen_at, running FROM sortie_jobs.worker "
                "WHERE seen_at > now() - interval '1 minute' ORDER BY started_at"
            )
        found += [{"database": database, **dict(x)} for x in rows]
    return found
