"""Records over HTTP: repeats, versions, commands, batches, scopes, files and the feed."""

import io
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image
from tests.api.people import browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.base.ids import uuid7
from sortie.kernel.tenancy.contracts import Tenant

UNITS = "/api/v1/records/org_unit"


@pytest.fixture
async def admin(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "system_admin"))
        yield client


def unit(**more: Any) -> dict[str, Any]:
    code = uuid7().hex[-10:]
    return {"values": {"code": code, "name": f"班组 {code}", "kind": "team", **more}}


async def make(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await client.post(UNITS, json=unit(**more))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_the_same_request_with_the_same_key_is_done_once(admin: httpx.AsyncClient) -> None:
    body, key = unit(), {"Idempotency-Key": uuid7().hex}
    first = await admin.post(UNITS, json=body, headers=key)
    again = await admin.post(UNITS, json=body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    other = await admin.post(UNITS, json=unit(), headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency.key_reused")


async def test_a_refused_request_may_be_sent_again_with_its_key(admin: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": uuid7().hex}
    body = unit()
    bad = body | {"values": body["values"] | {"kind": "planet"}}
    assert (await admin.post(UNITS, json=bad, headers=key)).status_code == 422
    assert (await admin.post(UNITS, json=body, headers=key)).status_code == 201


async def test_an_update_says_which_version_it_saw_and_a_clash_shows_both_values(
    admin: httpx.AsyncClient,
) -> None:
    made = await make(admin)
    one = f"{UNITS}/{made['id']}"
    assert (await admin.patch(one, json={"values": {"name": "甲"}})).status_code == 428
    seen = {"If-Match": '"1"'}
    assert (await admin.patch(one, json={"values": {"name": "甲"}}, headers=seen)).is_success
    clash = await admin.patch(one, json={"values": {"name": "乙"}}, headers=seen)
    assert (clash.status_code, clash.json()["code"]) == (409, "record.version_clash")
    assert clash.json()["clash"]["name"]["theirs"] == "甲"
    assert clash.json()["clash"]["name"]["mine"] == "乙"


async def test_a_record_carries_its_version_as_etag(admin: httpx.AsyncClient) -> None:
    made = await make(admin)
    answer = await admin.get(f"{UNITS}/{made['id']}")
    assert answer.headers["etag"] == '"1"'


async def test_a_status_moves_by_command_only(admin: httpx.AsyncClient) -> None:
    made = await make(admin)
    one = f"{UNITS}/{made['id']}"
    sent = {"values": {"state": "archived"}, "version": 1}
    assert (await admin.patch(one, json=sent)).status_code == 422
    assert (await admin.post(f"{one}/commands/archive", json={})).status_code == 422
    moved = await admin.post(f"{one}/commands/archive", json={"reason": "撤销"})
    assert moved.json()["values"]["state"] == "archived"
    again = await admin.post(f"{one}/commands/archive", json={"reason": "撤销"})
    assert (again.status_code, again.json()["code"]) == (409, "record.transition_refused")
    offered = (await admin.get(f"{one}/commands")).json()
    assert [c["command"] for c in offered] == ["restore_unit"]
    kinds = [i["kind"] for i in (await admin.get(f"{one}/timeline")).json()["items"]]
    assert kinds == ["moved", "created"]


async def test_the_trash_gives_back(admin: httpx.AsyncClient) -> None:
    made = await make(admin)
    one = f"{UNITS}/{made['id']}"
    assert (await admin.delete(one)).status_code == 204
    assert (await admin.get(one)).status_code == 404
    assert (await admin.post(f"{one}/restore")).status_code == 200
    assert (await admin.get(one)).status_code == 200


async def test_lists_page_filter_sort_and_search(admin: httpx.AsyncClient) -> None:
    mark = f"页{uuid7().hex[-6:]}"
    for number in range(5):
        await make(admin, name=f"{mark} 第{number}")
    query = {"q": mark, "sort": "-name", "limit": 2, "fields": "name"}
    names: list[str] = []
    while True:
        page = (await admin.get(UNITS, params=query)).json()
        names += [r["values"]["name"] for r in page["records"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert names == [f"{mark} 第{n}" for n in (4, 3, 2, 1, 0)]
    tree = f'{{"field":"name","op":"eq","value":"{mark} 第3"}}'
    found = (await admin.get(UNITS, params={"filter": tree})).json()["records"]
    assert [r["values"]["name"] for r in found] == [f"{mark} 第3"]
    wrong = await admin.get(UNITS, params={"filter": "[1"})
    assert (wrong.status_code, wrong.json()["fields"][0]["path"]) == (422, "filter")


async def test_a_batch_is_all_or_nothing(admin: httpx.AsyncClient) -> None:
    good = unit()["values"]
    acts = [
        {"op": "create", "object": "org_unit", "values": good},
        {"op": "create", "object": "org_unit", "values": good},
    ]
    answer = await admin.post("/api/v1/batch", json={"acts": acts})
    assert (answer.status_code, answer.json()["code"]) == (409, "record.duplicate")
    found = await admin.get(UNITS, params={"q": good["name"]})
    assert found.json()["records"] == []
    done = await admin.post("/api/v1/batch", json={"acts": acts[:1]})
    assert done.json()["records"][0]["values"]["code"] == good["code"]


async def test_a_bulk_run_does_what_it_can_and_names_the_rest(admin: httpx.AsyncClient) -> None:
    good = unit()["values"]
    acts = [{"op": "create", "values": good}, {"op": "create", "values": good}]
    answer = (await admin.post(f"{UNITS}/bulk", json={"acts": acts})).json()
    assert answer["done"] == 1
    assert good["code"] in answer["failed"][0]["detail"]


async def test_a_batch_asks_each_acts_own_right(api: Api, tenant: Tenant) -> None:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant))
        act = {"op": "create", "object": "org_unit", "values": unit()["values"]}
        assert (await client.post("/api/v1/batch", json={"acts": [act]})).status_code == 403
        hidden = act | {"object": "role"}
        assert (await client.post("/api/v1/batch", json={"acts": [hidden]})).status_code == 404


async def test_whoever_may_not_see_an_object_is_told_there_is_none(
    api: Api, tenant: Tenant
) -> None:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant))
        hidden = await client.get("/api/v1/records/role")
        absent = await client.get("/api/v1/records/no_such")
        assert hidden.status_code == absent.status_code == 404
        assert hidden.json()["code"] == absent.json()["code"]
        shown = {o["name"] for o in (await client.get("/api/v1/meta/objects")).json()}
        assert "org_unit" in shown
        assert "role" not in shown


async def test_a_file_goes_in_as_bytes_and_comes_out_safely(admin: httpx.AsyncClient) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(picture, "JPEG")
    headers = {"X-Filename": "%E7%8E%B0%E5%9C%BA.jpg", "Content-Type": "image/jpeg"}
    answer = await admin.post("/api/v1/files", content=picture.getvalue(), headers=headers)
    assert answer.status_code == 201, answer.text
    stored = answer.json()
    assert (stored["filename"], stored["kind"], stored["width"]) == ("现场.jpg", "image", 640)
    whole = await admin.get(f"/api/v1/files/{stored['id']}")
    assert whole.content == picture.getvalue()
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in whole.headers["content-security-policy"]
    small = await admin.get(f"/api/v1/files/{stored['id']}", params={"variant": 320})
    assert Image.open(io.BytesIO(small.content)).size == (320, 240)
    part = await admin.get(f"/api/v1/files/{stored['id']}", headers={"Range": "bytes=0-9"})
    assert (part.status_code, len(part.content)) == (206, 10)


async def test_nobody_else_reads_a_file_no_record_shows_them(
    api: Api, admin: httpx.AsyncClient, tenant: Tenant
) -> None:
    made = await admin.post("/api/v1/files", content=b"plain text", headers={"X-Filename": "a.txt"})
    async with browser(api) as other:
        await enter(other, await make_person(api, tenant, "system_admin"))
        assert (await other.get(f"/api/v1/files/{made.json()['id']}")).status_code == 404


async def test_a_program_is_never_a_file(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/api/v1/files", content=b"MZ" + b"\0" * 200)
    assert answer.status_code in {415, 422}


async def test_the_feed_tells_what_changed_after_a_cursor_and_only_what_one_may_see(
    api: Api, admin: httpx.AsyncClient, tenant: Tenant
) -> None:
    async with browser(api) as plain:
        await enter(plain, await make_person(api, tenant))
        start = (await plain.get("/api/v1/feed")).json()["cursor"]
        made = await make(admin)
        person = await make_person(
            api, tenant, "manager"
        )  # writes user_role, which staff can't see
        page = (await plain.get("/api/v1/feed", params={"cursor": start})).json()
        seen = {(e["object"], e["record_id"]) for e in page["entries"]}
        assert ("org_unit", made["id"]) in seen
        assert ("user", str(person.id)) in seen
        assert "user_role" not in {name for name, _ in seen}
        later = (await plain.get("/api/v1/feed", params={"cursor": page["cursor"]})).json()
        assert later["entries"] == []
    forged = await admin.get("/api/v1/feed", params={"cursor": "AAAA"})
    assert forged.status_code in {400, 410, 422}


async def test_an_object_made_at_run_time_is_used_at_once(admin: httpx.AsyncClient) -> None:
    label = {"zh": "车辆", "en": "Vehicle"}
    plate = {"name": "plate", "type": "text", "label": {"zh": "车牌", "en": "Plate"}}
    sent = {"name": "c_vehicle", "label": label, "title": "plate", "fields": [plate]}
    made = await admin.post("/api/v1/admin/objects", json=sent)
    assert made.status_code == 201, made.text
    field = {"name": "seats", "type": "number", "label": {"zh": "座位", "en": "Seats"}}
    added = await admin.post("/api/v1/admin/objects/c_vehicle/fields", json=field)
    assert added.status_code == 201, added.text
    car = {"values": {"plate": "浙A12345", "seats": "5"}}
    stored = await admin.post("/api/v1/records/c_vehicle", json=car)
    assert stored.status_code == 201, stored.text
    assert stored.json()["values"]["plate"] == "浙A12345"
    UUID(stored.json()["id"])
