"""The job that computes a plan: in a thread without the GIL, its progress written, stopped on word."""

import asyncio
import logging
import threading
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sortie.domains.dispatch.rules import plan_compare
from sortie.domains.dispatch.service import day_problem
from sortie.domains.dispatch.service.day_problem import Gathered
from sortie.domains.dispatch.service.plan_solving import Solved, UnsoundPlanError, solve
from sortie.domains.dispatch.service.plans import JOB, OBJECT, asked_of
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.jobs.contracts import JobContext, RetryLaterError
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.permissions.service import actor_for
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie_routing.solving import Limits, Progress

__all__ = ["JOB", "LONGEST_S", "work"]

LONGEST_S = 300.0
"""A minute of search at most, and a minute to compile where nothing was warmed."""

_LOOK_S = 0.5
_ALMOST = 99
_MOST_MOVES = 500
_log = logging.getLogger(__name__)


@dataclass
class _Told:
    """Between the job and its thread: how far it is, and whether it should end."""

    share: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)

    def hear(self, progress: Progress) -> None:
        self.share = progress.share


async def work(job: JobContext, args: dict[str, Any]) -> None:
    """Gather in one transaction, search outside any, keep the proposal in another."""
    plan_id = UUID(args["plan"])
    async with job.dbs.tx(job.tenant) as tx:
        plan = await records.fetch(tx, system_actor(tx.tenant.id), OBJECT, plan_id)
        if plan["state"] != "draft" or plan["computed_at"]:
            return
        who = Principal(tx.tenant.id, plan["asked_by"], "user", locale=args["locale"])
        found = await day_problem.gather(tx, await actor_for(tx, who), asked_of(plan))
    try:
        solved = await _search(job, plan, found)
    except UnsoundPlanError as problem:
        _log.exception("plan %s is unsound", plan["number"])
        await _fail(job, plan_id, str(problem))
        return
    moves = plan_compare.moves_of(found.day, solved.schedule)
    if len(moves) > _MOST_MOVES:
        await _fail(job, plan_id, f"{len(moves)} > {_MOST_MOVES} moves")
        return
    await _keep(job, plan_id, found, solved, moves)


async def _search(job: JobContext, plan: Stored, found: Gathered) -> Solved:
    told = _Told()
    iterations = plan["iterations"]
    limits = Limits(
        # with iterations the clock may end the search, never shape it
        seconds=float(plan["seconds"]) if iterations is None else LONGEST_S / 2,
        iterations=None if iterations is None else int(iterations),
        seed=int(plan["seed"] or 0),
        stop=told.stop.is_set,
        tell=told.hear,
    )
    running = asyncio.create_task(asyncio.to_thread(solve, found.day, limits))
    try:
        while not (await asyncio.wait({running}, timeout=_LOOK_S))[0]:
            if job.stopping.is_set():
                raise RetryLaterError(1)
            if not await _go_on(job, plan.id, told.share):
                told.stop.set()
        return running.result()
    finally:
        # the thread can't be ended from outside: it is told to, and does within a moment
        told.stop.set()


async def _go_on(job: JobContext, plan_id: UUID, share: float) -> bool:
    """Write how far it is; whether to go on."""
    async with job.dbs.tx(job.tenant) as tx:
        system = system_actor(tx.tenant.id)
        plan = await records.fetch(tx, system, OBJECT, plan_id, lock=True)
        progress = min(_ALMOST, int(share * 100))
        if plan["state"] == "draft" and progress > int(plan["progress"] or 0):
            values = {"progress": progress}
            await records.update(tx, system, OBJECT, plan_id, values, version=None)
        return bool(plan["state"] == "draft" and not plan["stop_asked"])


async def _keep(
    job: JobContext, plan_id: UUID, found: Gathered, solved: Solved, moves: list[dict[str, Any]]
) -> None:
    day, schedule = found.day, solved.schedule
    async with job.dbs.tx(job.tenant) as tx:
        system = system_actor(tx.tenant.id)
        plan = await records.fetch(tx, system, OBJECT, plan_id, lock=True)
        if plan["state"] != "draft":
            return
        values = {
            "inputs": day_problem.marks_of(day, moves),
            "numbers": plan_compare.numbers_of(day, solved.problem, schedule, moves),
            "moves": moves,
            "left": plan_compare.left_of(day, schedule, found.seen),
            "progress": 100,
            "computed_at": tx.now,
        }
        await records.update(tx, system, OBJECT, plan_id, values, version=None)


async def _fail(job: JobContext, plan_id: UUID, why: str) -> None:
    async with job.dbs.tx(job.tenant) as tx:
        system = system_actor(tx.tenant.id)
        plan = await records.fetch(tx, system, OBJECT, plan_id, lock=True)
        if plan["state"] == "draft":
            values = {"failure": why[:200], "ended_at": tx.now}
            await records.command(tx, system, OBJECT, plan_id, "fail", values=values)
