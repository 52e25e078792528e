"""A customer's link: it runs out, it can be called back, and strangers can't fill the disk by it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.api.people import browser, enter, make_person
from tests.api.test_portal import _finished, _report, door
from tests.factories.company import Company, found_company
from tests.factories.pictures import image

from sortie.apps.api.app import Api
from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.domains.portal import rules, service
from sortie.domains.portal.contracts import LinkRunOutError
from sortie.kernel.files import service as files
from sortie.kernel.identity.service import limit_rate
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records

HOTLINE = "400-820-8820"
PLACE = "泉城路 1 号"
TARGETS = {"minutes": {"normal": {"respond": 60, "arrive": 240, "finish": 480}}}


@pytest.fixture(scope="module")
async def shop(whole: Kernel) -> Company:
    return await found_company(whole)


@pytest.fixture(scope="module")
async def sticker(shop: Company) -> str:
    values = {"name": "空调", "customer": shop.ids["customer"], "site": shop.ids["site"]}
    async with shop.tx() as tx:
        made = await records.create(tx, system_actor(shop.tenant.id), "asset", values, id=uuid7())
    return str(made["qr_token"])


async def _archived(anyone: httpx.AsyncClient, shop: Company, sticker: str) -> tuple[str, str]:
    """A job of which everything is there to see, archived a moment ago: its token, its picture."""
    picture = (await anyone.post(door(shop, "/pictures"), content=image("PNG"))).json()["id"]
    token = await _report(anyone, shop, sticker, photos=[picture])
    await _finished(shop, token)
    async with shop.tx() as tx:
        await tx.execute(
            f"UPDATE {tx.t('o_work_order')} SET state = 'archived', archived_at = $2"
            f" WHERE portal_token = $1",
            token,
            tx.now,
        )
    return token, picture


async def _after(shop: Company, token: str, days: float) -> dict[str, Any]:
    async with shop.tx(datetime.now(UTC) + timedelta(days=days)) as tx:
        return await service.track(tx, token)


async def _says(shop: Company, **policy: Any) -> UUID:
    """The company's default policy says so of links; the manager may write it."""
    async with shop.tx() as tx:
        mia = await shop.actor(tx, "mia")
        values = {"name": "默认", "targets": TARGETS, "is_default": True} | policy
        return (await records.create(tx, mia, "sla_policy", values)).id


