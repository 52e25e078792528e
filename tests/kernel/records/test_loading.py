"""A past brought along whole: what it tells, and what it refuses."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from sortie.base.errors import ForbiddenError, InvalidError
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import TransitionError
from sortie.kernel.records.service import PastMove, PastRecord
from sortie.kernel.tenancy.contracts import Tx

THEN = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
LATER = THEN + timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Doer:
    id: UUID
    name: str


ANN = Doer(UUID(int=7), "Ann")


def past(*moves: PastMove, **values: object) -> PastRecord:
    return PastRecord(uuid7(), {"name": "n", **values}, THEN, ANN, moves)


async def test_a_past_record_reads_as_if_it_had_been_written_then(tx: Tx, boss: Actor) -> None:
    given = past(PastMove("cancel", LATER, ANN, "客户改期"), amount="12.50")
    (loaded,) = await records.load_history(tx, boss.as_system(), "job", [given])
    stored = await records.fetch(tx, boss, "job", given.id)

    assert stored["state"] == "cancelled"
    assert stored["number"] == loaded["number"] is not None
    assert (stored["created_at"], stored["created_by"]) == (THEN, ANN.id)
    assert (stored["updated_at"], stored.version) == (LATER, 2)


async def test_its_history_tells_who_did_what_when(tx: Tx, boss: Actor) -> None:
    given = past(PastMove("cancel", LATER, ANN, "客户改期"))
    await records.load_history(tx, boss.as_system(), "job", [given])
    page = await records.timeline(tx, boss, "job", given.id)
    told = [(item.kind, item.at, item.actor_name) for item in page.items]

    assert ("moved", LATER, "Ann") in told
    assert ("created", THEN, "Ann") in told


async def test_the_feed_tells_of_it_once(tx: Tx, boss: Actor) -> None:
    given = past(PastMove("cancel", LATER, ANN, "客户改期"))
    await records.load_history(tx, boss.as_system(), "job", [given])
    rows = await tx.fetch(f"SELECT op FROM {tx.t('feed')} WHERE record_id = $1", given.id)

    assert [r["op"] for r in rows] == ["create"]


async def test_a_loaded_record_is_found_by_its_words(tx: Tx, boss: Actor) -> None:
    given = past(name="泉城路水泵")
    await records.load_history(tx, boss.as_system(), "job", [given])
    found = await tx.value(
        f"SELECT count(*) FROM {tx.t('o_job')} WHERE id = $1 AND search @@ '水泵'::tsquery",
        given.id,
    )

    assert found == 1


async def test_only_the_product_itself_loads(tx: Tx, boss: Actor) -> None:
    with pytest.raises(ForbiddenError):
        await records.load_history(tx, boss, "job", [past()])


async def test_a_value_its_type_refuses_is_named(tx: Tx, boss: Actor) -> None:
    with pytest.raises(InvalidError) as refused:
        await records.load_history(tx, boss.as_system(), "job", [past(amount="much")])

    assert [f.path for f in refused.value.fields] == ["amount"]


async def test_a_move_the_table_does_not_have_is_refused(tx: Tx, boss: Actor) -> None:
    twice = past(PastMove("cancel", LATER, ANN, "x"), PastMove("cancel", LATER, ANN, "x"))

    with pytest.raises(TransitionError):
        await records.load_history(tx, boss.as_system(), "job", [twice])
