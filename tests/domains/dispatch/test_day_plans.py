"""A day planned as a whole: sound, of the same seed the same, applied at once or not at all."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from tests.factories.company import JINAN, Company, found_company, hire_engineers, new_order

from sortie.apps.composition import Kernel
from sortie.domains.dispatch.contracts.errors import PlanNotReadyError, PlanOutdatedError
from sortie.domains.dispatch.rules import decision, plan_compare
from sortie.domains.dispatch.rules.day_plan import day_problem, travel_of
from sortie.domains.dispatch.service import board, plan_runs, plan_views, planning, plans
from sortie.domains.dispatch.service import day_problem as gathering
from sortie.domains.dispatch.service.day_problem import Asked
from sortie.domains.dispatch.service.plan_solving import solve
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie_routing import referee
from sortie_routing.answer import Exclusion, Reason
from sortie_routing.solving import Limits

FAR = {"lon": JINAN[0] + 0.25, "lat": JINAN[1], "datum": "WGS84"}
STEPS = 300


@pytest.fixture
async def shop(whole_kernel: Kernel) -> Company:
    """Eli and Zoe have the skill and work the day after tomorrow; Eve works and lacks it."""
    made = await found_company(whole_kernel)
    await hire_engineers(made, ["zoe"])
    system = system_actor(made.tenant.id)
    async with made.tx() as tx:
        for who in ("eli", "eve", "zoe"):
            shift = await records.create(
                tx, system, "shift",
                {"user": made.people[who], "day": _day(made).isoformat(),
                 "starts_at": _at(made, 9).isoformat(), "ends_at": _at(made, 18).isoformat()},
            )  # fmt: skip
            await records.command(tx, system, "shift", shift.id, "publish")
        far = {"customer": made.ids["customer"], "name": "远处", "location": FAR}
        made.ids["far"] = (await records.create(tx, system, "site", far)).id
    return made


def _day(company: Company) -> date:
    return (datetime.now(UTC).astimezone(ZoneInfo(company.tenant.time_zone)).date()
            + timedelta(days=2))  # fmt: skip


def _at(company: Company, hour: int, minute: int = 0) -> datetime:
    zone = ZoneInfo(company.tenant.time_zone)
    return datetime.combine(_day(company), time(hour, minute), zone)


async def _visit(company: Company, who: str, hour: int, *, site: str = "far") -> UUID:
    """A visit sent to somebody for that day."""
    order = await _order(company, site)
    async with company.tx() as tx:
        dan = await company.actor(tx, "dan")
        held = await records.fetch(tx, dan, "work_order", order, lock=True)
        made = await planning.assign(
            tx, dan, held, company.people[who], mode="manual", start=_at(company, hour)
        )
    return made.id


async def _order(company: Company, site: str = "site") -> UUID:
    order = await new_order(company)
    async with company.tx() as tx:
        system = system_actor(company.tenant.id)
        where = (await records.fetch(tx, system, "site", company.ids[site]))["location"]
        await records.update(tx, system, "work_order", order, {"location": where}, version=None)
    return order


async def _propose(company: Company, **how: Any) -> Stored:
    async with company.tx() as tx:
        dan = await company.actor(tx, "dan")
        asked = Asked(_day(company), **how)
        plan = await plans.propose(tx, dan, asked, iterations=STEPS, seed=7)
    stopping = asyncio.Event()
    job = JobContext(company.kernel.dbs, company.tenant, uuid4(), plans.JOB, 1, stopping)
    await plan_runs.work(job, {"plan": str(plan.id), "locale": "zh-CN"})
    return await _kept(company, plan)


async def _apply(company: Company, plan: Stored) -> Stored:
    async with company.tx() as tx:
        return await plans.apply(tx, await company.actor(tx, "dan"), plan.id)


async def test_waiting_orders_are_planned_and_applied_and_the_board_shows_them(
    shop: Company,
) -> None:
    orders = {str(await _order(shop)), str(await _order(shop, "far"))}
    plan = await _propose(shop)
    assert (plan["state"], plan["progress"]) == ("draft", 100)
    assert {m["order"] for m in plan["moves"]} == orders
    assert plan["numbers"]["today"]["unserved"] == len(orders)
    assert plan["numbers"]["proposed"]["unserved"] == 0
    assert str(shop.people["eve"]) not in {m["engineer"] for m in plan["moves"]}
    assert (await _apply(shop, plan))["state"] == "applied"
    async with shop.tx() as tx:
        dan = await shop.actor(tx, "dan")
        seen = await board.board(tx, dan, start=_at(shop, 0), end=_at(shop, 23))
    assert {str(b["work_order"]) for b in seen["appointments"]} == orders
    told = {(m["order"], m["engineer"], datetime.fromisoformat(m["start"])) for m in plan["moves"]}
    async with shop.tx() as tx:
        made = [
            a for o in orders for a in await records.find(tx, "appointment", work_order=UUID(o))
        ]
    assert {(str(a["work_order"]), str(a["engineer"]), a["planned_start"]) for a in made} == told


async def test_a_plan_passes_the_referee_and_the_same_seed_gives_it_again(shop: Company) -> None:
    for who, hour in (("eli", 10), ("zoe", 11), ("eli", 14)):
        await _visit(shop, who, hour)
    for _ in range(3):
        await _order(shop)
    async with shop.tx() as tx:
        dan = await shop.actor(tx, "dan")
        found = await gathering.gather(tx, dan, Asked(_day(shop)))
    once = solve(found.day, Limits(iterations=STEPS, seed=3))
    again = solve(found.day, Limits(iterations=STEPS, seed=3))
    assert once.schedule == again.schedule
    travel = travel_of(found.day.rule)
    assert referee.breaches(day_problem(found.day), once.schedule, travel) == []


async def test_two_trips_to_one_place_become_one_and_nothing_begins_before_it_was_told(
    shop: Company,
) -> None:
    visits = {str(await _visit(shop, "eli", 11)), str(await _visit(shop, "zoe", 12))}
    plan = await _propose(shop)
    [moved] = [m for m in plan["moves"] if m["kind"] == "hand_over"]
    assert moved["visit"] in visits
    assert all(m["start"] >= m["from_start"] for m in plan["moves"])
    today, then = plan["numbers"]["today"], plan["numbers"]["proposed"]
    assert then["travel_s"] < today["travel_s"]
    assert then["travel_m"] < today["travel_m"]
    assert plan["numbers"]["people"] == len(visits)
    await _apply(shop, plan)
    async with shop.tx() as tx:
        old = await records.fetch(
            tx, system_actor(shop.tenant.id), "appointment", UUID(moved["visit"])
        )
        [heir] = [a for a in await records.find(tx, "appointment", work_order=old["work_order"])
                  if a.id != old.id]  # fmt: skip
    assert (old["state"], old["committed"]) == ("cancelled", False)
    assert (str(heir["engineer"]), heir["committed"]) == (moved["engineer"], True)


async def test_what_is_under_way_or_pinned_never_moves(shop: Company) -> None:
    first, second = await _visit(shop, "eli", 11), await _visit(shop, "zoe", 12)
    system = system_actor(shop.tenant.id)
    async with shop.tx() as tx:
        for step in ("accept", "depart"):
            await records.command(tx, system, "appointment", first, step)
    plan = await _propose(shop)
    assert str(first) not in {m["visit"] for m in plan["moves"]}
    assert str(second) in {m["visit"] for m in plan["moves"]}
    pinned = await _propose(shop, pinned=frozenset({second}))
    assert pinned["moves"] == []


async def test_an_order_taken_meanwhile_makes_the_plan_outdated(shop: Company) -> None:
    taken, other = await _order(shop), await _order(shop)
    plan = await _propose(shop)
    async with shop.tx() as tx:
        await planning.auto_assign(tx, await shop.actor(tx, "dan"), taken)
    with pytest.raises(PlanOutdatedError):
        await _apply(shop, plan)
    async with shop.tx() as tx:
        assert await records.find(tx, "appointment", work_order=other) == []


async def test_leave_taken_meanwhile_makes_the_plan_outdated(shop: Company) -> None:
    await _order(shop)
    plan = await _propose(shop)
    [move] = plan["moves"]
    async with shop.tx() as tx:
        system = system_actor(shop.tenant.id)
        [resource] = await records.find(tx, "field_resource", user=UUID(move["engineer"]))
        off = {"available": False}
        await records.update(tx, system, "field_resource", resource.id, off, version=None)
    with pytest.raises(PlanOutdatedError):
        await _apply(shop, plan)


async def test_a_plan_still_computing_is_not_applied_and_a_discarded_one_is_not_computed(
    shop: Company,
) -> None:
    await _order(shop)
    async with shop.tx() as tx:
        dan = await shop.actor(tx, "dan")
        plan = await plans.propose(tx, dan, Asked(_day(shop)))
        with pytest.raises(PlanNotReadyError):
            await plans.apply(tx, dan, plan.id)
        await plans.discard(tx, dan, plan.id)
    job = JobContext(shop.kernel.dbs, shop.tenant, uuid4(), plans.JOB, 1, asyncio.Event())
    await plan_runs.work(job, {"plan": str(plan.id), "locale": "zh-CN"})
    kept = await _kept(shop, plan)
    assert (kept["state"], kept["computed_at"]) == ("discarded", None)


async def test_a_visit_that_can_not_be_reached_in_time_is_told_later_and_holds_its_slot(
    shop: Company,
) -> None:
    await _visit(shop, "eli", 11)
    near = await _visit(shop, "eli", 12, site="site")
    plan = await _propose(shop, users=frozenset({shop.people["eli"]}))
    [move] = plan["moves"]
    assert (move["kind"], move["visit"]) == ("move", str(near))
    await _apply(shop, plan)
    async with shop.tx() as tx:
        kept = await records.fetch(tx, system_actor(shop.tenant.id), "appointment", near)
    assert kept["committed"]
    assert kept["planned_start"] == datetime.fromisoformat(move["start"])


async def test_a_plan_just_applied_is_not_moved_by_the_next_one(shop: Company) -> None:
    for site in ("site", "far", "far"):
        await _order(shop, site)
    plan = await _propose(shop)
    await _apply(shop, plan)
    again = await _propose(shop)
    assert again["moves"] == []
    assert again["numbers"]["today"] == again["numbers"]["proposed"] == plan["numbers"]["proposed"]


async def test_two_people_may_swap_visits_of_the_same_hour(shop: Company) -> None:
    mine, theirs = await _visit(shop, "eli", 11), await _visit(shop, "zoe", 11)
    heirs = {mine: "zoe", theirs: "eli"}
    plan = await _propose(shop)
    async with shop.tx() as tx:
        dan = await shop.actor(tx, "dan")
        day = (await gathering.gather(tx, dan, Asked(_day(shop)))).day
        moves = [
            {"kind": "hand_over", "order": str(v.facts.id), "visit": str(v.id), "travel_s": 0,
             "from": str(v.engineer), "from_start": v.start.isoformat(),
             "engineer": str(shop.people[heirs[v.id]]), "start": v.start.isoformat(),
             "end": v.end.isoformat()}
            for v in day.visits
        ]  # fmt: skip
        values = {"moves": moves, "inputs": gathering.marks_of(day, moves)}
        await records.update(
            tx, system_actor(shop.tenant.id), "plan_proposal", plan.id, values, version=None
        )
    assert (await _apply(shop, plan))["state"] == "applied"
    async with shop.tx() as tx:
        for move in moves:
            found = await records.find(tx, "appointment", work_order=UUID(move["order"]))
            assert [str(a["engineer"]) for a in found if a["committed"]] == [move["engineer"]]


async def test_an_order_that_is_long_overdue_is_planned_and_counts_as_late(shop: Company) -> None:
    order = await _order(shop)
    async with shop.tx() as tx:
        due = {"arrive_due": tx.now - timedelta(days=6)}
        await records.update(
            tx, system_actor(shop.tenant.id), "work_order", order, due, version=None
        )
    plan = await _propose(shop)
    assert [m["order"] for m in plan["moves"]] == [str(order)]
    assert plan["numbers"]["proposed"]["late"] == 1
    assert plan["numbers"]["proposed"]["late_s"] > timedelta(days=6).total_seconds()


@pytest.mark.parametrize(("verb", "state"), [("stop", "draft"), ("discard", "discarded")])
async def test_a_computation_ends_on_word_with_the_best_so_far_or_with_nothing(
    shop: Company, verb: str, state: str
) -> None:
    await _order(shop)
    async with shop.tx() as tx:
        plan = await plans.propose(tx, await shop.actor(tx, "dan"), Asked(_day(shop)), seconds=60)
    job = JobContext(shop.kernel.dbs, shop.tenant, uuid4(), plans.JOB, 1, asyncio.Event())
    args = {"plan": str(plan.id), "locale": "zh-CN"}
    running = asyncio.create_task(plan_runs.work(job, args))
    while not (await _kept(shop, plan))["progress"]:
        assert not running.done()
    async with shop.tx() as tx:
        await getattr(plans, verb)(tx, await shop.actor(tx, "dan"), plan.id)
    await asyncio.wait_for(running, 30)
    kept = await _kept(shop, plan)
    assert kept["state"] == state
    assert (kept["computed_at"] is not None) == (verb == "stop")


async def _kept(company: Company, plan: Stored) -> Stored:
    async with company.tx() as tx:
        return await records.fetch(tx, system_actor(company.tenant.id), "plan_proposal", plan.id)


async def test_an_order_nobody_can_take_tells_why(shop: Company) -> None:
    order = await _order(shop)
    plan = await _propose(shop, users=frozenset({shop.people["eve"]}))
    assert plan["moves"] == []
    async with shop.tx() as tx:
        told = await plan_views.whole(tx, await shop.actor(tx, "dan"), plan.id)
    [left] = told["left"]
    assert left["order"]["id"] == str(order)
    [reason] = left["reasons"]
    assert (reason["code"], reason["people"]) == ("skill_level", 1)
    assert "空调维修" in reason["text"]["zh"]
    assert plan_compare.LEFT_KEPT > 0


def test_every_reason_of_the_planner_has_its_sentences() -> None:
    params: dict[str, str | int | float] = {"worker": "w", "skill": "s", "need": 2, "have": 1, "until_s": 0, "since_s": 0,
              "certificate": "c", "start_s": 0, "end_s": 0, "limit": 3, "limit_s": 5400, "job": "j",
              "duration_s": 60, "part": "p", "points": 5, "price": 4}  # fmt: skip
    for reason in Reason:
        label = decision.reason_label(Exclusion(reason, params), {}, UTC)
        assert label.zh
        assert label.en
        assert "{" not in label.zh + label.en
    far = decision.reason_label(Exclusion(Reason.MAX_TRAVEL, {"limit_s": 5400}), {}, UTC)
    assert "1 h 30 min" in far.en
