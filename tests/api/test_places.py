"""The company's map and what its pages may reach, boundaries, calendars, and a caller by id."""

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.api.people import browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.base.ids import uuid7
from sortie.kernel.tenancy.contracts import Tenant

MAP = "/api/v1/records/map_base"
AREA = "/api/v1/records/service_area"
SQUARE = [[117.0, 36.6], [117.1, 36.6], [117.1, 36.7], [117.0, 36.7]]


@pytest.fixture
async def admin(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "system_admin"))
        yield client


@pytest.fixture
async def manager(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "manager"))
        yield client


async def _choose(admin: httpx.AsyncClient, **values: object) -> httpx.Response:
    """Set the company's one map, made or changed."""
    held = (await admin.get(MAP, params={"fields": "provider"})).json()["records"]
    if not held:
        return await admin.post(MAP, json={"values": values})
    [row] = held
    match = {"If-Match": f'"{row["version"]}"'}
    return await admin.patch(f"{MAP}/{row['id']}", json={"values": values}, headers=match)


async def _policy(client: httpx.AsyncClient) -> str:
    return (await client.get("/console/")).headers["content-security-policy"]


@pytest.fixture
def _built(api: Api) -> None:
    """A page to answer, where the web wasn't built."""
    page = api.kernel.settings.web_dir / "console" / "dist" / "index.html"
    if not page.is_file():
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("<!doctype html>")


@pytest.mark.usefixtures("_built")
async def test_a_page_may_reach_the_tiles_its_company_chose_and_no_other(
    api: Api, other_tenant: Tenant, admin: httpx.AsyncClient
) -> None:
    answer = await _choose(admin, provider="tianditu", api_key="k")
    assert answer.status_code in {200, 201}, answer.text
    policy = await _policy(admin)
    assert "https://t0.tianditu.gov.cn" in policy
    assert "autonavi" not in policy
    assert (await _choose(admin, provider="bundled")).status_code == 200
    assert "https://" not in await _policy(admin)
    url = "https://maps.example.cn:8443/city.pmtiles"
    assert (await _choose(admin, provider="pmtiles", pmtiles_url=url)).status_code == 200
    assert "connect-src 'self' https://maps.example.cn:8443;" in await _policy(admin)
    async with browser(api) as stranger:
        assert "https://" not in await _policy(stranger)
        await enter(stranger, await make_person(api, other_tenant, "system_admin"))
        assert "https://" not in await _policy(stranger)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"provider": "amap", "api_key": None}, "map.key_needed"),
        ({"provider": "pmtiles", "pmtiles_url": None}, "map.file_needed"),
        ({"provider": "pmtiles", "pmtiles_url": "http://maps.example.cn/a"}, "map.address"),
    ],
)
async def test_a_base_that_could_draw_nothing_is_refused(
    admin: httpx.AsyncClient, values: dict[str, object], code: str
) -> None:
    answer = await _choose(admin, **values)
    assert answer.status_code == 422
    assert code in answer.text


async def test_a_company_has_one_map_that_everyone_reads_and_administrators_choose(
    admin: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    await _choose(admin, provider="bundled")
    second = await admin.post(MAP, json={"values": {"provider": "bundled"}})
    assert second.status_code in {409, 422}
    [row] = (await manager.get(MAP)).json()["records"]
    match = {"If-Match": f'"{row["version"]}"'}
    refused = await manager.patch(
        f"{MAP}/{row['id']}", json={"values": {"provider": "bundled"}}, headers=match
    )
    assert refused.status_code == 403


async def test_a_boundary_is_kept_closed(manager: httpx.AsyncClient) -> None:
    values = {"code": uuid7().hex, "name": "城北", "polygon": SQUARE}
    answer = await manager.post(AREA, json={"values": values})
    assert answer.status_code == 201, answer.text
    made = await manager.get(f"{AREA}/{answer.json()['id']}", params={"fields": "polygon"})
    assert [*SQUARE, SQUARE[0]] == (made.json().get("values") or made.json())["polygon"]


@pytest.mark.parametrize(
    "polygon",
    [
        SQUARE[:2],
        [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]],
        [[500, 2], [1, 2], [3, 4]],
        {"type": "Polygon"},
        [["a", "b"], [1, 2], [3, 4]],
    ],
    ids=["two corners", "crossing", "off the earth", "no list", "words"],
)
async def test_a_boundary_that_cannot_hold_a_place_is_refused(
    manager: httpx.AsyncClient, polygon: object
) -> None:
    values = {"code": uuid7().hex, "name": "坏", "polygon": polygon}
    assert (await manager.post(AREA, json={"values": values})).status_code == 422


