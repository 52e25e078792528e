"""Shapes change at once, every process sees it, and nobody waits behind it."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from objects_thing import COLOUR, rows, seen

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.objects import altering as altering_module
from sortie.kernel.objects.altering import altering
from sortie.kernel.objects.contracts import (
    TableBusyError,
)
from sortie.kernel.objects.service import (
    add_field,
    catalog,
    retire_field,
    work_off,
)
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tenant
from sortie.kernel.tenancy.service import TenantDatabases


async def test_another_process_sees_the_field_in_its_very_next_transaction(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    other = TenantDatabases(kernel.dbs.databases, secret=kernel.dbs.secret)
    try:
        assert "c_paint" not in (await seen(other, shop)).get("thing").by_name
        await add_field(kernel.dbs, shop, designer, "thing", COLOUR)
        assert "c_paint" in (await seen(other, shop)).get("thing").by_name
        await retire_field(kernel.dbs, shop, designer, "thing", "c_paint")
        assert "c_paint" not in (await seen(other, shop)).get("thing").by_name
    finally:
        await other.close()


async def test_the_change_is_told_to_listeners(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    told = asyncio.Event()
    stop = await kernel.dbs.listener(shop.database).on(
        altering_module.CHANNEL, lambda payload: told.set() if payload == str(shop.id) else None
    )
    await add_field(kernel.dbs, shop, designer, "thing", COLOUR)
    await asyncio.wait_for(told.wait(), 10)
    stop()


async def test_a_transaction_in_flight_keeps_its_shape_and_its_cache_stays_clean(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    async with kernel.dbs.tx(shop) as tx:
        before = await catalog(tx)
        await add_field(kernel.dbs, shop, designer, "thing", COLOUR)
        assert await catalog(tx) is before
    assert (await seen(kernel.dbs, shop)).version > before.version


async def test_readers_and_writers_go_on_while_a_field_is_added(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    stop = asyncio.Event()
    rounds = 0

    async def work() -> None:
        nonlocal rounds
        while not stop.is_set():
            async with kernel.dbs.tx(shop) as tx:
                await tx.fetch(f"SELECT id, name FROM {tx.t('o_thing')} LIMIT 50")
                await tx.execute(
                    f"INSERT INTO {tx.t('o_thing')} (id, name, state) VALUES ($1, 'x', 'open')",
                    uuid7(),
                )
            rounds += 1

    workers = [asyncio.create_task(work()) for _ in range(4)]
    for n in range(5):
        await add_field(kernel.dbs, shop, designer, "thing", replace(COLOUR, name=f"c_paint{n}"))
    stop.set()
    await asyncio.gather(*workers)
    assert rounds > 0
    assert (
        sum(n.startswith("c_paint") for n in (await seen(kernel.dbs, shop)).get("thing").by_name)
        == 5
    )


async def test_a_table_held_too_long_gives_a_clear_error_and_changes_nothing(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    before = await seen(kernel.dbs, shop)
    async with kernel.dbs.tx(shop) as holder:
        await holder.fetch(f"SELECT id FROM {holder.t('o_thing')}")

        async def alter(tx: Any) -> None:
            await tx.execute(f"ALTER TABLE {tx.t('o_thing')} ADD COLUMN y int")

        with pytest.raises(TableBusyError):
            await altering(kernel.dbs, shop, alter, patience_s=0.5)
        # whoever comes behind is served although the holder still holds
        assert len(await rows(kernel, shop, "o_thing", "name")) == 1
    assert (await seen(kernel.dbs, shop)).version == before.version


async def test_an_alteration_waits_its_turn_and_then_succeeds(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    async with kernel.dbs.tx(shop) as holder:
        await holder.fetch(f"SELECT id FROM {holder.t('o_thing')}")
        adding = asyncio.create_task(add_field(kernel.dbs, shop, designer, "thing", COLOUR))
        await asyncio.wait({adding}, timeout=0.3)
        assert not adding.done()
    assert (await adding).name == "c_paint"


async def test_a_large_tables_index_is_built_by_the_job(
    kernel: Kernel, shop: Tenant, designer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sortie.kernel.objects.fields._SMALL_PAGES", -1)
    made = await add_field(
        kernel.dbs, shop, designer, "thing", replace(COLOUR, indexed=True, searchable=True)
    )
    assert await work_off(kernel.dbs, shop) == 1
    assert await work_off(kernel.dbs, shop) == 0
    async with kernel.dbs.owner_tx(shop) as tx:
        found = await tx.value(
            "SELECT count(*) FROM pg_indexes WHERE schemaname = $1 AND tablename = 'o_thing' "
            "AND indexdef LIKE '%' || $2 || '%'", shop.schema, made.column)  # fmt: skip
    assert found == 1


async def test_two_designers_at_once_both_succeed(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    made = await asyncio.gather(
        *(
            add_field(kernel.dbs, shop, designer, "thing", replace(COLOUR, name=""))
            for _ in range(6)
        )
    )
    assert len({f.column for f in made}) == 6
    assert {f.name for f in made} <= set((await seen(kernel.dbs, shop)).get("thing").by_name)
