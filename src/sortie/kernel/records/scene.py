"""Who writes what where: opened once at the start of every verb, with the right to do it."""

from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

import asyncpg

from sortie.base.errors import ForbiddenError, NotFoundError
from sortie.base.i18n import Label
from sortie.kernel.objects import service as objects
from sortie.kernel.objects.contracts import Catalog, Object, ObjectUnknownError
from sortie.kernel.permissions.contracts import Action, Actor
from sortie.kernel.queries.guard import Effective, Guard, guard, readable
from sortie.kernel.records import rows
from sortie.kernel.records.contracts import Stored
from sortie.kernel.records.rules import command_label
from sortie.kernel.tenancy.contracts import Tx

_ACTIONS = {
    "create": Label("新建{what}", "create {what}"),
    "update": Label("修改{what}", "change {what}"),
    "delete": Label("删除{what}", "delete {what}"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """One verb's surroundings."""

    tx: Tx
    catalog: Catalog
    actor: Actor
    obj: Object

    @property
    def trusted(self) -> bool:
        """The product itself writes: its verb has checked the rights."""
        return self.actor.acts_as_system


@dataclass(frozen=True, slots=True)
class Held:
    """A row read for a verb, and the grants that cover it for that verb."""

    stored: Stored
    grants: tuple[Effective, ...]

    @property
    def deleted(self) -> bool:
        return self.stored.get("deleted_at") is not None


async def open_scene(tx: Tx, actor: Actor, object_: str) -> Scene:
    """Raises ObjectUnknownError."""
    catalog = await objects.catalog(tx)
    return Scene(tx, catalog, actor, catalog.get(object_))


def admit(scene: Scene, action: Action) -> Guard | None:
    """The guard of ``action``; None for the product itself.

    Raises:
        ForbiddenError: the actor may read such records but not do this.
        ObjectUnknownError: the actor may not even read them.
    """
    if scene.trusted:
        return None
    found = guard(
        scene.tx, scene.catalog, scene.actor, scene.obj, action, creating=action == "create"
    )
    if not found.grants or (not scene.obj.writable and not action.startswith(("read", "command:"))):
        refuse(scene, action)
    return found


def refuse(scene: Scene, action: Action) -> NoReturn:
    """Say no, in the way that tells an actor nothing about objects it can't read."""
    if not readable(scene.catalog, scene.actor, scene.obj):
        raise ObjectUnknownError(name=scene.obj.name)
    raise ForbiddenError(_doing(scene.obj, action))


async def spoil(tx: Tx) -> None:
    """Make the transaction uncommittable: a row was written that must not be, and a caller that
    swallows the refusal must not be able to keep it.
    """
    with suppress(asyncpg.DivisionByZeroError):
        await tx.execute("SELECT 1 / 0")


async def hold(scene: Scene, record_id: UUID, action: Action, *, lock: bool = True) -> Held:
    """The row, locked, when a grant of ``action`` covers it; trashed rows too.

    Raises:
        NotFoundError: not there, or not in the scope of ``action``.
    """
    asked = admit(scene, action)
    found = await rows.read(scene.tx, scene.obj, record_id, asked, lock=lock)
    if found is None or found[1] == 0:
        raise NotFoundError(scene.obj.label)
    stored, bits = found
    return Held(stored, asked.covering(bits) if asked else ())


async def hold_live(scene: Scene, record_id: UUID, action: Action, *, lock: bool = True) -> Held:
    """Like :func:`hold`; a trashed row isn't there."""
    held = await hold(scene, record_id, action, lock=lock)
    if held.deleted:
        raise NotFoundError(scene.obj.label)
    return held


def _doing(obj: Object, action: Action) -> Label:
    known = _ACTIONS.get(action)
    if known is None:
        return command_label(obj.machine, action.removeprefix("command:"))
    return Label(known.zh.format(what=obj.label.zh), known.en.format(what=obj.label.en))
