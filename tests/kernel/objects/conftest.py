from collections.abc import AsyncIterator

import pytest
from objects_thing import THING, registry_of

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.objects.service import (
    DIRECTORY,
    ObjectRegistry,
    install,
)
from sortie.kernel.permissions.contracts import Actor, Rights
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


@pytest.fixture
async def shop(kernel: Kernel, bare: Tenant) -> Tenant:
    """A company with the object ``thing`` and a row in it."""
    async with kernel.dbs.owner_tx(bare) as tx:
        await install(tx, registry_of(THING))
        await tx.execute(
            f"INSERT INTO {tx.t('o_thing')} (id, name, state) VALUES ($1, 'old', 'open')", uuid7()
        )
    return bare


@pytest.fixture
def designer(shop: Tenant) -> Actor:
    return Actor(shop.id, uuid7(), "user", Rights(), features=frozenset({"admin.system"}))
