"""The one door in: rights, values, links, versions, commands, and what each write tells."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from records_company import EAST, EVERYTHING, WEST, Company, grant, person

from sortie.base.errors import ForbiddenError, InvalidError, NotFoundError
from sortie.base.ids import uuid7
from sortie.base.text import query_tokens
from sortie.kernel.events import service as events
from sortie.kernel.objects.contracts import ObjectUnknownError
from sortie.kernel.permissions.contracts import Actor, FieldRight
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import (
    Draft,
    DuplicateError,
    IdTakenError,
    OverlapError,
    Stored,
    VersionClashError,
)
from sortie.kernel.tenancy.contracts import Tx


def problems(error: pytest.ExceptionInfo[InvalidError]) -> dict[str, str]:
    return {p.path: p.code for p in error.value.fields}


async def audit_of(tx: Tx, stored: Stored) -> list[Any]:
    return await tx.fetch(
        "SELECT action, actor_id, before, after, reason, extra "
        f"FROM {tx.t('audit_entry')} WHERE record_id = $1 ORDER BY id",
        stored.id,
    )


# --- create ---------------------------------------------------------------------------------


async def test_a_create_stamps_numbers_defaults_and_tells_audit_feed_and_history(
    tx: Tx, boss: Actor
) -> None:
    before = await events.head(tx)
    made = await records.create(tx, boss, "job", {"name": "修空调", "amount": "12.5"})
    again = await records.fetch(tx, boss, "job", made.id)
    assert made["name"] == again["name"] == "修空调"
    assert again["amount"] == Decimal("12.50")
    assert (again["kind"], again["state"], again.version) == ("a", "new", 1)
    assert (again["owner_id"], again["dept_id"]) == (boss.user_id, EAST)
    assert again["number"].startswith(f"J{tx.now:%y}-")
    assert dict(again.values) == dict(made.values)
    [entry] = await audit_of(tx, made)
    assert entry["action"] == "create"
    assert entry["before"] is None
    assert entry["after"]["amount"] == "12.50"
    [moved] = await tx.fetch(
        f"SELECT from_state, to_state FROM {tx.t('status_event')} WHERE record_id = $1", made.id
    )
    assert tuple(moved) == (None, "new")
    told = await tx.row(
        f"SELECT name, version, actor_id FROM {tx.t('feed')} WHERE record_id = $1", made.id
    )
    assert told is not None
    assert tuple(told) == ("record.job.create", 1, boss.user_id)
    assert before


async def test_a_create_is_found_by_its_text(tx: Tx, boss: Actor) -> None:
    made = await records.create(tx, boss, "job", {"name": "修空调 Haier-X1"})
    query = " & ".join(f"'{t}'" for t in query_tokens("空调 haier"))
    found = await tx.value(
        f"SELECT id FROM {tx.t('o_job')} WHERE search @@ $1::text::tsquery", query
    )
    assert found == made.id


async def test_all_that_is_wrong_is_told_at_once_with_its_path(tx: Tx, boss: Actor) -> None:
    with pytest.raises(InvalidError) as error:
        await records.create(
            tx,
            boss,
            "job",
            {"amount": "many", "kind": "z", "after": str(uuid7()), "nonsense": 1, "state": "done"},
        )
    assert set(problems(error)) == {"amount", "kind", "after", "nonsense", "state", "name"}
    assert problems(error)["nonsense"] == "field.unknown"
    assert problems(error)["after"] == "field.link_unknown"
    assert problems(error)["name"] == "field.required"


async def test_a_system_field_is_written_by_the_product_only(
    tx: Tx, company: Company, boss: Actor
) -> None:
    for name, value in (("token", "x"), ("number", "J1"), ("id", str(uuid7())), ("version", 9)):
        with pytest.raises(InvalidError) as error:
            await records.create(tx, boss, "job", {"name": "n", name: value})
        assert problems(error) == {name: "field.not_writable"}
    made = await records.create(tx, boss.as_system(), "job", {"name": "n", "token": "x"})
    assert made["token"] == "x"


async def test_who_may_not_create_is_refused_and_who_may_not_read_learns_nothing(
    tx: Tx, company: Company
) -> None:
    reader = person(company.tenant, grant("read"))
    stranger = person(company.tenant)
    maker = person(company.tenant, grant("read create"))
    with pytest.raises(ForbiddenError):
        await records.create(tx, reader, "job", {"name": "n"})
    with pytest.raises(ObjectUnknownError):
        await records.create(tx, stranger, "job", {"name": "n"})
    assert await records.create(tx, maker, "job", {"name": "n"})


async def test_an_object_of_services_refuses_people_and_takes_the_product(
    tx: Tx, boss: Actor
) -> None:
    with pytest.raises(ForbiddenError):
        await records.create(tx, boss, "ledger", {"text": "x"})
    assert await records.create(tx, boss.as_system(), "ledger", {"text": "x"})


@pytest.mark.parametrize(
    ("right", "code"),
    [
        (FieldRight.HIDDEN, "field.unknown"),
        (FieldRight.MASKED, "field.not_writable"),
        (FieldRight.READ, "field.not_writable"),
        (FieldRight.WRITE, None),
    ],
)
async def test_a_field_is_written_with_the_write_right_only(
    tx: Tx, company: Company, right: FieldRight, code: str | None
) -> None:
    actor = person(company.tenant, grant(EVERYTHING, fields={"secret": right}))
    made = await records.create(tx, actor, "job", {"name": "n"})
    for write in (
        lambda: records.create(tx, actor, "job", {"name": "n", "secret": "1"}),
        lambda: records.update(tx, actor, "job", made.id, {"secret": "1"}, version=1),
    ):
        if code is None:
            assert (await write())["secret"] == "1"
            continue
        with pytest.raises(InvalidError) as error:
            await write()
        assert problems(error) == {"secret": code}


async def test_a_new_record_outside_the_create_scope_is_refused_and_can_not_be_kept(
    company: Company,
) -> None:
    actor = person(company.tenant, grant(EVERYTHING, "team"))
    record_id = uuid7()
    with pytest.raises(asyncpg.InFailedSQLTransactionError):
        async with company.kernel.dbs.tx(company.tenant) as tx:
            await records.create(tx, actor, "job", {"name": "mine"})
            with pytest.raises(ForbiddenError):
                await records.create(
                    tx, replace(actor, dept_id=WEST), "job", {"name": "theirs"}, id=record_id
                )
            # a caller that swallows the refusal still can't commit the row
            await tx.value("SELECT 1")
    async with company.kernel.dbs.tx(company.tenant) as tx:
        with pytest.raises(NotFoundError):
            await records.fetch(tx, company.boss, "job", record_id)


async def test_a_link_must_lead_to_a_record_the_actor_sees(tx: Tx, company: Company) -> None:
    theirs = await records.create(
        tx, person(company.tenant, grant(EVERYTHING), unit=WEST), "job", {"name": "west"}
    )
    me = person(company.tenant, grant(EVERYTHING, "team"))
    with pytest.raises(InvalidError) as error:
        await records.create(tx, me, "job", {"name": "n", "after": theirs.id})
    assert problems(error) == {"after": "field.link_unknown"}
    mine = await records.create(tx, me, "job", {"name": "n"})
    assert (await records.create(tx, me, "job", {"name": "m", "after": mine.id}))[
        "after"
    ] == mine.id
    await records.delete(tx, me, "job", mine.id)
    with pytest.raises(InvalidError):
        await records.create(tx, me, "job", {"name": "m", "after": mine.id})


async def test_the_same_create_with_the_same_id_gives_the_same_record(
    tx: Tx, company: Company, boss: Actor
) -> None:
    ran: list[str] = []

    async def count(_tx: Tx, _actor: Actor, draft: Draft) -> None:
        ran.append(draft.op)

    company.hooks.before("job", count)
    try:
        record_id = uuid7()
        first = await records.create(tx, boss, "job", {"name": "n", "amount": "1"}, id=record_id)
        await records.update(tx, boss, "job", record_id, {"name": "changed"}, version=1)
        again = await records.create(tx, boss, "job", {"amount": "1", "name": "n"}, id=record_id)
        assert again.id == first.id
        assert again["name"] == "changed"
        assert ran == ["create", "update"]
        with pytest.raises(IdTakenError):
            await records.create(tx, boss, "job", {"name": "other"}, id=record_id)
        with pytest.raises(IdTakenError):
            await records.create(
                tx, company.boss, "job", {"name": "n", "amount": "1"}, id=record_id
            )
    finally:
        company.hooks._before["job"].remove(count)


async def test_child_rows_come_with_their_record_and_need_the_right_on_it(
    tx: Tx, company: Company, boss: Actor
) -> None:
    made = await records.create(
        tx, boss, "job", {"name": "n", "lines": [{"text": "a"}, {"text": "b", "quantity": "2.5"}]}
    )
    lines = await records.find(tx, "job_line", job=made.id)
    assert [(x["text"], x["quantity"]) for x in lines] == [("a", 1), ("b", Decimal("2.5"))]
    with pytest.raises(InvalidError) as error:
        await records.create(
            tx, boss, "job", {"name": "n", "lines": [{"text": "a"}, {"quantity": "x"}, {"no": 1}]}
        )
    assert {"lines.1.quantity", "lines.1.text", "lines.2.no"} <= set(problems(error))


async def test_a_child_of_a_record_out_of_scope_is_refused(company: Company) -> None:
    async with company.kernel.dbs.tx(company.tenant) as tx:
        theirs = await records.create(
            tx, person(company.tenant, grant(EVERYTHING), unit=WEST), "job", {"name": "west"}
        )
        mine = await records.create(tx, company.boss, "job", {"name": "east"})
    me = person(company.tenant, grant(EVERYTHING, "team"))
    async with company.kernel.dbs.tx(company.tenant) as tx:
        assert await records.create(tx, me, "job_line", {"job": mine.id, "text": "x"})
    with pytest.raises(InvalidError):
        async with company.kernel.dbs.tx(company.tenant) as tx:
            await records.create(tx, me, "job_line", {"job": theirs.id, "text": "x"})


async def test_a_child_can_not_be_moved_under_a_record_one_may_only_read(company: Company) -> None:
    me = person(company.tenant, grant("read", role="reader"), grant(EVERYTHING, "own"))
    async with company.kernel.dbs.tx(company.tenant) as tx:
        theirs = await records.create(tx, company.boss, "job", {"name": "theirs"})
        mine = await records.create(tx, me, "job", {"name": "mine", "lines": [{"text": "x"}]})
        also = await records.create(tx, me, "job", {"name": "also mine"})
        [line] = await records.find(tx, "job_line", job=mine.id)
        await records.update(tx, me, "job_line", line.id, {"job": also.id}, version=1)
    with pytest.raises((ForbiddenError, NotFoundError)):
        async with company.kernel.dbs.tx(company.tenant) as tx:
            await records.update(tx, me, "job_line", line.id, {"job": theirs.id}, version=2)
    async with company.kernel.dbs.tx(company.tenant) as tx:
        assert [x.id for x in await records.find(tx, "job_line", job=also.id)] == [line.id]


async def test_a_value_taken_by_another_record_is_named(company: Company, boss: Actor) -> None:
    async with company.kernel.dbs.tx(company.tenant) as tx:
        await records.create(tx, boss, "job", {"name": "n", "code": "K-1", "seat": 5})
    with pytest.raises(DuplicateError) as error:
        async with company.kernel.dbs.tx(company.tenant) as tx:
            await records.create(tx, boss, "job", {"name": "n", "code": "K-1"})
    assert [p.path for p in error.value.fields] == ["code"]
    assert "K-1" in error.value.sentence("en")
    with pytest.raises(OverlapError):
        async with company.kernel.dbs.tx(company.tenant) as tx:
            await records.create(tx, boss, "job", {"name": "n", "seat": 5})


# --- update ---------------------------------------------------------------------------------


async def test_an_update_raises_the_version_and_tells_only_what_changed(
    tx: Tx, boss: Actor
) -> None:
    made = await records.create(tx, boss, "job", {"name": "n", "amount": "1", "kind": "b"})
    changed = await records.update(
        tx, boss, "job", made.id, {"name": "m", "amount": "1.00", "kind": "b"}, version=1
    )
    assert (changed.version, changed["name"]) == (2, "m")
    entry = (await audit_of(tx, made))[-1]
    assert (entry["before"], entry["after"]) == ({"name": "n"}, {"name": "m"})
    told = await tx.value(
        f"SELECT data FROM {tx.t('feed')} WHERE record_id = $1 AND version = 2", made.id
    )
    assert told == {"changed": ["name"]}


async def test_values_already_stored_change_nothing(tx: Tx, boss: Actor) -> None:
    made = await records.create(tx, boss, "job", {"name": "n", "amount": "1"})
    same = await records.update(tx, boss, "job", made.id, {"amount": "1.00"}, version=1)
    assert same.version == 1
    assert len(await audit_of(tx, made)) == 1


async def test_a_clash_tells_what_it_was_what_it_is_and_what_i_wanted(
    tx: Tx, company: Company, boss: Actor
) -> None:
    made = await records.create(tx, boss, "job", {"name": "was", "secret": "1", "amount": "5"})
    await records.update(tx, boss, "job", made.id, {"name": "between", "secret": "2"}, version=1)
    await records.update(tx, boss, "job", made.id, {"name": "theirs"}, version=2)
    limited = person(company.tenant, grant(EVERYTHING, fields={"secret": FieldRight.HIDDEN}))
    with pytest.raises(VersionClashError) as error:
        await records.update(
            tx, limited, "job", made.id, {"name": "mine", "secret": "3", "amount": "6"}, version=1
        )
    assert error.value.extra == {
        "version": 3,
        "clash": {
            "name": {"was": "was", "theirs": "theirs", "mine": "mine"},
            "amount": {"was": "5.00", "theirs": "5.00", "mine": "6.00"},
        },
    }


async def test_a_person_must_say_which_version_they_saw(tx: Tx, boss: Actor) -> None:
    made = await records.create(tx, boss, "job", {"name": "n"})
    with pytest.raises(InvalidError) as error:
        await records.update(tx, boss, "job", made.id, {"name": "m"}, version=None)
    assert problems(error) == {"version": "record.version_missing"}
    system = boss.as_system()
    assert (await records.update(tx, system, "job", made.id, {"name": "m"}, version=None)).version


@pytest.mark.parametrize("kind", ["own", "team", "subtree"])
async def test_a_record_outside_the_scope_of_the_write_grant_is_not_there(
    tx: Tx, company: Company, kind: str
) -> None:
    theirs = await records.create(
        tx, person(company.tenant, grant(EVERYTHING), unit=WEST), "job", {"name": "west"}
    )
    # reads everything, writes only its own scope
    me = person(
        company.tenant,
        grant("read", role="reader"),
        grant("read create update delete command:*", kind),
    )
    assert await records.fetch(tx, me, "job", theirs.id)
    for write in (
        lambda: records.update(tx, me, "job", theirs.id, {"name": "x"}, version=1),
        lambda: records.delete(tx, me, "job", theirs.id),
        lambda: records.restore(tx, me, "job", theirs.id),
        lambda: records.command(tx, me, "job", theirs.id, "start"),
    ):
        with pytest.raises(NotFoundError):
            await write()
    mine = await records.create(tx, me, "job", {"name": "east"})
    assert await records.update(tx, me, "job", mine.id, {"name": "x"}, version=1)
    assert await records.command(tx, me, "job", mine.id, "start")
    assert await records.delete(tx, me, "job", mine.id)


async def test_field_rights_come_from_the_grants_that_cover_this_very_record(
    tx: Tx, company: Company
) -> None:
    """Writing `amount` is granted on own records only; on the team's the field is read only."""
    me = person(
        company.tenant,
        grant("read create update", "own", role="own"),
        grant("read update", "team", role="team", fields={"amount": FieldRight.READ}),
    )
    other = await records.create(tx, company.boss, "job", {"name": "n"})
    mine = await records.create(tx, me, "job", {"name": "n"})
    assert await records.update(tx, me, "job", mine.id, {"amount": "1"}, version=1)
    assert await records.update(tx, me, "job", other.id, {"name": "m"}, version=1)
    with pytest.raises(InvalidError) as error:
        await records.update(tx, me, "job", other.id, {"amount": "1"}, version=2)
    assert problems(error) == {"amount": "field.not_writable"}


async def test_a_required_field_can_not_be_emptied(tx: Tx, boss: Actor) -> None:
    made = await records.create(tx, boss, "job", {"name": "n"})
    with pytest.raises(InvalidError) as error:
        await records.update(tx, boss, "job", made.id, {"name": " "}, version=1)
    assert problems(error) == {"name": "field.required"}
