"""What every answer looks like: problems in two languages, headers, ids, limits."""

import httpx
import pytest
from tests.api.people import SESSION, browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.apps.api.rights import without_right
from sortie.apps.api.routes import metadata
from sortie.base.db import DatabaseBusyError
from sortie.kernel.tenancy.contracts import Tenant


def test_every_route_declares_its_right(api: Api) -> None:
    assert without_right(api.litestar) == []


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "登录"), ("en", "Sign in")])
async def test_a_problem_speaks_the_readers_language(
    anyone: httpx.AsyncClient, language: str, word: str
) -> None:
    answer = await anyone.get(SESSION, headers={"Accept-Language": language})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    assert word in answer.json()["detail"]
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_without_a_header_the_persons_own_language_is_spoken(
    api: Api, tenant: Tenant
) -> None:
    person = await make_person(api, tenant, locale="en")
    async with browser(api) as client:
        await enter(client, person)
        answer = await client.get("/api/v1/records/nothing")
        assert answer.json()["detail"] == "There is no object named “nothing”."


async def test_a_wrong_body_names_each_field(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.post(SESSION, json={"login": 7, "password": "x"})
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["path"] == "login"
    broken = await anyone.post(SESSION, content=b"{", headers={"Content-Type": "application/json"})
    assert (broken.status_code, broken.json()["code"]) == (400, "body.unreadable")


async def test_unknown_paths_and_methods_are_problems_too(anyone: httpx.AsyncClient) -> None:
    assert (await anyone.get("/api/v1/nowhere")).json()["code"] == "path.unknown"
    answer = await anyone.put("/api/v1/feed")
    assert (answer.status_code, answer.json()["code"]) == (405, "method.unknown")
    assert "GET" in answer.headers["allow"]


async def test_a_body_past_the_limit_is_refused_before_it_is_read_whole(
    anyone: httpx.AsyncClient,
) -> None:
    answer = await anyone.post(SESSION, content=b"x" * (5 << 20))
    assert (answer.status_code, answer.json()["code"]) == (413, "body.too_large")


async def test_an_unexpected_error_tells_nothing_of_itself(
    api: Api, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    person = await make_person(api, tenant)
    async with browser(api) as client:
        await enter(client, person)
        monkeypatch.setattr(metadata.queries, "describe", broken)
        answer = await client.get("/api/v1/meta/objects")
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "secret of the house" not in answer.text


async def test_a_busy_database_says_when_to_try_again(
    api: Api, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> None:
        raise DatabaseBusyError

    person = await make_person(api, tenant)
    async with browser(api) as client:
        await enter(client, person)
        monkeypatch.setattr(metadata.queries, "describe", busy)
        answer = await client.get("/api/v1/meta/objects")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1


async def test_every_answer_carries_the_security_headers(anyone: httpx.AsyncClient) -> None:
    for path in ("/health/live", "/api/v1/session", "/console/", "/nowhere"):
        headers = (await anyone.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "camera=(self)" in headers["permissions-policy"]
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


async def test_the_figures_count_by_route_and_never_by_path(anyone: httpx.AsyncClient) -> None:
    await anyone.get("/api/v1/records/customer")
    text = (await anyone.get("/metrics")).text
    assert 'route="/api/v1/records/{object}"' in text
    assert "/records/customer" not in text


async def test_the_health_pages_answer_without_sign_in(anyone: httpx.AsyncClient) -> None:
    assert (await anyone.get("/health/live")).json() == {"status": "live"}
    assert (await anyone.get("/health/ready")).json() == {"status": "ready"}


async def test_phones_are_sent_to_the_field_app_and_desks_to_the_console(
    anyone: httpx.AsyncClient,
) -> None:
    phone = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile"}
    assert (await anyone.get("/", headers=phone)).headers["location"] == "/m/"
    assert (await anyone.get("/")).headers["location"] == "/console/"


async def test_a_request_id_given_by_the_proxy_is_kept_and_a_wild_one_replaced(
    anyone: httpx.AsyncClient,
) -> None:
    kept = await anyone.get("/health/live", headers={"X-Request-Id": "abcdef-1234"})
    assert kept.headers["x-request-id"] == "abcdef-1234"
    wild = await anyone.get("/health/live", headers={"X-Request-Id": "a b<script>"})
    assert wild.headers["x-request-id"] != "a b<script>"
