"""What every write tells besides its row: audit, feed, status history. One statement with it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sortie.base.ids import uuid7
from sortie.kernel.audit import service as audit
from sortie.kernel.events import service as events
from sortie.kernel.events.contracts import PendingRow
from sortie.kernel.records.contracts import Change, Stamp
from sortie.kernel.records.forms import wire_of
from sortie.kernel.records.rules import UNTOLD, stamp_wire
from sortie.kernel.records.scene import Scene


def riders(
    scene: Scene, change: Change, stamp: Stamp, *, sent: str | None = None
) -> list[PendingRow]:
    """The rows that tell of ``change``. ``sent``: fingerprint of what a create was asked."""
    tx, actor, after = scene.tx, scene.actor, change.after
    told = {n: after.get(n) for n in change.changed if n not in UNTOLD}
    before = change.before
    extra: dict[str, Any] = {"version": after.version, **stamp_wire(stamp)}
    if sent:
        extra["sent"] = sent
    rows = [
        audit.entry_row(
            tx,
            actor,
            f"command:{change.command}" if change.command else change.op,
            scene.obj.name,
            after.id,
            before=wire_of(scene.obj, {n: before.get(n) for n in told}) if before else None,
            after=_there(wire_of(scene.obj, told)) if before is None else wire_of(scene.obj, told),
            reason=change.reason,
            extra=extra,
        ),
        events.change_row(
            tx,
            actor,
            object_=scene.obj.name,
            record_id=after.id,
            version=after.version,
            op=change.op,
            extra=_feed_extra(change, told),
        ),
    ]
    moved = _status_row(scene, change, stamp)
    return [*rows, moved] if moved else rows


def _there(wire: Mapping[str, Any]) -> dict[str, Any]:
    """A new record's empty fields say nothing."""
    return {name: value for name, value in wire.items() if value is not None}


def _feed_extra(change: Change, told: Mapping[str, Any]) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if change.before is not None:
        extra["changed"] = sorted(told)
    if change.command:
        extra["command"] = change.command
    machine = change.object.machine
    if machine is not None and machine.field in change.changed:
        extra["from"] = change.before.get(machine.field) if change.before else None
        extra["to"] = change.after.get(machine.field)
    return extra


def _status_row(scene: Scene, change: Change, stamp: Stamp) -> PendingRow | None:
    """The move in the record's status history, with both clocks; None when nothing moved."""
    machine = scene.obj.machine
    if machine is None or machine.field not in change.changed:
        return None
    tx, actor, after = scene.tx, scene.actor, change.after
    came_from = change.before.get(machine.field) if change.before else None
    return PendingRow(
        "status_event",
        (
            ("id", "uuid", uuid7()),
            ("object", "text", scene.obj.name),
            ("record_id", "uuid", after.id),
            ("from_state", "text", came_from),
            ("to_state", "text", after.get(machine.field)),
            ("command", "text", change.command or change.op),
            ("actor_id", "uuid", actor.user_id),
            ("actor_name", "text", actor.name),
            ("reason", "text", change.reason),
            ("occurred_at", "timestamptz", stamp.occurred_at or tx.now),
            ("received_at", "timestamptz", tx.now),
            ("clock_offset_ms", "integer", stamp.clock_offset_ms),
            ("location", "jsonb", stamp.location),
            ("device_id", "text", stamp.device_id),
            ("device_at", "timestamptz", stamp.device_at),
            ("time_flag", "text", stamp.time_flag),
        ),
    )


async def create_fingerprint(scene: Scene, record_id: UUID) -> str | None:
    """What the record's create was asked, from its audit entry."""
    found: str | None = await scene.tx.value(
        f"SELECT extra->>'sent' FROM {scene.tx.t('audit_entry')} "
        "WHERE object = $1 AND record_id = $2 AND action = 'create' ORDER BY at LIMIT 1",
        scene.obj.name,
        record_id,
    )
    return found
