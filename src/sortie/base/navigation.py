"""The links that open another app's map and guide a person to a place."""

from dataclasses import dataclass
from urllib.parse import quote

from sortie.base.geo import Point, in_mainland, wgs84_to_bd09, wgs84_to_gcj02


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """A way to be guided to a place by another app.

    `app_url` opens the app where it is installed, `web_url` works in any browser. `datum` is what
    the coordinates inside both are in.
    """

    provider: str
    label_zh: str
    label_en: str
    app_url: str
    web_url: str
    datum: str


def navigation_links(to: Point, name: str) -> tuple[NavigationLink, ...]:
    """Links by car to a place, one a provider, Amap first.

    Apple and Google route on GCJ-02 roads inside the mainland and on WGS-84 elsewhere, which is
    what `wgs84_to_gcj02` gives; Baidu takes its own BD-09.
    """
    gcj, bd = wgs84_to_gcj02(to), wgs84_to_bd09(to)
    shifted = "GCJ02" if in_mainland(to) else "WGS84"
    lat, lon, label = f"{gcj.lat:.6f}", f"{gcj.lon:.6f}", quote(name, safe="")
    bd_at = f"{bd.lat:.6f},{bd.lon:.6f}"
    return (
        NavigationLink(
            "amap", "高德地图", "Amap",
            f"amapuri://route/plan/?sourceApplication=sortie&dlat={lat}&dlon={lon}&dname={label}&dev=0&t=0",
            f"https://uri.amap.com/navigation?to={lon},{lat},{label}&mode=car&src=sortie&coordinate=gaode&callnative=1",
            shifted,
        ),
        NavigationLink(
            "baidu", "百度地图", "Baidu Maps",
            f"baidumap://map/direction?destination=name:{label}%7Clatlng:{bd_at}&coord_type=bd09ll&mode=driving&src=sortie",
            f"https://api.map.baidu.com/marker?location={bd_at}&title={label}&content={label}&output=html&coord_type=bd09ll&src=sortie",
            "BD09",
        ),
        NavigationLink(
            "apple", "苹果地图", "Apple Maps",
            f"maps://?daddr={lat},{lon}&q={label}&dirflg=d",
            f"https://maps.apple.com/?daddr={lat},{lon}&q={label}&dirflg=d",
            shifted,
        ),
        NavigationLink(
            "google", "谷歌地图", "Google Maps",
            f"comgooglemaps://?daddr={lat},{lon}&directionsmode=driving",
            f"https://www.google.com/maps/dir/?api=1&destination={lat},{lon}&travelmode=driving",
            shifted,
        ),
    )  # fmt: skip
