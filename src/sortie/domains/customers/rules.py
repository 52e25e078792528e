"""Decisions about places and codes: no clock, no I/O."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sortie.base.geo import Point, PolygonFence


def area_of(point: Point, areas: Iterable[tuple[UUID, Any]]) -> UUID | None:
    """The first area whose ring holds ``point``; areas come in order of their code."""
    for area, ring in areas:
        corners = tuple(Point(float(lon), float(lat)) for lon, lat in ring)
        if len(corners) >= 3 and PolygonFence(corners).contains(point):  # noqa: PLR2004  a ring has three corners
            return area
    return None


def covered(until: date | None, today: date) -> bool:
    """Warranty or contract still runs on ``today``, its last day included."""
    return until is not None and today <= until
