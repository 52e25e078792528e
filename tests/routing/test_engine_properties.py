"""The engine against brute force, and what every plan keeps."""

from collections.abc import Iterator
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.routing.small import (
    DAY,
    EIGHT,
    HOUR,
    MINUTE,
    NOON,
    SIX_PM,
    STREET,
    at,
    job,
    left,
    plan,
    problem,
    shift,
    starts,
    who,
    why,
    worker,
)

from sortie_routing.engine.planner import EnginePlanner
from sortie_routing.objective import Objective
from sortie_routing.problem import Booking, Held, Hold, Job, Pause, Problem, Window, Worker
from sortie_routing.referee import breaches
from sortie_routing.schedule import Schedule
from sortie_routing.solving import Limits, Progress

pytestmark = pytest.mark.timeout(900)
calm = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
kilometres = st.integers(0, 40)
quarters = st.integers(0, 36).map(lambda n: EIGHT + n * 15 * MINUTE)


@st.composite
def tiny_jobs(draw: st.DrawFn, most: int) -> tuple[Job, ...]:
    found = []
    for n in range(draw(st.integers(1, most))):
        opens = draw(quarters)
        windows = (Window(opens, opens + draw(st.integers(1, 4)) * HOUR),)
        due = st.none() | quarters
        found.append(
            job(
                f"j{n}",
                draw(kilometres),
                duration_s=draw(st.integers(1, 8)) * 15 * MINUTE,
                windows=windows if draw(st.booleans()) else (),
                due_s=draw(due),
                priority=draw(st.integers(1, 5)),
                skills={"lift": 1} if draw(st.integers(0, 3)) == 0 else {},
                setup_s=draw(st.sampled_from([0, 0, 600])),
            )
        )
    return tuple(found)


@st.composite
def tiny(draw: st.DrawFn) -> Problem:
    workers = tuple(
        worker(
            f"w{n}",
            shift=shift(
                end_s=draw(st.sampled_from([NOON, SIX_PM])),
                start_place=at(draw(kilometres)),
                overtime_s=draw(st.sampled_from([0, HOUR])),
            ),
            skills={"lift": Held()} if draw(st.booleans()) else {},
            max_jobs=draw(st.none() | st.integers(1, 3)),
        )
        for n in range(draw(st.integers(1, 2)))
    )
    return problem(draw(tiny_jobs(4)), workers)


def brute_cost(given_: Problem) -> int:
    """The least cost over every assignment and every order, each job as early as it can be."""
    best = None
    options = [None, *range(len(given_.workers))]
    for choice in product(options, repeat=len(given_.jobs)):
        whole = sum(_left_price(given_, j) for j, c in zip(given_.jobs, choice, strict=True)
                    if c is None)  # fmt: skip
        for n, person in enumerate(given_.workers):
            mine = [j for j, c in zip(given_.jobs, choice, strict=True) if c == n]
            cheapest = min(_orders(given_, person, mine), default=None)
            if cheapest is None:
                break
            whole += cheapest
        else:
            best = whole if best is None else min(best, whole)
    assert best is not None
    return best


def _left_price(given_: Problem, one: Job) -> int:
    return given_.objective.unserved_price(one.priority, vip=one.vip)


def _orders(given_: Problem, person: Worker, mine: list[Job]) -> Iterator[int]:
    if not mine:
        yield 0
        return
    if person.max_jobs is not None and len(mine) > person.max_jobs:
        return
    if any(j.skills and not person.skills for j in mine):
        return
    for order in permutations(mine):
        cost = _drive(given_, person, order)
        if cost is not None:
            yield cost


def _drive(given_: Problem, person: Worker, order: tuple[Job, ...]) -> int | None:
    own = person.shifts[0]
    t, here, cost = own.start_s, own.start_place, 0
    for one in order:
        way = STREET.seconds(here, one.place, None)
        t, cost = t + way, cost + way
        if one.windows:
            t = max(t, one.windows[0].start_s)
            if t >= one.windows[0].end_s:
                return None
        if one.due_s is not None:
            cost += max(0, t - one.due_s) * given_.objective.late_price(one.priority, vip=one.vip)
        t += one.duration_s + (one.setup_s if here != one.place else 0)
        here = one.place
    assert own.end_place is not None
    way = STREET.seconds(here, own.end_place, None)
    t, cost = t + way, cost + way
    if t > own.end_s + own.overtime_s:
        return None
    return cost + max(0, t - own.end_s) * given_.objective.overtime_per_s


@calm
@given(tiny())
def test_tiny_problems_are_solved_as_by_trying_everything(given_: Problem) -> None:
    assert plan(given_, 3000).cost == brute_cost(given_)


