"""A price rule's definition and a bill as plain JSON; money and percents are decimal strings.

```
{"base": "80.00", "included_min": 30, "hour_price": "120.00", "step_min": 30,
 "level_percent": {"4": "20"}, "free_km": "10", "km_price": "2.50", "part_markup_percent": "15",
 "discount_percent": "0", "minimum": "100.00", "contract": "HT-001",
 "warranty_free": ["base", "labour"], "rework_free": true,
 "bands": [{"kind": "night", "percent": "50", "start": "22:00", "end": "06:00"},
           {"kind": "holiday", "percent": "100"}]}
```
"""

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sortie.base.errors import FieldProblem, InvalidError
from sortie.base.i18n import Label
from sortie.base.money import total
from sortie.domains.settlement.contracts import (
    BandKind,
    Bill,
    BillLine,
    Charge,
    PriceRule,
    TimeBand,
)

_AMOUNTS = ("base", "hour_price", "km_price", "minimum")
_PERCENTS = ("part_markup_percent", "discount_percent")
_MINUTES = ("included_min", "step_min")
_MOST = Decimal(10_000_000)
_MOST_PERCENT = Decimal(1000)
_FREEABLE = frozenset({Charge.BASE, Charge.LABOUR, Charge.DISTANCE, Charge.PART, Charge.SERVICE})


class _Problems(list[FieldProblem]):
    def say(self, path: str, zh: str, en: str) -> None:
        self.append(FieldProblem(path, f"price_rule.{path.partition('.')[0]}", Label(zh, en)))


