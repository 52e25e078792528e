import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sortie_routing.answer import Candidate, Ranking, Reason
from sortie_routing.check import violations
from sortie_routing.greedy import GreedySolver
from sortie_routing.insertion import rank
from sortie_routing.problem import (
    Held,
    Job,
    Place,
    Problem,
    Shift,
    Stop,
    Weights,
    Window,
    Worker,
)
from sortie_routing.travel import GreatCircleTravel, MatrixTravel

HOUR = 3600
DAY = 1_790_000_000 // 86400 * 86400
EIGHT, TWELVE, SIX_PM = DAY + 8 * HOUR, DAY + 12 * HOUR, DAY + 18 * HOUR
HERE = Place(120.15, 30.27)
NEAR = Place(120.16, 30.27)
FAR = Place(120.60, 30.27)
SHIFT = Shift(EIGHT, SIX_PM, HERE, breaks=(Window(TWELVE, TWELVE + HOUR),))


def worker(name: str = "w1", **changes: Any) -> Worker:
    return Worker(name, **({"shifts": (SHIFT,)} | changes))


def job(name: str = "j1", **changes: Any) -> Job:
    base: dict[str, Any] = {"place": HERE, "duration_s": HOUR}
    return Job(name, **(base | changes))


def ask(job: Job, *workers: Worker, now_s: int = EIGHT) -> Ranking:
    return rank(Problem((), workers, now_s), job)


def reasons(ranking: Ranking) -> list[tuple[str, dict[str, object]]]:
    return [(e.reason.value, dict(e.params)) for w in ranking.excluded for e in w.exclusions]


def only(ranking: Ranking) -> Candidate:
    assert len(ranking.candidates) == 1, ranking.excluded
    return ranking.candidates[0]


@pytest.mark.parametrize(
    ("needs", "has", "reason"),
    [
        ({"skills": {"lift": 2}}, {}, ("skill_missing", {"skill": "lift"})),
        (
            {"skills": {"lift": 3}},
            {"skills": {"lift": Held(2)}},
            ("skill_level", {"skill": "lift", "need": 3, "have": 2}),
        ),
        (
            {"skills": {"lift": 1}},
            {"skills": {"lift": Held(2, until_s=DAY)}},
            ("skill_expired", {"skill": "lift", "until_s": DAY}),
        ),
        ({"certificates": frozenset({"T"})}, {}, ("certificate_missing", {"certificate": "T"})),
        (
            {"certificates": frozenset({"T"})},
            {"certificates": {"T": Held(until_s=DAY)}},
            ("certificate_expired", {"certificate": "T", "until_s": DAY}),
        ),
        (
            {"certificates": frozenset({"T"}), "latest_s": SIX_PM},
            {"certificates": {"T": Held(since_s=SIX_PM + 1)}},
            ("certificate_not_yet", {"certificate": "T", "since_s": SIX_PM + 1}),
        ),
        ({"areas": frozenset({"north"})}, {"areas": frozenset({"south"})}, ("outside_area", {})),
        ({"excluded": frozenset({"w1"})}, {}, ("excluded", {})),
        ({"fixed_worker": "w2"}, {}, ("fixed_other", {"worker": "w2"})),
        ({}, {"shifts": ()}, ("no_shift", {})),
        ({"earliest_s": SIX_PM}, {}, ("no_shift", {})),
        (
            {},
            {"absences": (Window(DAY, DAY + 24 * HOUR),)},
            ("on_leave", {"start_s": EIGHT, "end_s": SIX_PM}),
        ),
        (
            {},
            {"stops": (Stop("a", HERE, TWELVE + HOUR, 600),), "max_jobs": 1},
            ("max_jobs", {"limit": 1}),
        ),
        (
            {"windows": (Window(EIGHT + HOUR, EIGHT + HOUR + 60),)},
            {"stops": (Stop("a", HERE, EIGHT, 2 * HOUR),)},
            ("overlap", {"job": "a"}),
        ),
        ({"duration_s": 6 * HOUR}, {}, ("overlap", {"job": ""})),
        (
            {"windows": (Window(EIGHT, EIGHT + 60),), "place": FAR},
            {},
            ("no_travel_time", {"duration_s": HOUR}),
        ),
    ],
    ids=lambda v: v[0] if isinstance(v, tuple) else "",
)
def test_every_hard_filter_tells_its_reason_and_what_it_is_about(
    needs: dict[str, Any], has: dict[str, Any], reason: tuple[str, dict[str, object]]
) -> None:
    answer = ask(job(**needs), worker(**has))
    assert not answer.candidates
    assert reasons(answer) == [reason]