@st.composite
def wild(draw: st.DrawFn) -> Problem:
    """Everything at once: pauses, leave, links, crews, bookings, stocks, several days."""
    jobs = [_wild_job(draw, one, n) for n, one in enumerate(draw(tiny_jobs(9)))]
    workers = tuple(_wild_worker(draw, n) for n in range(draw(st.integers(1, 3))))
    now = draw(st.sampled_from([DAY, EIGHT, EIGHT + 2 * HOUR, NOON]))
    bookings, used = [], set()
    for one in jobs:
        if one.crew == 1 and draw(st.integers(0, 2)) == 0:
            person = draw(st.sampled_from(workers))
            start = draw(quarters)
            hold = draw(st.sampled_from([Hold.PUBLISHED, Hold.PUBLISHED, Hold.PERSON, Hold.TIME]))
            if start < now and (hold is Hold.TIME or person.id not in used):
                hold = Hold.BEGUN
                if person.id in used:
                    continue
                used.add(person.id)
            if hold is not Hold.PUBLISHED and (one.after or one.delivers or one.same_worker):
                continue
            bookings.append(Booking(one.id, person.id, 0, start, hold))
    return problem(jobs, workers, now, bookings=tuple(bookings))


def _wild_job(draw: st.DrawFn, one: Job, n: int) -> Job:
    changes: dict[str, Any] = {}
    kind = draw(
        st.sampled_from(["", "", "", "after", "delivers", "apart", "same", "crew", "parts"])
    )
    if kind == "after" and n:
        changes["after"] = frozenset({f"j{n - 1}"})
    elif kind == "delivers" and n:
        return job(f"j{n}", one.place.lon, delivers=f"j{n - 1}", load={"kg": 2}) if n == 1 else one
    elif kind == "apart" and n:
        changes["apart_from"] = frozenset({f"j{n - 1}"})
    elif kind == "same":
        changes["same_worker"] = "k"
    elif kind == "crew":
        changes["crew"] = 2
    elif kind == "parts":
        changes["parts"] = {"p": draw(st.integers(1, 2))}
    base = {f: getattr(one, f) for f in ("duration_s", "windows", "due_s", "priority", "setup_s")}
    return Job(one.id, one.place, **(base | changes))


def _wild_worker(draw: st.DrawFn, n: int) -> Worker:
    pause = Pause(Window(NOON - HOUR, NOON + HOUR), draw(st.sampled_from([1800, 3600])))
    own = shift(
        start_place=at(draw(kilometres)),
        end_place=draw(st.none() | st.just(at(3))),
        pauses=(pause,) if draw(st.booleans()) else (),
        breaks=(Window(EIGHT + 7 * HOUR, EIGHT + 7 * HOUR + 900),) if draw(st.booleans()) else (),
        overtime_s=draw(st.sampled_from([0, HOUR])),
        max_travel_s=draw(st.none() | st.just(2 * HOUR)),
    )
    away = draw(st.sampled_from([None, (-1, 2), (2, 3), (8, 12)]))
    absences = () if away is None else (Window(EIGHT + away[0] * HOUR, EIGHT + away[1] * HOUR),)
    tomorrow = shift(start_s=EIGHT + 24 * HOUR, end_s=NOON + 24 * HOUR)
    return Worker(
        f"w{n}",
        (own, tomorrow) if draw(st.booleans()) else (own,),
        absences=absences,
        stock=draw(st.none() | st.just({"p": 2})),
        capacity=draw(st.none() | st.just({"kg": 2})),
        max_jobs=draw(st.none() | st.integers(1, 4)),
    )


@settings(calm, max_examples=150)
@given(wild(), st.integers(0, 5))
def test_no_plan_ever_breaks_a_hard_rule(given_: Problem, seed: int) -> None:
    found = plan(given_, 60, seed=seed)
    for one in found.left:
        assert len(one.excluded) == len(given_.workers)
        assert all(e.exclusions for e in one.excluded)


@settings(calm, max_examples=15)
@given(wild(), st.integers(0, 5))
def test_the_same_seed_and_iterations_give_the_identical_plan(given_: Problem, seed: int) -> None:
    assert plan(given_, 100, seed=seed) == plan(given_, 100, seed=seed)


def crowd(jobs: int = 40, workers: int = 5) -> Problem:
    return problem(
        [job(f"j{n}", (n * 7) % 41, duration_s=(20 + n % 5 * 10) * MINUTE) for n in range(jobs)],
        [worker(f"w{n}", shift=shift(start_place=at(n * 9))) for n in range(workers)],
    )


