"""What maintenance does by itself: every morning, dates within the horizon and orders that are due."""

from typing import Any

from sortie.domains.maintenance.service import running
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.permissions.contracts import system_actor


async def run_plans(job: JobContext, _args: dict[str, Any]) -> None:
    """Each plan in its own transaction: one that fails says so and stops no other."""
    async with job.dbs.tx(job.tenant) as tx:
        plans = await running.active_plans(tx)
    for plan in plans:
        if job.stopping.is_set():
            return
        async with job.dbs.tx(job.tenant) as tx:
            await running.run_plan(tx, system_actor(tx.tenant.id), plan)