def test_a_worker_lacking_three_things_hears_all_three() -> None:
    answer = ask(
        job(
            skills={"lift": 1, "gas": 1},
            certificates=frozenset({"T"}),
        ),
        worker(),
    )
    assert [code for code, _ in reasons(answer)] == [
        "skill_missing",
        "skill_missing",
        "certificate_missing",
    ]


def test_a_certificate_that_ends_tomorrow_allows_today_only() -> None:
    tomorrow = Shift(EIGHT + 24 * HOUR, SIX_PM + 24 * HOUR, HERE)
    licensed = worker(shifts=(SHIFT, tomorrow), certificates={"T": Held(until_s=DAY + 24 * HOUR)})
    wants = job(certificates=frozenset({"T"}))
    assert only(ask(wants, licensed)).shift == 0
    late = job(certificates=frozenset({"T"}), earliest_s=DAY + 24 * HOUR)
    assert reasons(ask(late, licensed))[0][0] == "certificate_expired"


def test_the_gap_between_two_jobs_is_used_with_the_way_to_and_fro() -> None:
    stops = (Stop("a", HERE, EIGHT, HOUR), Stop("b", HERE, EIGHT + 150 * 60, HOUR))
    found = only(ask(job(place=NEAR, latest_s=TWELVE - 1), worker(stops=stops)))
    way = GreatCircleTravel().seconds(HERE, NEAR, None)
    assert (found.position, found.arrive_s) == (1, EIGHT + HOUR + way)
    assert found.extra_travel_s == 2 * way
    assert found.end_s + way <= EIGHT + 150 * 60


def test_work_never_runs_into_the_break() -> None:
    found = only(ask(job(earliest_s=TWELVE - 600), worker()))
    assert found.start_s == TWELVE + HOUR


def test_travel_rests_during_the_break() -> None:
    stops = (Stop("a", HERE, EIGHT, 4 * HOUR - 100),)
    found = only(ask(job(place=NEAR), worker(stops=stops)))
    way = GreatCircleTravel().seconds(HERE, NEAR, None)
    assert found.arrive_s == TWELVE + HOUR + way - 100


def test_a_loose_stop_moves_for_a_new_job_and_a_pinned_one_does_not() -> None:
    urgent = job(windows=(Window(EIGHT, EIGHT + 60),))
    loose = Stop("a", HERE, EIGHT, HOUR, pinned=False, latest_s=EIGHT + 2 * HOUR)
    found = only(ask(urgent, worker(stops=(loose,))))
    assert found.moves == (("a", EIGHT + HOUR),)
    assert not ask(urgent, worker(stops=(Stop("a", HERE, EIGHT, HOUR),))).candidates


def test_the_way_home_counts_when_the_shift_has_an_end_place() -> None:
    home_far = Shift(EIGHT, EIGHT + HOUR + 600, HERE, end_place=FAR)
    assert reasons(ask(job(), worker(shifts=(home_far,))))[0][0] == "no_travel_time"


def test_now_counts_from_the_last_known_place_and_nothing_begins_before_it() -> None:
    now = EIGHT + 2 * HOUR
    found = only(ask(job(place=FAR), worker(position=FAR), now_s=now))
    assert (found.start_s, found.travel_s) == (now, 0)
    begun = Stop("a", HERE, EIGHT + HOUR, 2 * HOUR)
    found = only(ask(job(place=HERE), worker(stops=(begun,), position=FAR), now_s=now))
    assert (found.start_s, found.travel_s) == (EIGHT + 3 * HOUR, 0)


