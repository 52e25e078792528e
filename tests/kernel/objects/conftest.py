from collections.abc import AsyncIterator

import pytest

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.objects.service import DIRECTORY, ObjectRegistry, install
from sortie.kernel.tenancy.contracts import Tenant, Tx
from sortie.kernel.tenancy.service import create_tenant, delete_tenant


@pytest.fixture
async def bare(kernel: Kernel) -> AsyncIterator[Tenant]:
    """A company of this test's own with the kernel's objects only: quick to make and to delete."""

    async def directory(tx: Tx) -> None:
        await install(tx, ObjectRegistry(*DIRECTORY))

    code = f"t-{uuid7().hex[-12:]}"
    made = await create_tenant(
        kernel.dbs, code=code, name="试验公司", steps=kernel.steps, install=directory
    )
    yield made
    await delete_tenant(kernel.dbs, made)
