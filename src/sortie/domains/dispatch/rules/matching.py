"""Automatic dispatch: an order and the people, put into the solver's numbers and back into words.

Everything passed in is kept with the decision, so «why this person» can be answered for ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from sortie.base.geo import Point
from sortie.domains.dispatch.contracts import PRIORITIES, DispatchRule, JobFacts, Slot
from sortie.domains.people import contracts as people
from sortie_routing.answer import Ranking
from sortie_routing.insertion import rank
from sortie_routing.problem import (
    FOREVER_S,
    NEVER_S,
    Held,
    Job,
    Place,
    Problem,
    Shift,
    Stop,
    Window,
    Worker,
)
from sortie_routing.travel import GreatCircleTravel, TravelTime

UNKNOWN = Place(0.0, 0.0, "?")
"""A place nobody entered. The way there counts as nothing, for everybody alike."""


@dataclass(frozen=True, slots=True)
class Person:
    """A field resource with what already stands in the days ahead. `position` is the last known."""

    worker: people.Worker
    slots: tuple[Slot, ...] = ()
    position: Point | None = None


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """A travel model that takes no time to or from a place nobody knows."""

    model: TravelTime

    def seconds(self, a: Place, b: Place, speed_mps: float | None) -> int:
        """0 when either end is unknown."""
        if a is UNKNOWN or b is UNKNOWN:
            return 0
        return self.model.seconds(a, b, speed_mps)


def rank_people(
    facts: JobFacts,
    persons: Iterable[Person],
    rule: DispatchRule,
    *,
    now: datetime,
    zone: tzinfo,
    travel: TravelTime | None = None,
    top: int | None = None,
) -> Ranking:
    """Candidates best first, and everyone else with the reasons. Worker ids are user ids as text.

    `zone` is the company's: certificates end with their last day there.
    """
    job = to_job(facts, rule, now=now)
    workers = tuple(to_worker(p, rule, now=now, zone=zone) for p in persons)
    problem = Problem((job,), workers, seconds(now), rule.weights)
    model = travel or GreatCircleTravel(factor=rule.road_factor)
    return rank(problem, job, KnownPlaces(model), top)


def to_problem(
    facts: Sequence[JobFacts],
    persons: Iterable[Person],
    rule: DispatchRule,
    *,
    now: datetime,
    zone: tzinfo,
) -> Problem:
    """Many orders at once, for a solver's `plan`."""
    jobs = tuple(to_job(f, rule, now=now) for f in facts)
    workers = tuple(to_worker(p, rule, now=now, zone=zone) for p in persons)
    return Problem(jobs, workers, seconds(now), rule.weights)


def to_job(facts: JobFacts, rule: DispatchRule, *, now: datetime) -> Job:
    """The order in the solver's numbers.

    A wanted window bounds the arrival; one that is over already no longer binds, but the SLA does.
    """
    horizon_s = seconds(now + timedelta(days=rule.horizon_days))
    windows: tuple[Window, ...] = ()
    if facts.window_end is not None and facts.window_end > now:
        start_s = seconds(facts.window_start or now)
        windows = (Window(min(start_s, seconds(facts.window_end)), seconds(facts.window_end)),)
    elif facts.window_end is None and facts.window_start is not None:
        windows = (Window(seconds(facts.window_start), FOREVER_S),)
    last_s = max([horizon_s, *(w.start_s + 86_400 for w in windows)])
    area = facts.needs.area
    return Job(
        id=str(facts.id),
        place=_place(facts.place),
        duration_s=max(1, int(facts.duration.total_seconds())),
        windows=windows,
        earliest_s=seconds(now),
        latest_s=last_s,
        due_s=None if facts.arrive_due is None else seconds(facts.arrive_due),
        skills={str(s): n for s, n in facts.needs.skills.items()} if rule.check_skills else {},
        certificates=facts.needs.certificates if rule.check_certificates else frozenset(),
        priority=PRIORITIES.index(facts.priority) + 1 if facts.priority in PRIORITIES else 3,
        areas=frozenset({str(area)}) if area is not None and rule.check_areas else None,
        fixed_worker=None if facts.fixed is None else str(facts.fixed),
        excluded=frozenset(map(str, facts.excluded)),
        preferred=frozenset(map(str, facts.preferred)),
        visits_by={str(user): n for user, n in facts.visits_by.items()},
    )


def to_worker(person: Person, rule: DispatchRule, *, now: datetime, zone: tzinfo) -> Worker:
    """A person in the solver's numbers. No published shift: not there."""
    worker = person.worker
    home = _place(worker.home)
    absences = [Window(seconds(s.start), seconds(s.end)) for s in worker.leaves]
    if not worker.available:
        absences.append(Window(seconds(now), FOREVER_S))
    return Worker(
        id=str(worker.user_id),
        shifts=tuple(
            Shift(
                seconds(shift.span.start),
                seconds(shift.span.end),
                home,
                breaks=tuple(Window(seconds(b.start), seconds(b.end)) for b in shift.breaks),
            )
            for shift in worker.shifts
        ),
        skills={str(skill): Held(level) for skill, level in worker.skills.items()},
        certificates={c.kind: _held(c, zone) for c in worker.certificates},
        areas=frozenset(map(str, worker.areas)) or None,
        absences=tuple(absences),
        stops=tuple(
            Stop(
                job_id=slot.id,
                place=_place(slot.place),
                start_s=seconds(slot.start),
                duration_s=max(0, seconds(slot.end) - seconds(slot.start)),
                pinned=slot.pinned,
                latest_s=seconds(slot.latest_start) if slot.latest_start else FOREVER_S,
            )
            for slot in person.slots
        ),
        max_jobs=worker.max_jobs if rule.check_max_jobs and worker.max_jobs > 0 else None,
        speed_mps=worker.speed_kmh / 3.6 if worker.speed_kmh > 0 else None,
        position=None if person.position is None else _place(person.position),
    )


def seconds(at: datetime) -> int:
    """An instant in whole seconds since 1970, as the solver counts."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone: an instant needs one")
    return int(at.timestamp())


def instant(at_s: int) -> datetime:
    """The inverse of `seconds`, in UTC."""
    return datetime.fromtimestamp(at_s, UTC)


def _held(certificate: people.HeldCertificate, zone: tzinfo) -> Held:
    if certificate.expires_on is None:
        return Held(1, NEVER_S, FOREVER_S)
    end = datetime.combine(certificate.expires_on + timedelta(days=1), time(), zone)
    return Held(1, NEVER_S, seconds(end))


def _place(point: Point | None) -> Place:
    return UNKNOWN if point is None else Place(point.lon, point.lat)
