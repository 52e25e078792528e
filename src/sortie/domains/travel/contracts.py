"""What may leave the travel room: ways made, what was learned from them, and how well it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sortie.base.geo import Point

USUAL_FACTOR = 1.4
USUAL_SPEED_MPS = 7.0
"""Road over straight line, and metres a second: `sortie_routing.travel.GreatCircleTravel`'s own."""


class HourClass(StrEnum):
    """Hours that are driven alike. Working days have rush hours; days off have none."""

    NIGHT = "night"
    MORNING_RUSH = "morning_rush"
    DAY = "day"
    EVENING_RUSH = "evening_rush"
    EVENING = "evening"
    DAY_OFF = "day_off"


class Basis(StrEnum):
    """What times rest on: hours and areas, one factor for the company, or the usual factor."""

    LEARNED = "learned"
    COMPANY = "company"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Leg:
    """One way really made. `departed` is in the company's time zone: its hour is the local one.

    `speed_mps` is the traveller's own, as planning uses it; None: the usual.
    """

    origin: Point
    goal: Point
    departed: datetime
    arrived: datetime
    speed_mps: float | None = None


@dataclass(frozen=True, slots=True)
class Factors:
    """Straight metres times the factor, at the traveller's own speed, plus two minutes, is the time a
    way takes. `speed_mps`: the middle one of all ways, for who has none of their own.

    So a factor holds both the detour and the slowness: they can't be told apart without a track.
    `cells`: by (cell of the way's middle, hours); a cell not named has its hours' factor.
    """

    company: float = USUAL_FACTOR
    hours: Mapping[HourClass, float] = field(default_factory=dict)
    cells: Mapping[tuple[str, HourClass], float] = field(default_factory=dict)
    speed_mps: float = USUAL_SPEED_MPS


@dataclass(frozen=True, slots=True)
class Error:
    """Mean absolute error in seconds; the same as a share of the time really taken (0.25 = 25 %)."""

    mae_s: float
    mape: float


@dataclass(frozen=True, slots=True)
class HourError:
    """Errors of one local hour of departure, 0..23, in seconds."""

    hour: int
    legs: int
    learned_mae_s: float
    default_mae_s: float


@dataclass(frozen=True, slots=True)
class BackTest:
    """Learned from the earlier ways, measured on the later ones. `best` is what erred least."""

    trained_on: int
    tested_on: int
    learned: Error
    company: Error
    default: Error
    by_hour: tuple[HourError, ...]
    best: Basis


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a night's learning gave. `test` is None while there are too few ways to judge by."""

    basis: Basis
    factors: Factors
    legs: int
    left_out: int
    test: BackTest | None


@dataclass(frozen=True, slots=True)
class ProviderCheck:
    """What a road engine said to one question. ``seconds`` None with ``ok``: there is no road."""

    ok: bool
    seconds: int | None
    took_ms: int
    error: str | None
