"""What a customer sends and is shown by pictures: only what is theirs, and never where it was taken."""

import io
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image
from tests.factories.company import Company, found_company
from tests.factories.pictures import image, jpeg

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.files import service as files
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records

GPS = {1: "N", 2: (36.0, 40.0, 12.0), 3: "E", 4: (117.0, 1.0, 30.0)}


@pytest.fixture(scope="module")
async def shop(whole: Kernel) -> Company:
    return await found_company(whole)


@pytest.fixture(scope="module")
async def sticker(shop: Company) -> str:
    values = {"name": "空调", "customer": shop.ids["customer"], "site": shop.ids["site"]}
    async with shop.tx() as tx:
        made = await records.create(tx, system_actor(shop.tenant.id), "asset", values, id=uuid7())
    return str(made["qr_token"])


def door(shop: Company, path: str = "") -> str:
    return f"/api/v1/portal/{shop.tenant.code}{path}"


async def _report(client: httpx.AsyncClient, shop: Company, sticker: str, **more: Any) -> Any:
    body = {"asset_token": sticker, "contact_name": "王", "contact_phone": "13800005678", **more}
    return await client.post(door(shop, "/requests"), json=body)


async def test_a_report_can_not_take_in_somebody_elses_file(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    async with shop.tx() as tx:
        eli = await shop.actor(tx, "eli")
        inside = (await files.store(tx, eli, jpeg(make="inside"), filename="inside.jpg")).id
    for given in ({"photos": [str(inside)]},):
        answer = await _report(anyone, shop, sticker, **given)
        assert answer.status_code == 422, answer.text


async def test_a_report_can_not_take_in_another_reports_picture(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    sent = (await anyone.post(door(shop, "/pictures"), content=image("PNG"))).json()["id"]
    assert (await _report(anyone, shop, sticker, photos=[sent])).status_code == 201
    again = await _report(anyone, shop, sticker, photos=[sent])
    assert again.status_code == 422, again.text


async def test_a_picture_is_shown_without_its_place(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    content = jpeg(800, 600, gps=GPS, make="Phone")
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a exif:GPSLatitude="36,40.2N"/></x:xmpmeta>'
    with Image.open(io.BytesIO(content)) as opened:
        out = io.BytesIO()
        opened.save(out, "JPEG", exif=opened.getexif(), xmp=xmp, comment=b"GPSLatitude")
    sent = (await anyone.post(door(shop, "/pictures"), content=out.getvalue())).json()["id"]
    token = (await _report(anyone, shop, sticker, photos=[sent])).json()["token"]
    shown = await anyone.get(door(shop, f"/track/{token}/pictures/{sent}"))
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/webp"
    for sign in (b"EXIF", b"Exif", b"XMP ", b"GPSLatitude", b"Phone"):
        assert sign not in shown.content


async def test_a_picture_that_can_not_be_cleaned_is_not_shown_to_a_customer(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"GPSLatitude" * 50
    sent = await anyone.post(door(shop, "/pictures"), content=heic)
    if sent.status_code != 201:
        return
    token = (await _report(anyone, shop, sticker, photos=[sent.json()["id"]])).json()["token"]
    shown = await anyone.get(door(shop, f"/track/{token}/pictures/{sent.json()['id']}"))
    assert b"GPSLatitude" not in shown.content


async def test_a_known_report_id_gives_nobody_its_link(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    id_ = str(uuid7())
    first = await _report(anyone, shop, sticker, id=id_, description="我家的门牌")
    other = await _report(anyone, shop, sticker, id=id_, description="猜的")
    assert first.status_code == 201
    assert other.status_code == 409, other.text
    assert first.json()["token"] not in other.text


async def test_the_trash_shuts_the_link(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    token = (await _report(anyone, shop, sticker)).json()["token"]
    async with shop.tx() as tx:
        (request,) = await records.find(tx, "service_request", portal_token=token)
        await records.delete(tx, system_actor(shop.tenant.id), "service_request", request.id)
    for path in ("", "/events", f"/pictures/{UUID(int=1)}", "/archive.pdf"):
        assert (await anyone.get(door(shop, f"/track/{token}{path}"))).status_code == 404
    for verb in ("cancel", "comment", "refuse", "rate"):
        body = (
            {"score": 5}
            if verb == "rate"
            else {"reason": "x"}
            if verb != "comment"
            else {"text": "x"}
        )
        answer = await anyone.post(door(shop, f"/track/{token}/{verb}"), json=body)
        assert answer.status_code == 404, (verb, answer.text)
