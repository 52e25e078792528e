"""How long the way takes. The engine asks a `TravelTime`; a road engine may stand behind it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from sortie_routing.problem import Place, TravelTime

__all__ = ["GreatCircleTravel", "MatrixTravel", "TravelTime", "metres"]

_EARTH_M = 6_371_008.8
_RAD = math.pi / 180.0


def metres(a: Place, b: Place) -> float:
    """Great circle distance on a sphere (haversine), in metres."""
    lat_a, lat_b = a.lat * _RAD, b.lat * _RAD
    half_lat = math.sin((lat_b - lat_a) / 2)
    half_lon = math.sin((b.lon - a.lon) * _RAD / 2)
    h = half_lat * half_lat + math.cos(lat_a) * math.cos(lat_b) * half_lon * half_lon
    return 2 * _EARTH_M * math.asin(min(1.0, math.sqrt(h)))


@dataclass(frozen=True, slots=True)
class GreatCircleTravel:
    """Great circle × detour factor at one speed, plus a fixed part for parking and doors.

    1.4 is the usual road factor of Chinese cities; 7 m/s is 25 km/h door to door.
    """

    factor: float = 1.4
    speed_mps: float = 7.0
    fixed_s: int = 120

    def road_m(self, a: Place, b: Place) -> int:
        """Whole metres by road, as far as a straight line can tell."""
        return round(metres(a, b) * self.factor)

    def seconds(self, a: Place, b: Place, speed_mps: float | None) -> int:
        """Zero within the same place, else at least `fixed_s`."""
        if a.lon == b.lon and a.lat == b.lat:
            return 0
        return self.fixed_s + math.ceil(metres(a, b) * self.factor / (speed_mps or self.speed_mps))


@dataclass(frozen=True, slots=True)
class MatrixTravel:
    """Times from a road engine: whole seconds by (key of origin, key of destination).

    A pair that is not in the matrix falls back.
    """

    seconds_by_keys: Mapping[tuple[str, str], int]
    fallback: TravelTime = field(default_factory=GreatCircleTravel)

    def seconds(self, a: Place, b: Place, speed_mps: float | None) -> int:
        """The matrix's figure; the worker's speed matters for the fallback only."""
        found = self.seconds_by_keys.get((a.key, b.key)) if a.key and b.key else None
        return self.fallback.seconds(a, b, speed_mps) if found is None else found
