"""The pool: who may see and take an offer, and how little is shown before it is taken."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Any
from uuid import UUID

from sortie.base.errors import FieldProblem, InvalidError
from sortie.base.geo import Point, great_circle_m
from sortie.base.i18n import Label
from sortie.domains.dispatch.contracts import Audience, JobNeeds
from sortie.domains.people.contracts import Worker

_HOUSE = re.compile(
    r"[0-9零一二三四五六七八九十百A-Za-z-]+\s*(?:号|栋|幢|座|单元|室|楼|层|弄|#|No\.?).*$"
)
_SETS = ("users", "areas", "departments", "skills")


def audience_from_plain(plain: Any) -> Audience:
    """Read `{"users": […], "areas": […], "departments": […], "skills": […], "radius_m": 5000,
    "rings": [[0, 3000], [600, 10000]]}`; every part may be left out. Raises InvalidError.
    """
    given = plain if isinstance(plain, Mapping) else {}
    problems: list[FieldProblem] = []
    sets = {name: _ids(given.get(name), name, problems) for name in _SETS}
    radius = given.get("radius_m")
    if radius is not None and not _above_zero(radius):
        problems.append(
            _wrong("radius_m", "半径须为大于 0 的米数。", "The radius is metres above 0.")
        )
    rings = given.get("rings") or []
    pairs = [r for r in rings if isinstance(r, list | tuple) and len(r) == 2]  # noqa: PLR2004  a pair
    rising = all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))
    if len(pairs) != len(rings) or not all(_above_zero(r[1]) for r in pairs) or not rising:
        problems.append(
            _wrong(
                "rings", "扩圈须为递增的 [秒, 米]。", "Rings are rising pairs of [seconds, metres]."
            )
        )
    if problems:
        raise InvalidError(*problems)
    return Audience(
        **sets,
        radius_m=None if radius is None else float(radius),
        rings=tuple((int(s), float(m)) for s, m in pairs),
    )


def refusals(
    audience: Audience,
    worker: Worker,
    location: Mapping[str, Any] | None,
    needs: JobNeeds,
    *,
    at: datetime,
    opened_at: datetime | None = None,
    zone: tzinfo | None = None,
) -> tuple[Label, ...]:
    """Why this person may not take the offer; empty when they may.

    `zone` is the company's: a certificate is good to the end of its last day there.
    """
    found: list[Label] = []
    if not worker.available:
        found.append(Label("您当前未开放接单。", "You are not open for jobs now."))
    if audience.users and worker.user_id not in audience.users:
        found.append(Label("此单未向您开放。", "This offer isn't open to you."))
    if audience.departments and worker.dept_id not in audience.departments:
        found.append(Label("此单未向您的部门开放。", "This offer isn't open to your department."))
    if audience.areas and worker.areas and not audience.areas & worker.areas:
        found.append(Label("此单不在您的服务区域。", "This job is outside your service areas."))
    if audience.skills and not audience.skills <= worker.skills.keys():
        found.append(Label("您缺少此单要求的技能。", "You lack a skill this offer asks for."))
    found += qualification_gaps(worker, needs, at=at, zone=zone)
    away_m, radius_m = distance_m(worker, location), _radius(audience, opened_at, at)
    if radius_m is not None and away_m is not None and away_m > radius_m:
        found.append(
            Label(
                f"距离 {away_m / 1000:.1f} 公里，超出可抢范围 {radius_m / 1000:.1f} 公里。",
                f"It is {away_m / 1000:.1f} km away; the offer reaches {radius_m / 1000:.1f} km.",
            )
        )
    return tuple(found)


def qualification_gaps(
    worker: Worker, needs: JobNeeds, *, at: datetime, zone: tzinfo | None = None
) -> list[Label]:
    """The skills, levels and certificates a person lacks for a job on the day of `at`."""
    found: list[Label] = []
    if any(worker.skills.get(skill, -1) < level for skill, level in needs.skills.items()):
        found.append(
            Label(
                "您的技能或等级不符合此单要求。",
                "Your skills or levels don't meet this job's needs.",
            )
        )
    day = (at.astimezone(zone) if zone else at).date()
    valid = {c.kind for c in worker.certificates if c.expires_on is None or day <= c.expires_on}
    missing = "、".join(sorted(needs.certificates - valid))
    if missing:
        found.append(Label(f"缺少有效证书：{missing}。", f"No valid certificate for: {missing}."))
    return found


def distance_m(worker: Worker, location: Mapping[str, Any] | None) -> int | None:
    """Metres from the person's home to the job, in hundreds: enough to choose, not to find it."""
    if worker.home is None or not location:
        return None
    try:
        place = Point.from_plain(dict(location))
    except InvalidError:
        return None
    return round(great_circle_m(worker.home, place) / 100) * 100


def coarse_address(address: str | None) -> str:
    """The address without house, building, floor and room: what is shown before it is taken."""
    text = (address or "").strip()
    return _HOUSE.sub("", text).strip() or text[:6]


def _radius(audience: Audience, opened_at: datetime | None, at: datetime) -> float | None:
    if not audience.rings:
        return audience.radius_m
    open_s = (at - opened_at).total_seconds() if opened_at else float("inf")
    reached = [metres for after_s, metres in audience.rings if after_s <= open_s]
    return reached[-1] if reached else 0.0


def _ids(value: Any, name: str, problems: list[FieldProblem]) -> frozenset[UUID]:
    try:
        return frozenset(v if isinstance(v, UUID) else UUID(v) for v in value or ())
    except (ValueError, TypeError, AttributeError):
        problems.append(_wrong(name, "须为编号列表。", "A list of ids."))
        return frozenset()


def _above_zero(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _wrong(path: str, zh: str, en: str) -> FieldProblem:
    return FieldProblem(f"audience.{path}", f"audience.{path}", Label(zh, en))