WEEK = {
    "time_zone": "Asia/Shanghai",
    "public_holidays": "CN",
    "make_up_as": "mon",
    "weekly": {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
}


async def test_eight_working_hours_pass_over_the_break_and_the_weekend(
    manager: httpx.AsyncClient,
) -> None:
    # Friday 2026-03-06 14:00 in Shanghai: four hours that day, three and one on Monday
    wish = {"definition": WEEK, "minutes": 480, "start": "2026-03-06T06:00:00Z"}
    answer = (await manager.post("/api/v1/calendars/deadline", json=wish)).json()
    assert answer["working_now"] is True
    assert answer["due_at"] == "2026-03-09T06:00:00Z"


@pytest.mark.parametrize(
    "wish",
    [
        {"definition": {"weekly": {"mon": ["9-5"]}}},
        {"definition": WEEK | {"special_days": 7}},
        {"definition": WEEK, "start": "9999-12-31T00:00:00Z"},
        {"definition": WEEK, "minutes": 0},
    ],
    ids=["hours", "special days", "the end of time", "no minutes"],
)
async def test_a_calendar_that_cannot_be_read_gives_no_deadline(
    manager: httpx.AsyncClient, wish: dict[str, object]
) -> None:
    answer = await manager.post("/api/v1/calendars/deadline", json=wish)
    assert answer.status_code in {400, 422}


async def test_a_calendar_never_open_says_so(manager: httpx.AsyncClient) -> None:
    answer = await manager.post("/api/v1/calendars/deadline", json={"definition": {"weekly": {}}})
    assert (answer.status_code, answer.json()["code"]) == (409, "calendar.never_open")


async def test_the_years_holidays_come_with_their_make_up_days(manager: httpx.AsyncClient) -> None:
    answer = await manager.get("/api/v1/calendars/public-days", params={"year": 2025})
    days = {day["date"]: day["kind"] for day in answer.json()["days"]}
    assert answer.json()["source"] == "published"
    assert (days["2025-10-01"], days["2025-09-28"]) == ("holiday", "workday")


async def test_a_broken_calendar_is_not_kept(admin: httpx.AsyncClient) -> None:
    values = {"name": uuid7().hex, "definition": {"weekly": {"mon": ["nine"]}}}
    answer = await admin.post("/api/v1/records/calendar", json={"values": values})
    assert answer.status_code == 422


async def test_a_known_customer_comes_with_what_hangs_on_them(
    manager: httpx.AsyncClient, api: Api, other_tenant: Tenant
) -> None:
    made = await manager.post("/api/v1/records/customer", json={"values": {"name": "王家"}})
    id_ = made.json()["id"]
    site = {"name": "家", "customer": id_, "location": {"lon": 117.0, "lat": 36.6}}
    await manager.post("/api/v1/records/site", json={"values": site})
    card = (await manager.get(f"/api/v1/dispatch/callers/{id_}")).json()
    assert card["name"] == "王家"
    assert [one["name"] for one in card["sites"]] == ["家"]
    async with browser(api) as stranger:
        await enter(stranger, await make_person(api, other_tenant, "manager"))
        assert (await stranger.get(f"/api/v1/dispatch/callers/{id_}")).status_code == 404
