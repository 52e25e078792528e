"""Small problems on a line: places are whole kilometres, a kilometre takes a minute."""

from dataclasses import dataclass
from typing import Any

from sortie_routing.engine.planner import EnginePlanner
from sortie_routing.problem import Job, Place, Problem, Shift, Worker
from sortie_routing.referee import breaches
from sortie_routing.schedule import Schedule
from sortie_routing.solving import Limits

MINUTE = 60
HOUR = 3600
DAY = 1_790_000_000 // 86400 * 86400
EIGHT, NOON, SIX_PM = DAY + 8 * HOUR, DAY + 12 * HOUR, DAY + 18 * HOUR


def at(km: float, side: float = 0.0) -> Place:
    return Place(km, side)


HOME = at(0)


@dataclass(frozen=True)
class Street:
    """Seconds by Manhattan distance: the triangle holds, and sums are whole."""

    seconds_per_km: int = MINUTE

    def seconds(self, a: Place, b: Place, speed_mps: float | None) -> int:
        way = abs(a.lon - b.lon) + abs(a.lat - b.lat)
        return round(way * self.seconds_per_km * (10.0 / speed_mps if speed_mps else 1.0))


STREET = Street()


def shift(**changes: Any) -> Shift:
    base: dict[str, Any] = {"start_s": EIGHT, "end_s": SIX_PM, "start_place": HOME}
    return Shift(**({"end_place": HOME} | base | changes))


def worker(name: str = "w1", **changes: Any) -> Worker:
    own = changes.pop("shift", None) or shift()
    return Worker(name, **({"shifts": (own,)} | changes))


def job(name: str = "j1", km: float = 0.0, **changes: Any) -> Job:
    base: dict[str, Any] = {"place": at(km), "duration_s": HOUR}
    return Job(name, **(base | changes))


def problem(jobs: Any, workers: Any, now_s: int = EIGHT, **changes: Any) -> Problem:
    return Problem(tuple(jobs), tuple(workers), now_s, **changes)


def plan(given: Problem, iterations: int = 300, *, seed: int = 0, **limits: Any) -> Schedule:
    """Solve, and let the referee look at it: no plan leaves here unjudged."""
    found = EnginePlanner(STREET).schedule(
        given, Limits(iterations=iterations, seed=seed, **limits)
    )
    assert breaches(given, found, STREET) == []
    return found


def who(schedule: Schedule) -> dict[str, str]:
    """Worker by job, of jobs that are visited."""
    return {v.job_id: d.worker_id for d in schedule.days for v in d.visits}


def starts(schedule: Schedule) -> dict[str, int]:
    return {v.job_id: v.start_s for d in schedule.days for v in d.visits}


def left(schedule: Schedule) -> set[str]:
    return {one.job_id for one in schedule.left}


def why(schedule: Schedule, job_id: str) -> dict[str, set[str]]:
    """Reasons by worker of a job left over."""
    one = next(x for x in schedule.left if x.job_id == job_id)
    return {e.worker_id: {x.reason.value for x in e.exclusions} for e in one.excluded}
