"""The customer's door over HTTP: a link opens one job, does what it may, and shows nothing else."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
import pytest
from tests.factories.company import Company, found_company
from tests.factories.pictures import image, jpeg

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.domains.dispatch.service import intake, planning, steps, visits
from sortie.kernel.files import service as files
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import NO_STAMP, Stamp

HERE = {"lon": 117.02, "lat": 36.67, "datum": "WGS84", "accuracy_m": 12}


@pytest.fixture(scope="module")
async def shop(whole: Kernel) -> Company:
    return await found_company(whole)


@pytest.fixture(scope="module")
async def sticker(shop: Company) -> str:
    """The code on the customer's machine."""
    values = {"name": "客厅空调", "customer": shop.ids["customer"], "site": shop.ids["site"]}
    async with shop.tx() as tx:
        made = await records.create(tx, system_actor(shop.tenant.id), "asset", values, id=uuid7())
    return str(made["qr_token"])


def door(shop: Company, path: str = "") -> str:
    return f"/api/v1/portal/{shop.tenant.code}{path}"


async def _report(anyone: httpx.AsyncClient, shop: Company, sticker: str, **more: object) -> str:
    body = {
        "asset_token": sticker, "contact_name": "王女士", "contact_phone": "13800005678",
        "description": "不制冷", **more,
    }  # fmt: skip
    answer = await anyone.post(door(shop, "/requests"), json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


async def _converted(shop: Company, token: str) -> UUID:
    async with shop.tx() as tx:
        (request,) = await records.find(tx, "service_request", portal_token=token)
        amy = await shop.actor(tx, "amy")
        return (await intake.convert(tx, amy, request.id, {"work_type": shop.ids["type"]})).id


async def _finished(shop: Company, token: str) -> UUID:
    order = await _converted(shop, token)
    async with shop.tx() as tx:
        visit = (await planning.auto_assign(tx, await shop.actor(tx, "dan"), order)).id
        eli = await shop.actor(tx, "eli")
        await visits.accept(tx, eli, visit, NO_STAMP)
        await visits.arrive(tx, eli, visit, Stamp(location=HERE))
        await visits.start(tx, eli, visit, NO_STAMP)
        photo = await files.store(tx, eli, jpeg(), filename="a.jpg")
        await steps.save_step(tx, eli, order, "before", {"files": [photo.id]}, NO_STAMP)
        await steps.save_step(tx, eli, order, "pressure", {"value": "4"}, NO_STAMP)
        await visits.finish(tx, eli, visit, NO_STAMP)
    return order


async def test_a_sticker_shows_the_machine_and_not_its_owner(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    answer = await anyone.get(door(shop, f"/assets/{sticker}"))
    assert answer.status_code == 200
    assert answer.json()["asset"]["name"] == "客厅空调"
    assert "王女士" not in answer.text
    assert "13800005678" not in answer.text


async def test_an_unknown_code_company_or_link_is_not_found(
    anyone: httpx.AsyncClient, shop: Company
) -> None:
    for path in (
        door(shop, "/assets/nothing"),
        door(shop, "/track/nothing"),
        "/api/v1/portal/nobody",
    ):
        assert (await anyone.get(path)).status_code == 404


async def test_a_report_is_followed_by_its_link_alone(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    token = await _report(anyone, shop, sticker)
    page = (await anyone.get(door(shop, f"/track/{token}"))).json()
    assert page["request"]["description"] == "不制冷"
    assert page["can"] == {
        "accept": False, "refuse": False, "rate": False, "cancel": True, "comment": True,
    }  # fmt: skip


async def test_a_double_tap_reports_once(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    id_ = str(uuid7())
    key = {"Idempotency-Key": str(uuid4())}
    body = {
        "id": id_, "asset_token": sticker, "contact_name": "王", "contact_phone": "13800005678",
    }  # fmt: skip
    first = await anyone.post(door(shop, "/requests"), json=body, headers=key)
    again = await anyone.post(door(shop, "/requests"), json=body, headers=key)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()


async def test_only_pictures_are_taken(anyone: httpx.AsyncClient, shop: Company) -> None:
    good = await anyone.post(door(shop, "/pictures"), content=image("PNG"))
    bad = await anyone.post(door(shop, "/pictures"), content=b"%PDF-1.7 hello")
    assert good.status_code == 201
    assert bad.status_code == 422


async def test_the_customer_signs_and_rates_once(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    token = await _report(anyone, shop, sticker)
    await _finished(shop, token)
    ink = (await anyone.post(door(shop, "/pictures"), content=image("PNG"))).json()["id"]
    signed = await anyone.post(
        door(shop, f"/track/{token}/accept"), json={"signer": "王女士", "signature": ink}
    )
    assert signed.status_code == 200, signed.text
    assert signed.json()["order"]["state"] == "accepted"
    rate = door(shop, f"/track/{token}/rate")
    assert (await anyone.post(rate, json={"score": 5, "tags": ["polite"]})).status_code == 200
    assert (await anyone.post(rate, json={"score": 1})).status_code == 409


async def test_the_customer_refuses_and_it_becomes_rework(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    token = await _report(anyone, shop, sticker)
    await _finished(shop, token)
    refused = await anyone.post(door(shop, f"/track/{token}/refuse"), json={"reason": "还响"})
    assert refused.json()["order"]["state"] == "rework"
    assert refused.json()["order"]["rework_count"] == 1


async def test_work_under_way_can_not_be_called_off(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    token = await _report(anyone, shop, sticker)
    await _finished(shop, token)
    answer = await anyone.post(door(shop, f"/track/{token}/cancel"), json={"reason": "算了"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "portal.too_late"


async def test_a_link_shows_the_pictures_of_its_own_job_only(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    picture = (await anyone.post(door(shop, "/pictures"), content=image("PNG"))).json()["id"]
    token = await _report(anyone, shop, sticker, photos=[picture])
    stranger = await _report(anyone, shop, sticker)
    assert (await anyone.get(door(shop, f"/track/{token}/pictures/{picture}"))).status_code == 200
    assert (
        await anyone.get(door(shop, f"/track/{stranger}/pictures/{picture}"))
    ).status_code == 404


async def test_a_message_reaches_the_office_and_comes_back_on_the_page(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    token = await _report(anyone, shop, sticker)
    said = await anyone.post(door(shop, f"/track/{token}/comment"), json={"text": "门禁 1234"})
    assert [n["text"] for n in said.json()["notes"]] == ["门禁 1234"]
    assert said.json()["request"]["created_at"] <= datetime.now(UTC).isoformat()
