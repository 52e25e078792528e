"""Changes pushed to browsers: at once, resumed after a break, and only to who may see them."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import msgspec
from tests.api.people import Person, enter, make_person, make_unit
from tests.api.serving import serving

from sortie.apps.api.app import Api
from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

PATIENCE_S = 15


async def _events(answer: httpx.Response) -> AsyncIterator[dict[str, str]]:
    """Each event's fields, as a browser's EventSource reads them."""
    event: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if not line:
            if "data" in event:
                yield event
            event = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = value


async def _next(events: AsyncIterator[dict[str, str]], kind: str) -> dict[str, str]:
    async with asyncio.timeout(PATIENCE_S):
        async for event in events:
            if event.get("event") == kind:
                return event
    raise AssertionError("the stream ended")


async def _listen(client: httpx.AsyncClient, last: str = "") -> httpx.Response:
    headers = {"Last-Event-ID": last} if last else {}
    request = client.build_request("GET", "/api/v1/events", headers=headers)
    answer = await client.send(request, stream=True)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    return answer


async def _person(api: Api, tenant: Tenant) -> Person:
    return await make_person(api, tenant)


async def test_a_change_is_pushed_and_after_a_break_what_was_missed_comes_first(
    api: Api, whole: Kernel, tenant: Tenant
) -> None:
    person = await _person(api, tenant)
    async with serving(whole) as (url, _), httpx.AsyncClient(base_url=url, timeout=20) as client:
        await enter(client, person)
        answer = await _listen(client)
        events = _events(answer)
        start = await _next(events, "at")
        first = await make_unit(api, tenant)
        pushed = await _next(events, "record")
        assert msgspec.json.decode(pushed["data"])["record_id"] == str(first)
        await answer.aclose()
        second = await make_unit(api, tenant)
        answer = await _listen(client, pushed.get("id") or start["id"])
        resumed = await _next(_events(answer), "record")
        assert msgspec.json.decode(resumed["data"])["record_id"] == str(second)
        await answer.aclose()


async def test_what_one_may_not_see_is_not_pushed(api: Api, whole: Kernel, tenant: Tenant) -> None:
    person = await _person(api, tenant)
    async with serving(whole) as (url, _), httpx.AsyncClient(base_url=url, timeout=20) as client:
        await enter(client, person)
        answer = await _listen(client)
        events = _events(answer)
        await _next(events, "at")
        async with whole.dbs.tx(tenant) as tx:
            values = {"code": uuid7().hex[-8:], "name": "隐", "features": []}
            await records.create(tx, system_actor(tenant.id), "role", values)
        shown = await make_unit(api, tenant)
        pushed = msgspec.json.decode((await _next(events, "record"))["data"])
        assert (pushed["object"], pushed["record_id"]) == ("org_unit", str(shown))
        await answer.aclose()


async def test_the_stream_ends_with_the_session(api: Api, whole: Kernel, tenant: Tenant) -> None:
    person = await _person(api, tenant)
    async with serving(whole) as (url, _), httpx.AsyncClient(base_url=url, timeout=20) as client:
        await enter(client, person)
        answer = await _listen(client)
        events = _events(answer)
        await _next(events, "at")
        async with whole.dbs.tx(tenant) as tx:
            actor = system_actor(tenant.id)
            await records.command(tx, actor, "user", person.id, "lock", reason="试验")
        async with asyncio.timeout(PATIENCE_S):
            async for _ in events:
                pass


async def test_an_open_stream_does_not_hold_up_the_servers_end(
    api: Api, whole: Kernel, tenant: Tenant
) -> None:
    person = await _person(api, tenant)
    async with serving(whole) as (url, stop), httpx.AsyncClient(base_url=url, timeout=20) as client:
        await enter(client, person)
        answer = await _listen(client)
        await _next(_events(answer), "at")
        stop.set()
        async with asyncio.timeout(PATIENCE_S):
            await answer.aclose()
