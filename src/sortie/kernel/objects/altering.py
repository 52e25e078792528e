"""The transaction in which an administrator changes shapes, without making anybody wait."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import asyncpg

from sortie.base.errors import ForbiddenError
from sortie.base.i18n import Label
from sortie.kernel.audit.service import append
from sortie.kernel.jobs.service import enqueue
from sortie.kernel.objects import repository
from sortie.kernel.objects.contracts import TableBusyError
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tenant, Tx
from sortie.kernel.tenancy.service import TenantDatabases

FEATURE = "admin.system"
WORK_JOB = "objects.work"
CHANNEL = "sortie_meta"
"""NOTIFY with the tenant's id after a change: a hint; the version in each Tx is the truth."""

_LOCK_WAIT_MS = 200  # everybody who comes behind a waiting ALTER waits as long
_PATIENCE_S = 10.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 0.8
_BUSY = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)


def require_designer(actor: Actor) -> None:
    """Raises ForbiddenError unless ``actor`` may change shapes."""
    if FEATURE not in actor.features and not actor.acts_as_system:
        raise ForbiddenError(Label("修改对象与字段", "change objects and fields"))


async def altering[T](
    dbs: TenantDatabases,
    tenant: Tenant,
    work: Callable[[Tx], Awaitable[T]],
    *,
    patience_s: float = _PATIENCE_S,
) -> T:
    """Run ``work`` in the owner's transaction; when a lock isn't to be had at once, all of it again.

    ``work`` puts its ALTER last: from there to the commit the table is closed.

    Raises:
        TableBusyError: still locked after ``patience_s``.
    """
    until = monotonic() + patience_s
    pause = _FIRST_PAUSE_S
    while True:
        try:
            async with dbs.owner_tx(tenant) as tx:
                await tx.execute(f"SET LOCAL lock_timeout = '{_LOCK_WAIT_MS}ms'")
                # one designer at a time: names and limits are counted
                await tx.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"meta {tenant.schema}"
                )
                return await work(tx)
        except _BUSY as busy:
            if monotonic() + pause > until:
                raise TableBusyError(seconds=round(patience_s)) from busy
        # the jitter parts two designers that met; waiting in between lets the queue drain
        await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  spreading, no secret
        pause = min(pause * 2, _LONGEST_PAUSE_S)


async def announce(tx: Tx) -> None:
    """Tell other processes, at commit."""
    await tx.execute("SELECT pg_notify($1, $2)", CHANNEL, str(tx.tenant.id))


async def want_work(tx: Tx) -> None:
    """Have the open tasks worked off, once this transaction commits."""
    await enqueue(tx, WORK_JOB, {}, unique_key=f"{WORK_JOB} {tx.tenant.schema}")


async def record(
    tx: Tx,
    actor: Actor,
    action: str,
    object_: str,
    *,
    field: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Ledger, audit, version and hint of one change."""
    detail = {"before": before} if before else {}
    await repository.note(tx, actor.user_id, [(action, object_, field, detail)])
    await append(
        tx, actor, action, object_, None, before=before, after=after, extra={"field": field}
    )
    await repository.bump(tx)
    await announce(tx)
