"""One new job into 200 people with 10 visits each, and a first plan of 2,000 jobs.

The peer is the goal of the design: 0.5 ms for the question, 0.5 s for the plan. Times are CPU time
of the asking thread: others share the machine.
"""

import os
import random
import time

from bench import _place
from bench._instances import FOLDER, HOUR, field_job, field_service
from bench._report import Figure, percentile, publish
from sortie_routing.engine.board import Board
from sortie_routing.engine.compiling import compiled
from sortie_routing.engine.planner import EnginePlanner
from sortie_routing.engine.reading import read
from sortie_routing.engine.searching import build, fresh_state
from sortie_routing.engine.warming import warm
from sortie_routing.problem import Booking, Held, Job, Pause, Place, Problem, Shift, Window, Worker
from sortie_routing.referee import breaches
from sortie_routing.schedule import Schedule
from sortie_routing.solving import Limits
from sortie_routing.travel import GreatCircleTravel

QUESTIONS = int(os.environ.get("BENCH_QUESTIONS", "2000"))
SEED = int(os.environ.get("BENCH_SEED", "1"))
SKILLS = ("lift", "gas", "power", "water")


def town(dice: random.Random) -> Place:
    return Place(120.0 + dice.random() * 0.4, 30.1 + dice.random() * 0.3)


def new_job(dice: random.Random, name: str) -> Job:
    opens = dice.choice([8, 9, 10, 13, 14]) * HOUR
    return Job(
        name,
        town(dice),
        dice.choice([20, 30, 40]) * 60,
        windows=(Window(opens, opens + 4 * HOUR),),
        due_s=opens + 3 * HOUR,
        skills={dice.choice(SKILLS): dice.randint(1, 2)},
        certificates=frozenset({"T"} if dice.random() < 0.2 else ()),
        priority=dice.randint(1, 5),
    )


def day_of_200(dice: random.Random) -> Problem:
    """Skills, certificates, lunch, overtime, limits on jobs; ten visits each, as planned."""
    lunch = Pause(Window(11 * HOUR, 13 * HOUR), 45 * 60)
    workers = []
    for n in range(200):
        home = town(dice)
        shift = Shift(8 * HOUR, 18 * HOUR, home, home, pauses=(lunch,), overtime_s=HOUR)
        skills = {s: Held(dice.randint(1, 3)) for s in dice.sample(SKILLS, 3)}
        certificates = {"T": Held()} if dice.random() < 0.5 else {}
        workers.append(
            Worker(f"w{n}", (shift,), skills=skills, certificates=certificates, max_jobs=14)
        )
    jobs = tuple(new_job(dice, f"j{n}") for n in range(2000))
    return Problem(jobs, tuple(workers), 0)


def booked(problem: Problem, plan: Schedule) -> Problem:
    """The problem with the plan's visits as its bookings, without what was left over."""
    visits = {v.job_id for d in plan.days for v in d.visits}
    bookings = tuple(
        Booking(v.job_id, d.worker_id, d.shift, v.start_s) for d in plan.days for v in d.visits
    )
    jobs = tuple(j for j in problem.jobs if j.id in visits)
    return Problem(jobs, problem.workers, 0, bookings=bookings)


def ask(problem: Problem, dice: random.Random) -> tuple[list[float], list[float]]:
    """(milliseconds a question with top-5, with the reasons of everybody else)."""
    board = Board(problem, GreatCircleTravel())
    quick, told = [], []
    for n in range(QUESTIONS):
        job = new_job(dice, f"new{n}")
        began = time.thread_time()
        board.consider(job, top=5)
        quick.append((time.thread_time() - began) * 1e3)
        if n % 10 == 0:
            began = time.thread_time()
            board.consider(job, top=5, reasons=True)
            told.append((time.thread_time() - began) * 1e3)
    return quick, told


def first_plans() -> tuple[float, float, int]:
    """(seconds to a plan of fs2000, its cost, breaches), compiling the arrays included."""
    path = FOLDER / "fieldservice" / "fs2000.json"
    if not path.exists():
        return 0.0, 0.0, 0
    case = field_service(path, full=True)
    began = time.thread_time()
    made = compiled(case.problem, case.travel)
    state = fresh_state(made.given, SEED)
    build(made.given, state)
    took = time.thread_time() - began
    plan = read(made, state)
    return took, plan.cost, len(breaches(case.problem, plan, case.travel))


def into_instance() -> list[float]:
    """Milliseconds a question: the day's own arrivals into the plan of fs1000."""
    path = FOLDER / "fieldservice" / "fs1000.json"
    if not path.exists():
        return []
    case = field_service(path, full=True)
    plan = EnginePlanner(case.travel).schedule(case.problem, Limits(iterations=2000, seed=SEED))
    board = Board(booked(case.problem, plan), case.travel, spare=64)
    took = []
    for raw in case.raw["new_jobs"]:
        job = field_job(raw)
        began = time.thread_time()
        board.consider(job, top=5)
        took.append((time.thread_time() - began) * 1e3)
    return took


def measure() -> None:
    load, dice = _place.load(), random.Random(SEED)
    warm()
    problem = day_of_200(dice)
    plan = EnginePlanner().schedule(problem, Limits(iterations=3000, seed=SEED))
    wrong = len(breaches(problem, plan, GreatCircleTravel()))
    full = booked(problem, plan)
    quick, told = ask(full, dice)
    arrivals = into_instance()
    took, cost, more = first_plans()
    publish(
        "dispatch_one",
        [
            Figure("one job into 200 × 10, top-5, p99", round(percentile(quick, 99), 3), "ms", 0.5),
            Figure("one job into 200 × 10, top-5, median", round(percentile(quick, 50), 3), "ms"),
            Figure("the same with every reason, p99", round(percentile(told, 99), 2), "ms", 20),
            Figure("a day's arrivals into fs1000, p99",
                   round(percentile(arrivals, 99), 3) if arrivals else 0.0, "ms", 0.5),
            Figure("a feasible plan of fs2000", round(took, 3), "s", 0.5),
            Figure("broken rules, by the referee", wrong + more, "", 0),
        ],
        load_before=load,
        notes=(f"{len(full.jobs)} visits in the day; plan of fs2000 costs {cost:g}; seed {SEED}",),
    )  # fmt: skip


if __name__ == "__main__":
    measure()
