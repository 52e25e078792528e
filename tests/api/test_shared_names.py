"""One phone on many accounts: nobody is hidden behind the others."""

from tests.api.people import SESSION, Person, browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.base.ids import uuid7
from sortie.kernel.identity.accounts import MOST_CANDIDATES
from sortie.kernel.tenancy.contracts import Tenant

MINE = "seven quiet herons by a lake"


def _phone() -> str:
    return f"+86138{uuid7().int % 10**8:08}"


async def _many(api: Api, tenant: Tenant, phone: str, number: int) -> None:
    for _ in range(number):
        await make_person(api, tenant, phone=phone, password=None)


async def test_five_older_accounts_do_not_hide_the_sixth(
    api: Api, tenant: Tenant, other_tenant: Tenant
) -> None:
    phone = _phone()
    await _many(api, other_tenant, phone, 6)
    await make_person(api, tenant, phone=phone, password=MINE)
    async with browser(api) as client:
        sent = {"login": phone, "password": MINE}
        assert (await client.post(SESSION, json=sent)).status_code == 200


async def test_a_name_of_too_many_asks_for_the_company_and_then_opens(
    api: Api, tenant: Tenant, other_tenant: Tenant
) -> None:
    phone = _phone()
    await _many(api, other_tenant, phone, MOST_CANDIDATES)
    await make_person(api, tenant, phone=phone, password=MINE)
    async with browser(api) as client:
        sent = {"login": phone, "password": MINE}
        asked = await client.post(SESSION, json=sent)
        assert (asked.status_code, asked.json()["code"]) == (409, "session.tenant_needed")
        named = await client.post(SESSION, json=sent | {"tenant": tenant.code})
        assert named.status_code == 200


async def test_a_login_opens_however_many_have_it_as_their_phone(api: Api, tenant: Tenant) -> None:
    phone = _phone()
    await _many(api, tenant, phone, MOST_CANDIDATES + 1)
    late = await make_person(api, tenant)
    async with api.kernel.parts["identity"].plane.control() as con:
        await con.execute(
            "UPDATE sortie_control.account SET login = $2 WHERE id = $1", late.id, phone
        )
    async with browser(api) as client:
        assert (await enter(client, Person(late.id, phone, tenant))).status_code == 200
