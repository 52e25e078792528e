"""One process of Sortie: ``python -m sortie.apps.serve.child web|worker``.

It loads its code, then reads its settings from the first line of input: a JSON object of
environment variables. It ends on SIGTERM, on SIGINT, and when its input closes: the supervisor
holds the other end, so a killed supervisor leaves no child holding the port.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable

from sortie.apps.serve.preparation import PREPARE, prepare, write_message
from sortie.base.logging import configure_logging
from sortie.base.settings import Settings, load_settings
from sortie.base.telemetry import start_tracing

type Part = Callable[[Settings, asyncio.Event], Awaitable[None]]


def load_part(name: str) -> Part:
    """The code of one part, loaded whole: the worker needn't the HTTP application's, nor vice versa."""
    if name == "web":
        import sortie.apps.api.app  # noqa: F401, PLC0415  loaded ahead, for later
        from sortie.apps.serve.web import run_web  # noqa: PLC0415  this part's own

        return run_web
    from sortie.apps.serve.work import run_work  # noqa: PLC0415  this part's own

    return run_work


def read_settings() -> Settings | None:
    """What the supervisor hands over; nothing when it is gone."""
    line = b""
    # byte by byte: a buffered reader would hold a lock at the interpreter's end
    while not line.endswith(b"\n"):
        if not (byte := os.read(0, 1)):
            return None
        line += byte
    os.environ.update(json.loads(line))
    return load_settings()


async def run_until_told(part: Part, settings: Settings) -> None:
    """Run ``part``; a signal or the end of input tells it to stop."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)

    def await_end_of_input() -> None:
        while os.read(0, 1):
            pass
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=await_end_of_input, daemon=True).start()
    await part(settings, stop)


def _say(line: bytes) -> None:
    os.write(1, line)


def main(name: str) -> None:
    """Run one part until it is told to stop."""
    configure_logging("warning")
    part = load_part(name)
    settings = read_settings()
    if settings is None:
        return
    configure_logging(settings.log_level, settings.log_format)
    if os.environ.pop(PREPARE, None):
        ways_in = prepare(settings, lambda label: _say(write_message(label)))
        _say(write_message(ways_in))
    os.dup2(2, 1)  # nobody reads the pipe from here on
    start_tracing(f"sortie-{name}")
    asyncio.run(run_until_told(part, settings))


if __name__ == "__main__":
    main(sys.argv[1])
    # The server's own threads may still hold connections; everything of ours is closed by now.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
