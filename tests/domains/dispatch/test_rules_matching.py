from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from sortie.base.errors import InvalidError
from sortie.base.geo import Point
from sortie.domains.dispatch.contracts import Audience, DispatchRule, JobFacts, JobNeeds, Slot
from sortie.domains.dispatch.rules.decision import ranking_plain
from sortie.domains.dispatch.rules.dispatch_rule import choose_rule, rule_from_plain, rule_to_plain
from sortie.domains.dispatch.rules.grabbing import (
    audience_from_plain,
    coarse_address,
    distance_m,
    refusals,
)
from sortie.domains.dispatch.rules.matching import Person, rank_people, to_problem
from sortie.domains.people.contracts import HeldCertificate, Span, Worker, WorkShift
from sortie_routing.check import violations
from sortie_routing.greedy import GreedySolver
from sortie_routing.travel import GreatCircleTravel

ZONE = ZoneInfo("Asia/Shanghai")
LIFT, GAS, NORTH, SOUTH = (UUID(int=n) for n in range(1, 5))
HOME = Point(120.15, 30.27)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
DAY = Span(datetime(2026, 11, 23, 8, 30, tzinfo=ZONE), datetime(2026, 11, 23, 18, tzinfo=ZONE))
LUNCH = Span(datetime(2026, 11, 23, 12, tzinfo=ZONE), datetime(2026, 11, 23, 13, tzinfo=ZONE))


def worker(number: int = 11, **changes: Any) -> Worker:
    base: dict[str, Any] = {
        "user_id": UUID(int=number),
        "key": number,
        "name": f"工程师{number}",
        "phone": "",
        "org_id": None,
        "dept_id": None,
        "home": HOME,
        "areas": frozenset(),
        "travel_mode": "car",
        "speed_kmh": 25.0,
        "max_jobs": 8,
        "grab_limit": 3,
        "job_share_percent": Decimal(50),
        "available": True,
        "shifts": (WorkShift(DAY, (LUNCH,)),),
    }
    return Worker(**(base | changes))


def facts(**changes: Any) -> JobFacts:
    base: dict[str, Any] = {
        "id": UUID(int=99),
        "place": HOME,
        "duration": timedelta(hours=1),
    }
    return JobFacts(**(base | changes))


def ask(job: JobFacts, *persons: Person, rule: DispatchRule | None = None) -> dict[str, Any]:
    answer = rank_people(job, persons, rule or DispatchRule(), now=NOW, zone=ZONE)
    names = {str(LIFT): "电梯", str(GAS): "燃气"}
    return ranking_plain(answer, names, ZONE)


def codes(answer: dict[str, Any]) -> list[str]:
    return [r["code"] for w in answer["excluded"] for r in w["reasons"]]


def test_the_order_goes_to_who_is_free_skilled_and_near_with_every_line_explained() -> None:
    needs = JobNeeds({LIFT: 2}, frozenset({"T1"}), NORTH)
    good = worker(
        11,
        skills={LIFT: 2},
        certificates=(HeldCertificate("T1", date(2026, 11, 23)),),
        areas=frozenset({NORTH}),
    )
    poor = worker(
        12,
        skills={LIFT: 1},
        certificates=(HeldCertificate("T1", date(2026, 11, 22)),),
        areas=frozenset({SOUTH}),
    )
    due = datetime(2026, 11, 23, 10, tzinfo=ZONE)
    window_end = datetime(2026, 11, 23, 12, tzinfo=ZONE)
    job = facts(needs=needs, arrive_due=due, window_end=window_end)
    answer = ask(job, Person(good), Person(poor))
    (best,) = answer["candidates"]
    assert best["user"] == str(good.user_id)
    assert best["start"] == datetime(2026, 11, 23, 0, 30, tzinfo=UTC).isoformat()
    assert {p["name"] for p in best["parts"]} == {"travel", "load", "sla", "delay", "skill_fit"}
    assert best["score"] == pytest.approx(sum(p["contribution"] for p in best["parts"]), abs=0.05)
    assert next(p for p in best["parts"] if p["name"] == "sla")["fact"]["zh"] == "距时限 1小时30分"
    assert codes(answer) == ["skill_level", "certificate_expired", "outside_area"]
    texts = [r["text"] for r in answer["excluded"][0]["reasons"]]
    assert texts[0] == {"zh": "电梯 等级 1，需要 2", "en": "电梯 at level 1, needs 2"}
    assert "2026-11-22" in texts[1]["zh"]


