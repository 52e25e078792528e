"""A plan brought up to this day: by the daily run, or because somebody asked."""

from uuid import UUID

from sortie.base.errors import AppError
from sortie.domains.maintenance.contracts import PlanInactiveError
from sortie.domains.maintenance.service import ordering, planning, reading
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx


async def generate(tx: Tx, actor: Actor, plan_id: UUID) -> tuple[int, list[UUID]]:
    """Bring one plan up to this day: how many dates and which orders were made. Again makes none.

    Raises:
        NotFoundError: no such plan in the actor's sight. PlanInactiveError: paused or ended.
        AppError: an order can't be made, e.g. its work type is switched off.
    """
    plan = await planning.locked_plan(tx, actor, plan_id)
    if plan["state"] != "active":
        raise PlanInactiveError(name=plan["name"])
    system = actor.as_system()
    dates = await planning.plan_ahead(tx, system, plan)
    if plan["kind"] != "time":
        dates = await reading.call_dates(tx, system, plan)
    made = await ordering.make_orders(tx, system, plan)
    await ordering.note_problem(tx, system, plan, None)
    return dates, made


async def active_plans(tx: Tx) -> list[UUID]:
    return [p.id for p in await records.find(tx, "maintenance_plan", state="active")]


async def run_plan(tx: Tx, system: Actor, plan_id: UUID) -> None:
    """The daily run's share of one plan: what can't be made is written on the plan."""
    try:
        async with tx.savepoint():
            await generate(tx, system, plan_id)
    except PlanInactiveError:
        return  # paused since the run began
    except AppError as error:
        plan = await planning.locked_plan(tx, system, plan_id)
        await ordering.note_problem(tx, system, plan, error)
