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

SERVER_SETTINGS = {
    "application_name": "sortie",
    "timezone": "UTC",
    "jit": "off",
    # a cancel that came before its statement is lost; then the server notices the cut link itself
    "client_connection_check_interval": "2s",
}
# InternalClientError: the server's farewell is being read in the very moment BEGIN is sent
_STALE = (
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.AdminShutdownError,
    ConnectionError,
)
_ROLLBACK_WITHIN_S = 2.0


class DatabaseBusyError(AppError):
    """No free connection in time: the caller may simply try again."""

    code, status = "database.busy", 503
    text = Label("系统繁忙，请稍后重试。", "The system is busy; try again in a moment.")


class DatabaseAwayError(AppError):
    """The server doesn't answer, e.g. while it restarts: nothing was written."""

    code, status = "database.away", 503
    text = Label(
        "数据库暂时无法连接，请稍后重试。", "The database can't be reached; try again in a moment."
    )


class TransactionLostError(RuntimeError):
    """A statement failed, its error was swallowed, and COMMIT became a rollback: a programming error."""


def quote(identifier: str) -> str:
    """``identifier`` as SQL text. Names come from our own generator, never from users."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """``text`` as an SQL string, for the few statements that take no parameters (DDL, SET)."""
    escaped = text.replace("'", "''")
    return f" E'{escaped.replace(chr(92), chr(92) * 2)}'" if "\\" in text else f"'{escaped}'"


class DatabaseRefusedError(AppError):
    """The server answers and lets nobody in there: a setting is wrong, waiting won't help."""

    code, status = "database.refused", 503
    text = Label(
        "数据库拒绝连接（{why}）。请检查 SORTIE_DATABASE_URL 的库名、用户名和密码；库不存在时先用 CREATE DATABASE 建立。",
        "The database refused the connection ({why}). Check the name, user and password in"
        " SORTIE_DATABASE_URL; a database that isn't there is made by CREATE DATABASE.",
    )


def _encode_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


async def connect(dsn: str, **arguments: Any) -> Connection:
    """One connection outside the pools, with our codecs: for listening, migrating, copying.

    Raises:
        DatabaseAwayError: nobody answers there. DatabaseRefusedError: the address is wrong.
    """
    arguments.setdefault("server_settings", SERVER_SETTINGS)
    try:
        con: Connection = await asyncpg.connect(dsn, **arguments)
    except (OSError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError) as away:
        raise DatabaseAwayError from away
    except (asyncpg.InvalidCatalogNameError, asyncpg.InvalidAuthorizationSpecificationError) as no:
        raise DatabaseRefusedError(why=str(no)) from no
    for kind in ("json", "jsonb"):
        await con.set_type_codec(
            kind, encoder=_encode_json, decoder=msgspec.json.decode, schema="pg_catalog"
        )
    for listener in statement_listeners:
        con.add_query_logger(_teller(listener))
    return con


def _teller(listener: Callable[[str], None]) -> Callable[[Any], None]:
    def tell(record: Any) -> None:
        listener(record.query)

    return tell


@dataclass(slots=True, eq=False)
class _Held:
    con: Connection
    uses: int = 0


@dataclass(slots=True, eq=False)
class AffinityPool:
    """At most ``size`` connections; ``lease(key)`` prefers one that served ``key`` last.

    Waiting is first come, first served. A full pool takes the connection of the key that was
    quiet longest, so busy tenants keep theirs.
    """

    dsn: str
    size: int = 10
    max_uses: int = 5_000
    wait_s: float = 10.0
    server_settings: dict[str, str] = field(default_factory=dict)
    connect_args: dict[str, Any] = field(default_factory=dict)
    opened: int = 0
    """Connections made so far: tests and metrics read it."""
    _idle: OrderedDict[str, list[_Held]] = field(default_factory=OrderedDict)
    _leased: int = 0
    _free: asyncio.Semaphore | None = None
    _closed: bool = False

    @asynccontextmanager
    async def lease(self, key: str) -> AsyncIterator[Connection]:
        """A connection, most often for one transaction: see ``transaction``.

        Raises:
            DatabaseBusyError: none became free within ``wait_s`` seconds.
            DatabaseAwayError: the server doesn't answer.
        """
        async with self._place():
            held = self._take(key) or await self._open()
            try:
                yield held.con
            finally:
                await self._give_back(key, held)

    @asynccontextmanager
    async def transaction(self, key: str, opening: str = "") -> AsyncIterator[Connection]:
        """One transaction; ``opening`` (SET LOCAL …) travels with BEGIN in one round trip.

        A connection that died while idle is replaced before anything ran on it.

        Raises:
            TransactionLostError: the body swallowed a failed statement; nothing was kept.
        """
        async with self._place():
            held = await self._begin(key, f"BEGIN; {opening}")
            try:
                try:
                    yield held.con
                except BaseException:
                    await _roll_back(held.con)
                    raise
                if await held.con.execute("COMMIT") != "COMMIT":
                    raise TransactionLostError(
                        "a failed statement's error was swallowed; use Tx.savepoint()"
                    )
            finally:
                await self._give_back(key, held)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self._free is None:
            self._free = asyncio.Semaphore(self.size)
        try:
            async with asyncio.timeout(self.wait_s):
                await self._free.acquire()
        except TimeoutError:
            raise DatabaseBusyError from None
        self._leased += 1
        try:
            yield
        finally:
            self._leased -= 1
            self._free.release()

    async def _begin(self, key: str, opening: str) -> _Held:
        while held := self._take(key):
            try:
                await held.con.execute(opening)
            except _STALE:
                held.con.terminate()
            except BaseException:
                held.con.terminate()
                raise
            else:
                return held
        held = await self._open()
        try:
            await held.con.execute(opening)
        except BaseException:
            held.con.terminate()
            raise
        return held

    def _take(self, key: str) -> _Held | None:
        """An idle connection of ``key``, or with no room for a new one, of the quietest key."""
        while mine := self._idle.get(key):
            held = mine.pop()
            if not mine:
                del self._idle[key]
            if not held.con.is_closed():
                return held
        idle = sum(len(x) for x in self._idle.values())
        # this lease is already counted in _leased
        if self._leased + idle <= self.size or not idle:
            return None
        return self._take(next(iter(self._idle)))

    async def _open(self) -> _Held:
        arguments = {**self.connect_args}
        arguments["server_settings"] = {**SERVER_SETTINGS, **self.server_settings}
        held = _Held(await connect(self.dsn, **arguments))
        self.opened += 1
        return held

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
        idle = [held for mine in self._idle.values() for held in mine]
        self._idle.clear()
        for held in idle:
            await held.con.close()

    async def forget(self, key: str) -> None:
        """Close what idles for ``key``: its schema is going away."""
        for held in self._idle.pop(key, []):
            await held.con.close()


async def _roll_back(con: Connection) -> None:
    """Undo, also when the body was cancelled; a link that can't even do that is cut."""
    try:
        async with asyncio.timeout(_ROLLBACK_WITHIN_S):
            await con.execute("ROLLBACK")
    except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        con.terminate()
