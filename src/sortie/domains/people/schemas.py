"""Wire shapes of the people room's own routes."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

type Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]


class RosterWish(msgspec.Struct, forbid_unknown_fields=True):
    """Give people a shift on each wanted weekday of a range. Weekdays are ISO: 1 = Monday."""

    users: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=500)]
    shift_type: UUID
    start: date
    end: date
    weekdays: Annotated[list[Weekday], msgspec.Meta(min_length=1, max_length=7)]
    publish: bool = False


type SkipReason = Literal["has_shift", "overlap", "leave"]


class SkippedDay(msgspec.Struct):
    """A day that was left alone, and why."""

    user: UUID
    name: str
    day: date
    reason: SkipReason


class RosterMade(msgspec.Struct):
    made: int
    skipped: list[SkippedDay]
