"""A link in a real mail opens the app the person works in, holds once, and not for ever."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.api.mailbox import Mailbox, mailbox
from tests.api.people import Person, browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.apps.mail import SmtpMailer
from sortie.base.db import Connection
from sortie.base.ids import uuid7
from sortie.kernel.identity.contracts import Identity
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

NEW = "three boats on a quiet lake"
LINK = re.compile(r"(https?://[^/\s]+)(/\S+?)#(\S+)")


@pytest.fixture
async def post_box(api: Api) -> AsyncIterator[Mailbox]:
    """The program sends its mail here."""
    identity: Identity = api.kernel.parts["identity"]
    before = identity.mailer
    async with mailbox() as box:
        object.__setattr__(identity, "mailer", SmtpMailer(box.url, "sortie@example.com"))
        yield box
    object.__setattr__(identity, "mailer", before)


@pytest.fixture
def name() -> str:
    return f"n-{uuid7().hex[-10:]}"


async def _link(box: Mailbox) -> tuple[str, str]:
    """The page and the token of the letter's one link."""
    found = LINK.search((await box.next()).get_content())
    assert found is not None
    return found[2], found[3]


async def _invited(api: Api, tenant: Tenant, name: str, *roles: str) -> None:
    """The administrator makes an account, roles are given, and the invitation is sent again."""
    async with browser(api) as admin:
        await enter(admin, await make_person(api, tenant, "system_admin"))
        made = await admin.post(
            "/api/v1/admin/users",
            json={"login": name, "name": "周新", "email": f"{name}@example.com"},
        )
        user = made.json()["user"]["id"]
        async with api.kernel.dbs.tx(tenant) as tx:
            for code in roles:
                (role,) = await records.find(tx, "role", code=code)
                values = {"user": user, "role": str(role.id)}
                await records.create(tx, system_actor(tenant.id), "user_role", values)
        assert (await admin.post(f"/api/v1/admin/users/{user}/invitation")).status_code == 201


@pytest.mark.parametrize(
    ("roles", "page"),
    [
        (("engineer",), "/m/invitation"),
        (("dispatcher",), "/console/invitation"),
        (("engineer", "dispatcher"), "/console/invitation"),
    ],
)
async def test_an_invitation_opens_the_app_of_the_work(
    api: Api, tenant: Tenant, post_box: Mailbox, name: str, roles: tuple[str, ...], page: str
) -> None:
    await _invited(api, tenant, name, *roles)
    _first, old = await _link(post_box)
    path, token = await _link(post_box)
    assert path == page
    async with browser(api) as newcomer:
        replaced = await newcomer.post("/api/v1/session/invitation", json={"token": old})
        assert replaced.status_code == 410
        seen = await newcomer.post("/api/v1/session/invitation", json={"token": token})
        assert seen.json()["login"] == name
        body = {"token": token, "password": NEW}
        assert (
            await newcomer.post("/api/v1/session/invitation/accept", json=body)
        ).status_code == 200
        again = await newcomer.post("/api/v1/session/invitation", json={"token": token})
        assert (again.status_code, again.json()["code"]) == (410, "session.link_expired")


async def test_an_invitation_runs_out(
    api: Api, tenant: Tenant, post_box: Mailbox, name: str
) -> None:
    await _invited(api, tenant, name)
    await _link(post_box)
    _path, token = await _link(post_box)
    identity: Identity = api.kernel.parts["identity"]
    async with identity.plane.control() as con:
        await _age(con, "invitation")
    async with browser(api) as newcomer:
        late = await newcomer.post("/api/v1/session/invitation", json={"token": token})
        assert late.status_code == 410


async def _age(con: Connection, table: str) -> None:
    await con.execute(
        f"UPDATE sortie_control.{table} SET expires_at = $1", datetime.now(UTC) - timedelta(hours=1)
    )


async def _person(api: Api, tenant: Tenant, *roles: str) -> Person:
    return await make_person(api, tenant, *roles, email=f"{uuid7().hex[-10:]}@example.com")


