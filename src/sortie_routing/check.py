"""An independent judge of plans: it shares no code with the engine but the travel times."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sortie_routing.answer import Plan, Route
from sortie_routing.problem import Job, Problem, Stop, Window, Worker
from sortie_routing.travel import TravelTime


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule."""

    rule: str
    job_id: str
    worker_id: str


def violations(problem: Problem, plan: Plan, travel: TravelTime) -> list[Violation]:
    """Every hard rule the plan breaks; empty when it is sound.

    Existing stops are judged by their rules too, except against each other.
    """
    jobs = {job.id: job for job in problem.jobs}
    workers = {worker.id: worker for worker in problem.workers}
    seen = [s.job_id for r in plan.routes for s in r.stops if s.job_id in jobs]
    told = [a.job_id for a in plan.assignments]
    found = [Violation("counted once", j, "") for j in jobs if seen.count(j) + _out(plan, j) != 1]
    found += [Violation("told as built", j, "") for j in set(seen) ^ set(told)]
    for route in plan.routes:
        worker = workers[route.worker_id]
        found += _route(problem, worker, route, jobs, travel)
    return found


def _out(plan: Plan, job_id: str) -> int:
    return sum(1 for u in plan.unserved if u.job_id == job_id)


def _route(
    problem: Problem, worker: Worker, route: Route, jobs: dict[str, Job], travel: TravelTime
) -> Iterator[Violation]:
    shift = worker.shifts[route.shift]
    before = {s.job_id: s for s in worker.stops}
    rests = [*shift.breaks, *worker.absences]
    new = [s for s in route.stops if s.job_id in jobs]
    if worker.max_jobs is not None and new and len(route.stops) > worker.max_jobs:
        yield Violation("max jobs", "", worker.id)
    for stop in new:
        yield from _job(problem, worker, jobs[stop.job_id], stop)
        if not shift.start_s <= stop.start_s < stop.end_s <= shift.end_s:
            yield Violation("inside the shift", stop.job_id, worker.id)
        if any(
            stop.start_s < r.end_s and r.start_s < stop.end_s for r in rests if r.end_s > r.start_s
        ):
            yield Violation("not in a break", stop.job_id, worker.id)
    for stop in route.stops:
        old = before.get(stop.job_id)
        if old is not None and (stop.start_s < old.start_s or (old.pinned and stop != old)):
            yield Violation("pinned stays", stop.job_id, worker.id)
    for a, b in pairwise(route.stops):
        touched = a.job_id in jobs or b.job_id in jobs
        if touched and _still(a.end_s, b.start_s, rests) < travel.seconds(
            a.place, b.place, worker.speed_mps
        ):
            yield Violation("time to travel", b.job_id, worker.id)


def _still(start_s: int, end_s: int, rests: list[Window]) -> int:
    """Seconds between two moments that aren't rest, counted edge by edge."""
    edges = sorted({start_s, end_s, *(e for r in rests for e in (r.start_s, r.end_s))})
    return (
        sum(
            b - a
            for a, b in pairwise(edges)
            if start_s <= a
            and b <= end_s
            and not any(r.start_s <= a and b <= r.end_s for r in rests)
        )
        if end_s > start_s
        else end_s - start_s
    )


def _job(problem: Problem, worker: Worker, job: Job, stop: Stop) -> Iterator[Violation]:
    at = stop.start_s
    if at < max(problem.now_s, job.earliest_s) or at > job.latest_s:
        yield Violation("earliest and latest", job.id, worker.id)
    if job.windows and not any(w.start_s <= at < w.end_s for w in job.windows):
        yield Violation("window", job.id, worker.id)
    for skill, need in job.skills.items():
        held = worker.skills.get(skill)
        if held is None or held.level < need or not held.since_s <= at < held.until_s:
            yield Violation("skill", job.id, worker.id)
    for code in job.certificates:
        held = worker.certificates.get(code)
        if held is None or not held.since_s <= at < held.until_s:
            yield Violation("certificate", job.id, worker.id)
    if job.fixed_worker not in (None, worker.id) or worker.id in job.excluded:
        yield Violation("person", job.id, worker.id)
    if worker.areas is not None and job.areas is not None and not worker.areas & job.areas:
        yield Violation("area", job.id, worker.id)
