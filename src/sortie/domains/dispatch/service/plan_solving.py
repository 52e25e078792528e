"""A day through the planner, judged by the referee before anybody sees it. Runs in a thread."""

from dataclasses import dataclass, replace

from sortie.domains.dispatch.rules.day_plan import DayFacts, day_problem, travel_of
from sortie_routing import referee
from sortie_routing.problem import Problem, TravelTime
from sortie_routing.schedule import Schedule
from sortie_routing.solving import Limits

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Solved:
    """The problem as it was put, and the plan. `blocked` visits stay where they stand."""

    problem: Problem
    schedule: Schedule
    blocked: frozenset[str]


class UnsoundPlanError(RuntimeError):
    """The plan drops a visit that stands, or the referee found a broken rule: never shown."""


def solve(day: DayFacts, limits: Limits) -> Solved:
    """The best plan within the limits.

    A visit that stands against the rules (by hand, or since a shift changed) can't be planned
    with: it keeps its time and the rest is planned round it.

    Raises:
        UnsoundPlanError: no sound plan was found.
    """
    # Loading the compiler takes a second: only where a plan is made.
    from sortie_routing.engine.planner import EnginePlanner  # noqa: PLC0415  see above

    travel = travel_of(day.rule)
    engine = EnginePlanner(travel)
    standing = {str(v.id) for v in day.visits}
    first = replace(limits, seconds=None, iterations=1, tell=None)
    blocked: frozenset[str] = frozenset()
    for attempt in range(_TRIES):
        problem = day_problem(day, blocked)
        schedule = engine.schedule(problem, first)
        dropped = _dropped(schedule, standing)
        if not dropped and attempt < _TRIES - 1:
            schedule = engine.schedule(problem, limits)
            dropped = _dropped(schedule, standing)
        if not dropped:
            _judge(problem, schedule, travel)
            return Solved(problem, schedule, blocked)
        blocked |= dropped
    raise UnsoundPlanError("a visit that stands has no place")


def _dropped(schedule: Schedule, standing: set[str]) -> frozenset[str]:
    return frozenset(one.job_id for one in schedule.left if one.job_id in standing)


def _judge(problem: Problem, schedule: Schedule, travel: TravelTime) -> None:
    found = referee.breaches(problem, schedule, travel)
    if found:
        raise UnsoundPlanError("; ".join(f"{b.rule} {b.job_id}" for b in found[:5]))
