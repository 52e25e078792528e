"""Keys, streams and ids that belong to somebody else: nothing comes of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from tests.api.people import Person, browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.apps.api.rights import right_of
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

type ComeIn = Callable[[Person], Awaitable[httpx.AsyncClient]]


@pytest.fixture(scope="module")
async def boss(api: Api, tenant: Tenant) -> Person:
    return await make_person(api, tenant, "manager", "system_admin")


@pytest.fixture
async def come_in(api: Api) -> AsyncIterator[ComeIn]:
    """Signs somebody in, in a browser of their own that closes with the test."""
    async with AsyncExitStack() as open_:

        async def enter_as(person: Person) -> httpx.AsyncClient:
            client = await open_.enter_async_context(browser(api))
            assert (await enter(client, person)).status_code == 200
            return client

        yield enter_as


async def test_one_key_serves_one_body_even_when_both_come_at_once(
    come_in: ComeIn, api: Api, boss: Person
) -> None:
    client = await come_in(boss)
    key = {"Idempotency-Key": uuid7().hex}
    bodies = [{"values": {"name": f"客户 {n % 2}"}} for n in range(10)]
    answers = await asyncio.gather(
        *(client.post("/api/v1/records/customer", json=b, headers=key) for b in bodies)
    )
    made = {a.json()["id"] for a in answers if a.status_code == 201}
    refused = [a for a in answers if a.status_code != 201]
    assert len(made) == 1
    assert len(refused) == 5
    assert {a.status_code for a in refused} <= {409, 422}


async def test_a_key_is_not_shared_between_people_or_companies(
    come_in: ComeIn, api: Api, tenant: Tenant, other_tenant: Tenant, boss: Person
) -> None:
    key = {"Idempotency-Key": uuid7().hex}
    body = {"values": {"name": "同一把钥匙"}}
    ids = set()
    for person in (
        boss,
        await make_person(api, tenant, "manager"),
        await make_person(api, other_tenant, "manager"),
    ):
        client = await come_in(person)
        answer = await client.post("/api/v1/records/customer", json=body, headers=key)
        assert answer.status_code == 201, answer.text
        ids.add(answer.json()["id"])
    assert len(ids) == 3


async def test_a_kept_answer_is_not_given_to_whoever_lost_the_right(
    come_in: ComeIn, api: Api, tenant: Tenant
) -> None:
    person = await make_person(api, tenant, "manager")
    client = await come_in(person)
    key = {"Idempotency-Key": uuid7().hex}
    body = {"values": {"name": "从前的客户"}}
    assert (
        await client.post("/api/v1/records/customer", json=body, headers=key)
    ).status_code == 201
    async with api.kernel.dbs.tx(tenant) as tx:
        for held in await records.find(tx, "user_role", user=person.id):
            await records.delete(tx, system_actor(tenant.id), "user_role", held.id)
    again = await client.post("/api/v1/records/customer", json=body, headers=key)
    assert again.status_code in {403, 404}, again.text


def _kind(handler: Any) -> str:
    right = right_of(handler.opt)
    return right.kind if right else "public"


async def test_a_narrowed_key_gets_nothing_of_the_account_and_no_other_object(
    come_in: ComeIn, api: Api, boss: Person
) -> None:
    client = await come_in(boss)
    made = await client.post("/api/v1/api-keys", json={"name": "erp", "scopes": ["customer:read"]})
    assert made.status_code == 201, made.text
    async with browser(api) as program:
        program.headers["Authorization"] = f"Bearer {made.json()['key']}"
        allowed = await program.get("/api/v1/records/customer")
        assert allowed.status_code == 200
        routes: set[tuple[str, str]] = set()
        for route in api.litestar.routes:
            for handler in getattr(route, "route_handlers", ()):
                for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                    if route.path.startswith("/api/") and _kind(handler) != "public":
                        routes.add((method, route.path))
        assert len(routes) > 60
        for method, path in sorted(routes):
            if method == "GET":
                continue
            filled = path
            for part in [p for p in path.split("/") if p.startswith("{")]:
                name, _, kind = part.strip("{}").partition(":")
                value = str(uuid7()) if kind == "uuid" else "customer" if name == "object" else "x"
                filled = filled.replace(part, value)
            answer = await program.request(method, filled, json={})
            fine = answer.status_code in {400, 403, 404, 413, 422} or path in {
                "/api/v1/files", "/api/v1/records/{object:str}/aggregate",
            }  # fmt: skip
            assert fine, (method, path, answer.status_code, answer.text[:200])


async def test_a_cursor_of_another_company_reads_nothing(
    come_in: ComeIn, api: Api, boss: Person, other_tenant: Tenant
) -> None:
    stranger = await come_in(await make_person(api, other_tenant, "manager"))
    theirs = (await stranger.get("/api/v1/feed")).json()["cursor"]
    await stranger.post("/api/v1/records/customer", json={"values": {"name": "别家的客户"}})
    mine = await come_in(boss)
    answer = await mine.get("/api/v1/feed", params={"cursor": theirs})
    assert answer.status_code in {400, 410, 422} or answer.json()["entries"] == [], answer.text


async def test_a_link_to_the_trash_is_refused_and_a_taken_number_keeps_its_owner_out(
    come_in: ComeIn, api: Api, tenant: Tenant, boss: Person
) -> None:
    client = await come_in(boss)
    made = (
        await client.post("/api/v1/records/customer", json={"values": {"name": "要删的"}})
    ).json()
    gone = await client.delete(
        f"/api/v1/records/customer/{made['id']}", headers={"If-Match": '"1"'}
    )
    assert gone.status_code == 204
    site = await client.post(
        "/api/v1/records/site",
        json={"values": {"name": "地点", "customer": made["id"], "address_text": "路 1 号"}},
    )
    assert site.status_code == 422, site.text
    codes = [await _work_type(client, "T-1")]
    assert codes[0].status_code == 201, codes[0].text
    first = codes[0].json()["id"]
    assert (await client.delete(f"/api/v1/records/work_type/{first}")).status_code == 204
    second = await _work_type(client, "T-1")
    assert second.status_code in {201, 409}, second.text
    restored = await client.post(f"/api/v1/records/work_type/{first}/restore")
    assert restored.status_code == (409 if second.status_code == 201 else 200), restored.text


async def _work_type(client: httpx.AsyncClient, code: str) -> httpx.Response:
    return await client.post(
        "/api/v1/records/work_type",
        json={"values": {"name": "检修", "code": code, "duration": 3600}},
    )


async def test_an_unknown_company_answers_like_an_unknown_link(
    api: Api, tenant: Tenant, anyone: httpx.AsyncClient
) -> None:
    known = await anyone.get(f"/api/v1/portal/{tenant.code}/track/{'x' * 24}")
    strange = await anyone.get(f"/api/v1/portal/nobody/track/{'x' * 24}")
    assert known.status_code == strange.status_code == 404


async def test_a_company_code_in_the_host_or_a_header_changes_nothing(
    come_in: ComeIn, api: Api, other_tenant: Tenant, boss: Person
) -> None:
    client = await come_in(boss)
    for headers in (
        {"Host": f"{other_tenant.code}.example.com"}, {"X-Forwarded-Host": other_tenant.code},
        {"X-Tenant": other_tenant.code}, {"X-Original-URL": "/api/v1/admin/users"},
        {"X-HTTP-Method-Override": "DELETE"},
    ):  # fmt: skip
        answer = await client.get("/api/v1/session", headers=headers)
        assert answer.json()["tenant"]["id"] == str(boss.tenant.id)
