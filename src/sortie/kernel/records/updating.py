"""Update, delete and restore: the verbs on a record that is there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sortie.base.errors import FieldProblem, InvalidError, NotFoundError
from sortie.base.i18n import Label
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.changing import apply, check_version, parsed
from sortie.kernel.records.contracts import NO_STAMP, Stamp, Stored
from sortie.kernel.records.creating import make_row
from sortie.kernel.records.parsing import ChildRows
from sortie.kernel.records.reading import fetch
from sortie.kernel.records.scene import Scene, hold, hold_live, open_scene
from sortie.kernel.tenancy.contracts import Tx


async def update(
    tx: Tx,
    actor: Actor,
    object_: str,
    id: UUID,
    values: Mapping[str, Any],
    *,
    version: int | None,
    stamp: Stamp = NO_STAMP,
) -> Stored:
    """Write ``values`` over the record that is still at ``version``.

    Values already stored change nothing: the version stays. ``version`` None is for the product.
    Rows of a sub-table with an ``id`` and ``version`` change that child, others make one; rows
    left out stay.

    Raises:
        NotFoundError: not there, or outside the scope of the actor's update grants.
        VersionClashError: someone changed it first.
        InvalidError: every value that can't be taken, with its path.
    """
    scene = await open_scene(tx, actor, object_)
    held = await hold_live(scene, id, "update")
    await check_version(scene, held, version, values, needed=True)
    changes, children = await parsed(scene, held, values)
    stored = await apply(scene, held.stored, changes, op="update", stamp=stamp)
    await _write_rows(scene, stored, children, stamp)
    return stored


async def delete(
    tx: Tx,
    actor: Actor,
    object_: str,
    id: UUID,
    *,
    version: int | None = None,
    reason: str | None = None,
    stamp: Stamp = NO_STAMP,
) -> Stored:
    """Put the record into the trash; one that is there already stays as it is."""
    scene = await open_scene(tx, actor, object_)
    held = await hold(scene, id, "delete")
    if held.deleted:
        return held.stored
    await check_version(scene, held, version, {})
    return await apply(
        scene, held.stored, {"deleted_at": tx.now}, op="delete", reason=reason, stamp=stamp
    )


async def restore(
    tx: Tx,
    actor: Actor,
    object_: str,
    id: UUID,
    *,
    reason: str | None = None,
    stamp: Stamp = NO_STAMP,
) -> Stored:
    """Take the record out of the trash; needs the right to delete."""
    scene = await open_scene(tx, actor, object_)
    held = await hold(scene, id, "delete")
    if not held.deleted:
        return held.stored
    return await apply(
        scene, held.stored, {"deleted_at": None}, op="restore", reason=reason, stamp=stamp
    )


async def _write_rows(
    scene: Scene, stored: Stored, children: Mapping[str, ChildRows], stamp: Stamp
) -> None:
    """Each child row passes its own door, as if it had been sent alone."""
    problems: list[FieldProblem] = []
    for name, rows in children.items():
        options = scene.obj.by_name[name].options
        for n, sent in enumerate(rows):
            try:
                await _write_row(scene, stored, options, sent, stamp, f"{name}.{n}.")
            except InvalidError as wrong:
                problems.extend(wrong.fields)
    if problems:
        raise InvalidError(*problems)


async def _write_row(
    scene: Scene,
    stored: Stored,
    options: Mapping[str, Any],
    sent: Mapping[str, Any],
    stamp: Stamp,
    prefix: str,
) -> None:
    if "version" not in sent:
        child = await open_scene(scene.tx, scene.actor, options["object"])
        await make_row(child, {**sent, options["via"]: stored.id}, stamp=stamp, prefix=prefix)
        return
    values = {k: v for k, v in sent.items() if k not in {"id", "version", options["via"]}}
    try:
        row_id, version = UUID(str(sent.get("id"))), int(sent["version"])
        row = await fetch(scene.tx, scene.actor, options["object"], row_id)
        if row[options["via"]] != stored.id:
            raise NotFoundError
        await update(
            scene.tx, scene.actor, row.object, row_id, values, version=version, stamp=stamp
        )
    except InvalidError as wrong:
        named = (FieldProblem(prefix + p.path, p.code, p.text) for p in wrong.fields)
        raise InvalidError(*named) from wrong
    except (TypeError, ValueError):
        text = Label("明细行的编号或版本无效。", "The row's id or version is not valid.")
        raise InvalidError(FieldProblem(f"{prefix}id", "field.not_id", text)) from None
