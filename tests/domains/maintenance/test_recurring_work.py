"""Plans through the services: dates, orders exactly once, one date moved, meters, and what follows."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests.factories.company import Company
from tests.factories.done_jobs import signed, visit

from sortie.base.ids import uuid7
from sortie.domains.maintenance import jobs
from sortie.domains.maintenance.contracts import (
    DateTakenError,
    MeterKindError,
    MeterWentBackError,
    OrderUnderWayError,
    ReadingOutOfOrderError,
)
from sortie.domains.maintenance.service import reading, running
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import ReasonMissingError, Stored

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = datetime.now(ZONE).date()


async def _asset(company: Company, **more: Any) -> UUID:
    async with company.tx() as tx:
        values = {"name": "水泵", "customer": company.ids["customer"], "site": company.ids["site"]}
        made = await records.create(
            tx, system_actor(company.tenant.id), "asset", values | more, id=uuid7()
        )
    return made.id


async def _plan(company: Company, **values: Any) -> UUID:
    """Weekly from today on, unless said otherwise; made by the manager."""
    given = {
        "name": "保养", "customer": company.ids["customer"], "site": company.ids["site"],
        "work_type": company.ids["type"], "kind": "time", "every": 1, "unit": "week",
        "starts_on": TODAY.isoformat(), "lead_days": 7,
    }  # fmt: skip
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        return (await records.create(tx, mia, "maintenance_plan", given | values)).id


async def _dates(company: Company, plan: UUID, *states: str) -> list[Stored]:
    async with company.tx() as tx:
        found = await records.find(tx, "maintenance_date", plan=plan)
    wanted = [d for d in found if not states or d["state"] in states]
    return sorted(wanted, key=lambda d: d["due"])


async def _orders(company: Company, plan: UUID) -> list[Stored]:
    ids = [d["work_order"] for d in await _dates(company, plan) if d["work_order"]]
    async with company.tx() as tx:
        return await records.find(tx, "work_order", id=ids) if ids else []


async def _run(company: Company) -> None:
    """The daily job, as a worker runs it."""
    job = JobContext(
        company.kernel.dbs, company.tenant, uuid7(), "maintenance.run_plans", 1, asyncio.Event()
    )
    await jobs.run_plans(job, {})


async def _give(company: Company, date_id: UUID, command: str, **more: Any) -> Stored:
    async with company.tx() as tx:
        dan = await company.actor(tx, "dan")
        return await records.command(tx, dan, "maintenance_date", date_id, command, **more)


async def test_two_workers_and_a_second_run_make_each_order_once(company: Company) -> None:
    plan = await _plan(company)
    planned = await _dates(company, plan)
    assert [d["due"] for d in planned][:3] == [TODAY + timedelta(days=7 * k) for k in range(3)]
    await asyncio.gather(_run(company), _run(company), _run(company))
    async with company.tx() as tx:
        (kept,) = await records.find(tx, "maintenance_plan", id=plan)
    assert kept["problem"] is None  # nobody ran into the other's rows
    await _run(company)
    made = await _orders(company, plan)
    assert len(made) == 2  # today's, and the one seven days ahead
    assert {o["channel"] for o in made} == {"plan"}
    assert {o["state"] for o in made} == {"pending_dispatch"}
    assert len(await _dates(company, plan)) == len(planned)
    dues = [(d["target"], d["due"]) for d in await _dates(company, plan)]
    assert len(dues) == len(set(dues))


async def test_one_date_moves_with_its_order_and_the_others_stay(company: Company) -> None:
    plan = await _plan(company)
    await _run(company)
    before = await _dates(company, plan)
    second = before[1]
    wanted = second["due"] + timedelta(days=2)
    with pytest.raises(ReasonMissingError):
        await _give(company, second.id, "move", values={"due": wanted})
    with pytest.raises(DateTakenError):
        await _give(company, second.id, "move", values={"due": before[2]["due"]}, reason="客户要求")
    old = await _give(company, second.id, "move", values={"due": wanted}, reason="客户要求")
    assert (old["state"], old["work_order"], old["reason"]) == ("moved", None, "客户要求")
    after = await _dates(company, plan, "planned", "generated")
    assert [d["due"] for d in after] == sorted(
        [d["due"] for d in before if d.id != second.id] + [wanted]
    )
    (fresh,) = [d for d in after if d["moved_from"] == second.id]
    assert (fresh["state"], fresh["work_order"]) == ("generated", second["work_order"])
    async with company.tx() as tx:
        order = (await records.find(tx, "work_order", id=second["work_order"]))[0]
    assert order["window_start"].astimezone(ZONE).date() == wanted
    await _run(company)  # the day it was moved from isn't made again
    assert len(await _dates(company, plan, "planned", "generated")) == len(after)


async def test_an_order_that_was_sent_out_is_not_moved_by_its_date(company: Company) -> None:
    plan = await _plan(company, every=1, unit="year")
    await _run(company)
    (first, *_) = await _dates(company, plan, "generated")
    await visit(company, first["work_order"])
    with pytest.raises(OrderUnderWayError):
        await _give(
            company, first.id, "move", values={"due": TODAY + timedelta(days=3)}, reason="晚一点"
        )


async def test_a_skipped_date_has_no_order_and_says_why(company: Company) -> None:
    plan = await _plan(company, lead_days=0)
    (first, second, *_) = await _dates(company, plan)
    skipped = await _give(company, first.id, "skip", reason="停产")
    assert (skipped["state"], skipped["reason"]) == ("skipped", "停产")
    await _run(company)
    assert await _orders(company, plan) == []
    assert (await _dates(company, plan, "planned"))[0].id == second.id


async def test_pausing_and_ending_take_plans_away_and_leave_orders(company: Company) -> None:
    plan = await _plan(company)
    await _run(company)
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        await records.command(tx, mia, "maintenance_plan", plan, "pause")
    assert {d["state"] for d in await _dates(company, plan)} == {"generated"}
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        await records.command(tx, mia, "maintenance_plan", plan, "resume")
    assert len(await _dates(company, plan, "planned")) > 10
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        await records.command(tx, mia, "maintenance_plan", plan, "end")
    assert {d["state"] for d in await _dates(company, plan)} == {"generated"}
    assert {o["state"] for o in await _orders(company, plan)} == {"pending_dispatch"}


async def test_assets_of_a_site_share_an_order_unless_each_has_its_own(company: Company) -> None:
    pumps = [await _asset(company), await _asset(company)]
    more = {"assets": [str(p) for p in pumps], "unit": "year"}
    together = await _plan(company, **more)
    apart = await _plan(company, **more, group_by_site=False)
    await _run(company)
    (order,) = await _orders(company, together)
    assert order["asset"] is None
    assert order["description"].count("水泵") == 2
    assert {o["asset"] for o in await _orders(company, apart)} == set(pumps)


async def test_a_done_order_does_its_date_and_a_floating_plan_goes_on_from_there(
    company: Company,
) -> None:
    plan = await _plan(company, cycle="floating", every=10, unit="day")
    (only,) = await _dates(company, plan)
    await _run(company)
    await _run(company)
    await visit(company, (await _orders(company, plan))[0].id)
    (waiting,) = await _dates(company, plan)
    assert waiting["state"] == "generated"
    await signed(company, (await _orders(company, plan))[0].id)
    (done, following) = await _dates(company, plan)
    assert (done.id, done["state"], done["done_on"]) == (only.id, "done", TODAY)
    assert (following["state"], following["due"]) == ("planned", TODAY + timedelta(days=10))


async def test_a_cancelled_order_leaves_its_date_skipped(company: Company) -> None:
    plan = await _plan(company, cycle="floating", every=10, unit="day")
    await _run(company)
    (order,) = await _orders(company, plan)
    async with company.tx() as tx:
        dan = await company.actor(tx, "dan")
        await records.command(tx, dan, "work_order", order.id, "cancel", reason="客户搬走")
    (skipped, following) = await _dates(company, plan)
    assert (skipped["state"], skipped["reason"]) == ("skipped", "客户搬走")
    assert following["state"] == "planned"


async def test_a_plan_that_can_make_nothing_says_why_and_stops_no_other(company: Company) -> None:
    async with company.tx() as tx:
        system = system_actor(company.tenant.id)
        off = await records.create(
            tx, system, "work_type", {"code": "OFF", "name": "停用", "duration": 3600}, id=uuid7()
        )
    broken = await _plan(company, work_type=off.id)
    async with company.tx() as tx:
        await records.update(
            tx, system_actor(company.tenant.id), "work_type", off.id, {"active": False}, version=1
        )
    fine = await _plan(company)
    await _run(company)
    assert await _orders(company, broken) == []
    assert len(await _orders(company, fine)) == 2
    async with company.tx() as tx:
        (kept,) = await records.find(tx, "maintenance_plan", id=broken)
    assert "停用" in kept["problem"]


async def _read(company: Company, asset: UUID, value: str, day: int, **more: Any) -> None:
    at = datetime.now(UTC) + timedelta(days=day - 20)
    async with company.tx() as tx:
        dan = await company.actor(tx, "dan")
        wish = reading.ReadingWish(asset, "运行小时", Decimal(value), at, **more)
        await reading.take(tx, dan, [wish])


async def test_a_counter_calls_once_a_step_and_never_runs_back_unexplained(
    company: Company,
) -> None:
    pump = await _asset(company)
    plan = await _plan(
        company, kind="meter", meter="运行小时", meter_every="500", assets=[str(pump)], lead_days=0
    )
    for day, value in enumerate(("100", "400", "599")):
        await _read(company, pump, value, day)
    assert await _dates(company, plan) == []
    await _read(company, pump, "610", 3)
    await _read(company, pump, "1150", 4)  # one open at a time
    (called,) = await _dates(company, plan)
    assert (called["state"], called["meter_at"]) == ("generated", Decimal(600))
    with pytest.raises(MeterWentBackError):
        await _read(company, pump, "5", 5)
    with pytest.raises(ReadingOutOfOrderError):
        await _read(company, pump, "9000", 2)
    with pytest.raises(MeterKindError):
        await _read(company, pump, "5", 5, kind="gauge")
    await _read(company, pump, "5", 5, reason="replaced_meter")
    async with company.tx() as tx:
        assert len(await records.find(tx, "meter_reading", asset=pump)) == 6
    await visit(company, called["work_order"])
    await signed(company, called["work_order"])
    await _run(company)  # what ran meanwhile, old meter and new, is a step of its own
    await _read(company, pump, "401", 6)
    assert [d["meter_at"] for d in await _dates(company, plan)] == [Decimal(600), Decimal(1100)]


async def test_a_meters_step_is_ordered_ahead_by_its_pace(company: Company) -> None:
    pump = await _asset(company)
    plan = await _plan(
        company, kind="meter", meter="运行小时", meter_every="500", assets=[str(pump)], lead_days=7
    )
    await _read(company, pump, "0", 0)
    await _read(company, pump, "400", 20)  # 20 a day: the step is five days off
    (called,) = await _dates(company, plan)
    assert called["state"] == "generated"
    assert called["due"] in {TODAY + timedelta(days=5), TODAY + timedelta(days=6)}


async def test_a_condition_calls_again_only_after_it_was_well_inside(company: Company) -> None:
    pump = await _asset(company)
    plan = await _plan(
        company, kind="condition", meter="运行小时", low="10", high="20", hysteresis="2",
        assets=[str(pump)],
    )  # fmt: skip
    await _read(company, pump, "15", 0, kind="gauge")
    assert await _dates(company, plan) == []
    await _read(company, pump, "25", 1, kind="gauge")
    await _read(company, pump, "26", 2, kind="gauge")
    (called,) = await _dates(company, plan)
    await visit(company, called["work_order"])
    await signed(company, called["work_order"])
    await _read(company, pump, "19", 3, kind="gauge")
    await _read(company, pump, "25", 4, kind="gauge")
    assert len(await _dates(company, plan)) == 1
    await _read(company, pump, "15", 5, kind="gauge")
    await _read(company, pump, "25", 6, kind="gauge")
    assert len(await _dates(company, plan)) == 2


async def test_a_changed_rule_plans_anew_and_keeps_what_has_an_order(company: Company) -> None:
    plan = await _plan(company)
    async with company.tx() as tx:
        made = await running.generate(tx, await company.actor(tx, "dan"), plan)
    assert len(made[1]) == 2
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        row = await records.fetch(tx, mia, "maintenance_plan", plan)
        await records.update(
            tx, mia, "maintenance_plan", plan, {"unit": "month", "month_day": 31},
            version=row.version,
        )  # fmt: skip
    kept = await _dates(company, plan, "generated")
    assert len(kept) == 2
    later = [d["due"] for d in await _dates(company, plan, "planned")]
    assert later
    assert all(_is_last_day_or_31st(day) for day in later)


def _is_last_day_or_31st(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
