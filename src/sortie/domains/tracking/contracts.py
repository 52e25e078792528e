"""What may leave the tracking room."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sortie.base.geo import Point


@dataclass(frozen=True, slots=True)
class LastPosition:
    """Where a person was seen last, WGS-84."""

    user_id: UUID
    point: Point
    at: datetime
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class PositionAnswer:
    """Whether a fix was stored; ``reason`` says why not: off_duty, mock, stale, too_coarse."""

    stored: bool
    reason: str | None = None
