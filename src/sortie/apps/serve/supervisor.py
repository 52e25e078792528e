"""From nothing to the first answered request, and back: database, migrations, parts, clean end."""

import asyncio
import contextlib
import http.client
import logging
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from sortie.apps.serve.errors import PortTakenError
from sortie.apps.serve.parts import Running, parts_of
from sortie.apps.serve.preparation import SignIn
from sortie.apps.serve.reloading import changes
from sortie.base.i18n import Label
from sortie.base.postgres.server import EmbeddedPostgres, running_dsn
from sortie.base.settings import Settings

_log = logging.getLogger(__name__)
_SOURCE = Path(__file__).resolve().parents[3]
_ENDING_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the terminal learns when Sortie answers."""

    settings: Settings
    embedded: Path | None
    sign_ins: tuple[SignIn, ...]


@dataclass(frozen=True, slots=True)
class Terminal:
    """How the supervisor speaks: ``tell`` about waits, ``greet`` once when it answers."""

    tell: Callable[[Label], None]
    greet: Callable[[Greeting], None]


class _EndedError(BaseException):
    """A signal came before the event loop listened for it: unwinds like Ctrl-C."""


def serve(settings: Settings, terminal: Terminal, *, reload: bool = False) -> None:
    """Run until a signal ends it.

    Raises:
        PortTakenError, StartError, EmbeddedPostgresError: nothing is left running then.
    """
    with (
        contextlib.suppress(_EndedError),
        _signals_unwind(),
        tempfile.TemporaryDirectory(prefix="sortie-figures-") as counted,
    ):
        running = [Running(part, Path(counted)) for part in parts_of(settings)]
        check_port(settings.host, settings.port)
        with _dismissed(running):
            # the others load once this one answers: until then every core is the first request's
            running[0].warm()
            with database(settings, terminal.tell) as (ready, folder), _dismissed(running):
                ways_in = running[0].prepare(ready, terminal.tell)
                greeting = Greeting(ready, folder, ways_in)
                asyncio.run(_run_parts(running, terminal, greeting, reload=reload))


@contextlib.contextmanager
def _dismissed(running: list[Running]) -> Iterator[None]:
    """At the end no part is left waiting or preparing, whatever ended it."""
    try:
        yield
    finally:
        for one in running:
            one.dismiss()


@contextlib.contextmanager
def database(
    settings: Settings, tell: Callable[[Label], None], *, join: bool = False
) -> Iterator[tuple[Settings, Path | None]]:
    """Settings with a database that answers: theirs, or the embedded one for as long as needed.

    ``join``: use the embedded server of a program that runs already, as a command beside it does.
    """
    url = settings.database_url or (running_dsn(settings.data_dir) if join else None)
    if url:
        yield settings.model_copy(update={"database_url": url}), None
        return
    server = EmbeddedPostgres(settings.data_dir, tell=tell)
    try:
        dsn = server.start()
        yield settings.model_copy(update={"database_url": dsn}), server.home.root
    finally:
        server.stop()


def check_port(host: str, port: int) -> None:
    """Refuse a taken port now: granian shares ports, so it wouldn't notice.

    Raises:
        PortTakenError: something listens there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # connections of an earlier run may linger without a listener
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTakenError(host=host, port=port) from None


@contextlib.contextmanager
def _signals_unwind() -> Iterator[None]:
    def unwind(_sign: int, _frame: FrameType | None) -> None:
        raise _EndedError

    before = {sign: signal.signal(sign, unwind) for sign in _ENDING_SIGNALS}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


async def _run_parts(
    running: list[Running], terminal: Terminal, greeting: Greeting, *, reload: bool
) -> None:
    stop, gone = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    for sign in _ENDING_SIGNALS:
        loop.add_signal_handler(sign, stop.set)
    answering = asyncio.Event()
    keeping = [
        asyncio.create_task(one.keep(greeting.settings, after=answering if n else None))
        for n, one in enumerate(running)
    ]
    watching = [asyncio.create_task(_greet_when_up(running, terminal, greeting, gone, answering))]
    if reload:
        watching.append(asyncio.create_task(_reload(running)))
    stopping = asyncio.create_task(stop.wait())
    try:
        ended, _ = await asyncio.wait({stopping, *keeping}, return_when=asyncio.FIRST_COMPLETED)
        for task in ended - {stopping}:
            task.result()
    finally:
        gone.set()
        for task in (*watching, stopping):
            task.cancel()
        # the web part first, so no request waits for a worker that has left
        for one in running:
            await one.stop()
        answering.set()  # who waited for it finds itself stopped
        await asyncio.gather(*keeping, *watching, stopping, return_exceptions=True)


async def _greet_when_up(
    running: list[Running],
    terminal: Terminal,
    greeting: Greeting,
    gone: threading.Event,
    answering: asyncio.Event,
) -> None:
    settings = greeting.settings
    await asyncio.to_thread(_await_answer, settings.host, settings.port, gone)
    for one in running:
        one.up.set()
    for one in running[1:]:
        one.warm()
    answering.set()
    terminal.greet(greeting)


def _await_answer(host: str, port: int, gone: threading.Event) -> None:
    while not gone.is_set() and not _answers(host, port):
        gone.wait(0.05)


def _answers(host: str, port: int) -> bool:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  asked, not bound
    connection = http.client.HTTPConnection(reachable, port, timeout=2)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


async def _reload(running: list[Running]) -> None:
    async for changed in changes(_SOURCE):
        _log.info("%s changed: starting again", changed.name)
        for one in running:
            one.restart()
