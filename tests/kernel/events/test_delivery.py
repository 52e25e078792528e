"""The outbox: every consumer gets every entry, once in effect, whatever breaks on the way."""

import asyncio
from datetime import timedelta

import pytest

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.events import service as events
from sortie.kernel.events.contracts import EVERYTHING, FeedEntry
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.tenancy.contracts import Tenant, Tx


@pytest.fixture
async def company(kernel: Kernel) -> Tenant:
    return await kernel.create_tenant(f"d-{uuid7().hex[-12:]}", "投递")


async def change(kernel: Kernel, tenant: Tenant, object_: str = "thing", count: int = 1) -> None:
    for _ in range(count):
        async with kernel.dbs.tx(tenant) as tx:
            await events.append_change(
                tx, system_actor(tenant.id), object_=object_, record_id=uuid7(), version=1,
                op="create",
            )  # fmt: skip


class Ear:
    """A consumer that remembers, and fails as told."""

    def __init__(self, fail: int = 0) -> None:
        self.heard: list[str] = []
        self.fail = fail

    async def __call__(self, _tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
        if self.fail:
            self.fail -= 1
            raise RuntimeError("not today")
        self.heard.append(entry.name)


async def test_each_consumer_hears_what_it_asked_for_once(kernel: Kernel, company: Tenant) -> None:
    subs, all_, things = events.Subscriptions(), Ear(), Ear()
    subs.on(EVERYTHING, all_, key="all")
    subs.on("record.thing", things, key="things")
    await change(kernel, company, "thing", 3)
    await change(kernel, company, "thingummy", 2)
    assert await events.deliver(kernel.dbs, company, subs) == 8
    assert await events.deliver(kernel.dbs, company, subs) == 0
    assert len(all_.heard) == 5
    assert things.heard == ["record.thing.create"] * 3


async def test_two_consumers_may_not_share_a_key() -> None:
    subs = events.Subscriptions()
    subs.on("a", Ear(), key="k")
    with pytest.raises(ValueError, match="taken"):
        subs.on("b", Ear(), key="k")


async def test_a_failing_consumer_is_tried_again_later_and_holds_nobody_up(
    kernel: Kernel, company: Tenant
) -> None:
    subs, good, bad = events.Subscriptions(), Ear(), Ear(fail=2)
    subs.on(EVERYTHING, bad, key="bad")
    subs.on(EVERYTHING, good, key="good")
    await change(kernel, company, count=3)
    await events.deliver(kernel.dbs, company, subs)
    assert (len(good.heard), len(bad.heard)) == (3, 1)
    await events.deliver(kernel.dbs, company, subs)
    assert len(bad.heard) == 1, "not due yet"
    async with kernel.dbs.tx(company) as tx:
        await tx.execute(
            f"UPDATE {tx.t('subscription_failure')} SET next_at = $1", tx.now - timedelta(days=1)
        )
    await events.deliver(kernel.dbs, company, subs)
    assert (len(good.heard), len(bad.heard)) == (3, 3)
    async with kernel.dbs.tx(company) as tx:
        assert not await tx.value(f"SELECT count(*) FROM {tx.t('subscription_failure')}")


async def test_what_a_failed_consumer_wrote_is_undone(kernel: Kernel, company: Tenant) -> None:
    async def halfway(tx: Tx, actor: Actor, entry: FeedEntry) -> None:
        await events.append_change(
            tx, actor, object_="half", record_id=uuid7(), version=1, op="create"
        )
        raise RuntimeError("after writing")

    subs = events.Subscriptions()
    subs.on("record.thing", halfway, key="halfway")
    await change(kernel, company)
    await events.deliver(kernel.dbs, company, subs)
    async with kernel.dbs.tx(company) as tx:
        assert not await tx.value(f"SELECT count(*) FROM {tx.t('feed')} WHERE object = 'half'")


async def test_after_a_crash_before_the_cursor_moved_nothing_is_done_twice(
    kernel: Kernel, company: Tenant
) -> None:
    subs, ear = events.Subscriptions(), Ear()
    subs.on(EVERYTHING, ear, key="ear")
    await change(kernel, company, count=4)
    await events.deliver(kernel.dbs, company, subs)
    async with kernel.dbs.tx(company) as tx:  # as if the worker had died before its commit
        await tx.execute(f"UPDATE {tx.t('subscription_cursor')} SET cursor = NULL")
    assert await events.deliver(kernel.dbs, company, subs) == 0
    assert len(ear.heard) == 4


async def test_two_workers_share_a_company_without_doubling(
    kernel: Kernel, company: Tenant
) -> None:
    subs, ear = events.Subscriptions(), Ear()
    subs.on(EVERYTHING, ear, key="ear")
    await change(kernel, company, count=20)
    done = await asyncio.gather(*(events.deliver(kernel.dbs, company, subs) for _ in range(3)))
    while len(ear.heard) < 20:
        done.append(await events.deliver(kernel.dbs, company, subs))
    assert sum(done) == len(ear.heard) == 20


async def test_history_can_be_skipped(kernel: Kernel, company: Tenant) -> None:
    subs, ear = events.Subscriptions(), Ear()
    subs.on(EVERYTHING, ear, key="ear")
    await change(kernel, company, count=4)
    async with kernel.dbs.tx(company) as tx:
        await events.start_from_now(tx)
    await change(kernel, company, "late")
    await events.deliver(kernel.dbs, company, subs)
    assert ear.heard == ["record.late.create"]


async def test_the_loop_delivers_on_a_hint_and_ends_when_told(
    kernel: Kernel, company: Tenant
) -> None:
    got = asyncio.Event()

    async def heard(tx: Tx, actor: Actor, entry: FeedEntry) -> None:
        got.set()

    subs = events.Subscriptions()
    subs.on(EVERYTHING, heard, key="loop")
    hints: asyncio.Queue[str] = asyncio.Queue()
    stop = asyncio.Event()
    hush = await kernel.dbs.listener().on("sortie_feed", hints.put_nowait)
    loop = asyncio.create_task(events.run_delivery(kernel.dbs, subs, stop, hints, sweep_s=60))
    await change(kernel, company)
    async with asyncio.timeout(10):
        await got.wait()
        stop.set()
        await loop
    hush()
