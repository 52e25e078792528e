"""The customer's page is told that its job moved, and of nothing else; what it refuses shows pictures."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from tests.api.serving import serving
from tests.factories.company import Company, found_company, new_order
from tests.factories.done_jobs import visit as work_done
from tests.factories.pictures import image

from sortie.apps.api.routes.following import hint
from sortie.apps.composition import Kernel
from sortie.domains.dispatch.service import orders, planning, visits
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import NO_STAMP

PATIENCE_S = 15


@pytest.fixture(scope="module")
async def shop(whole: Kernel) -> Company:
    return await found_company(whole)


async def _token(shop: Company, order: UUID) -> str:
    async with shop.tx() as tx:
        held = await orders.order_of(tx, system_actor(shop.tenant.id), order)
    return str(held["portal_token"])


async def _frames(answer: httpx.Response) -> AsyncIterator[dict[str, str]]:
    frame: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if not line:
            if "event" in frame:
                yield frame
            frame = {}
        else:
            name, _, value = line.partition(": ")
            frame[name] = value


async def _until_changed(frames: AsyncIterator[dict[str, str]]) -> dict[str, str]:
    async with asyncio.timeout(PATIENCE_S):
        async for frame in frames:
            if frame["event"] == "changed":
                return frame
    raise AssertionError("the stream ended")


async def _listen(client: httpx.AsyncClient, path: str, last: str = "") -> httpx.Response:
    headers = {"Last-Event-ID": last} if last else {}
    answer = await client.send(client.build_request("GET", path, headers=headers), stream=True)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    return answer


async def test_a_page_hears_of_its_own_job_only_and_resumes_where_it_stopped(
    whole: Kernel, shop: Company
) -> None:
    mine, other = await new_order(shop), await new_order(shop)
    path = f"/api/v1/portal/{shop.tenant.code}/track/{await _token(shop, mine)}/events"
    async with serving(whole) as (url, _), httpx.AsyncClient(base_url=url, timeout=20) as client:
        answer = await _listen(client, path)
        frames = _frames(answer)
        start = await anext(frames)
        assert start["event"] == "beat"
        async with shop.tx() as tx:
            dan = await shop.actor(tx, "dan")
            await planning.auto_assign(tx, dan, other)
        async with shop.tx() as tx:
            visit = (await planning.auto_assign(tx, await shop.actor(tx, "dan"), mine)).id
        told = await _until_changed(frames)
        assert told["data"] == "{}"
        await answer.aclose()
        async with shop.tx() as tx:
            await visits.accept(tx, await shop.actor(tx, "eli"), visit, NO_STAMP)
        again = await _listen(client, path, told.get("id") or start["id"])
        assert (await _until_changed(_frames(again)))["data"] == "{}"
        await again.aclose()


async def test_an_unknown_link_has_nothing_to_follow(
    anyone: httpx.AsyncClient, shop: Company
) -> None:
    answer = await anyone.get(f"/api/v1/portal/{shop.tenant.code}/track/nothing/events")
    assert (answer.status_code, answer.json()["code"]) == (404, "portal.link_unknown")


def test_a_hint_keeps_its_place_and_tells_nothing() -> None:
    told = b'id: abc\nevent: record\ndata: {"object":"work_order","record_id":"1"}\n\n'
    assert hint(told) == b"id: abc\nevent: changed\ndata: {}\n\n"
    assert hint(b"event: beat\ndata: {}\n\n") == b"event: beat\ndata: {}\n\n"
    assert b"changed" in hint(b'id: x\nevent: at\ndata: {"anew":true}\n\n')


async def test_a_customer_refuses_with_pictures_of_what_is_wrong(
    anyone: httpx.AsyncClient, shop: Company
) -> None:
    order = await new_order(shop)
    await work_done(shop, order)
    door = f"/api/v1/portal/{shop.tenant.code}"
    picture = (await anyone.post(f"{door}/pictures", content=image("PNG"))).json()["id"]
    body = {"reason": "还在漏水", "photos": [picture]}
    answer = await anyone.post(f"{door}/track/{await _token(shop, order)}/refuse", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["order"]["state"] == "rework"
    async with shop.tx() as tx:
        (word,) = await records.find(tx, "acceptance", work_order=order)
    assert word["photos"] == [UUID(picture)]
