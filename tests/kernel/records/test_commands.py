"""Status moves by commands; deletes, restores and hooks."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from records_company import Company, grant, person

from sortie.base.errors import ForbiddenError, NotFoundError
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import (
    Change,
    CommandCall,
    Draft,
    ReasonMissingError,
    Stamp,
    Stored,
    TransitionError,
    VersionClashError,
)
from sortie.kernel.tenancy.contracts import Tx


async def audit_of(tx: Tx, stored: Stored) -> list[Any]:
    return await tx.fetch(
        "SELECT action, actor_id, before, after, reason, extra "
        f"FROM {tx.t('audit_entry')} WHERE record_id = $1 ORDER BY id",
        stored.id,
    )


# --- commands -------------------------------------------------------------------------------


async def test_a_command_moves_the_state_and_keeps_both_clocks_place_and_reason(
    tx: Tx, boss: Actor
) -> None:
    made = await records.create(tx, boss, "job", {"name": "n"})
    at = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)
    stamp = Stamp(at, 1500, {"lon": 121.5, "lat": 31.2, "datum": "WGS84"}, "phone-1")
    moved = await records.command(
        tx, boss, "job", made.id, "cancel", reason="客户改期", values={"amount": "3"}, stamp=stamp
    )
    assert (moved["state"], moved["amount"], moved.version) == ("cancelled", Decimal(3), 2)
    row = await tx.row(
        "SELECT from_state, to_state, command, reason, occurred_at, received_at, "
        f"clock_offset_ms, location, device_id FROM {tx.t('status_event')} "
        "WHERE record_id = $1 AND command = 'cancel'",
        made.id,
    )
    assert row is not None
    assert tuple(row)[:4] == ("new", "cancelled", "cancel", "客户改期")
    assert (row["occurred_at"], row["received_at"]) == (at, tx.now)
    assert (row["clock_offset_ms"], row["device_id"]) == (1500, "phone-1")
    assert row["location"]["lon"] == 121.5


async def test_a_move_the_table_has_not_is_refused_with_what_is_possible(
    tx: Tx, company: Company, boss: Actor
) -> None:
    made = await records.create(tx, boss, "job", {"name": "n"})
    with pytest.raises(TransitionError) as error:
        await records.command(tx, boss, "job", made.id, "finish")
    assert [a["command"] for a in error.value.extra["allowed"]] == ["start", "cancel"]
    starter = person(company.tenant, grant("read command:start command:finish"))
    with pytest.raises(TransitionError) as error:
        await records.command(tx, starter, "job", made.id, "finish")
    assert [a["command"] for a in error.value.extra["allowed"]] == ["start"]


async def test_a_command_needs_its_own_right(tx: Tx, company: Company, boss: Actor) -> None:
    made = await records.create(tx, boss, "job", {"name": "n"})
    starter = person(company.tenant, grant("read update command:start"))
    with pytest.raises(ForbiddenError):
        await records.command(tx, starter, "job", made.id, "cancel", reason="x")
    assert (await records.command(tx, starter, "job", made.id, "start"))["state"] == "running"


async def test_a_reason_is_asked_where_the_table_says_so(tx: Tx, boss: Actor) -> None:
    made = await records.create(tx, boss, "job", {"name": "n"})
    for nothing in (None, "", "  "):
        with pytest.raises(ReasonMissingError):
            await records.command(tx, boss, "job", made.id, "cancel", reason=nothing)


async def test_an_internal_move_is_taken_by_the_product_only(tx: Tx, boss: Actor) -> None:
    made = await records.create(tx, boss, "job", {"name": "n"})
    with pytest.raises(TransitionError):
        await records.command(tx, boss, "job", made.id, "expire")
    moved = await records.command(tx, boss.as_system(), "job", made.id, "expire")
    assert moved["state"] == "cancelled"


async def test_an_unknown_command_is_not_there(tx: Tx, boss: Actor) -> None:
    made = await records.create(tx, boss, "job", {"name": "n"})
    with pytest.raises(NotFoundError):
        await records.command(tx, boss, "job", made.id, "explode")


async def test_a_handler_replaces_the_plain_move_and_may_take_it(
    tx: Tx, company: Company, boss: Actor
) -> None:
    async def finish(tx: Tx, actor: Actor, stored: Stored, call: CommandCall) -> Stored:
        assert call.move is not None
        return await records.move(tx, actor, stored, call, values={"token": call.values["by"]})

    company.hooks.command("job", "finish", finish)
    made = await records.create(tx, boss, "job", {"name": "n"})
    with pytest.raises(TransitionError):
        await records.command(tx, boss, "job", made.id, "finish", values={"by": "x"})
    await records.command(tx, boss, "job", made.id, "start")
    done = await records.command(tx, boss, "job", made.id, "finish", values={"by": "x"})
    assert (done["state"], done["token"], done.version) == ("done", "x", 3)


async def test_a_command_with_a_stale_version_clashes(tx: Tx, boss: Actor) -> None:
    made = await records.create(tx, boss, "job", {"name": "n"})
    await records.update(tx, boss, "job", made.id, {"name": "m"}, version=1)
    with pytest.raises(VersionClashError):
        await records.command(tx, boss, "job", made.id, "start", version=1)
    assert await records.command(tx, boss, "job", made.id, "start", version=2)


# --- delete, restore, hooks -----------------------------------------------------------------


async def test_a_deleted_record_is_gone_for_reads_and_writes_until_restored(
    tx: Tx, boss: Actor
) -> None:
    made = await records.create(tx, boss, "job", {"name": "n"})
    await records.delete(tx, boss, "job", made.id)
    with pytest.raises(NotFoundError):
        await records.fetch(tx, boss, "job", made.id)
    with pytest.raises(NotFoundError):
        await records.update(tx, boss, "job", made.id, {"name": "m"}, version=2)
    assert await records.find(tx, "job", name="n", owner_id=boss.user_id) == []
    assert (await records.delete(tx, boss, "job", made.id)).version == 2
    back = await records.restore(tx, boss, "job", made.id)
    assert (back.version, back["deleted_at"]) == (3, None)
    assert [e["action"] for e in await audit_of(tx, made)] == ["create", "delete", "restore"]


async def test_hooks_may_change_a_write_refuse_it_and_see_its_outcome(
    tx: Tx, company: Company, boss: Actor
) -> None:
    seen: list[Change] = []

    async def before(_tx: Tx, _actor: Actor, draft: Draft) -> None:
        if draft.get("name") == "bad":
            raise NotFoundError
        if draft.op == "create":
            draft.set("token", draft.get("name").upper())

    async def after(_tx: Tx, _actor: Actor, change: Change) -> None:
        seen.append(change)

    company.hooks.before("job", before)
    company.hooks.after("job", after)
    try:
        made = await records.create(tx, boss, "job", {"name": "good"})
        assert made["token"] == "GOOD"
        with pytest.raises(NotFoundError):
            await records.update(tx, boss, "job", made.id, {"name": "bad"}, version=1)
        await records.update(tx, boss, "job", made.id, {"name": "better"}, version=1)
    finally:
        company.hooks._before["job"].remove(before)
        company.hooks._after["job"].remove(after)
    assert [(c.op, c.after["name"]) for c in seen] == [("create", "good"), ("update", "better")]
    assert seen[1].changed >= {"name"}
    assert seen[1].before is not None


async def test_find_takes_one_value_many_or_none(tx: Tx, boss: Actor) -> None:
    tag = str(uuid7())
    for code in ("x", "y", None):
        await records.create(
            tx, boss, "job", {"name": tag, **({"code": f"{code}-{tag}"} if code else {})}
        )
    assert len(await records.find(tx, "job", name=tag)) == 3
    assert len(await records.find(tx, "job", name=tag, code=None)) == 1
    assert len(await records.find(tx, "job", code=[f"x-{tag}", f"y-{tag}"])) == 2