def test_a_switched_off_filter_excludes_nobody() -> None:
    needs = JobNeeds({LIFT: 2}, frozenset({"T1"}), NORTH)
    rule = DispatchRule(check_skills=False, check_certificates=False, check_areas=False)
    answer = ask(facts(needs=needs), Person(worker(areas=frozenset({SOUTH}))), rule=rule)
    assert len(answer["candidates"]) == 1


def test_leave_being_unavailable_and_a_full_day_are_told_apart() -> None:
    away = Person(worker(11, leaves=(Span(DAY.start, DAY.end),)))
    closed = Person(worker(12, available=False))
    off = Person(worker(13, shifts=()))
    slot = Slot("WO1", DAY.start, DAY.end, HOME)
    full = Person(worker(14), (slot,))
    limit = Person(worker(15, max_jobs=1), (Slot("x", DAY.start, LUNCH.start, HOME),))
    answer = ask(facts(), away, closed, off, full, limit)
    assert codes(answer) == ["on_leave", "on_leave", "no_shift", "overlap", "max_jobs"]
    assert answer["excluded"][3]["reasons"][0]["text"]["zh"] == "时段已被 WO1 占用"


def test_an_order_without_a_place_is_ranked_without_travel() -> None:
    far = Person(worker(12, home=Point(121.5, 31.2)))
    nowhere = Person(worker(13, home=None))
    answer = ask(facts(place=None), Person(worker()), far, nowhere)
    assert [c["travel_s"] for c in answer["candidates"]] == [0, 0, 0]


def test_a_loose_appointment_gives_way_only_within_its_promise() -> None:
    wanted = facts(window_start=DAY.start, window_end=DAY.start + timedelta(minutes=1))
    hour = timedelta(hours=1)
    slot = Slot("AP1", DAY.start, DAY.start + hour, HOME, pinned=False)
    (best,) = ask(wanted, Person(worker(), (slot,)))["candidates"]
    assert best["moves"] == [
        {"slot": "AP1", "start": (DAY.start + hour).astimezone(UTC).isoformat()}
    ]
    promised = replace(slot, latest_start=DAY.start + timedelta(minutes=30))
    assert ask(wanted, Person(worker(), (promised,)))["candidates"] == []


def test_a_window_that_is_over_no_longer_binds() -> None:
    over = NOW - timedelta(hours=1)
    answer = ask(facts(window_start=over - timedelta(hours=1), window_end=over), Person(worker()))
    assert len(answer["candidates"]) == 1


def test_many_orders_are_planned_by_the_solver_without_a_breach() -> None:
    jobs = [replace(facts(), id=UUID(int=100 + n)) for n in range(12)]
    persons = [Person(worker(11)), Person(worker(12, max_jobs=3))]
    problem = to_problem(jobs, persons, DispatchRule(), now=NOW, zone=ZONE)
    plan = GreedySolver().plan(problem)
    assert violations(problem, plan, GreatCircleTravel()) == []
    assert len(plan.assignments) + len(plan.unserved) == 12
    assert len(plan.assignments) == 8 + 3


def test_the_narrowest_rule_fits_and_the_built_in_one_fills_the_gap() -> None:
    any_ = DispatchRule("any")
    by_type = DispatchRule("type", work_types=frozenset({LIFT}))
    by_area = DispatchRule("area", areas=frozenset({NORTH}))
    both = DispatchRule("both", work_types=frozenset({LIFT}), areas=frozenset({NORTH}))
    every = [any_, by_type, by_area, both]
    assert choose_rule(every, work_type=LIFT, area=NORTH) is both
    assert choose_rule(every, work_type=LIFT, area=SOUTH) is by_type
    assert choose_rule(every, work_type=GAS, area=NORTH) is by_area
    assert choose_rule(every, work_type=GAS, area=None) is any_
    assert choose_rule([both], work_type=None, area=None) == DispatchRule()


