"""SLA clocks of an order: started with it, paused and resumed with it, met by the engineer's acts.

The stored due times are projections of start, minutes and pauses on the company's calendar, written
anew at every change; the sweep job tells people before and when one is passed.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.base.calendar import ALWAYS_OPEN, WorkCalendar, calendar_from_plain
from sortie.base.db import Row
from sortie.base.ids import uuid7
from sortie.domains.dispatch import repository
from sortie.domains.dispatch.contracts import SlaClock, SlaPolicy, SlaTarget
from sortie.domains.dispatch.contracts.events import SlaAlarm
from sortie.domains.dispatch.rules import sla
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_DUE_FIELD = {"respond": "respond_due", "arrive": "arrive_due", "finish": "finish_due"}
_WARN, _LATE = 1, 2


type Policies = dict[str, tuple[SlaPolicy, WorkCalendar]]
"""By id: a policy with the calendar it runs on."""


async def policies(tx: Tx) -> Policies:
    """Every policy with the calendar it runs on: its own, else the company's, else round the clock."""
    default = await repository.default_calendar(tx)
    common = calendar_from_plain(default["definition"]) if default else ALWAYS_OPEN
    found: Policies = {}
    for row in await repository.policies(tx):
        policy = sla.policy_from_plain(
            row["targets"],
            id=str(row["id"]),
            customer_level=row["customer_level"],
            is_default=row["is_default"],
        )
        own = calendar_from_plain(row["calendar"]) if row["calendar"] else common
        found[policy.id] = (policy, own)
    return found


@dataclass(frozen=True, slots=True)
class Promise:
    """What a new order is promised: the fields it shows, and its clocks without the order's id."""

    shown: dict[str, Any] = field(default_factory=dict)
    clocks: tuple[dict[str, Any], ...] = ()


def promised(known: Policies, tx: Tx, *, priority: str, customer_level: str | None) -> Promise:
    """What the company promises this customer for this priority; nothing is fine too."""
    policy = sla.choose_policy(
        (p for p, _ in known.values()), customer_level=customer_level, contract=None
    )
    if policy is None:
        return Promise()
    calendar = known[policy.id][1]
    shown: dict[str, Any] = {"sla_policy": UUID(policy.id), "sla_state": "ok"}
    made: list[dict[str, Any]] = []
    for clock in sla.start_clocks(policy, priority, tx.now):
        values = _projection(tx, calendar, policy, clock) | {
            "target": clock.target.value,
            "started_at": clock.started_at,
            "minutes": clock.minutes,
        }
        shown[_DUE_FIELD[clock.target.value]] = values["due_at"]
        made.append(values)
    return Promise(shown, tuple(made))


async def start(tx: Tx, order_id: UUID, promise: Promise) -> None:
    """Start the clocks of an order that shows this promise."""
    actor = system_actor(tx.tenant.id)
    for values in promise.clocks:
        await records.create(tx, actor, "sla_clock", values | {"work_order": order_id}, id=uuid7())


def _projection(
    tx: Tx, calendar: WorkCalendar, policy: SlaPolicy, clock: SlaClock
) -> dict[str, Any]:
    first = policy.warn_percent[0] if policy.warn_percent else 100
    return {
        "pauses": sla.pauses_to_plain(clock.pauses),
        "due_at": sla.due_at(calendar, clock, tx.now),
        "warn_at": sla.reached_at(calendar, clock, first, tx.now),
        "met_at": clock.met_at,
    }


def _clock(row: Row) -> SlaClock:
    return SlaClock(
        SlaTarget(row["target"]),
        row["started_at"],
        int(row["minutes"]),
        sla.pauses_from_plain(row["pauses"] or ()),
        row["met_at"],
    )


