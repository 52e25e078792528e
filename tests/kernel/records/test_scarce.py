"""What is scarce is given once: counters, idempotency keys, versions, ids, under a crowd."""

import asyncio
from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from records_company import Company

from sortie.base.errors import AppError
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import (
    KeyReusedError,
    LimitReachedError,
    RecordBusyError,
    VersionClashError,
)
from sortie.kernel.records.counters import NothingToGiveBackError
from sortie.kernel.records.repeating import StoredAnswer
from sortie.kernel.tenancy.contracts import Tx

CROWD = 50


async def at_once(
    company: Company, act: Callable[[Tx, int], Coroutine[Any, Any, Any]], crowd: int = CROWD
) -> list[Any]:
    """Every act in a transaction of its own, all at the same time; answers or AppErrors."""

    async def one(n: int) -> Any:
        try:
            async with company.kernel.dbs.tx(company.tenant) as tx:
                return await act(tx, n)
        except AppError as refusal:
            return refusal

    return await asyncio.gather(*(one(n) for n in range(crowd)))


async def test_of_fifty_takers_exactly_ten_get_one_of_ten(company: Company) -> None:
    name = f"stock:{uuid7()}"
    answers = await at_once(company, lambda tx, _n: records.take(tx, name, 1, 10))
    won = [a for a in answers if isinstance(a, Decimal)]
    lost = [a for a in answers if isinstance(a, LimitReachedError)]
    assert sorted(won) == list(range(1, 11))
    assert len(lost) == CROWD - 10
    assert {e.extra["left"] for e in lost} == {"0"}
    async with company.kernel.dbs.tx(company.tenant) as tx:
        assert await records.used_of(tx, name) == 10


async def test_what_a_failed_transaction_took_is_free_again(tx: Tx) -> None:
    with pytest.raises(ZeroDivisionError):
        async with tx.savepoint():
            await records.take(tx, "credit", Decimal("99.5"), 100)
            raise ZeroDivisionError
    assert await records.take(tx, "credit", 100, 100) == 100
    with pytest.raises(LimitReachedError):
        await records.take(tx, "credit", Decimal("0.0001"), 100)
    assert await records.give(tx, "credit", 40) == 60
    assert await records.take(tx, "credit", 40, 100) == 100


async def test_more_than_was_taken_can_not_be_given_back(tx: Tx) -> None:
    await records.take(tx, "pool", 1, 5)
    await records.give(tx, "pool", 1)
    with pytest.raises(NothingToGiveBackError):
        await records.give(tx, "pool", 1)


async def test_the_database_itself_refuses_more_than_the_limit(tx: Tx) -> None:
    await records.take(tx, "guarded", 5, 5)
    with pytest.raises(asyncpg.CheckViolationError):
        await tx.execute(f"UPDATE {tx.t('counter')} SET used = 6 WHERE name = 'guarded'")


async def test_takers_of_many_counters_in_any_order_never_deadlock(company: Company) -> None:
    names = [f"sku{n}:{uuid7()}" for n in range(6)]

    async def some(tx: Tx, n: int) -> None:
        mine = [names[(n * 7 + k * 5) % 6] for k in range(3)]
        await records.take_all(tx, [(name, 1, 1_000) for name in dict.fromkeys(mine)])

    answers = await at_once(company, some)
    assert not [a for a in answers if a is not None]


async def test_of_many_at_once_with_one_key_one_works_and_all_get_its_answer(
    company: Company, boss: Actor
) -> None:
    key, worked = str(uuid7()), []

    async def request(tx: Tx, n: int) -> StoredAnswer:
        known = await records.idempotent(tx, boss, key, "POST /x body")
        if known is not None:
            return known
        worked.append(n)
        await asyncio.sleep(0.02)
        await records.remember(tx, boss, key, 201, f'{{"by":{n}}}')
        return StoredAnswer(201, f'{{"by":{n}}}')

    answers = await at_once(company, request, 10)
    assert len(worked) == 1
    assert set(answers) == {StoredAnswer(201, f'{{"by":{worked[0]}}}')}


