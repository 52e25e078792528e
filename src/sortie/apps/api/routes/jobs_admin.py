"""The queue as its administrator sees it: what waits, what failed for good, and what becomes of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from msgspec import Meta, Struct

from sortie.apps.api.call import Call
from sortie.apps.api.own_tx import own_tx
from sortie.kernel.audit import service as audit
from sortie.kernel.jobs import service as jobs
from sortie.kernel.jobs.contracts import JobRow
from sortie.kernel.permissions.contracts import Right

_SYSTEM = {"right": Right.feature("admin.system"), "tx": "closed"}


class DeadJob(Struct):
    """A job that ran out of attempts. What it was to do isn't told: it may name a person."""

    id: UUID
    name: str
    attempts: int
    max_attempts: int
    error: str | None
    created_at: datetime
    ended_at: datetime | None


class Queue(Struct):
    """``counts``: jobs by name and state (ready, running, dead); ``dead``: newest first."""

    counts: dict[str, dict[str, int]]
    dead: list[DeadJob]


class Chosen(Struct, forbid_unknown_fields=True):
    ids: Annotated[list[UUID], Meta(min_length=1, max_length=500)]


class Done(Struct):
    """How many were still dead letters of this company, and so were done."""

    done: int


def _dead(row: JobRow) -> DeadJob:
    return DeadJob(
        id=row.id,
        name=row.name,
        attempts=row.attempts,
        max_attempts=row.max_attempts,
        error=row.last_error,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


@get("/api/v1/admin/jobs", opt=_SYSTEM, tags=["admin"], operation_id="list_jobs")
async def list_jobs(
    call: Call, limit: Annotated[int, Parameter(query="limit", ge=1, le=500)] = 100
) -> Queue:
    """What waits, runs and failed for good."""
    tenant = await call.kernel.dbs.tenant_by_id(call.who.tenant_id)
    counts = await jobs.counts(call.kernel.dbs, tenant)
    dead = await jobs.dead(call.kernel.dbs, tenant, limit=limit)
    return Queue(counts, [_dead(row) for row in dead])


@post(
    "/api/v1/admin/jobs/retry",
    opt=_SYSTEM,
    tags=["admin"],
    operation_id="retry_jobs",
    status_code=200,
)
async def retry_jobs(call: Call, data: Chosen) -> Done:
    """Give dead jobs all their attempts again, now."""
    tenant = await call.kernel.dbs.tenant_by_id(call.who.tenant_id)
    done = await jobs.retry(call.kernel.dbs, tenant, data.ids)
    await _tell(call, "jobs.retried", data, done)
    return Done(done)


@post(
    "/api/v1/admin/jobs/discard",
    opt=_SYSTEM,
    tags=["admin"],
    operation_id="discard_jobs",
    status_code=200,
)
async def discard_jobs(call: Call, data: Chosen) -> Done:
    """Throw dead jobs away."""
    tenant = await call.kernel.dbs.tenant_by_id(call.who.tenant_id)
    done = await jobs.discard(call.kernel.dbs, tenant, data.ids)
    await _tell(call, "jobs.discarded", data, done)
    return Done(done)


async def _tell(call: Call, action: str, data: Chosen, done: int) -> None:
    async with own_tx(call) as (tx, actor):
        extra = {"jobs": [str(id_) for id_ in data.ids], "done": done}
        await audit.append(tx, actor, action, None, None, extra=extra)


ROUTES = [list_jobs, retry_jobs, discard_jobs]
