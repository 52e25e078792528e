"""A kernel with every room, and a small company at work in it."""

from collections.abc import AsyncIterator

import pytest
from tests.factories.company import Company, found_company

from sortie.apps.composition import Kernel, build_kernel
from sortie.base.settings import Settings

SECRET = "a secret for tests only, long enough"


@pytest.fixture(scope="session")
async def whole_kernel(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Kernel]:
    """The kernel with all rooms."""
    settings = Settings(
        database_url=database_url, data_dir=tmp_path_factory.mktemp("rooms"), secret=SECRET
    )
    built = build_kernel(settings)
    await built.migrate()
    await built.start()
    yield built
    await built.close()


@pytest.fixture(scope="module")
async def company(whole_kernel: Kernel) -> Company:
    """Its own for each test module."""
    return await found_company(whole_kernel)
