"""Workload over HTTP: each person's weeks beside the median, for those who see the people."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.api.people import Person, browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

URL = "/api/v1/people/workload"
_NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
async def crew(api: Api, tenant: Tenant) -> list[Person]:
    """Three engineers: two jobs and one cancelled, one job six weeks ago, none."""
    crew = [await make_person(api, tenant, "engineer") for _ in range(3)]
    async with api.kernel.dbs.tx(tenant) as tx:
        system = system_actor(tenant.id)

        async def put(object_: str, **values: Any) -> Any:
            return await records.create(tx, system, object_, values, id=uuid7())

        for person in crew:
            await put("field_resource", user=person.id)
        customer = await put("customer", name="王女士")
        kind = await put("work_type", code="X", name="维修", duration=3600)
        order = await put("work_order", subject="不制冷", customer=customer.id, work_type=kind.id)
        for n, (who, weeks, state) in enumerate(
            [(0, 0, "completed"), (0, 1, "accepted"), (0, 1, "declined"), (1, 6, "completed")]
        ):
            start = _NOW - timedelta(weeks=weeks, hours=n)
            await put(
                "appointment", work_order=order.id, engineer=crew[who].id, engineer_key=who,
                planned_start=start, planned_end=start + timedelta(minutes=30), work_s=1500,
                travel_m=4000, state=state,
            )  # fmt: skip
    return crew


async def test_a_person_s_weeks_stand_beside_the_median(
    api: Api, tenant: Tenant, crew: list[Person]
) -> None:
    async with browser(api) as office:
        await enter(office, await make_person(api, tenant, "manager"))
        four = (await office.get(URL)).json()
        eight = (await office.get(URL, params={"weeks": 8})).json()
    first = four["people"][0]
    assert first["user"] == str(crew[0].id)
    assert first["total"] == {"planned_s": 3600, "worked_s": 3000, "jobs": 1, "travel_m": 8000}
    assert [w["planned_s"] for w in first["weeks"]][-2:] == [1800, 1800]
    assert {len(p["weeks"]) for p in four["people"]} == {4}
    assert four["median"] == {"planned_s": 0, "worked_s": 0, "jobs": 0, "travel_m": 0}
    assert [p["total"]["worked_s"] for p in eight["people"]] == [3000, 1500, 0]
    assert eight["median"]["worked_s"] == 1500


async def test_an_engineer_sees_only_their_own_load(
    api: Api, tenant: Tenant, other_tenant: Tenant, crew: list[Person]
) -> None:
    async with browser(api) as phone, browser(api) as stranger:
        await enter(phone, crew[1])
        mine = (await phone.get(URL)).json()["people"]
        await enter(stranger, await make_person(api, other_tenant, "manager"))
        assert (await stranger.get(URL)).json()["people"] == []
        assert (await stranger.get(URL, params={"weeks": 0})).status_code in {400, 422}
    assert [p["user"] for p in mine] == [str(crew[1].id)]
