"""Travel times are learned from ways made, and believed only where they foretell better."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.base.geo import Point
from sortie.domains.travel import rules
from sortie.domains.travel.contracts import USUAL_FACTOR, Basis, Factors, HourClass, Leg
from sortie_routing.problem import Place
from sortie_routing.travel import GreatCircleTravel, metres

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
WEST, EAST = (116.90, 36.62), (117.10, 36.72)
"""Corners of a town of 18 x 11 km; east of the middle everything takes half as long again."""


def planted(hours: HourClass, lon: float) -> float:
    rush = hours in {HourClass.MORNING_RUSH, HourClass.EVENING_RUSH}
    return 1.6 * (1.8 if rush else 1.0) * (1.5 if lon > 117.0 else 1.0)


def way(origin: Point, goal: Point, at: datetime, factor: float) -> Leg:
    far = metres(Place(origin.lon, origin.lat), Place(goal.lon, goal.lat))
    return Leg(origin, goal, at, at + timedelta(seconds=120 + far * factor / 7.0))


def town(ways: int, *, seed: int = 7, noise: float = 0.25) -> list[Leg]:
    """Three months of ways; half of them start at a rush hour."""
    dice = random.Random(seed)
    legs: list[Leg] = []
    while len(legs) < ways:
        a, b = (Point(dice.uniform(WEST[0], EAST[0]), dice.uniform(WEST[1], EAST[1])) for _ in "ab")
        hour = dice.choice((7, 8, 17, 18, 9, 10, 11, 13, 14, 15))
        at = MONDAY + timedelta(days=dice.randrange(90), hours=hour, minutes=dice.randrange(60))
        middle = (a.lon + b.lon) / 2
        factor = planted(rules.hour_class(at), middle) * dice.lognormvariate(0, noise)
        legs.append(way(a, b, at, factor))
    return legs


def test_planted_factors_of_hours_and_areas_are_found_again() -> None:
    factors = rules.learn(town(6_000))
    for hours in (HourClass.MORNING_RUSH, HourClass.DAY):
        for lon in (116.975, 117.025):
            spot = Point(lon, 36.67)
            found = rules.LearnedTravel(factors, hours).factor(spot, spot)
            assert found == pytest.approx(planted(hours, lon), rel=0.08)


def test_what_was_learned_beats_one_factor_and_the_usual_one_on_ways_it_has_not_seen() -> None:
    test = rules.back_test(town(3_000))
    assert test is not None
    assert 3 * test.tested_on == pytest.approx(test.trained_on, abs=3)
    assert test.learned.mae_s < 0.8 * test.company.mae_s < 0.8 * test.default.mae_s
    assert test.best is Basis.LEARNED
    assert {h.hour for h in test.by_hour} >= {7, 8, 17, 18}


def test_a_slow_vehicle_on_usual_roads_teaches_the_usual_factor() -> None:
    """Who says 14 km/h and takes so long is no proof of slow roads."""
    slow = [
        Leg(x.origin, x.goal, x.departed,
            x.departed + timedelta(seconds=120 + rules._far_m(x) * USUAL_FACTOR / 4), 4.0)
        for x in town(400)
    ]  # fmt: skip
    factors = rules.learn(slow)
    assert factors.company == pytest.approx(USUAL_FACTOR, rel=0.001)
    assert factors.speed_mps == 4.0


def test_a_town_that_changed_is_not_foretold_from_its_past() -> None:
    """The later quarter is driven as usual: what the earlier ways taught errs more."""
    legs = sorted(town(800), key=lambda leg: leg.departed)
    later = [way(x.origin, x.goal, x.departed, USUAL_FACTOR) for x in legs[600:]]
    learned = rules.lesson([*legs[:600], *later])
    assert learned.basis is Basis.DEFAULT
    assert rules.in_force(learned.basis, learned.factors) is None


def test_where_ways_take_the_usual_time_nothing_learned_is_used() -> None:
    even = [way(x.origin, x.goal, x.departed, USUAL_FACTOR) for x in town(400)]
    assert rules.lesson(even).basis is Basis.DEFAULT


def test_where_only_the_company_is_slow_one_factor_is_enough_to_beat_the_usual() -> None:
    test = rules.back_test([way(x.origin, x.goal, x.departed, 3.0) for x in town(400)])
    assert test is not None
    assert test.company.mae_s < test.default.mae_s / 3


def test_too_few_ways_are_not_believed() -> None:
    learned = rules.lesson(town(70))
    assert (learned.basis, learned.test) == (Basis.DEFAULT, None)


def test_no_way_is_judged_by_its_own_future() -> None:
    """Ways are split by time however they are given."""
    legs = town(400)
    mixed = random.Random(1).sample(legs, len(legs))
    assert rules.back_test(mixed) == rules.back_test(sorted(legs, key=lambda leg: leg.departed))


HERE, THERE = Point(117.0, 36.65), Point(117.03, 36.65)


@pytest.mark.parametrize(
    ("minutes", "goal"),
    [(0, THERE), (-5, THERE), (1, THERE), (200, THERE), (5, Point(117.0, 36.652)), (5, HERE)],
    ids=["no time", "back in time", "a jump", "a lunch", "next door", "same place"],
)
def test_ways_nobody_drove_teach_nothing(minutes: int, goal: Point) -> None:
    odd = Leg(HERE, goal, MONDAY, MONDAY + timedelta(minutes=minutes))
    assert not rules.usable(odd)
    assert rules.learn([odd]) == Factors()


def test_a_good_way_is_usable() -> None:
    assert rules.usable(Leg(HERE, THERE, MONDAY, MONDAY + timedelta(minutes=8)))


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (0, 5, "night"), (0, 6, "day"), (0, 7, "morning_rush"), (0, 9, "day"), (0, 16, "day"),
        (0, 17, "evening_rush"), (0, 19, "evening"), (0, 22, "night"), (5, 8, "day_off"),
        (6, 23, "night"),
    ],
)  # fmt: skip
def test_hours_have_their_class(day: int, hour: int, expected: str) -> None:
    assert rules.hour_class(MONDAY + timedelta(days=day, hours=hour)) == expected


lons, lats = st.floats(116.9, 117.1), st.floats(36.6, 36.7)
points = st.builds(Point, lons, lats)
legs_ = st.builds(
    lambda a, b, minutes, took: Leg(
        a, b, MONDAY + timedelta(minutes=minutes), MONDAY + timedelta(minutes=minutes + took)
    ),
    points, points, st.integers(0, 60 * 24 * 60), st.integers(-10, 600),
)  # fmt: skip


@given(st.lists(legs_, max_size=60))
def test_factors_stay_between_what_was_driven_and_what_is_usual(legs: list[Leg]) -> None:
    """Drawing towards the usual never leaves the span of the ways and the usual factor."""
    factors = rules.learn(legs)
    fit = [rules._factor_of(leg) for leg in legs if rules.usable(leg)]
    low, high = min([USUAL_FACTOR, *fit]), max([USUAL_FACTOR, *fit])
    for found in (factors.company, *factors.hours.values()):
        assert low * 0.999 <= found <= high * 1.001
    assert all(f > 0 for f in factors.cells.values())


@given(st.lists(legs_, max_size=40), st.randoms())
def test_the_order_of_ways_does_not_matter(legs: list[Leg], dice: random.Random) -> None:
    mixed = list(legs)
    dice.shuffle(mixed)
    first, second = rules.learn(legs), rules.learn(mixed)
    assert first.company == pytest.approx(second.company)
    assert first.cells == pytest.approx(second.cells)


@given(points, points)
def test_times_are_the_same_there_and_back_and_never_negative(a: Point, b: Point) -> None:
    model = rules.LearnedTravel(rules.learn(TOWN), HourClass.DAY)
    there, back = Place(a.lon, a.lat), Place(b.lon, b.lat)
    assert model.seconds(there, back, None) == model.seconds(back, there, None) >= 0


@given(points, points, st.none() | st.floats(1, 30))
def test_with_nothing_learned_the_times_are_the_usual_ones(
    a: Point, b: Point, speed_mps: float | None
) -> None:
    there, back = Place(a.lon, a.lat), Place(b.lon, b.lat)
    learned = rules.LearnedTravel(Factors(), HourClass.DAY).seconds(there, back, speed_mps)
    assert abs(learned - GreatCircleTravel().seconds(there, back, speed_mps)) <= 1


TOWN = town(200)
