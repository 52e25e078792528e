"""A kernel on the embedded server, and tenants on it."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sortie.apps.composition import Kernel, build_kernel
from sortie.base.ids import uuid7
from sortie.base.settings import Settings
from sortie.kernel.tenancy.contracts import Tenant, Tx

SECRET = "a secret for tests only, long enough"


def settings_for(database_url: str, data_dir: Path, **more: object) -> Settings:
    given = {"database_url": database_url, "data_dir": data_dir, "secret": SECRET, **more}
    return Settings(**given)


@pytest.fixture(scope="session")
async def kernel(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Kernel]:
    """The kernel without any domain's room, migrated and started, on this process's database."""
    settings = settings_for(database_url, tmp_path_factory.mktemp("data"))
    built = build_kernel(settings, domains=())
    await built.migrate()
    await built.start()
    yield built
    await built.close()


async def fresh_tenant(kernel: Kernel, name: str = "试验公司") -> Tenant:
    return await kernel.create_tenant(f"t-{uuid7().hex[-12:]}", name)


@pytest.fixture(scope="module")
async def tenant(kernel: Kernel) -> Tenant:
    """A company of this test module's own."""
    return await fresh_tenant(kernel)


@pytest.fixture(scope="module")
async def other_tenant(kernel: Kernel) -> Tenant:
    """A second company, for what must not pass between two."""
    return await fresh_tenant(kernel, "别家公司")


@pytest.fixture
async def tx(kernel: Kernel, tenant: Tenant) -> AsyncIterator[Tx]:
    """A transaction under the tenant's role; what the test wrote is undone at its end."""
    with contextlib.suppress(_UndoneError):
        async with kernel.dbs.tx(tenant) as opened:
            yield opened
            _undo()


class _UndoneError(Exception):
    """Rolls a test's transaction back."""


def _undo() -> None:
    raise _UndoneError
