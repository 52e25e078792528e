"""Trees stay trees: no unit, site, asset, area or customer above itself."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.api.people import browser, enter, make_person, make_unit

from sortie.apps.api.app import Api
from sortie.apps.circles import ParentCircleError, is_tree
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tenant

UNITS = "/api/v1/records/org_unit"


@pytest.fixture
async def admin(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "system_admin"))
        yield client


def test_every_tree_of_the_product_is_guarded(api: Api) -> None:
    trees = {obj.name for obj in api.kernel.objects if is_tree(obj)}
    assert trees == {"org_unit", "customer", "site", "asset", "service_area", "work_order"}


async def test_a_unit_cannot_come_under_one_below_it_and_the_answer_names_that_one(
    api: Api, tenant: Tenant, admin: httpx.AsyncClient
) -> None:
    top = await make_unit(api, tenant)
    middle = await make_unit(api, tenant, "department", top)
    leaf = await make_unit(api, tenant, "team", middle)
    shown = (await admin.get(f"{UNITS}/{leaf}")).json()["values"]["name"]
    for parent in (leaf, middle, top):
        moved = await admin.patch(
            f"{UNITS}/{top}", json={"values": {"parent": str(parent)}, "version": 1}
        )
        assert (moved.status_code, moved.json()["code"]) == (409, "record.parent_circle")
        if parent == leaf:
            assert shown in moved.json()["detail"]
    fine = await admin.patch(f"{UNITS}/{leaf}", json={"values": {"parent": str(top)}, "version": 1})
    assert fine.status_code == 200


async def test_a_new_record_cannot_be_its_own_parent(
    api: Api, tenant: Tenant, admin: httpx.AsyncClient
) -> None:
    own = str(uuid7())
    values = {"kind": "company", "code": "own", "name": "自己", "parent": own}
    made = await admin.post(UNITS, json={"id": own, "values": values})
    assert made.status_code in {409, 422}
    assert (await admin.get(f"{UNITS}/{own}")).status_code == 404


async def _make(api: Api, tenant: Tenant, object_: str, **values: Any) -> Stored:
    async with api.kernel.dbs.tx(tenant) as tx:
        return await records.create(tx, system_actor(tenant.id), object_, values)


async def _move(api: Api, tenant: Tenant, one: Stored, under: Stored) -> None:
    async with api.kernel.dbs.tx(tenant) as tx:
        await records.update(
            tx,
            system_actor(tenant.id),
            one.object,
            one.id,
            {"parent": str(under.id)},
            version=None,
        )


async def test_two_customers_moved_under_each_other_at_once_never_make_a_circle(
    api: Api, tenant: Tenant
) -> None:
    for _ in range(10):
        one = await _make(api, tenant, "customer", name="甲")
        two = await _make(api, tenant, "customer", name="乙")
        came = await asyncio.gather(
            _move(api, tenant, one, two), _move(api, tenant, two, one), return_exceptions=True
        )
        assert sorted(type(c) for c in came if c) == [ParentCircleError]