async def test_a_failed_first_request_leaves_the_key_free(company: Company, boss: Actor) -> None:
    key = str(uuid7())
    with pytest.raises(ZeroDivisionError):
        async with company.kernel.dbs.tx(company.tenant) as tx:
            assert await records.idempotent(tx, boss, key, "a") is None
            raise ZeroDivisionError
    async with company.kernel.dbs.tx(company.tenant) as tx:
        assert await records.idempotent(tx, boss, key, "a") is None


async def test_a_key_serves_one_request_of_one_caller(
    tx: Tx, company: Company, boss: Actor
) -> None:
    assert await records.idempotent(tx, boss, "k", "a") is None
    await records.remember(tx, boss, "k", 200, "{}")
    assert await records.idempotent(tx, boss, "k", "a") == StoredAnswer(200, "{}")
    with pytest.raises(KeyReusedError):
        await records.idempotent(tx, boss, "k", "b")
    assert await records.idempotent(tx, company.boss, "k", "b") is None


async def test_of_many_writers_of_one_version_exactly_one_wins(
    company: Company, boss: Actor
) -> None:
    async with company.kernel.dbs.tx(company.tenant) as tx:
        made = await records.create(tx, boss, "job", {"name": "n"})
    answers = await at_once(
        company,
        lambda tx, n: records.update(tx, boss, "job", made.id, {"name": f"w{n}"}, version=1),
        20,
    )
    clashes = [a for a in answers if isinstance(a, VersionClashError)]
    assert len(clashes) == 19
    [winner] = [a for a in answers if not isinstance(a, AppError)]
    assert {c.extra["clash"]["name"]["theirs"] for c in clashes} == {winner["name"]}
    assert {c.extra["clash"]["name"]["was"] for c in clashes} == {"n"}


async def test_of_many_creates_with_one_id_one_record_is_made(
    company: Company, boss: Actor
) -> None:
    record_id = uuid7()
    answers = await at_once(
        company, lambda tx, _n: records.create(tx, boss, "job", {"name": "n"}, id=record_id), 10
    )
    made = [a for a in answers if not isinstance(a, AppError)]
    assert made
    assert {a.id for a in made} == {record_id}
    async with company.kernel.dbs.tx(company.tenant) as tx:
        told = await tx.value(
            f"SELECT count(*) FROM {tx.t('audit_entry')} WHERE record_id = $1", record_id
        )
    assert told == 1


async def test_of_many_moves_from_one_state_exactly_one_wins(company: Company, boss: Actor) -> None:
    async with company.kernel.dbs.tx(company.tenant) as tx:
        made = await records.create(tx, boss, "job", {"name": "n"})
    answers = await at_once(
        company, lambda tx, _n: records.command(tx, boss, "job", made.id, "start"), 20
    )
    assert len([a for a in answers if not isinstance(a, AppError)]) == 1


async def test_a_deadlock_is_told_as_busy_and_may_be_tried_again(
    company: Company, boss: Actor
) -> None:
    async with company.kernel.dbs.tx(company.tenant) as tx:
        a = (await records.create(tx, boss, "job", {"name": "a"})).id
        b = (await records.create(tx, boss, "job", {"name": "b"})).id
    both = asyncio.Barrier(2)
    first_try = {0: True, 1: True}
    system = boss.as_system()

    async def crossing(n: int) -> None:
        one, other = (a, b) if n else (b, a)
        async with company.kernel.dbs.tx(company.tenant) as tx:
            await records.update(tx, system, "job", one, {"name": f"x{n}{uuid7()}"}, version=None)
            if first_try[n]:
                first_try[n] = False
                await both.wait()
            await records.update(tx, system, "job", other, {"name": f"y{n}"}, version=None)

    await asyncio.gather(*(records.retried(lambda n=n: crossing(n)) for n in (0, 1)))


async def test_a_row_held_too_long_is_told_as_busy(company: Company, boss: Actor) -> None:
    async with company.kernel.dbs.tx(company.tenant) as tx:
        made = await records.create(tx, boss, "job", {"name": "a"})
    async with company.kernel.dbs.tx(company.tenant) as holder:
        await records.fetch(holder, boss, "job", made.id, lock=True)
        with pytest.raises(RecordBusyError):
            async with company.kernel.dbs.tx(company.tenant) as tx:
                await tx.execute("SET LOCAL lock_timeout = '50ms'")
                await records.update(tx, boss, "job", made.id, {"name": "b"}, version=1)
