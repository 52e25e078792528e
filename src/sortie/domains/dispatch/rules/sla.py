"""SLA clocks: which policy, when is it due, how much is used, what has been reached.

Due times are computed from the start, the working minutes and the pauses on the company's
calendar. So a change of policy keeps the pauses, and an order that goes from on hold straight to
done keeps its hold time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sortie.base.calendar import WorkCalendar, add_working_time, working_time_between
from sortie.base.errors import FieldProblem, InvalidError
from sortie.base.i18n import Label
from sortie.domains.dispatch.contracts import PRIORITIES, Pause, SlaClock, SlaPolicy, SlaTarget

_MINUTE = timedelta(minutes=1)
_MAX_MINUTES = 366 * 24 * 60


class ClockState(StrEnum):
    """Where a clock stands. BREACHED is running and overdue; MISSED was met too late."""

    RUNNING = "running"
    PAUSED = "paused"
    BREACHED = "breached"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class ClockStatus:
    """A clock at one moment. `left_s` is working seconds, negative once overdue."""

    state: ClockState
    due_at: datetime
    used_s: int
    left_s: int
    percent: int


def choose_policy(
    policies: Iterable[SlaPolicy], *, customer_level: str | None, contract: str | None
) -> SlaPolicy | None:
    """The narrowest policy that fits: contract, then customer class, then the default."""
    best: tuple[int, str] | None = None
    chosen: SlaPolicy | None = None
    for policy in policies:
        if policy.contract is not None:
            rank = 0 if policy.contract == contract else None
        elif policy.customer_level is not None:
            rank = 1 if policy.customer_level == customer_level else None
        else:
            rank = 2 if policy.is_default else None
        if rank is not None and (best is None or (rank, policy.id) < best):
            best, chosen = (rank, policy.id), policy
    return chosen


def start_clocks(policy: SlaPolicy, priority: str, at: datetime) -> tuple[SlaClock, ...]:
    """A clock for every target the policy promises at this priority."""
    minutes = policy.minutes.get(priority, {})
    return tuple(SlaClock(t, at, minutes[t]) for t in SlaTarget if t in minutes)


def with_policy(clock: SlaClock, policy: SlaPolicy, priority: str) -> SlaClock | None:
    """The same clock under another policy or priority: start and pauses stay. None: no promise."""
    minutes = policy.minutes.get(priority, {}).get(clock.target)
    return None if minutes is None else replace(clock, minutes=minutes)


def pause(clock: SlaClock, at: datetime, reason: str = "") -> SlaClock:
    """Stop the clock; a stopped or met one stays as it is."""
    if clock.met_at is not None or _open_pause(clock) is not None:
        return clock
    return replace(clock, pauses=(*clock.pauses, Pause(at, None, reason)))


def resume(clock: SlaClock, at: datetime) -> SlaClock:
    """Let the clock run on; a running one stays as it is."""
    standing = _open_pause(clock)
    if standing is None:
        return clock
    ended = replace(standing, end=max(at, standing.start))
    return replace(clock, pauses=tuple(ended if p is standing else p for p in clock.pauses))


def meet(clock: SlaClock, at: datetime) -> SlaClock:
    """The promise is kept (or missed) at `at`; only the first time counts. Ends a pause."""
    return clock if clock.met_at is not None else replace(resume(clock, at), met_at=at)


def reopen(clock: SlaClock, at: datetime) -> SlaClock:
    """Not kept after all (refused, reopened): the time it counted as done becomes a pause."""
    if clock.met_at is None:
        return clock
    return replace(clock, met_at=None, pauses=(*clock.pauses, Pause(clock.met_at, at, "done")))


def due_at(calendar: WorkCalendar, clock: SlaClock, now: datetime) -> datetime:
    """When the whole time is used up. While paused: as if it ran on from `now`."""
    return reached_at(calendar, clock, 100, now)


def reached_at(calendar: WorkCalendar, clock: SlaClock, percent: int, now: datetime) -> datetime:
    """When `percent` of the time is used up, e.g. 75 for the warning."""
    left = clock.minutes * _MINUTE * percent / 100
    at = clock.started_at
    for start, end in _stands(clock, now):
        run = working_time_between(calendar, at, start)
        if run >= left:
            break
        left -= run
        at = end
    return add_working_time(calendar, at, left)


def used(calendar: WorkCalendar, clock: SlaClock, now: datetime) -> timedelta:
    """Working time used until now or until met, pauses taken out."""
    until = max(clock.started_at, clock.met_at or now)
    spent = working_time_between(calendar, clock.started_at, until)
    for start, end in _stands(clock, now):
        if start < until:
            spent -= working_time_between(calendar, start, min(end, until))
    return spent


def status(calendar: WorkCalendar, clock: SlaClock, now: datetime) -> ClockStatus:
    """Everything a screen shows of a clock."""
    allowed, spent = clock.minutes * _MINUTE, used(calendar, clock, now)
    late = spent > allowed
    if clock.met_at is not None:
        state = ClockState.MISSED if late else ClockState.MET
    elif _open_pause(clock) is not None:
        state = ClockState.PAUSED
    else:
        # Used up to the second is overdue at that second: due_at <= now.
        state = ClockState.BREACHED if spent >= allowed else ClockState.RUNNING
    return ClockStatus(
        state=state,
        due_at=due_at(calendar, clock, now),
        used_s=int(spent.total_seconds()),
        left_s=int((allowed - spent).total_seconds()),
        percent=int(spent * 100 / allowed) if allowed else 100,
    )


def standing_left(calendar: WorkCalendar, clock: SlaClock) -> timedelta | None:
    """What a paused clock shows: the time to its due moment when it was stopped; None while it runs."""
    standing = _open_pause(clock)
    if clock.met_at is not None or standing is None:
        return None
    return due_at(calendar, clock, standing.start) - standing.start


def warning_level(calendar: WorkCalendar, clock: SlaClock, policy: SlaPolicy, now: datetime) -> int:
    """How many of the policy's warning steps a running clock has reached; 0 once met or paused."""
    if clock.met_at is not None or _open_pause(clock) is not None:
        return 0
    spent = used(calendar, clock, now)
    whole = clock.minutes * _MINUTE
    return sum(1 for percent in policy.warn_percent if spent >= whole * percent / 100)


