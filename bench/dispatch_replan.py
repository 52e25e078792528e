"""Re-planning a running day: gain by time, what moves, and that begun work stays.

As in the design's trial: the day of fs1000 at 10:30, everything begun or driven to is frozen, what
has arrived since is new.
"""

import os
import time
from dataclasses import replace

from bench import _place
from bench._instances import FOLDER, HOUR, Instance, field_job, field_service
from bench._report import Figure, publish
from sortie_routing.engine.planner import EnginePlanner
from sortie_routing.engine.warming import warm
from sortie_routing.objective import Objective, Term
from sortie_routing.problem import Booking, Hold, Problem, Window
from sortie_routing.referee import breaches
from sortie_routing.schedule import Schedule
from sortie_routing.solving import Limits

NOW_S = 10 * HOUR + HOUR // 2
NAME = os.environ.get("BENCH_DAY", "fs1000")
SEEDS = int(os.environ.get("BENCH_SEEDS", "3"))
FIRST_S = float(os.environ.get("BENCH_FIRST_SECONDS", "30"))
STEPS_S = (0.0, 3.0, 15.0)


def running_day(case: Instance, plan: Schedule, moved: int) -> Problem:
    """The problem at NOW_S, with `moved` the price of giving a job to somebody else."""
    bookings = []
    rested: dict[str, tuple[Window, ...]] = {}
    for day in plan.days:
        leave, until = day.depart_s, NOW_S
        for visit in day.visits:
            # Begun, or the way to it is.
            begun = leave <= NOW_S
            hold = Hold.BEGUN if begun else Hold.PUBLISHED
            bookings.append(Booking(visit.job_id, day.worker_id, day.shift, visit.start_s, hold))
            leave, until = visit.end_s, max(until, visit.start_s) if begun else until
        rested[day.worker_id] = tuple(r for r in day.rests if r.start_s <= until)
    arrived = [field_job(j) for j in case.raw["new_jobs"] if j["arrives_at"] <= NOW_S]
    left = {x.job_id for x in plan.left}
    return replace(
        case.problem,
        jobs=(*(j for j in case.problem.jobs if j.id not in left), *arrived),
        now_s=NOW_S,
        bookings=tuple(bookings),
        rested=rested,
        objective=Objective(moved=moved),
    )


def moved_jobs(problem: Problem, plan: Schedule) -> int:
    now = {v.job_id: d.worker_id for d in plan.days for v in d.visits}
    open_ = [b for b in problem.bookings if b.hold is Hold.PUBLISHED]
    return sum(now.get(b.job_id) != b.worker_id for b in open_)


def true_cost(plan: Schedule) -> int:
    """What the plan costs without the price of moving."""
    return plan.cost - plan.terms.get(Term.STABILITY, 0)


def measure() -> None:
    load = _place.load()
    warm()
    case = field_service(FOLDER / "fieldservice" / f"{NAME}.json", full=True)
    clock = time.process_time
    plan = EnginePlanner(case.travel).schedule(
        case.problem, Limits(seconds=FIRST_S, seed=1, clock=clock)
    )
    wrong = len(breaches(case.problem, plan, case.travel))
    default = Objective().moved
    costs: dict[float, list[int]] = {s: [] for s in STEPS_S}
    shares, frozen, notes = [], 0, []
    for moved in (0, 120, default):
        problem = running_day(case, plan, moved)
        open_ = sum(b.hold is Hold.PUBLISHED for b in problem.bookings)
        frozen = sum(b.hold is Hold.BEGUN for b in problem.bookings)
        for seed in range(SEEDS):
            for seconds in STEPS_S if moved == default else STEPS_S[-1:]:
                limits = Limits(seconds=seconds, seed=seed, clock=clock)
                found = EnginePlanner(case.travel).schedule(problem, limits)
                wrong += len(breaches(problem, found, case.travel))
                if moved == default:
                    costs[seconds].append(found.cost)
                if seconds == STEPS_S[-1]:
                    count = moved_jobs(problem, found)
                    notes.append(
                        f"moved {moved}: cost {true_cost(found)}, {count} of {open_} moved"
                    )
                    if moved == default:
                        shares.append(count / max(1, open_))
    mean = {s: sum(c) / len(c) for s, c in costs.items()}
    gain = mean[0.0] - mean[15.0]
    early = (mean[0.0] - mean[3.0]) / gain if gain else 1.0
    publish(
        "dispatch_replan",
        [
            Figure("share of the 15 s gain within 3 s", round(early * 100, 1), "%", 70,
                   better="higher"),
            Figure("open jobs moved at the default stability",
                   round(100 * sum(shares) / len(shares), 2), "%", 3),
            Figure("broken rules and frozen visits touched, by the referee", wrong, "", 0),
            Figure("cost by insertion alone", mean[0.0], "points"),
            Figure("cost after 15 s", mean[15.0], "points", peer=mean[0.0], peer_is="insertion"),
        ],
        load_before=load,
        notes=(f"{NAME} at 10:30: {frozen} visits frozen; CPU seconds, one thread", *notes),
    )  # fmt: skip


if __name__ == "__main__":
    measure()
