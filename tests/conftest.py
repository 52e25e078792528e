"""Every test's PostgreSQL: one embedded server a pytest process, thrown away at its end.

``SORTIE_TEST_DATABASE_URL`` names a running server instead, of any version from 15 on: its user
makes databases and roles. Only one process then: ``make pytest WORKERS=0``.

Under xdist each worker has its own server (0.7 s to make), since roles belong to a whole server
and two workers making the same role would collide.
"""

import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings
from tests.factories.database import DatabaseServer, GivenPostgres

from sortie.base.db import quote, statement_listeners
from sortie.base.ids import uuid7
from sortie.base.postgres.server import EmbeddedPostgres

# A busy machine makes a slow example, not a wrong one: pytest-timeout watches the clock.
settings.register_profile("sortie", deadline=None)
settings.load_profile("sortie")

type FreshDatabase = Callable[[], Awaitable[str]]

# The server is thrown away, so it may forget what a power cut would have kept.
FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "log_min_error_statement": "error",
}


# Both broke prepared statements across tenants; asyncpg's own look into pg_type is not ours.
FORBIDDEN_SQL = re.compile(r"\bsearch_path\b|\bselect\s+(?:\w+\.)?\*", re.IGNORECASE)
_forbidden: list[str] = []


def _note(statement: str) -> None:
    if FORBIDDEN_SQL.search(statement) and "typeinfo_tree" not in statement:
        _forbidden.append(statement)


statement_listeners.append(_note)


@pytest.fixture(autouse=True)
def forbidden_statements() -> Iterator[list[str]]:
    """Every statement that runs in any test: schema-qualified, its columns named."""
    _forbidden.clear()
    yield _forbidden
    assert _forbidden == []


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder other accounts may pass through, which pytest's own tmp_path doesn't allow."""
    folder = Path(tempfile.mkdtemp(prefix="sortie-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database_server(open_folder: Path) -> Iterator[DatabaseServer]:
    """The running server of this pytest process."""
    if given := os.environ.get("SORTIE_TEST_DATABASE_URL"):
        with GivenPostgres(given) as running:
            yield running
        return
    with EmbeddedPostgres(
        open_folder / "data", more=FORGETFUL, shelf=open_folder / "shelf"
    ) as server:
        yield server


@pytest.fixture(scope="session")
def database_url(database_server: DatabaseServer) -> str:
    """The superuser's URL of this process's database, for asyncpg. Shared by its tests."""
    return database_server.dsn


@pytest.fixture
async def fresh_database(database_server: DatabaseServer) -> AsyncIterator[FreshDatabase]:
    """Call it for the URL of a new empty database; each is dropped after the test."""
    made: list[str] = []
    admin = database_server.dsn_of("postgres")

    async def make() -> str:
        name = f"fresh_{uuid7().hex}"
        await _run(admin, f"CREATE DATABASE {quote(name)}")
        made.append(name)
        return database_server.dsn_of(name)

    yield make
    for name in made:
        await _run(admin, f"DROP DATABASE {quote(name)} WITH (FORCE)")


async def _run(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
