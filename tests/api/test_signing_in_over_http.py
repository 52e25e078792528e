"""The front door over HTTP: cookies, second factor, lock-out, devices, links, keys."""

import re
from collections.abc import AsyncIterator

import httpx
import pyotp
import pytest
from tests.api.people import PASSWORD, SESSION, Person, browser, enter, make_person

from sortie.apps.api import cookies
from sortie.apps.api.app import Api
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant


@pytest.fixture
async def person(api: Api, tenant: Tenant) -> Person:
    return await make_person(api, tenant, "manager")


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as opened:
        yield opened


async def test_signing_in_gives_a_cookie_scripts_cannot_read_and_says_who_one_is(
    client: httpx.AsyncClient, person: Person
) -> None:
    answer = await enter(client, person)
    assert answer.status_code == 200
    cookies = answer.headers.get_list("set-cookie")
    assert any(c.startswith("sortie=") and "HttpOnly" in c and "lax" in c for c in cookies)
    me = (await client.get(SESSION)).json()
    assert me["user"]["id"] == str(person.id)
    assert me["tenant"]["code"] == person.tenant.code
    assert {"manager", "staff"} == set(me["roles"])
    assert me["csrf"] == answer.json()["csrf"]


async def test_signing_out_ends_the_session_on_the_server(
    client: httpx.AsyncClient, person: Person
) -> None:
    await enter(client, person)
    kept = client.cookies.get("sortie")
    assert (await client.delete(SESSION)).status_code == 204
    client.cookies.set("sortie", kept or "")
    assert (await client.get(SESSION)).status_code == 401


async def test_a_write_without_the_csrf_token_is_refused(
    client: httpx.AsyncClient, person: Person
) -> None:
    await enter(client, person)
    for token in (None, "f" * 64):
        client.headers.pop("X-CSRF-Token", None)
        if token:
            client.headers["X-CSRF-Token"] = token
        answer = await client.delete("/api/v1/session/devices")
        assert (answer.status_code, answer.json()["code"]) == (403, "session.csrf")


async def test_a_browser_on_another_site_cannot_write_even_where_no_sign_in_is_needed(
    client: httpx.AsyncClient, person: Person
) -> None:
    answer = await enter(client, person)
    client.headers["Sec-Fetch-Site"] = "cross-site"
    answer = await enter(client, person)
    assert (answer.status_code, answer.json()["code"]) == (403, "session.csrf")


async def test_wrong_passwords_lock_the_account_and_say_for_how_long(
    client: httpx.AsyncClient, person: Person
) -> None:
    for _ in range(5):
        assert (await enter(client, person, password="wrong password")).status_code == 401
    answer = await enter(client, person)
    assert (answer.status_code, answer.json()["code"]) == (429, "session.locked")
    assert 1 <= int(answer.headers["Retry-After"]) <= 15


async def test_the_second_factor_is_asked_for_after_the_password(
    api: Api, client: httpx.AsyncClient, person: Person
) -> None:
    await enter(client, person)
    started = (await client.post("/api/v1/session/totp")).json()
    totp = pyotp.TOTP(started["secret"])
    answer = await client.post("/api/v1/session/totp/confirm", json={"code": totp.now()})
    assert len(answer.json()["recovery_codes"]) == 10
    async with browser(api) as other:
        asked = await enter(other, person)
        assert (asked.status_code, asked.json()["code"]) == (401, "session.totp_needed")
        code = answer.json()["recovery_codes"][0]
        assert (await enter(other, person, totp=code)).status_code == 200


