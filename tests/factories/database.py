"""The tests' PostgreSQL when it isn't the embedded one: a running server, named by its URL."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import asyncpg

from sortie.base.db import quote
from sortie.base.ids import uuid7
from sortie.base.postgres.server import EmbeddedPostgres

_ROLES = "SELECT rolname FROM pg_catalog.pg_roles"
_DATABASES = "SELECT datname FROM pg_catalog.pg_database"

type DatabaseServer = EmbeddedPostgres | GivenPostgres


class GivenPostgres:
    """A server for tests alone. Databases and roles that the tests made are removed at the end.

    The URL's user makes databases and roles; it needs no superuser.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._database = f"tests_{uuid7().hex}"
        self._others: set[str] = set()

    @property
    def dsn(self) -> str:
        """The URL of the tests' common database."""
        return self.dsn_of(self._database)

    def dsn_of(self, database: str) -> str:
        return self._url._replace(path=f"/{database}").geturl()

    def __enter__(self) -> Self:
        async def begin(con: asyncpg.Connection) -> None:
            found = [*await con.fetch(_DATABASES), *await con.fetch(_ROLES)]
            self._others = {row[0] for row in found}
            await con.execute(f"CREATE DATABASE {quote(self._database)}")

        self._run(begin)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        async def finish(con: asyncpg.Connection) -> None:
            for (name,) in await con.fetch(_DATABASES):
                if name not in self._others:
                    await con.execute(f"DROP DATABASE {quote(name)} WITH (FORCE)")
            for (name,) in await con.fetch(_ROLES):
                if name not in self._others:
                    await con.execute(f"DROP ROLE {quote(name)}")

        self._run(finish)

    def _run(self, act: Callable[[asyncpg.Connection], Awaitable[None]]) -> None:
        async def connected() -> None:
            con = await asyncpg.connect(self.dsn_of("postgres"))
            try:
                await act(con)
            finally:
                await con.close()

        # a loop of its own, beside the tests'
        with ThreadPoolExecutor(1) as beside:
            beside.submit(asyncio.run, connected()).result()
