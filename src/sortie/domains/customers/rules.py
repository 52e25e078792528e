"""Decisions about places and codes: no clock, no I/O."""

from collections.abc import Iterable
from datetime import date
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sortie.base.geo import Point, PolygonFence


def area_of(point: Point, areas: Iterable[tuple[UUID, Any]]) -> UUID | None:
    """The first area whose ring holds ``point``; areas come in order of their code."""
_LAYOUT = re.compile(r"[\s().\-–—]")
_HEAD, _TAIL, _WHOLE = 3, 4, 11


@dataclass(frozen=True, slots=True)
class PhonePart:
    """How stored numbers (E.164) may begin, and end, when somebody typed a part of one."""

    heads: tuple[str, ...]
    tail: str | None


def phone_part(wanted: str) -> PhonePart | None:
    """``138``, ``0531-88``, ``+8613…`` or the last four; None when it isn't digits alone."""
    digits = _LAYOUT.sub("", wanted)
    if digits.startswith("+"):
        known = digits[1:]
        return PhonePart((digits,), None) if known.isdecimal() and len(known) >= _HEAD else None
    if not (digits.isascii() and digits.isdecimal()) or len(digits) < _HEAD:
        return None
    tail = digits if _TAIL <= len(digits) <= _WHOLE else None
    heads = [f"+86{digits.removeprefix('0')}"]
    if digits.startswith("00"):
        heads = [f"+{digits.removeprefix('00')}"]
    elif digits.startswith("86") or len(digits) > _WHOLE:
        heads.append(f"+{digits}")
    return PhonePart(tuple(heads), tail)

    for area, ring in areas:
        corners = tuple(Point(float(lon), float(lat)) for lon, lat in ring)
        if len(corners) >= 3 and PolygonFence(corners).contains(point):  # noqa: PLR2004  a ring has three corners
            return area
    return None


def covered(until: date | None, today: date) -> bool:
    """Warranty or contract still runs on ``today``, its last day included."""
    return until is not None and today <= until
