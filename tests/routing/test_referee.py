"""The referee sees every planted breach: what it passes can be trusted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.routing.small import (
    DAY,
    EIGHT,
    HOUR,
    MINUTE,
    NOON,
    STREET,
    at,
    job,
    plan,
    problem,
    shift,
    worker,
)

from sortie_routing.engine.planner import EnginePlanner
from sortie_routing.engine.warming import warm
from sortie_routing.objective import Term
from sortie_routing.problem import Booking, Held, Hold, Job, Pause, Problem, Window
from sortie_routing.referee import breaches, recount
from sortie_routing.schedule import Day, Schedule, Visit
from sortie_routing.solving import Limits

pytestmark = pytest.mark.timeout(900)
JOBS = (job("a", 3, due_s=NOON), job("b", 6, load={"kg": 1}), job("c", 9, parts={"p": 1}))
BASE = problem(JOBS, [worker(capacity={"kg": 3}, stock={"p": 1}), worker("w2")])


def rules(given: Problem, found: Schedule) -> set[str]:
    return {b.rule.split(" {")[0] for b in breaches(given, found, STREET)}


def with_job(name: str, **changes: Any) -> Problem:
    return replace(BASE, jobs=tuple(replace(j, **changes) if j.id == name else j for j in JOBS))


def with_worker(**changes: Any) -> Problem:
    return replace(BASE, workers=(replace(BASE.workers[0], **changes), BASE.workers[1]))


def with_shift(**changes: Any) -> Problem:
    return with_worker(shifts=(shift(**changes),))


PLANTED: dict[str, Problem] = {
    "skill": with_job("a", skills={"x": 1}),
    "certificate": with_job("a", certificates=frozenset({"x"})),
    "person": with_job("a", excluded=frozenset({"w1"})),
    "area": replace(with_job("a", areas=frozenset({"n"})),
                    workers=(replace(BASE.workers[0], areas=frozenset({"s"})), BASE.workers[1])),
    "window": with_job("a", windows=(Window(DAY, DAY + 1),)),
    "earliest and latest": with_job("a", latest_s=EIGHT),
    "duration": with_job("a", duration_s=HOUR + 1),
    "max jobs": with_worker(max_jobs=2),
    "max travel": with_shift(max_travel_s=10 * MINUTE),
    "part p": with_worker(stock={}),
    "load kg": with_worker(capacity={"kg": 0}),
    "inside the shift": with_shift(start_s=EIGHT + 4 * MINUTE),
    "back in time": with_shift(end_s=EIGHT + 2 * HOUR),
    "not in a break": with_shift(breaks=(Window(EIGHT + HOUR, EIGHT + HOUR + 60),)),
    "every pause is taken": with_shift(pauses=(Pause(Window(EIGHT, NOON), HOUR),)),
    "a crew begins together": with_job("a", crew=1),
    "one after the other": with_job("a", after=frozenset({"c"})),
    "another person": with_job("a", apart_from=frozenset({"b"})),
    "visited or left over, once": with_job("a", crew=2),
    "held stays": replace(BASE, bookings=(Booking("a", "w2", 0, NOON, Hold.TIME),)),
    "unknown job": replace(BASE, jobs=JOBS[1:]),
}  # fmt: skip
del PLANTED["a crew begins together"]


def in_order() -> Schedule:
    """All three jobs on the first worker, nearest first."""
    only = replace(BASE, workers=BASE.workers[:1])
    found = plan(only, 200)
    assert [v.job_id for v in found.days[0].visits] in (["a", "b", "c"], ["c", "b", "a"])
    return found if found.days[0].visits[0].job_id == "a" else turned()


def turned() -> Schedule:
    bound = replace(BASE, workers=BASE.workers[:1],
                    jobs=(JOBS[0], replace(JOBS[1], after=frozenset({"a"})),
                          replace(JOBS[2], after=frozenset({"b"}))))  # fmt: skip
    return plan(bound, 300)


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_breach_is_seen(rule: str) -> None:
    found = in_order()
    assert rule not in rules(BASE, found)
    seen = {b.rule for b in judged(PLANTED[rule], found)}
    assert rule in seen


def judged(given: Problem, found: Schedule) -> list[Any]:
    if "a" in {j.id for j in given.jobs}:
        return breaches(given, found, STREET)
    # A visit to a job nobody knows can't be timed: only counted.
    days = tuple(
        replace(d, visits=tuple(v for v in d.visits if v.job_id != "a")) for d in found.days
    )
    stray = replace(found, days=days, left=(*found.left, replace_left("a")))
    return breaches_of_counting(given, stray)


def replace_left(name: str) -> Any:
    unservable = problem([job(name, skills={"x": 1})], [worker()])
    return plan(unservable, 10).left[0]


def breaches_of_counting(given: Problem, found: Schedule) -> list[Any]:
    from sortie_routing.referee import _Judge, all_jobs  # noqa: PLC0415  the judge itself, for this claim only

    return list(_Judge(given, found, all_jobs(given)).counting())


type Change = Callable[[Visit], Visit]


def changed(found: Schedule, n: int, change: Change) -> Schedule:
    day: Day = found.days[0]
    visits = tuple(change(v) if i == n else v for i, v in enumerate(day.visits))
    return replace(found, days=(replace(day, visits=visits), *found.days[1:]))


def test_wrong_moments_are_seen() -> None:
    found = in_order()
    early = changed(found, 0, lambda v: replace(v, arrive_s=v.arrive_s - 1))
    assert "time to travel" in rules(BASE, early)
    eager = changed(found, 0, lambda v: replace(v, start_s=v.start_s - 1, end_s=v.end_s - 1))
    assert "there before it begins" in rules(BASE, eager)
    double = changed(found, 1, lambda v: replace(v, start_s=EIGHT + HOUR, end_s=EIGHT + 2 * HOUR))
    assert "one at a time" in rules(BASE, double)


def test_a_wrong_sum_is_seen() -> None:
    found = in_order()
    assert "cost 1 counted" in " ".join(rules(BASE, replace(found, cost=1)))
    assert any(r.startswith("terms") for r in rules(BASE, replace(found, terms={Term.LATE: 1})))
    way = changed(found, 0, lambda v: replace(v, travel_s=v.travel_s + 1))
    assert "travel as driven" in rules(BASE, way)
    assert recount(BASE, found, STREET) == found.terms


def test_links_across_people_are_seen() -> None:
    jobs = (job("a", 3, crew=2), job("b", 1))
    given = problem(jobs, [worker(), worker("w2")])
    found = plan(given, 300)
    assert rules(given, found) == set()
    apart = tuple(
        replace(d, visits=tuple(
            replace(v, start_s=v.start_s + 60, end_s=v.end_s + 60) if v.job_id == "a" and n else v
            for v in d.visits))
        for n, d in enumerate(found.days)
    )  # fmt: skip
    assert "a crew begins together" in rules(given, replace(found, days=apart))
    pair: tuple[Job, ...] = (job("p", 1, load={"kg": 1}), job("d", 2, delivers="p"))
    whole = problem(pair, [worker(capacity={"kg": 1})])
    loose = (pair[0], job("d", 2, windows=(Window(EIGHT, EIGHT + 60 * MINUTE),)))
    assert "picked up before it is delivered" in rules(whole, plan(problem(loose, whole.workers)))
    same = tuple(replace(j, same_worker="k", crew=1) for j in jobs)
    bound = problem(same, given.workers)
    free = problem([replace(j, same_worker="") for j in same],
                   [worker(max_jobs=1), worker("w2", max_jobs=1)])  # fmt: skip
    assert "one person for all" in rules(bound, plan(free, 100))


def test_the_certificate_of_the_next_day_does_not_count_today() -> None:
    given = problem([job(certificates=frozenset({"T"}))],
                    [worker(certificates={"T": Held(since_s=EIGHT + 86400)})])  # fmt: skip
    free = replace(given, jobs=(job(),))
    assert "certificate" in rules(given, plan(free, 10))


def test_the_planner_can_be_warmed_ahead_of_time() -> None:
    warm()
    assert EnginePlanner(STREET).schedule(BASE, Limits(iterations=1)).left == ()


def test_places_off_the_street_are_driven_round_the_corner() -> None:
    found = plan(problem([Job("a", at(1, 1), HOUR)], [worker()]), 10)
    assert found.terms == {Term.TRAVEL: 4 * MINUTE}
