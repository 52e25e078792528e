import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.base.errors import InvalidError
from sortie.base.geo import (
    CircleFence,
    GcjPoint,
    Point,
    PointError,
    PolygonFence,
    bd09_to_gcj02,
    bd09_to_wgs84,
    cell_key,
    fence_from_plain,
    fence_to_plain,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    great_circle_m,
    in_mainland,
    neighbour_keys,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from sortie.base.navigation import navigation_links

points = st.builds(Point, st.floats(-180, 180), st.floats(-85, 85))
inland = st.builds(Point, st.floats(100, 118), st.floats(26, 38))

MAINLAND = {
    "北京": (116.397, 39.909), "上海": (121.474, 31.23), "杭州": (120.155, 30.274),
    "三亚": (109.51, 18.25), "海口": (110.33, 20.03), "漠河": (122.35, 53.48),
    "喀什": (75.99, 39.47), "拉萨": (91.11, 29.65), "乌鲁木齐": (87.617, 43.79),
    "深圳湾口岸": (113.945, 22.503), "蛇口": (113.915, 22.483), "福田": (114.055, 22.54),
    "皇岗": (114.072, 22.527), "罗湖": (114.118, 22.537), "沙头角": (114.235, 22.557),
    "盐田": (114.27, 22.578), "南澳(深圳)": (114.48, 22.535), "拱北": (113.549, 22.221),
    "横琴": (113.52, 22.12), "横琴口岸": (113.5475, 22.139), "湾仔": (113.524, 22.195),
    "厦门": (118.11, 24.48), "厦门环岛路": (118.19, 24.49), "大嶝": (118.33, 24.56),
    "围头": (118.56, 24.53), "平潭": (119.79, 25.5), "黄岐": (119.87, 26.33),
    "丹东": (124.385, 40.13), "黑河": (127.49, 50.245), "河口": (103.95, 22.53),
    "东兴": (107.972, 21.547), "凭祥": (106.755, 22.095), "瑞丽": (97.855, 24.015),
    "满洲里": (117.43, 49.59), "二连浩特": (111.98, 43.65), "霍尔果斯": (80.42, 44.21),
    "阿拉山口": (82.57, 45.17), "绥芬河": (131.15, 44.41), "珲春": (130.36, 42.86),
    "图们": (129.84, 42.97), "集安": (126.185, 41.13), "长白": (128.2, 41.42),
    "抚远": (134.3, 48.36), "塔城": (82.98, 46.75), "樟木": (85.98, 27.99),
    "普兰": (81.18, 30.29), "塔什库尔干": (75.23, 37.77), "大连": (121.61, 38.91),
    "青岛": (120.38, 36.07), "威海": (122.12, 37.51), "舟山": (122.2, 29.98),
    "嵊泗": (122.45, 30.73), "担杆岛": (114.27, 22.04), "内伶仃岛": (113.8, 22.41),
    "涠洲岛": (109.11, 21.04), "汕头南澳": (117.02, 23.43),
}  # fmt: skip

ELSEWHERE = {
    "香港中环": (114.158, 22.281), "香港机场": (113.925, 22.31), "屯门": (113.97, 22.39),
    "流浮山": (113.985, 22.468), "上水": (114.128, 22.502), "落马洲": (114.066, 22.513),
    "罗湖站": (114.113, 22.528), "沙头角墟": (114.223, 22.545), "西贡": (114.27, 22.38),
    "东平洲": (114.435, 22.543), "大澳": (113.862, 22.253), "长洲": (114.03, 22.21),
    "澳门半岛": (113.543, 22.193), "关闸广场": (113.549, 22.2145), "氹仔": (113.56, 22.157),
    "路环": (113.556, 22.117), "路氹": (113.56, 22.14), "台北": (121.565, 25.033),
    "高雄": (120.3, 22.63), "花莲": (121.6, 23.98), "澎湖": (119.57, 23.57),
    "金门": (118.32, 24.44), "金沙": (118.41, 24.5), "小金门": (118.235, 24.43),
    "南竿": (119.93, 26.15), "东引": (120.49, 26.37), "首尔": (126.98, 37.57),
    "新义州": (124.41, 40.095), "布拉戈维申斯克": (127.54, 50.28), "老街": (103.975, 22.485),
    "芒街": (107.965, 21.52), "河内": (105.85, 21.03), "乌兰巴托": (106.9, 47.92),
    "符拉迪沃斯托克": (131.89, 43.12), "伯力": (135.07, 48.48), "加德满都": (85.32, 27.72),
    "东京": (139.77, 35.68), "阿拉木图": (76.95, 43.25), "木姐": (97.91, 23.97),
    "惠山": (128.18, 41.395), "纽约": (-74.0, 40.71),
}  # fmt: skip


@pytest.mark.parametrize(("lon", "lat"), MAINLAND.values(), ids=MAINLAND)
def test_a_place_in_the_mainland_is_shifted_by_300_to_800_metres(lon: float, lat: float) -> None:
    here = Point(lon, lat)
    assert in_mainland(here)
    gcj = wgs84_to_gcj02(here)
    assert 100 < great_circle_m(here, Point(gcj.lon, gcj.lat)) < 1000


@pytest.mark.parametrize(("lon", "lat"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_place_outside_the_mainland_is_not_shifted(lon: float, lat: float) -> None:
    assert wgs84_to_gcj02(Point(lon, lat)) == GcjPoint(lon, lat)


def test_the_shift_agrees_with_the_published_example_of_tiananmen() -> None:
    gcj = wgs84_to_gcj02(Point(116.404, 39.915))
    assert (round(gcj.lon, 6), round(gcj.lat, 6)) == (116.410244, 39.916404)
    bd = gcj02_to_bd09(GcjPoint(116.404, 39.915))
    assert (bd.lon, bd.lat) == pytest.approx((116.4103695, 39.9213366), abs=2e-6)


@given(inland)
def test_every_datum_returns_to_where_it_came_from_within_a_millimetre(here: Point) -> None:
    back = gcj02_to_wgs84(wgs84_to_gcj02(here))
    assert great_circle_m(here, back) < 0.001
    back = bd09_to_wgs84(wgs84_to_bd09(here))
    assert great_circle_m(here, back) < 0.002
    gcj = GcjPoint(here.lon, here.lat)
    again = bd09_to_gcj02(gcj02_to_bd09(gcj))
    assert math.isclose(again.lon, gcj.lon, abs_tol=1e-8)
    assert math.isclose(again.lat, gcj.lat, abs_tol=1e-8)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert great_circle_m(Point(120, 30), Point(120, 31)) == pytest.approx(111_195, abs=1)


@given(points, points)
def test_distance_is_symmetric_and_never_more_than_half_the_globe(a: Point, b: Point) -> None:
    assert great_circle_m(a, b) == pytest.approx(great_circle_m(b, a))
    assert great_circle_m(a, b) <= math.pi * 6_371_009


def test_a_circle_fence_measures_to_its_edge() -> None:
    fence = CircleFence(Point(120, 30), 200)
    near, far = Point(120.001, 30), Point(120.01, 30)
    assert fence.contains(near)
    assert fence.distance_m(near) == 0
    assert not fence.contains(far)
    assert fence.distance_m(far) == pytest.approx(great_circle_m(fence.center, far) - 200)


def test_a_polygon_fence_with_a_dent_excludes_the_dent() -> None:
    u = PolygonFence(
        tuple(
            Point(120 + x / 100, 30 + y / 100)
            for x, y in [(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)]
        )
    )
    assert u.contains(Point(120.005, 30.02))
    assert not u.contains(Point(120.015, 30.02))
    assert u.distance_m(Point(120.015, 30.02)) == pytest.approx(481.5, rel=0.01)


def test_a_polygon_across_the_date_line_holds_what_is_inside_it() -> None:
    fence = PolygonFence((Point(179, 10), Point(-179, 10), Point(-179, 12), Point(179, 12)))
    assert fence.contains(Point(179.9, 11))
    assert fence.contains(Point(-179.9, 11))
    assert not fence.contains(Point(0, 11))


@given(points, points, st.floats(1, 5e5))
def test_a_fence_is_zero_metres_away_exactly_when_it_contains(
    center: Point, point: Point, radius_m: float
) -> None:
    fence = CircleFence(center, radius_m)
    assert (fence.distance_m(point) == 0) == fence.contains(point)


def test_fences_survive_their_plain_form() -> None:
    for fence in (
        CircleFence(Point(1, 2), 50),
        PolygonFence((Point(0, 0), Point(1, 0), Point(0, 1))),
    ):
        assert fence_from_plain(fence_to_plain(fence)) == fence


@pytest.mark.parametrize(
    ("plain", "field"),
    [
        ({"kind": "blob"}, "kind"),
        ({"kind": "circle", "center": {"lon": 1, "lat": 91}, "radius_m": 1}, "lat"),
        ({"kind": "circle", "center": {"lon": "1", "lat": 9}, "radius_m": 1}, "lon"),
        ({"kind": "circle", "center": {"lon": 1, "lat": 1}, "radius_m": "x"}, "radius_m"),
        ({"kind": "polygon", "corners": []}, "corners"),
    ],
)
def test_a_bad_fence_is_refused_with_the_field_named(plain: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        fence_from_plain(plain)
    assert [f.path for f in caught.value.fields] == [field]


def test_a_point_off_the_earth_is_refused() -> None:
    with pytest.raises(PointError, match="lon"):
        Point(181, 0)
    with pytest.raises(PointError, match="lat"):
        Point(0, math.nan)


def test_each_map_gets_its_own_datum_and_an_escaped_name() -> None:
    here = Point(120.155, 30.274)
    amap, baidu, apple, google = navigation_links(here, "一号楼 & 大堂|门")
    gcj, bd = wgs84_to_gcj02(here), wgs84_to_bd09(here)
    assert f"dlat={gcj.lat:.6f}&dlon={gcj.lon:.6f}" in amap.app_url
    assert f"latlng:{bd.lat:.6f},{bd.lon:.6f}" in baidu.app_url
    assert f"daddr={gcj.lat:.6f},{gcj.lon:.6f}" in apple.web_url
    assert f"destination={gcj.lat:.6f},{gcj.lon:.6f}" in google.web_url
    assert [link.datum for link in (amap, baidu, apple, google)] == [
        "GCJ02", "BD09", "GCJ02", "GCJ02",
    ]  # fmt: skip
    for link in (amap, baidu, apple):
        assert "& 大堂" not in link.web_url
        assert "%26" in link.web_url


def test_in_hong_kong_the_links_carry_the_true_place() -> None:
    google = navigation_links(Point(114.158, 22.281), "中环")[3]
    assert "22.281000,114.158000" in google.web_url
    assert google.datum == "WGS84"


@given(points, st.floats(0, 360), st.floats(0, 999))
def test_places_within_a_cell_size_share_a_neighbouring_cell(
    here: Point, bearing: float, away_m: float
) -> None:
    north = away_m * math.cos(math.radians(bearing)) / 111_195
    east = away_m * math.sin(math.radians(bearing)) / 111_195 / math.cos(math.radians(here.lat))
    lon = (here.lon + east + 180) % 360 - 180
    there = Point(lon, here.lat + north)
    if great_circle_m(here, there) < 990:
        assert cell_key(there) in neighbour_keys(here)