@pytest.mark.parametrize(
    ("role", "page"), [("engineer", "/m/reset"), ("finance", "/console/reset")]
)
async def test_a_reset_opens_the_app_of_the_work_and_holds_once(
    api: Api, tenant: Tenant, post_box: Mailbox, role: str, page: str
) -> None:
    person = await _person(api, tenant, role)
    async with browser(api) as forgetful:
        await forgetful.post("/api/v1/session/reset", json={"login": person.login})
        path, token = await _link(post_box)
        assert path == page
        body = {"token": token, "password": NEW}
        assert (await forgetful.post("/api/v1/session/reset/finish", json=body)).status_code == 204
        assert (await forgetful.post("/api/v1/session/reset/finish", json=body)).status_code == 410
        entered = await _enter_with(forgetful, person, NEW)
        assert entered.status_code == 200


async def _enter_with(client: httpx.AsyncClient, person: Person, password: str) -> httpx.Response:
    return await enter(client, Person(person.id, person.login, person.tenant, password))


async def test_a_person_without_a_login_is_not_invited_and_it_is_said_why(
    api: Api, tenant: Tenant
) -> None:
    async with browser(api) as admin:
        await enter(admin, await make_person(api, tenant, "system_admin", "security_admin"))
        person = await admin.post("/api/v1/records/user", json={"values": {"name": "新同事"}})
        refused = await admin.post(f"/api/v1/admin/users/{person.json()['id']}/invitation")
    assert (refused.status_code, refused.json()["fields"][0]["path"]) == (422, "login")


async def _ask(api: Api, login: str, tenant: Tenant) -> None:
    async with browser(api) as elsewhere:
        body = {"login": login, "tenant": tenant.code}
        assert (await elsewhere.post("/api/v1/session/reset", json=body)).status_code == 202


async def test_one_account_gets_three_letters_an_hour_from_however_many_addresses(
    api: Api, tenant: Tenant, post_box: Mailbox
) -> None:
    person, other = await _person(api, tenant), await _person(api, tenant)
    for _ in range(5):
        await _ask(api, person.login, tenant)
    await _ask(api, other.login, tenant)
    letters = [await post_box.next() for _ in range(4)]
    assert post_box.letters.empty()
    assert letters[-1]["To"] != letters[0]["To"] == letters[2]["To"]
    found = LINK.search(letters[2].get_content())
    assert found is not None
    async with browser(api) as forgetful:
        body = {"token": found[3], "password": NEW}
        assert (await forgetful.post("/api/v1/session/reset/finish", json=body)).status_code == 204


async def test_a_reset_by_mail_ends_the_persons_keys_and_nobody_elses(
    api: Api, tenant: Tenant, post_box: Mailbox
) -> None:
    person, other = await _person(api, tenant), await _person(api, tenant)
    keys = [await _key(api, who) for who in (person, other)]
    await _ask(api, person.login, tenant)
    _path, token = await _link(post_box)
    async with browser(api) as forgetful:
        assert [await _opens(forgetful, key) for key in keys] == [True, True]
        body = {"token": token, "password": NEW}
        assert (await forgetful.post("/api/v1/session/reset/finish", json=body)).status_code == 204
        assert [await _opens(forgetful, key) for key in keys] == [False, True]


@pytest.mark.parametrize("verb", ["lock", "leave"])
async def test_whoever_is_locked_or_leaves_has_no_keys_left_even_when_unlocked(
    api: Api, tenant: Tenant, verb: str
) -> None:
    person, actor = await _person(api, tenant), system_actor(tenant.id)
    key = await _key(api, person)
    async with browser(api) as program:
        assert await _opens(program, key)
        async with api.kernel.dbs.tx(tenant) as tx:
            await records.command(tx, actor, "user", person.id, verb, reason="试验")
        assert not await _opens(program, key)
        if verb == "lock":
            async with api.kernel.dbs.tx(tenant) as tx:
                await records.command(tx, actor, "user", person.id, "unlock")
            assert not await _opens(program, key)


async def _key(api: Api, person: Person) -> str:
    async with browser(api) as client:
        await enter(client, person)
        sent = {"name": "ERP", "scopes": ["read"]}
        made = await client.post("/api/v1/api-keys", json=sent)
        assert made.status_code == 201, made.text
        return str(made.json()["key"])


async def _opens(client: httpx.AsyncClient, key: str) -> bool:
    answer = await client.get("/api/v1/meta/objects", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code in {200, 401}
    return answer.status_code == 200