def test_a_rule_survives_its_plain_form_and_wrong_fields_are_named() -> None:
    rule = DispatchRule(check_areas=False)
    assert rule_from_plain(**rule_to_plain(rule)) == rule
    with pytest.raises(InvalidError) as caught:
        rule_from_plain({"travel": -1, "luck": 5}, {"mood": True}, offer_minutes=0)
    assert {f.path for f in caught.value.fields} == {
        "weights.travel", "weights.luck", "filters.mood", "offer_minutes",
    }  # fmt: skip
    with pytest.raises(InvalidError):
        rule_from_plain({})


# --- the pool ------------------------------------------------------------------------------


def may(audience: Audience, who: Worker, **changes: Any) -> bool:
    place = {"lon": 120.25, "lat": 30.27}  # 9.6 km from home
    needs = changes.pop("needs", JobNeeds())
    return not refusals(audience, who, place, needs, at=NOW, **changes)


def test_an_offer_reaches_its_audience_and_nobody_else() -> None:
    assert may(Audience(), worker())
    assert not may(Audience(), worker(available=False))
    assert not may(Audience(users=frozenset({GAS})), worker())
    assert not may(Audience(departments=frozenset({GAS})), worker())
    assert not may(Audience(areas=frozenset({NORTH})), worker(areas=frozenset({SOUTH})))
    assert not may(Audience(skills=frozenset({LIFT})), worker())
    assert may(Audience(skills=frozenset({LIFT})), worker(skills={LIFT: 1}))
    assert not may(Audience(radius_m=9000), worker())
    assert may(Audience(radius_m=10_000), worker())


def test_only_the_qualified_may_take_an_offer() -> None:
    needs = JobNeeds({LIFT: 2}, frozenset({"T1"}))
    assert not may(Audience(), worker(), needs=needs)
    expired = worker(skills={LIFT: 2}, certificates=(HeldCertificate("T1", date(2026, 11, 22)),))
    assert not may(Audience(), expired, needs=needs)
    valid = worker(skills={LIFT: 2}, certificates=(HeldCertificate("T1", date(2026, 11, 23)),))
    assert may(Audience(), valid, needs=needs)


def test_rings_widen_with_time() -> None:
    rings = Audience(rings=((60, 5000), (600, 20_000)))
    assert not may(rings, worker(), opened_at=NOW)
    assert not may(rings, worker(), opened_at=NOW - timedelta(seconds=599))
    assert may(rings, worker(), opened_at=NOW - timedelta(seconds=600))


def test_before_it_is_taken_only_the_street_and_a_rough_distance_are_shown() -> None:
    assert coarse_address("杭州市西湖区文三路259号昌地火炬大厦1号楼802室") == "杭州市西湖区文三路"
    assert coarse_address("8号楼") == "8号楼"[:6]
    assert coarse_address(None) == ""
    assert distance_m(worker(), {"lon": 120.25, "lat": 30.27}) == 9600
    assert distance_m(worker(home=None), {"lon": 120.25, "lat": 30.27}) is None
    assert distance_m(worker(), {"lon": "x"}) is None


def test_an_audience_is_read_from_its_plain_form_and_wrong_fields_are_named() -> None:
    read = audience_from_plain({"users": [str(LIFT)], "radius_m": 500, "rings": [[0, 1], [9, 2]]})
    assert read == Audience(users=frozenset({LIFT}), radius_m=500.0, rings=((0, 1.0), (9, 2.0)))
    assert audience_from_plain(None) == Audience()
    with pytest.raises(InvalidError) as caught:
        audience_from_plain({"users": ["x"], "radius_m": 0, "rings": [[9, 1], [0, 2]]})
    assert {f.path for f in caught.value.fields} == {
        "audience.users", "audience.radius_m", "audience.rings",
    }  # fmt: skip
