"""What dispatch does by itself: clocks, lapsed offers and answers, silent acceptance."""

from typing import Any

from sortie.domains.dispatch.service import archive, clocks, lapsing, pool, ways
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.permissions.contracts import system_actor


async def sweep_clocks(job: JobContext, _args: dict[str, Any]) -> None:
    """Warn before and tell after an SLA target is passed."""
    async with job.dbs.tx(job.tenant) as tx:
        await clocks.sweep(tx)


async def lapse(job: JobContext, _args: dict[str, Any]) -> None:
    """Offers nobody took and appointments nobody answered go back to the dispatcher."""
    async with job.dbs.tx(job.tenant) as tx:
        actor = system_actor(tx.tenant.id)
        await pool.lapse_offers(tx, actor)
        await lapsing.lapse_appointments(tx, actor)


async def accept_in_silence(job: JobContext, _args: dict[str, Any]) -> None:
    """A customer who says nothing for the company's days has accepted."""
    async with job.dbs.tx(job.tenant) as tx:
        await lapsing.accept_in_silence(tx, system_actor(tx.tenant.id))


async def learn_travel(job: JobContext, _args: dict[str, Any]) -> None:
    """Every night: how long ways take, from the visits' own facts."""
    async with job.dbs.tx(job.tenant) as tx:
        await ways.teach_travel(tx)


_NIGHTLY = 500


async def archive_settled(job: JobContext, _args: dict[str, Any]) -> None:
    """Every night: orders settled for more than a day are frozen, each in its own transaction."""
    async with job.dbs.tx(job.tenant) as tx:
        due = await archive.due(tx, _NIGHTLY)
    for order in due:
        if job.stopping.is_set():
            return
        async with job.dbs.tx(job.tenant) as tx:
            await archive.archive(tx, system_actor(tx.tenant.id), order)
