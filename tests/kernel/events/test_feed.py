"""The feed: nothing missed, nothing twice, in order, whatever the writers do."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import msgspec
import pytest

from sortie.apps.composition import Kernel
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.kernel.events import cursor as cursors
from sortie.kernel.events import service as events
from sortie.kernel.events.contracts import (
    CursorExpiredError,
    CursorInvalidError,
    EventDef,
    EventPayloadError,
    EventUnknownError,
    FeedEntry,
)
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.tenancy.contracts import Tenant, Tx


class Happened(msgspec.Struct):
    n: int


@pytest.fixture
def actor(tenant: Tenant) -> Actor:
    return system_actor(tenant.id)


def with_events(tx: Tx) -> Tx:
    registry = events.EventRegistry()
    registry.add(EventDef("test.happened", Happened, Label("发生了", "Happened")))
    tx.state["kernel"] = SimpleNamespace(events=registry)
    return tx


async def change(tx: Tx, actor: Actor, record_id: UUID | None = None) -> UUID:
    record_id = record_id or uuid7()
    await events.append_change(
        tx, actor, object_="thing", record_id=record_id, version=1, op="create"
    )
    return record_id


async def read_all(
    kernel: Kernel, tenant: Tenant, cursor: str | None
) -> tuple[list[FeedEntry], str]:
    got: list[FeedEntry] = []
    while True:
        async with kernel.dbs.tx(tenant) as tx:
            page, cursor = await events.read_feed(tx, cursor, limit=7)
        got += page
        if len(page) < 7:
            return got, cursor


@pytest.fixture
async def now(kernel: Kernel, tenant: Tenant) -> AsyncIterator[str]:
    async with kernel.dbs.tx(tenant) as tx:
        yield await events.head(tx)


async def test_a_reader_gets_what_was_committed_after_its_cursor_in_order(
    kernel: Kernel, tenant: Tenant, actor: Actor, now: str
) -> None:
    made = []
    for _ in range(20):
        async with kernel.dbs.tx(tenant) as tx:
            made.append(await change(tx, actor))
    got, cursor = await read_all(kernel, tenant, now)
    assert [e.record_id for e in got] == made
    assert (await read_all(kernel, tenant, cursor))[0] == []


async def test_a_rolled_back_change_is_not_told(
    kernel: Kernel, tenant: Tenant, actor: Actor, now: str
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with kernel.dbs.tx(tenant) as tx:
            await change(tx, actor)
            raise ZeroDivisionError
    assert (await read_all(kernel, tenant, now))[0] == []


async def test_eight_writers_and_a_long_transaction_lose_nothing_and_double_nothing(
    kernel: Kernel, tenant: Tenant, actor: Actor, now: str
) -> None:
    committed: list[UUID] = []
    writing = True
    rng = random.Random(7)
    long_open, long_done = asyncio.Event(), asyncio.Event()

    async def long_writer() -> None:
        async with kernel.dbs.tx(tenant) as tx:
            mine = await change(tx, actor)
            long_open.set()
            await long_done.wait()
        committed.append(mine)

    async def writer() -> None:
        for _ in range(25):
            async with kernel.dbs.tx(tenant) as tx:
                mine = [await change(tx, actor) for _ in range(rng.randint(1, 3))]
                await asyncio.sleep(rng.random() / 500)
            committed.extend(mine)

    seen: list[FeedEntry] = []

    async def reader() -> None:
        cursor = now
        while True:
            last_round = not writing
            got, cursor = await read_all(kernel, tenant, cursor)
            seen.extend(got)
            if last_round:
                return
            await asyncio.sleep(0.002)

    reading = asyncio.create_task(reader())
    long = asyncio.create_task(long_writer())
    await long_open.wait()
    await asyncio.gather(*(writer() for _ in range(8)))
    before_long = len(seen)
    long_done.set()
    await long
    writing = False
    await reading
    ids = [e.record_id for e in seen]
    assert before_long > 0, "readers don't wait for the long transaction"
    assert sorted(map(str, ids)) == sorted(map(str, committed))
    assert len(ids) == len(set(ids))


async def test_a_cursor_of_another_company_or_a_changed_one_is_refused(
    kernel: Kernel, tenant: Tenant, other_tenant: Tenant, now: str
) -> None:
    async with kernel.dbs.tx(other_tenant) as tx:
        with pytest.raises(CursorInvalidError):
            await events.read_feed(tx, now)
    async with kernel.dbs.tx(tenant) as tx:
        for bad in ("", "x", now[:-2], "A" + now[1:], now + "AAAA", "字"):
            if bad:
                with pytest.raises(CursorInvalidError):
                    await events.read_feed(tx, bad)


async def test_after_a_restore_old_cursors_say_so_and_every_entry_can_be_read_again(
    kernel: Kernel, other_tenant: Tenant
) -> None:
    actor = system_actor(other_tenant.id)
    async with kernel.dbs.tx(other_tenant) as tx:
        before = await events.head(tx)
        mine = await change(tx, actor)
    async with kernel.dbs.owner_tx(other_tenant) as tx:
        for statement in events.RESTORED:
            await tx.execute(statement.format(schema=f'"{other_tenant.schema}"'))
    async with kernel.dbs.tx(other_tenant) as tx:
        with pytest.raises(CursorExpiredError):
            await events.read_feed(tx, before)
        got, _ = await events.read_feed(tx, None)
    assert mine in {e.record_id for e in got}


def test_a_position_survives_its_text() -> None:
    at = cursors.Position(3, "5:9:6", "7:12:", 8, uuid7())
    assert cursors.decode(cursors.encode(at, b"k"), b"k", epoch=3) == at
    with pytest.raises(CursorInvalidError):
        cursors.decode(cursors.encode(at, b"k"), b"other", epoch=3)
    with pytest.raises(CursorExpiredError):
        cursors.decode(cursors.encode(replace(at, epoch=2), b"k"), b"k", epoch=3)


async def test_an_event_is_told_once_for_one_dedupe_key(tx: Tx, actor: Actor) -> None:
    with_events(tx)
    assert await events.emit(tx, actor, "test.happened", {"n": 1}, dedupe_key="once")
    assert not await events.emit(tx, actor, "test.happened", {"n": 2}, dedupe_key="once")
    assert await events.emit(tx, actor, "test.happened", Happened(3))


async def test_an_event_outside_its_schema_or_without_one_is_refused(tx: Tx, actor: Actor) -> None:
    with_events(tx)
    with pytest.raises(EventPayloadError):
        await events.emit(tx, actor, "test.happened", {"n": "one"})
    with pytest.raises(EventUnknownError):
        await events.emit(tx, actor, "test.unheard", {})


async def test_a_reader_before_the_purged_part_is_told_so_and_a_later_one_is_not(
    kernel: Kernel, other_tenant: Tenant
) -> None:
    actor = system_actor(other_tenant.id)
    async with kernel.dbs.tx(other_tenant) as tx:
        early = await events.head(tx)
    async with kernel.dbs.tx(other_tenant, now=datetime(2020, 1, 1, tzinfo=UTC)) as tx:
        await change(tx, actor)
    async with kernel.dbs.tx(other_tenant) as tx:
        late = await events.head(tx)
        kept = await change(tx, actor)
    async with kernel.dbs.tx(other_tenant) as tx:
        assert await events.purge_feed(tx) == 1
    async with kernel.dbs.tx(other_tenant) as tx:
        with pytest.raises(CursorExpiredError):
            await events.read_feed(tx, early)
        got, _ = await events.read_feed(tx, late)
        assert [e.record_id for e in got] == [kept]
        assert kept in {e.record_id for e in (await events.read_feed(tx, None))[0]}
