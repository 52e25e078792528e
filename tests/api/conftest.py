"""The API over HTTP, in process: a kernel, companies, people of every kind, and their browsers."""

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.kernel.conftest import kernel, other_tenant, tenant

from sortie.apps.api.app import Api, create_app
from sortie.apps.composition import Kernel

__all__ = ["kernel", "other_tenant", "tenant"]


@pytest.fixture(scope="session")
async def api(kernel: Kernel) -> Api:
    return create_app(kernel)


@pytest.fixture
async def anyone(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    """A browser nobody has signed in with."""
    transport = httpx.ASGITransport(api, client=("127.0.0.1", 1))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client
