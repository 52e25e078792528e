"""The problem: jobs to place, workers with their shifts and what they already hold.

All times are whole seconds since 1970 (UTC); windows are half-open unless a field says otherwise.
Ids are text the caller chose. Nothing here knows a database, a language or a screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from sortie_routing.objective import Objective

NEVER_S = -(1 << 62)
FOREVER_S = 1 << 62


@dataclass(frozen=True, slots=True)
class Place:
    """A place in WGS-84 degrees; `key` names it in a travel matrix."""

    lon: float
    lat: float
    key: str = ""


class TravelTime(Protocol):
    """Whole seconds from one place to another; may differ by direction."""

    def seconds(self, a: Place, b: Place, speed_mps: float | None) -> int:
        """`speed_mps` is the worker's own speed; a model with real roads may ignore it."""
        ...


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
    """Work at one place by one worker, or by `crew` people at the same time.

    `windows` bound the *beginning*: work begins inside one of them; none means any time.
    `earliest_s` and `latest_s` bound the beginning as well; `due_s` is soft: the SLA's latest beginning.
    `priority` 1 is the most urgent. `areas` are the service areas the place lies in (None: not
    asked). `visits_by` counts earlier visits of a worker to this customer or asset.

    Prices: `price` points for leaving it over and `late_price` points a second after `due_s`; None
    takes the objective's by priority and `vip`. `wished_skills` are good to have, not needed.
    Quantities: `parts` whole pieces used from the worker's stock; `load` units put on (above 0) or
    taken off (below 0) the vehicle. `setup_s` comes before the work unless the visit before was at
    the same place. Links, by job id: `delivers` the pick-up this one delivers, by the same worker
    and after it; `after` jobs that must be over before it begins, whoever does them; `apart_from`
    jobs that another worker must do. Jobs with the same `same_worker` key go to one worker.
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
    vip: bool = False
    price: int | None = None
    late_price: int | None = None
    wished_skills: frozenset[str] = frozenset()
    parts: Mapping[str, int] = field(default_factory=dict)
    load: Mapping[str, int] = field(default_factory=dict)
    setup_s: int = 0
    crew: int = 1
    delivers: str | None = None
    after: frozenset[str] = frozenset()
    same_worker: str = ""
    apart_from: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        # A type without a duration over-books the board: refuse it here, once.
        if self.duration_s <= 0:
            raise ValueError(f"job {self.id}: duration_s must be above 0, not {self.duration_s}")
        if self.setup_s < 0 or self.crew < 1 or min(self.parts.values(), default=0) < 0:
            raise ValueError(f"job {self.id}: set-up, crew or parts make no sense")


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
class Pause:
    """A break that floats: it begins inside `window` (both ends count) and is taken in full.

    It interrupts travel, never work. A day without visits needs none.
    """

    window: Window
    duration_s: int


@dataclass(frozen=True, slots=True)
class Shift:
    """Published working hours. Work lies inside them; breaks stop work and travel alike.

    `breaks` stand at fixed times, `pauses` float. With an `end_place` the way back to it must fit
    too. Up to `overtime_s` past `end_s` may be worked, at the objective's price. `max_travel_s`
    bounds the time on the way, the way back included.
    """

    start_s: int
    end_s: int
    start_place: Place
    end_place: Place | None = None
    breaks: tuple[Window, ...] = ()
    pauses: tuple[Pause, ...] = ()
    overtime_s: int = 0
    max_travel_s: int | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """One person or vehicle. `areas` None means everywhere; `max_jobs` counts per shift.

    `speed_mps` overrides the travel model's speed and `travel` the model itself (a bicycle, a
    truck's matrix); `position` is the last known place, used for the shift under way. `stock` is
    what the van holds of each part at the beginning of a shift (None: everything asked for);
    `capacity` what it can carry of each unit of load (None: no limit).
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
    travel: TravelTime | None = None
    stock: Mapping[str, int] | None = None
    capacity: Mapping[str, int] | None = None


class Hold(StrEnum):
    """How firmly a booking stands.

    PUBLISHED may move, at the price of stability; PERSON keeps its worker and shift; TIME keeps its
    beginning as well; BEGUN is done, under way or being driven to: it stays first, as it was.
    """

    PUBLISHED = "published"
    PERSON = "person"
    TIME = "time"
    BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Booking:
    """A job's place in the current plan. `shift` counts the worker's shifts from 0.

    A crew's job has one booking a member.
    """

    job_id: str
    worker_id: str
    shift: int
    start_s: int
    hold: Hold = Hold.PUBLISHED


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
    """Everything a solver needs. Nothing begins before `now_s`.

    `weights` rank the people for one job; `objective` measures a plan of many. `bookings` are the
    current plan: where the search begins, and what stability is measured against. `rested` are the
    breaks already taken today, by worker id.
    """

    jobs: tuple[Job, ...]
    workers: tuple[Worker, ...]
    now_s: int
    weights: Weights = Weights()
    objective: Objective = field(default_factory=Objective)
    bookings: tuple[Booking, ...] = ()
    rested: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)
