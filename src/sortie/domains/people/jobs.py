"""What the people room does by itself."""

from typing import Any

from sortie.domains.people import service
from sortie.domains.people.service import patterns
from sortie.kernel.jobs.contracts import JobContext


async def certificate_reminders(job: Any, _args: dict[str, Any]) -> None:
    """Every morning: expire certificates past their day, remind 60, 30, 7 and 1 days ahead."""
    async with job.dbs.tx(job.tenant) as tx:
        await service.remind_of_certificates(tx)


async def apply_pattern(job: JobContext, args: dict[str, Any]) -> None:
    """A pattern for many people, one transaction a person; made shifts aren't made again."""
    await patterns.work(job, args)
