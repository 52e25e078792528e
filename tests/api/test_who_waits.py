"""Who has to wait after wrong passwords is seen and let in by the security administrator alone."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.api.people import Person, browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.base.ids import uuid7
from sortie.kernel.identity import rules
from sortie.kernel.tenancy.contracts import Tenant

WAITS = "/api/v1/admin/sign-in-waits"


@pytest.fixture
async def security(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "security_admin"))
        yield client


async def _locked(api: Api, tenant: Tenant) -> Person:
    person = await make_person(api, tenant, "engineer")
    wrong = Person(person.id, person.login, tenant, "not this one at all")
    async with browser(api) as guesser:
        for _ in range(rules.ACCOUNT_FREE):
            assert (await enter(guesser, wrong)).status_code == 401
        assert (await enter(guesser, person)).status_code == 429
    return person


async def _waiting(client: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    answer = await client.get(WAITS)
    assert answer.status_code == 200, answer.text
    return {w["account_id"]: w for w in answer.json()}


async def test_who_has_to_wait_is_listed_and_let_in_and_that_is_kept(
    api: Api, tenant: Tenant, security: httpx.AsyncClient
) -> None:
    person = await _locked(api, tenant)
    seen = (await _waiting(security))[str(person.id)]
    assert (seen["login"], seen["failures"]) == (person.login, rules.ACCOUNT_FREE)
    assert (await security.delete(f"{WAITS}/{person.id}")).status_code == 204
    assert str(person.id) not in await _waiting(security)
    async with browser(api) as again:
        assert (await enter(again, person)).status_code == 200
    async with browser(api) as auditor:
        await enter(auditor, await make_person(api, tenant, "audit_admin"))
        asked = {"action": "session.unlocked", "record_id": str(person.id)}
        entries = (await auditor.get("/api/v1/admin/audit", params=asked)).json()["entries"]
    assert [e["record_id"] for e in entries if e["action"] == "session.unlocked"] == [
        str(person.id)
    ]


async def test_another_companys_waits_are_neither_seen_nor_ended(
    api: Api, other_tenant: Tenant, security: httpx.AsyncClient
) -> None:
    stranger = await _locked(api, other_tenant)
    assert str(stranger.id) not in await _waiting(security)
    for account in (stranger.id, uuid7()):
        assert (await security.delete(f"{WAITS}/{account}")).status_code == 404
    async with browser(api) as still:
        assert (await enter(still, stranger)).status_code == 429


@pytest.mark.parametrize("role", ["system_admin", "audit_admin", "manager", "engineer"])
async def test_nobody_else_sees_or_ends_a_wait(api: Api, tenant: Tenant, role: str) -> None:
    person = await _locked(api, tenant)
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, role))
        assert (await client.get(WAITS)).status_code == 403
        assert (await client.delete(f"{WAITS}/{person.id}")).status_code == 403
    async with browser(api) as still:
        assert (await enter(still, person)).status_code == 429