async def _change(
    tx: Tx, order_id: UUID, act: Callable[[SlaClock], SlaClock], *, only: str | None = None
) -> None:
    """Apply ``act`` to the order's clocks and write what follows from it."""
    actor = system_actor(tx.tenant.id)
    order = await records.fetch(tx, actor, "work_order", order_id)
    pair = (await policies(tx)).get(str(order["sla_policy"]))
    if pair is None:
        return
    policy, calendar = pair
    dues: dict[str, Any] = {}
    after: list[SlaClock] = []
    for row in await repository.clocks_of(tx, order_id):
        clock = _clock(row)
        changed = act(clock) if only in {None, row["target"]} else clock
        after.append(changed)
        if changed == clock:
            continue
        values = _projection(tx, calendar, policy, changed)
        if changed.met_at is not None and changed.met_at > values["due_at"]:
            values["breached_at"] = values["due_at"]
        dues[_DUE_FIELD[row["target"]]] = values["due_at"]
        await records.update(tx, actor, "sla_clock", row["id"], values, version=None)
    dues["sla_state"] = _overall(calendar, policy, after, tx.now)
    await records.update(tx, actor, "work_order", order_id, dues, version=None)


def _overall(
    calendar: WorkCalendar, policy: SlaPolicy, clocks: list[SlaClock], now: datetime
) -> str:
    """The worst of an order's clocks, as the list shows it."""
    states = [sla.status(calendar, c, now).state for c in clocks]
    if any(s in {sla.ClockState.BREACHED, sla.ClockState.MISSED} for s in states):
        return "breached"
    if states and all(s is sla.ClockState.MET for s in states):
        return "met"
    if sla.ClockState.PAUSED in states:
        return "paused"
    close = any(sla.warning_level(calendar, c, policy, now) for c in clocks)
    return "warning" if close else "ok"


async def meet(tx: Tx, order_id: UUID, target: str, at: datetime) -> None:
    """A promise was kept (or missed) at ``at``; only the first time counts."""
    await _change(tx, order_id, lambda clock: sla.meet(clock, at), only=target)


async def pause(tx: Tx, order: Stored, hold: str, at: datetime) -> None:
    """Stop the clocks if the policy says that this hold reason stops them."""
    pair = (await policies(tx)).get(str(order["sla_policy"]))
    if pair is not None and hold in pair[0].pausing:
        await _change(tx, order.id, lambda clock: _paused(clock, at, hold))


def _paused(clock: SlaClock, at: datetime, hold: str) -> SlaClock:
    return clock if clock.met_at is not None else sla.pause(clock, at, hold)


async def resume(tx: Tx, order: Stored, at: datetime) -> None:
    """Let the clocks run on."""
    await _change(tx, order.id, lambda clock: sla.resume(clock, at))


async def standing(tx: Tx, orders: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Of these orders' paused clocks: seconds to due when they were stopped, by order and target.

    An order none of whose clocks stands is left out.
    """
    rows = await repository.standing_clocks(tx, orders) if orders else []
    known = await policies(tx) if rows else {}
    found: dict[UUID, dict[str, int]] = {}
    for row in rows:
        pair = known.get(str(row["sla_policy"]))
        left = sla.standing_left(pair[1], _clock(row)) if pair is not None else None
        if left is not None:
            found.setdefault(row["work_order"], {})[row["target"]] = int(left.total_seconds())
    return found


async def restart(tx: Tx, order: Stored) -> None:
    """Reopened or refused: what counted as finished runs again, the time between not counted."""
    await _change(tx, order.id, lambda clock: sla.reopen(clock, tx.now), only="finish")


async def sweep(tx: Tx) -> int:
    """Tell of clocks past their warning or due time, each step once; how many were told."""
    actor = system_actor(tx.tenant.id)
    rows = await repository.due_clocks(tx, tx.now)
    for row in rows:
        late = row["due_at"] <= tx.now
        level = _LATE if late else _WARN
        breach = {"breached_at": row["due_at"]} if late else {}
        await records.update(
            tx, actor, "sla_clock", row["id"], {"warned_level": level} | breach, version=None
        )
        state = {"sla_state": "breached" if late else "warning"}
        order = await records.update(
            tx, actor, "work_order", row["work_order"], state, version=None
        )
        await _alarm(tx, actor, order, row, level)
    return len(rows)


async def _alarm(tx: Tx, actor: Actor, order: Stored, row: Row, level: int) -> None:
    told = SlaAlarm(order.id, order["number"], row["target"], level, row["due_at"])
    await events.emit(
        tx,
        actor,
        "dispatch.sla_alarm",
        told,
        about=("work_order", order.id),
        dedupe_key=f"sla:{row['id']}:{level}:{row['due_at']}",
    )
