"""The problem: jobs to place, workers with their shifts and what they already hold.

All times are whole seconds since 1970 (UTC); windows are half-open unless a field says otherwise.
Ids are text the caller chose. Nothing here knows a database, a language or a screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

NEVER_S = -(1 << 62)
FOREVER_S = 1 << 62


@dataclass(frozen=True, slots=True)
class Place:
    """A place in WGS-84 degrees; `key` names it in a travel matrix."""

    lon: float
    lat: float
    key: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """`start_s` up to, not including, `end_s`."""

    start_s: int
    end_s: int

    def __post_init__(self) -> None:
        if self.end_s < self.start_s:
            raise ValueError(f"a window ends before it starts: {self.start_s}..{self.end_s}")


@dataclass(frozen=True, slots=True)
class Held:
    """A skill or certificate a worker holds: its level and when it is valid."""

    level: int = 1
    since_s: int = NEVER_S
    until_s: int = FOREVER_S


@dataclass(frozen=True, slots=True)
class Job:
    """Work at one place by one worker.

    `windows` bound the *beginning*: work begins inside one of them; none means any time.
    `earliest_s` and `latest_s` bound the beginning as well; `due_s` is soft: the SLA's latest beginning.
    `priority` 1 is the most urgent. `areas` are the service areas the place lies in (None: not
    asked). `visits_by` counts earlier visits of a worker to this customer or asset.
    """

    id: str
    place: Place
    duration_s: int
    windows: tuple[Window, ...] = ()
    earliest_s: int = NEVER_S
    latest_s: int = FOREVER_S
    due_s: int | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    certificates: frozenset[str] = frozenset()
    priority: int = 3
    areas: frozenset[str] | None = None
    fixed_worker: str | None = None
    excluded: frozenset[str] = frozenset()
    preferred: frozenset[str] = frozenset()
    visits_by: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A type without a duration over-books the board: refuse it here, once.
        if self.duration_s <= 0:
            raise ValueError(f"job {self.id}: duration_s must be above 0, not {self.duration_s}")


@dataclass(frozen=True, slots=True)
class Stop:
    """Work a worker already holds.

    A pinned stop never moves. Another may be moved later, never earlier, while it still begins
    inside its `windows` (none: any time) and by `latest_s`.
    """

    job_id: str
    place: Place
    start_s: int
    duration_s: int
    pinned: bool = True
    windows: tuple[Window, ...] = ()
    latest_s: int = FOREVER_S

    @property
    def end_s(self) -> int:
        """When the work is over."""
        return self.start_s + self.duration_s


@dataclass(frozen=True, slots=True)
class Shift:
    """Published working hours. Work lies inside them; breaks stop work and travel alike.

    With an `end_place` the way back to it must fit too.
    """

    start_s: int
    end_s: int
    start_place: Place
    end_place: Place | None = None
    breaks: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """One person or crew. `areas` None means everywhere; `max_jobs` counts per shift.

    `speed_mps` overrides the travel model's speed; `position` is the last known place, used for
    the shift under way.
    """

    id: str
    shifts: tuple[Shift, ...]
    skills: Mapping[str, Held] = field(default_factory=dict)
    certificates: Mapping[str, Held] = field(default_factory=dict)
    areas: frozenset[str] | None = None
    absences: tuple[Window, ...] = ()
    stops: tuple[Stop, ...] = ()
    max_jobs: int | None = None
    speed_mps: float | None = None
    position: Place | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the score counts. None negative, one above zero."""

    travel: float = 30.0
    load: float = 15.0
    sla: float = 25.0
    delay: float = 10.0
    continuity: float = 10.0
    skill_fit: float = 5.0
    preference: float = 5.0

    def __post_init__(self) -> None:
        values = [getattr(self, name) for name in self.__slots__]
        if min(values) < 0 or not sum(values):
            raise ValueError("weights must not be negative, and one must be above 0")


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a solver needs. Nothing begins before `now_s`."""

    jobs: tuple[Job, ...]
    workers: tuple[Worker, ...]
    now_s: int
    weights: Weights = Weights()
