"""Looking a caller up and counting the queue: each as far as the person's rights reach."""

from typing import Any

import pytest
from tests.factories.company import Company, found_company

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.domains.customers import service as customers
from sortie.domains.dispatch.service import callers, views
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

FULL = {"object": "customer", "actions": ["read"], "default_field": "read"}
MASKED = FULL | {"fields": {"phone": "masked"}}
ORDERS = {"object": "work_order", "actions": ["read"], "default_field": "read"}
PHONE = "15911112222"


@pytest.fixture(scope="module")
async def shop(whole: Kernel) -> Company:
    found = await found_company(whole)
    async with found.tx() as tx:
        system = system_actor(found.tenant.id)
        for number in range(4):
            values = {"name": f"周家{number}", "phone": PHONE if number == 0 else None}
            made = await records.create(tx, system, "customer", values)
            for turn in range(3 + number * 8):
                contact = {"customer": str(made.id), "name": f"接待{number}-{turn:02}"}
                await records.create(tx, system, "contact", contact)
            site = {"customer": str(made.id), "name": f"门店{number}", "address_text": "某路 1 号"}
            await records.create(tx, system, "site", site)
    return found


async def _holder(tx: Tx, shop: Company, *grants: dict[str, Any]) -> Actor:
    """Somebody who holds these grants, each by a role of its own, and no others."""
    system = system_actor(shop.tenant.id)
    name = f"h-{uuid7().hex[-8:]}"
    user = await records.create(tx, system, "user", {"name": name, "login": name})
    for n, grant in enumerate(grants):
        role = await records.create(tx, system, "role", {"code": f"{name}-{n}", "name": name})
        values = {"role": str(role.id), "scope_kind": "all"} | grant
        await records.create(tx, system, "role_grant", values)
        await records.create(tx, system, "user_role", {"user": str(user.id), "role": str(role.id)})
    return await permissions.actor_for(tx, Principal(shop.tenant.id, user.id, "user", name=name))


@pytest.mark.parametrize(
    ("grants", "number"),
    [
        ([FULL], 1),
        ([MASKED], 0),
        ([MASKED, FULL | {"scope_kind": "own"}], 0),
    ],
)
async def test_who_sees_one_number_masked_finds_none_by_phone_but_all_by_name(
    shop: Company, grants: list[dict[str, Any]], number: int
) -> None:
    async with shop.tx() as tx:
        who = await _holder(tx, shop, *grants)
        by_phone = await customers.find_callers(tx, who, PHONE[-5:])
        assert len(by_phone) == number
        assert await customers.find_callers(tx, who, "周家0")


async def test_every_customer_has_their_own_newest_contacts_however_many_others_have(
    shop: Company,
) -> None:
    async with shop.tx() as tx:
        mia = await shop.actor(tx, "mia")
        cards = await callers.look_up(tx, mia, "周家")
        alone = [await callers.card_of(tx, mia, c["id"]) for c in cards]
    by_name = {c["name"]: c for c in cards}
    assert {n: len(c["contacts"]) for n, c in by_name.items()} == {
        "周家0": 3, "周家1": 10, "周家2": 10, "周家3": 10,
    }  # fmt: skip
    for number in range(4):
        card = by_name[f"周家{number}"]
        assert {c["name"].partition("-")[0] for c in card["contacts"]} == {f"接待{number}"}
        assert [s["name"] for s in card["sites"]] == [f"门店{number}"]
    for card, single in zip(cards, alone, strict=True):
        assert {k: v for k, v in card.items() if k != "matched_by"} == {
            k: v for k, v in single.items() if k != "matched_by"
        }


async def test_four_customers_are_asked_for_together(shop: Company) -> None:
    heard: list[str] = []
    async with shop.tx() as tx:
        mia = await shop.actor(tx, "mia")
        with tx.con.query_logger(lambda told: heard.append(told.query)):
            assert len(await callers.look_up(tx, mia, "门店")) == 4
    assert len([s for s in heard if "o_work_order" in s]) == 1


@pytest.mark.parametrize(
    ("hidden", "groups"),
    [
        ({}, {"dispatched", "late"}),
        ({"sla_state": "hidden"}, {"dispatched"}),
        ({"sla_state": "masked"}, {"dispatched"}),
        ({"state": "hidden"}, set()),
        ({"state": "hidden", "sla_state": "hidden"}, set()),
    ],
)
async def test_the_queue_counts_what_one_may_know(
    shop: Company, hidden: dict[str, str], groups: set[str]
) -> None:
    async with shop.tx() as tx:
        order = {"subject": "看看", "customer": str(shop.ids["customer"]), "priority": "normal",
                 "work_type": str(shop.ids["type"]), "state": "dispatched"}  # fmt: skip
        await records.create(tx, system_actor(shop.tenant.id), "work_order", order)
        who = await _holder(tx, shop, ORDERS | {"fields": hidden})
        counts = await views.queue_counts(tx, who)
    assert counts.keys() >= groups
    assert ("late" in counts) is ("late" in groups)
    assert bool(counts.keys() - {"late"}) is bool(groups - {"late"})
