"""Connections keep to tenants, come back clean, and are replaced when they die."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import pytest

from sortie.base import db
from sortie.base.db import (
    AffinityPool,
    DatabaseAwayError,
    DatabaseBusyError,
    DatabaseRefusedError,
    TransactionLostError,
    literal,
)


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[AffinityPool]:
    made = AffinityPool(database_url, size=2, wait_s=0.2)
    yield made
    await made.close()


async def pid(pool: AffinityPool, key: str) -> int:
    async with pool.transaction(key) as con:
        return con.get_server_pid()


async def test_a_tenant_gets_the_connection_it_had(pool: AffinityPool) -> None:
    a, b = await pid(pool, "a"), await pid(pool, "b")
    assert a != b
    assert [await pid(pool, "b"), await pid(pool, "a")] == [b, a]
    assert pool.opened == 2


async def test_a_full_pool_takes_the_connection_that_was_quiet_longest(pool: AffinityPool) -> None:
    a, b = await pid(pool, "a"), await pid(pool, "b")
    assert await pid(pool, "a") == a
    assert await pid(pool, "c") == b
    assert pool.opened == 2


async def test_whoever_waits_too_long_is_told_to_try_again(pool: AffinityPool) -> None:
    async with pool.lease("a"), pool.lease("b"):
        with pytest.raises(DatabaseBusyError):
            await pid(pool, "c")
    assert await pid(pool, "c")


async def test_connections_are_recycled(database_url: str) -> None:
    pool = AffinityPool(database_url, size=1, max_uses=2)
    pids = [await pid(pool, "a") for _ in range(4)]
    await pool.close()
    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_settings_end_with_their_transaction(pool: AffinityPool) -> None:
    async with pool.transaction("a", "SET LOCAL statement_timeout = 1234") as con:
        assert await con.fetchval("SELECT current_setting('statement_timeout')") == "1234ms"
    async with pool.transaction("a") as con:
        assert await con.fetchval("SELECT current_setting('statement_timeout')") == "0"


async def test_an_error_undoes_the_transaction_and_keeps_the_connection(
    pool: AffinityPool,
) -> None:
    before = await pid(pool, "a")
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with pool.transaction("a") as con:
            await con.execute("SELECT 1/0")
    assert await pid(pool, "a") == before


async def test_a_swallowed_error_is_not_taken_for_success(pool: AffinityPool) -> None:
    async def swallow() -> None:
        async with pool.transaction("a") as con:
            with contextlib.suppress(asyncpg.DivisionByZeroError):
                await con.execute("SELECT 1/0")

    with pytest.raises(TransactionLostError):
        await swallow()


async def test_a_connection_that_died_while_idle_is_replaced_unseen(pool: AffinityPool) -> None:
    victim = await pid(pool, "a")
    async with pool.transaction("b") as con:
        await con.execute("SELECT pg_terminate_backend($1)", victim)
    assert await pid(pool, "a") != victim


async def test_a_cancelled_transaction_leaves_nothing_open(pool: AffinityPool) -> None:
    async def slow() -> None:
        async with pool.transaction("a") as con:
            await con.execute("SELECT pg_sleep(60)")

    task = asyncio.create_task(slow())
    running = (
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' "
        "AND query LIKE '%pg_sleep(60)' AND pid <> pg_backend_pid()"
    )
    async with pool.lease("b") as con, asyncio.timeout(20):  # each look sees the present
        while not await con.fetchval(running):  # noqa: ASYNC110  the server has no event of ours
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        while await con.fetchval(running):  # noqa: ASYNC110  as above
            await asyncio.sleep(0.01)


async def test_a_server_that_is_away_is_said_so() -> None:
    pool = AffinityPool("postgresql://nobody@/nothing?host=/nonexistent")
    with pytest.raises(DatabaseAwayError):
        await pid(pool, "a")


async def test_a_database_that_is_not_there_is_told_from_a_server_that_is_away(
    database_url: str,
) -> None:
    missing = urlsplit(database_url)._replace(path="/no_such_database").geturl()
    with pytest.raises(DatabaseRefusedError, match=r"no_such_database.*SORTIE_DATABASE_URL"):
        await db.connect(missing)


async def test_every_statement_is_shown_to_the_listeners(database_url: str) -> None:
    seen: list[str] = []
    db.statement_listeners.append(seen.append)
    pool = AffinityPool(database_url)
    try:
        async with pool.transaction("a") as con:
            await con.fetchval("SELECT 41 + $1::int", 1)
    finally:
        await pool.close()
        db.statement_listeners.remove(seen.append)
    assert "SELECT 41 + $1::int" in seen


@pytest.mark.parametrize("text", ["plain", "it's", "back\\slash", "both \\' of them", "中文"])
async def test_a_literal_reads_as_its_text(pool: AffinityPool, text: str) -> None:
    async with pool.transaction("a") as con:
        assert await con.fetchval(f"SELECT {literal(text)}") == text
