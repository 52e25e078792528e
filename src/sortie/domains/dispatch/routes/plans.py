"""A day's plan over HTTP: asked for, followed, then applied or thrown away."""

from typing import Any
from uuid import UUID

from litestar import get, post

from sortie.domains.dispatch.contracts.errors import PlanOutdatedError
from sortie.domains.dispatch.schemas import PlanIn
from sortie.domains.dispatch.service import plan_views, plans
from sortie.domains.dispatch.service.day_problem import Asked
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tx

_PLANS = "/api/v1/dispatch/plans"
_PLAN = _PLANS + "/{plan_id:uuid}"
_TAG = ["dispatch"]
_RUN = {"right": Right.feature("dispatch.run")}


@post(_PLANS, opt=_RUN, tags=_TAG, operation_id="propose_plan", status_code=201)
async def propose(tx: Tx, actor: Actor, data: PlanIn) -> dict[str, Any]:
    """Have a day planned in the background; follow it at ``GET …/{id}``."""
    asked = Asked(data.day, frozenset(data.units), frozenset(data.users), frozenset(data.pinned))
    plan = await plans.propose(
        tx, actor, asked, seconds=data.seconds, seed=data.seed, iterations=data.iterations
    )
    return await plan_views.whole(tx, actor, plan.id)


@get(_PLAN, opt=_RUN, tags=_TAG, operation_id="show_plan")
async def show(tx: Tx, actor: Actor, plan_id: UUID) -> dict[str, Any]:
    """Progress, today beside the proposal, the moves, and what is left over with its reasons."""
    return await plan_views.whole(tx, actor, plan_id)


@post(_PLAN + "/stop", opt=_RUN, tags=_TAG, operation_id="stop_plan", status_code=200)
async def stop(tx: Tx, actor: Actor, plan_id: UUID) -> dict[str, Any]:
    """End the computation; the best so far is proposed."""
    await plans.stop(tx, actor, plan_id)
    return await plan_views.whole(tx, actor, plan_id)


@post(_PLAN + "/discard", opt=_RUN, tags=_TAG, operation_id="discard_plan", status_code=200)
async def discard(tx: Tx, actor: Actor, plan_id: UUID) -> dict[str, Any]:
    """Throw it away."""
    await plans.discard(tx, actor, plan_id)
    return await plan_views.whole(tx, actor, plan_id)


@post(
    _PLAN + "/apply",
    opt=_RUN | {"tx": "closed"},
    tags=_TAG,
    operation_id="apply_plan",
    status_code=200,
)
async def apply(call: Any, plan_id: UUID) -> dict[str, Any]:
    """All its moves at once, or none: 409 when anything it rests on has changed since."""
    dbs, actor = call.kernel.dbs, call.actor
    try:
        async with dbs.tx(call.tenant, now=call.now) as tx:
            await plans.apply(tx, actor, plan_id)
            return await plan_views.whole(tx, actor, plan_id)
    except PlanOutdatedError:
        async with dbs.tx(call.tenant, now=call.now) as tx:
            await plans.outdate(tx, actor, plan_id)
        raise


ROUTES = [propose, show, stop, discard, apply]
