"""A worker of its own process, which a test kills. Arguments: database URL, secret."""

import asyncio
import sys
from typing import Any

from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.jobs.service import JobRegistry, Pace, run_worker
from sortie.kernel.tenancy.service import PRIMARY, TenantDatabases


async def hang(_job: JobContext, _args: dict[str, Any]) -> None:
    sys.stdout.write("began\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


async def main(url: str, secret: str) -> None:
    dbs = TenantDatabases({PRIMARY: url}, secret=secret.encode())
    registry = JobRegistry()
    registry.add("test.hang", hang)
    await run_worker(dbs, registry, asyncio.Event(), Pace(poll_s=0.05, lease_s=1.0, tick_s=0.1))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
