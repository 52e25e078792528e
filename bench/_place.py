"""Where a bench runs: a folder of its own, a database of its own, both gone at the end."""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg

from sortie.apps.composition import Kernel, build_kernel
from sortie.base.postgres.server import EmbeddedPostgres
from sortie.base.settings import load_settings

# A deployment's database has memory of its own; durability stays as shipped.
TUNED = {"shared_buffers": "512MB", "maintenance_work_mem": "512MB", "max_wal_size": "4GB"}


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A new folder that other accounts may pass through, removed with all in it."""
    made = Path(tempfile.mkdtemp(prefix="sortie-bench-"))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextlib.asynccontextmanager
async def program(
    place: Path, *, domains: tuple[str, ...] | None = None, more: dict[str, str] | None = None
) -> AsyncIterator[Kernel]:
    """A started kernel on an embedded server with ``more`` parameters."""
    server = EmbeddedPostgres(place / "data", more={**TUNED, **(more or {})})
    dsn = await asyncio.to_thread(server.start)
    try:
        settings = load_settings(database_url=dsn, data_dir=place / "data")
        kernel = build_kernel(settings) if domains is None else build_kernel(settings, domains)
        await kernel.migrate()
        await kernel.start()
        try:
            yield kernel
        finally:
            await kernel.close()
    finally:
        await asyncio.to_thread(server.stop)


async def postgres_version(kernel: Kernel) -> str:
    con = await asyncpg.connect(kernel.settings.database_url)
    try:
        return str(await con.fetchval("SHOW server_version"))
    finally:
        await con.close()


def load() -> float:
    """The load average of one minute."""
    return os.getloadavg()[0]
