"""When recurring work is due. Days are the company's local days; clock and calendar are passed in."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count, islice, pairwise
from typing import Any

from sortie.base.errors import FieldProblem, InvalidError
from sortie.base.i18n import Label
from sortie.domains.maintenance.contracts import Band, Due, Reading, TimeRule

type IsWorking = Callable[[date], bool]

_FIRST_YEAR, _LAST_START, _LAST_YEAR = 2000, 2100, 2200
_LONGEST_HOLIDAY = 31
_HORIZON = {"day": 60, "week": 180, "month": 400, "year": 800}
_DAY = timedelta(days=1)


def horizon_days(rule: TimeRule) -> int:
    """How far ahead dates are kept: short cycles would fill the year with rows."""
    return _HORIZON[rule.unit]


def rule_days(rule: TimeRule) -> Iterator[date]:
    """The fixed calendar's days from ``starts_on`` on, before holidays, rising.

    Counted from the beginning each time, so the 31st doesn't become the 28th after one February.
    """
    for step in count():
        day = _nth(rule, rule.starts_on, step * rule.every)
        if day.year > _LAST_YEAR:
            return
        if day >= rule.starts_on:
            yield day


def _nth(rule: TimeRule, start: date, units: int) -> date:
    if rule.unit == "day":
        return start + timedelta(days=units)
    if rule.unit == "week":
        wanted = start.isoweekday() if rule.weekday is None else rule.weekday
        return start + timedelta(days=wanted - start.isoweekday() + 7 * units)
    months = units * (12 if rule.unit == "year" else 1)
    return add_months(start, months, rule.month_day or start.day)


def add_months(start: date, months: int, month_day: int) -> date:
    """``month_day`` of the month ``months`` later; its last day where it has fewer."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(month_day, monthrange(year, month + 1)[1]))


def next_after_done(rule: TimeRule, done: date) -> date:
    """Floating: never before a whole interval has passed, then the first wanted weekday or day."""
    if rule.unit == "day":
        return done + timedelta(days=rule.every)
    if rule.unit == "week":
        least = done + timedelta(days=7 * rule.every)
        ahead = 0 if rule.weekday is None else (rule.weekday - least.isoweekday()) % 7
        return least + timedelta(days=ahead)
    months = rule.every * (12 if rule.unit == "year" else 1)
    least = add_months(done, months, done.day)
    if rule.month_day is None:
        return least
    same = add_months(least, 0, rule.month_day)
    return same if same >= least else add_months(least, 1, rule.month_day)


def off_holidays(rule: TimeRule, day: date, is_working: IsWorking) -> date:
    """The day itself, or the nearest working day on the rule's side of it; a calendar without one
    within a month leaves it where it is.
    """
    if rule.holidays == "keep":
        return day
    step = _DAY if rule.holidays == "next" else -_DAY
    moved = day
    for _ in range(_LONGEST_HOLIDAY):
        if is_working(moved):
            return moved
        moved += step
    return day


def upcoming(
    rule: TimeRule, *, after: date, until: date | None, is_working: IsWorking
) -> Iterator[Due]:
    """Fixed dates later than ``after`` and up to ``until``, rising; days that fall together after a
    holiday are one.
    """
    last = after
    for day in rule_days(rule):
        if until is not None and day > until:
            return
        due = off_holidays(rule, day, is_working) if day > after - _DAY * _LONGEST_HOLIDAY else day
        if due > last:
            last = due
            yield Due(day, due)


def preview(rule: TimeRule, *, today: date, is_working: IsWorking, most: int) -> list[Due]:
    """The next ``most`` dates; of a floating rule as if each were done on its day."""
    first = list(
        islice(upcoming(rule, after=today - _DAY, until=None, is_working=is_working), most)
    )
    if not rule.floating or not first:
        return first
    found = first[:1]
    while len(found) < most and found[-1].due.year < _LAST_YEAR:
        day = next_after_done(rule, found[-1].due)
        due = max(off_holidays(rule, day, is_working), found[-1].due + _DAY)
        found.append(Due(day, due))
    return found


def next_floating(
    rule: TimeRule, *, closed: date | None, today: date, is_working: IsWorking
) -> date:
    """The one date to come: from ``closed``, the day the last was done or skipped; never past."""
    if closed is None:
        return preview(rule, today=today, is_working=is_working, most=1)[0].due
    return max(today, off_holidays(rule, next_after_done(rule, closed), is_working))


def usage(readings: Iterable[Reading]) -> list[tuple[datetime, Decimal]]:
    """What a counter has run in all, by time: a replaced meter goes on from the old one's value."""
    total, before, found = Decimal(0), None, []
    for reading in sorted(readings, key=lambda r: r.at):
        if before is None or reading.replaced:
            total += reading.value
        else:
            total += max(reading.value - before, Decimal(0))
        before = reading.value
        found.append((reading.at, total))
    return found


def meter_due(ran: Decimal, *, last: Decimal, every: Decimal) -> Decimal | None:
    """The step of the counter that is due at ``ran``, the highest one passed; None before the next.

    ``last``: the step done before.
    """
    steps = (ran - last) // every
    return last + steps * every if steps >= 1 else None


