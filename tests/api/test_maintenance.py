"""Recurring work over HTTP: previews, dates, one of them moved or skipped, readings, and rights."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import httpx
import pytest
from tests.api.people import browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

ROOT = "/api/v1/maintenance"
PLAN = "/api/v1/records/maintenance_plan"


async def _as(api: Api, tenant: Tenant, role: str, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await enter(client, await make_person(api, tenant, role))
    return client


@pytest.fixture
async def manager(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        yield await _as(api, tenant, "manager", client)


@pytest.fixture
async def agent(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        yield await _as(api, tenant, "agent", client)


@pytest.fixture
async def engineer(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        yield await _as(api, tenant, "engineer", client)


@pytest.fixture
async def stranger(api: Api, other_tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        yield await _as(api, other_tenant, "manager", client)


@pytest.fixture(scope="module")
async def things(api: Api, tenant: Tenant) -> dict[str, str]:
    """A customer with an asset, a customer besides, and a work type."""
    system = system_actor(tenant.id)
    async with api.kernel.dbs.tx(tenant) as tx:
        customer = await records.create(tx, system, "customer", {"name": "一号"}, id=uuid7())
        other = await records.create(tx, system, "customer", {"name": "二号"}, id=uuid7())
        asset = await records.create(
            tx, system, "asset", {"name": "水泵", "customer": customer.id}, id=uuid7()
        )
        kind = await records.create(
            tx, system, "work_type", {"code": "PM", "name": "保养", "duration": 3600}, id=uuid7()
        )
    return {
        "customer": str(customer.id),
        "other": str(other.id),
        "asset": str(asset.id),
        "type": str(kind.id),
    }


def _plan(things: dict[str, str], **more: object) -> dict[str, object]:
    starts = date.today() + timedelta(days=30)  # noqa: DTZ011  far enough for any zone
    values: dict[str, object] = {
        "name": "季度保养", "customer": things["customer"], "work_type": things["type"],
        "kind": "time", "every": "1", "unit": "week", "starts_on": starts.isoformat(),
        "assets": [things["asset"]],
    }  # fmt: skip
    return {"values": values | more}


async def _dates(client: httpx.AsyncClient, plan: str) -> list[dict[str, str]]:
    today = date.today()  # noqa: DTZ011  a margin of days either side
    days = {"start": today.isoformat(), "end": (today + timedelta(days=200)).isoformat()}
    answer = await client.get(f"{ROOT}/dates", params=days | {"plan": plan})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["dates"])


async def test_a_rule_that_is_not_saved_shows_its_next_dates(agent: httpx.AsyncClient) -> None:
    rule = {"every": 1, "unit": "month", "starts_on": "2040-01-31", "month_day": 31}
    answer = await agent.post(f"{ROOT}/preview", json=rule)
    assert answer.status_code == 200, answer.text
    shown = [d["due"] for d in answer.json()["dates"]]
    assert len(shown) == 12
    assert shown[:3] == ["2040-01-31", "2040-02-29", "2040-03-31"]
    wrong = await agent.post(f"{ROOT}/preview", json=rule | {"weekday": 1})
    assert wrong.status_code == 422
    assert "weekday" in wrong.text
    assert (await agent.post(f"{ROOT}/preview", json=rule | {"every": 0})).status_code == 422


async def test_a_saved_plan_has_dates_and_each_can_be_moved_or_skipped_alone(
    manager: httpx.AsyncClient, things: dict[str, str]
) -> None:
    made = await manager.post(PLAN, json=_plan(things))
    assert made.status_code == 201, made.text
    plan = made.json()["id"]
    first, second, third, *rest = await _dates(manager, plan)
    to = (date.fromisoformat(first["due"]) + timedelta(days=1)).isoformat()
    body = {"due": to, "reason": "客户盘点"}
    moved = await manager.post(f"{ROOT}/dates/{first['id']}/move", json=body)
    assert moved.status_code == 200, moved.text
    assert (moved.json()["due"], moved.json()["state"]) == (to, "planned")
    again = await manager.post(f"{ROOT}/dates/{first['id']}/move", json=body)
    assert again.status_code == 409
    taken = await manager.post(
        f"{ROOT}/dates/{second['id']}/move", json={"due": third["due"], "reason": "x"}
    )
    assert (taken.status_code, taken.json()["code"]) == (409, "maintenance.date_taken")
    skipped = await manager.post(f"{ROOT}/dates/{second['id']}/skip", json={"reason": "停产"})
    assert (skipped.status_code, skipped.json()["state"]) == (200, "skipped")
    open_ = [d["due"] for d in await _dates(manager, plan) if d["state"] == "planned"]
    assert open_ == [to, third["due"], *(d["due"] for d in rest)]
    made_now = await manager.post(f"{ROOT}/plans/{plan}/generate")
    assert made_now.json() == {"dates": 0, "orders": []}
    # the version the client was given is still the plan's
    match = {"If-Match": f'"{made.json()["version"]}"'}
    named = await manager.patch(f"{PLAN}/{plan}", json={"values": {"name": "甲"}}, headers=match)
    assert named.status_code == 200, named.text


async def test_a_plan_that_lacks_what_its_kind_needs_names_each_field(
    manager: httpx.AsyncClient, things: dict[str, str]
) -> None:
    answer = await manager.post(PLAN, json=_plan(things, kind="meter", assets=[]))
    assert answer.status_code == 422
    for name in ("assets", "meter", "meter_every"):
        assert name in answer.text
    foreign = await manager.post(PLAN, json=_plan(things, customer=things["other"]))
    assert foreign.status_code == 422
    assert "assets" in foreign.text


async def test_readings_are_kept_all_or_none_and_never_edited(
    manager: httpx.AsyncClient, agent: httpx.AsyncClient, things: dict[str, str]
) -> None:
    one = {"asset": things["asset"], "meter": "小时", "value": "10.5"}
    kept = await agent.post(f"{ROOT}/readings", json={"readings": [one, one | {"value": "11"}]})
    assert kept.status_code == 201, kept.text
    reading = kept.json()["ids"][0]
    back = await agent.post(
        f"{ROOT}/readings", json={"readings": [one | {"value": "12"}, one | {"value": "3"}]}
    )
    assert (back.status_code, back.json()["code"]) == (409, "maintenance.meter_went_back")
    held = (await manager.get("/api/v1/records/meter_reading")).json()["records"]
    assert len(held) == 2
    edited = await manager.patch(
        f"/api/v1/records/meter_reading/{reading}",
        json={"values": {"value": "1"}},
        headers={"If-Match": '"1"'},
    )
    assert edited.status_code in {403, 404, 405, 409}
    again = {"readings": [one | {"value": "20", "id": str(uuid7())}]}
    answers = [await agent.post(f"{ROOT}/readings", json=again) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    nowhere = await agent.post(
        f"{ROOT}/readings", json={"readings": [one | {"asset": str(uuid7())}]}
    )
    assert nowhere.status_code == 404


async def test_who_may_not_see_or_change_dates_is_told_so(
    manager: httpx.AsyncClient,
    agent: httpx.AsyncClient,
    engineer: httpx.AsyncClient,
    stranger: httpx.AsyncClient,
    things: dict[str, str],
) -> None:
    plan = (await manager.post(PLAN, json=_plan(things, name="权限"))).json()["id"]
    one = (await _dates(agent, plan))[0]["id"]
    body = {"reason": "x"}
    assert (await agent.post(f"{ROOT}/dates/{one}/skip", json=body)).status_code == 403
    assert (await agent.post(f"{ROOT}/plans/{plan}/generate")).status_code == 403
    assert (await engineer.post(f"{ROOT}/dates/{one}/skip", json=body)).status_code == 404
    assert (await stranger.post(f"{ROOT}/dates/{one}/skip", json=body)).status_code == 404
    assert (await stranger.post(f"{ROOT}/plans/{plan}/generate")).status_code == 404
    assert await _dates(stranger, plan) == []
    days = {"start": "2026-01-01", "end": "2029-01-01"}
    assert (await manager.get(f"{ROOT}/dates", params=days)).status_code == 422
