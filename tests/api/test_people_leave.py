"""Leave over HTTP: asked for on the phone, approved in the office."""

from tests.api.people import browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.kernel.tenancy.contracts import Tenant


async def test_an_engineer_asks_and_the_manager_approves(api: Api, tenant: Tenant) -> None:
    engineer = await make_person(api, tenant, "engineer")
    async with browser(api) as phone, browser(api) as office:
        await enter(phone, engineer)
        await enter(office, await make_person(api, tenant, "manager"))
        values = {
            "user": str(engineer.id), "kind": "sick",
            "starts_at": "2028-05-01T00:00:00Z", "ends_at": "2028-05-02T00:00:00Z",
        }  # fmt: skip
        made = (await phone.post("/api/v1/records/leave", json={"values": values})).json()
        sent = await phone.post(f"/api/v1/records/leave/{made['id']}/commands/submit", json={})
        assert sent.status_code == 200, sent.text
        url = f"/api/v1/people/leaves/{made['id']}"
        assert (await phone.post(f"{url}/approve", json={})).status_code in {403, 404}
        assert (await office.get(f"{url}/appointments")).json() == []
        stale = await office.post(f"{url}/approve", json={"version": 1})
        assert stale.status_code == 409
        done = await office.post(f"{url}/approve", json={"version": 2})
        assert done.status_code == 200, done.text
        assert (done.json()["state"], done.json()["appointments"]) == ("approved", [])
