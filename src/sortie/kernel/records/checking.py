"""What a create would refuse, told without writing: for looking a file of records over."""

from collections.abc import Mapping
from typing import Any

from sortie.base.errors import FieldProblem
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import parsing
from sortie.kernel.records.scene import open_scene
from sortie.kernel.tenancy.contracts import Tx


async def unfit(
    tx: Tx, actor: Actor, object_: str, values: Mapping[str, Any]
) -> list[FieldProblem]:
    """Every one of ``values`` that its field's type refuses.

    Required fields, hooks and what the database itself insists on aren't asked: only a write is.
    """
    scene = await open_scene(tx, actor, object_)
    return parsing.parse(tx, actor.as_system(), scene.obj, values, (), op="create").problems
