"""How the customers room is bolted into the kernel."""

import secrets
from typing import Any

from sortie.base.geo import Point
from sortie.domains.customers import repository
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


def install(kernel: Any) -> None:
    """Register everything this room owns."""
    kernel.objects.add(*OBJECTS)
    kernel.hooks.before("asset", _give_code)
    kernel.hooks.before("asset", _same_customer)
    kernel.hooks.before("site", _place_in_area)
