"""Every kind of constraint, with and without: the claim holds with it and fails without it."""

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
    SIX_PM,
    STREET,
    Street,
    at,
    job,
    left,
    plan,
    problem,
    shift,
    starts,
    who,
    worker,
)

from sortie_routing.objective import Objective, Term
from sortie_routing.problem import Booking, Held, Hold, Pause, Place, Problem, Window
from sortie_routing.schedule import Schedule

pytestmark = pytest.mark.timeout(900)

type Claim = Callable[[Schedule], bool]
CASES: dict[str, tuple[Problem, Problem, Claim]] = {}


def case(name: str, bound: Problem, free: Problem, claim: Claim) -> None:
    CASES[name] = (bound, free, claim)


def by_job(name: str, claim: Claim, workers: Any = None, km: float = 1, **constraint: Any) -> None:
    """One job with a constraint against the same job without it."""
    people = workers or [worker("near", shift=shift(start_place=at(1), end_place=at(1))),
                         worker("far", shift=shift(start_place=at(60), end_place=at(60)))]  # fmt: skip
    case(name, problem([job(km=km, **constraint)], people), problem([job(km=km)], people), claim)


def goes_far(schedule: Schedule) -> bool:
    return who(schedule) == {"j1": "far"}


def is_left(schedule: Schedule) -> bool:
    return left(schedule) == {"j1"}


def skilled(**held: Any) -> list[Any]:
    near = worker("near", shift=shift(start_place=at(1), end_place=at(1)))
    far = worker("far", shift=shift(start_place=at(60), end_place=at(60)), **held)
    return [near, far]


by_job("a skill", goes_far, skilled(skills={"lift": Held(2)}), skills={"lift": 2})
by_job("a level", is_left, skilled(skills={"lift": Held(2)}), skills={"lift": 3})
by_job(
    "a certificate on the day",
    is_left,
    skilled(certificates={"T": Held(until_s=DAY)}),
    certificates=frozenset({"T"}),
)
by_job(
    "a certificate",
    goes_far,
    skilled(certificates={"T": Held(until_s=DAY + 86400)}),
    certificates=frozenset({"T"}),
)
by_job("an excluded person", goes_far, excluded=frozenset({"near"}))
by_job("a required person", goes_far, fixed_worker="far")
by_job("a preferred person", goes_far, preferred=frozenset({"far"}), km=30)
by_job(
    "a wished skill", goes_far, skilled(skills={"x": Held()}), wished_skills=frozenset({"x"}), km=30
)
by_job("a window", lambda s: starts(s)["j1"] == NOON, windows=(Window(NOON, NOON + 60),))
by_job(
    "the second window",
    lambda s: starts(s)["j1"] == NOON,
    windows=(Window(DAY, EIGHT), Window(NOON, SIX_PM)),
)
by_job("an earliest day", is_left, earliest_s=DAY + 86400)
by_job("a latest day", is_left, latest_s=EIGHT - 1)
by_job("parts", goes_far, [*skilled(stock={"pump": 1})[1:],
    worker("near", shift=shift(start_place=at(1), end_place=at(1)), stock={})], parts={"pump": 1})  # fmt: skip
by_job("a reward below the way", is_left, price=30, km=9)

