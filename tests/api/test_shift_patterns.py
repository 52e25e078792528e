"""A shift pattern over HTTP: shown first, made once, and not for those who don't plan."""

import httpx
from tests.api.people import browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.kernel.tenancy.contracts import Tenant

_CYCLE = [[["08:00", "12:00"], ["13:00", "17:00"]], [["20:00", "08:00"]], []]


async def _pattern(client: httpx.AsyncClient, name: str) -> str:
    values = {"name": name, "cycle": _CYCLE, "anchor": "2027-03-01"}
    made = await client.post("/api/v1/records/shift_pattern", json={"values": values})
    assert made.status_code in {200, 201}, made.text
    return f"/api/v1/people/patterns/{made.json()['id']}/apply"


async def test_what_was_shown_is_what_is_made(api: Api, tenant: Tenant) -> None:
    engineer = await make_person(api, tenant, "engineer")
    async with browser(api) as manager:
        await enter(manager, await make_person(api, tenant, "manager"))
        url = await _pattern(manager, "两班倒")
        wish = {"users": [str(engineer.id)], "start": "2027-03-01", "end": "2027-03-06"}
        shown = (await manager.post(url, json=wish | {"preview": True})).json()
        assert (shown["to_make"], shown["made"]) == (4, 0)
        first = shown["shifts"][0]
        assert first["starts_at"].startswith("2027-03-01T00:00:00")
        assert len(first["breaks"]) == 1
        made = (await manager.post(url, json=wish)).json()
        assert (made["made"], made["kept"], made["queued"]) == (4, 0, 0)
        again = (await manager.post(url, json=wish)).json()
        assert (again["made"], again["kept"], again["skipped"]) == (0, 4, [])
        long = await manager.post(url, json=wish | {"end": "2027-09-01"})
        assert long.status_code == 422
        assert long.json()["fields"][0]["path"] == "end"
    async with browser(api) as phone:
        await enter(phone, engineer)
        assert (await phone.post(url, json=wish)).status_code in {403, 404}


async def test_another_company_s_pattern_is_not_there(
    api: Api, tenant: Tenant, other_tenant: Tenant
) -> None:
    async with browser(api) as manager, browser(api) as stranger:
        await enter(manager, await make_person(api, tenant, "manager"))
        url = await _pattern(manager, "夜班")
        other = await make_person(api, other_tenant, "manager")
        await enter(stranger, other)
        wish = {"users": [str(other.id)], "start": "2027-03-01", "end": "2027-03-06"}
        assert (await stranger.post(url, json=wish)).status_code == 404