def test_the_nearer_worker_wins_and_every_line_of_the_score_is_shown() -> None:
    there = Shift(EIGHT, SIX_PM, FAR)
    answer = ask(job(due_s=EIGHT + HOUR), worker("far", shifts=(there,)), worker("near"))
    first, second = answer.candidates
    assert (first.worker_id, second.worker_id) == ("near", "far")
    assert first.score == pytest.approx(sum(p.contribution for p in first.parts))
    parts = {p.name: p for p in first.parts}
    assert parts["travel"].raw == 0
    assert parts["sla"].raw == HOUR
    assert sum(p.weight for p in first.parts) == pytest.approx(100)


def test_continuity_preference_and_a_fitting_level_raise_a_worker() -> None:
    skilled = {"skills": {"lift": Held(1)}}
    wants = job(skills={"lift": 1}, visits_by={"b": 2}, preferred=frozenset({"b"}))
    answer = ask(
        wants,
        worker("a", **skilled),
        worker("b", **skilled),
        worker("expert", skills={"lift": Held(5)}),
    )
    assert [c.worker_id for c in answer.candidates] == ["b", "a", "expert"]


def test_equal_workers_are_ordered_by_id_whatever_the_input_order() -> None:
    answer = ask(job(), worker("b"), worker("c"), worker("a"))
    assert [c.worker_id for c in answer.candidates] == ["a", "b", "c"]


def test_top_cuts_the_candidates_but_not_the_reasons() -> None:
    problem = Problem((), (worker("a"), worker("b"), worker("c", shifts=())), EIGHT)
    answer = rank(problem, job(), top=1)
    assert len(answer.candidates) == 1
    assert len(answer.excluded) == 1


def test_a_road_matrix_replaces_the_straight_line() -> None:
    matrix = MatrixTravel({("depot", "x"): 1234})
    place = Place(120.15, 30.27, "x")
    start = Shift(EIGHT, SIX_PM, Place(120.15, 30.27, "depot"))
    problem = Problem((), (worker(shifts=(start,)),), EIGHT)
    assert rank(problem, job(place=place), matrix).candidates[0].travel_s == 1234


def test_weights_and_durations_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        Weights(travel=-1)
    with pytest.raises(ValueError, match="weights"):
        Weights(0, 0, 0, 0, 0, 0, 0)
    with pytest.raises(ValueError, match="duration_s"):
        job(duration_s=0)


# --- plans ---------------------------------------------------------------------------------

places = st.builds(Place, st.floats(120.0, 120.3), st.floats(30.1, 30.4))
minutes = st.integers(0, 600)


def spans(lo: int, hi: int) -> st.SearchStrategy[Window]:
    return st.tuples(minutes, st.integers(lo, hi)).map(
        lambda t: Window(EIGHT + t[0] * 60, EIGHT + (t[0] + t[1]) * 60)
    )


