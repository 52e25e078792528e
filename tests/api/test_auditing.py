"""The audit over HTTP: read page by page, checked, and told of what was refused and carried out."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.api.people import Person, browser, enter, make_person, make_unit

from sortie.apps.api.app import Api
from sortie.apps.signing_in import tell_refused
from sortie.base.ids import uuid7
from sortie.kernel.audit import service as audit
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

AUDIT = "/api/v1/admin/audit"


@pytest.fixture
async def auditor(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "audit_admin"))
        yield client


@pytest.fixture
async def manager(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        unit = await make_unit(api, tenant)
        await enter(client, await make_person(api, tenant, "manager", unit=unit))
        yield client


async def acts(auditor: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await auditor.get(AUDIT, params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found


async def my_id(client: httpx.AsyncClient) -> str:
    found: str = (await client.get("/api/v1/session")).json()["user"]["id"]
    return found


async def test_pages_follow_each_other_without_gap_or_repeat_newest_first(
    api: Api, tenant: Tenant, auditor: httpx.AsyncClient
) -> None:
    units = [await make_unit(api, tenant) for _ in range(5)]
    asked: dict[str, Any] = {"object": "org_unit", "action": "create*", "limit": 2}
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await auditor.get(AUDIT, params=asked | {"cursor": cursor})).json()
        seen += [entry["record_id"] for entry in page["entries"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    made = [str(unit) for unit in reversed(units)]
    assert [one for one in seen if one in made] == made
    assert len(seen) == len(set(seen))


async def test_entries_are_found_by_record_actor_and_time(
    api: Api, tenant: Tenant, auditor: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    unit = await make_unit(api, tenant)
    assert {e["record_id"] for e in await acts(auditor, record=str(unit))} == {str(unit)}
    me = await my_id(manager)
    assert {e["actor_id"] for e in await acts(auditor, actor=me)} == {me}
    [made] = await acts(auditor, record=str(unit))
    assert await acts(auditor, record=str(unit), to=made["at"]) == []
    assert await acts(auditor, record=str(unit), **{"from": made["at"]}) == [made]


async def test_a_value_the_auditor_may_not_read_is_withheld(
    api: Api, tenant: Tenant, auditor: httpx.AsyncClient
) -> None:
    async with api.kernel.dbs.tx(tenant) as tx:
        made = await records.create(
            tx, system_actor(tenant.id), "customer", {"name": "王女士", "phone": "13800005678"}
        )
    [entry] = await acts(auditor, record=str(made.id))
    assert entry["after"]["phone"] == "•••"
    assert "13800005678" not in str(entry)


@pytest.mark.parametrize("cursor", ["x", "ff", "5b5d", "7b7d"])
async def test_a_cursor_that_is_none_is_refused(auditor: httpx.AsyncClient, cursor: str) -> None:
    answer = await auditor.get(AUDIT, params={"cursor": cursor})
    assert (answer.status_code, answer.json()["fields"][0]["path"]) == (422, "cursor")


async def test_a_refused_write_is_kept_though_its_transaction_was_undone(
    auditor: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    target, me = uuid7(), await my_id(manager)
    refused = await manager.post("/api/v1/admin/jobs/discard", json={"ids": [str(target)]})
    assert refused.status_code == 403
    unseen = await manager.patch(
        f"/api/v1/records/customer/{target}", json={"values": {"name": "x"}, "version": 1}
    )
    assert unseen.status_code == 404
    newest, older = await acts(auditor, action="act.denied", actor=me)
    assert (newest["object"], newest["record_id"]) == ("customer", str(target))
    assert (newest["extra"]["asked"], newest["extra"]["code"]) == ("update", "not_found")
    assert (older["extra"]["asked"], older["extra"]["code"]) == ("admin.system", "forbidden")


async def test_a_refused_read_and_a_wrong_value_are_no_denied_acts(
    auditor: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    me = await my_id(manager)
    assert (await manager.get(AUDIT)).status_code == 403
    wrong = await manager.post("/api/v1/records/customer", json={"values": {"nonsense": 1}})
    assert wrong.status_code == 422
    assert await acts(auditor, action="act.denied", actor=me) == []


async def test_sign_ins_and_sign_outs_are_kept(
    api: Api, tenant: Tenant, auditor: httpx.AsyncClient
) -> None:
    person = await make_person(api, tenant)
    async with browser(api) as client:
        await enter(client, person)
        await client.delete("/api/v1/session")
    found = await acts(auditor, record=str(person.id), action="session.*")
    assert [entry["action"] for entry in found] == ["session.ended", "session.opened"]


async def refuse(api: Api, person: Person, times: int) -> None:
    async with browser(api) as client:
        for _ in range(times):
            assert (await enter(client, person, password="wrong password")).status_code == 401


async def test_refused_sign_ins_come_into_the_audit_once_each(
    api: Api, tenant: Tenant, auditor: httpx.AsyncClient
) -> None:
    person = await make_person(api, tenant)
    identity = api.kernel.parts["identity"]
    for times in (3, 1):
        await refuse(api, person, times)
        for _ in range(2):  # the second time there is nothing new
            async with api.kernel.dbs.tx(tenant) as tx:
                await tell_refused(tx, identity, until=datetime.now(UTC))
    found = await acts(auditor, record=str(person.id), action="session.refused")
    assert len(found) == 4
    assert {entry["extra"]["login"] for entry in found} == {person.login}


async def test_exports_are_kept_with_what_was_asked_and_json_answers_are_not(
    auditor: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    me = await my_id(manager)
    took = await manager.get("/api/v1/records/customer/export", params={"format": "csv"})
    assert took.status_code == 200
    assert (await manager.get("/api/v1/reports/people")).status_code == 200
    assert (await manager.get("/api/v1/reports/people?format=csv")).status_code == 200
    report, export = [e for e in await acts(auditor, actor=me) if e["action"].endswith(".exported")]
    assert (report["action"], report["extra"]["query"]) == ("report.exported", "format=csv")
    assert (export["action"], export["object"]) == ("records.exported", "customer")


async def _seal(api: Api, tenant: Tenant) -> None:
    keeper = audit.open_keeper(api.kernel.settings.data_dir / "audit")
    async with api.kernel.dbs.tx(tenant) as tx:
        await audit.seal(tx, keeper)


async def test_the_check_says_ok_and_after_an_edit_names_the_place(
    api: Api, other_tenant: Tenant
) -> None:
    async with browser(api) as client:
        await enter(client, await make_person(api, other_tenant, "audit_admin"))
        await _seal(api, other_tenant)
        good = (await client.post(f"{AUDIT}/verify")).json()
        assert (good["ok"], good["findings"]) == (True, [])
        assert good["sealed"] > 0
        assert good["head_at"] is not None
        harmed = await _edit_the_first(api, other_tenant)
        bad = (await client.post(f"{AUDIT}/verify")).json()
    assert bad["ok"] is False
    assert [(f["damage"], f["index"], f["entry_id"]) for f in bad["findings"]] == [
        ("edited", 0, str(harmed))
    ]


async def _edit_the_first(api: Api, tenant: Tenant) -> UUID:
    async with api.kernel.dbs.owner_tx(tenant) as tx:
        found: UUID = await tx.value(f"SELECT entry_id FROM {tx.t('audit_leaf')} WHERE index = 0")
        await tx.execute(
            f"UPDATE {tx.t('audit_entry')} SET actor_name = 'nobody' WHERE id = $1", found
        )
    return found
