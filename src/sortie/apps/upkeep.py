"""The kernel's own jobs: sealing the audit log, throwing away what nobody needs any more."""

from typing import Any

from sortie.kernel.audit import service as audit
from sortie.kernel.events import service as events
from sortie.kernel.files import service as files
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.jobs.service import JobRegistry
from sortie.kernel.objects import service as objects
from sortie.kernel.records import service as records


def add_upkeep(registry: JobRegistry, keeper: audit.Keeper) -> None:
    """Register them; each runs for every tenant, in its time zone.

    A reader that was away longer than the feed is kept is told so and reads everything anew.
    """

    async def seal(job: JobContext, _args: dict[str, Any]) -> None:
        async with job.dbs.tx(job.tenant) as tx:
            await audit.seal(tx, keeper)

    async def purge(job: JobContext, _args: dict[str, Any]) -> None:
        async with job.dbs.tx(job.tenant) as tx:
            await records.purge_keys(tx)
            await events.purge_done(tx)
            await events.purge_feed(tx)

    objects.register(registry)
    registry.add("audit.seal", seal, every_s=60)
    registry.add("kernel.purge", purge, cron="20 3 * * *")
    registry.add("files.sweep_unlinked", files.sweep_unlinked, cron="40 * * * *")
    registry.add("files.sweep_contents", files.sweep_contents, cron="10 4 * * 0", timeout_s=7200)
