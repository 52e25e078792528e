"""Status moves: only by a named command, only as the transition table says."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sortie.base.errors import FieldProblem, InvalidError, NotFoundError
from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Transition
from sortie.kernel.objects.service import ValueContext, field_types
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import changing, parsing
from sortie.kernel.records.contracts import (
    NO_STAMP,
    CommandCall,
    ReasonMissingError,
    Stamp,
    Stored,
    TransitionError,
)
from sortie.kernel.records.hooks import hooks_of
from sortie.kernel.records.rules import command_label, moves_from
from sortie.kernel.records.scene import Held, Scene, hold_live, open_scene
from sortie.kernel.tenancy.contracts import Tx

_NO_REASON = FieldProblem(
    "reason", "record.reason_missing", Label("请填写原因。", "Give a reason.")
)


async def command(
    tx: Tx,
    actor: Actor,
    object_: str,
    id: UUID,
    command: str,
    *,
    reason: str | None = None,
    values: Mapping[str, Any] | None = None,
    version: int | None = None,
    stamp: Stamp = NO_STAMP,
) -> Stored:
    """Do what ``command`` means to the record: its handler, else the plain move of the table.

    Raises:
        NotFoundError: no such record, none in the command's scope, or no such command.
        TransitionError: not from this state; ``extra["allowed"]`` lists what is possible.
        ReasonMissingError, VersionClashError, InvalidError: see there.
    """
    scene = await open_scene(tx, actor, object_)
    handler = hooks_of(tx).handler(object_, command)
    if handler is None and not _in_table(scene, command):
        raise NotFoundError(command)
    held = await hold_live(scene, id, f"command:{command}")
    await changing.check_version(scene, held, version, values or {})
    move = _move(scene, held, command)
    cause = (reason or "").strip() or None
    if move is not None and move.needs_reason and cause is None:
        raise ReasonMissingError(command=move.label, fields=(_NO_REASON,))
    call = CommandCall(command, move, cause, values or {}, stamp)
    if handler is not None:
        return await handler(tx, actor, held.stored, call)
    changes, rows = await changing.parsed(scene, held, values or {})
    if rows:
        raise InvalidError(*(parsing.no_rows_here(scene.obj.by_name[name]) for name in rows))
    return await changing.apply(
        scene, held.stored, changes, op="command", move=move, command=command, reason=cause,
        stamp=stamp,
    )  # fmt: skip


async def move(
    tx: Tx,
    actor: Actor,
    stored: Stored,
    call: CommandCall,
    *,
    values: Mapping[str, Any] | None = None,
) -> Stored:
    """The plain move of ``call``, for its handler; ``values`` are written along, no rights asked.

    ``stored`` must be the row the handler was given, or what a later write of it answered.
    """
    scene = await open_scene(tx, actor, stored.object)
    context = ValueContext(tx.now, actor.locale, tx.tenant.time_zone)
    changes: dict[str, Any] = {}
    problems: list[FieldProblem] = []
    for name, value in (values or {}).items():
        field = scene.obj.by_name[name]
        taken = field_types[field.type].parse(value, field, context)
        if isinstance(taken, FieldProblem):
            problems.append(taken)
        changes[name] = taken
    if problems:
        raise InvalidError(*problems)
    return await changing.apply(
        scene, stored, changes, op="command", move=call.move, command=call.command,
        reason=call.reason, stamp=call.stamp,
    )  # fmt: skip


async def allowed(tx: Tx, actor: Actor, stored: Stored) -> list[dict[str, Any]]:
    """The commands the actor may give to the record in its present state, wire-ready."""
    scene = await open_scene(tx, actor, stored.object)
    return _allowed(scene, stored)


def _in_table(scene: Scene, command: str) -> bool:
    machine = scene.obj.machine
    return machine is not None and any(m.command == command for m in machine.transitions)


def _move(scene: Scene, held: Held, command: str) -> Transition | None:
    """The table's move from the record's state; None for a command the table doesn't know."""
    machine = scene.obj.machine
    if machine is None or not _in_table(scene, command):
        return None
    state = held.stored[machine.field]
    for found in moves_from(machine, state, internal=scene.trusted):
        if found.command == command:
            return found
    raise TransitionError(
        state=machine.by_name[state].label,
        command=command_label(machine, command),
        extra={"state": state, "allowed": _allowed(scene, held.stored)},
    )


def _allowed(scene: Scene, stored: Stored) -> list[dict[str, Any]]:
    machine = scene.obj.machine
    if machine is None:
        return []
    return [
        {
            "command": m.command,
            "label": {"zh": m.label.zh, "en": m.label.en},
            "needs_reason": m.needs_reason,
            "target": m.target,
        }
        for m in moves_from(machine, stored[machine.field], internal=False)
        if scene.actor.may(scene.obj.name, f"command:{m.command}")
    ]
