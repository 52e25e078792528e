"""A road engine's times are asked for in the background, kept by cell, and done without when it fails."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from tests.api.people import browser, enter, make_person
from tests.factories.company import JINAN, Company, found_company, new_order
from tests.kernel.conftest import settings_for

from sortie.apps.api.app import create_app
from sortie.apps.composition import Kernel, build_kernel
from sortie.base.geo import Point
from sortie.domains.dispatch.service import matching, orders
from sortie.domains.travel import fetching
from sortie.domains.travel import service as travel
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie_routing.problem import Place
from sortie_routing.travel import GreatCircleTravel

NOON = datetime(2026, 6, 3, 4, tzinfo=UTC)
HUB = Point(117.02, 36.67)
OTHERS = [Point(117.05, 36.67), Point(117.06, 36.68)]


@dataclass
class Engine:
    """A server that speaks OSRM's table and Amap's distance answers; ``mood`` says how."""

    url: str = ""
    mood: str = "well"
    asked: list[str] = field(default_factory=list)

    def answer(self, target: str) -> tuple[int, Any]:
        parts = urlsplit(target)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        if self.mood == "broken":
            return 502, "<html>bad gateway</html>"
        if self.mood == "refusing":
            return 400, {"code": "TooBig", "message": "Too many table coordinates"}
        if parts.path == "/v3/distance":
            if query["key"] != "good":
                return 200, {"status": "0", "info": "INVALID_USER_KEY", "infocode": "10001"}
            count = query["origins"].count("|") + 1
            rows = [
                {"origin_id": str(n + 1), "dest_id": "1", "duration": "777"} for n in range(count)
            ]
            return 200, {"status": "1", "info": "OK", "results": rows}
        count = parts.path.rsplit("/", 1)[1].count(";")
        if query["sources"] == "0":
            row: list[float | None] = [600.4 + n for n in range(count)]
            return 200, {"code": "Ok", "durations": [self._holed(row)]}
        return 200, {"code": "Ok", "durations": [[900.0 + n] for n in range(count)]}

    def _holed(self, row: list[float | None]) -> list[float | None]:
        return [None, *row[1:]] if self.mood == "island" else row

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        target = head.split(" ", 2)[1]
        self.asked.append(target)
        status, body = self.answer(target)
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        writer.write(
            f"HTTP/1.1 {status} X\r\ncontent-length: {len(content)}\r\nconnection: close\r\n\r\n".encode()
            + content
        )
        await writer.drain()
        writer.close()


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    made = Engine()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()


@pytest.fixture(scope="module")
async def kernel(whole: Kernel, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kernel]:
    """The same database, run by an operator whose own network this machine is."""
    more = {"own_networks": "127.0.0.0/8"}
    settings = settings_for(whole.settings.database_url, tmp_path_factory.mktemp("roads"), **more)
    built = build_kernel(settings)
    await built.start()
    yield built
    await built.close()


@pytest.fixture
async def shop(kernel: Kernel) -> Company:
    return await found_company(kernel)


async def provide(shop: Company, url: str, **more: Any) -> UUID:
    values = {"name": str(uuid4()), "kind": "osrm", "url": url, **more}
    async with shop.tx() as tx:
        return (
            await records.create(tx, system_actor(shop.tenant.id), "travel_provider", values)
        ).id


async def plan(shop: Company, at: datetime = NOON) -> Any:
    async with shop.tx(at) as tx:
        return await travel.times(tx, at, hub=HUB, others=OTHERS)


async def fetched(shop: Company, *more: str) -> None:
    """What the worker does with the question a plan left, and about these cells too."""
    context = JobContext(
        shop.kernel.dbs, shop.tenant, uuid4(), travel.FETCH_JOB, 1, asyncio.Event()
    )
    cells = [f"{o.lon:.3f},{o.lat:.3f}" for o in OTHERS] + list(more)
    await fetching.fetch(context, {"hub": f"{HUB.lon:.3f},{HUB.lat:.3f}", "cells": cells})


def there(model: Any) -> int:
    return int(model.seconds(Place(HUB.lon, HUB.lat), Place(OTHERS[0].lon, OTHERS[0].lat), None))


def back(model: Any) -> int:
    return int(model.seconds(Place(OTHERS[0].lon, OTHERS[0].lat), Place(HUB.lon, HUB.lat), None))


async def test_times_of_the_engine_are_used_both_ways_once_they_came(
    shop: Company, engine: Engine
) -> None:
    await provide(shop, engine.url)
    assert await plan(shop) == GreatCircleTravel()
    await fetched(shop)
    model = await plan(shop)
    assert (there(model), back(model)) == (120 + 600, 120 + 900)


async def test_a_plan_asks_no_server_and_times_that_are_known_are_not_asked_again(
    shop: Company, engine: Engine
) -> None:
    await provide(shop, engine.url)
    await plan(shop)
    assert engine.asked == []
    await fetched(shop)
    assert len(engine.asked) == 2
    assert "117.020,36.670;117.050,36.670;117.060,36.680" in engine.asked[0]


async def test_what_is_a_month_old_is_asked_for_anew(shop: Company, engine: Engine) -> None:
    await provide(shop, engine.url)
    await fetched(shop)
    later = datetime.now(UTC) + timedelta(days=31)
    assert await plan(shop, later) == GreatCircleTravel()


async def test_a_place_without_a_road_is_estimated(shop: Company, engine: Engine) -> None:
    await provide(shop, engine.url)
    engine.mood = "island"
    await fetched(shop)
    model = await plan(shop)
    assert there(model) == there(GreatCircleTravel())
    assert back(model) == 120 + 900


async def test_the_next_engine_is_asked_when_the_first_fails(shop: Company, engine: Engine) -> None:
    await provide(shop, "http://127.0.0.1:9", priority=1)
    await provide(shop, engine.url, kind="amap", key="good", priority=2)
    await fetched(shop)
    model = await plan(shop)
    assert there(model) == back(model) == 120 + 777


@pytest.mark.parametrize("mood", ["broken", "refusing"])
async def test_an_engine_that_failed_three_times_is_left_alone(
    shop: Company, engine: Engine, mood: str
) -> None:
    await provide(shop, engine.url)
    engine.mood = mood
    for _ in range(5):
        await fetched(shop)
    assert len(engine.asked) == 3
    assert await plan(shop) == GreatCircleTravel()


async def test_a_day_has_only_so_many_calls(shop: Company, engine: Engine) -> None:
    await provide(shop, engine.url, daily_limit=5)
    for _ in range(4):
        await fetched(shop)
    assert len(engine.asked) == 4


async def test_a_long_question_stops_at_the_days_last_call(shop: Company, engine: Engine) -> None:
    """Two hundred cells are three batches of two calls; the third is left for tomorrow."""
    await provide(shop, engine.url, daily_limit=5)
    await fetched(shop, *(f"117.{n},36.700" for n in range(200, 398)))
    assert len(engine.asked) == 4


async def test_dispatch_asks_for_the_ways_of_those_who_could_go(
    shop: Company, engine: Engine
) -> None:
    await provide(shop, engine.url)
    order_id = await new_order(shop)
    system = system_actor(shop.tenant.id)
    async with shop.tx() as tx:
        (eli,) = await records.find(tx, "field_resource", user=shop.people["eli"])
        home = {"lon": OTHERS[0].lon, "lat": OTHERS[0].lat, "datum": "WGS84"}
        await records.update(tx, system, "field_resource", eli.id, {"home": home}, version=None)
    assert (HUB.lon, HUB.lat) == JINAN
    await fetched(shop)
    async with shop.tx() as tx:
        found = await matching.match(tx, system, await orders.order_of(tx, system, order_id))
    assert found.ranking.candidates[0].travel_s == 120 + 900


@pytest.fixture
async def boss(kernel: Kernel, shop: Company) -> AsyncIterator[httpx.AsyncClient]:
    api = create_app(kernel)
    async with browser(api) as client:
        await enter(client, await make_person(api, shop.tenant, "manager"))
        yield client


WAY = {"origin": {"lon": 117.02, "lat": 36.67}, "goal": {"lon": 117.05, "lat": 36.67}}


async def test_the_check_tells_what_the_engine_said(
    boss: httpx.AsyncClient, shop: Company, engine: Engine
) -> None:
    good = await provide(shop, engine.url)
    bad = await provide(shop, engine.url, kind="amap", key="wrong")
    told = await boss.post(f"/api/v1/travel/providers/{good}/check", json=WAY)
    assert told.status_code == 200, told.text
    assert (told.json()["ok"], told.json()["seconds"]) == (True, 600)
    refused = (await boss.post(f"/api/v1/travel/providers/{bad}/check", json=WAY)).json()
    assert refused["ok"] is False
    assert "INVALID_USER_KEY" in refused["error"]


async def test_an_address_inside_that_the_operator_did_not_name_is_never_called(
    boss: httpx.AsyncClient, shop: Company
) -> None:
    inside = await provide(shop, "http://169.254.169.254")
    told = (await boss.post(f"/api/v1/travel/providers/{inside}/check", json=WAY)).json()
    assert told["ok"] is False
    assert "169.254.169.254" in told["error"]
    assert "地址" in told["error"]


async def test_a_key_is_sealed_when_saved_and_stays_when_saved_again(
    boss: httpx.AsyncClient, shop: Company, engine: Engine
) -> None:
    path = "/api/v1/records/travel_provider"
    given = {"name": "高德", "kind": "amap", "url": engine.url, "key": "good"}
    made = await boss.post(path, json={"values": given})
    assert made.status_code == 201, made.text
    assert "good" not in made.text
    found = made.json()
    again = await boss.patch(
        f"{path}/{found['id']}",
        json={"values": {"key": found["values"]["key"]}, "version": found["version"]},
    )
    assert again.status_code == 200, again.text
    told = await boss.post(f"/api/v1/travel/providers/{found['id']}/check", json=WAY)
    assert told.json()["seconds"] == 777


@pytest.mark.parametrize("url", ["nowhere", "ftp://a.example", "https://me:word@a.example"])
async def test_an_address_that_is_none_is_refused_by_name(
    boss: httpx.AsyncClient, url: str
) -> None:
    given = {"name": "x", "kind": "osrm", "url": url}
    answer = await boss.post("/api/v1/records/travel_provider", json={"values": given})
    assert answer.status_code == 422
    assert "url" in answer.text
