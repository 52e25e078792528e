"""What may leave the dispatch room: the shapes of its rules, kept as JSON on its records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from sortie.base.geo import Point
from sortie_routing.problem import Weights

# --- SLA -------------------------------------------------------------------------------------

PRIORITIES = ("urgent", "high", "normal", "low")
"""Most urgent first; the solver's priority is the place in this row, from 1."""


class SlaTarget(StrEnum):
    """What is promised: an answer (TTO), somebody on site, the fault gone (TTR)."""

    RESPOND = "respond"
    ARRIVE = "arrive"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class SlaPolicy:
    """Working minutes per priority and target; a missing one isn't promised.

    The narrowest policy wins: contract, then customer class, then the default.
    `pausing` holds the hold reasons that stop the clock. `warn_percent` rises, each sent once.
    """

    id: str
    minutes: Mapping[str, Mapping[SlaTarget, int]]
    customer_level: str | None = None
    contract: str | None = None
    is_default: bool = False
    pausing: frozenset[str] = frozenset({"customer", "part", "weather"})
    warn_percent: tuple[int, ...] = (75, 100)


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands; `end` None while it still does."""

    start: datetime
    end: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SlaClock:
    """One promise being kept. When it is due is computed, never stored as the truth."""

    target: SlaTarget
    started_at: datetime
    minutes: int
    pauses: tuple[Pause, ...] = ()
    met_at: datetime | None = None


# --- checklists ------------------------------------------------------------------------------


class StepKind(StrEnum):
    """How a step is answered. The value: CHECK a switch, TEXT text, NUMBER a decimal string or
    number, CHOICE one of the choices, SCAN the code; PHOTO and SIGNATURE are files.
    """

    CHECK = "check"
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    PHOTO = "photo"
    SIGNATURE = "signature"
    SCAN = "scan"


type OnFail = Literal["", "issue", "work_order", "block"]


@dataclass(frozen=True, slots=True)
class ShowIf:
    """Show a step only when an earlier one has this answer; without `equals`, any answer."""

    key: str
    equals: Any = None


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One step of a checklist template.

    `minimum`/`maximum` bound a number; `bad` are the choices that count as failed; `count` is the
    least number of photos; `min_seconds` the least time since the step before; `on_fail` what a
    failed answer leads to (`block`: the order can't be finished).
    """

    key: str
    kind: StepKind
    title: str
    title_en: str = ""
    required: bool = False
    show_if: ShowIf | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    bad: frozenset[str] = frozenset()
    count: int = 1
    min_seconds: int = 0
    on_fail: OnFail = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class StepResult:
    """What was done for a step. A skipped one has a reason instead of an answer."""

    key: str
    value: Any = None
    files: tuple[UUID, ...] = ()
    done_at: datetime | None = None
    skipped_reason: str = ""


# --- who may do it ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JobNeeds:
    """What a job asks of a person: skill id → least level, certificate kinds, the place's area."""

    skills: Mapping[UUID, int] = field(default_factory=dict)
    certificates: frozenset[str] = frozenset()
    area: UUID | None = None


@dataclass(frozen=True, slots=True)
class JobFacts:
    """Everything the machine weighs about an order; instants are aware, place is WGS-84.

    `arrive_due` is the SLA's. `visits_by` counts a person's earlier visits to this customer or
    asset. `fixed` is the only person allowed.
    """

    id: UUID
    place: Point | None
    duration: timedelta
    needs: JobNeeds = field(default_factory=JobNeeds)
    priority: str = "normal"
    window_start: datetime | None = None
    window_end: datetime | None = None
    arrive_due: datetime | None = None
    fixed: UUID | None = None
    excluded: frozenset[UUID] = frozenset()
    preferred: frozenset[UUID] = frozenset()
    visits_by: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """Time a person's appointment takes.

    One that isn't `pinned` may be moved later, to begin by `latest_start` (the promised window).
    """

    id: str
    start: datetime
    end: datetime
    place: Point | None = None
    pinned: bool = True
    latest_start: datetime | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may see and take an offer; an empty part asks nothing. `radius_m` is round the job.

    `rings` widen the radius: (seconds since opening, metres), rising; before the first, nobody.
    """

    users: frozenset[UUID] = frozenset()
    areas: frozenset[UUID] = frozenset()
    departments: frozenset[UUID] = frozenset()
    skills: frozenset[UUID] = frozenset()
    radius_m: float | None = None
    rings: tuple[tuple[int, float], ...] = ()


# --- automatic dispatch ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DispatchRule:
    """How the machine chooses: weights of the score and which hard filters count.

    The narrowest rule for a work type and area wins; empty sets mean any. `offer_minutes` is how
    long the person may think before the order comes back. `horizon_days` is how far it looks.
    """

    id: str = ""
    revision: int = 1
    weights: Weights = field(default_factory=Weights)
    check_skills: bool = True
    check_certificates: bool = True
    check_areas: bool = True
    check_max_jobs: bool = True
    offer_minutes: int = 30
    road_factor: float = 1.4
    horizon_days: int = 7
    work_types: frozenset[UUID] = frozenset()
    areas: frozenset[UUID] = frozenset()