async def test_a_lost_phone_is_signed_out_from_the_desk(
    api: Api, client: httpx.AsyncClient, person: Person
) -> None:
    await enter(client, person)
    async with browser(api, {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120"}) as phone:
        await enter(phone, person)
        rows = (await client.get("/api/v1/session/devices")).json()
        lost = next(r for r in rows if r["device"] == "Android · Chrome")
        answer = await client.delete(f"/api/v1/session/devices/{lost['id']}")
        assert answer.status_code == 204
        assert (await phone.get(SESSION)).status_code == 401
    assert (await client.get(SESSION)).status_code == 200


async def test_whoever_is_locked_or_leaves_is_out_with_the_next_request(
    api: Api, client: httpx.AsyncClient, tenant: Tenant
) -> None:
    for verb in ("lock", "leave"):
        person = await make_person(api, tenant)
        await enter(client, person)
        async with api.kernel.dbs.tx(tenant) as tx:
            actor = system_actor(tenant.id)
            await records.command(tx, actor, "user", person.id, verb, reason="试验")
        assert (await client.get(SESSION)).status_code == 401
        assert (await enter(client, person)).status_code == 401


async def test_whoever_is_unlocked_may_sign_in_again(
    api: Api, client: httpx.AsyncClient, person: Person
) -> None:
    actor = system_actor(person.tenant.id)
    async with api.kernel.dbs.tx(person.tenant) as tx:
        await records.command(tx, actor, "user", person.id, "lock", reason="试验")
    async with api.kernel.dbs.tx(person.tenant) as tx:
        await records.command(tx, actor, "user", person.id, "unlock")
    assert (await enter(client, person)).status_code == 200


async def test_asking_for_a_reset_answers_the_same_whether_the_account_exists(
    client: httpx.AsyncClient, person: Person
) -> None:
    answers = [
        await client.post("/api/v1/session/reset", json={"login": login})
        for login in (person.login, "nobody-at-all")
    ]
    assert [a.status_code for a in answers] == [202, 202]
    assert answers[0].content == answers[1].content


async def test_an_administrator_invites_and_the_link_lets_in_once(
    api: Api, client: httpx.AsyncClient, tenant: Tenant
) -> None:
    await enter(client, await make_person(api, tenant, "system_admin"))
    sent = {"login": "wang-wu", "name": "王五", "email": "wang.wu@example.com"}
    made = await client.post("/api/v1/admin/users", json=sent)
    assert made.status_code == 201
    token = made.json()["link"].partition("#")[2]
    async with browser(api) as newcomer:
        seen = await newcomer.post("/api/v1/session/invitation", json={"token": token})
        assert seen.json() == {"name": "王五", "login": "wang-wu", "tenant": tenant.name}
        body = {"token": token, "password": PASSWORD}
        entered = await newcomer.post("/api/v1/session/invitation/accept", json=body)
        assert entered.status_code == 200
        assert (await newcomer.get(SESSION)).json()["user"]["login"] == "wang-wu"
        again = await newcomer.post("/api/v1/session/invitation/accept", json=body)
        assert (again.status_code, again.json()["code"]) == (410, "session.link_expired")
    user = made.json()["user"]["id"]
    record = (await client.get(f"/api/v1/records/user/{user}")).json()
    assert record["values"]["state"] == "active"


async def test_a_system_administrator_cannot_give_roles(
    api: Api, client: httpx.AsyncClient, tenant: Tenant
) -> None:
    await enter(client, await make_person(api, tenant, "system_admin"))
    sent = {"login": "zhao-liu", "name": "赵六", "roles": ["manager"]}
    assert (await client.post("/api/v1/admin/users", json=sent)).status_code == 403
    found = await client.get("/api/v1/records/user", params={"q": "赵六"})
    assert found.json()["records"] == []


async def test_an_api_key_reaches_what_its_scopes_name_and_nothing_else(
    api: Api, client: httpx.AsyncClient, tenant: Tenant
) -> None:
    await enter(client, await make_person(api, tenant, "system_admin"))
    made = await client.post("/api/v1/api-keys", json={"name": "erp", "scopes": ["org_unit:read"]})
    key = made.json()["key"]
    assert re.fullmatch(r"sortie_[0-9a-f]{12}_[\w-]{43}", key)
    async with browser(api, {"Authorization": f"Bearer {key}"}) as program:
        assert (await program.get("/api/v1/records/org_unit")).status_code == 200
        unit = {"values": {"code": "k1", "name": "钥匙", "kind": "team"}}
        assert (await program.post("/api/v1/records/org_unit", json=unit)).status_code == 403
        assert (await program.get("/api/v1/records/user")).status_code == 404
        assert (await program.get("/api/v1/session/devices")).status_code == 403
        assert (await program.get(SESSION)).status_code == 200
        await client.delete(f"/api/v1/api-keys/{made.json()['id']}")
        assert (await program.get("/api/v1/records/org_unit")).status_code == 401


async def test_a_dangerous_act_asks_for_a_proof_once_the_last_is_old(
    api: Api, client: httpx.AsyncClient, person: Person
) -> None:
    await enter(client, person)
    async with api.kernel.dbs.control() as con:
        await con.execute(
            "UPDATE sortie_control.session SET proved_at = now() - interval '1 hour'"
            " WHERE account_id = $1",
            person.id,
        )
    new_key = {"name": "erp", "scopes": ["read"]}
    answer = await client.post("/api/v1/api-keys", json=new_key)
    assert (answer.status_code, answer.json()["code"]) == (403, "session.proof_needed")
    proof = await client.post("/api/v1/session/proof", json={"password": PASSWORD})
    assert proof.status_code == 204
    assert (await client.post("/api/v1/api-keys", json=new_key)).status_code == 201


async def test_a_password_someone_else_chose_must_be_replaced_first(
    api: Api, client: httpx.AsyncClient, tenant: Tenant
) -> None:
    person = await make_person(api, tenant, must_change=True)
    await enter(client, person)
    answer = await client.get("/api/v1/records/org_unit")
    assert (answer.status_code, answer.json()["code"]) == (403, "session.password_needed")
    changed = await client.put(
        "/api/v1/session/password",
        json={"old_password": PASSWORD, "new_password": "一句自己才记得住的话"},
    )
    assert changed.status_code == 204
    assert (await client.get("/api/v1/records/org_unit")).status_code == 200


async def test_sign_ins_are_in_the_companys_audit(
    api: Api, client: httpx.AsyncClient, person: Person
) -> None:
    await enter(client, person)
    async with api.kernel.dbs.tx(person.tenant) as tx:
        found = await tx.value(
            f"SELECT count(*) FROM {tx.t('audit_entry')}"
            " WHERE action = 'session.opened' AND actor_id = $1",
            person.id,
        )
    assert found == 1


async def test_over_tls_the_cookie_carries_the_host_prefix_and_is_secure(api: Api) -> None:
    secure = api.kernel.settings.model_copy(update={"public_url": "https://wq.example.com"})
    cookie = cookies.binding_cookie(secure, "x", 60)
    assert cookie.key == "__Host-sortie-oidc"
    assert cookie.secure
    assert cookie.path == "/"
    assert cookie.domain is None
