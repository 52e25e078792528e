"""People over HTTP: rosters, shift patterns, approval of leave. Everything else goes through the generic records."""

from uuid import UUID

import msgspec
from litestar import get, post

from sortie.domains.people import service
from sortie.domains.people.schemas import (
    ApproveWish,
    LeaveApproved,
    PatternOutcome,
    PatternShift,
    PatternWish,
    RosterMade,
    RosterWish,
    SkippedDay,
    TouchedAppointment,
    Weeks,
    WorkloadOut,
)
from sortie.domains.people.service import leaves, patterns, workload
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries.contracts import Record
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


@get(
    "/api/v1/people/leaves/{leave_id:uuid}/appointments",
    opt={"right": Right.object_action("leave", "read")},
    tags=["people"],
    operation_id="list_leave_appointments",
)
async def list_touched(tx: Tx, actor: Actor, leave_id: UUID) -> list[TouchedAppointment]:
    """The person's unfinished appointments inside a leave: what approving it leaves to others."""
    return _touched(await leaves.touched(tx, actor, leave_id))


@post(
    "/api/v1/people/leaves/{leave_id:uuid}/approve",
    opt={"right": Right.object_action("leave", "command:approve")},
    tags=["people"],
    operation_id="approve_leave",
    status_code=200,
)
async def approve_leave(tx: Tx, actor: Actor, leave_id: UUID, data: ApproveWish) -> LeaveApproved:
    """Approve a leave; the answer names the appointments to be given to somebody else."""
    leave, found = await leaves.approve(tx, actor, leave_id, version=data.version)
    return LeaveApproved(leave.id, leave.version, leave["state"], _touched(found))


@get(
    "/api/v1/people/workload",
    opt={"right": Right.object_action("field_resource", "read")},
    tags=["people"],
    operation_id="people_workload",
)
async def people_workload(tx: Tx, actor: Actor, weeks: Weeks = 4) -> WorkloadOut:
    """Hours, jobs and way of each person over the last weeks, and the median of all."""
    found = await workload.workload(tx, actor, weeks)
    return msgspec.convert(found, WorkloadOut, from_attributes=True)


def _touched(found: tuple[Record, ...]) -> list[TouchedAppointment]:
    return [
        TouchedAppointment(
            r.id,
            r.get("number"),
            r.get("work_order"),
            r.get("planned_start"),
            r.get("planned_end"),
            r.get("state"),
        )
        for r in found
    ]


ROUTES = [make_roster, apply_pattern, list_touched, approve_leave, people_workload]
