"""Requests no client of ours sends: each is refused by a problem that says why, none by a 500."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.api.people import browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.apps.api.outer import shown_path
from sortie.base.ids import uuid7
from sortie.kernel.tenancy.contracts import Tenant


@pytest.fixture(scope="module")
async def boss_login(api: Api, tenant: Tenant) -> Any:
    return await make_person(
        api, tenant, "system_admin", "security_admin", "audit_admin", "manager"
    )


@pytest.fixture
async def boss(api: Api, boss_login: Any) -> Any:
    async with browser(api) as client:
        assert (await enter(client, boss_login)).status_code == 200
        yield client


def _customer() -> dict[str, Any]:
    return {"values": {"name": f"客户 {uuid7().hex[-6:]}"}}


async def test_a_very_long_idempotency_key_is_refused_not_stumbled_over(
    boss: httpx.AsyncClient,
) -> None:
    for key in ("k" * 9_000, uuid7().hex * 250, "é" * 300):
        answer = await boss.post(
            "/api/v1/records/customer",
            json=_customer(),
            headers={"Idempotency-Key": key.encode("latin-1")},
        )
        assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("depth", [900, 5_000, 200_000])
async def test_nesting_without_end_is_unreadable(boss: httpx.AsyncClient, depth: int) -> None:
    deep = '{"values":{"name":' + "[" * depth + "]" * depth + "}}"
    answer = await boss.post(
        "/api/v1/records/customer", content=deep, headers={"Content-Type": "application/json"}
    )
    assert 400 <= answer.status_code < 500, answer.text


@pytest.mark.parametrize("depth", [50, 900, 1_100])
async def test_a_filter_without_end_is_refused(boss: httpx.AsyncClient, depth: int) -> None:
    for opened, closed in (('{"a":', "}"), ('{"not":', "}"), ("[", "]")):
        n = min(depth, 7_900 // (len(opened) + len(closed)))
        text = opened * n + "1" + closed * n
        answer = await boss.get("/api/v1/records/customer", params={"filter": text})
        assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0000-01-01T00:00:00Z", "1e9",
     "2026-02-30T00:00:00Z", "-292277-01-01T00:00:00Z", "9999-12-31T23:59:60Z"],
)  # fmt: skip
async def test_moments_at_the_ends_of_time_never_break_anything(
    boss: httpx.AsyncClient, moment: str
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("/api/v1/admin/sign-in-attempts", {"before": moment}),
        ("/api/v1/admin/audit", {"from": moment}),
        ("/api/v1/admin/audit", {"to": moment}),
        *(
            (
                "/api/v1/records/customer",
                {"filter": json.dumps({"field": "created_at", "op": op, "value": moment})},
            )
            for op in ("eq", "gt", "lt", "on", "before", "after")
        ),
    ]
    for path, params in asked:
        answer = await boss.get(path, params=params)
        assert answer.status_code < 500, (path, params, answer.text)
    values = {"engineer": None, "starts_at": moment, "ends_at": moment}
    for name in ("shift", "leave", "service_request"):
        made = (
            {"window_start": moment, "window_end": moment} if name == "service_request" else values
        )
        answer = await boss.post(f"/api/v1/records/{name}", json={"values": made})
        assert answer.status_code < 500, (name, answer.text)


@pytest.mark.parametrize(
    "value",
    ["a\0b", "\ud800", "x" * 100_000, 10**400, -(10**400), 1e308, True, [], {}, None, [[[]]],
     {"id": "x"}, "\u202e", "99999999999999999999", "1e400", "NaN", "Infinity"],
)  # fmt: skip
async def test_values_of_the_wrong_kind_are_named_by_their_field(
    boss: httpx.AsyncClient, value: Any
) -> None:
    described = (await boss.get("/api/v1/meta/objects")).json()
    described = described if isinstance(described, list) else described["objects"]
    (customer,) = [o for o in described if o["name"] == "customer"]
    for name in [f["name"] for f in customer["fields"]]:
        body = json.dumps({"values": {"name": "甲", name: value}})
        answer = await boss.post(
            "/api/v1/records/customer", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code < 500, (name, answer.text)


async def test_the_same_key_twice_and_numbers_without_end_are_no_fault(
    boss: httpx.AsyncClient,
) -> None:
    for body in (
        '{"values":{"name":"甲"},"values":{"name":"乙"}}',
        '{"values":{"name":"甲"},"id":"%s"}' % ("9" * 4000),
        '{"values":{"name":"甲"},"clock_offset_ms":1e400}',
        '{"values":{"name":"甲"},"location":{"lon":NaN,"lat":1}}',
        '{"values":{"name":"甲"},"location":{"lon":1e308,"lat":-1e308,"x":"\\u0000"}}',
        '{"values":{"name":"甲"},"device_id":"\\u0000"}',
        '{"values":{"name":"甲"},"occurred_at":"0001-01-01T00:00:00+14:00"}',
        '{"values":{"name":"甲"},"occurred_at":"9999-12-31T23:59:59-14:00"}',
        "", "null", "[]", '"x"', "{", "\ufeff{}", "{}\x00",
    ):  # fmt: skip
        answer = await boss.post(
            "/api/v1/records/customer", content=body.encode(),
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        assert answer.status_code < 500, (body[:80], answer.text)


async def test_odd_queries_are_refused_in_words(boss: httpx.AsyncClient) -> None:
    for params in (
        {"cursor": "é"}, {"cursor": "AAAA"}, {"cursor": "\0"}, {"limit": "1e9"},
        {"limit": "-1"}, {"limit": str(10**30)}, {"q": "\0"}, {"q": "%" * 200}, {"q": "_" * 200},
        {"q": "a " * 90}, {"sort": ",".join(["name"] * 60)}, {"sort": "-" * 300}, {"fields": "." * 900},
        {"fields": "owner_id." * 100 + "name"}, {"filter": "\0"}, {"filter": "1e999"},
        {"filter": '{"field":"name","op":"contains","value":"\\ud800"}'},
        {"filter": '{"field":"name","op":"contains","value":"' + "%_" * 900 + '"}'},
        {"filter": json.dumps({"or": [{"field": "name", "op": "contains", "value": "%a"}] * 150})},
    ):  # fmt: skip
        for path in ("/api/v1/records/customer", "/api/v1/records/customer/options",
                     "/api/v1/records/customer/export", "/api/v1/feed"):  # fmt: skip
            answer = await boss.get(path, params=params)
            assert answer.status_code < 500, (path, params, answer.text)


async def test_a_write_needs_the_token_whatever_its_content_type(boss: httpx.AsyncClient) -> None:
    del boss.headers["X-CSRF-Token"]
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x",
                 "application/x-www-form-urlencoded", ""):  # fmt: skip
        for method, path in (
            ("POST", "/api/v1/records/customer"), ("POST", "/api/v1/files"), ("POST", "/api/v1/batch"),
            ("DELETE", "/api/v1/session"), ("PUT", "/api/v1/session/password"),
            ("POST", "/api/v1/dispatch/imports"),
        ):  # fmt: skip
            answer = await boss.request(method, path, content=b"{}", headers={"Content-Type": kind})
            assert answer.status_code == 403, (kind, path, answer.text)
            assert answer.json()["code"] == "session.csrf"
    from_elsewhere = {"Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain"}
    answer = await boss.post("/api/v1/session", content=b"{}", headers=from_elsewhere)
    assert answer.status_code == 403


async def test_one_file_sent_twice_at_once_under_one_id_is_kept_once(
    boss: httpx.AsyncClient,
) -> None:
    id_ = str(uuid7())
    answers = await asyncio.gather(
        *(
            boss.post("/api/v1/files", params={"id": id_}, content=b"the same words")
            for _ in range(6)
        )
    )
    assert {a.status_code for a in answers} == {201}, [a.text for a in answers]
    other = await boss.post("/api/v1/files", params={"id": id_}, content=b"other words")
    assert other.status_code == 422


async def test_every_date_a_question_takes_may_lie_at_the_ends_of_time(
    boss: httpx.AsyncClient,
) -> None:
    document = (await boss.get("/api/v1/openapi.json")).json()
    asked = 0
    for path, item in document["paths"].items():
        for parameter in item.get("get", {}).get("parameters", ()):
            schema = json.dumps(parameter.get("schema", {}))
            if parameter["in"] != "query" or '"date' not in schema:
                continue
            filled = path.replace("{name}", "work-orders")
            for part in ("{object}", "{company}", "{token}"):
                filled = filled.replace(part, "customer")
            while "{" in filled:
                head, _, rest = filled.partition("{")
                filled = head + str(uuid7()) + rest.partition("}")[2]
            for end in _ENDS_MOMENT if '"date-time' in schema else ("0001-01-01", "9999-12-31"):
                answer = await boss.get(filled, params={parameter["name"]: end})
                assert answer.status_code < 500, (filled, parameter["name"], end, answer.text)
                asked += 1
    for span in ({"start": "0001-01-01", "end": "9999-12-31"}, {"start": "9999-12-31"}):
        for name in ("work-orders", "people", "time"):
            answer = await boss.get(f"/api/v1/reports/{name}", params=span)
            assert answer.status_code < 500, (name, span, answer.text)
    assert asked > 10


_ENDS_MOMENT = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z")


def test_a_customers_key_stays_out_of_the_log() -> None:
    assert shown_path("/api/v1/portal/acme/track/s3cret/events") == (
        "/api/v1/portal/acme/track/•••/events"
    )
    assert "s3cret" not in shown_path("/p/acme/track/s3cret")
    assert "s3cret" not in shown_path("/p/acme/a/s3cret")
    assert "s3cret" not in shown_path("/api/v1/portal/acme/assets/s3cret")
    assert shown_path("/api/v1/records/track/1") == "/api/v1/records/track/1"
