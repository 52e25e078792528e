"""Visits teach how long ways take; dispatch and the customer's page use what holds."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.factories.company import JINAN, Company, found_company, new_order

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.domains.dispatch.service import matching, orders, ways
from sortie.domains.travel import service as travel
from sortie.domains.travel.rules import LearnedTravel
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie_routing.problem import Place
from sortie_routing.travel import GreatCircleTravel, metres

SLOW = 4.2
"""Three times the usual factor."""
OWN = 22 / 3.6
"""An engineer's speed unless told otherwise, metres a second."""
NOON = datetime(2026, 6, 3, 4, tzinfo=UTC)
HOME, SITE = Place(JINAN[0] + 0.05, JINAN[1]), Place(*JINAN)


@pytest.fixture
async def fresh(whole_kernel: Kernel) -> Company:
    return await found_company(whole_kernel)


async def drive(
    company: Company, ways_made: int, *, factor: float = SLOW, flag: str | None = None
) -> UUID:
    """Past visits at one site, noon by noon, from all over the town; the phone told where from."""
    order, dice, system = (
        await new_order(company),
        random.Random(3),
        system_actor(company.tenant.id),
    )
    async with company.tx(NOON) as tx:
        for number in range(ways_made):
            start = (JINAN[0] + dice.uniform(0.02, 0.08), JINAN[1])
            left = NOON - timedelta(days=1 + number % 100, minutes=number % 60)
            far = metres(Place(*start), SITE)
            appointment = await records.create(tx, system, "appointment", {
                "work_order": order, "engineer": company.people["eli"], "committed": False,
                "departed_at": left, "arrived_at": left + timedelta(seconds=120 + far * factor / OWN),
                "time_flag": flag,
            }, id=uuid7())  # fmt: skip
            await records.create(tx, system, "check_in", {
                "appointment": appointment.id, "engineer": company.people["eli"], "kind": "depart",
                "occurred_at": left, "received_at": left,
                "location": {"lon": start[0], "lat": start[1], "datum": "WGS84", "accuracy_m": 9},
            }, id=uuid7())  # fmt: skip
    return order


async def test_visits_teach_how_slow_the_town_is(fresh: Company) -> None:
    await drive(fresh, 120)
    async with fresh.tx(NOON) as tx:
        made = await ways.teach_travel(tx)
        assert made is not None
        model = await travel.times(tx, NOON)
    assert made["legs"] == 120
    assert made["back_test"]["learned"]["mae_s"] < made["back_test"]["default"]["mae_s"] / 3
    expected = 120 + metres(HOME, SITE) * SLOW / OWN
    assert model.seconds(HOME, SITE, None) == pytest.approx(expected, rel=0.1)


async def test_a_night_without_new_ways_makes_no_new_model(fresh: Company) -> None:
    await drive(fresh, 3)
    async with fresh.tx(NOON) as tx:
        assert await ways.teach_travel(tx) is not None
        assert await ways.teach_travel(tx) is None
        assert len(await records.find(tx, "travel_model", latest=True)) == 1


async def test_a_new_model_takes_the_place_of_the_one_before(fresh: Company) -> None:
    await drive(fresh, 100)
    async with fresh.tx(NOON) as tx:
        await ways.teach_travel(tx)
    await drive(fresh, 30)
    async with fresh.tx(NOON) as tx:
        second = await ways.teach_travel(tx)
        latest = await records.find(tx, "travel_model", latest=True)
        assert second is not None
        assert [m.id for m in latest] == [second.id]
        assert len(await records.find(tx, "travel_model", latest=False)) == 1


async def test_times_that_were_not_believed_teach_nothing(fresh: Company) -> None:
    await drive(fresh, 100, flag="future")
    async with fresh.tx(NOON) as tx:
        assert await ways.teach_travel(tx) is None
        assert await travel.times(tx, NOON) == GreatCircleTravel()


async def test_what_does_not_beat_the_usual_factor_is_kept_but_not_used(fresh: Company) -> None:
    await drive(fresh, 100, factor=1.4)
    mine = GreatCircleTravel(factor=1.9)
    async with fresh.tx(NOON) as tx:
        made = await ways.teach_travel(tx)
        assert made is not None
        assert made["basis"] == "default"
        assert await travel.times(tx, NOON, default=mine) == mine


async def test_dispatch_ranks_by_what_was_learned(fresh: Company) -> None:
    """The way from home to the site takes three times as long as before the lesson."""
    order_id = await drive(fresh, 120)
    before = await _travel_s(fresh, order_id)
    async with fresh.tx(NOON) as tx:
        await ways.teach_travel(tx)
        assert isinstance(await travel.times(tx, NOON), LearnedTravel)
    after = await _travel_s(fresh, order_id)
    assert after - 120 == pytest.approx(3 * (before - 120), rel=0.15)


async def _travel_s(company: Company, order_id: UUID) -> int:
    system = system_actor(company.tenant.id)
    async with company.tx() as tx:
        (eli,) = await records.find(tx, "field_resource", user=company.people["eli"])
        home = {"lon": HOME.lon, "lat": HOME.lat, "datum": "WGS84"}
        await records.update(tx, system, "field_resource", eli.id, {"home": home}, version=None)
        found = await matching.match(tx, system, await orders.order_of(tx, system, order_id))
    return found.ranking.candidates[0].travel_s
