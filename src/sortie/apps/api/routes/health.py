"""Whether the process lives, whether it can work, and its figures."""

import logging
import math

import asyncpg
from litestar import Response, get
from msgspec import Struct

from sortie.apps.api.call import Call
from sortie.base.db import DatabaseAwayError, DatabaseBusyError
from sortie.base.telemetry import jobs_waiting, render_metrics
from sortie.kernel.jobs import service as jobs
from sortie.kernel.permissions.contracts import Right

_log = logging.getLogger(__name__)
_LOOK_EVERY_S = 5
_AWAY = (
    OSError,
    DatabaseAwayError,
    DatabaseBusyError,
    asyncpg.InterfaceError,
    asyncpg.PostgresError,
)
_OPEN = {"right": Right.public(), "tx": False, "role": ""}


class Health(Struct):
    status: str


@get("/health/live", opt=_OPEN, tags=["operations"], operation_id="health_live")
async def live() -> Health:
    """Whether the process answers at all."""
    return Health("live")


@get("/health/ready", opt=_OPEN, tags=["operations"], operation_id="health_ready")
async def ready(call: Call) -> Health:
    """Whether requests can be served now: every database answers."""
    answers = await call.kernel.dbs.ready()
    if not all(answers.values()):
        raise DatabaseBusyError
    return Health("ready")


async def _look_at_the_queue(call: Call) -> None:
    """Count what waits, at most once in a while: the address is open, the count isn't free."""
    parts = call.kernel.parts
    looked = parts.get("queue_looked_at")
    if looked is not None and (call.now - looked).total_seconds() < _LOOK_EVERY_S:
        return
    parts["queue_looked_at"] = call.now
    try:
        jobs_waiting.set(await jobs.waiting(call.kernel.dbs))
    except _AWAY as problem:
        # the other figures are wanted most when the database is away
        jobs_waiting.set(math.nan)
        _log.warning("the queue could not be counted: %r", problem)


@get("/metrics", opt=_OPEN, tags=["operations"], operation_id="metrics", media_type="text/plain")
async def metrics(call: Call) -> Response[bytes]:
    """Figures for Prometheus; keep it inside by the reverse proxy."""
    await _look_at_the_queue(call)
    body, kind = render_metrics()
    return Response(body, media_type=kind)


ROUTES = [live, ready, metrics]
