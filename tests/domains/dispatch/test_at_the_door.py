"""What the engineer's phone needs on the way and at the door: maps to be guided by, nobody there."""

from uuid import UUID

import pytest
from tests.factories.company import Company, hire_engineers, new_order

from sortie.domains.dispatch.service import planning, views, visits
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import NO_STAMP, ReasonMissingError, Stamp, Stored

HERE = {"lon": 117.02, "lat": 36.67, "datum": "WGS84", "accuracy_m": 12}


@pytest.fixture(scope="module")
async def shop(company: Company) -> Company:
    """A company with one more engineer."""
    await hire_engineers(company, ["ned"])
    return company


async def _at_the_door(shop: Company) -> tuple[UUID, Stored]:
    """An order whose engineer has checked in: (order, appointment)."""
    order = await new_order(shop)
    async with shop.tx() as tx:
        dan = await shop.actor(tx, "dan")
        held = await records.fetch(tx, dan, "work_order", order, lock=True)
        made = await planning.assign(tx, dan, held, shop.people["ned"], mode="manual")
    async with shop.tx() as tx:
        ned = await shop.actor(tx, "ned")
        await visits.accept(tx, ned, made.id, NO_STAMP)
        return order, await visits.arrive(tx, ned, made.id, Stamp(location=HERE))


async def test_nobody_there_frees_the_slot_and_leaves_the_order_to_the_dispatcher(
    shop: Company,
) -> None:
    order, appointment = await _at_the_door(shop)
    async with shop.tx() as tx:
        gone = await visits.nobody(
            tx, await shop.actor(tx, "ned"), appointment.id, NO_STAMP, reason="敲门无人"
        )
    assert (gone["state"], gone["committed"]) == ("no_show", False)
    async with shop.tx() as tx:
        waiting = await records.fetch(tx, await shop.actor(tx, "dan"), "work_order", order)
        assert waiting["state"] == "cannot_complete"
        again = await planning.auto_assign(tx, await shop.actor(tx, "dan"), order)
    assert again["sequence"] == 2


async def test_nobody_there_wants_a_reason(shop: Company) -> None:
    _, appointment = await _at_the_door(shop)
    async with shop.tx() as tx:
        ned = await shop.actor(tx, "ned")
        with pytest.raises(ReasonMissingError):
            await visits.nobody(tx, ned, appointment.id, NO_STAMP, reason="")


async def test_a_job_brings_a_link_for_each_map_to_its_place(shop: Company) -> None:
    _, appointment = await _at_the_door(shop)
    async with shop.tx() as tx:
        told = await views.job(tx, await shop.actor(tx, "ned"), appointment)
    assert [link["provider"] for link in told["navigation"]] == ["amap", "baidu", "apple", "google"]