def _open_pause(clock: SlaClock) -> Pause | None:
    return next((p for p in reversed(clock.pauses) if p.end is None), None)


def _stands(clock: SlaClock, now: datetime) -> list[tuple[datetime, datetime]]:
    """The pauses as sorted spans apart from each other; an open one lasts until now."""
    found: list[tuple[datetime, datetime]] = []
    for one in sorted(clock.pauses, key=lambda p: p.start):
        start, end = max(one.start, clock.started_at), one.end or max(now, one.start)
        if found:
            start = max(start, found[-1][1])
        if start < end:
            found.append((start, end))
    return found


# --- as JSON ---------------------------------------------------------------------------------


def policy_from_plain(
    plain: Any,
    *,
    id: str = "",
    customer_level: str | None = None,
    contract: str | None = None,
    is_default: bool = False,
) -> SlaPolicy:
    """Read `{"minutes": {"urgent": {"respond": 15, …}, …}, "pausing": […], "warn_percent": […]}`.

    Raises InvalidError naming every wrong field.
    """
    problems: list[FieldProblem] = []
    given = plain if isinstance(plain, dict) else {}
    minutes = _minutes(given.get("minutes"), problems)
    pausing = given.get("pausing", ["customer", "part", "weather"])
    if not isinstance(pausing, list) or not all(isinstance(p, str) for p in pausing):
        problems.append(_wrong("pausing", "暂停原因须为列表。", "Pausing reasons are a list."))
        pausing = []
    warn = given.get("warn_percent", [75, 100])
    if (
        not isinstance(warn, list)
        or not all(isinstance(w, int) and 0 < w <= 1000 for w in warn)  # noqa: PLR2004  per cent; ten times over is enough
        or warn != sorted(set(warn))
    ):
        problems.append(
            _wrong(
                "warn_percent", "预警百分比须为递增整数。", "Warnings are rising whole percents."
            )
        )
        warn = []
    if problems:
        raise InvalidError(*problems)
    return SlaPolicy(
        id=id,
        minutes=minutes,
        customer_level=customer_level,
        contract=contract,
        is_default=is_default,
        pausing=frozenset(pausing),
        warn_percent=tuple(warn),
    )


def policy_to_plain(policy: SlaPolicy) -> dict[str, Any]:
    """The `targets` of a policy's record; the inverse of `policy_from_plain`."""
    return {
        "minutes": {p: {str(t): m for t, m in by.items()} for p, by in policy.minutes.items()},
        "pausing": sorted(policy.pausing),
        "warn_percent": list(policy.warn_percent),
    }


def pauses_to_plain(pauses: Iterable[Pause]) -> list[dict[str, Any]]:
    """`[{"start": ISO, "end": ISO or null, "reason": ""}]`."""
    return [
        {"start": p.start.isoformat(), "end": p.end and p.end.isoformat(), "reason": p.reason}
        for p in pauses
    ]


def pauses_from_plain(plain: Iterable[Mapping[str, Any]]) -> tuple[Pause, ...]:
    """The inverse of `pauses_to_plain`."""
    return tuple(
        Pause(
            datetime.fromisoformat(p["start"]),
            datetime.fromisoformat(p["end"]) if p.get("end") else None,
            p.get("reason", ""),
        )
        for p in plain
    )


def _minutes(plain: Any, problems: list[FieldProblem]) -> dict[str, dict[SlaTarget, int]]:
    if not isinstance(plain, dict) or not plain:
        problems.append(
            _wrong("minutes", "请按优先级填写时限（分钟）。", "Give minutes by priority.")
        )
        return {}
    found: dict[str, dict[SlaTarget, int]] = {}
    for priority, targets in plain.items():
        if priority not in PRIORITIES or not isinstance(targets, dict):
            problems.append(
                _wrong(f"minutes.{priority}", "没有该优先级。", "There is no such priority.")
            )
            continue
        found[priority] = {}
        for target, value in targets.items():
            whole = isinstance(value, int) and not isinstance(value, bool)
            if target not in tuple(SlaTarget) or not whole or not 0 < value <= _MAX_MINUTES:
                problems.append(
                    _wrong(
                        f"minutes.{priority}.{target}",
                        "时限须为 respond、arrive、finish 的分钟数，1 分钟至 366 天。",
                        "Targets are respond, arrive and finish, in minutes, 1 to 366 days.",
                    )
                )
                continue
            found[priority][SlaTarget(target)] = value
    return found


def _wrong(path: str, zh: str, en: str) -> FieldProblem:
    return FieldProblem(path, f"sla.{path.partition('.')[0]}", Label(zh, en))
