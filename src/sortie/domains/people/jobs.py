"""What the people room does by itself."""

from typing import Any

from sortie.domains.people import service


async def certificate_reminders(job: Any, _args: dict[str, Any]) -> None:
    """Every morning: expire certificates past their day, remind 60, 30, 7 and 0 days ahead."""
    async with job.dbs.tx(job.tenant) as tx:
        await service.remind_of_certificates(tx)
