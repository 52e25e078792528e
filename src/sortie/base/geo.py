"""Places on the earth: points, fences, datums and cells.

WGS-84 everywhere inside. GCJ-02 and BD-09 have types of their own, so that a shifted point can't
slip into a distance by mistake; they exist only on the way to a Chinese map.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from sortie.base.errors import invalid
from sortie.base.mainland import HONG_KONG, MACAU, OUTER, Ring

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius R1 of WGS 84 (IUGG)."""

_A = 6_378_245.0  # Krasovsky 1940, which GCJ-02 is computed on
_EE = 0.006_693_421_622_965_943
_BD = math.pi * 3000.0 / 180.0
_MAX_LON, _MAX_LAT = 180.0, 90.0


class PointError(ValueError):
    """A coordinate that is no place on earth; `field` says which one."""

    def __init__(self, field: str, value: object) -> None:
        self.field, self.value = field, value
        super().__init__(f"{field} {value!r} is outside the earth: lon ±180, lat ±90, in degrees")


@dataclass(frozen=True, slots=True)
class Point:
    """A place in WGS-84 degrees."""

    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lon) and abs(self.lon) <= _MAX_LON):
            raise PointError("lon", self.lon)
        if not (math.isfinite(self.lat) and abs(self.lat) <= _MAX_LAT):
            raise PointError("lat", self.lat)

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        """Read `{"lon": 120.1, "lat": 30.2}`; raises InvalidError naming the bad coordinate."""
        try:
            return cls(_degrees(plain, "lon"), _degrees(plain, "lat"))
        except PointError as error:
            raise invalid(
                error.field,
                "location.not_on_earth",
                "经纬度不正确：经度须在 ±180 之内，纬度须在 ±90 之内，单位为度。",
                "Not a place on earth: longitude within ±180, latitude within ±90, in degrees.",
            ) from error

    def to_plain(self) -> dict[str, float]:
        """`{"lon": …, "lat": …}`, WGS-84 degrees."""
        return {"lon": self.lon, "lat": self.lat}


