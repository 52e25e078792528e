"""How the customers room is bolted into the kernel."""

import secrets
from typing import Any

from sortie.base.errors import invalid
from sortie.base.geo import Point
from sortie.domains.customers import repository, rules
from sortie.domains.customers.contracts import SiteOfOtherCustomerError
from sortie.domains.customers.objects import OBJECTS
from sortie.domains.customers.service import area_at
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import Draft
from sortie.kernel.tenancy.contracts import Tx

# 96 random bits on a sticker: can't be guessed, short enough for a small code
_TOKEN_BYTES = 12


async def _give_code(_tx: Tx, _actor: Actor, draft: Draft) -> None:
    if draft.op == "create":
        draft.set("qr_token", secrets.token_urlsafe(_TOKEN_BYTES))


async def _same_customer(tx: Tx, _actor: Actor, draft: Draft) -> None:
    site, customer = draft.get("site"), draft.get("customer")
    if site and customer and await repository.site_customer(tx, site) not in {None, customer}:
        raise SiteOfOtherCustomerError


async def _place_in_area(tx: Tx, _actor: Actor, draft: Draft) -> None:
    where = draft.get("location")
    if where and "location" in draft.changed and "area" not in draft.changed:
        area = await area_at(tx, Point(where["lon"], where["lat"]))
        if area is not None:
            draft.set("area", area)


async def _sound_boundary(_tx: Tx, _actor: Actor, draft: Draft) -> None:
    if draft.values.get("polygon") is not None:
        draft.set("polygon", rules.ring_of(draft.get("polygon")))


async def _drawable(_tx: Tx, _actor: Actor, draft: Draft) -> None:
    """A base that can't draw is refused when it is chosen, not by a grey map the next morning."""
    if draft.op == "create":
        draft.set("scope", "company")
    provider = draft.get("provider")
    if provider in rules.KEYED and not (draft.get("api_key") or "").strip():
        raise invalid(
            "api_key",
            "map.key_needed",
            "该底图需要密钥。请填写服务商发放的浏览器端密钥，或选择内置底图。",
            "This base needs a key. Enter the provider's browser key, or choose the bundled base.",
        )
    url = draft.get("pmtiles_url")
    if url and rules.origin_of(url) is None:
        raise invalid(
            "pmtiles_url",
            "map.address",
            "请填写以 https:// 开头的 PMTiles 网址。",
            "Give the PMTiles file's address, beginning with https://.",
        )
    if provider == "pmtiles" and not url and not draft.get("pmtiles_file"):
        raise invalid(
            "pmtiles_url",
            "map.file_needed",
            "请上传 PMTiles 文件或填写其网址。",
            "Upload a PMTiles file or give its address.",
        )


def install(kernel: Any) -> None:
    """Register everything this room owns."""
    kernel.objects.add(*OBJECTS)
    kernel.hooks.before("asset", _give_code)
    kernel.hooks.before("asset", _same_customer)
    kernel.hooks.before("site", _place_in_area)
    # places are put into areas by this room, so it minds that their boundaries can be read
    kernel.hooks.before("service_area", _sound_boundary)
    kernel.hooks.before("map_base", _drawable)