def test_two_threads_give_the_identical_plan_each_time_and_no_worse_a_one() -> None:
    alone, twice = plan(crowd(), 2000), plan(crowd(), 2000, threads=2)
    again = plan(crowd(), 2000, threads=2)
    assert twice == again
    assert twice.cost <= alone.cost * 1.02
    assert twice.iterations == 4000


def test_a_search_stops_when_it_is_told_to() -> None:
    asked: list[int] = []

    def enough() -> bool:
        asked.append(1)
        return len(asked) > 2

    found = plan(crowd(), 10_000_000, stop=enough)
    assert found.stopped
    assert found.iterations < 10_000


def test_a_search_keeps_its_time_and_tells_how_far_it_is() -> None:
    told: list[Progress] = []
    found = EnginePlanner(STREET).schedule(crowd(), Limits(seconds=0.5, tell=told.append))
    assert breaches(crowd(), found, STREET) == []
    assert told[-1].seconds < 30
    assert [p.cost for p in told] == sorted((p.cost for p in told), reverse=True)
    assert told[-1].share == pytest.approx(1.0, abs=0.2)


def test_a_search_without_any_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="limit"):
        Limits()
    with pytest.raises(ValueError, match="threads"):
        Limits(seconds=1, threads=0)


def bookings(found: Schedule, hold: Hold = Hold.PUBLISHED) -> tuple[Booking, ...]:
    return tuple(
        Booking(v.job_id, d.worker_id, d.shift, v.start_s, hold)
        for d in found.days
        for v in d.visits
    )


def test_a_search_begins_with_the_current_plan_and_never_ends_worse() -> None:
    first = plan(crowd(), 2000)
    warm = problem(crowd().jobs, crowd().workers, bookings=bookings(first))
    assert plan(warm, 1).cost <= first.cost


def test_frozen_work_stays_as_it_was_when_the_rest_is_planned_again() -> None:
    first = plan(crowd(), 500)
    begun = {
        v.job_id: v.start_s for d in first.days for v in d.visits if v.start_s - v.travel_s < NOON
    }
    held = tuple(
        Booking(b.job_id, b.worker_id, b.shift, b.start_s,
                Hold.BEGUN if b.job_id in begun else Hold.PUBLISHED)
        for b in bookings(first)
    )  # fmt: skip
    later = problem([*crowd().jobs, job("new", 12)], crowd().workers, NOON, bookings=held)
    found = plan(later, 500)
    assert {j: starts(found)[j] for j in begun} == begun
    assert {j: who(found)[j] for j in begun} == {j: who(first)[j] for j in begun}


def test_a_dearer_stability_moves_fewer_jobs() -> None:
    first = {f"j{n}": f"w{n % 5}" for n in range(40)}
    held = tuple(Booking(j, w, 0, EIGHT + n * HOUR // 4) for n, (j, w) in enumerate(first.items()))

    def moved(price: int) -> int:
        again = problem(crowd().jobs, crowd().workers, bookings=held,
                        objective=Objective(moved=price))  # fmt: skip
        found = who(plan(again, 1500))
        return sum(found.get(j, w) != w for j, w in first.items())

    assert moved(100_000) < moved(600) < moved(1)


def test_whoever_cannot_take_a_job_hears_why() -> None:
    people = [
        worker("unskilled"),
        worker("expired", skills={"gas": Held(until_s=DAY)}),
        worker("away", skills={"gas": Held()}, absences=(Window(DAY, DAY + 86400),)),
        worker("bare", skills={"gas": Held()}, stock={}),
        worker("off", skills={"gas": Held()}, shifts=()),
        worker("full", skills={"gas": Held()}, max_jobs=0),
        worker("far", skills={"gas": Held()}, shift=shift(start_place=at(200), end_s=NOON)),
    ]
    found = plan(problem([job("j1", 1, skills={"gas": 1}, parts={"p": 1})], people))
    assert why(found, "j1") == {
        "unskilled": {"skill_missing"},
        "expired": {"skill_expired"},
        "away": {"on_leave"},
        "bare": {"parts_short"},
        "off": {"no_shift"},
        "full": {"max_jobs"},
        "far": {"no_travel_time"},
    }


def test_a_job_whose_window_is_over_says_so() -> None:
    found = plan(problem([job(windows=(Window(DAY, EIGHT),))], [worker()], NOON))
    assert why(found, "j1") == {"w1": {"window_closed"}}


def test_a_job_that_costs_more_than_it_brings_says_so() -> None:
    found = plan(problem([job(km=30, price=60)], [worker()]))
    assert why(found, "j1") == {"w1": {"too_dear"}}


def test_no_workers_and_no_jobs_make_an_empty_plan() -> None:
    assert plan(problem([], [worker()])).days == ()
    assert left(plan(problem([job()], []))) == {"j1"}
    assert plan(problem([], [])).cost == 0
