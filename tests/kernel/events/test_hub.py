"""Realtime: who may see a change hears of it, soon, once, and goes on where it left off."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sortie.apps.composition import Kernel, build_kernel
from sortie.base.ids import uuid7
from sortie.base.postgres.server import EmbeddedPostgres
from sortie.base.settings import Settings
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.tenancy.contracts import Tenant, Tx


@dataclass
class Frame:
    name: str
    content: Any
    cursor: str | None


def parsed(raw: bytes) -> Frame:
    lines = dict(line.split(": ", 1) for line in raw.decode().strip().split("\n"))
    return Frame(lines["event"], json.loads(lines["data"]), lines.get("id"))


@dataclass
class Browser:
    """One connection with a changing sight."""

    hub: events.Hub
    tenant: Tenant
    hidden: set[UUID] = field(default_factory=set)
    frames: AsyncIterator[bytes] | None = None

    async def visible(self, _tx: Tx, _object: str, ids: Collection[UUID]) -> set[UUID]:
        return set(ids) - self.hidden

    async def connect(self, cursor: str | None = None) -> Frame:
        self.frames = self.hub.stream(self.tenant, self.visible, cursor)
        return await self.next()

    async def next(self) -> Frame:
        assert self.frames is not None
        async with asyncio.timeout(15):
            return parsed(await anext(self.frames))

    async def until(self, name: str) -> Frame:
        while (got := await self.next()).name != name:
            pass
        return got


@pytest.fixture
async def hub(kernel: Kernel) -> AsyncIterator[events.Hub]:
    made = events.Hub(kernel.dbs)
    await made.start(kernel.dbs.listener())
    yield made
    made.close()


async def change(
    kernel: Kernel, tenant: Tenant, record_id: UUID | None = None, op: str = "create"
) -> UUID:
    record_id = record_id or uuid7()
    async with kernel.dbs.tx(tenant) as tx:
        await events.append_change(
            tx, system_actor(tenant.id), object_="thing", record_id=record_id, version=1, op=op
        )
    return record_id


async def test_a_change_reaches_an_open_stream_at_once(
    kernel: Kernel, tenant: Tenant, hub: events.Hub
) -> None:
    browser = Browser(hub, tenant)
    assert (await browser.connect()).name == "at"
    waiting = asyncio.create_task(browser.next())
    record_id = await change(kernel, tenant)
    got = await waiting
    assert (got.name, got.content["record_id"], got.content["op"]) == (
        "record",
        str(record_id),
        "create",
    )


async def test_a_reconnect_goes_on_after_the_last_event_id(
    kernel: Kernel, tenant: Tenant, hub: events.Hub
) -> None:
    first = Browser(hub, tenant)
    last = (await first.connect()).cursor
    missed = [await change(kernel, tenant) for _ in range(3)]
    second = Browser(hub, tenant)
    await second.connect(last)
    got = [await second.next() for _ in missed]
    assert [f.content["record_id"] for f in got] == [str(m) for m in missed]
    # only the last frame of a page carries the cursor: a break before it repeats the page
    assert [f.cursor is not None for f in got] == [False, False, True]


async def test_nobody_hears_of_a_record_it_may_not_see_and_a_lost_one_leaves(
    kernel: Kernel, tenant: Tenant, hub: events.Hub
) -> None:
    browser = Browser(hub, tenant)
    await browser.connect()
    secret = uuid7()
    browser.hidden.add(secret)
    await change(kernel, tenant, secret)
    shown = await change(kernel, tenant)
    assert (await browser.next()).content["record_id"] == str(shown)
    browser.hidden.add(shown)
    await change(kernel, tenant, secret, "update")
    await change(kernel, tenant, shown, "update")
    left = await browser.next()
    assert (left.name, left.content) == ("leave", {"object": "thing", "record_id": str(shown)})


async def test_many_changes_of_one_record_are_told_as_one(
    kernel: Kernel, tenant: Tenant, hub: events.Hub
) -> None:
    first = Browser(hub, tenant)
    start = (await first.connect()).cursor
    record_id = await change(kernel, tenant)
    for _ in range(4):
        await change(kernel, tenant, record_id, "update")
    after = await change(kernel, tenant)
    second = Browser(hub, tenant)
    await second.connect(start)
    got = [await second.next(), await second.next()]
    assert [(f.content["record_id"], f.content["op"]) for f in got] == [
        (str(record_id), "update"),
        (str(after), "create"),
    ]


async def test_another_companys_changes_are_never_told(
    kernel: Kernel, tenant: Tenant, other_tenant: Tenant, hub: events.Hub
) -> None:
    browser = Browser(hub, tenant)
    await browser.connect()
    await change(kernel, other_tenant)
    mine = await change(kernel, tenant)
    assert (await browser.next()).content["record_id"] == str(mine)


async def test_a_quiet_stream_beats_with_a_cursor_and_ends_with_the_hub(
    kernel: Kernel, tenant: Tenant
) -> None:
    hub = events.Hub(kernel.dbs, beat_s=0.01)
    browser = Browser(hub, tenant)
    await browser.connect()
    beat = await browser.next()
    assert (beat.name, beat.cursor is not None) == ("beat", True)
    hub.close()
    with pytest.raises(StopAsyncIteration):  # beats may come before the end
        while True:
            await browser.next()
    assert not hub._streams


async def test_streams_and_delivery_survive_a_restart_of_the_database(open_folder: Path) -> None:
    home = open_folder / f"restart-{uuid7().hex}"
    server = EmbeddedPostgres(home / "data", shelf=open_folder / "shelf")
    home.mkdir()
    home.chmod(0o711)
    settings = Settings(
        database_url=server.start(), data_dir=home / "files", secret="another secret, long enough"
    )
    kernel = build_kernel(settings, domains=())
    await kernel.migrate()
    await kernel.start()
    tenant = await kernel.create_tenant("restarts", "重启")
    hub = events.Hub(kernel.dbs)
    await hub.start(kernel.dbs.listener())
    browser = Browser(hub, tenant)
    await browser.connect()
    heard: asyncio.Queue[UUID | None] = asyncio.Queue()

    async def consumer(_tx: Tx, _actor: object, entry: Any) -> None:
        heard.put_nowait(entry.record_id)

    subs = events.Subscriptions()
    subs.on("record.thing", consumer, key="survivor")
    stop, hints = asyncio.Event(), asyncio.Queue[str]()
    await kernel.dbs.listener().on("sortie_feed", hints.put_nowait)
    loop = asyncio.create_task(events.run_delivery(kernel.dbs, subs, stop, hints, sweep_s=0.2))
    before = await change(kernel, tenant)
    assert (await browser.until("record")).content["record_id"] == str(before)
    await asyncio.to_thread(server.stop)
    assert await asyncio.to_thread(server.start) == settings.database_url
    after = await change(kernel, tenant)
    assert (await browser.until("record")).content["record_id"] == str(after)
    async with asyncio.timeout(30):
        assert [await heard.get(), await heard.get()] == [before, after]
        stop.set()
        await loop
    hub.close()
    await kernel.close()
    await asyncio.to_thread(server.stop)
