"""Jobs exist with their transaction, run at least once, and end in the open."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.kernel.conftest import SECRET
from tests.kernel.jobs.conftest import QUICK, until, working

from sortie.apps.composition import Kernel
from sortie.kernel.jobs import service as jobs
from sortie.kernel.jobs.contracts import GiveUpError, JobContext, RetryLaterError
from sortie.kernel.jobs.service import JobRegistry, Pace
from sortie.kernel.tenancy.contracts import Tenant, Tx
from sortie.kernel.tenancy.service import resume_tenant, suspend_tenant

NAME = "test.note"


class Notes:
    """A handler that notes what it was given, and does as told."""

    def __init__(self, act: Callable[[JobContext], Awaitable[None]] | None = None) -> None:
        self.seen: list[tuple[UUID, int, dict[str, Any]]] = []
        self._act = act

    async def __call__(self, job: JobContext, args: dict[str, Any]) -> None:
        self.seen.append((job.tenant.id, job.attempt, args))
        if self._act is not None:
            await self._act(job)

    async def any(self) -> bool:
        return bool(self.seen)


async def put(kernel: Kernel, tenant: Tenant, name: str = NAME, **more: Any) -> UUID | None:
    async with kernel.dbs.tx(tenant) as tx:
        return await jobs.enqueue(tx, name, {"n": 1}, **more)


async def states(kernel: Kernel, tenant: Tenant, name: str = NAME) -> dict[str, int]:
    return (await jobs.counts(kernel.dbs, tenant)).get(name, {})


@pytest.fixture(autouse=True)
async def _empty_queue(kernel: Kernel) -> None:
    async with kernel.dbs.database_tx("main") as con:
        await con.execute("DELETE FROM sortie_jobs.job")


async def test_a_job_runs_for_its_tenant_and_is_gone(
    kernel: Kernel, tenant: Tenant, registry: JobRegistry
) -> None:
    notes = Notes()
    registry.add(NAME, notes)
    async with working(kernel, registry):
        await put(kernel, tenant)
        await until(notes.any)
    assert notes.seen == [(tenant.id, 1, {"n": 1})]
    assert await states(kernel, tenant) == {}


async def test_a_job_of_a_rolled_back_transaction_never_was(kernel: Kernel, tenant: Tenant) -> None:
    async def enqueue_and_fail() -> None:
        async with kernel.dbs.tx(tenant) as tx:
            await jobs.enqueue(tx, NAME, {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await enqueue_and_fail()
    assert await states(kernel, tenant) == {}


async def test_a_tenant_sees_and_takes_back_only_its_own_jobs(
    kernel: Kernel, tenant: Tenant, other_tenant: Tenant
) -> None:
    await put(kernel, tenant, unique_key="k")
    async with kernel.dbs.tx(other_tenant) as tx:
        assert await tx.value("SELECT count(*) FROM sortie_jobs.job") == 0
        assert not await jobs.cancel(tx, NAME, "k")
    async with kernel.dbs.tx(tenant) as tx:
        assert await jobs.cancel(tx, NAME, "k")


async def test_a_tenant_cannot_enqueue_in_anothers_name(tx: Tx, other_tenant: Tenant) -> None:
    with pytest.raises(Exception, match="row-level security"):
        await jobs.enqueue(tx, NAME, {}, tenant=other_tenant)


async def test_a_failing_job_is_tried_again_later_and_then_dead(
    kernel: Kernel, tenant: Tenant, registry: JobRegistry
) -> None:
    async def fail(_job: JobContext) -> None:
        raise RuntimeError("the printer is on fire")

    notes = Notes(fail)
    registry.add(NAME, notes)
    await put(kernel, tenant, max_attempts=2)

    async def now_dead() -> bool:
        async with kernel.dbs.database_tx("main") as con:  # time passes: what waits is due
            await con.execute("UPDATE sortie_jobs.job SET run_at = now() WHERE state = 'ready'")
        return (await states(kernel, tenant)).get("dead") == 1

    async with working(kernel, registry):
        await until(now_dead)
    assert [attempt for _, attempt, _ in notes.seen] == [1, 2]
    [letter] = await jobs.dead(kernel.dbs, tenant)
    assert "the printer is on fire" in (letter.last_error or "")


async def test_a_dead_job_runs_again_when_asked(
    kernel: Kernel, tenant: Tenant, registry: JobRegistry
) -> None:
    async def refuse_once(job: JobContext) -> None:
        if len(notes.seen) == 1:
            raise GiveUpError(why="not today")

    notes = Notes(refuse_once)
    registry.add(NAME, notes)
    await put(kernel, tenant)

    async def one_dead() -> bool:
        return (await states(kernel, tenant)).get("dead") == 1

    async def none_left() -> bool:
        return await states(kernel, tenant) == {}

    async with working(kernel, registry):
        await until(one_dead)
        [letter] = await jobs.dead(kernel.dbs, tenant)
        assert await jobs.retry(kernel.dbs, tenant, [letter.id]) == 1
        await until(none_left)
    assert len(notes.seen) == 2


async def test_only_one_job_of_a_key_waits_and_its_time_can_move(
    kernel: Kernel, tenant: Tenant
) -> None:
    async with kernel.dbs.tx(tenant) as tx:
        later = tx.now + timedelta(days=1)
        assert await jobs.enqueue(tx, NAME, {}, unique_key="k", run_at=later) is not None
        assert await jobs.enqueue(tx, NAME, {}, unique_key="k", run_at=later) is None
        sooner = tx.now + timedelta(hours=1)
        await jobs.enqueue(tx, NAME, {"v": 2}, unique_key="k", run_at=sooner, reschedule=True)
        row = await tx.row("SELECT run_at, args FROM sortie_jobs.job WHERE unique_key = 'k'")
    assert row is not None
    assert (row["run_at"], row["args"]) == (sooner, {"v": 2})
    assert await states(kernel, tenant) == {"ready": 1}


async def test_two_workers_never_run_one_job_twice(
    kernel: Kernel, tenant: Tenant, registry: JobRegistry
) -> None:
    notes = Notes()
    registry.add(NAME, notes)
    async with kernel.dbs.tx(tenant) as tx:
        for number in range(200):
            await jobs.enqueue(tx, NAME, {"n": number})

    async def none_left() -> bool:
        return await states(kernel, tenant) == {}

    async with working(kernel, registry), working(kernel, registry):
        await until(none_left)
    assert sorted(args["n"] for _, _, args in notes.seen) == list(range(200))


async def test_a_job_that_must_wait_keeps_its_attempts(
    kernel: Kernel, tenant: Tenant, registry: JobRegistry
) -> None:
    async def later(_job: JobContext) -> None:
        raise RetryLaterError(3600)

    notes = Notes(later)
    registry.add(NAME, notes)
    await put(kernel, tenant)
    async with working(kernel, registry):
        await until(notes.any)
    async with kernel.dbs.database_tx("main") as con:
        row = await con.fetchrow("SELECT state, attempts, run_at > now() AS w FROM sortie_jobs.job")
    assert row is not None
    assert (row["state"], row["attempts"], row["w"]) == ("ready", 0, True)


async def test_a_suspended_tenants_jobs_wait(
    kernel: Kernel, tenant: Tenant, registry: JobRegistry
) -> None:
    notes = Notes()
    registry.add(NAME, notes)
    await put(kernel, tenant)
    suspended = await suspend_tenant(kernel.dbs, tenant)

    async def put_off() -> bool:
        async with kernel.dbs.database_tx("main") as con:
            return bool(await con.fetchval("SELECT run_at > now() FROM sortie_jobs.job"))

    async with working(kernel, registry):
        await until(put_off)
    await resume_tenant(kernel.dbs, suspended)
    assert notes.seen == []


async def test_a_stopping_worker_puts_back_what_does_not_end_in_time(
    kernel: Kernel, tenant: Tenant, registry: JobRegistry
) -> None:
    async def forever(_job: JobContext) -> None:
        await asyncio.Event().wait()

    notes = Notes(forever)
    registry.add(NAME, notes)
    await put(kernel, tenant)
    async with working(kernel, registry, Pace(poll_s=0.05, grace_s=0.05)):
        await until(notes.any)
    async with kernel.dbs.database_tx("main") as con:
        row = await con.fetchrow("SELECT state, attempts FROM sortie_jobs.job")
    assert row is not None
    assert (row["state"], row["attempts"]) == ("ready", 0)


async def test_finish_ends_the_job_with_its_effect(
    kernel: Kernel, tenant: Tenant, registry: JobRegistry
) -> None:
    async def once(job: JobContext) -> None:
        async with job.dbs.tx(job.tenant) as tx:
            await job.finish(tx)
        raise RuntimeError("died after the commit")

    notes = Notes(once)
    registry.add(NAME, notes)
    await put(kernel, tenant)

    async with working(kernel, registry):
        await until(notes.any)
    assert await states(kernel, tenant) == {}


async def test_a_schedule_runs_once_for_each_tenant_however_many_workers(
    kernel: Kernel, tenant: Tenant, other_tenant: Tenant, registry: JobRegistry
) -> None:
    notes = Notes()
    registry.add("test.nightly", notes, cron="0 3 * * *")
    async with kernel.dbs.database_tx("main") as con:
        await con.executemany(
            "INSERT INTO sortie_jobs.schedule VALUES ($1, 'test.nightly', '2020-01-01')",
            [(tenant.role,), (other_tenant.role,)],
        )

    async def both() -> bool:
        return {x[0] for x in notes.seen} >= {tenant.id, other_tenant.id}

    async with working(kernel, registry), working(kernel, registry):
        await until(both)
    ours = [x[0] for x in notes.seen if x[0] in {tenant.id, other_tenant.id}]
    assert len(ours) == 2


async def test_a_new_tenant_does_not_run_last_nights_jobs(
    kernel: Kernel, tenant: Tenant, registry: JobRegistry
) -> None:
    registry.add("test.monthly", Notes(), cron="0 3 1 * *")

    async def marked() -> bool:
        async with kernel.dbs.database_tx("main") as con:
            return bool(
                await con.fetchval(
                    "SELECT true FROM sortie_jobs.schedule WHERE tenant_role = $1 AND name = $2",
                    tenant.role,
                    "test.monthly",
                )
            )

    async with working(kernel, registry):
        await until(marked)
    assert await states(kernel, tenant, "test.monthly") == {}


async def test_the_job_of_a_killed_worker_runs_again(
    kernel: Kernel, tenant: Tenant, registry: JobRegistry, database_url: str
) -> None:
    await put(kernel, tenant, "test.hang")
    program = Path(__file__).with_name("worker_program.py")
    victim = await asyncio.create_subprocess_exec(
        sys.executable, program, database_url, SECRET, stdout=asyncio.subprocess.PIPE
    )
    assert victim.stdout is not None
    assert await victim.stdout.readline() == b"began\n"
    victim.kill()
    await victim.wait()
    notes = Notes()
    registry.add("test.hang", notes)
    async with working(kernel, registry, QUICK):
        await until(notes.any)
    assert [attempt for _, attempt, _ in notes.seen] == [2]
    assert await states(kernel, tenant, "test.hang") == {}