def _degrees(plain: Any, field: str) -> float:
    value = plain.get(field) if isinstance(plain, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PointError(field, value)
    return float(value)


@dataclass(frozen=True, slots=True)
class GcjPoint:
    """A place as Chinese maps (Amap, Tencent, Apple in China) draw it, degrees GCJ-02."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class BdPoint:
    """A place as Baidu draws it, degrees BD-09."""

    lon: float
    lat: float


def great_circle_m(a: Point, b: Point) -> float:
    """Distance over a sphere, in metres.

    Within 0.56 % of WGS 84: rank candidates with it, never bill by it.
    Source: Sinnott, "Virtues of the Haversine", Sky & Telescope 68(2), 1984.
    """
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    d_lat, d_lon = lat_b - lat_a, math.radians(b.lon - a.lon)
    h = math.sin(d_lat / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


# --- fences ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CircleFence:
    """Everything within `radius_m` of the centre."""

    center: Point
    radius_m: float

    def __post_init__(self) -> None:
        if not self.radius_m > 0:
            raise ValueError(f"radius_m must be above 0, not {self.radius_m}")

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside or on the edge."""
        return great_circle_m(self.center, point) <= self.radius_m

    def distance_m(self, point: Point) -> float:
        """Metres to the fence; 0 inside."""
        return max(0.0, great_circle_m(self.center, point) - self.radius_m)


_MIN_CORNERS = 3


@dataclass(frozen=True, slots=True)
class PolygonFence:
    """Everything inside one ring of corners, the last joined to the first."""

    corners: tuple[Point, ...]

    def __post_init__(self) -> None:
        if len(self.corners) < _MIN_CORNERS:
            raise ValueError(f"a polygon fence needs 3 corners or more, not {len(self.corners)}")

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside; a point on the edge may fall either way."""
        return _in_ring(0.0, 0.0, self._seen_from(point))

    def distance_m(self, point: Point) -> float:
        """Metres to the nearest edge; 0 inside. Flat-earth near the point: ±0.5 % within 50 km."""
        ring = self._seen_from(point)
        if _in_ring(0.0, 0.0, ring):
            return 0.0
        return min(_to_segment(ring[i - 1], ring[i]) for i in range(len(ring)))

    def _seen_from(self, point: Point) -> list[tuple[float, float]]:
        """The corners in metres east and north of the point; right across the date line too."""
        east_m = math.radians(1) * EARTH_RADIUS_M * math.cos(math.radians(point.lat))
        north_m = math.radians(1) * EARTH_RADIUS_M
        first = self.corners[0].lon
        here = _turn(point.lon - first)
        return [
            ((_turn(c.lon - first) - here) * east_m, (c.lat - point.lat) * north_m)
            for c in self.corners
        ]


type Fence = CircleFence | PolygonFence


def fence_from_plain(plain: dict[str, Any]) -> Fence:
    """Read `{"kind": "circle", "center", "radius_m"}` or `{"kind": "polygon", "corners"}`.

    Raises InvalidError naming the field that is wrong.
    """
    kind = plain.get("kind")
    if kind == "circle":
        radius = plain.get("radius_m")
        if isinstance(radius, bool) or not isinstance(radius, int | float) or not radius > 0:
            raise invalid(
                "radius_m",
                "fence.radius",
                "围栏半径须为大于 0 的米数。",
                "The fence's radius must be a number of metres above 0.",
            )
        return CircleFence(Point.from_plain(plain.get("center")), float(radius))
    corners = plain.get("corners")
    if kind == "polygon" and isinstance(corners, list | tuple) and len(corners) >= _MIN_CORNERS:
        return PolygonFence(tuple(Point.from_plain(c) for c in corners))
    raise invalid(
        "corners" if kind == "polygon" else "kind",
        "fence.shape",
        "围栏须为圆形（中心与半径）或至少三个角的多边形。",
        "A fence is a circle (center, radius_m) or a polygon of 3 corners or more.",
    )


def fence_to_plain(fence: Fence) -> dict[str, Any]:
    """The inverse of `fence_from_plain`."""
    if isinstance(fence, CircleFence):
        center = fence.center.to_plain()
        return {"kind": "circle", "center": center, "radius_m": fence.radius_m}
    return {"kind": "polygon", "corners": [c.to_plain() for c in fence.corners]}


def _turn(degrees: float) -> float:
    """The same turn between -180 and 180 degrees."""
    return (degrees + 180.0) % 360.0 - 180.0


def _in_ring(x: float, y: float, ring: Sequence[tuple[float, float]]) -> bool:
    """Even-odd rule, counting the edges that a ray to the east crosses."""
    inside = False
    before_x, before_y = ring[-1]
    for at_x, at_y in ring:
        if (at_y > y) != (before_y > y):
            cross_x = at_x + (y - at_y) / (before_y - at_y) * (before_x - at_x)
            if x < cross_x:
                inside = not inside
        before_x, before_y = at_x, at_y
    return inside


def _to_segment(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres from the origin to the segment a-b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length2 = dx * dx + dy * dy
    t = 0.0 if length2 == 0 else max(0.0, min(1.0, -(a[0] * dx + a[1] * dy) / length2))
    return math.hypot(a[0] + t * dx, a[1] + t * dy)


# --- datums ---------------------------------------------------------------------------------


def _box(ring: Ring) -> tuple[float, float, float, float]:
    lons, lats = [c[0] for c in ring], [c[1] for c in ring]
    return min(lons), min(lats), max(lons), max(lats)


_OUTER_BOX = _box(OUTER)


def in_mainland(point: Point) -> bool:
    """Whether Chinese maps shift this place: mainland and Hainan, not Hong Kong, Macau, Taiwan."""
    west, south, east, north = _OUTER_BOX
    lon, lat = point.lon, point.lat
    if not (west <= lon <= east and south <= lat <= north):
        return False
    if not _in_ring(lon, lat, OUTER):
        return False
    return not (_in_ring(lon, lat, HONG_KONG) or _in_ring(lon, lat, MACAU))


def _shift(lon: float, lat: float) -> tuple[float, float]:
    """GCJ-02 minus WGS-84 at a place, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + wave
    d_lat += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    d_lat += (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + wave
    d_lon += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    d_lon += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2 / 3.0
    phi = math.radians(lat)
    magic = 1 - _EE * math.sin(phi) ** 2
    per_lat = (_A * (1 - _EE)) / (magic * math.sqrt(magic)) * math.pi / 180.0
    per_lon = _A / math.sqrt(magic) * math.cos(phi) * math.pi / 180.0
    return d_lon / per_lon, d_lat / per_lat


def wgs84_to_gcj02(point: Point) -> GcjPoint:
    """The place as Chinese maps draw it; unchanged outside the mainland."""
    if not in_mainland(point):
        return GcjPoint(point.lon, point.lat)
    d_lon, d_lat = _shift(point.lon, point.lat)
    return GcjPoint(point.lon + d_lon, point.lat + d_lat)


def gcj02_to_wgs84(point: GcjPoint) -> Point:
    """The true place of a point read off a Chinese map; three iterations, error below 1 mm.

    Within 700 m of the ring's edge the answer is the one that maps back onto the input.
    """
    lon, lat = point.lon, point.lat
    for _ in range(3):
        d_lon, d_lat = _shift(lon, lat)
        lon, lat = point.lon - d_lon, point.lat - d_lat
    true = Point(lon, lat)
    return true if in_mainland(true) else Point(point.lon, point.lat)


def gcj02_to_bd09(point: GcjPoint) -> BdPoint:
    """Baidu's further turn and stretch."""
    r = math.hypot(point.lon, point.lat) + 0.00002 * math.sin(point.lat * _BD)
    theta = math.atan2(point.lat, point.lon) + 0.000003 * math.cos(point.lon * _BD)
    return BdPoint(r * math.cos(theta) + 0.0065, r * math.sin(theta) + 0.006)


def bd09_to_gcj02(point: BdPoint) -> GcjPoint:
    """Inverse of `gcj02_to_bd09`; three iterations, error below 1 mm."""
    lon, lat = point.lon - 0.0065, point.lat - 0.006
    for _ in range(3):
        there = gcj02_to_bd09(GcjPoint(lon, lat))
        lon, lat = lon + point.lon - there.lon, lat + point.lat - there.lat
    return GcjPoint(lon, lat)


def wgs84_to_bd09(point: Point) -> BdPoint:
    """The place as Baidu draws it."""
    return gcj02_to_bd09(wgs84_to_gcj02(point))


def bd09_to_wgs84(point: BdPoint) -> Point:
    """The true place of a point read off Baidu's map."""
    return gcj02_to_wgs84(bd09_to_gcj02(point))


# --- cells -----------------------------------------------------------------------------------


def cell_key(point: Point, size_m: float = 1000.0) -> str:
    """The key of the grid cell the point lies in: `size:row:column`.

    Rows are bands of latitude `size_m` high; each band is cut into columns about `size_m` wide
    at its middle, so cells keep their area from the equator to the poles.
    """
    row, column = _cell(point, size_m)
    return f"{size_m:g}:{row}:{column}"


def neighbour_keys(point: Point, size_m: float = 1000.0) -> tuple[str, ...]:
    """The point's cell and every cell that touches it: all places within `size_m` lie in these."""
    row, _ = _cell(point, size_m)
    keys: dict[str, None] = {cell_key(point, size_m): None}
    for near in (row - 1, row, row + 1):
        columns = _columns(near, size_m)
        at = int((point.lon + 180.0) / 360.0 * columns)
        # Two columns to each side: bands of different width do not line up.
        for column in range(at - 2, at + 3):
            keys[f"{size_m:g}:{near}:{column % columns}"] = None
    return tuple(keys)


def _cell(point: Point, size_m: float) -> tuple[int, int]:
    if not size_m > 0:
        raise ValueError(f"size_m must be above 0, not {size_m}")
    row = math.floor(math.radians(point.lat) * EARTH_RADIUS_M / size_m)
    columns = _columns(row, size_m)
    return row, int((point.lon + 180.0) / 360.0 * columns) % columns


def _columns(row: int, size_m: float) -> int:
    middle = (row + 0.5) * size_m / EARTH_RADIUS_M
    return max(1, int(2 * math.pi * EARTH_RADIUS_M * max(0.0, math.cos(middle)) / size_m))
