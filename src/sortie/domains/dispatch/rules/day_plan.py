"""A day put into the planner's numbers: who works, what stands, what waits, and at what price.

A sent visit may move later or to somebody else, never to before the time that was told: within
the promised window, or without one by two hours. What is under way stays as it is.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from uuid import UUID

from sortie.domains.dispatch.contracts import DispatchRule, JobFacts
from sortie.domains.dispatch.rules.matching import (
    KnownPlaces,
    Person,
    seconds,
    to_job,
    to_worker,
)
from sortie_routing.objective import UNSERVED_PRICES, Objective
from sortie_routing.problem import Booking, Hold, Job, Problem, Window, Worker
from sortie_routing.qualify import job_spans, qualified_spans
from sortie_routing.travel import GreatCircleTravel

TOLD_SLACK = timedelta(hours=2)
"""How much later than told a visit without a promised window may begin."""

_THERE = frozenset({"arrived", "working", "paused"})
_KEPT_PRICE = 1_000_000_000
"""Points for dropping a visit that stands: more than any order that waits."""
_FINE = 10


@dataclass(frozen=True, slots=True)
class DayOrder:
    """An order that waits, with the rule that holds for it."""

    facts: JobFacts
    rule: DispatchRule
    number: str
    version: int


@dataclass(frozen=True, slots=True)
class DayVisit:
    """A visit that holds a slot. `facts.id` is its order; only a `movable` one is ever touched."""

    id: UUID
    facts: JobFacts
    rule: DispatchRule
    number: str
    version: int
    engineer: UUID
    state: str
    start: datetime
    end: datetime
    movable: bool


@dataclass(frozen=True, slots=True)
class DayFacts:
    """All that is known of a day. Nobody sets out before `now`; nothing that isn't fixed begins
    before `opens` (a person has to look at the plan first), nor at `end` and after.
    """

    now: datetime
    opens: datetime
    end: datetime
    zone: tzinfo
    rule: DispatchRule
    persons: tuple[Person, ...]
    orders: tuple[DayOrder, ...]
    visits: tuple[DayVisit, ...]


def objective_of(rule: DispatchRule) -> Objective:
    """The rule's weights as prices, in tenths of a second on the road at the usual weights.

    «Sooner» and «skill fit» rank people for one job; a plan of many has no such line.
    """
    weights = rule.weights
    wish = weights.preference + weights.continuity
    return Objective(
        unserved={p: price * _FINE for p, price in UNSERVED_PRICES.items()},
        late_per_s=round(_FINE * weights.sla / 25),
        travel_per_s=max(1, round(_FINE * weights.travel / 30)),
        overtime_per_s=3 * _FINE,
        not_preferred=round(600 * _FINE * wish / 15),
        missing_skill=300 * _FINE,
        unfair_per_s=round(_FINE * weights.load / 15 / 5),
        moved=600 * _FINE,
    )


def travel_of(rule: DispatchRule) -> KnownPlaces:
    """The ways the plan is made with."""
    return KnownPlaces(GreatCircleTravel(factor=rule.road_factor))


def day_problem(day: DayFacts, blocked: Collection[str] = ()) -> Problem:
    """Orders that wait are jobs by order id, visits are jobs by visit id with a booking each.

    `blocked` visits (by id) only take their time: what stands against the rules by hand stays so.
    """
    workers = {w.id: w for w in (_worker(p, day) for p in day.persons)}
    jobs = [_open_job(order, day) for order in day.orders]
    bookings: list[Booking] = []
    taken: dict[str, list[Window]] = {}
    for visit in day.visits:
        worker = workers[str(visit.engineer)]
        shift = _shift_of(worker, visit)
        if shift is None or str(visit.id) in blocked:
            span = Window(seconds(visit.start), seconds(visit.end))
            taken.setdefault(worker.id, []).append(span)
            continue
        job = _visit_job(visit, day)
        hold = _hold(visit, job, worker, day)
        if hold in (Hold.TIME, Hold.BEGUN):
            job = replace(job, windows=(), earliest_s=seconds(visit.start))
        jobs.append(job)
        bookings.append(Booking(job.id, worker.id, shift, seconds(visit.start), hold))
    free = tuple(replace(w, absences=(*w.absences, *taken.get(w.id, ()))) for w in workers.values())
    return Problem(
        tuple(jobs), free, seconds(day.now), day.rule.weights, objective_of(day.rule),
        tuple(bookings),
    )  # fmt: skip


def _worker(person: Person, day: DayFacts) -> Worker:
    made = to_worker(person, day.rule, now=day.now, zone=day.zone)
    mine = sum(v.engineer == person.worker.user_id for v in day.visits)
    now_s, end_s = seconds(day.now), seconds(day.end)
    return replace(
        made,
        shifts=tuple(s for s in made.shifts if s.end_s > now_s and s.start_s < end_s),
        # more than the limit was given by hand: that stays, and nothing comes on top
        max_jobs=None if made.max_jobs is None else max(made.max_jobs, mine),
    )


def _open_job(order: DayOrder, day: DayFacts) -> Job:
    """Left over it is late until the day ends, at least: so late is never dearer than not at all."""
    job = _due_from_now(to_job(order.facts, order.rule, now=day.now), day)
    objective, end_s = objective_of(day.rule), seconds(day.end)
    price = objective.unserved_price(job.priority, vip=job.vip)
    if job.due_s is not None:
        late = objective.late_price(job.priority, vip=job.vip)
        price += late * max(0, end_s - job.due_s)
    return replace(
        job, earliest_s=seconds(day.opens), latest_s=min(job.latest_s, end_s - 1), price=price
    )


def _due_from_now(job: Job, day: DayFacts) -> Job:
    """What is late already can't be helped: only what comes on top of it has a price."""
    if job.due_s is None:
        return job
    return replace(job, due_s=max(job.due_s, seconds(day.opens)))


def _visit_job(visit: DayVisit, day: DayFacts) -> Job:
    job = _due_from_now(to_job(visit.facts, visit.rule, now=day.now), day)
    last = seconds(day.end) - 1
    if not job.windows and visit.start >= day.now:
        last = min(last, seconds(visit.start + TOLD_SLACK))
    return replace(
        job,
        id=str(visit.id),
        duration_s=max(1, seconds(visit.end) - seconds(visit.start)),
        earliest_s=max(seconds(visit.start), seconds(day.opens)),
        latest_s=last,
        price=_KEPT_PRICE,
    )


def _hold(visit: DayVisit, job: Job, worker: Worker, day: DayFacts) -> Hold:
    if visit.state in _THERE or (not visit.movable and visit.start <= day.now):
        return Hold.BEGUN
    if not visit.movable:
        return Hold.TIME
    _, against = qualified_spans(job, worker, job_spans(job, seconds(day.now)))
    return Hold.PERSON if against else Hold.PUBLISHED


def _shift_of(worker: Worker, visit: DayVisit) -> int | None:
    at = seconds(visit.start)
    found = (n for n, s in enumerate(worker.shifts) if s.start_s <= at < s.end_s)
    return next(found, None)
