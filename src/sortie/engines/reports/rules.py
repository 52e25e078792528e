"""Pure parts of a report: filters carried over to another object, figures made into measures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sortie.engines.reports.contracts import Measure, Part, ReportAsk, ReportDef
from sortie.kernel.queries.contracts import FilterTree

_TENTH = Decimal("0.1")
_BRANCHES = ("and", "or", "not")


def carried(tree: FilterTree, prefix: str) -> FilterTree:
    """The same filter seen from an object that leads to the base by ``prefix``.

    A malformed tree is left as it is: the compiler refuses it in its own words.
    """
    if not prefix:
        return tree
    found: dict[str, Any] = dict(tree)
    for branch in _BRANCHES:
        inner = found.get(branch)
        if isinstance(inner, Mapping):
            found[branch] = carried(inner, prefix)
        elif isinstance(inner, list | tuple):
            found[branch] = [carried(t, prefix) if isinstance(t, Mapping) else t for t in inner]
    if isinstance(found.get("field"), str):
        found["field"] = reached(str(found["field"]), prefix)
    return found


def reached(path: str, prefix: str) -> str:
    """A path of the base seen from the part."""
    return f"{prefix}.{path}" if prefix else path


def span_filter(part: Part, ask: ReportAsk, zone: ZoneInfo) -> FilterTree:
    """The records of the asked days, and what the part and the caller narrow them to."""
    start = datetime.combine(ask.start, time(), zone)
    end = datetime.combine(ask.end + timedelta(days=1), time(), zone)
    tests: list[FilterTree] = [
        {"field": part.when, "op": "gte", "value": start.isoformat()},
        {"field": part.when, "op": "lt", "value": end.isoformat()},
    ]
    if part.filter is not None:
        tests.append(part.filter)
    if ask.filter is not None:
        tests.append(carried(ask.filter, part.prefix))
    return {"and": tests}


def paths_of(tree: FilterTree | None) -> set[str]:
    """Every field a filter asks about."""
    if tree is None:
        return set()
    found = {str(tree["field"])} if isinstance(tree.get("field"), str) else set()
    for branch in _BRANCHES:
        inner = tree.get(branch)
        inner = [inner] if isinstance(inner, Mapping) else inner
        for t in inner if isinstance(inner, list | tuple) else ():
            found |= paths_of(t) if isinstance(t, Mapping) else set()
    return found


def measured(measures: Iterable[Measure], figures: Mapping[str, Any]) -> dict[str, Any]:
    """The measures of one row from its figures; None where there is nothing to show."""
    return {m.key: _measure(m, figures) for m in measures}


def _measure(measure: Measure, figures: Mapping[str, Any]) -> Any:
    value = figures.get(measure.figure)
    if measure.over:
        return _percent(measure, figures)
    if value is None:
        return 0 if measure.type == "integer" else None
    if measure.type == "duration":
        return int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))
    return value


def _percent(measure: Measure, figures: Mapping[str, Any]) -> str | None:
    whole = sum(Decimal(str(figures.get(k) or 0)) for k in measure.over)
    if not whole:
        return None
    part = Decimal(str(figures.get(measure.figure) or 0))
    part -= sum(Decimal(str(figures.get(k) or 0)) for k in measure.less)
    return format((part * 100 / whole).quantize(_TENTH, ROUND_HALF_UP), "f")


def usable_measures(report: ReportDef, figures: set[str]) -> tuple[Measure, ...]:
    """The measures whose every figure the actor may see."""
    return tuple(m for m in report.measures if {m.figure, *m.over, *m.less} <= figures)


def key_of(values: Sequence[Any]) -> tuple[str, ...]:
    """What makes two group keys of different parts the same group."""
    return tuple(_ident(v) for v in values)


def _ident(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("id") or value.get("value"))
    return "" if value is None else str(value)


def days_between(start: date, end: date) -> list[date]:
    """Every day from start to end, both included."""
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]
