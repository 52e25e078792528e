"""Travel times for all pairs of places at once."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np

from sortie_routing.engine.arrays import NEVER, Array
from sortie_routing.problem import Place, TravelTime
from sortie_routing.travel import GreatCircleTravel

_EARTH_M = 6_371_008.8


@runtime_checkable
class TravelTable(Protocol):
    """A travel model that answers for many places at once."""

    def table(self, places: Sequence[Place], speed_mps: float | None) -> Array:
        """N x n whole seconds, [origin][destination]."""
        ...


def table(travel: TravelTime, places: Sequence[Place], speed_mps: float | None) -> Array:
    """(n+1) x (n+1) whole seconds, [origin][destination]; the last place is nowhere: no way at all.

    A model that has no `table` of its own is asked pair by pair.
    """
    n = len(places)
    full = np.zeros((n + 1, n + 1), np.int32)
    if isinstance(travel, TravelTable):
        full[:n, :n] = np.minimum(travel.table(places, speed_mps), NEVER // 4)
    elif type(travel) is GreatCircleTravel:
        full[:n, :n] = _great_circle(travel, _radians(places), _radians(places), speed_mps)
    else:
        for i, a in enumerate(places):
            for k, b in enumerate(places):
                full[i, k] = min(travel.seconds(a, b, speed_mps), NEVER // 4)
    return full


def _great_circle(
    travel: GreatCircleTravel,
    origins: tuple[Array, Array],
    places: tuple[Array, Array],
    speed_mps: float | None,
) -> Array:
    (lon_a, lat_a), (lon_b, lat_b) = origins, places
    half_lat = np.sin((lat_b[None, :] - lat_a[:, None]) / 2)
    half_lon = np.sin((lon_b[None, :] - lon_a[:, None]) / 2)
    h = half_lat**2 + np.cos(lat_a)[:, None] * np.cos(lat_b)[None, :] * half_lon**2
    far_m = 2 * _EARTH_M * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    # A hair less before rounding up, as the two ways to compute differ in the last bits.
    found = np.ceil(far_m * travel.factor / (speed_mps or travel.speed_mps) - 1e-6)
    same = (lon_a[:, None] == lon_b[None, :]) & (lat_a[:, None] == lat_b[None, :])
    return np.where(same, 0, found + travel.fixed_s)


def _radians(places: Sequence[Place]) -> tuple[Array, Array]:
    return (
        np.radians(np.array([p.lon for p in places])),
        np.radians(np.array([p.lat for p in places])),
    )


type Lines = Callable[[Place], tuple[Array, Array]]
"""For one place: (n whole seconds from it, n to it), in the order of the places prepared."""


@runtime_checkable
class TravelLines(Protocol):
    """A travel model that answers for one place and many prepared others at once."""

    def lines(self, places: Sequence[Place], speed_mps: float | None) -> Lines:
        """Prepare for many questions about the same places."""
        ...


def lines(travel: TravelTime, places: Sequence[Place], speed_mps: float | None) -> Lines:
    """Answers for one place at a time; a model without `lines` of its own is asked pair by pair."""
    if isinstance(travel, TravelLines):
        return travel.lines(places, speed_mps)
    if type(travel) is GreatCircleTravel:
        return _great_circle_lines(travel, places, speed_mps)

    def one_by_one(place: Place) -> tuple[Array, Array]:
        to = np.array([travel.seconds(place, p, speed_mps) for p in places], np.int64)
        back = np.array([travel.seconds(p, place, speed_mps) for p in places], np.int64)
        return np.minimum(to, NEVER // 4), np.minimum(back, NEVER // 4)

    return one_by_one


def _great_circle_lines(
    travel: GreatCircleTravel, places: Sequence[Place], speed_mps: float | None
) -> Lines:
    """By chords between points on the unit sphere: no sine or cosine is left to the question."""
    there = _on_sphere(places)
    scale = 2 * _EARTH_M * travel.factor / (speed_mps or travel.speed_mps)

    def lines_of(place: Place) -> tuple[Array, Array]:
        apart = there - _on_sphere([place])
        half = np.sqrt((apart * apart).sum(axis=0)) / 2
        found = np.ceil(np.arcsin(np.minimum(1.0, half)) * scale - 1e-6)
        one = np.where(half > 0, found + travel.fixed_s, 0)
        return one, one

    return lines_of


def _on_sphere(places: Sequence[Place]) -> Array:
    """3 x n: points of the unit sphere."""
    lon, lat = _radians(places)
    return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
