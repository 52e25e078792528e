"""Is the engineer there? A verdict on a position, with what speaks against it.

Outside, or with a position nobody should trust, the check-in still counts: it takes a reason and
is flagged for review. A phone without a signal in a cellar mustn't stop the work.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sortie.base.errors import InvalidError
from sortie.base.geo import CircleFence, Fence, Point, great_circle_m


class CheckInFlag(StrEnum):
    """What a reviewer should know of a check-in."""

    OUTSIDE = "outside"
    NO_FIX = "no_fix"
    STALE_FIX = "stale_fix"
    POOR_ACCURACY = "poor_accuracy"
    MOCK = "mock"
    NO_FENCE = "no_fence"


@dataclass(frozen=True, slots=True)
class CheckInLimits:
    """From when on a position isn't trusted, and how much of its error is forgiven."""

    max_fix_age_s: float = 120.0
    max_accuracy_m: float = 200.0
    forgiven_m: float = 50.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """`distance_m` is to the centre of a circle or to the edge of a polygon; None when unknown.

    `inside` None: there was no position or no fence to judge by.
    """

    inside: bool | None
    distance_m: float | None
    flags: tuple[CheckInFlag, ...]

    @property
    def needs_reason(self) -> bool:
        """Every flag needs a reason but a missing fence, which isn't the engineer's doing."""
        return any(flag is not CheckInFlag.NO_FENCE for flag in self.flags)


def judge(
    fence: Fence | None,
    location: Mapping[str, Any] | None,
    *,
    at: datetime,
    limits: CheckInLimits | None = None,
) -> Verdict:
    """The verdict on a position `{lon, lat, accuracy_m, fix_age_s | fixed_at, is_mock}`, WGS-84.

    The error of the fix counts in the engineer's favour, up to `forgiven_m`.
    """
    limits = limits or CheckInLimits()
    flags: list[CheckInFlag] = []
    if fence is None:
        flags.append(CheckInFlag.NO_FENCE)
    point = _point(location)
    if location is None or point is None:
        return Verdict(None, None, (*flags, CheckInFlag.NO_FIX))
    accuracy_m = _number(location.get("accuracy_m"))
    inside: bool | None = None
    distance_m: float | None = None
    if fence is not None:
        beyond_m = fence.distance_m(point)
        distance_m = beyond_m
        if isinstance(fence, CircleFence):
            distance_m = great_circle_m(fence.center, point)
        inside = beyond_m <= min(accuracy_m or 0.0, limits.forgiven_m)
        if not inside:
            flags.append(CheckInFlag.OUTSIDE)
    if location.get("is_mock"):
        flags.append(CheckInFlag.MOCK)
    if _age_s(location, at) > limits.max_fix_age_s:
        flags.append(CheckInFlag.STALE_FIX)
    if accuracy_m is not None and accuracy_m > limits.max_accuracy_m:
        flags.append(CheckInFlag.POOR_ACCURACY)
    return Verdict(inside, distance_m, tuple(flags))


def _point(location: Mapping[str, Any] | None) -> Point | None:
    if not location:
        return None
    try:
        return Point.from_plain(dict(location))
    except InvalidError:
        return None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def _age_s(location: Mapping[str, Any], at: datetime) -> float:
    """The fix's own age as the phone told it, else the time since it was fixed; 0 if untold."""
    told = _number(location.get("fix_age_s"))
    if told is not None:
        return told
    fixed_at = location.get("fixed_at")
    if isinstance(fixed_at, str):
        try:
            fixed_at = datetime.fromisoformat(fixed_at)
        except ValueError:
            return 0.0
    if not isinstance(fixed_at, datetime) or fixed_at.tzinfo is None:
        return 0.0
    return (at - fixed_at).total_seconds()
