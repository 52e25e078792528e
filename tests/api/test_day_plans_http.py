"""Planning a day over HTTP: who may, what is refused, and what is told afterwards."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from tests.api.people import browser, enter, make_person
from tests.factories.company import Company, found_company, new_order

from sortie.apps.api.app import Api
from sortie.domains.dispatch.service import plan_runs, plans
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records

PLANS = "/api/v1/dispatch/plans"


@pytest.fixture
async def firm(api: Api) -> Company:
    """Eli works from 9 to 18 the day after tomorrow; a company of its own for each test."""
    made = await found_company(api.kernel)
    day, system = _day(made), system_actor(made.tenant.id)
    async with made.tx() as tx:
        values = {"user": made.people["eli"], "day": day.date().isoformat(),
                  "starts_at": day.isoformat(),
                  "ends_at": (day + timedelta(hours=9)).isoformat()}  # fmt: skip
        shift = await records.create(tx, system, "shift", values)
        await records.command(tx, system, "shift", shift.id, "publish")
    return made


def _day(company: Company) -> datetime:
    here = datetime.now(UTC).astimezone(ZoneInfo(company.tenant.time_zone))
    return (here + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)


async def _client(api: Api, firm: Company, *roles: str) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        person = await make_person(api, firm.tenant, *roles, unit=firm.ids["unit"])
        await enter(client, person)
        yield client


@pytest.fixture
async def dispatcher(api: Api, firm: Company) -> AsyncIterator[httpx.AsyncClient]:
    async for client in _client(api, firm, "dispatcher"):
        yield client


@pytest.fixture
async def colleague(api: Api, firm: Company) -> AsyncIterator[httpx.AsyncClient]:
    async for client in _client(api, firm, "dispatcher"):
        yield client


@pytest.fixture
async def engineer(api: Api, firm: Company) -> AsyncIterator[httpx.AsyncClient]:
    async for client in _client(api, firm, "engineer"):
        yield client


async def _proposed(firm: Company, client: httpx.AsyncClient) -> str:
    asked = {"day": _day(firm).date().isoformat(), "iterations": 100, "seed": 1}
    answer = await client.post(PLANS, json=asked)
    assert answer.status_code == 201, answer.text
    plan = answer.json()
    assert (plan["ready"], plan["moves"]) == (False, [])
    job = JobContext(firm.kernel.dbs, firm.tenant, uuid4(), plans.JOB, 1, asyncio.Event())
    await plan_runs.work(job, {"plan": plan["id"], "locale": "zh-CN"})
    return f"{PLANS}/{plan['id']}"


async def test_a_day_is_planned_seen_and_applied(
    firm: Company, dispatcher: httpx.AsyncClient
) -> None:
    order = await new_order(firm)
    plan = await _proposed(firm, dispatcher)
    seen = (await dispatcher.get(plan)).json()
    assert (seen["ready"], seen["state"], seen["numbers"]["proposed"]["unserved"]) == (
        True, "draft", 0,
    )  # fmt: skip
    [move] = seen["moves"]
    assert move["order"]["id"] == str(order)
    assert move["order"]["number"]
    assert move["engineer"]["name"] == "eli"
    answer = await dispatcher.post(f"{plan}/apply")
    assert (answer.status_code, answer.json()["state"]) == (200, "applied")
    assert (await dispatcher.post(f"{plan}/apply")).status_code == 409


async def test_a_plan_overtaken_by_events_is_refused_and_marked(
    firm: Company, dispatcher: httpx.AsyncClient
) -> None:
    order = await new_order(firm)
    plan = await _proposed(firm, dispatcher)
    taken = await dispatcher.post(f"/api/v1/dispatch/orders/{order}/auto")
    assert taken.status_code == 200, taken.text
    answer = await dispatcher.post(f"{plan}/apply")
    assert (answer.status_code, answer.json()["code"]) == (409, "plan.outdated")
    assert (await dispatcher.get(plan)).json()["state"] == "outdated"


async def test_only_a_dispatcher_plans_and_anothers_plan_is_not_there(
    firm: Company,
    dispatcher: httpx.AsyncClient,
    colleague: httpx.AsyncClient,
    engineer: httpx.AsyncClient,
) -> None:
    await new_order(firm)
    plan = await _proposed(firm, dispatcher)
    asked = {"day": _day(firm).date().isoformat()}
    assert (await engineer.post(PLANS, json=asked)).status_code == 403
    assert (await engineer.get(plan)).status_code in {403, 404}
    assert (await engineer.post(f"{plan}/apply")).status_code in {403, 404}
    assert (await colleague.get(plan)).status_code == 404
    for verb in ("apply", "discard", "stop"):
        assert (await colleague.post(f"{plan}/{verb}")).status_code == 404
    assert (await dispatcher.post(f"{plan}/discard")).json()["state"] == "discarded"


async def test_a_day_that_is_over_is_refused_by_name(
    firm: Company, dispatcher: httpx.AsyncClient
) -> None:
    asked = {"day": (_day(firm) - timedelta(days=9)).date().isoformat()}
    answer = await dispatcher.post(PLANS, json=asked)
    assert answer.status_code == 422
    assert "day" in answer.text
