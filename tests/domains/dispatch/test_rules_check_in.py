from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sortie.base.geo import CircleFence, Fence, Point, PolygonFence
from sortie.domains.dispatch.rules.check_in import CheckInFlag, judge
from sortie.domains.dispatch.rules.duplicates import likeness, similar

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FENCE = CircleFence(Point(120.15, 30.27), 200)
HERE = {"lon": 120.15, "lat": 30.27, "accuracy_m": 10, "fix_age_s": 3}
FAR = HERE | {"lon": 120.16}  # about 960 m


def test_inside_the_fence_nothing_is_asked() -> None:
    verdict = judge(FENCE, HERE, at=NOW)
    assert verdict.inside
    assert verdict.distance_m == 0
    assert verdict.flags == ()
    assert not verdict.needs_reason


@pytest.mark.parametrize(
    ("location", "flag"),
    [
        (FAR, CheckInFlag.OUTSIDE),
        (None, CheckInFlag.NO_FIX),
        ({"lon": "x"}, CheckInFlag.NO_FIX),
        (HERE | {"is_mock": True}, CheckInFlag.MOCK),
        (HERE | {"fix_age_s": 600}, CheckInFlag.STALE_FIX),
        (HERE | {"accuracy_m": 900}, CheckInFlag.POOR_ACCURACY),
    ],
)
def test_a_doubtful_check_in_needs_a_reason_and_is_flagged(
    location: dict[str, Any] | None, flag: CheckInFlag
) -> None:
    verdict = judge(FENCE, location, at=NOW)
    assert verdict.flags == (flag,)
    assert verdict.needs_reason


def test_the_error_of_the_fix_counts_for_the_engineer_but_only_so_far() -> None:
    edge = HERE | {"lon": 120.15243}  # 233 m from the centre
    assert not judge(FENCE, edge, at=NOW).inside
    assert judge(FENCE, edge | {"accuracy_m": 40}, at=NOW).inside
    assert not judge(FENCE, FAR | {"accuracy_m": 5000}, at=NOW).inside


def test_the_age_of_a_fix_may_come_as_the_time_it_was_made() -> None:
    old = {"lon": 120.15, "lat": 30.27, "fixed_at": (NOW - timedelta(minutes=9)).isoformat()}
    assert judge(FENCE, old, at=NOW).flags == (CheckInFlag.STALE_FIX,)
    fresh = old | {"fixed_at": NOW}
    assert judge(FENCE, fresh, at=NOW).flags == ()


def test_a_site_without_a_fence_is_noted_but_is_not_the_engineers_fault() -> None:
    verdict = judge(None, HERE, at=NOW)
    assert verdict.flags == (CheckInFlag.NO_FENCE,)
    assert verdict.inside is None
    assert not verdict.needs_reason


def test_a_polygon_tells_the_distance_to_its_edge() -> None:
    corners = (Point(120, 30), Point(120.01, 30), Point(120.01, 30.01), Point(120, 30.01))
    fence: Fence = PolygonFence(corners)
    verdict = judge(fence, HERE | {"lon": 120.005, "lat": 30.02}, at=NOW)
    assert verdict.distance_m == pytest.approx(1112, abs=5)
    assert verdict.flags == (CheckInFlag.OUTSIDE,)


@pytest.mark.parametrize(
    ("new", "old", "same_asset", "alike"),
    [
        ("空调不制冷，出热风", "三楼空调不制冷", True, True),
        ("空调不制冷", "电梯困人", True, False),
        ("空调不制冷", "空调不制冷", False, True),
        ("空调漏水", "空调不制冷", False, False),
        ("", "空调不制冷", True, True),
        ("", "", False, False),
        ("AC leaking water", "ac is leaking", True, True),
    ],
)
def test_a_second_report_of_one_fault_is_recognised(
    new: str, old: str, *, same_asset: bool, alike: bool
) -> None:
    assert similar(new, old, same_asset=same_asset) is alike
    assert 0 <= likeness(new, old) <= 1
    assert likeness(new, old) == likeness(old, new)
