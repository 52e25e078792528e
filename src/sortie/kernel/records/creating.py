"""Making a record, with its child rows, once: a replay of the same create gives the same record."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sortie.base.errors import FieldProblem, InvalidError
from sortie.base.ids import uuid7
from sortie.kernel.objects import service as objects
from sortie.kernel.permissions.contracts import Actor, FieldRight
from sortie.kernel.queries.guard import Guard, best_right
from sortie.kernel.records import links, parsing, rows
from sortie.kernel.records.contracts import (
    NO_STAMP,
    Change,
    Draft,
    IdTakenError,
    Stamp,
    Stored,
)
from sortie.kernel.records.faults import translated
from sortie.kernel.records.forms import wire_of
from sortie.kernel.records.hooks import hooks_of
from sortie.kernel.records.placing import place
from sortie.kernel.records.rules import fingerprint
from sortie.kernel.records.scene import Scene, admit, open_scene, refuse, spoil
from sortie.kernel.records.telling import create_fingerprint, riders
from sortie.kernel.tenancy.contracts import Tx


@dataclass(frozen=True, slots=True)
class _Told:
    """What came with a create: the fields the client named, when it happened, its fingerprint."""

    given: frozenset[str]
    stamp: Stamp
    content: str


async def create(
    tx: Tx,
    actor: Actor,
    object_: str,
    values: Mapping[str, Any],
    *,
    id: UUID | None = None,
    stamp: Stamp = NO_STAMP,
) -> Stored:
    """Make a record. With ``id``, the same create again by the same actor gives the same record.

    Raises:
        ForbiddenError, ObjectUnknownError: no right to create, or none in this place.
        InvalidError: every value that can't be taken, with its path.
        DuplicateError, OverlapError: the database's own rules.
        IdTakenError: another record, or another content, has this id.
    """
    scene = await open_scene(tx, actor, object_)
    return await _make(scene, values, record_id=id, stamp=stamp)


async def _make(
    scene: Scene,
    sent: Mapping[str, Any],
    *,
    record_id: UUID | None,
    stamp: Stamp,
    prefix: str = "",
) -> Stored:
    asked = admit(scene, "create")
    grants = asked.grants if asked else ()
    parsed = parsing.parse(
        scene.tx, scene.actor, scene.obj, sent, grants, op="create", prefix=prefix
    )
    content = fingerprint({**wire_of(scene.obj, parsed.values), "": parsed.rows})
    given = frozenset(parsed.values)
    values = _stamped(scene, parsed.values, record_id or uuid7())
    taken, unseen = await links.look(scene, values, record_id, prefix=prefix)
    if taken:
        return await _replay(scene, values["id"], content)
    _refuse_wrong(scene, values, [*parsed.problems, *unseen], prefix)
    if scene.obj.name != "org_unit":
        await place(scene.tx, scene.actor, values)
    draft = Draft(scene.obj, "create", values["id"], None, values)
    await hooks_of(scene.tx).run_before(scene.tx, scene.actor, draft)
    if empty := parsing.required(scene.obj, values, prefix=prefix):
        raise InvalidError(*empty)
    await _number(scene, values)
    stored = await _insert(scene, asked, values, _Told(given, stamp, content))
    await _make_rows(scene, stored, parsed, stamp, prefix)
    return stored


def _refuse_wrong(
    scene: Scene, values: dict[str, Any], problems: list[FieldProblem], prefix: str
) -> None:
    """All that is wrong at once. What a before-hook may still fill in alone is no reason to stop."""
    if problems:
        named = {p.path for p in problems}
        empty = parsing.required(scene.obj, values, prefix=prefix)
        raise InvalidError(*problems, *(p for p in empty if p.path not in named))


async def _number(scene: Scene, values: dict[str, Any]) -> None:
    """Every autonumber gets its number, unless the product brought one (an import's history)."""
    for name, field in scene.obj.by_name.items():
        if field.type == "autonumber" and not values.get(name):
            values[name] = await objects.next_number(scene.tx, field)


def _stamped(scene: Scene, given: dict[str, Any], record_id: UUID) -> dict[str, Any]:
    """``given`` over the defaults, with whose and when."""
    tx, actor, obj = scene.tx, scene.actor, scene.obj
    values: dict[str, Any] = {
        "owner_id": actor.user_id,
        "dept_id": actor.dept_id,
        "org_id": actor.org_id,
        "created_at": tx.now,
        "created_by": actor.user_id,
    }
    if obj.machine is not None:
        values[obj.machine.field] = obj.machine.initial
    values |= parsing.defaults(tx, actor, obj, given) | given
    values |= {"id": record_id, "version": 1, "updated_at": tx.now, "updated_by": actor.user_id}
    return {name: value for name, value in values.items() if name in obj.by_name}


async def _insert(
    scene: Scene,
    asked: Guard | None,
    values: dict[str, Any],
    told: _Told,
) -> Stored:
    all_values = {f.name: None for f in rows.columns(scene.obj)} | values
    stored = Stored(scene.obj.name, values["id"], 1, all_values)
    change = Change(scene.obj, "create", None, stored, frozenset(values))
    async with translated(scene.obj):
        bits = await rows.insert(
            scene.tx, scene.obj, values, asked, riders(scene, change, told.stamp, sent=told.content)
        )
    if bits is None:
        # someone made it between our look and our insert; the hooks have run, so don't go on
        raise IdTakenError
    await _must_cover(scene, asked, bits, told.given)
    await hooks_of(scene.tx).run_after(scene.tx, scene.actor, change)
    return stored


async def _must_cover(scene: Scene, asked: Guard | None, bits: int, given: frozenset[str]) -> None:
    """Refuse a new row that no create grant of the actor covers, or not with these fields."""
    if asked is None:
        return
    covering = asked.covering(bits)
    if covering and all(best_right(covering, n) >= FieldRight.WRITE for n in given):
        return
    await spoil(scene.tx)
    refuse(scene, "create")


async def _replay(scene: Scene, record_id: UUID, content: str) -> Stored:
    """The record of an earlier create with this id, when it was the same create."""
    found = await rows.read(scene.tx, scene.obj, record_id, None, lock=False)
    if found is not None:
        stored = found[0]
        same_maker = stored.get("created_by") == scene.actor.user_id
        if same_maker and await create_fingerprint(scene, record_id) == content:
            return stored
    raise IdTakenError


async def _make_rows(
    scene: Scene, stored: Stored, parsed: parsing.Parsed, stamp: Stamp, prefix: str
) -> None:
    """The child rows that came with the record, each a record of its own."""
    problems: list[FieldProblem] = []
    for name, sent_rows in parsed.rows.items():
        options = scene.obj.by_name[name].options
        child = await open_scene(scene.tx, scene.actor, options["object"])
        for n, sent in enumerate(sent_rows):
            given = {**sent, options["via"]: stored.id}
            try:
                await make_row(child, given, stamp=stamp, prefix=f"{prefix}{name}.{n}.")
            except InvalidError as wrong:
                problems.extend(wrong.fields)
    if problems:
        raise InvalidError(*problems)


async def make_row(child: Scene, given: dict[str, Any], *, stamp: Stamp, prefix: str) -> Stored:
    """One child row as a record; it may bring its own id, a malformed one is refused as a field."""
    row_id: UUID | None = None
    with suppress(ValueError):
        row_id = UUID(str(given["id"])) if given.get("id") else None
        given = {name: value for name, value in given.items() if name != "id"}
    return await _make(child, given, record_id=row_id, stamp=stamp, prefix=prefix)
