"""Reading and writing records where a company has a million work orders, with org scope on.

Each figure is one whole transaction as a request opens it (BEGIN, SET LOCAL ROLE, the rights and
shape versions, the work, COMMIT): server time without HTTP. The peer is the same work in SQL
written by hand for this one table, over a bare asyncpg connection in the same role.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable

import asyncpg

from bench import _place
from bench._orders import Ground, found
from bench._peer import Peer
from bench._report import Figure, percentile, publish
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import Actor, ScopeKind
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Query, Sort
from sortie.kernel.records import service as records

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
ROUNDS = 300
_OPEN = {"field": "state", "op": "in", "value": ["pending_dispatch", "dispatched", "in_progress"]}
_URGENT = {"field": "priority", "op": "eq", "value": "urgent"}
_NEWEST = (Sort("created_at", descending=True),)

BROAD = "subtree, a search that 20,000 match"
"""Every match is read before the newest fifty are known: the peer has the same to do."""

LISTS: dict[str, tuple[ScopeKind, Query]] = {
    "subtree, newest first": (ScopeKind.SUBTREE, Query("work_order", sort=_NEWEST)),
    "subtree, open and urgent, by window": (
        ScopeKind.SUBTREE,
        Query("work_order", filter={"and": [_OPEN, _URGENT]}, sort=(Sort("window_start"),)),
    ),
    "subtree, late, by due date": (
        ScopeKind.SUBTREE,
        Query(
            "work_order",
            filter={"field": "sla_state", "op": "eq", "value": "breached"},
            sort=(Sort("finish_due", descending=True),),
        ),
    ),
    "team, open, newest first": (
        ScopeKind.TEAM,
        Query("work_order", filter=_OPEN, sort=_NEWEST),
    ),
    "own, newest first": (ScopeKind.OWN, Query("work_order", sort=_NEWEST)),
    "subtree, a search that few match": (
        ScopeKind.SUBTREE,
        Query("work_order", search="青龙山东路 压缩机", sort=_NEWEST),
    ),
    BROAD: (
        ScopeKind.SUBTREE,
        Query("work_order", search="泉城路 漏水", sort=_NEWEST),
    ),
}


async def timed(act: Callable[[], Awaitable[object]], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each call, after a tenth of them to warm up."""
    for _ in range(rounds // 10):
        await act()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        await act()
        took.append((time.perf_counter() - began) * 1000)
    return took


def _figures(
    claim: str, ours: list[float], target: float | None, peer: list[float] | None = None
) -> list[Figure]:
    by_hand = round(percentile(peer, 50), 2) if peer else None
    return [
        Figure(
            f"{claim}, p50",
            round(percentile(ours, 50), 2),
            "ms",
            target,
            by_hand,
            "hand-written SQL" if peer else "",
        ),
        Figure(f"{claim}, p95", round(percentile(ours, 95), 2), "ms"),
    ]


async def _lists(ground: Ground, peer: Peer) -> list[Figure]:
    figures = []
    for name, (kind, query) in LISTS.items():
        actor = ground.somebody(kind)

        async def ours(actor: Actor = actor, query: Query = query) -> None:
            async with ground.kernel.dbs.tx(ground.tenant) as tx:
                page = await queries.list_records(tx, actor, query)
            assert page.records

        by_hand = peer.lists.get(name)
        figures += _figures(
            f"list 50, {name}",
            await timed(ours),
            None if name == BROAD else 5,
            await timed(by_hand) if by_hand else None,
        )
    return figures


async def _one(ground: Ground, peer: Peer) -> list[Figure]:
    actor = ground.somebody(ScopeKind.SUBTREE)
    async with ground.kernel.dbs.tx(ground.tenant) as tx:
        page = await queries.list_records(tx, actor, Query("work_order", sort=_NEWEST))
    ids = [record.id for record in page.records]
    at = 0

    async def read() -> None:
        nonlocal at
        at += 1
        async with ground.kernel.dbs.tx(ground.tenant) as tx:
            await queries.get_record(tx, actor, "work_order", ids[at % len(ids)])

    async def create() -> None:
        values = {
            "subject": "空调不制冷",
            "work_type": str(ground.work_types[0]),
            "customer": str(ground.customers[0]),
            "contact_phone": "13800000000",
            "priority": "high",
            "window_start": "2026-11-23T01:00:00Z",
        }
        async with ground.kernel.dbs.tx(ground.tenant) as tx:
            await records.create(tx, actor, "work_order", values, id=uuid7())

    return [
        *_figures(
            "read one order whole", await timed(read), None, await timed(lambda: peer.read(ids[0]))
        ),
        *_figures(
            "create an order with number, audit and feed",
            await timed(create),
            6,
            await timed(peer.create),
        ),
    ]


async def measure() -> None:
    load = _place.load()
    with _place.folder() as place:
        async with _place.program(place) as kernel:
            print(f"loading {ROWS:,} work orders …", file=sys.stderr, flush=True)
            began = time.monotonic()
            ground = await found(kernel, ROWS)
            print(f"loaded in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            con = await asyncpg.connect(kernel.settings.database_url)
            try:
                peer = Peer(ground, con)
                figures = [*await _lists(ground, peer), *await _one(ground, peer)]
            finally:
                await con.close()
            postgres = await _place.postgres_version(kernel)
    publish(
        "records",
        figures,
        load_before=load,
        notes=(
            f"{ROWS:,} work orders, 40 teams, {len(ground.customers):,} customers; subtree = 8 teams",
            f"{ROUNDS} rounds each by one caller; fsync on",
        ),
        postgresql=postgres,
    )


if __name__ == "__main__":
    asyncio.run(measure())
