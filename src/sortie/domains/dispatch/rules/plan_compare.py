"""A day as it stands beside the day as proposed: what would move, what it gains, whom it affects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sortie.domains.dispatch.rules.day_plan import DayFacts, travel_of
from sortie.domains.dispatch.rules.matching import UNKNOWN, instant, seconds
from sortie_routing.answer import ExcludedWorker
from sortie_routing.problem import Place, Problem
from sortie_routing.schedule import Schedule
from sortie_routing.travel import GreatCircleTravel

_PEOPLE_KEPT = 5
_REASONS_KEPT = 5
LEFT_KEPT = 100
"""Orders left over that are told of one by one: a record's JSON has its bounds."""


@dataclass(frozen=True, slots=True)
class _Slot:
    at_s: int
    place: Place
    due_s: int | None


def moves_of(day: DayFacts, schedule: Schedule) -> list[dict[str, Any]]:
    """What would change, by beginning: `{kind, order, visit, from, from_start, engineer, start, end}`.

    `kind` is assign (an order that waited), move (another time) or hand_over (another person too).
    """
    orders = {str(o.facts.id) for o in day.orders}
    visits = {str(v.id): v for v in day.visits}
    found: list[dict[str, Any]] = []
    for one in schedule.days:
        for visit in one.visits:
            to = {"engineer": one.worker_id, "start": instant(visit.start_s).isoformat(),
                  "end": instant(visit.end_s).isoformat(), "travel_s": visit.travel_s}  # fmt: skip
            if visit.job_id in orders:
                found.append({"kind": "assign", "order": visit.job_id, "visit": None,
                              "from": None, "from_start": None} | to)  # fmt: skip
                continue
            old = visits[visit.job_id]
            same = str(old.engineer) == one.worker_id
            if same and seconds(old.start) == visit.start_s:
                continue
            found.append({"kind": "move" if same else "hand_over", "order": str(old.facts.id),
                          "visit": str(old.id), "from": str(old.engineer),
                          "from_start": old.start.isoformat()} | to)  # fmt: skip
    return sorted(found, key=lambda m: (m["start"], m["order"]))


def numbers_of(
    day: DayFacts, problem: Problem, schedule: Schedule, moves: list[dict[str, Any]]
) -> dict[str, Any]:
    """`{today, proposed}`, each `{unserved, late, late_s, travel_s, travel_m}`, and what moves."""
    waiting = {str(o.facts.id) for o in day.orders}
    left = sum(one.job_id in waiting for one in schedule.left)
    hands = [m for m in moves if m["kind"] == "hand_over"]
    touched = {m["engineer"] for m in moves} | {m["from"] for m in moves if m["from"]}
    return {
        "today": _figures(day, problem, _today(day, problem), len(waiting)),
        "proposed": _figures(day, problem, _proposed(day, problem, schedule), left),
        "planned": sum(m["kind"] == "assign" for m in moves),
        "moved": len(moves) - sum(m["kind"] == "assign" for m in moves),
        "handed_over": len(hands),
        "people": len(touched),
        "iterations": schedule.iterations,
    }


def left_of(day: DayFacts, schedule: Schedule, numbers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Orders nobody gets: `{order, reasons: [{code, params, users, people}]}`, alike ones together.

    `numbers` names the orders a reason may tell of, by job id; others show as «—».
    """
    orders = {str(o.facts.id) for o in day.orders}
    known = {str(o.facts.id): o.number for o in day.orders} | dict(numbers)
    return [
        {"order": one.job_id, "reasons": _together(one.excluded, known)}
        for one in schedule.left
        if one.job_id in orders
    ][:LEFT_KEPT]


def _together(excluded: Iterable[ExcludedWorker], known: Mapping[str, str]) -> list[dict[str, Any]]:
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for worker in excluded:
        for e in worker.exclusions:
            params = dict(e.params)
            if params.get("job"):
                params["job"] = known.get(str(params["job"]), "—")
            key = (str(e.reason), *sorted(params.items()))
            group = groups.setdefault(
                key, {"code": str(e.reason), "params": params, "users": [], "people": 0}
            )
            group["people"] += 1
            if len(group["users"]) < _PEOPLE_KEPT:
                group["users"].append(worker.worker_id)
    return sorted(groups.values(), key=lambda g: (-g["people"], g["code"]))[:_REASONS_KEPT]


def _dues(day: DayFacts) -> dict[str, int]:
    """What was promised, by job id: the problem's own begins with now for what is late already."""
    known = [(str(o.facts.id), o.facts.arrive_due) for o in day.orders]
    known += [(str(v.id), v.facts.arrive_due) for v in day.visits]
    return {job: seconds(due) for job, due in known if due is not None}


def _today(day: DayFacts, problem: Problem) -> dict[str, list[_Slot]]:
    jobs, dues = {j.id: j for j in problem.jobs}, _dues(day)
    found: dict[str, list[_Slot]] = {}
    for visit in day.visits:
        if (job := jobs.get(str(visit.id))) is not None:
            slot = _Slot(seconds(visit.start), job.place, dues.get(job.id))
            found.setdefault(str(visit.engineer), []).append(slot)
    return found


def _proposed(day: DayFacts, problem: Problem, schedule: Schedule) -> dict[str, list[_Slot]]:
    jobs, dues = {j.id: j for j in problem.jobs}, _dues(day)
    found: dict[str, list[_Slot]] = {}
    for one in schedule.days:
        for visit in one.visits:
            job = jobs[visit.job_id]
            slot = _Slot(visit.start_s, job.place, dues.get(job.id))
            found.setdefault(one.worker_id, []).append(slot)
    return found


def _figures(
    day: DayFacts, problem: Problem, slots: Mapping[str, list[_Slot]], unserved: int
) -> dict[str, int]:
    travel = travel_of(day.rule)
    road = GreatCircleTravel(factor=day.rule.road_factor)
    late = [
        s.at_s - s.due_s for mine in slots.values() for s in mine if s.due_s and s.at_s > s.due_s
    ]
    travel_s = travel_m = 0
    for worker in problem.workers:
        mine = sorted(slots.get(worker.id, ()), key=lambda s: s.at_s)
        if not mine or not worker.shifts:
            continue
        places = [worker.shifts[0].start_place, *(s.place for s in mine)]
        for a, b in pairwise(places):
            travel_s += travel.seconds(a, b, worker.speed_mps)
            travel_m += 0 if a is UNKNOWN or b is UNKNOWN else road.road_m(a, b)
    return {"unserved": unserved, "late": len(late), "late_s": sum(late),
            "travel_s": travel_s, "travel_m": travel_m}  # fmt: skip
