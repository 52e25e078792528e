"""Bulk runs, and a record's history."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from records_company import EVERYTHING, Company, grant, person

from sortie.base.errors import InvalidError, NotFoundError
from sortie.base.ids import uuid7
from sortie.kernel.audit.contracts import AuditQuery
from sortie.kernel.permissions.contracts import Actor, FieldRight
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import BulkAct, TimelineItem, VersionClashError
from sortie.kernel.tenancy.contracts import Tx


async def test_a_refused_act_fails_alone_and_leaves_no_trace(tx: Tx, boss: Actor) -> None:
    made = await records.create(tx, boss, "job", {"name": "n", "code": f"c{uuid7()}"})
    refused = uuid7()
    acts = [
        BulkAct("create", values={"name": "a"}),
        BulkAct("create", refused, {"name": "b", "code": made["code"]}),
        BulkAct("create", values={"amount": "x"}),
        BulkAct("update", made.id, {"name": "m"}, version=1),
        BulkAct("update", made.id, {"name": "again"}, version=1),
        BulkAct("command", made.id, command="start"),
        BulkAct("update", None, {"name": "m"}),
        BulkAct("delete", made.id),
        BulkAct("restore", made.id),
    ]
    result = await records.bulk(tx, boss, "job", acts)
    assert result.done == 5
    assert [(f.index, f.error.code) for f in result.failed] == [
        (1, "record.duplicate"),
        (2, "invalid"),
        (4, VersionClashError.code),
        (6, "invalid"),
    ]
    assert (await records.fetch(tx, boss, "job", made.id))["state"] == "running"
    with pytest.raises(NotFoundError):
        await records.fetch(tx, boss, "job", refused)
    told = await tx.value(f"SELECT count(*) FROM {tx.t('feed')} WHERE record_id = $1", refused)
    assert told == 0


async def test_a_long_run_goes_in_chunks_and_tells_its_progress(
    company: Company, boss: Actor
) -> None:
    steps: list[tuple[int, int, int]] = []

    async def progress(done: int, failed: int, of: int) -> None:
        steps.append((done, failed, of))

    acts = [BulkAct("create", uuid7(), {"name": f"n{n}"} if n != 3 else {}) for n in range(25)]
    for _ in range(2):  # the second run finds everything done
        result = await records.bulk_chunks(
            lambda: company.kernel.dbs.tx(company.tenant), boss, "job", acts, chunk=10,
            progress=progress,
        )  # fmt: skip
        assert result.done == 24
        assert [(f.index, type(f.error)) for f in result.failed] == [(3, InvalidError)]
    assert steps == [(9, 1, 25), (19, 1, 25), (24, 1, 25)] * 2


async def history(tx: Tx, actor: Actor, record_id: UUID, limit: int) -> list[TimelineItem]:
    items: list[TimelineItem] = []
    cursor: str | None = None
    while True:
        page = await records.timeline(tx, actor, "job", record_id, limit=limit, cursor=cursor)
        items += page.items
        cursor = page.next
        if cursor is None:
            return items


@pytest.mark.parametrize("limit", [1, 2, 50])
async def test_the_history_merges_moves_changes_and_what_rooms_add_page_by_page(
    tx: Tx, company: Company, boss: Actor, limit: int
) -> None:
    made = await records.create(tx, boss, "job", {"name": "n"})
    note = uuid7()

    async def notes(
        tx: Tx, actor: Actor, object_: str, record: UUID, older: Any, limit: int
    ) -> list[TimelineItem]:
        item = TimelineItem(note, tx.now, "note", None, "", {"text": "打电话了"})
        return [item] if older is None or (item.at, item.id) < (older.at, older.id) else []

    company.hooks.timeline(notes)
    try:
        await records.update(tx, boss, "job", made.id, {"name": "m"}, version=1)
        await records.command(
            tx, boss, "job", made.id, "cancel", reason="r", values={"amount": "1"}
        )
        await records.delete(tx, boss, "job", made.id)
        items = await history(tx, boss, made.id, limit)
    finally:
        company.hooks.timeline_providers.remove(notes)
    assert sorted(i.kind for i in items) == sorted(
        ["created", "note", "changed", "changed", "moved", "deleted"]
    )
    assert len({i.id for i in items}) == 6
    moved = next(i for i in items if i.kind == "moved")
    assert (moved.details["from"], moved.details["to"]) == ("new", "cancelled")
    assert moved.details["reason"] == "r"
    changed = [i.details["fields"] for i in items if i.kind == "changed"]
    assert {"name": {"before": "n", "after": "m"}} in changed


async def test_the_history_tells_only_fields_the_reader_may_read(
    tx: Tx, company: Company, boss: Actor
) -> None:
    made = await records.create(tx, boss, "job", {"name": "n", "secret": "1"})
    await records.update(tx, boss, "job", made.id, {"secret": "2"}, version=1)
    await records.update(tx, boss, "job", made.id, {"secret": "3", "name": "m"}, version=2)
    for right in (FieldRight.HIDDEN, FieldRight.MASKED):
        reader = person(company.tenant, grant(EVERYTHING, fields={"secret": right}))
        items = await history(tx, reader, made.id, 1)
        assert [i.kind for i in items] == ["changed", "created"]
        assert all("secret" not in i.details["fields"] for i in items)
    assert len(await history(tx, boss, made.id, 50)) == 3
    with pytest.raises(NotFoundError):
        await history(tx, person(company.tenant, grant("read", "own")), made.id, 50)


async def test_the_audit_shows_acts_but_values_only_of_readable_fields(
    tx: Tx, company: Company, boss: Actor
) -> None:
    made = await records.create(tx, boss, "job", {"name": "n", "secret": "1"})
    await records.update(tx, boss, "job", made.id, {"secret": "2", "name": "m"}, version=1)
    about = AuditQuery(object="job", record_id=made.id)
    auditor = person(company.tenant, grant("read", fields={"secret": FieldRight.MASKED}))
    [change, create] = await records.audited(tx, auditor, about)
    assert (change.action, create.action) == ("update", "create")
    assert change.before == {"secret": "•••", "name": "n"}
    assert change.after == {"secret": "•••", "name": "m"}
    [full, _] = await records.audited(tx, boss, about)
    assert full.after == {"secret": "2", "name": "m"}
    stranger = person(company.tenant)
    assert (await records.audited(tx, stranger, about))[0].after == {
        "secret": "•••", "name": "•••",
    }  # fmt: skip
    assert len(await records.audited(tx, boss, replace(about, action="upd*"), limit=5)) == 1
    older = (change.at, change.id)
    assert [e.id for e in await records.audited(tx, boss, about, older_than=older)] == [create.id]


async def test_a_records_company_is_the_one_above_its_department(
    tx: Tx, company: Company, boss: Actor
) -> None:
    system = boss.as_system()
    group = await records.create(
        tx, system, "org_unit", {"code": f"g{uuid7()}"[:20], "name": "组", "kind": "company"}
    )
    shop = await records.create(
        tx, system, "org_unit",
        {"code": f"s{uuid7()}"[:20], "name": "店", "kind": "department", "parent": group.id},
    )  # fmt: skip
    for ancestor, depth in ((shop.id, 0), (group.id, 1)):
        await tx.execute(
            f"INSERT INTO {tx.t('org_closure')} VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            ancestor, shop.id, depth,
        )  # fmt: skip
    made = await records.create(tx, system, "job", {"name": "n", "dept_id": shop.id})
    assert made["org_id"] == group.id
    own = await records.create(tx, boss, "job", {"name": "n"})
    assert own["org_id"] == boss.org_id
    moved = await records.update(tx, system, "job", own.id, {"dept_id": shop.id}, version=None)
    assert moved["org_id"] == group.id


async def test_an_update_changes_and_adds_child_rows_and_leaves_the_others(
    tx: Tx, boss: Actor
) -> None:
    made = await records.create(
        tx, boss, "job", {"name": "n", "lines": [{"text": "a"}, {"text": "b"}]}
    )
    a, _ = await records.find(tx, "job_line", job=made.id)
    await records.update(
        tx, boss, "job", made.id,
        {"lines": [{"id": str(a.id), "version": 1, "text": "A"}, {"text": "c"}]}, version=1,
    )  # fmt: skip
    assert [x["text"] for x in await records.find(tx, "job_line", job=made.id)] == ["A", "b", "c"]
    with pytest.raises(InvalidError) as error:
        await records.update(
            tx, boss, "job", made.id,
            {"lines": [{"id": str(a.id), "version": 2, "quantity": "x"}, {"id": "?", "version": 1}]},
            version=1,
        )  # fmt: skip
    assert [p.path for p in error.value.fields] == ["lines.0.quantity", "lines.1.id"]
    other = await records.create(tx, boss, "job", {"name": "n"})
    with pytest.raises(NotFoundError):
        await records.update(
            tx, boss, "job", other.id,
            {"lines": [{"id": str(a.id), "version": 2, "text": "z"}]}, version=1,
        )  # fmt: skip
    with pytest.raises(InvalidError):
        await records.command(tx, boss, "job", made.id, "start", values={"lines": [{"text": "x"}]})
