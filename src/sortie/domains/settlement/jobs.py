"""What settlement does by itself: the statements of the month that ended."""

from typing import Any

from sortie.domains.settlement.service import earnings
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.permissions.contracts import system_actor


async def draft_statements(job: JobContext, _args: dict[str, Any]) -> None:
    """On the first of the month; drafts and disputed ones are built anew, later ones are left."""
    async with job.dbs.tx(job.tenant) as tx:
        await earnings.draft_last_month(tx, system_actor(tx.tenant.id))
