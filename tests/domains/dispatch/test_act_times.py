"""A phone that was without a network, or whose clock is wrong: which time counts, and what is kept."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.factories.company import Company, hire_engineers, new_order

from sortie.domains.dispatch.service import clocks, planning, views, visits
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import NO_STAMP, Stamp, Stored

HERE = {"lon": 117.02, "lat": 36.67, "datum": "WGS84", "accuracy_m": 12}
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
async def shop(company: Company) -> Company:
    """A company that promises to finish within two hours, on any day."""
    await hire_engineers(company, ["ada"])
    minutes = {
        p: {"respond": 60, "arrive": 90, "finish": 120} for p in ("urgent", "high", "normal", "low")
    }
    values = {"name": "标准", "targets": {"minutes": minutes}, "is_default": True}
    async with company.tx() as tx:
        await records.create(tx, system_actor(company.tenant.id), "sla_policy", values)
    return company


async def _sent(shop: Company) -> tuple[UUID, UUID]:
    order = await new_order(shop)
    async with shop.tx() as tx:
        dan = await shop.actor(tx, "dan")
        held = await records.fetch(tx, dan, "work_order", order, lock=True)
        made = await planning.assign(tx, dan, held, shop.people["ada"], mode="manual")
    return order, made.id


async def _act(shop: Company, visit: UUID, verb: str, at: datetime, **stamp: Any) -> Stored:
    async with shop.tx(at) as tx:
        ada = await shop.actor(tx, "ada")
        done: Stored = await getattr(visits, verb)(tx, ada, visit, Stamp(**stamp))
    return done


async def test_an_act_told_later_by_a_wrong_clock_counts_from_when_it_happened(
    shop: Company,
) -> None:
    order, visit = await _sent(shop)
    came = datetime.now(UTC) + 3 * HOUR
    happened = came - 2 * HOUR - HOUR / 2
    wrong = happened - 5 * HOUR  # this phone is five hours behind
    done = await _act(shop, visit, "accept", came, occurred_at=wrong, clock_offset_ms=5 * 3_600_000)
    assert done["accepted_at"] == happened
    assert done["time_flag"] is None
    async with shop.tx() as tx:
        clock = (await records.find(tx, "sla_clock", work_order=order, target="respond"))[0]
        moved = await tx.row(
            f"SELECT occurred_at, device_at, received_at FROM {tx.t('status_event')} "
            "WHERE record_id = $1 AND command = 'accept'",
            visit,
        )
    assert clock["met_at"] == happened
    assert moved is not None
    assert (moved["occurred_at"], moved["device_at"], moved["received_at"]) == (
        happened, wrong, came,
    )  # fmt: skip


async def test_durations_never_run_backwards_and_a_doubtful_act_is_flagged_for_the_dispatcher(
    shop: Company,
) -> None:
    _order, visit = await _sent(shop)
    start = datetime.now(UTC)
    await _act(shop, visit, "accept", start + HOUR)
    await _act(shop, visit, "depart", start + 2 * HOUR, occurred_at=start + HOUR * 1.5)
    came = start + 3 * HOUR
    done = await _act(shop, visit, "arrive", came, occurred_at=start + HOUR, location=HERE)
    assert done["arrived_at"] == came
    assert done["travel_s"] == 5400
    assert done["time_flag"] == "before_previous"
    async with shop.tx() as tx:
        seen = await records.timeline(tx, await shop.actor(tx, "dan"), "appointment", visit)
        (check_in,) = await records.find(tx, "check_in", appointment=visit, kind="arrive")
    told = next(i for i in seen.items if i.details.get("command") == "arrive")
    assert told.details["time_flag"] == "before_previous"
    assert (check_in["occurred_at"], check_in["device_at"]) == (came, start + HOUR)
    assert check_in["time_flag"] == "before_previous"


async def _believe(shop: Company, hours: int) -> None:
    async with shop.tx() as tx:
        (policy,) = await records.find(tx, "sla_policy", name="标准")
        await records.update(
            tx, system_actor(shop.tenant.id), "sla_policy", policy.id, {"late_hours": hours},
            version=None,
        )  # fmt: skip


async def test_the_company_says_how_late_a_report_may_come(shop: Company) -> None:
    _order, visit = await _sent(shop)
    came = datetime.now(UTC) + 4 * HOUR
    await _believe(shop, 2)
    try:
        done = await _act(shop, visit, "accept", came, occurred_at=came - 3 * HOUR)
    finally:
        await _believe(shop, 72)
    assert (done["accepted_at"], done["time_flag"]) == (came, "too_old")


async def test_a_paused_clock_stands_with_what_is_left_of_it(shop: Company) -> None:
    order, visit = await _sent(shop)
    begun = datetime.now(UTC)
    for minutes, verb in ((5, "accept"), (20, "arrive"), (25, "start")):
        await _act(shop, visit, verb, begun + timedelta(minutes=minutes), location=HERE)
    async with shop.tx(begun + timedelta(minutes=30)) as tx:
        ada = await shop.actor(tx, "ada")
        await visits.pause(tx, ada, visit, NO_STAMP, hold="part")
    for later in (HOUR, 5 * HOUR):
        async with shop.tx(begun + later) as tx:
            left = (await clocks.standing(tx, [order]))[order]
            ada = await shop.actor(tx, "ada")
            job = await views.job(tx, ada, await records.fetch(tx, ada, "appointment", visit))
        assert set(left) == {"finish"}
        assert left["finish"] == pytest.approx(90 * 60, abs=30)
        assert job["order"]["sla_left_s"] == left
    async with shop.tx(begun + 6 * HOUR) as tx:
        await visits.resume(tx, await shop.actor(tx, "ada"), visit, NO_STAMP)
        assert await clocks.standing(tx, [order]) == {}
