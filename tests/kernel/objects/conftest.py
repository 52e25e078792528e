from collections.abc import AsyncIterator

import pytest

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.tenancy.contracts import Tenant
from sortie.kernel.tenancy.service import delete_tenant


@pytest.fixture
async def bare(kernel: Kernel) -> AsyncIterator[Tenant]:
    """A company of this test's own; its registry is the test's."""
    made = await kernel.create_tenant(f"t-{uuid7().hex[-12:]}", "试验公司")
    yield made
    await delete_tenant(kernel.dbs, made)
