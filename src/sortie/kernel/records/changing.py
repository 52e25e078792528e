"""The one function every change of a record ends in, and the checks before it."""

from collections.abc import Mapping
from typing import Any

from sortie.base.errors import InvalidError, invalid
from sortie.kernel.objects.contracts import Transition
from sortie.kernel.queries.guard import parent_link
from sortie.kernel.records import links, parsing, rows
from sortie.kernel.records.clashes import clash
from sortie.kernel.records.contracts import (
    NO_STAMP,
    Change,
    Draft,
    RecordBusyError,
    Stamp,
    Stored,
)
from sortie.kernel.records.faults import translated
from sortie.kernel.records.hooks import hooks_of
from sortie.kernel.records.parsing import ChildRows
from sortie.kernel.records.placing import place
from sortie.kernel.records.rules import differing
from sortie.kernel.records.scene import Held, Scene, admit, refuse, spoil
from sortie.kernel.records.telling import riders


async def check_version(
    scene: Scene,
    held: Held,
    version: int | None,
    mine: Mapping[str, Any],
    *,
    needed: bool = False,
) -> None:
    """Refuse when the record moved on since the actor saw ``version``.

    Raises:
        VersionClashError: with both values of each field of ``mine``.
        InvalidError: a person must say which version they saw.
    """
    if version is None:
        if needed and not scene.trusted:
            raise invalid(
                "version",
                "record.version_missing",
                "请提供您看到的版本号（If-Match）。",
                "Say which version you saw (If-Match).",
            )
        return
    if version != held.stored.version:
        raise await clash(scene, held, version, mine)


async def parsed(
    scene: Scene, held: Held, values: Mapping[str, Any]
) -> tuple[dict[str, Any], Mapping[str, ChildRows]]:
    """``values`` as the database takes them, under the rights that cover this very row; and the
    child rows that came with them.

    Raises:
        InvalidError: every value that can't be taken.
    """
    taken = parsing.parse(scene.tx, scene.actor, scene.obj, values, held.grants, op="update")
    changes = differing(held.stored, taken.values)
    problems = taken.problems + await links.problems(scene, changes)
    if problems:
        raise InvalidError(*problems)
    return changes, taken.rows


async def apply(
    scene: Scene,
    before: Stored,
    changes: Mapping[str, Any],
    *,
    op: str,
    move: Transition | None = None,
    command: str | None = None,
    reason: str | None = None,
    stamp: Stamp = NO_STAMP,
) -> Stored:
    """Hooks, row, audit, feed and status history of one change. Every change ends here."""
    tx, actor, obj = scene.tx, scene.actor, scene.obj
    values = dict(changes)
    if move is not None and obj.machine is not None:
        values[obj.machine.field] = move.target
    draft = Draft(obj, op, before.id, before, values, command, reason)
    hooks = hooks_of(tx)
    await hooks.run_before(tx, actor, draft)
    values = differing(before, draft.values)
    if not values and op == "update":
        return before
    _keep_required(scene, before, values)
    if "dept_id" in values and obj.name != "org_unit":
        await place(tx, actor, values, before)
    values |= {"updated_at": tx.now, "updated_by": actor.user_id}
    after = Stored(
        obj.name, before.id, before.version + 1,
        {**before.values, **values, "version": before.version + 1},
    )  # fmt: skip
    change = Change(obj, op, before, after, _moved(scene, values, move), command, reason)
    async with translated(obj):
        written = await rows.update(tx, obj, before, values, riders(scene, change, stamp))
    if written is None:
        # the row was locked by us: only a hook of this very write can have changed it
        raise RecordBusyError
    await _still_covered(scene, after, values)
    await hooks.run_after(tx, actor, change)
    return after


async def _still_covered(scene: Scene, after: Stored, values: Mapping[str, Any]) -> None:
    """A detail moved under another parent needs the same right there: reading it isn't enough."""
    link = parent_link(scene.catalog, scene.obj)
    if scene.trusted or link is None or link[0].name not in values:
        return
    found = await rows.read(scene.tx, scene.obj, after.id, admit(scene, "update"), lock=False)
    if found is None or found[1] == 0:
        await spoil(scene.tx)
        refuse(scene, "update")


def _moved(scene: Scene, values: Mapping[str, Any], move: Transition | None) -> frozenset[str]:
    """What changed; a move into the same state (a retry step) counts as a change of state."""
    machine = scene.obj.machine
    own = {machine.field} if move is not None and machine is not None else set[str]()
    return frozenset(values) | own


def _keep_required(scene: Scene, before: Stored, values: Mapping[str, Any]) -> None:
    """Refuse to empty a required field; one that was empty before may stay so."""
    after = {**before.values, **values}
    empty = [p for p in parsing.required(scene.obj, after) if p.path in values]
    if empty:
        raise InvalidError(*empty)
