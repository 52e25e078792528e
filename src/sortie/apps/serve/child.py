"""One process of Sortie: ``python -m sortie.apps.serve.child web|worker``.

It ends on SIGTERM, on SIGINT, and when its standard input closes: the supervisor holds the other
end, so a killed supervisor leaves no child holding the port.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable

from sortie.base.logging import configure_logging
from sortie.base.settings import Settings, load_settings
from sortie.base.telemetry import start_tracing

type Part = Callable[[Settings, asyncio.Event], Awaitable[None]]


def _part(name: str) -> Part:
    # Imported when chosen: the worker needn't load the HTTP application, nor the other way round.
    if name == "web":
        from sortie.apps.serve.web import run_web  # noqa: PLC0415

        return run_web
    from sortie.apps.serve.work import run_work  # noqa: PLC0415

    return run_work


async def _run(name: str, settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    if os.environ.get("SORTIE_SUPERVISED"):

        def wait_for_supervisor() -> None:
            # os.read, not sys.stdin: its lock would be held at interpreter exit
            while os.read(0, 1):
                pass
            loop.call_soon_threadsafe(stop.set)

        threading.Thread(target=wait_for_supervisor, daemon=True).start()
    await _part(name)(settings, stop)


def main(name: str) -> None:
    """Run one part until it is told to stop."""
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    start_tracing(f"sortie-{name}")
    asyncio.run(_run(name, settings))


if __name__ == "__main__":
    main(sys.argv[1])
    # The server's own threads may still hold connections; everything of ours is closed by now.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