_one = worker()
case(
    "areas",
    problem([job(areas=frozenset({"n"}))], [worker(areas=frozenset({"s"}))]),
    problem([job(areas=frozenset({"n"}))], [worker(areas=frozenset({"n"}))]),
    is_left,
)
case(
    "priority",
    problem(
        [job("a", duration_s=9 * HOUR, priority=3), job("j1", duration_s=9 * HOUR, priority=5)],
        [_one],
    ),
    problem(
        [job("a", duration_s=9 * HOUR, priority=3), job("j1", duration_s=9 * HOUR, priority=1)],
        [_one],
    ),
    is_left,
)
case(
    "a VIP",
    problem([job("a", duration_s=9 * HOUR, vip=True), job("j1", duration_s=9 * HOUR)], [_one]),
    problem([job("a", duration_s=9 * HOUR, price=1), job("j1", duration_s=9 * HOUR)], [_one]),
    is_left,
)
case(
    "the SLA's due time",
    problem([job("j1", 20, due_s=EIGHT + 20 * MINUTE), job("j2", 1)], [_one]),
    problem([job("j1", 20), job("j2", 1, due_s=EIGHT + MINUTE)], [_one]),
    lambda s: starts(s)["j1"] < starts(s)["j2"],
)
case(
    "max jobs",
    problem([job("j1"), job("j2")], [worker(max_jobs=1)]),
    problem([job("j1"), job("j2")], [worker(max_jobs=2)]),
    lambda s: len(left(s)) == 1,
)
case(
    "max travel",
    problem([job("j1", 40)], [worker(shift=shift(max_travel_s=79 * MINUTE))]),
    problem([job("j1", 40)], [worker(shift=shift(max_travel_s=80 * MINUTE))]),
    is_left,
)
case(
    "the shift's end",
    problem([job("j1", duration_s=11 * HOUR)], [_one]),
    problem([job("j1", duration_s=10 * HOUR)], [_one]),
    is_left,
)
case(
    "overtime is allowed",
    problem([job("j1", duration_s=11 * HOUR, priority=2)], [worker(shift=shift(overtime_s=HOUR))]),
    problem([job("j1", duration_s=11 * HOUR, priority=2)], [_one]),
    lambda s: who(s) == {"j1": "w1"} and s.terms["overtime"] == 3 * HOUR,
)
case(
    "the price of overtime",
    problem([job("j1", duration_s=11 * HOUR, priority=2)], [worker(shift=shift(overtime_s=HOUR))],
            objective=Objective(overtime_per_s=10)),
    problem([job("j1", duration_s=11 * HOUR, priority=2)], [worker(shift=shift(overtime_s=HOUR))]),
    is_left,
)  # fmt: skip
case(
    "a pause in its window",
    problem([job("j1", duration_s=4 * HOUR), job("j2", duration_s=4 * HOUR)],
            [worker(shift=shift(pauses=(Pause(Window(NOON - HOUR, NOON + HOUR), HOUR),)))]),
    problem([job("j1", duration_s=4 * HOUR), job("j2", duration_s=4 * HOUR)], [_one]),
    lambda s: sorted(starts(s).values()) == [EIGHT, NOON + HOUR],
)  # fmt: skip
case(
    "two pauses",
    problem([job(f"j{n}", duration_s=3 * HOUR) for n in range(3)],
            [worker(shift=shift(pauses=(Pause(Window(EIGHT + 2 * HOUR, EIGHT + 4 * HOUR), HOUR),
                                        Pause(Window(EIGHT + 6 * HOUR, EIGHT + 8 * HOUR), HOUR))))]),
    problem([job(f"j{n}", duration_s=3 * HOUR) for n in range(3)], [_one]),
    lambda s: len(left(s)) == 1,
)  # fmt: skip
case(
    "a break at a fixed time",
    problem(
        [job("j1", duration_s=5 * HOUR)], [worker(shift=shift(breaks=(Window(NOON, NOON + HOUR),)))]
    ),
    problem([job("j1", duration_s=5 * HOUR)], [_one]),
    lambda s: starts(s).get("j1") == NOON + HOUR,
)
case(
    "leave",
    problem([job("j1")], [worker(absences=(Window(DAY, NOON),))]),
    problem([job("j1")], [_one]),
    lambda s: starts(s)["j1"] == NOON,
)
case(
    "speed",
    problem([job("j1", 30)], [worker(speed_mps=5.0)]),
    problem([job("j1", 30)], [worker(speed_mps=10.0)]),
    lambda s: s.terms["travel"] == 120 * MINUTE,
)
case(
    "an own travel model",
    problem([job("j1", 60)], [worker(travel=Street(30))]),
    problem([job("j1", 60)], [_one]),
    lambda s: s.terms["travel"] == HOUR,
)
case(
    "a depot to begin at",
    problem([job("j1", 60)], [worker(shift=shift(start_place=at(60)))]),
    problem([job("j1", 60)], [_one]),
    lambda s: starts(s)["j1"] == EIGHT,
)
case(
    "an open end",
    problem([job("j1", 60)], [worker(shift=shift(end_place=None))]),
    problem([job("j1", 60)], [_one]),
    lambda s: s.terms["travel"] == HOUR,
)
case(
    "set-up once at one address",
    problem([job("j1", 1, setup_s=HOUR), job("j2", 1, setup_s=HOUR)], [_one]),
    problem([job("j1", 1, setup_s=HOUR), job("j2", 2, setup_s=HOUR)], [_one]),
    lambda s: sum(v.end_s - v.start_s for d in s.days for v in d.visits) == 3 * HOUR,
)
case(
    "capacity",
    problem([job("j1", load={"kg": 6}), job("j2", load={"kg": 6})], [worker(capacity={"kg": 10})]),
    problem([job("j1", load={"kg": 6}), job("j2", load={"kg": 6})], [worker(capacity={"kg": 12})]),
    lambda s: len(left(s)) == 1,
)
case(
    "the stock is used up",
    problem([job("j1", parts={"p": 2}), job("j2", parts={"p": 2})], [worker(stock={"p": 3})]),
    problem([job("j1", parts={"p": 2}), job("j2", parts={"p": 2})], [worker(stock={"p": 4})]),
    lambda s: len(left(s)) == 1,
)
_pair = [job("p", 30, load={"kg": 1}), job("d", 5, delivers="p", load={"kg": -1})]
case(
    "a pick-up before its delivery",
    problem([_pair[0], replace(_pair[1], due_s=EIGHT + 5 * MINUTE)], [_one]),
    problem([_pair[0], job("d", 5, due_s=EIGHT + 5 * MINUTE)], [_one]),
    lambda s: starts(s)["p"] < starts(s)["d"],
)
_both = [job(f"p{n}", 10 + n, load={"kg": 6}) for n in range(2)]
_both += [job(f"d{n}", 30 + n, delivers=f"p{n}", load={"kg": -6}) for n in range(2)]
case(
    "room on the vehicle",
    problem(_both, [worker(capacity={"kg": 10})]),
    problem(_both, [worker(capacity={"kg": 12})]),
    lambda s: max(starts(s)[p] for p in ("p0", "p1")) > min(starts(s)[d] for d in ("d0", "d1")),
)
_two = [worker("a"), worker("b", shift=shift(start_place=at(5), end_place=at(5)))]
case(
    "one after the other, whoever does them",
    problem([job("j1", 0, after=frozenset({"j2"})), job("j2", 5)], _two),
    problem([job("j1", 0), job("j2", 5)], _two),
    lambda s: starts(s)["j1"] >= starts(s)["j2"] + HOUR,
)
case(
    "what must come first has no place",
    problem([job("j1", after=frozenset({"x"})), job("x", duration_s=20 * HOUR)], [_one]),
    problem([job("j1"), job("x", duration_s=20 * HOUR)], [_one]),
    lambda s: left(s) == {"j1", "x"},
)
case(
    "one person for all visits",
    problem([job("j1", 0, same_worker="k"), job("j2", 5, same_worker="k")], _two),
    problem([job("j1", 0), job("j2", 5)], _two),
    lambda s: len(set(who(s).values())) == 1,
)
case(
    "a forbidden pair",
    problem([job("j1", 0, apart_from=frozenset({"j2"})), job("j2", 0)], _two),
    problem([job("j1", 0), job("j2", 0)], _two),
    lambda s: len(set(who(s).values())) == 2,
)
case(
    "a crew of two at once",
    problem([job("j1", 2, crew=2), job("j2", 1)], _two),
    problem([job("j1", 2), job("j2", 1)], _two),
    lambda s: sum(v.job_id == "j1" for d in s.days for v in d.visits) == 2,
)
case(
    "a crew needs two people",
    problem([job("j1", crew=2)], [_one]),
    problem([job("j1")], [_one]),
    is_left,
)
case(
    "a person held by hand",
    problem([job("j1", 5)], _two, bookings=(Booking("j1", "a", 0, NOON, Hold.PERSON),)),
    problem(
        [job("j1", 5)], _two, bookings=(Booking("j1", "a", 0, NOON),), objective=Objective(moved=0)
    ),
    lambda s: who(s) == {"j1": "a"},
)
case(
    "a time held by hand",
    problem([job("j1", 5)], _two, bookings=(Booking("j1", "a", 0, NOON + 7, Hold.TIME),)),
    problem([job("j1", 5)], _two, bookings=(Booking("j1", "a", 0, NOON + 7),)),
    lambda s: starts(s)["j1"] == NOON + 7,
)
case(
    "work under way",
    problem([job("j1", 5), job("j2", 6)], [_one], now_s=NOON,
            bookings=(Booking("j1", "w1", 0, NOON - MINUTE, Hold.BEGUN),)),
    problem([job("j1", 5), job("j2", 6)], [_one], now_s=NOON),
    lambda s: starts(s) == {"j1": NOON - MINUTE, "j2": NOON + HOUR},
)  # fmt: skip
case(
    "stability",
    problem([job("j1", 5)], _two, bookings=(Booking("j1", "a", 0, EIGHT),)),
    problem(
        [job("j1", 5)],
        _two,
        bookings=(Booking("j1", "a", 0, EIGHT),),
        objective=Objective(moved=10),
    ),
    lambda s: who(s) == {"j1": "a"},
)
case(
    "fair shares",
    problem([job(f"j{n}", 0) for n in range(4)], _two, objective=Objective(unfair_per_s=1)),
    problem([job(f"j{n}", 0) for n in range(4)], _two),
    lambda s: sorted(len(d.visits) for d in s.days) == [2, 2],
)
case(
    "the price of calling somebody in",
    problem([job("j1", 0), job("j2", 5)], _two, objective=Objective(use_worker=HOUR)),
    problem([job("j1", 0), job("j2", 5)], _two),
    lambda s: len(s.days) == 1,
)
case(
    "ranks: late counts before travel",
    problem([job("j1", 20, due_s=EIGHT + 20 * MINUTE, late_price=0), job("j2", 1, due_s=EIGHT + MINUTE)],
            [_one]),
    problem([job("j1", 20, due_s=EIGHT + 20 * MINUTE), job("j2", 1)], [_one]),
    lambda s: starts(s)["j2"] < starts(s)["j1"],
)  # fmt: skip
_days = worker(shifts=(shift(), shift(start_s=EIGHT + 86400, end_s=SIX_PM + 86400)))
case(
    "the next day",
    problem([job("j1", duration_s=9 * HOUR), job("j2", duration_s=9 * HOUR)], [_days]),
    problem([job("j1", duration_s=9 * HOUR), job("j2", duration_s=9 * HOUR)], [_one]),
    lambda s: len(s.days) == 2,
)


@pytest.mark.parametrize("name", CASES)
def test_a_constraint_changes_the_plan(name: str) -> None:
    bound, free, claim = CASES[name]
    assert claim(plan(bound)), "with the constraint"
    assert not claim(plan(free)), "without it"


def test_prices_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="prices"):
        Objective(travel_per_s=-1)
    with pytest.raises(ValueError, match="price"):
        Objective(unserved={})


def test_ranked_terms_outweigh_all_that_follow() -> None:
    dear = problem([job("j1", 40)], [worker()], objective=Objective(travel_per_s=10))
    assert left(plan(dear)) == {"j1"}
    ranked = Objective(travel_per_s=10, ranks=(Term.UNSERVED, Term.LATE))
    assert who(plan(replace(dear, objective=ranked))) == {"j1": "w1"}


def test_a_place_is_known_by_itself_not_by_its_name() -> None:
    assert STREET.seconds(Place(1, 0), Place(3, 0), None) == 2 * MINUTE
