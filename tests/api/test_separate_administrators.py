"""The three administrators are three: none of them can become another."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from tests.api.people import Person, browser, enter, make_person
from tests.kernel.identity.conftest import Mailbox

from sortie.apps.api.app import Api
from sortie.kernel.audit import service as audit
from sortie.kernel.audit.contracts import AuditQuery
from sortie.kernel.identity import service as identity_service
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant


@pytest.fixture(scope="module")
async def guard(api: Api, tenant: Tenant) -> Person:
    return await make_person(api, tenant, "security_admin", email="guard@example.com")


@pytest.fixture
async def operator(api: Api, tenant: Tenant) -> Any:
    person = await make_person(api, tenant, "system_admin")
    async with browser(api) as client:
        assert (await enter(client, person)).status_code == 200
        yield client


async def test_the_system_administrator_gets_no_link_to_another_administrators_account(
    operator: httpx.AsyncClient, guard: Person
) -> None:
    answer = await operator.post(f"/api/v1/admin/users/{guard.id}/invitation")
    assert answer.status_code == 403, answer.text


async def test_the_system_administrator_can_not_redirect_another_administrators_mail(
    api: Api, tenant: Tenant, operator: httpx.AsyncClient, guard: Person
) -> None:
    seen = (await operator.get(f"/api/v1/records/user/{guard.id}")).json()
    answer = await operator.patch(
        f"/api/v1/records/user/{guard.id}",
        json={"values": {"email": "thief@example.com"}, "version": seen["version"]},
    )
    assert answer.status_code == 403, answer.text
    async with api.kernel.dbs.tx(tenant) as tx:
        (kept,) = await records.find(tx, "user", id=guard.id)
    assert kept.get("email") != "thief@example.com"


async def test_anybody_else_is_still_helped_in(
    api: Api, tenant: Tenant, operator: httpx.AsyncClient
) -> None:
    engineer = await make_person(api, tenant, "engineer")
    answer = await operator.post(f"/api/v1/admin/users/{engineer.id}/invitation")
    assert answer.status_code == 201, answer.text
    seen = (await operator.get(f"/api/v1/records/user/{engineer.id}")).json()
    changed = await operator.patch(
        f"/api/v1/records/user/{engineer.id}",
        json={"values": {"email": "new@example.com"}, "version": seen["version"]},
    )
    assert changed.status_code == 200, changed.text


async def test_the_system_administrator_can_not_give_itself_another_role(
    api: Api, tenant: Tenant, operator: httpx.AsyncClient
) -> None:
    me = (await operator.get("/api/v1/session")).json()["user"]["id"]
    async with api.kernel.dbs.tx(tenant) as tx:
        (role,) = await records.find(tx, "role", code="security_admin")
    answer = await operator.post(
        "/api/v1/records/user_role", json={"values": {"user": me, "role": str(role.id)}}
    )
    assert answer.status_code in {403, 404}, answer.text


async def test_a_reset_by_mail_is_in_the_audit(
    api: Api, tenant: Tenant, anyone: httpx.AsyncClient
) -> None:
    person = await make_person(api, tenant, "engineer", email="forgets@example.com")
    identity = replace(api.kernel.parts["identity"], mailer=Mailbox())
    await identity_service.request_reset(
        identity, person.login, tenant_code=tenant.code, now=datetime.now(UTC)
    )
    (mail,) = identity.mailer.mails
    token = mail.text.partition("reset#")[2].split()[0]
    answer = await anyone.post(
        "/api/v1/session/reset/finish", json={"token": token, "password": "a brand new phrase"}
    )
    assert answer.status_code == 204, answer.text
    async with api.kernel.dbs.tx(tenant) as tx:
        found = await audit.entries(tx, AuditQuery(object="user", record_id=person.id))
    assert "password.reset" in {entry.action for entry in found}
