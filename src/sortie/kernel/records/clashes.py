"""A version clash told so that a person can decide: what it was, what it is, what I wanted."""

from collections.abc import Mapping
from typing import Any

from sortie.base.errors import FieldProblem
from sortie.kernel.objects.contracts import Field
from sortie.kernel.objects.service import ValueContext, field_types
from sortie.kernel.permissions.contracts import FieldRight
from sortie.kernel.queries.guard import best_right
from sortie.kernel.records.contracts import VersionClashError
from sortie.kernel.records.scene import Held, Scene


async def clash(scene: Scene, held: Held, seen: int, mine: Mapping[str, Any]) -> VersionClashError:
    """The error for a write that saw version ``seen``; only fields the actor reads are told."""
    was = await _was(scene, held, seen)
    told: dict[str, dict[str, Any]] = {}
    for name, value in mine.items():
        field = scene.obj.by_name.get(name)
        if field is None or not _readable(scene, held, name):
            continue
        theirs = held.stored.get(name)
        wire = None if theirs is None else field_types[field.type].wire(theirs, field)
        told[name] = {"theirs": wire, "mine": _wished(scene, field, value)}
        if name in was:
            told[name]["was"] = was[name]
        elif seen < held.stored.version:
            told[name]["was"] = wire
    return VersionClashError(
        current=held.stored.version,
        seen=seen,
        extra={"clash": told, "version": held.stored.version},
    )


def _readable(scene: Scene, held: Held, name: str) -> bool:
    return scene.trusted or best_right(held.grants, name) >= FieldRight.READ


def _wished(scene: Scene, field: Field, value: Any) -> Any:
    context = ValueContext(scene.tx.now, scene.actor.locale, scene.tx.tenant.time_zone)
    taken = field_types[field.type].parse(value, field, context)
    if taken is None or isinstance(taken, FieldProblem):
        return value
    return field_types[field.type].wire(taken, field)


async def _was(scene: Scene, held: Held, seen: int) -> dict[str, Any]:
    """Each changed field's value at version ``seen``: the first «before» after it."""
    entries = await scene.tx.fetch(
        f"SELECT before FROM {scene.tx.t('audit_entry')} "
        "WHERE object = $1 AND record_id = $2 AND before IS NOT NULL "
        "AND (extra->>'version')::bigint > $3 ORDER BY (extra->>'version')::bigint DESC",
        scene.obj.name,
        held.stored.id,
        seen,
    )
    was: dict[str, Any] = {}
    for entry in entries:
        was |= entry["before"]
    return was
