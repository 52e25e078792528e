"""Decisions about places and codes: no clock, no I/O."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sortie.base.errors import InvalidError, invalid
from sortie.base.geo import Point, PolygonFence

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


def area_of(point: Point, areas: Iterable[tuple[UUID, Any]]) -> UUID | None:
    """The first area whose ring holds ``point``; areas come in order of their code."""
    for area, ring in areas:
        corners = tuple(Point(float(lon), float(lat)) for lon, lat in ring)
        if len(corners) >= 3 and PolygonFence(corners).contains(point):  # noqa: PLR2004  a ring has three corners
            return area
    return None


_CORNERS = (3, 500)


def ring_of(plain: Any) -> list[list[float]]:
    """An area's boundary as it is kept: a closed WGS-84 ring, its first corner again at the end.

    Args:
        plain: ``[[lon, lat], …]``, closed or not; 3 to 500 corners, no two edges crossing.

    Raises:
        InvalidError: says what is wrong with the boundary.
    """
    if not isinstance(plain, list):
        raise _bad_ring("须为经纬度列表。", "Give a list of [lon, lat].")
    corners: list[Point] = []
    for pair in plain:
        match pair:
            case [int() | float() as lon, int() | float() as lat] if not (
                isinstance(lon, bool) or isinstance(lat, bool)
            ):
                corner = Point.from_plain({"lon": lon, "lat": lat})
            case _:
                raise _bad_ring("每个角须为 [经度, 纬度]。", "Each corner is [lon, lat].")
        if not corners or corner != corners[-1]:
            corners.append(corner)
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    fewest, most = _CORNERS
    if not fewest <= len(corners) <= most:
        raise _bad_ring(
            f"边界须有 {fewest} 到 {most} 个角，现在有 {len(corners)} 个。",
            f"A boundary has {fewest} to {most} corners; this one has {len(corners)}.",
        )
    if _crosses_itself(corners):
        raise _bad_ring(
            "边界线不能自相交叉。请移动或删除交叉处的角。",
            "The boundary crosses itself. Move or delete a corner where it does.",
        )
    return [[c.lon, c.lat] for c in (*corners, corners[0])]


def _bad_ring(zh: str, en: str) -> InvalidError:
    return invalid("polygon", "area.boundary", zh, en)


def _crosses_itself(corners: list[Point]) -> bool:
    """Whether two edges that aren't neighbours meet. Flat, which is exact enough for a city."""
    edges = [(corners[n - 1], corner) for n, corner in enumerate(corners)]
    count = len(edges)
    return any(
        _meet(*edges[i], *edges[j])
        for i in range(count)
        for j in range(i + 2, count)
        if not (i == 0 and j == count - 1)
    )


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    return (
        _side(a, b, c) * _side(a, b, d) <= 0
        and _side(c, d, a) * _side(c, d, b) <= 0
        and (
            max(a.lon, b.lon) >= min(c.lon, d.lon)
            and max(c.lon, d.lon) >= min(a.lon, b.lon)
            and max(a.lat, b.lat) >= min(c.lat, d.lat)
            and max(c.lat, d.lat) >= min(a.lat, b.lat)
        )
    )


def _side(a: Point, b: Point, p: Point) -> int:
    """1 left of the line a-b, -1 right of it, 0 on it."""
    turn = (b.lon - a.lon) * (p.lat - a.lat) - (b.lat - a.lat) * (p.lon - a.lon)
    return (turn > 0) - (turn < 0)


def covered(until: date | None, today: date) -> bool:
    """Warranty or contract still runs on ``today``, its last day included."""
    return until is not None and today <= until


_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII)
_TILES: dict[str, tuple[str, ...]] = {
    "tianditu": tuple(f"https://t{n}.tianditu.gov.cn" for n in range(8)),
    "amap": tuple(f"https://webrd0{n}.is.autonavi.com" for n in range(1, 5)),
    "tencent": tuple(f"https://rt{n}.map.gtimg.com" for n in range(4)),
}
KEYED = frozenset(_TILES)
"""Providers that draw nothing without a key."""


def origin_of(url: str | None) -> str | None:
    """The origin of an HTTPS address as a content policy names it; None for anything else.

    Plain HTTP is allowed from this machine only: a page that came by TLS may not load it anyway.
    """
    try:
        parts = urlsplit(url or "")
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    local = parts.scheme == "http" and host in {"localhost", "127.0.0.1"}
    if not (parts.scheme == "https" or local) or not _HOST.fullmatch(host):
        return None
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def tile_origins(provider: str, pmtiles_url: str | None) -> tuple[str, ...]:
    """The origins a browser must reach to draw this base; none for what comes from us."""
    if provider == "pmtiles":
        origin = origin_of(pmtiles_url)
        return (origin,) if origin else ()
    return _TILES.get(provider, ())