def price_rule_from_plain(
    definition: Any,
    *,
    id: str = "",
    revision: int = 1,
    name: str = "",
    rank: int = 100,
    work_types: Iterable[UUID] = (),
    areas: Iterable[UUID] = (),
    customer_level: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> PriceRule:
    """Read a definition as above beside the record's own fields; missing parts cost nothing.

    Raises InvalidError naming every wrong field at once.
    """
    pricing = _pricing(definition if isinstance(definition, dict) else {})
    return PriceRule(
        id=id,
        revision=revision,
        name=name,
        rank=rank,
        work_types=frozenset(work_types),
        areas=frozenset(areas),
        customer_level=customer_level,
        valid_from=valid_from,
        valid_to=valid_to,
        **pricing,
    )


def _pricing(given: dict[str, Any]) -> dict[str, Any]:
    """The parts of a PriceRule that its definition gives."""
    problems = _Problems()
    pricing: dict[str, Any] = {key: _decimal(given, key, _MOST, problems) for key in _AMOUNTS}
    pricing |= {key: _decimal(given, key, _MOST_PERCENT, problems) for key in _PERCENTS}
    pricing["free_km"] = _decimal(given, "free_km", _MOST, problems)
    if pricing["discount_percent"] > 100:  # noqa: PLR2004  per cent
        problems.say("discount_percent", "折扣不能超过 100%。", "A discount is at most 100 %.")
    pricing |= {key: _minutes(given, key, problems) for key in _MINUTES}
    pricing["step_min"] = pricing["step_min"] or 1
    pricing["level_percent"] = _levels(given.get("level_percent", {}), problems)
    pricing["bands"] = _bands(given.get("bands", []), problems)
    for key in ("warranty_free", "contract_free"):
        pricing[key] = _freed(given, key, problems)
    pricing["rework_free"] = bool(given.get("rework_free", True))
    pricing["contract"] = given.get("contract") or None
    if problems:
        raise InvalidError(*problems)
    return pricing


def price_rule_to_plain(rule: PriceRule) -> dict[str, Any]:
    """The definition of a rule; the inverse of `price_rule_from_plain`."""
    plain: dict[str, Any] = {
        key: str(getattr(rule, key)) for key in (*_AMOUNTS, *_PERCENTS, "free_km")
    }
    plain |= {key: getattr(rule, key) for key in _MINUTES}
    plain["level_percent"] = {str(n): str(p) for n, p in rule.level_percent.items()}
    plain["bands"] = [_band_plain(band) for band in rule.bands]
    plain["warranty_free"] = sorted(str(c) for c in rule.warranty_free)
    plain["contract_free"] = sorted(str(c) for c in rule.contract_free)
    plain["rework_free"] = rule.rework_free
    plain["contract"] = rule.contract
    return plain


def bill_to_plain(bill: Bill) -> dict[str, Any]:
    """`{"lines": […], "total": "…", "rule": {"id", "revision"}}` for the bill's record."""
    return {
        "lines": [
            {
                "charge": str(line.charge),
                "label": {"zh": line.label.zh, "en": line.label.en},
                "quantity": str(line.quantity),
                "unit": line.unit,
                "price": str(line.price),
                "amount": str(line.amount),
                "inputs": dict(line.inputs),
            }
            for line in bill.lines
        ],
        "total": str(bill.total),
        "rule": {"id": bill.rule_id, "revision": bill.rule_revision},
    }


def _band_plain(band: TimeBand) -> dict[str, str]:
    plain = {"kind": str(band.kind), "percent": str(band.percent)}
    if band.kind is BandKind.NIGHT:
        plain |= {"start": f"{band.start:%H:%M}", "end": f"{band.end:%H:%M}"}
    return plain


def _number(value: Any, most: Decimal) -> Decimal | None:
    if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= most else None


def _decimal(given: dict[str, Any], key: str, most: Decimal, problems: _Problems) -> Decimal:
    number = _number(given.get(key, "0"), most)
    if number is None:
        problems.say(
            key, f"须为 0 至 {most} 的数字，写作字符串。", f"A decimal string from 0 to {most}."
        )
    return number or Decimal(0)


def _minutes(given: dict[str, Any], key: str, problems: _Problems) -> int:
    value = given.get(key, 30 if key == "step_min" else 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1440:  # noqa: PLR2004  minutes of a day
        problems.say(key, "须为 0 至 1440 分钟。", "Whole minutes from 0 to 1440.")
        return 0
    return value


def _levels(value: Any, problems: _Problems) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for level, percent in (value if isinstance(value, dict) else {"": ""}).items():
        number = _number(percent, _MOST_PERCENT)
        if not str(level).isdecimal() or number is None:
            problems.say(
                "level_percent", "须为 {等级: 百分比}。", 'Percents by level, such as {"4": "20"}.'
            )
            return {}
        found[int(level)] = number
    return found


def _bands(value: Any, problems: _Problems) -> tuple[TimeBand, ...]:
    found: list[TimeBand] = []
    for at, entry in enumerate(value if isinstance(value, list) else [None]):
        given = entry if isinstance(entry, dict) else {}
        percent = _number(given.get("percent"), _MOST_PERCENT)
        try:
            start = time.fromisoformat(given.get("start", "22:00"))
            end = time.fromisoformat(given.get("end", "06:00"))
            found.append(
                TimeBand(BandKind(given.get("kind", "")), percent or Decimal(0), start, end)
            )
        except (ValueError, TypeError):
            percent = None
        if percent is None:
            problems.say(
                f"bands.{at}",
                "时段须有类型（holiday、off_hours、night）、百分比与时间。",
                "A band has a kind (holiday, off_hours, night), a percent and times.",
            )
    return tuple(found)


def _freed(given: dict[str, Any], key: str, problems: _Problems) -> frozenset[Charge]:
    try:
        found = frozenset(Charge(v) for v in given.get(key, ["base", "labour", "distance"]))
    except (ValueError, TypeError):
        found = frozenset({Charge.MINIMUM})
    if not found <= _FREEABLE:
        problems.say(
            key,
            "减免项须从 base、labour、distance、part、service 中选择。",
            "Choose from base, labour, distance, part and service.",
        )
    return found


def bill_from_plain(lines: Iterable[dict[str, Any]], rule: dict[str, Any] | None) -> Bill:
    """A bill as it was stored: the inverse of `bill_to_plain`."""
    read = tuple(_line_from_plain(line) for line in lines)
    given = rule or {}
    return Bill(
        str(given.get("id", "")),
        int(given.get("revision", 1)),
        read,
        total([line.amount for line in read]),
    )


def _line_from_plain(line: dict[str, Any]) -> BillLine:
    return BillLine(
        Charge(line["charge"]),
        Label(line["label"]["zh"], line["label"]["en"]),
        Decimal(line["quantity"]),
        line["unit"],
        Decimal(line["price"]),
        Decimal(line["amount"]),
        line["inputs"],
    )
