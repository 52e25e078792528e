"""Where the demo lives: Jinan's built-up area, WGS-84. Streets' numbers and estates are made up."""

import math
from dataclasses import dataclass
from random import Random
from typing import Protocol

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """A service area: a ring without its closing point. The eight of them share their borders."""

    code: str
    name: str
    district: str
    ring: tuple[Point, ...]
    price_zone: str = "A"


@dataclass(frozen=True, slots=True)
class Quarter:
    """A lived-in part of the city round a point."""

    name: str
    area: str
    centre: Point
    roads: tuple[str, ...]


_NW, _N1, _N2, _N3, _NE = (
    (116.862, 36.742), (116.941, 36.741), (117.031, 36.745), (117.108, 36.744), (117.262, 36.738),
)  # fmt: skip
_MW, _M1, _M2, _M3, _ME = (
    (116.858, 36.668), (116.943, 36.664), (117.021, 36.668), (117.101, 36.672), (117.260, 36.668),
)  # fmt: skip
_SW, _S1, _S2, _S3, _SE = (
    (116.862, 36.604), (116.942, 36.598), (117.009, 36.602), (117.091, 36.612), (117.246, 36.606),
)  # fmt: skip

AREAS: tuple[Area, ...] = (
    Area("HY-N", "槐荫北片", "槐荫区", (_MW, _M1, _N1, _NW), "B"),
    Area("TQ", "天桥片", "天桥区", (_M1, _M2, _N2, _N1)),
    Area("LC-H", "历城洪楼片", "历城区", (_M2, _M3, _N3, _N2)),
    Area("LC-E", "历城东片", "历城区", (_M3, _ME, _NE, _N3), "B"),
    Area("HY-W", "槐荫西站片", "槐荫区", (_SW, _S1, _M1, _MW), "B"),
    Area("SZ", "市中片", "市中区", (_S1, _S2, _M2, _M1)),
    Area("LX", "历下片", "历下区", (_S2, _S3, _M3, _M2)),
    Area("GX", "高新奥体片", "历下区", (_S3, _SE, _ME, _M3)),
)

QUARTERS: tuple[Quarter, ...] = (
    Quarter("匡山", "HY-N", (116.925, 36.690), ("堤口路", "二环西路")),
    Quarter("美里湖", "HY-N", (116.893, 36.716), ("美里路", "美里东路")),
    Quarter("段店北", "HY-N", (116.915, 36.676), ("张庄路", "刘长山路")),
    Quarter("北园", "TQ", (117.003, 36.694), ("北园大街", "堤口东路")),
    Quarter("药山", "TQ", (116.963, 36.712), ("药山西路", "济洛路")),
    Quarter("官扎营", "TQ", (116.980, 36.680), ("济泺路", "天桥东街")),
    Quarter("洪家楼", "LC-H", (117.064, 36.686), ("洪家楼南路", "花园路")),
    Quarter("全福", "LC-H", (117.078, 36.703), ("工业北路", "二环东路")),
    Quarter("华山", "LC-H", (117.070, 36.727), ("华山西路", "将军路")),
    Quarter("王舍人", "LC-E", (117.157, 36.707), ("工业北路东段", "王舍人大街")),
    Quarter("唐冶", "LC-E", (117.230, 36.689), ("唐冶中路", "世纪大道")),
    Quarter("郭店南", "LC-E", (117.205, 36.712), ("世纪大道北段", "祝舜路")),
    Quarter("西客站", "HY-W", (116.897, 36.655), ("威海路", "日照路")),
    Quarter("腊山", "HY-W", (116.911, 36.638), ("腊山河西路", "烟台路")),
    Quarter("大金", "HY-W", (116.884, 36.628), ("齐州路", "青岛路")),
    Quarter("经七", "SZ", (116.985, 36.655), ("经七路", "纬二路")),
    Quarter("七里山", "SZ", (116.986, 36.630), ("七里山路", "英雄山路")),
    Quarter("王官庄", "SZ", (116.955, 36.637), ("刘长山路东段", "二环南路")),
    Quarter("泉城路", "LX", (117.026, 36.664), ("泉城路", "黑虎泉西路")),
    Quarter("历山路", "LX", (117.043, 36.654), ("历山路", "和平路")),
    Quarter("甸柳", "LX", (117.074, 36.656), ("甸新东路", "解放东路")),
    Quarter("奥体西", "GX", (117.112, 36.652), ("奥体西路", "经十路")),
    Quarter("汉峪", "GX", (117.139, 36.660), ("经十路东段", "凤凰路")),
    Quarter("齐鲁软件园", "GX", (117.128, 36.668), ("舜华路", "新泺大街")),
)

_SPREAD = 0.0042
"""Degrees round a quarter's centre: some 400 m, so that nothing falls outside its area."""


def spot(dice: Random, quarter: Quarter) -> Point:
    """Somewhere in the quarter, to about a metre."""
    lon, lat = quarter.centre
    return (
        round(lon + dice.uniform(-_SPREAD, _SPREAD), 5),
        round(lat + dice.uniform(-_SPREAD, _SPREAD) * 0.8, 5),
    )


def near(dice: Random, point: Point, metres: float) -> Point:
    """A fix somewhere within ``metres`` of ``point``."""
    reach = metres / 111_000
    return (
        round(point[0] + dice.uniform(-reach, reach), 6),
        round(point[1] + dice.uniform(-reach, reach) * 0.7, 6),
    )


def way_m(who: "Lives", to: Point) -> int:
    """Metres from home by road, roughly: a degree of longitude is shorter up here."""
    home = who.home or to
    dx, dy = (to[0] - home[0]) * 0.8, to[1] - home[1]
    return round(math.hypot(dx, dy) * 111_000 * 1.35)


class Lives(Protocol):
    """Somebody with a home, if it is known."""

    @property
    def home(self) -> Point | None: ...


def location(point: Point, **more: object) -> dict[str, object]:
    """A point as a field of type location holds it."""
    return {"lon": point[0], "lat": point[1], "datum": "WGS84", **more}


def area_of(code: str) -> Area:
    return next(area for area in AREAS if area.code == code)
