"""Whether the process lives, whether it can work, and its figures."""

from litestar import Response, get
from msgspec import Struct

from sortie.apps.api.call import Call
from sortie.base.db import DatabaseBusyError
from sortie.base.telemetry import render_metrics
from sortie.kernel.permissions.contracts import Right

_OPEN = {"right": Right.public(), "tx": False}


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


@get("/metrics", opt=_OPEN, tags=["operations"], operation_id="metrics", media_type="text/plain")
async def metrics() -> Response[bytes]:
    """Figures for Prometheus; keep it inside by the reverse proxy."""
    body, kind = render_metrics()
    return Response(body, media_type=kind)


ROUTES = [live, ready, metrics]
