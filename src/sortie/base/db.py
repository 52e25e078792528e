"""PostgreSQL connections that keep to one tenant where they can.

Loading another schema's catalogue costs a backend about 400 µs (docs/decisions), so an idle
connection goes back to the tenant it served last; it is recycled after ``max_uses`` leases.
All state on a connection is ``SET LOCAL``: nothing survives a transaction, so no reset is sent.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import msgspec

from sortie.base.errors import AppError
from sortie.base.i18n import Label

type Connection = asyncpg.Connection[asyncpg.Record]
type Row = asyncpg.Record

statement_listeners: list[Callable[[str], None]] = []
"""Tests append here: every statement that runs through a pool is shown to each listener."""


class DatabaseBusyError(AppError):
    """No free connection in time: the caller may simply try again."""

    code, status = "database.busy", 503
    text = Label("系统繁忙，请稍后重试。", "The system is busy; try again in a moment.")


def _encode_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


async def _prepare(con: Connection) -> None:
    for kind in ("json", "jsonb"):
        await con.set_type_codec(
            kind, encoder=_encode_json, decoder=msgspec.json.decode, schema="pg_catalog"
        )
    for listener in statement_listeners:
        con.add_query_logger(lambda record, tell=listener: tell(record.query))  # type: ignore[misc]


@dataclass(slots=True, eq=False)
class _Held:
    con: Connection
    uses: int = 0


@dataclass(slots=True)
class AffinityPool:
    """At most ``size`` connections; ``lease(key)`` prefers one that served ``key`` last."""

    dsn: str
    size: int = 10
    max_uses: int = 5_000
    wait_s: float = 10.0
    server_settings: dict[str, str] = field(default_factory=dict)
    connect_args: dict[str, Any] = field(default_factory=dict)
    _idle: OrderedDict[str, list[_Held]] = field(default_factory=OrderedDict)
    _free: asyncio.Semaphore | None = None
    _closed: bool = False

    @asynccontextmanager
    async def lease(self, key: str) -> AsyncIterator[Connection]:
        """A connection for one transaction.

        Raises:
            DatabaseBusyError: none became free within ``wait_s`` seconds.
        """
        if self._free is None:
            self._free = asyncio.Semaphore(self.size)
        try:
            async with asyncio.timeout(self.wait_s):
                await self._free.acquire()
        except TimeoutError:
            raise DatabaseBusyError from None
        held: _Held | None = None
        try:
            held = self._take(key) or _Held(await self._connect())
            yield held.con
        finally:
            try:
                if held is not None:
                    await self._give_back(key, held)
            finally:
                self._free.release()

    def _take(self, key: str) -> _Held | None:
        mine = self._idle.get(key)
        if not mine:
            # least recently used tenant first, so busy tenants keep theirs
            key, mine = next(((k, v) for k, v in self._idle.items() if v), (key, None))
        while mine:
            held = mine.pop()
            if not held.con.is_closed():
                return held
        return None

    async def _connect(self) -> Connection:
        con: Connection = await asyncpg.connect(
            self.dsn, server_settings=self.server_settings, **self.connect_args
        )
        await _prepare(con)
        return con

    async def _give_back(self, key: str, held: _Held) -> None:
        held.uses += 1
        con = held.con
        if con.is_closed():
            return
        if con.is_in_transaction():
            # the lease ended badly (cancelled in mid-flight): the server rolls back with the link
            con.terminate()
            return
        if self._closed or held.uses >= self.max_uses:
            await con.close()
            return
        self._idle.setdefault(key, []).append(held)
        self._idle.move_to_end(key)

    async def close(self) -> None:
        """Close idle connections now and leased ones as they come back."""
        self._closed = True
        for mine in self._idle.values():
            for held in mine:
                await held.con.close()
        self._idle.clear()


def quote(identifier: str) -> str:
    """``identifier`` as SQL text. Names come from our own generator, never from users."""
    return '"' + identifier.replace('"', '""') + '"'
