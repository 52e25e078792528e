"""The API over HTTP, in process: every room, on a database of its own beside the other tests'."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from tests.api.people import browser
from tests.factories.database import DatabaseServer
from tests.kernel.conftest import fresh_tenant, settings_for

from sortie.apps.api.app import Api, create_app
from sortie.apps.composition import Kernel, build_kernel
from sortie.base.db import quote
from sortie.base.ids import uuid7
from sortie.kernel.tenancy.contracts import Tenant


@pytest.fixture(scope="session")
async def whole(
    database_server: DatabaseServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Kernel]:
    """The kernel with every room, migrated and started."""
    name = f"api_{uuid7().hex}"
    admin = await asyncpg.connect(database_server.dsn_of("postgres"))
    await admin.execute(f"CREATE DATABASE {quote(name)}")
    await admin.close()
    settings = settings_for(database_server.dsn_of(name), tmp_path_factory.mktemp("api"))
    built = build_kernel(settings)
    await built.migrate()
    await built.start()
    yield built
    await built.close()


@pytest.fixture(scope="session")
async def api(whole: Kernel) -> Api:
    return create_app(whole)


@pytest.fixture(scope="module")
async def tenant(whole: Kernel) -> Tenant:
    """A company of this test module's own."""
    return await fresh_tenant(whole)


@pytest.fixture(scope="module")
async def other_tenant(whole: Kernel) -> Tenant:
    """A second company, for what must not pass between two."""
    return await fresh_tenant(whole, "别家公司")


@pytest.fixture
async def anyone(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    """A browser nobody has signed in with."""
    async with browser(api) as client:
        yield client
