"""Rows as services need them: whole, locked when they will be written."""

from typing import Any
from uuid import UUID

from sortie.kernel.objects.service import field_types
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records import rows
from sortie.kernel.records.contracts import Stored
from sortie.kernel.records.scene import hold, hold_live, open_scene
from sortie.kernel.tenancy.contracts import Tx


async def fetch(
    tx: Tx,
    actor: Actor,
    object_: str,
    id: UUID,
    *,
    lock: bool = False,
    trashed: bool = False,
) -> Stored:
    """The record when the actor may read it; the product itself reads any. ``trashed``: also
    from the trash.

    No field rights are applied: what leaves for a client goes through queries.

    Raises:
        NotFoundError: not there, trashed, or out of the actor's sight.
    """
    scene = await open_scene(tx, actor, object_)
    take = hold if trashed else hold_live
    return (await take(scene, id, "read", lock=lock)).stored


async def find(tx: Tx, object_: str, /, **equals: Any) -> list[Stored]:
    """Live records whose fields equal these, oldest first; for services: no rights are asked.

    None finds empty fields; a list, set or tuple finds any of its values.
    """
    scene = await open_scene(tx, system_actor(tx.tenant.id), object_)
    args: list[Any] = []
    tests = ["r.deleted_at IS NULL"]
    for name, value in equals.items():
        field = scene.obj.by_name[name]
        kind = field_types[field.type].column_sql(field) or "text"
        if value is None:
            tests.append(f"r.{rows.column(field)} IS NULL")
            continue
        many = isinstance(value, list | set | frozenset | tuple) and not kind.endswith("[]")
        args.append(list(value) if many else value)
        mark = f"${len(args)}::{kind}"
        tests.append(f"r.{rows.column(field)} = " + (f"ANY({mark}[])" if many else mark))
    found = await tx.fetch(
        f"SELECT {rows.select_list(scene.obj)} FROM {rows.table(tx, scene.obj)} AS r "
        f"WHERE {' AND '.join(tests)} ORDER BY r.created_at, r.id",
        *args,
    )
    return [rows.stored_of(scene.obj, row) for row in found]
