"""A company's life: made, exported whole, deleted; beside others on the same database."""

import asyncio
import time
from statistics import median

from bench import _place
from bench._report import Figure, publish
from sortie.apps import archives
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records

COMPANIES, CUSTOMERS = 10, 500


async def measure() -> None:
    load = _place.load()
    made, exported, deleted = [], [], []
    with _place.folder() as place:
        async with _place.program(place) as kernel:
            for n in range(COMPANIES):
                began = time.perf_counter()
                tenant = await kernel.create_tenant(f"company-{n}", f"公司 {n}")
                made.append(time.perf_counter() - began)
                async with kernel.dbs.tx(tenant) as tx:
                    for at in range(CUSTOMERS // COMPANIES):
                        values = {"name": f"客户 {at}", "phone": f"138{at:08}"}
                        await records.create(tx, system_actor(tenant.id), "customer", values)
            for n in range(COMPANIES):
                tenant = await kernel.dbs.tenant_by_code(f"company-{n}")
                began = time.perf_counter()
                await archives.export_tenant(kernel, tenant, place / f"{n}.tar.zst")
                exported.append(time.perf_counter() - began)
                began = time.perf_counter()
                await kernel.delete_tenant(tenant)
                deleted.append(time.perf_counter() - began)
            postgres = await _place.postgres_version(kernel)
    publish(
        "tenants",
        [
            Figure("create a company, median", round(median(made), 2), "s", 3),
            Figure("create a company, slowest", round(max(made), 2), "s"),
            Figure("export a company, median", round(median(exported), 2), "s"),
            Figure("delete a company, median", round(median(deleted), 2), "s"),
        ],
        load_before=load,
        notes=(f"{COMPANIES} companies, one after the other, every room's objects in each",),
        postgresql=postgres,
    )


if __name__ == "__main__":
    asyncio.run(measure())
