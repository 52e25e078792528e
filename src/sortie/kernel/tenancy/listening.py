"""One LISTEN connection a database, shared by all who want to hear; it comes back by itself."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

import asyncpg

from sortie.base.db import Connection
from sortie.base.errors import AppError

_log = logging.getLogger(__name__)
_RECONNECT_AFTER_S = 0.5

type Heard = Callable[[str], None]


class Listener:
    """Calls back with each notification's payload, and with ``""`` after every reconnect.

    Between a loss and the reconnect notifications are missed, so ``""`` means: look yourself.
    """

    def __init__(self, make: Callable[[], Awaitable[Connection]]) -> None:
        self._make = make
        self._heard: dict[str, list[Heard]] = {}
        self._con: Connection | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._lost = asyncio.Event()
        self._lock = asyncio.Lock()

    async def on(self, channel: str, heard: Heard) -> Callable[[], None]:
        """Begin to hear ``channel``; call the answer to stop."""
        async with self._lock:
            if self._keeper is None:
                await self._open()
                self._keeper = asyncio.create_task(self._keep(), name="postgres-listener")
            fresh = channel not in self._heard
            self._heard.setdefault(channel, []).append(heard)
            if fresh and self._con is not None and not self._con.is_closed():
                with suppress(asyncpg.InterfaceError, asyncpg.PostgresError, OSError):
                    await self._con.add_listener(channel, self._tell)

        def stop() -> None:
            with suppress(ValueError):
                self._heard[channel].remove(heard)

        return stop

    async def close(self) -> None:
        """Stop hearing."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None
        if self._con is not None and not self._con.is_closed():
            await self._con.close()

    async def _open(self) -> None:
        con = await self._make()
        con.add_termination_listener(lambda _: self._lost.set())
        for channel in self._heard:
            await con.add_listener(channel, self._tell)
        self._con = con
        self._lost.clear()

    def _tell(self, _con: object, _pid: int, channel: str, payload: object) -> None:
        for heard in tuple(self._heard.get(channel, ())):
            heard(str(payload))

    async def _keep(self) -> None:
        while True:
            await self._lost.wait()
            await asyncio.sleep(_RECONNECT_AFTER_S)
            try:
                async with self._lock:
                    await self._open()
            except (AppError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                _log.warning("the listening connection is away; trying again")
                continue
            for heards in self._heard.values():
                for heard in tuple(heards):
                    heard("")
