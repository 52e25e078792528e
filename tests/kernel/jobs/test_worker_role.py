"""The worker's role, as one process runs it: jobs, schedules and the feed's readers together."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.factories.actors import system_of
from tests.kernel.conftest import fresh_tenant, settings_for
from tests.kernel.jobs.conftest import until
from tests.kernel.jobs.test_job_worker import Notes

from sortie.apps.composition import Kernel, build_kernel
from sortie.kernel.events.contracts import FeedEntry
from sortie.kernel.jobs import service as jobs
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx


@pytest.fixture
async def own_kernel(kernel: Kernel, tmp_path: Path) -> AsyncIterator[Kernel]:
    """A kernel of the test's own, whose registries it may fill."""
    built = build_kernel(settings_for(kernel.settings.database_url, tmp_path), domains=())
    await built.start()
    yield built
    await built.close()


async def test_a_worker_runs_jobs_and_delivers_the_feed_until_told_to_stop(
    own_kernel: Kernel,
) -> None:
    notes, heard = Notes(), list[FeedEntry]()

    async def hear(_tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
        heard.append(entry)

    own_kernel.jobs.add("test.role", notes)
    own_kernel.subscriptions.on("record.org_unit", hear, key="test.role")
    tenant = await fresh_tenant(own_kernel)
    stop = asyncio.Event()
    task = asyncio.create_task(own_kernel.work(stop))
    async with own_kernel.dbs.tx(tenant) as tx:
        await jobs.enqueue(tx, "test.role", {})
        await records.create(
            tx, system_of(tenant), "org_unit", {"name": "一部", "code": "A", "kind": "company"}
        )

    async def both() -> bool:
        return bool(notes.seen) and any(x.object == "org_unit" for x in heard)

    await until(both)
    stop.set()
    await asyncio.wait_for(task, 30)
