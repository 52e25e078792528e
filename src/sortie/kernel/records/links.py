"""What a record points at must be there, and the actor must see it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sortie.base.errors import FieldProblem
from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Object
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries.guard import Parameters, seen_sql, target
from sortie.kernel.records.rows import table
from sortie.kernel.records.scene import Scene

_SELF = "*"


async def problems(
    scene: Scene, values: Mapping[str, Any], *, prefix: str = ""
) -> list[FieldProblem]:
    """One problem for each link field of ``values`` with a target that isn't there for the actor.

    One round trip for all of them; none when there is nothing to look up.
    """
    _, found = await look(scene, values, None, prefix=prefix)
    return found


async def look(
    scene: Scene, values: Mapping[str, Any], record_id: UUID | None, *, prefix: str = ""
) -> tuple[bool, list[FieldProblem]]:
    """Like :func:`problems`, and in the same round trip: whether ``record_id`` is taken."""
    wanted = _wanted(scene.actor, scene.obj, values)
    if not wanted and record_id is None:
        return False, []
    found = await _found(scene, wanted, record_id)
    wrong = [
        _problem(prefix + name, scene.obj.by_name[name].label)
        for name, (kind, ids) in wanted.items()
        if not ids <= found[kind]
    ]
    return bool(found[_SELF]), wrong


def _wanted(
    actor: Actor, obj: Object, values: Mapping[str, Any]
) -> dict[str, tuple[str, set[UUID]]]:
    """By field: the object it points at and the ids to look up."""
    wanted: dict[str, tuple[str, set[UUID]]] = {}
    own = {actor.user_id, actor.org_id, actor.dept_id}
    for name, value in values.items():
        kind = target(obj.by_name[name]) if name in obj.by_name else None
        if kind is None or not value:
            continue
        ids = set(value) if isinstance(value, list) else {value}
        # me and my units are there: authentication has just read them
        ids -= {i for i in own if i is not None and kind in {"user", "org_unit"}}
        if ids:
            wanted[name] = (kind, ids)
    return wanted


async def _found(
    scene: Scene, wanted: Mapping[str, tuple[str, set[UUID]]], record_id: UUID | None
) -> dict[str, set[UUID]]:
    tx, params = scene.tx, Parameters()
    kinds = sorted({kind for kind, _ in wanted.values()})
    parts = []
    for kind in kinds:
        ids = sorted({i for k, some in wanted.values() if k == kind for i in some})
        target_ = scene.catalog.get(kind)
        seen = seen_sql(tx, scene.catalog, scene.actor, target_, alias="r", params=params)
        parts.append(
            f"SELECT {params.add(kind, 'text')} AS kind, r.id FROM {table(tx, target_)} AS r "
            f"WHERE r.id = ANY({params.add(ids, 'uuid[]')}) AND r.deleted_at IS NULL AND ({seen})"
        )
    if record_id is not None:
        parts.append(
            f"SELECT {params.add(_SELF, 'text')} AS kind, r.id FROM {table(tx, scene.obj)} AS r "
            f"WHERE r.id = {params.add(record_id, 'uuid')}"
        )
    found: dict[str, set[UUID]] = {kind: set() for kind in (*kinds, _SELF)}
    for row in await tx.fetch(" UNION ALL ".join(parts), *params.values):
        found[row["kind"]].add(row["id"])
    return found


def _problem(path: str, label: Label) -> FieldProblem:
    return FieldProblem(
        path,
        "field.link_unknown",
        Label(
            f"「{label.zh}」指向的记录不存在或您无权查看，请重新选择。",
            f"What “{label.en}” points at isn't there, or you may not see it; choose again.",
        ),
    )
