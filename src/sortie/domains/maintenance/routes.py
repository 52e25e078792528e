"""Maintenance over HTTP: previews, dates from–to, move, skip, generate now, readings."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post

from sortie.domains.maintenance import rules
from sortie.domains.maintenance.schemas import (
    DueOut,
    Generated,
    MoveIn,
    PreviewIn,
    PreviewOut,
    ReadingsIn,
    ReadingsKept,
    SkipIn,
)
from sortie.domains.maintenance.service import changing, planning, reading, running
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

_ROOT = "/api/v1/maintenance"
_DATE = _ROOT + "/dates/{date_id:uuid}"
_TAG = ["maintenance"]


@post(
    _ROOT + "/preview",
    opt={"right": Right.object_action("maintenance_plan", "read")},
    tags=_TAG,
    operation_id="preview_maintenance",
    status_code=200,
)
async def preview(tx: Tx, actor: Actor, data: PreviewIn) -> PreviewOut:
    """The next dates of a rule, saved or not."""
    del actor
    plan = msgspec.structs.asdict(data)
    rules.check_plan(plan)
    found = await planning.preview(tx, rules.time_rule(plan), data.count)
    return PreviewOut([DueOut(d.rule_day, d.due) for d in found])


@get(
    _ROOT + "/dates",
    opt={"right": Right.object_action("maintenance_date", "read")},
    tags=_TAG,
    operation_id="maintenance_dates",
)
async def dates(
    tx: Tx,
    actor: Actor,
    start: date,
    end: date,
    plan: UUID | None = None,
    cursor: str | None = None,
) -> dict[str, Any]:
    """Dates due from one day to another, both included; at most 400 days, 500 a page."""
    return await changing.dates_between(tx, actor, start, end, plan, cursor)


@post(
    _DATE + "/move",
    opt={"right": Right.object_action("maintenance_date", "command:move")},
    tags=_TAG,
    operation_id="move_maintenance_date",
    status_code=200,
)
async def move(tx: Tx, actor: Actor, date_id: UUID, data: MoveIn) -> dict[str, Any]:
    """This one date on another day; the others stay. The new date is answered."""
    await records.command(
        tx, actor, "maintenance_date", date_id, "move", reason=data.reason, values={"due": data.due}
    )
    return await changing.successor(tx, actor, date_id)


@post(
    _DATE + "/skip",
    opt={"right": Right.object_action("maintenance_date", "command:skip")},
    tags=_TAG,
    operation_id="skip_maintenance_date",
    status_code=200,
)
async def skip(tx: Tx, actor: Actor, date_id: UUID, data: SkipIn) -> dict[str, Any]:
    """This one date isn't done."""
    await records.command(tx, actor, "maintenance_date", date_id, "skip", reason=data.reason)
    return await changing.shown(tx, actor, date_id)


@post(
    _ROOT + "/plans/{plan_id:uuid}/generate",
    opt={"right": Right.object_action("maintenance_plan", "update")},
    tags=_TAG,
    operation_id="generate_maintenance",
    status_code=200,
)
async def generate(tx: Tx, actor: Actor, plan_id: UUID) -> Generated:
    """What the daily run would make of this plan, now."""
    made, orders = await running.generate(tx, actor, plan_id)
    return Generated(made, orders)


@post(
    _ROOT + "/readings",
    opt={"right": Right.object_action("meter_reading", "create")},
    tags=_TAG,
    operation_id="take_readings",
    status_code=201,
)
async def take_readings(tx: Tx, actor: Actor, data: ReadingsIn) -> ReadingsKept:
    """Keep what meters showed, all or none; plans that wait for it make their orders at once."""
    wishes = [
        reading.ReadingWish(r.asset, r.meter, r.amount(), r.taken_at, r.kind, r.reason, r.id)
        for r in data.readings
    ]
    return ReadingsKept(await reading.take(tx, actor, wishes))


ROUTES = [preview, dates, move, skip, generate, take_readings]
