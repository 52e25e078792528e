"""The rule of automatic dispatch: its form as JSON, and which one fits an order."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sortie.base.errors import FieldProblem, InvalidError
from sortie.base.i18n import Label
from sortie.domains.dispatch.contracts import DispatchRule
from sortie.domains.dispatch.rules.decision import PARTS
from sortie_routing.problem import Weights

_CHECKS = ("skills", "certificates", "areas", "max_jobs")
_MOST_MINUTES = 1440


def rule_from_plain(
    weights: Any,
    filters: Any = None,
    *,
    id: str = "",
    revision: int = 1,
    offer_minutes: int = 30,
    work_types: Iterable[UUID] = (),
    areas: Iterable[UUID] = (),
) -> DispatchRule:
    """Read weights `{"travel": 30, …}` (missing ones are 0) and filters `{"skills": true, …}`
    (missing ones are on). Raises InvalidError naming every wrong field.
    """
    problems: list[FieldProblem] = []
    given = weights if isinstance(weights, dict) else {}
    for name, value in given.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if name not in PARTS or not number or not 0 <= value <= 1000:  # noqa: PLR2004  a weight's most
            problems.append(
                _wrong(f"weights.{name}", "权重须为 0 至 1000。", "A known weight from 0 to 1000.")
            )
    if not problems and not any(given.values()):
        problems.append(_wrong("weights", "至少一项权重大于 0。", "One weight must be above 0."))
    switches = filters if isinstance(filters, dict) else {}
    for name, value in switches.items():
        if name not in _CHECKS or not isinstance(value, bool):
            problems.append(
                _wrong(f"filters.{name}", "须为已知的开关。", "A known switch, on or off.")
            )
    if not 1 <= offer_minutes <= _MOST_MINUTES:
        problems.append(
            _wrong("offer_minutes", "接单时限须为 1 至 1440 分钟。", "1 to 1440 minutes.")
        )
    if problems:
        raise InvalidError(*problems)
    every: dict[str, float] = {name: float(given.get(name, 0)) for name in PARTS}
    return DispatchRule(
        id=id,
        revision=revision,
        weights=Weights(**every),
        check_skills=switches.get("skills", True),
        check_certificates=switches.get("certificates", True),
        check_areas=switches.get("areas", True),
        check_max_jobs=switches.get("max_jobs", True),
        offer_minutes=offer_minutes,
        work_types=frozenset(work_types),
        areas=frozenset(areas),
    )


def rule_to_plain(rule: DispatchRule) -> dict[str, Any]:
    """`{"weights": …, "filters": …}` as the rule's record keeps them."""
    return {
        "weights": {name: getattr(rule.weights, name) for name in PARTS},
        "filters": {name: getattr(rule, f"check_{name}") for name in _CHECKS},
    }


def choose_rule(
    rules: Iterable[DispatchRule], *, work_type: UUID | None, area: UUID | None
) -> DispatchRule:
    """The narrowest rule that fits (work type and area, work type, area, any), else the built-in."""
    best: tuple[int, str] | None = None
    chosen = DispatchRule()
    for rule in rules:
        by_type, by_area = work_type in rule.work_types, area in rule.areas
        if (rule.work_types and not by_type) or (rule.areas and not by_area):
            continue
        rank = (0 if by_type and by_area else 1 if by_type else 2 if by_area else 3, rule.id)
        if best is None or rank < best:
            best, chosen = rank, rule
    return chosen


def _wrong(path: str, zh: str, en: str) -> FieldProblem:
    return FieldProblem(path, f"dispatch_rule.{path.partition('.')[0]}", Label(zh, en))
