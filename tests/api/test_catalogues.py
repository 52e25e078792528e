"""Each administrator knows every object by the route of their own right; the auditor reads grants too."""

import httpx
import pytest
from tests.api.people import browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.kernel.tenancy.contracts import Tenant

OWN = {
    "system_admin": "/api/v1/admin/objects",
    "security_admin": "/api/v1/admin/rights/objects",
    "audit_admin": "/api/v1/admin/audit/objects",
}


@pytest.mark.parametrize("role", [*OWN, "manager", "dispatcher", "engineer", "finance", ""])
async def test_a_catalogue_opens_by_its_own_right_alone(
    api: Api, tenant: Tenant, role: str
) -> None:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, *([role] if role else [])))
        opened = {path for path in OWN.values() if (await client.get(path)).status_code == 200}
        shut = {(await client.get(path)).status_code for path in set(OWN.values()) - opened}
    also = {OWN["security_admin"]} if role == "audit_admin" else set()
    assert opened == ({OWN[role]} if role in OWN else set()) | also
    assert shut <= {403, 404}


@pytest.mark.parametrize("path", OWN.values())
async def test_nobody_reads_a_catalogue_without_signing_in(
    anyone: httpx.AsyncClient, path: str
) -> None:
    assert (await anyone.get(path)).status_code == 401


@pytest.mark.parametrize("role", OWN)
async def test_a_catalogue_tells_every_object_but_gives_no_record(
    api: Api, tenant: Tenant, role: str
) -> None:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, role))
        told = {o["name"]: o for o in (await client.get(OWN[role])).json()}
        mine = {o["name"] for o in (await client.get("/api/v1/meta/objects")).json()}
        assert {"work_order", "customer", "role_grant", "user"} <= told.keys()
        assert mine < told.keys()
        assert {"phone", "name"} <= {f["name"] for f in told["customer"]["fields"]}
        for name in ("work_order", "customer"):
            assert (await client.get(f"/api/v1/records/{name}")).status_code in {403, 404}
