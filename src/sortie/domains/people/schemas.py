"""Wire shapes of the people room's own routes."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

type Weeks = Annotated[int, msgspec.Meta(ge=1, le=26)]
type Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]


class RosterWish(msgspec.Struct, forbid_unknown_fields=True):
    """Give people a shift on each wanted weekday of a range. Weekdays are ISO: 1 = Monday."""

    users: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=500)]
    shift_type: UUID
    start: date
    end: date
    weekdays: Annotated[list[Weekday], msgspec.Meta(min_length=1, max_length=7)]
    publish: bool = False


type SkipReason = Literal["has_shift", "overlap", "leave", "cancelled"]


class SkippedDay(msgspec.Struct):
    """A day that was left alone, and why."""

    user: UUID
    name: str
    day: date
    reason: SkipReason


class RosterMade(msgspec.Struct):
    made: int
    skipped: list[SkippedDay]


class PatternWish(msgspec.Struct, forbid_unknown_fields=True):
    """Give people a pattern's shifts from ``start`` to ``end``, both included, 92 days at most.

    ``preview`` writes nothing.
    """

    users: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=200)]
    start: date
    end: date
    publish: bool = False
    preview: bool = False


class PatternShift(msgspec.Struct):
    """A shift by the pattern; ``breaks`` are [from, to] between its parts."""

    user: UUID
    day: date
    starts_at: datetime
    ends_at: datetime
    breaks: list[tuple[datetime, datetime]]


class PatternOutcome(msgspec.Struct):
    """``to_make`` is all that was missing; ``shifts`` lists the first 1000 of it on a preview.

    ``made`` are written now, ``queued`` by a job within minutes, ``kept`` were there already.
    """

    to_make: int
    made: int
    queued: int
    kept: int
    skipped: list[SkippedDay]
    shifts: list[PatternShift]


class ApproveWish(msgspec.Struct, forbid_unknown_fields=True):
    """``version``: the leave as the approver saw it."""

    version: int | None = None


class TouchedAppointment(msgspec.Struct):
    """An appointment inside a leave; null where the caller may not read the field."""

    id: UUID
    number: str | None
    work_order: dict[str, Any] | None
    planned_start: str | None
    planned_end: str | None
    state: str | None


class LeaveApproved(msgspec.Struct):
    """``appointments`` stand in the time of the leave: they need somebody else."""

    id: UUID
    version: int
    state: str
    appointments: list[TouchedAppointment]


class LoadOut(msgspec.Struct):
    """Planned and worked seconds on site, jobs done, metres on the way."""

    planned_s: int
    worked_s: int
    jobs: int
    travel_m: int


class PersonLoadOut(msgspec.Struct):
    """``weeks``: one load a week, the oldest first."""

    user: UUID
    name: str
    total: LoadOut
    weeks: list[LoadOut]


class WorkloadOut(msgspec.Struct):
    """Of days [start, end), the most worked first; ``median`` figure by figure."""

    start: date
    end: date
    median: LoadOut
    people: list[PersonLoadOut]
