"""A company with the made-up objects installed."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from records_company import JOB, JOB_LINE, LEDGER, Company

from sortie.apps.composition import Kernel
from sortie.kernel.events.service import EventRegistry
from sortie.kernel.objects import service as objects
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.service import Hooks
from sortie.kernel.tenancy.contracts import Tenant, Tx


@pytest.fixture(scope="module")
async def company(kernel: Kernel, tenant: Tenant) -> AsyncIterator[Company]:
    registry = objects.ObjectRegistry(*kernel.objects, JOB, JOB_LINE, LEDGER)
    async with kernel.dbs.owner_tx(tenant) as tx:
        await objects.install(tx, registry)
    hooks = Hooks()
    before = kernel.dbs.tx_state["kernel"]
    kernel.dbs.tx_state["kernel"] = replace(kernel, hooks=hooks, events=EventRegistry())
    yield Company(kernel, tenant, hooks)
    kernel.dbs.tx_state["kernel"] = before


@pytest.fixture
def boss(company: Company) -> Actor:
    return company.boss


@pytest.fixture
async def tx(company: Company, kernel: Kernel) -> AsyncIterator[Tx]:
    """A transaction that is undone after the test."""
    try:
        async with kernel.dbs.tx(company.tenant) as opened:
            yield opened
            raise UndoneError  # noqa: TRY301  the way to roll back
    except UndoneError:
        pass


class UndoneError(Exception):
    pass
