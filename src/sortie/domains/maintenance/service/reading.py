"""Readings are facts: taken once, never edited; each may call for work at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.errors import AppError, invalid
from sortie.base.ids import uuid7
from sortie.domains.maintenance import rules
from sortie.domains.maintenance.contracts import (
    Band,
    MeterKindError,
    MeterWentBackError,
    Reading,
    ReadingOutOfOrderError,
)
from sortie.domains.maintenance.service import ordering, planning
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_AHEAD = timedelta(minutes=10)
"""How far a device's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class ReadingWish:
    """``id``: of the sender's making; the same again is the same reading."""

    asset: UUID
    meter: str
    value: Decimal
    at: datetime | None = None
    kind: Literal["counter", "gauge"] = "counter"
    reason: Literal["replaced_meter"] | None = None
    id: UUID | None = None


async def take(tx: Tx, actor: Actor, wishes: Sequence[ReadingWish]) -> list[UUID]:
    """Keep the readings, all or none, then do what they call for.

    Raises:
        NotFoundError: an asset out of the actor's sight.
        MeterWentBackError, ReadingOutOfOrderError, MeterKindError: nothing was kept.
    """
    kept: list[UUID] = []
    touched: dict[tuple[UUID, str], None] = {}
    for wish in wishes:
        await records.fetch(tx, actor, "asset", wish.asset)
        kept.append(await _keep(tx, actor, wish))
        touched[wish.asset, wish.meter] = None
    for asset, meter in touched:
        await _call_for_work(tx, actor.as_system(), asset, meter)
    return kept


async def _keep(tx: Tx, actor: Actor, wish: ReadingWish) -> UUID:
    at = wish.at or tx.now
    if at.tzinfo is None or at > tx.now + _AHEAD:
        raise invalid(
            "taken_at", "time", "读取时间须带时区，且不能在将来",
            "Give the time with an offset; it can't lie in the future",
        )  # fmt: skip
    # one at a time for an asset, or two readings of one moment would not see each other
    await records.fetch(tx, actor.as_system(), "asset", wish.asset, lock=True)
    held = await records.find(tx, "meter_reading", asset=wish.asset, meter=wish.meter)
    if wish.id is not None and any(row.id == wish.id for row in held):
        return wish.id
    if held and held[-1]["kind"] != wish.kind:
        raise MeterKindError(meter=wish.meter)
    mine = Reading(at, wish.value, replaced=wish.reason is not None)
    if wish.kind == "counter":
        _check_counter(mine, _plain(held))
    values = {
        "asset": wish.asset,
        "meter": wish.meter,
        "kind": wish.kind,
        "value": wish.value,
        "taken_at": at,
        "taken_by": actor.user_id if actor.kind == "user" else None,
        "reason": wish.reason,
    }
    made = await records.create(
        tx, actor.as_system(), "meter_reading", values, id=wish.id or uuid7()
    )
    return made.id


def _check_counter(mine: Reading, held: list[Reading]) -> None:
    before = [r for r in held if r.at <= mine.at]
    after = [r for r in held if r.at > mine.at]
    if before and rules.out_of_order([before[-1], mine]):
        raise MeterWentBackError(value=_text(mine.value), last=_text(before[-1].value))
    if after and rules.out_of_order([mine, after[0]]):
        raise ReadingOutOfOrderError(value=_text(mine.value), later=_text(after[0].value))


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _plain(rows: Sequence[Stored]) -> list[Reading]:
    found = [Reading(r["taken_at"], r["value"], r["reason"] == "replaced_meter") for r in rows]
    return sorted(found, key=lambda r: r.at)


async def _readings(tx: Tx, asset: UUID, meter: str) -> list[Reading]:
    return _plain(await records.find(tx, "meter_reading", asset=asset, meter=meter))


async def _call_for_work(tx: Tx, system: Actor, asset: UUID, meter: str) -> None:
    plans = await records.find(
        tx, "maintenance_plan", state="active", kind=["meter", "condition"], meter=meter
    )
    for found in plans:
        if asset in (found["assets"] or ()):
            await call_plan(tx, system, found.id)


async def call_plan(tx: Tx, system: Actor, plan_id: UUID) -> None:
    """Add the date a meter or condition plan calls for now, and its order; a fault is written on
    the plan, the reading stays.
    """
    try:
        async with tx.savepoint():
            plan = await planning.locked_plan(tx, system, plan_id)
            if plan["state"] == "active":
                await call_dates(tx, system, plan)
                await ordering.make_orders(tx, system, plan)
    except AppError as error:
        plan = await planning.locked_plan(tx, system, plan_id)
        await ordering.note_problem(tx, system, plan, error)


async def call_dates(tx: Tx, system: Actor, plan: Stored) -> int:
    """The dates a locked meter or condition plan calls for by its readings; how many were added.
    One open at a time for each asset.
    """
    dates = await planning.dates_by_target(tx, plan)
    made = 0
    for target in await planning.targets_of(tx, plan):
        mine = dates.get(target.key, [])
        if not target.assets or any(d["state"] in {"planned", "generated"} for d in mine):
            continue
        held = await _readings(tx, target.assets[0], plan["meter"])
        called = _by_meter if plan["kind"] == "meter" else _by_condition
        wanted = called(plan, mine, held, tx.now)
        if wanted is not None:
            await _add(tx, system, plan, target, mine, wanted)
            made += 1
    return made


type _Call = tuple[datetime, Mapping[str, object]]
"""When, and what is kept on the date."""


async def _add(
    tx: Tx, system: Actor, plan: Stored, target: planning.Target, mine: list[Stored], call: _Call
) -> None:
    due = max(call[0].astimezone(ZoneInfo(tx.tenant.time_zone)).date(), planning.today_of(tx))
    there: set[date] = {d["due"] for d in mine}
    while due in there:  # done this morning, called for again
        due += timedelta(days=1)
    await planning.add_date(tx, system, plan, target, due, **call[1])


def _by_meter(plan: Stored, mine: list[Stored], held: list[Reading], now: datetime) -> _Call | None:
    points, every = rules.usage(held), plan["meter_every"]
    if not points:
        return None
    steps = [d["meter_at"] for d in mine if d["meter_at"] is not None]
    last = max(steps) if steps else points[0][1]
    due = rules.meter_due(points[-1][1], last=last, every=every)
    if due is not None:
        return now, {"meter_at": due, "read_at": points[-1][0]}
    lead = int(plan["lead_days"] or 0)
    at = rules.estimated_day(points, last + every) if lead else None  # 0: only what was read
    if at is None or at > now + timedelta(days=lead):
        return None
    return at, {"meter_at": last + every, "read_at": points[-1][0]}


def _by_condition(
    plan: Stored, mine: list[Stored], held: list[Reading], now: datetime
) -> _Call | None:
    band = Band(plan["low"], plan["high"], plan["hysteresis"] or Decimal(0))
    since = max((d["read_at"] for d in mine if d["read_at"] is not None), default=None)
    reading = rules.trips(band, held, since=since)
    return (now, {"read_at": reading.at}) if reading else None


async def ran(tx: Tx, plan: Stored, row: Stored, at: datetime) -> Decimal | None:
    """What the counter had run in all when the work was done; None without a reading till then."""
    points = rules.usage(await _readings(tx, row["assets"][0], plan["meter"]))
    return next((total for when, total in reversed(points) if when <= at), None)
