"""The system administrator's webhooks: where they may go, and with whose eyes they look."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.api.people import browser, enter, make_person
from tests.factories.company import Company, found_company

from sortie.apps.api.app import Api
from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.events import service as events
from sortie.kernel.records import service as records

HOOKS = "/api/v1/admin/webhooks"
OUTSIDE = {"name": "erp", "url": "https://93.184.215.14/hook"}


@pytest.fixture(scope="module")
async def shop(whole: Kernel) -> Company:
    return await found_company(whole)


@pytest.fixture
async def admin(api: Api, shop: Company) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        unit = shop.ids["unit"]
        await enter(client, await make_person(api, shop.tenant, "system_admin", unit=unit))
        yield client


async def _told(admin: httpx.AsyncClient, shop: Company, hook: dict[str, Any]) -> list[str]:
    """What the hook has to tell of a customer somebody just made."""
    async with shop.tx() as tx:
        agent = await shop.actor(tx, "mia")
        await records.create(tx, agent, "customer", {"name": f"客户 {uuid7()}"})
    await events.deliver(shop.kernel.dbs, shop.tenant, shop.kernel.subscriptions)
    answer = await admin.get(f"{HOOKS}/{hook['id']}/deliveries")
    return [d["topic"] for d in answer.json()]


async def test_an_address_inside_is_refused_and_nothing_is_kept(admin: httpx.AsyncClient) -> None:
    inside = {"name": "erp", "url": "https://127.0.0.1/hook"}
    assert (await admin.post(HOOKS, json=inside)).status_code == 422
    assert inside["url"] not in [hook["url"] for hook in (await admin.get(HOOKS)).json()]


async def test_a_webhook_tells_what_the_person_it_looks_for_may_see(
    admin: httpx.AsyncClient, shop: Company
) -> None:
    made = (await admin.post(HOOKS, json=OUTSIDE)).json()
    assert "record.customer.create" not in await _told(admin, shop, made)
    sees = {**OUTSIDE, "sees_as": str(shop.people["mia"])}
    changed = await admin.put(f"{HOOKS}/{made['id']}", json=sees)
    assert changed.status_code == 200, changed.text
    assert changed.json()["sees_as"] == str(shop.people["mia"])
    assert "record.customer.create" in await _told(admin, shop, made)


async def test_a_webhook_can_not_look_with_the_eyes_of_nobody(admin: httpx.AsyncClient) -> None:
    answer = await admin.post(HOOKS, json={**OUTSIDE, "sees_as": str(uuid7())})
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["path"] == "sees_as"
