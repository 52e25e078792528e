"""What may leave the people room: who can work, where from, when, with which skills."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from sortie.base.errors import AppError, ConflictError
from sortie.base.geo import Point
from sortie.base.i18n import Label
from sortie.kernel.events.contracts import EventDef


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open stretch of UTC time."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A verified certificate; ``expires_on`` None = never."""

    kind: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class WorkShift:
    """One published shift with its breaks."""

    span: Span
    breaks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """Everything dispatch needs to know of one field resource over a stretch of days.

    ``key`` is a stable integer for PostgreSQL range constraints. ``skills``: skill id → level.
    """

    user_id: UUID
    key: int
    name: str
    phone: str
    org_id: UUID | None
    dept_id: UUID | None
    home: Point | None
    areas: frozenset[UUID]
    travel_mode: str
    speed_kmh: float
    max_jobs: int
    grab_limit: int
    job_share_percent: Decimal
    available: bool
    skills: Mapping[UUID, int] = field(default_factory=dict)
    certificates: tuple[HeldCertificate, ...] = ()
    shifts: tuple[WorkShift, ...] = ()
    leaves: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class NotRostered:
    """A day left alone. ``reason``: has_shift, overlap (another shift reaches into it), leave, or
    cancelled (the pattern's shift of that day was called off by hand).
    """

    user: UUID
    name: str
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Roster:
    """What became of a wish for shifts."""

    made: int
    skipped: tuple[NotRostered, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedShift:
    """One shift a pattern gives a person."""

    user: UUID
    day: date
    shift: WorkShift


@dataclass(frozen=True, slots=True)
class PatternPlan:
    """What a pattern makes of people's days. ``kept``: shifts it made earlier, as they should be."""

    shifts: tuple[PlannedShift, ...]
    kept: int
    skipped: tuple[NotRostered, ...]


@dataclass(frozen=True, slots=True)
class PatternApplied:
    """``made`` now; ``queued`` are left to a job, which leaves alone what is made by then."""

    plan: PatternPlan
    made: int = 0
    queued: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """Planned and worked seconds on site, jobs done, metres on the way."""

    planned_s: int = 0
    worked_s: int = 0
    jobs: int = 0
    travel_m: int = 0


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """``weeks``: one load a week, the oldest first."""

    user: UUID
    name: str
    total: Load
    weeks: tuple[Load, ...]


@dataclass(frozen=True, slots=True)
class Workload:
    """Of days [start, end); ``people`` with the most work first, ``median`` figure by figure."""

    start: date
    end: date
    median: Load
    people: tuple[PersonLoad, ...]


class LeaveDecided(msgspec.Struct):
    """A leave was approved, rejected or cancelled. ``touched``: appointments planned inside it."""

    leave: UUID
    user: UUID
    decision: str
    starts_at: datetime
    ends_at: datetime
    touched: int = 0
    name: str = ""


class CertificateExpiring(msgspec.Struct):
    """``days`` left; 0 is its last day, less means it has expired.

    ``manager``: whom the holder reports to, else the head of their unit; None when nobody is named.
    """

    certificate: UUID
    user: UUID
    kind: str
    days: int
    manager: UUID | None = None
    name: str = ""


EVENTS = (
    EventDef("people.leave_decided", LeaveDecided, Label("请假已审批", "Leave decided")),
    EventDef(
        "people.certificate_expiring",
        CertificateExpiring,
        Label("证书到期提醒", "Certificate expiring"),
    ),
)


class ShiftOverlapError(ConflictError):
    code = "shift.overlap"
    text = Label(
        "{name} 在该时段已有排班。请先取消原排班，或调整时间。",
        "{name} already has a shift then. Cancel that one first, or change the times.",
    )


class LeaveOverlapError(ConflictError):
    code = "leave.overlap"
    text = Label(
        "该时段已有请假（{start} 至 {end}）。请先撤回原申请，或调整时间。",
        "There is a leave already from {start} to {end}. Withdraw it, or change the times.",
    )


class PatternNeedsCalendarError(ConflictError):
    code = "shift_pattern.no_calendar"
    text = Label(
        "该规律按公司日历休假，但还没有默认工作日历。请先设一个默认日历，或改为「照常上班」。",
        "This pattern follows the company's calendar, and none is the default. "
        "Make one the default, or let holidays be worked.",
    )


class RosterEmptyError(AppError):
    code, status = "roster.empty", 422
    text = Label(
        "没有可生成的排班：所选日期内没有工作日。请检查日期与星期。",
        "Nothing to generate: no working day among the dates. Check the dates and weekdays.",
    )
