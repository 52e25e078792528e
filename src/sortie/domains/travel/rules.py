"""What the company's own ways teach about travel times, and whether to believe it. No I/O, no clock.

A factor is the median over its ways, drawn towards what is known of more ways: with n ways the own
median counts n / (n + 20), in logarithms (an empirical-Bayes weight with a fixed prior strength).
Hours are drawn to the company, cells to the hours, the company to the usual factor.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sortie.base.geo import Point
from sortie.domains.travel.contracts import (
    USUAL_FACTOR,
    BackTest,
    Basis,
    Error,
    Factors,
    HourClass,
    HourError,
    Leg,
    Lesson,
)
from sortie_routing.problem import Place
from sortie_routing.travel import GreatCircleTravel, metres

_USUAL = GreatCircleTravel(factor=USUAL_FACTOR)
_NEAREST_M = 300.0
_SLOWEST_MPS, _FASTEST_MPS = 1 / 3.6, 120 / 3.6
_LEAST_MOVING = 0.1
_PRIOR_LEGS = 20
_CELLS_A_DEGREE = 20  # 0.05°: 5.5 km north, 4.5 km east in Jinan
_SATURDAY = 5
_NIGHT_ENDS, _NIGHT_BEGINS = 6, 22
_WORKING_DAY = (
    (7, HourClass.DAY),
    (9, HourClass.MORNING_RUSH),
    (17, HourClass.DAY),
    (19, HourClass.EVENING_RUSH),
    (_NIGHT_BEGINS, HourClass.EVENING),
)
"""Until which hour, what."""
_HELD_OUT = 0.25
_LEAST_TRAINING, _LEAST_TESTING = 60, 20


def hour_class(at: datetime) -> HourClass:
    """The hours that a local time belongs to. Public holidays count as their weekday."""
    if not _NIGHT_ENDS <= at.hour < _NIGHT_BEGINS:
        return HourClass.NIGHT
    if at.weekday() >= _SATURDAY:
        return HourClass.DAY_OFF
    return next(name for until, name in _WORKING_DAY if at.hour < until)


def cell(a: Point | Place, b: Point | Place) -> str:
    """The part of town a way leads through: that of its middle, the same there and back."""
    lon = math.floor((a.lon + b.lon) / 2 * _CELLS_A_DEGREE)
    lat = math.floor((a.lat + b.lat) / 2 * _CELLS_A_DEGREE)
    return f"{lon},{lat}"


def usable(leg: Leg) -> bool:
    """Whether a way teaches anything: 300 m and more, between 1 and 120 km/h in a straight line.

    Slower is a lunch on the way, faster a jump of the position or a button pressed late.
    """
    took_s = (leg.arrived - leg.departed).total_seconds()
    far_m = _far_m(leg)
    if far_m < _NEAREST_M or took_s <= 0:
        return False
    return _SLOWEST_MPS <= far_m / took_s <= _FASTEST_MPS


def _far_m(leg: Leg) -> float:
    return metres(_place(leg.origin), _place(leg.goal))


def _place(point: Point) -> Place:
    return Place(point.lon, point.lat)


def _factor_of(leg: Leg) -> float:
    """The factor that would have foretold this very way."""
    took_s = (leg.arrived - leg.departed).total_seconds()
    moving_s = max(took_s - _USUAL.fixed_s, took_s * _LEAST_MOVING)
    return moving_s * (leg.speed_mps or _USUAL.speed_mps) / _far_m(leg)


def _drawn(factors: Sequence[float], towards: float) -> float:
    """The median, drawn towards what more ways say."""
    n = len(factors)
    own = math.log(median(factors))
    return math.exp((n * own + _PRIOR_LEGS * math.log(towards)) / (n + _PRIOR_LEGS))


def learn(legs: Iterable[Leg]) -> Factors:
    """Factors of the company, of hours, and of cells by hours. Unusable ways are left out."""
    every: list[float] = []
    speeds: list[float] = []
    by_hours: dict[HourClass, list[float]] = defaultdict(list)
    by_cell: dict[str, list[tuple[HourClass, float]]] = defaultdict(list)
    for leg in filter(usable, legs):
        hours, factor = hour_class(leg.departed), _factor_of(leg)
        every.append(factor)
        speeds.append(leg.speed_mps or _USUAL.speed_mps)
        by_hours[hours].append(factor)
        by_cell[cell(leg.origin, leg.goal)].append((hours, factor))
    if not every:
        return Factors()
    company = _drawn(every, USUAL_FACTOR)
    hours_ = {h: _drawn(found, company) for h, found in by_hours.items()}
    cells: dict[tuple[str, HourClass], float] = {}
    for name, found in by_cell.items():
        # how much slower than the company's hours this cell is, whatever the hour
        slower = _drawn([f / hours_[h] for h, f in found], 1.0)
        for hours, usual in hours_.items():
            own = [f for h, f in found if h is hours]
            expected = usual * slower
            cells[name, hours] = _drawn(own, expected) if own else expected
    return Factors(company, hours_, cells, median(speeds))


@dataclass(frozen=True, slots=True)
class LearnedTravel:
    """A `sortie_routing` travel model of one class of hours."""

    factors: Factors
    hours: HourClass

    def factor(self, a: Place | Point, b: Place | Point) -> float:
        """What straight metres are multiplied by between these two."""
        known = self.factors.cells.get((cell(a, b), self.hours))
        return known or self.factors.hours.get(self.hours) or self.factors.company

    def seconds(self, a: Place, b: Place, speed_mps: float | None) -> int:
        """Whole seconds, at the worker's own speed if they have one; zero within a place."""
        if a.lon == b.lon and a.lat == b.lat:
            return 0
        straight_s = metres(a, b) / (speed_mps or self.factors.speed_mps)
        return _USUAL.fixed_s + math.ceil(straight_s * self.factor(a, b))