async def test_ninety_days_after_the_archive_only_the_progress_is_told(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    token, picture = await _archived(anyone, shop, sticker)
    before = await _after(shop, token, 89.9)
    assert before["run_out"] is None
    assert before["visit"]["engineer"]["name"] == "eli"
    assert PLACE in str(before)
    assert picture in str(before)
    after = await _after(shop, token, 90.1)
    assert after["run_out"] == {"phone": None}
    assert [s["reached"] for s in after["steps"]] == [True] * 6
    assert after["order"]["number"] == before["order"]["number"]
    for gone in ("eli", PLACE, picture, "不制冷", "王"):
        assert gone not in str(after), gone
    assert set(after["can"].values()) == {False}
    async with shop.tx(datetime.now(UTC) + timedelta(days=91)) as tx:
        with pytest.raises(LinkRunOutError):
            await service.picture_of(tx, token, UUID(picture))
        with pytest.raises(LinkRunOutError):
            await service.archive_of(tx, token, "en")
        with pytest.raises(LinkRunOutError):
            await service.comment(tx, token, text="还在吗")


async def test_the_company_says_how_long_and_whom_to_call(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    token, picture = await _archived(anyone, shop, sticker)
    policy = await _says(shop, link_days=7, service_phone=HOTLINE)
    assert (await _after(shop, token, 6.9))["run_out"] is None
    assert (await _after(shop, token, 7.1))["run_out"] == {"phone": HOTLINE}
    async with shop.tx() as tx:
        await tx.execute(
            f"UPDATE {tx.t('o_work_order')} SET archived_at = $2 WHERE portal_token = $1",
            token,
            tx.now - timedelta(days=8),
        )
    gone = await anyone.get(door(shop, f"/track/{token}/pictures/{picture}"))
    assert (gone.status_code, gone.json()["code"]) == (410, "portal.link_run_out")
    assert HOTLINE in gone.json()["detail"]
    async with shop.tx() as tx:
        await records.delete(tx, system_actor(shop.tenant.id), "sla_policy", policy)


async def test_a_job_accepted_and_never_billed_runs_out_too(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    token = await _report(anyone, shop, sticker)
    await _finished(shop, token)
    assert (await _after(shop, token, 1000))["run_out"] is None
    ink = (await anyone.post(door(shop, "/pictures"), content=image("PNG"))).json()["id"]
    said = {"signer": "王女士", "signature": ink}
    accepted = await anyone.post(door(shop, f"/track/{token}/accept"), json=said)
    assert accepted.status_code == 200, accepted.text
    assert (await _after(shop, token, 89))["run_out"] is None
    assert (await _after(shop, token, 91))["run_out"] == {"phone": None}


async def test_a_job_under_way_never_runs_out_and_one_called_off_does(
    anyone: httpx.AsyncClient, shop: Company, sticker: str
) -> None:
    open_one = await _report(anyone, shop, sticker)
    off = await _report(anyone, shop, sticker)
    await anyone.post(door(shop, f"/track/{off}/cancel"), json={"reason": "好了"})
    assert (await _after(shop, open_one, 1000))["run_out"] is None
    assert (await _after(shop, off, 80))["run_out"] is None
    assert (await _after(shop, off, 91))["run_out"] == {"phone": None}


@pytest.mark.parametrize("archived", [False, True])
async def test_the_dispatcher_calls_a_link_back_and_gets_another(
    api: Api, anyone: httpx.AsyncClient, shop: Company, sticker: str, *, archived: bool
) -> None:
    if archived:
        token, _ = await _archived(anyone, shop, sticker)
    else:
        token = await _report(anyone, shop, sticker)
        await _finished(shop, token)
    async with shop.tx() as tx:
        (order,) = await records.find(tx, "work_order", portal_token=token)
    path = f"/api/v1/dispatch/orders/{order.id}/revoke-link"
    unit = shop.ids["unit"]
    async with browser(api) as client:
        await enter(client, await make_person(api, shop.tenant, "engineer", unit=unit))
        assert (await client.post(path)).status_code == 403
    assert (await anyone.get(door(shop, f"/track/{token}"))).status_code == 200
    async with browser(api) as client:
        await enter(client, await make_person(api, shop.tenant, "dispatcher", unit=unit))
        answer = await client.post(path)
    assert answer.status_code == 200, answer.text
    assert (await anyone.get(door(shop, f"/track/{token}"))).status_code == 404
    fresh = answer.json()["tracking_url"].rpartition("/")[2]
    page = (await anyone.get(door(shop, f"/track/{fresh}"))).json()
    assert page["order"]["number"] == order["number"]
    assert page["request"]["number"]


async def test_strangers_can_not_leave_more_than_a_days_worth_that_no_record_holds(
    anyone: httpx.AsyncClient, shop: Company, sticker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = image("PNG")
    async with shop.tx() as tx:
        there = await files.strangers_unheld(tx, tx.now - rules.UNHELD_FOR)
    monkeypatch.setattr(rules, "UNHELD_BYTES", there + len(picture))
    sent = await anyone.post(door(shop, "/pictures"), content=picture)
    assert sent.status_code == 201
    full = await anyone.post(
        door(shop, "/pictures"), content=picture, headers={"Accept-Language": "en"}
    )
    assert (full.status_code, full.json()["code"]) == (429, "portal.uploads_full")
    assert "without photos" in full.json()["detail"]
    await _report(anyone, shop, sticker, photos=[sent.json()["id"]])
    assert (await anyone.post(door(shop, "/pictures"), content=picture)).status_code == 201


async def test_one_address_can_not_send_everybody_elses_share(api: Api, shop: Company) -> None:
    """Four fifths of its share are used up by earlier pictures; the next of 12 MB is too much."""
    big = image("PNG") + b"\0" * (11 * 1024 * 1024)
    used = f"portal.pictures.day:{shop.tenant.id}:203.0.113.9"
    day = {"limit": rules.ADDRESS_KIB, "window_s": 86_400, "now": datetime.now(UTC)}
    await limit_rate(api.kernel.parts["identity"], used, weight=rules.ADDRESS_KIB - 10_000, **day)
    async with browser(api, address="203.0.113.9") as full, browser(api) as other:
        refused = await full.post(door(shop, "/pictures"), content=big)
        assert (refused.status_code, refused.json()["code"]) == (429, "portal.uploads_full")
        taken = await other.post(door(shop, "/pictures"), content=image("PNG"))
        assert taken.status_code == 201, taken.text
