"""One new job into a running day."""

import time
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
    who,
    worker,
)

from sortie_routing.engine.board import Board
from sortie_routing.objective import Term
from sortie_routing.problem import Booking, Held, Hold, Problem, Window
from sortie_routing.referee import breaches

pytestmark = pytest.mark.timeout(900)


def full_day(workers: int = 200, visits: int = 10) -> Problem:
    people = [worker(f"w{n:03}", skills={"lift": Held(2)}, shift=shift(start_place=at(n % 17, n % 5)))
              for n in range(workers)]  # fmt: skip
    jobs = [job(f"s{n}-{k}", n % 17, duration_s=20 * MINUTE)
            for n in range(workers) for k in range(visits)]  # fmt: skip
    booked = tuple(
        Booking(f"s{n}-{k}", f"w{n:03}", 0, EIGHT + k * HOUR // 2, Hold.PUBLISHED)
        for n in range(workers)
        for k in range(visits)
    )
    return problem(jobs, people, bookings=booked)


def test_an_offer_taken_changes_the_plan_by_what_it_said() -> None:
    board = Board(full_day(6, 4), STREET)
    before = board.schedule()
    new = job("new", 9, skills={"lift": 1}, due_s=EIGHT + HOUR, windows=(Window(EIGHT, NOON),))
    offer = board.consider(new, top=3).offers[0]
    board.place(new, offer)
    after = board.schedule()
    assert who(after)["new"] == offer.worker_id
    assert after.cost - before.cost == offer.cost == sum(offer.terms.values())
    given = full_day(6, 4)
    assert breaches(replace(given, jobs=(*given.jobs, new)), after, STREET) == []


def test_offers_come_best_first_and_the_first_is_what_a_plan_would_do() -> None:
    given = full_day(6, 4)
    board = Board(given, STREET)
    new = job("new", 9)
    answer = board.consider(new, top=5, reasons=True)
    costs = [o.cost for o in answer.offers]
    assert costs == sorted(costs)
    assert len(costs) == 5
    held = tuple(replace(b, hold=Hold.PERSON) for b in given.bookings)
    whole = replace(given, jobs=(*given.jobs, new), bookings=held)
    assert plan(whole, 300).cost <= plan(replace(given, bookings=held), 300).cost + costs[0]


def test_who_gets_no_offer_hears_why() -> None:
    given = problem([], [worker("can", skills={"lift": Held()}), worker("cannot")])
    answer = Board(given, STREET).consider(job("new", skills={"lift": 1}), reasons=True)
    assert [o.worker_id for o in answer.offers] == ["can"]
    told = {e.worker_id: [x.reason.value for x in e.exclusions] for e in answer.excluded}
    assert told == {"cannot": ["skill_missing"]}


def test_asking_changes_nothing_and_the_same_question_has_the_same_answer() -> None:
    board = Board(full_day(6, 4), STREET)
    before = board.schedule()
    first = board.consider(job("new", 9))
    board.consider(job("other", 3))
    assert board.consider(job("new", 9)) == first
    assert board.schedule() == before


def test_a_late_offer_tells_its_lateness() -> None:
    given = problem([job("a", duration_s=2 * HOUR)], [worker()],
                    bookings=(Booking("a", "w1", 0, EIGHT, Hold.TIME),))  # fmt: skip
    offer = Board(given, STREET).consider(job("new", due_s=EIGHT + HOUR)).offers[0]
    assert offer.terms == {Term.LATE: HOUR}


def test_a_job_tied_to_others_is_refused() -> None:
    board = Board(full_day(2, 2), STREET)
    with pytest.raises(ValueError, match="tied"):
        board.consider(job("new", after=frozenset({"s0-0"})))


def test_a_full_board_asks_for_a_new_one() -> None:
    board = Board(problem([], [worker()]), STREET, spare=1)
    first = job("n1")
    board.place(first, board.consider(first).offers[0])
    with pytest.raises(ValueError, match="spare"):
        board.consider(job("n2"))


def test_one_job_into_200_days_of_10_takes_less_than_a_millisecond_or_so() -> None:
    board = Board(full_day(), STREET)
    new = [
        job(f"n{k}", k % 17, skills={"lift": 1}, windows=(Window(EIGHT, NOON),)) for k in range(20)
    ]
    took = []
    for one in new:
        began = time.perf_counter()
        board.consider(one)
        took.append(time.perf_counter() - began)
    # The bench measures it; this bound only catches a change of order on a busy machine.
    assert min(took) < 0.05