held = st.builds(
    Held, st.integers(1, 3), until_s=st.sampled_from([DAY, EIGHT + 4 * HOUR, DAY + 9 * 86400])
)
names = st.sampled_from(["lift", "gas"])


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    workers = []
    for n in range(draw(st.integers(1, 4))):
        shift = Shift(
            EIGHT,
            draw(st.sampled_from([TWELVE, SIX_PM])),
            draw(places),
            draw(st.none() | places),
            tuple(draw(st.lists(spans(10, 60), max_size=2))),
        )
        stops, at = [], EIGHT
        for k in range(draw(st.integers(0, 3))):
            at += draw(st.integers(30, 120)) * 60
            pinned = draw(st.booleans())
            stops.append(Stop(f"old{n}-{k}", draw(places), at, 1800, pinned))
            at += 1800
        workers.append(
            worker(
                f"w{n}",
                shifts=(shift,),
                skills=draw(st.dictionaries(names, held, max_size=2)),
                certificates=draw(st.dictionaries(names, held, max_size=2)),
                areas=draw(st.none() | st.frozensets(st.sampled_from("ns"))),
                absences=tuple(draw(st.lists(spans(30, 200), max_size=1))),
                stops=tuple(stops),
                max_jobs=draw(st.none() | st.integers(1, 5)),
            )
        )
    jobs = [
        job(
            f"j{n}",
            place=draw(places),
            duration_s=draw(st.integers(5, 120)) * 60,
            windows=tuple(draw(st.lists(spans(15, 300), max_size=2))),
            latest_s=draw(st.sampled_from([EIGHT + 5 * HOUR, SIX_PM])),
            skills=draw(st.dictionaries(names, st.integers(1, 3), max_size=1)),
            certificates=draw(st.frozensets(names, max_size=1)),
            areas=draw(st.none() | st.frozensets(st.sampled_from("ns"))),
            priority=draw(st.integers(1, 3)),
            due_s=draw(st.none() | st.just(EIGHT + 3 * HOUR)),
        )
        for n in range(draw(st.integers(1, 8)))
    ]
    return Problem(tuple(jobs), tuple(workers), draw(st.sampled_from([DAY, EIGHT + HOUR])))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_no_plan_ever_breaks_a_hard_rule_and_every_job_is_accounted_for(problem: Problem) -> None:
    solver = GreedySolver()
    plan = solver.plan(problem)
    assert violations(problem, plan, solver.travel) == []
    assert plan == solver.plan(problem)
    for unserved in plan.unserved:
        assert len(unserved.excluded) == len(problem.workers)
        assert all(w.exclusions for w in unserved.excluded)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_a_ranking_names_every_worker_once(problem: Problem) -> None:
    answer = rank(problem, problem.jobs[0])
    named = [c.worker_id for c in answer.candidates] + [w.worker_id for w in answer.excluded]
    assert sorted(named) == sorted(w.id for w in problem.workers)
    assert all(0 <= c.score <= 100 + 1e-9 for c in answer.candidates)


def test_a_job_is_not_pushed_past_the_certificate_of_who_does_it() -> None:
    ends = {"T": Held(until_s=EIGHT + 1800)}
    first = job("a", certificates=frozenset({"T"}), priority=1)
    second = job("b", windows=(Window(EIGHT, EIGHT + 60),), priority=2)
    plan = GreedySolver().plan(Problem((first, second), (worker(certificates=ends),), EIGHT))
    assert [a.job_id for a in plan.assignments] == ["a"]
    assert [u.job_id for u in plan.unserved] == ["b"]


def test_the_judge_sees_a_planted_breach() -> None:
    wants = job(skills={"lift": 1})
    problem = Problem((wants,), (worker(skills={"lift": Held()}),), EIGHT)
    plan = GreedySolver().plan(problem)
    assert violations(problem, plan, GreatCircleTravel()) == []
    unskilled = Problem((wants,), (worker(),), EIGHT)
    assert [v.rule for v in violations(unskilled, plan, GreatCircleTravel())] == ["skill"]


def test_the_urgent_job_gets_the_last_gap() -> None:
    gap = (Window(EIGHT, EIGHT + 60),)
    jobs = (job("b", windows=gap, priority=1), job("a", windows=gap, priority=2))
    plan = GreedySolver().plan(Problem(jobs, (worker(),), EIGHT))
    assert [a.job_id for a in plan.assignments] == ["b"]
    assert plan.unserved[0].excluded[0].exclusions[0].reason is Reason.OVERLAP


def full_board(workers: int, stops: int) -> tuple[Worker, ...]:
    return tuple(
        worker(
            f"w{n:03}",
            skills={"lift": Held(2)},
            stops=tuple(
                Stop(f"s{n}-{k}", Place(120 + n % 17 / 50, 30 + k / 40), EIGHT + k * HOUR, 1500)
                for k in range(stops)
            ),
        )
        for n in range(workers)
    )


def test_one_job_into_200_workers_with_10_jobs_each_takes_milliseconds() -> None:
    problem = Problem((), full_board(200, 10), EIGHT)
    wants = job(place=Place(120.1, 30.1), duration_s=1200, skills={"lift": 1})
    rank(problem, wants)
    took = []
    for _ in range(5):
        started = time.perf_counter()
        rank(problem, wants, top=5)
        took.append(time.perf_counter() - started)
    # Measured about 9 ms here; the bound leaves room for a busy machine.
    assert min(took) < 0.1