def back_test(legs: Sequence[Leg]) -> BackTest | None:
    """Learn from the earlier three quarters, foretell the last: no way is judged by its own future.

    None while there are fewer than 60 ways to learn from or 20 to be judged by.
    """
    ways = sorted(filter(usable, legs), key=lambda leg: leg.departed)
    split = len(ways) - int(len(ways) * _HELD_OUT)
    before, after = ways[:split], ways[split:]
    if len(before) < _LEAST_TRAINING or len(after) < _LEAST_TESTING:
        return None
    factors = learn(before)
    misses = {
        Basis.LEARNED: [_miss_s(leg, factors) for leg in after],
        Basis.COMPANY: [_miss_s(leg, Factors(factors.company)) for leg in after],
        Basis.DEFAULT: [_miss_s(leg, Factors()) for leg in after],
    }
    errors = {basis: _error(after, missed) for basis, missed in misses.items()}
    return BackTest(
        len(before),
        len(after),
        errors[Basis.LEARNED],
        errors[Basis.COMPANY],
        errors[Basis.DEFAULT],
        _by_hour(after, misses),
        _best(errors),
    )


def _best(errors: Mapping[Basis, Error]) -> Basis:
    """The simplest of those that err least: what is learned must beat what needs no learning."""
    simplest_first = (Basis.DEFAULT, Basis.COMPANY, Basis.LEARNED)
    return min(simplest_first, key=lambda basis: errors[basis].mae_s)


def _miss_s(leg: Leg, factors: Factors) -> float:
    model = LearnedTravel(factors, hour_class(leg.departed))
    speed_mps = leg.speed_mps or _USUAL.speed_mps
    foretold = model.seconds(_place(leg.origin), _place(leg.goal), speed_mps)
    return abs(foretold - (leg.arrived - leg.departed).total_seconds())


def _error(legs: Sequence[Leg], misses: Sequence[float]) -> Error:
    took = [(leg.arrived - leg.departed).total_seconds() for leg in legs]
    shares = [missed / s for missed, s in zip(misses, took, strict=True)]
    return Error(sum(misses) / len(misses), sum(shares) / len(shares))


def _by_hour(legs: Sequence[Leg], misses: Mapping[Basis, Sequence[float]]) -> tuple[HourError, ...]:
    hours: dict[int, list[int]] = defaultdict(list)
    for index, leg in enumerate(legs):
        hours[leg.departed.hour].append(index)

    def mean(basis: Basis, which: Sequence[int]) -> float:
        return sum(misses[basis][i] for i in which) / len(which)

    return tuple(
        HourError(hour, len(which), mean(Basis.LEARNED, which), mean(Basis.DEFAULT, which))
        for hour, which in sorted(hours.items())
    )


def lesson(legs: Sequence[Leg]) -> Lesson:
    """All there is to learn from these ways, and what times shall rest on from now on.

    What wins the back-test is used, learned anew from all ways; unjudged, the usual factor is.
    """
    fit = [leg for leg in legs if usable(leg)]
    test = back_test(fit)
    learned = learn(fit)
    return Lesson(
        test.best if test else Basis.DEFAULT, learned, len(fit), len(legs) - len(fit), test
    )


def in_force(basis: Basis, factors: Factors) -> Factors | None:
    """The factors that count; None means the caller's own default."""
    if basis is Basis.LEARNED:
        return factors
    if basis is Basis.COMPANY:
        return Factors(factors.company, speed_mps=factors.speed_mps)
    return None
