"""PyVRP where the problem is a plain one, our own engine for all others."""

from dataclasses import replace

import pytest
from tests.routing.small import (
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
    starts,
    who,
    worker,
)

from sortie_routing.engine.choosing import ChoosingPlanner
from sortie_routing.engine.compiling import compiled
from sortie_routing.engine.plain import PlainPlanner, is_plain
from sortie_routing.objective import Objective
from sortie_routing.problem import Booking, Held, Pause, Problem, Window
from sortie_routing.referee import breaches
from sortie_routing.solving import Limits, Progress

pytestmark = [pytest.mark.timeout(900), pytest.mark.filterwarnings("default")]
PLAIN = problem(
    [job(f"j{n}", (n * 7) % 23, duration_s=30 * MINUTE, load={"kg": 2}) for n in range(12)],
    [worker(f"w{n}", shift=shift(start_place=at(n * 9)), capacity={"kg": 12}) for n in range(3)],
)
LUNCH = Pause(Window(NOON - HOUR, NOON), HOUR)
NOT_PLAIN: dict[str, Problem] = {
    "an SLA": replace(PLAIN, jobs=(replace(PLAIN.jobs[0], due_s=NOON), *PLAIN.jobs[1:])),
    "a pause": replace(PLAIN, workers=(worker("a", shift=shift(pauses=(LUNCH,))),)),
    "overtime": replace(PLAIN, workers=(worker("a", shift=shift(overtime_s=HOUR)),)),
    "a limit on jobs": replace(PLAIN, workers=(worker("a", max_jobs=3),)),
    "set-up": replace(PLAIN, jobs=(replace(PLAIN.jobs[0], setup_s=60), *PLAIN.jobs[1:])),
    "skills": replace(
        PLAIN,
        jobs=(replace(PLAIN.jobs[0], skills={"x": 1}), *PLAIN.jobs[1:]),
        workers=(*PLAIN.workers, worker("x", skills={"x": Held()})),
    ),
    "order": replace(PLAIN, jobs=(*PLAIN.jobs, job("last", after=frozenset({"j0"})))),
    "wishes": replace(
        PLAIN, jobs=(replace(PLAIN.jobs[0], preferred=frozenset({"w1"})), *PLAIN.jobs[1:])
    ),
    "two windows": replace(
        PLAIN,
        jobs=(job("a", windows=(Window(EIGHT, EIGHT + HOUR), Window(NOON, NOON + HOUR))),),
    ),
    "fairness": replace(PLAIN, objective=Objective(unfair_per_s=1)),
    "no jobs": replace(PLAIN, jobs=()),
}


def by_pyvrp(given: Problem, **limits: object) -> object:
    found = PlainPlanner(STREET).schedule(given, Limits(**({"iterations": 300} | limits)))  # type: ignore[arg-type]  # a mapping of either kind
    assert breaches(given, found, STREET) == []
    return found


def test_a_plain_problem_is_known_as_one() -> None:
    assert is_plain(compiled(PLAIN, STREET))


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_pyvrp_does_not_know_is_not_plain(name: str) -> None:
    assert not is_plain(compiled(NOT_PLAIN[name], STREET))


def test_both_planners_find_a_plan_of_the_same_cost() -> None:
    found = PlainPlanner(STREET).schedule(PLAIN, Limits(iterations=500))
    assert breaches(PLAIN, found, STREET) == []
    assert found.cost == plan(PLAIN, 3000).cost


def test_pyvrp_repeats_itself() -> None:
    assert by_pyvrp(PLAIN, seed=3) == by_pyvrp(PLAIN, seed=3)


def test_pyvrp_knows_pick_up_and_delivery_and_leaves_over_what_does_not_pay() -> None:
    jobs = [job("p", 8, load={"kg": 6}), job("d", 2, delivers="p", load={"kg": -6}),
            job("q", 9, load={"kg": 6}), job("e", 1, delivers="q", load={"kg": -6}),
            job("dear", 20, price=60)]  # fmt: skip
    given = problem(jobs, [worker(capacity={"kg": 10})])
    assert is_plain(compiled(given, STREET))
    found = PlainPlanner(STREET).schedule(given, Limits(iterations=300))
    assert breaches(given, found, STREET) == []
    assert set(who(found)) == {"p", "d", "q", "e"}
    assert found.cost == plan(given, 1500).cost
    assert starts(found)["p"] < starts(found)["d"]


def test_pyvrp_stops_when_told_and_tells_how_far_it_is() -> None:
    told: list[Progress] = []
    found = PlainPlanner(STREET).schedule(
        PLAIN, Limits(iterations=10_000_000, stop=lambda: len(told) > 20, tell=told.append)
    )
    assert found.stopped
    assert len(told) < 100


def test_the_planner_chooses_by_what_is_there() -> None:
    chooser = ChoosingPlanner(STREET)
    limits = Limits(iterations=200)
    assert chooser.schedule(PLAIN, limits) == PlainPlanner(STREET).schedule(PLAIN, limits)
    held = replace(PLAIN, bookings=(Booking("j0", "w2", 0, NOON),))
    for given in (held, *NOT_PLAIN.values()):
        found = chooser.schedule(given, limits)
        assert breaches(given, found, STREET) == []
        assert found == plan(given, 200)
