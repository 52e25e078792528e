"""Proposed days: asked for, stopped, discarded, or applied as one."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sortie.base.errors import ConflictError, NotFoundError, invalid
from sortie.base.ids import uuid7
from sortie.domains.dispatch.contracts import DispatchRule, JobFacts
from sortie.domains.dispatch.contracts.errors import PlanNotReadyError, PlanOutdatedError
from sortie.domains.dispatch.rules.day_plan import DayOrder, DayVisit
from sortie.domains.dispatch.rules.matching import seconds
from sortie.domains.dispatch.service import day_problem, planning
from sortie.domains.dispatch.service.day_problem import Asked, Gathered
from sortie.domains.dispatch.service.matching import Matched, need_dispatcher, zone_of
from sortie.kernel.jobs import service as jobs
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx
from sortie_routing.answer import Candidate, Ranking

JOB = "dispatch.plan"
OBJECT = "plan_proposal"
_ATTEMPTS = 2
_AHEAD = timedelta(days=31)


async def propose(
    tx: Tx,
    actor: Actor,
    asked: Asked,
    *,
    seconds: int = 10,
    seed: int = 0,
    iterations: int | None = None,
) -> Stored:
    """Have the day planned in the background; nothing changes until the plan is applied.

    Raises:
        InvalidError: the day is over, or more than 31 days ahead.
    """
    need_dispatcher(actor)
    today = tx.now.astimezone(zone_of(tx)).date()
    if not today <= asked.day <= today + _AHEAD:
        raise invalid(
            "day",
            "range",
            "请选择今天起 31 天内的日期。",
            "Choose a day from today to 31 days ahead.",
        )
    plain = {
        name: sorted(str(i) for i in getattr(asked, name)) for name in ("units", "users", "pinned")
    }
    values = {
        "day": asked.day, "asked": plain, "seconds": seconds, "seed": seed,
        "iterations": iterations, "asked_by": actor.user_id,
    }  # fmt: skip
    plan = await records.create(tx, actor.as_system(), OBJECT, values, id=uuid7())
    args = {"plan": str(plan.id), "locale": actor.locale}
    await jobs.enqueue(tx, JOB, args, unique_key=str(plan.id), max_attempts=_ATTEMPTS)
    return plan


def asked_of(plan: Stored) -> Asked:
    """What a kept plan was asked for."""
    kept = plan["asked"] or {}
    ids = {n: frozenset(UUID(i) for i in kept.get(n, ())) for n in ("units", "users", "pinned")}
    return Asked(plan["day"], **ids)


async def stop(tx: Tx, actor: Actor, plan_id: UUID) -> Stored:
    """End the computation soon; the best plan so far is what is proposed."""
    need_dispatcher(actor)
    plan = await records.fetch(tx, actor, OBJECT, plan_id, lock=True)
    if plan["state"] != "draft" or plan["computed_at"]:
        raise ConflictError
    asked = {"stop_asked": True}
    return await records.update(tx, actor.as_system(), OBJECT, plan.id, asked, version=None)


async def discard(tx: Tx, actor: Actor, plan_id: UUID) -> Stored:
    """Throw it away; a computation under way ends."""
    need_dispatcher(actor)
    plan = await records.fetch(tx, actor, OBJECT, plan_id, lock=True)
    return await _end(tx, actor, plan, "discard")


async def outdate(tx: Tx, actor: Actor, plan_id: UUID) -> None:
    """Say for good that it can't be applied any more."""
    plan = await records.fetch(tx, actor, OBJECT, plan_id, lock=True)
    if plan["state"] == "draft":
        await _end(tx, actor, plan, "outdate")


async def apply(tx: Tx, actor: Actor, plan_id: UUID) -> Stored:
    """Make all its moves, or none.

    Raises:
        PlanNotReadyError: still computing. TransitionError: it has ended.
        PlanOutdatedError: something it rests on has changed; the caller marks it so.
    """
    need_dispatcher(actor)
    plan = await records.fetch(tx, actor, OBJECT, plan_id, lock=True)
    if plan["state"] == "draft" and not plan["computed_at"]:
        raise PlanNotReadyError
    ended = await _end(tx, actor, plan, "apply")
    found = await day_problem.gather(tx, actor, asked_of(plan))
    moves = plan["moves"] or []
    begun = any(datetime.fromisoformat(m["start"]) < tx.now for m in moves)
    if begun or day_problem.marks_of(found.day, moves) != (plan["inputs"] or {}):
        raise PlanOutdatedError
    try:
        await _make(tx, actor, found, moves)
    except (ConflictError, NotFoundError) as problem:
        raise PlanOutdatedError from problem
    return ended


async def _end(tx: Tx, actor: Actor, plan: Stored, command: str) -> Stored:
    values = {"ended_at": tx.now, "ended_by": actor.user_id}
    return await records.command(tx, actor.as_system(), OBJECT, plan.id, command, values=values)


async def _make(tx: Tx, actor: Actor, found: Gathered, moves: Iterable[dict[str, Any]]) -> None:
    """All slots that move are freed first, so that two may swap; then each is taken, by time."""
    moves = list(moves)
    system = actor.as_system()
    visits = sorted(UUID(m["visit"]) for m in moves if m["visit"])
    for visit in visits:
        await records.fetch(tx, actor, "appointment", visit, lock=True)
        await records.update(tx, system, "appointment", visit, {"committed": False}, version=None)
    for move in moves:
        start, end = datetime.fromisoformat(move["start"]), datetime.fromisoformat(move["end"])
        engineer, matched = UUID(move["engineer"]), _matched(found, move)
        if move["visit"]:
            await planning.move(
                tx, actor, UUID(move["visit"]), start=start, end=end, engineer=engineer,
                mode="plan", matched=matched,
            )  # fmt: skip
        else:
            order = await records.fetch(tx, actor, "work_order", UUID(move["order"]), lock=True)
            await planning.assign(
                tx, actor, order, engineer, mode="plan", start=start, end=end, matched=matched
            )


def _matched(found: Gathered, move: dict[str, Any]) -> Matched:
    """The plan's word as the decision keeps it: one candidate, chosen with the whole day in view."""
    facts, rule = _facts(found, move)
    start_s = seconds(datetime.fromisoformat(move["start"]))
    chosen = Candidate(
        worker_id=move["engineer"],
        shift=0,
        position=0,
        depart_s=start_s - int(move["travel_s"]),
        arrive_s=start_s,
        start_s=start_s,
        end_s=seconds(datetime.fromisoformat(move["end"])),
        travel_s=int(move["travel_s"]),
        extra_travel_s=int(move["travel_s"]),
        moves=(),
        score=100.0,
        parts=(),
    )
    names = {str(p.worker.user_id): p.worker.name for p in found.day.persons}
    ranking = Ranking(str(facts.id), (chosen,), ())
    return Matched(facts, rule, found.rule_names.get(rule.id, ""), ranking, names)


def _facts(found: Gathered, move: dict[str, Any]) -> tuple[JobFacts, DispatchRule]:
    every: tuple[DayOrder | DayVisit, ...] = (*found.day.orders, *found.day.visits)
    for one in every:
        if str(one.facts.id) == move["order"]:
            return one.facts, one.rule
    raise PlanOutdatedError
