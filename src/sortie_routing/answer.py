"""The answer: who could do a job and why, who couldn't and why not, and a plan for many jobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sortie_routing.problem import Stop

type Param = str | int | float


class Reason(StrEnum):
    """Why a worker can't take a job. The codes are for ever; callers hold the sentences.

    Parameters: EXCLUDED none; FIXED_OTHER worker; SKILL_MISSING skill; SKILL_LEVEL skill, need,
    have; SKILL_EXPIRED skill, until_s; CERTIFICATE_MISSING certificate; CERTIFICATE_EXPIRED
    certificate, until_s; CERTIFICATE_NOT_YET certificate, since_s; OUTSIDE_AREA none; NO_SHIFT
    none; ON_LEAVE start_s, end_s; MAX_JOBS limit; OVERLAP job (the work in the way, or "" when the
    shift is just too short); NO_TRAVEL_TIME duration_s (free time is there, but not the way to it).

    Plans of many jobs know these too: PARTS_SHORT part, need, have; CAPACITY none; MAX_TRAVEL
    limit_s; WINDOW_CLOSED none (its last window is over); TOO_DEAR points, price (there is a place,
    but leaving the job over costs less); LINKED job (the other end, the rest of the crew, or a job
    that must come first has no place).
    """

    EXCLUDED = "excluded"
    FIXED_OTHER = "fixed_other"
    SKILL_MISSING = "skill_missing"
    SKILL_LEVEL = "skill_level"
    SKILL_EXPIRED = "skill_expired"
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET = "certificate_not_yet"
    OUTSIDE_AREA = "outside_area"
    NO_SHIFT = "no_shift"
    ON_LEAVE = "on_leave"
    MAX_JOBS = "max_jobs"
    OVERLAP = "overlap"
    NO_TRAVEL_TIME = "no_travel_time"
    PARTS_SHORT = "parts_short"
    CAPACITY = "capacity"
    MAX_TRAVEL = "max_travel"
    WINDOW_CLOSED = "window_closed"
    TOO_DEAR = "too_dear"
    LINKED = "linked"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One reason with what it is about."""

    reason: Reason
    params: Mapping[str, Param]


@dataclass(frozen=True, slots=True)
class ExcludedWorker:
    """A worker who can't take the job: every reason found, times only when all else fits."""

    worker_id: str
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One line of a score. `raw` is the measured fact, `value` 0..1 (1 best) what it is worth.

    raw by name: travel extra seconds; load share of the shift in use; sla seconds of slack
    (negative: late); delay seconds after the first possible moment; continuity earlier visits;
    skill_fit levels above need; preference 1 or 0.
    """

    name: str
    raw: float
    value: float
    weight: float

    @property
    def contribution(self) -> float:
        """What this line adds to the score."""
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class Candidate:
    """A worker who can take the job, at the best place in the day.

    `position` counts the stops of that shift before it. `moves` are the new beginnings of later
    stops (job id, start_s). `score` is 0..100.
    """

    worker_id: str
    shift: int
    position: int
    depart_s: int
    arrive_s: int
    start_s: int
    end_s: int
    travel_s: int
    extra_travel_s: int
    moves: tuple[tuple[str, int], ...]
    score: float
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All answers for one job: candidates best first, then everyone who is out."""

    job_id: str
    candidates: tuple[Candidate, ...]
    excluded: tuple[ExcludedWorker, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """One job placed by a plan."""

    job_id: str
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Route:
    """A worker's stops in one shift, in order, old and new."""

    worker_id: str
    shift: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Unserved:
    """A job no worker can take, and why for each."""

    job_id: str
    excluded: tuple[ExcludedWorker, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for many jobs: the assignments in the order they were made."""

    assignments: tuple[Assignment, ...]
    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...]
