"""People over HTTP: rosters and shift patterns. Everything else goes through the generic records."""

from uuid import UUID

import msgspec
from litestar import post

from sortie.domains.people import service
from sortie.domains.people.schemas import (
    PatternOutcome,
    PatternShift,
    PatternWish,
    RosterMade,
    RosterWish,
    SkippedDay,
)
from sortie.domains.people.service import patterns
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tx


@post(
    "/api/v1/people/roster",
    opt={"right": Right.object_action("shift", "create")},
    tags=["people"],
    operation_id="make_roster",
    status_code=200,
)
async def make_roster(tx: Tx, actor: Actor, data: RosterWish) -> RosterMade:
    """Give people a shift on each wanted weekday of a range; days without room are told."""
    made = await service.make_roster(
        tx,
        actor,
        users=data.users,
        shift_type=data.shift_type,
        start=data.start,
        end=data.end,
        weekdays=data.weekdays,
        publish=data.publish,
    )
    return msgspec.convert(made, RosterMade, from_attributes=True)


_LISTED = 1000


@post(
    "/api/v1/people/patterns/{pattern_id:uuid}/apply",
    opt={"right": Right.object_action("shift", "create")},
    tags=["people"],
    operation_id="apply_shift_pattern",
    status_code=200,
)
async def apply_pattern(
    tx: Tx, actor: Actor, pattern_id: UUID, data: PatternWish
) -> PatternOutcome:
    """Give people a pattern's shifts over a range, or show them (``preview``). Again makes none twice."""
    applied = await patterns.apply(
        tx,
        actor,
        pattern_id,
        patterns.Reach(tuple(data.users), data.start, data.end),
        publish=data.publish,
        preview=data.preview,
    )
    plan = applied.plan
    shown = plan.shifts[:_LISTED] if data.preview else ()
    return PatternOutcome(
        to_make=len(plan.shifts),
        made=applied.made,
        queued=applied.queued,
        kept=plan.kept,
        skipped=[msgspec.convert(s, SkippedDay, from_attributes=True) for s in plan.skipped],
        shifts=[
            PatternShift(
                s.user,
                s.day,
                s.shift.span.start,
                s.shift.span.end,
                [(b.start, b.end) for b in s.shift.breaks],
            )
            for s in shown
        ],
    )


ROUTES = [make_roster, apply_pattern]
