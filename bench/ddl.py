"""A field added to a table of a million rows while eight callers read and write it."""

import asyncio
import os
import sys
import time
from statistics import median
from uuid import UUID

from bench import _place
from bench._orders import Ground, found
from bench._report import Figure, percentile, publish
from sortie.base.i18n import Label
from sortie.kernel.objects import service as objects
from sortie.kernel.objects.contracts import Field
from sortie.kernel.permissions.contracts import Actor, ScopeKind, system_actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Query, Sort
from sortie.kernel.records import service as records

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
CALLERS, FIELDS = 8, 10
_NEWEST = (Sort("created_at", descending=True),)
# an archived order is frozen, so writers take open ones
_OPEN = {"field": "state", "op": "in", "value": ["pending_dispatch", "dispatched", "in_progress"]}


class Callers:
    """Half read a page, half update an order, without pause; how long each call took, and when."""

    def __init__(self, ground: Ground, ids: list[UUID]) -> None:
        self._ground, self._ids = ground, ids
        self._reader: Actor = ground.somebody(ScopeKind.SUBTREE)
        self.took: list[tuple[float, float]] = []
        self._stop = False

    async def run(self, number: int) -> None:
        act = self._read if number % 2 else self._write
        turn = 0
        while not self._stop:
            began = time.perf_counter()
            await act(number, turn)
            self.took.append((began, time.perf_counter() - began))
            turn += 1

    def stop(self) -> None:
        self._stop = True

    async def _read(self, _number: int, _turn: int) -> None:
        async with self._ground.kernel.dbs.tx(self._ground.tenant) as tx:
            await queries.list_records(tx, self._reader, Query("work_order", sort=_NEWEST))

    async def _write(self, number: int, turn: int) -> None:
        # each writer has records of its own: they wait for the table only, not for each other
        mine = self._ids[number::CALLERS]
        async with self._ground.kernel.dbs.tx(self._ground.tenant) as tx:
            await records.update(
                tx,
                system_actor(self._ground.tenant.id),
                "work_order",
                mine[turn % len(mine)],
                {"subject": f"空调不制冷 {turn}"},
                version=None,
            )

    def slowest_ms(self, since: float = 0.0, until: float = float("inf")) -> float:
        """The slowest call of those that ran at any time between the two."""
        return max((t for at, t in self.took if at < until and at + t > since), default=0.0) * 1000


async def _usable(ground: Ground, name: str, id_: UUID) -> None:
    """Write the new field and read it back, in a transaction opened afterwards."""
    async with ground.kernel.dbs.tx(ground.tenant) as tx:
        system = system_actor(ground.tenant.id)
        await records.update(tx, system, "work_order", id_, {name: "12.50"}, version=None)
    async with ground.kernel.dbs.tx(ground.tenant) as tx:
        seen = await queries.get_record(tx, system, "work_order", id_, (name,))
    assert seen[name] in ("12.50", "12.5", "12.5000"), seen


async def _add_fields(ground: Ground, id_: UUID) -> list[tuple[float, float]]:
    """(when it began, seconds until it was usable) of each."""
    system, took = system_actor(ground.tenant.id), []
    for n in range(FIELDS):
        # half with a default, which mustn't rewrite the table
        default = "1" if n % 2 else None
        wanted = Field("", "number", Label(f"附加 {n}", f"Extra {n}"), default=default)
        began = time.perf_counter()
        field = await objects.add_field(
            ground.kernel.dbs, ground.tenant, system, "work_order", wanted
        )
        await _usable(ground, field.name, id_)
        took.append((began, time.perf_counter() - began))
        await asyncio.sleep(0.5)
    return took


async def measure() -> None:
    load = _place.load()
    with _place.folder() as place:
        async with _place.program(place) as kernel:
            print(f"loading {ROWS:,} work orders …", file=sys.stderr, flush=True)
            ground = await found(kernel, ROWS)
            reader = ground.somebody(ScopeKind.SUBTREE)
            async with kernel.dbs.tx(ground.tenant) as tx:
                page = await queries.list_records(
                    tx, reader, Query("work_order", filter=_OPEN, sort=_NEWEST, limit=200)
                )
            ids = [record.id for record in page.records]
            callers = Callers(ground, ids[1:])
            running = [asyncio.create_task(callers.run(n)) for n in range(CALLERS)]
            await asyncio.sleep(5)
            quiet_until = time.perf_counter()
            try:
                added = await _add_fields(ground, ids[0])
            finally:
                callers.stop()
                await asyncio.gather(*running)
            postgres = await _place.postgres_version(kernel)
    calm = [t * 1000 for at, t in callers.took if at + t < quiet_until]
    blocked = [callers.slowest_ms(at, at + t) for at, t in added]
    publish(
        "ddl",
        [
            Figure(
                "add a field, usable after, slowest", round(max(t for _, t in added), 3), "s", 1
            ),
            Figure("add a field, usable after, median", round(median(t for _, t in added), 3), "s"),
            Figure(
                "slowest call of anybody meanwhile",
                round(max(blocked), 1),
                "ms",
                250,
                round(max(calm), 1),
                "slowest without DDL",
            ),
            Figure("calls without DDL, p50", round(percentile(calm, 50), 1), "ms"),
            Figure("calls without DDL, p99", round(percentile(calm, 99), 1), "ms"),
        ],
        load_before=load,
        notes=(
            f"{ROWS:,} rows; {CALLERS} callers without pause: half read pages of 50, half update",
            f"{FIELDS} fields one after the other, half with a default; {len(callers.took):,} calls",
        ),
        postgresql=postgres,
    )


if __name__ == "__main__":
    asyncio.run(measure())