def estimated_day(points: Sequence[tuple[datetime, Decimal]], target: Decimal) -> datetime | None:
    """When the counter reaches ``target`` at its mean pace between the first and the last reading.

    None without two readings apart in time, or of one that stands still.
    """
    if not points or points[-1][1] >= target:
        return points[-1][0] if points else None
    (began, low), (ended, high) = points[0], points[-1]
    span_s = (ended - began).total_seconds()
    if span_s <= 0 or high <= low:
        return None
    wait_s = float(target - high) / float(high - low) * span_s
    return ended + timedelta(seconds=wait_s) if wait_s < _TEN_YEARS_S else None


_TEN_YEARS_S = 10 * 365 * 86_400


def outside(band: Band, value: Decimal) -> bool:
    """Below the low or above the high limit; the limits themselves are normal."""
    return (band.low is not None and value < band.low) or (
        band.high is not None and value > band.high
    )


def trips(band: Band, readings: Sequence[Reading], *, since: datetime | None) -> Reading | None:
    """The reading that calls for work now: the last one, when it is outside.

    ``since``: the reading that called before; the value must have been well inside after it, by the
    hysteresis, or a value that trembles at the limit would call each time.
    """
    ordered = sorted(readings, key=lambda r: r.at)
    if not ordered or not outside(band, ordered[-1].value):
        return None
    if since is None:
        return ordered[-1]
    inner = Band(
        None if band.low is None else band.low + band.hysteresis,
        None if band.high is None else band.high - band.hysteresis,
    )
    back = any(r.at > since and not outside(inner, r.value) for r in ordered)
    return ordered[-1] if back else None


def out_of_order(readings: Iterable[Reading]) -> tuple[Reading, Reading] | None:
    """The first pair of neighbours in time where a counter ran back without being replaced."""
    for early, late in pairwise(sorted(readings, key=lambda r: r.at)):
        if late.value < early.value and not late.replaced:
            return early, late
    return None


def _problem(path: str, code: str, zh: str, en: str) -> FieldProblem:
    return FieldProblem(path, code, Label(zh, en))


def check_plan(plan: Mapping[str, Any]) -> None:
    """Raises InvalidError that names every field the plan's kind lacks or has wrong."""
    checks = {"time": _time_problems, "meter": _meter_problems, "condition": _condition_problems}
    problems = list(checks[plan.get("kind") or "time"](plan))
    if problems:
        raise InvalidError(*problems)


def _missing(plan: Mapping[str, Any], *names: str) -> Iterator[FieldProblem]:
    for name in names:
        if plan.get(name) in (None, "", []):
            yield _problem(
                name, "required", "此类计划必须填写此项", "A plan of this kind needs this"
            )


def _time_problems(plan: Mapping[str, Any]) -> Iterator[FieldProblem]:
    yield from _missing(plan, "every", "unit", "starts_on")
    starts = plan.get("starts_on")
    if starts and not _FIRST_YEAR <= starts.year <= _LAST_START:
        yield _problem(
            "starts_on",
            "out_of_range",
            "请选择 2000 至 2100 年之间的日期",
            "Choose a day from 2000 to 2100",
        )
    if plan.get("weekday") and plan.get("unit") != "week":
        yield _problem(
            "weekday",
            "not_weekly",
            "仅按周的计划可选星期，请清空",
            "Only weekly plans have a weekday; clear it",
        )
    if plan.get("month_day") and plan.get("unit") not in {"month", "year"}:
        yield _problem(
            "month_day", "not_monthly", "仅按月或按年的计划可选日期，请清空",
            "Only monthly and yearly plans have a day of the month; clear it",
        )  # fmt: skip


def _meter_problems(plan: Mapping[str, Any]) -> Iterator[FieldProblem]:
    yield from _missing(plan, "assets", "meter", "meter_every")


def _condition_problems(plan: Mapping[str, Any]) -> Iterator[FieldProblem]:
    yield from _missing(plan, "assets", "meter")
    low, high = plan.get("low"), plan.get("high")
    if low is None and high is None:
        yield _problem("high", "required", "请填写上限或下限", "Give a low or a high limit")
    if low is not None and high is not None:
        if low >= high:
            yield _problem(
                "high", "below_low", "上限必须大于下限", "The high limit must exceed the low one"
            )
        elif (plan.get("hysteresis") or 0) * 2 >= high - low:
            yield _problem(
                "hysteresis", "too_wide", "回差须小于上下限之差的一半",
                "The hysteresis must be less than half the band",
            )  # fmt: skip


def time_rule(plan: Mapping[str, Any]) -> TimeRule:
    """The rule of a checked time plan."""
    weekday = plan.get("weekday")
    month_day = plan.get("month_day")
    return TimeRule(
        int(plan["every"]),
        plan["unit"],
        plan["starts_on"],
        int(weekday) if weekday else None,
        int(month_day) if month_day else None,
        plan.get("cycle") == "floating",
        plan.get("holidays") or "keep",
    )
