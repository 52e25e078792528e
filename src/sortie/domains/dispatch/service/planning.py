"""Giving an order to a person at a time: by hand, as suggested, automatically, or by grabbing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sortie.base.errors import ConflictError, NotFoundError, invalid
from sortie.base.geo import Point
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.domains.dispatch import repository
from sortie.domains.dispatch.contracts.errors import (
    AppointmentOpenError,
    NobodyQualifiedError,
    NotQualifiedError,
    SlotTakenError,
)
from sortie.domains.dispatch.contracts.events import OrderAssigned
from sortie.domains.dispatch.rules import decision, dispatch_rule
from sortie.domains.dispatch.rules.matching import instant
from sortie.domains.dispatch.service import clocks, orders
from sortie.domains.dispatch.service.matching import (
    Matched,
    as_seen,
    match,
    need_dispatcher,
    needs_of,
    zone_of,
)
from sortie.domains.people import service as people
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import OverlapError, Stored
from sortie.kernel.tenancy.contracts import Tx
from sortie_routing.problem import Place
from sortie_routing.travel import GreatCircleTravel

__all__ = [
    "assign",
    "auto_assign",
    "auto_assign_many",
    "candidates",
    "move",
    "need_dispatcher",
    "needs_of",
    "whole_second",
    "zone_of",
]

_OPEN_TO_PLAN = frozenset({"pending_dispatch", "in_pool", "rework", "cannot_complete"})
_SHOWN = 10


def whole_second(at: datetime) -> datetime:
    """Slots begin and end on whole seconds, as the solver counts: else two that touch overlap."""
    return at.replace(microsecond=0)


async def candidates(
    tx: Tx, actor: Actor, order_id: UUID, *, earliest: datetime | None = None
) -> Matched:
    """Ranked people with the reasons for each score and each exclusion."""
    need_dispatcher(actor)
    order = await records.fetch(tx, actor, "work_order", order_id)
    return await as_seen(tx, actor, await match(tx, actor, order, earliest=earliest))


async def assign(
    tx: Tx,
    actor: Actor,
    order: Stored,
    engineer: UUID,
    *,
    mode: str,
    start: datetime | None = None,
    end: datetime | None = None,
    override_reason: str = "",
    accepted: bool = False,
    matched: Matched | None = None,
) -> Stored:
    """Make the appointment and send it. Without ``start`` the machine picks the person's best time.

    ``order`` must have been fetched with ``lock=True``. Returns the appointment.

    Raises:
        NotQualifiedError: a hard filter fails and no ``override_reason`` is given.
        SlotTakenError: the person has another job then (the database's own word).
        AppointmentOpenError: somebody is on it already.
    """
    if await repository.running_appointment(tx, order.id):
        raise AppointmentOpenError(number=order["number"])
    if order["state"] not in _OPEN_TO_PLAN:
        raise ConflictError
    found = matched or await match(tx, actor, order, users=[engineer], earliest=start)
    begin, finish = await _when(tx, actor, order, engineer, found, start, end, override_reason)
    appointment = await _book(tx, actor, order, engineer, begin, finish, found, accepted=accepted)
    await _keep_decision(tx, actor, order, engineer, mode, found, override_reason)
    await orders.move_order(
        tx, actor, order, "dispatch", reason=override_reason or None, engineers=[engineer]
    )
    if accepted:
        await clocks.meet(tx, order.id, "respond", tx.now)
    told = OrderAssigned(
        order.id, order["number"], appointment.id, engineer, mode, begin, appointment["respond_by"]
    )
    await events.emit(tx, actor, "dispatch.order_assigned", told, about=("work_order", order.id))
    return appointment


async def _when(
    tx: Tx,
    actor: Actor,
    order: Stored,
    engineer: UUID,
    found: Matched,
    start: datetime | None,
    end: datetime | None,
    override: str,
) -> tuple[datetime, datetime]:
    """The time the visit takes: the dispatcher's, else the machine's for this person."""
    mine = next((c for c in found.ranking.candidates if c.worker_id == str(engineer)), None)
    length = found.facts.duration
    if mine is None and not override:
        out = next((x for x in found.ranking.excluded if x.worker_id == str(engineer)), None)
        if out is None:
            raise NotFoundError(Label("该工程师", "That engineer"))
        reasons = [decision.reason_label(e, found.names, zone_of(tx)) for e in out.exclusions]
        raise NotQualifiedError(
            name=found.names.get(str(engineer), "—"),
            reasons="；".join(r.in_(actor.locale) for r in reasons),
            extra={"reasons": [{"code": str(e.reason), "text": r.in_(actor.locale)}
                               for e, r in zip(out.exclusions, reasons, strict=True)]},
        )  # fmt: skip
    if start is not None:
        stop = end or start + length
        if stop <= start:
            raise invalid(
                "end", "before_start", "结束时间必须晚于开始时间", "The end must be after the start"
            )
        return start, stop
    if mine is not None:
        return instant(mine.start_s), instant(mine.end_s)
    begin = max(order["window_start"] or tx.now, tx.now)
    return begin, begin + length


async def _book(
    tx: Tx,
    actor: Actor,
    order: Stored,
    engineer: UUID,
    begin: datetime,
    finish: datetime,
    found: Matched,
    *,
    accepted: bool,
) -> Stored:
    before = await repository.appointments_of(tx, order.id)
    values: dict[str, Any] = {
        "work_order": order.id,
        "engineer": engineer,
        "engineer_key": people.worker_key(engineer),
        "committed": True,
        "sequence": len(before) + 1,
        "window_start": order["window_start"],
        "window_end": order["window_end"],
        "planned_start": whole_second(begin),
        "planned_end": whole_second(finish),
        "travel_m": await _way_m(tx, order, engineer, begin),
        "respond_by": None if accepted else tx.now + timedelta(minutes=found.rule.offer_minutes),
    }
    system = actor.as_system()
    try:
        made = await records.create(tx, system, "appointment", values, id=uuid7())
    except OverlapError:
        raise SlotTakenError(name=found.names.get(str(engineer), "—")) from None
    made = await records.command(tx, system, "appointment", made.id, "send")
    if accepted:
        made = await records.command(
            tx, system, "appointment", made.id, "accept", values={"accepted_at": tx.now}
        )
    return made


_SAME_DAY = timedelta(hours=10)
_TRAVEL = GreatCircleTravel()


async def _way_m(
    tx: Tx, order: Stored, engineer: UUID, begin: datetime, *, but: str = ""
) -> int | None:
    """Metres by road as planned: from the visit before it that day, else from home; None when
    either end is unknown. ``but``: number of the order itself, when its visit is moved.
    """
    site = order["location"]
    if not site:
        return None
    before = await repository.slots_between(tx, [engineer], begin - _SAME_DAY, begin)
    stops = [
        r["location"]
        for r in sorted(before, key=lambda r: r["planned_end"])
        if r["location"] and r["planned_end"] <= begin and r["number"] != but
    ]
    start = (
        Point(stops[-1]["lon"], stops[-1]["lat"]) if stops else await people.home_of(tx, engineer)
    )
    if start is None:
        return None
    return _TRAVEL.road_m(Place(start.lon, start.lat), Place(site["lon"], site["lat"]))


async def _keep_decision(
    tx: Tx,
    actor: Actor,
    order: Stored,
    engineer: UUID,
    mode: str,
    found: Matched,
    override: str,
) -> None:
    plain = found.plain(zone_of(tx))
    facts = found.facts
    await records.create(
        tx,
        actor.as_system(),
        "dispatch_decision",
        {
            "work_order": order.id,
            "mode": mode,
            "chosen": engineer,
            "rule": UUID(found.rule.id) if found.rule.id else None,
            "rule_revision": found.rule.revision,
            "inputs": {
                "rule": dispatch_rule.rule_to_plain(found.rule) | {"name": found.rule_name},
                "duration_s": int(facts.duration.total_seconds()),
                "priority": facts.priority,
                "arrive_due": facts.arrive_due and facts.arrive_due.isoformat(),
                "skills": {
                    found.names.get(str(s), str(s)): n for s, n in facts.needs.skills.items()
                },
                "certificates": sorted(facts.needs.certificates),
                "override_reason": override or None,
            },
            "candidates": plain["candidates"][:_SHOWN],
            "excluded": plain["excluded"],
        },
        id=uuid7(),
    )


async def auto_assign(tx: Tx, actor: Actor, order_id: UUID) -> Stored:
    """The best candidate gets it now. Returns the appointment.

    Raises:
        NobodyQualifiedError: ``extra["excluded"]`` tells of each person why not.
    """
    need_dispatcher(actor)
    order = await records.fetch(tx, actor, "work_order", order_id, lock=True)
    found = await match(tx, actor, order)
    if not found.ranking.candidates:
        raise NobodyQualifiedError(extra={"excluded": found.plain(zone_of(tx))["excluded"]})
    best = found.ranking.candidates[0]
    return await assign(
        tx, actor, order, UUID(best.worker_id), mode="auto", start=instant(best.start_s),
        end=instant(best.end_s), matched=found,
    )  # fmt: skip


async def auto_assign_many(
    tx: Tx, actor: Actor, order_ids: list[UUID]
) -> tuple[list[Stored], list[tuple[UUID, Any]]]:
    """Orders one by one, most urgent first; (appointments made, (order, why not) of the rest)."""
    need_dispatcher(actor)
    rank = {"urgent": 0, "high": 1, "normal": 2, "low": 3}
    waiting = [await records.fetch(tx, actor, "work_order", i) for i in order_ids]
    waiting.sort(key=lambda o: (rank.get(o["priority"], 2), o["arrive_due"] or tx.now, str(o.id)))
    made: list[Stored] = []
    left: list[tuple[UUID, Any]] = []
    for order in waiting:
        try:
            async with tx.savepoint():
                made.append(await auto_assign(tx, actor, order.id))
        except ConflictError as problem:
            left.append(
                (order.id, {"code": problem.code, "detail": problem.sentence(actor.locale)})
            )
    return made, left


async def move(
    tx: Tx,
    actor: Actor,
    appointment_id: UUID,
    *,
    start: datetime,
    end: datetime,
    engineer: UUID | None = None,
    override_reason: str = "",
    mode: str = "manual",
    matched: Matched | None = None,
) -> Stored:
    """Drag an appointment to another time or person. Another person means a new appointment.

    Raises:
        ConflictError: the visit has begun. NotQualifiedError, SlotTakenError: as for assign.
    """
    need_dispatcher(actor)
    system = actor.as_system()
    appointment = await records.fetch(tx, actor, "appointment", appointment_id, lock=True)
    if appointment["state"] not in {"scheduled", "dispatched", "accepted"}:
        raise ConflictError
    order = await records.fetch(tx, actor, "work_order", appointment["work_order"], lock=True)
    heir = engineer or appointment["engineer"]
    if heir == appointment["engineer"]:
        times = {
            "planned_start": whole_second(start),
            "planned_end": whole_second(end),
            "travel_m": await _way_m(tx, order, heir, start, but=order["number"]),
            "committed": True,
        }
        try:
            return await records.update(
                tx, system, "appointment", appointment.id, times, version=None
            )
        except OverlapError:
            names = await repository.names(tx, "o_user", [heir])
            raise SlotTakenError(name=names.get(heir, "—")) from None
    await records.command(
        tx, system, "appointment", appointment.id, "cancel", reason=override_reason or None,
        values={"committed": False},
    )  # fmt: skip
    order = await orders.move_order(tx, actor, order, "return", engineers=[])
    return await assign(
        tx, actor, order, heir, mode=mode, start=start, end=end, override_reason=override_reason,
        matched=matched,
    )  # fmt: skip
