"""Wire shapes of maintenance's own routes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

import msgspec

type Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class PreviewIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A time rule that needn't be saved; fields as on the plan. ``weekday``: ISO, 1 is Monday."""

    every: Annotated[int, msgspec.Meta(ge=1, le=999)]
    unit: Literal["day", "week", "month", "year"]
    starts_on: date
    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)] | None = None
    month_day: Annotated[int, msgspec.Meta(ge=1, le=31)] | None = None
    cycle: Literal["fixed", "floating"] = "fixed"
    holidays: Literal["keep", "next", "previous"] = "keep"
    count: Annotated[int, msgspec.Meta(ge=1, le=60)] = 12


class DueOut(msgspec.Struct):
    """``rule_day``: the rule's own day; ``due``: after days off were skipped."""

    rule_day: date
    due: date


class PreviewOut(msgspec.Struct):
    dates: list[DueOut]


class MoveIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    due: date
    reason: Reason


class SkipIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    reason: Reason


class Generated(msgspec.Struct):
    """``dates``: how many were added; ``orders``: made now. Asked again, both are nothing."""

    dates: int
    orders: list[UUID]


class ReadingIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``taken_at`` left out is now. ``reason``: why a counter shows less than before."""

    asset: UUID
    meter: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    value: Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,4})?$")]
    taken_at: datetime | None = None
    kind: Literal["counter", "gauge"] = "counter"
    reason: Literal["replaced_meter"] | None = None
    id: UUID | None = None

    def amount(self) -> Decimal:
        return Decimal(self.value)


class ReadingsIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    readings: Annotated[list[ReadingIn], msgspec.Meta(min_length=1, max_length=200)]


class ReadingsKept(msgspec.Struct):
    ids: list[UUID]
