"""The HTTP roles (api, ingest, realtime) as one granian server in this process's event loop."""

import asyncio
import contextlib
import logging

from granian.constants import Interfaces
from granian.server.embed import Server

from sortie.apps.serve.drain import Drain
from sortie.base.settings import Settings
from sortie.base.telemetry import Asgi, traced

_LEAVE_WITHIN_S = 5.0
_BACKLOG = 1024


async def run_web(settings: Settings, stop: asyncio.Event) -> None:
    """Serve the application until ``stop`` is set, then drain."""
    # Imported here: serving knows every room through it, draining none
    from sortie.apps.api.app import create_app  # noqa: PLC0415  see above

    await serve_app(create_app(settings), settings, stop)


async def serve_app(inner: Asgi, settings: Settings, stop: asyncio.Event) -> None:
    """Serve ``inner`` on the settings' address until ``stop`` is set, then drain."""
    app = Drain(traced(inner))
    server = Server(
        app,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        backlog=_BACKLOG,
        log_enabled=False,
        websockets=True,
    )
    # its lines go the way of all logs; that embedding is "experimental" is known and tested
    granian = logging.getLogger("_granian")
    granian.handlers.clear()
    granian.propagate = True
    granian.setLevel(logging.ERROR)
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if serving.done():
        serving.result()
        raise RuntimeError("the HTTP server ended by itself")
    # New connections are refused from here on; the open ones are finished beside it.
    server.stop()  # type: ignore[no-untyped-call]  # theirs is untyped
    await app.finish(settings.stop_grace_s)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(serving, _LEAVE_WITHIN_S)
