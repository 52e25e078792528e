"""Alembic without a second driver: its revisions are rendered to SQL, which asyncpg runs.

Revisions may only issue DDL and ``op.execute``: they never read, since none is connected.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sortie.base.db import Connection, quote


@dataclass(frozen=True, slots=True)
class Migrations:
    """One room's revisions: a schema, a folder with ``versions/``, and its own version table.

    ``primary_only``: for the control plane's schema, which only the first database has.
    """

    schema: str
    folder: Path
    room: str
    primary_only: bool = False

    @property
    def version_table(self) -> str:
        return f"alembic_version_{self.room}"


_REVISION = re.compile(r'^(down_)?revision = "(\w+)"', re.MULTILINE)


def head(folder: Path) -> str:
    """The newest revision below ``folder``: the one no other builds on.

    Read as text: every start asks it, and loading Alembic takes longer than the rest of a start.
    """
    found: set[str] = set()
    built_on: set[str] = set()
    for file in (folder / "versions").glob("*.py"):
        for down, revision in _REVISION.findall(file.read_text()):
            (built_on if down else found).add(revision)
    newest = found - built_on
    if len(newest) != 1:
        raise RuntimeError(f"{len(newest)} newest revisions in {folder}")
    return newest.pop()


async def current(con: Connection, these: Migrations) -> str | None:
    """The revision these are at; None before the first."""
    table = f"{quote(these.schema)}.{these.version_table}"
    if await con.fetchval("SELECT to_regclass($1)", table) is None:
        return None
    found = await con.fetchval(f"SELECT version_num FROM {table}")
    return None if found is None else str(found)


async def upgrade(con: Connection, these: Migrations, values: Mapping[str, str]) -> bool:
    """Bring one room's tables to its newest revision; says whether anything was to do.

    The caller holds the transaction and the advisory lock. ``values`` reach the revisions as
    ``op.get_context().opts["values"]``.
    """
    await con.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(these.schema)}")
    seen = await current(con, these)
    if seen == head(these.folder):
        return False
    await con.execute(render(these, seen, values))
    return True


def render(these: Migrations, seen: str | None, values: Mapping[str, str]) -> str:
    """The SQL from revision ``seen`` to the newest."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(these.folder))
    out = io.StringIO()

    def steps(_revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("head", seen)  # type: ignore[arg-type]  # noqa: SLF001  as alembic.command.upgrade does

    with EnvironmentContext(
        Config(), script, fn=steps, as_sql=True, starting_rev=seen, destination_rev="head"
    ) as environment:
        environment.configure(
            dialect_name="postgresql",
            dialect_opts={"paramstyle": "named"},  # so that % stays %
            output_buffer=out,
            version_table=these.version_table,
            version_table_schema=these.schema,
            transactional_ddl=False,  # the caller's transaction holds it all
            values=dict(values),
        )
        environment.run_migrations()
    return out.getvalue()
