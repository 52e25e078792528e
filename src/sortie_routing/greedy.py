"""Many jobs at once: regret insertion. The first `Solver`; stronger ones come behind the same door.

Source: Potvin & Rousseau, "A parallel route building algorithm for the vehicle routing and
scheduling problem with time windows", EJOR 66(3), 1993.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sortie_routing.answer import (
    Assignment,
    Candidate,
    ExcludedWorker,
    Exclusion,
    Plan,
    Route,
    Unserved,
)
from sortie_routing.insertion import best_in_routes, order, why_no_time
from sortie_routing.problem import Job, Problem, Stop, Window
from sortie_routing.qualify import job_spans, qualified_spans
from sortie_routing.routes import DayRoute, build_routes
from sortie_routing.timing import Spans
from sortie_routing.travel import GreatCircleTravel, TravelTime


class Solver(Protocol):
    """Makes a plan. The same problem, seed and iterations give the identical plan."""

    def plan(self, problem: Problem, *, seed: int = 0, iterations: int = 0) -> Plan:
        """Pinned stops stay; every job is in the plan's assignments or in its unserved."""
        ...


@dataclass(frozen=True, slots=True)
class GreedySolver:
    """Regret insertion, deterministic without a seed.

    The most urgent priority first; within it the job that loses most by waiting (best score less
    the second worker's best), then the one with the fewest workers, then by id.
    """

    travel: TravelTime = field(default_factory=GreatCircleTravel)

    def plan(self, problem: Problem, *, seed: int = 0, iterations: int = 0) -> Plan:
        """Insert until nothing fits. About jobs² × stops a worker; 200 jobs for 30 workers take 2 s."""
        del seed, iterations  # one pass, nothing random
        board = _Board(problem, self.travel)
        while board.waiting:
            job, candidate = board.choose()
            if candidate is None:
                break
            board.place(job, candidate)
        return board.plan()


class _Board:
    """The routes being built and, for each waiting job, the best place at each worker."""

    def __init__(self, problem: Problem, travel: TravelTime) -> None:
        self.problem, self.travel = problem, travel
        self.routes: dict[str, list[DayRoute]] = {
            w.id: build_routes(w, problem.now_s) for w in problem.workers
        }
        self.waiting: dict[str, Job] = {job.id: job for job in problem.jobs}
        if len(self.waiting) != len(problem.jobs):
            raise ValueError("two jobs bear the same id")
        self.allowed: dict[str, dict[str, Spans]] = {}
        self.out: dict[str, dict[str, tuple[Exclusion, ...]]] = {}
        self.best: dict[str, dict[str, Candidate]] = {}
        self.assignments: list[Assignment] = []
        for job in problem.jobs:
            self._look_at(job)

    def _look_at(self, job: Job) -> None:
        spans = job_spans(job, self.problem.now_s)
        allowed: dict[str, Spans] = {}
        out: dict[str, tuple[Exclusion, ...]] = {}
        for worker in self.problem.workers:
            mine, reasons = qualified_spans(job, worker, spans)
            if reasons:
                out[worker.id] = tuple(reasons)
            else:
                allowed[worker.id] = mine
        self.allowed[job.id], self.out[job.id] = allowed, out
        self.best[job.id] = {}
        for worker_id in allowed:
            self._update(job, worker_id)

    def _update(self, job: Job, worker_id: str) -> None:
        routes, allowed = self.routes[worker_id], self.allowed[job.id][worker_id]
        found = best_in_routes(job, routes, allowed, self.problem.weights, self.travel)
        if found is None:
            self.best[job.id].pop(worker_id, None)
        else:
            self.best[job.id][worker_id] = found

    def choose(self) -> tuple[Job, Candidate | None]:
        """The job to place now and where; no candidate when nothing fits any more."""
        best_key: tuple[int, float, int, str] | None = None
        chosen: tuple[Job, Candidate | None] = (next(iter(self.waiting.values())), None)
        for job in self.waiting.values():
            found: Mapping[str, Candidate] = self.best[job.id]
            if not found:
                continue
            first, *rest = sorted(found.values(), key=order)[:2]
            regret = first.score - rest[0].score if rest else 1000.0
            key = (job.priority, -round(regret, 6), len(found), job.id)
            if best_key is None or key < best_key:
                best_key, chosen = key, (job, first)
        return chosen

    def place(self, job: Job, candidate: Candidate) -> None:
        """Put the job in and look again at what its worker can still take."""
        routes = self.routes[candidate.worker_id]
        route = next(r for r in routes if r.shift == candidate.shift)
        stop = Stop(
            job.id,
            job.place,
            candidate.start_s,
            job.duration_s,
            pinned=False,
            # Not the job's own windows: a later move mustn't carry it past this worker's
            # certificate either.
            windows=tuple(Window(a, b) for a, b in self.allowed[job.id][candidate.worker_id]),
        )
        route.insert(candidate.position, stop, candidate.moves)
        self.assignments.append(Assignment(job.id, candidate))
        del self.waiting[job.id]
        for other in self.waiting.values():
            if candidate.worker_id in self.allowed[other.id]:
                self._update(other, candidate.worker_id)

    def plan(self) -> Plan:
        """What has been built."""
        routes = tuple(
            Route(worker.id, route.shift, tuple(route.stops))
            for worker in self.problem.workers
            for route in self.routes[worker.id]
        )
        unserved = tuple(self._unserved(job) for job in self.waiting.values())
        return Plan(tuple(self.assignments), routes, unserved)

    def _unserved(self, job: Job) -> Unserved:
        excluded = []
        for worker in self.problem.workers:
            reasons = self.out[job.id].get(worker.id)
            if reasons is None:
                allowed = self.allowed[job.id][worker.id]
                reasons = (why_no_time(job, worker, self.routes[worker.id], allowed),)
            excluded.append(ExcludedWorker(worker.id, reasons))
        return Unserved(job.id, tuple(excluded))
