"""A company's past, brought along whole: records as they ended, with the moves that led there.

For imports and for the demo, by the product itself only. It is the write path without rights and
without hooks: every value passes its field type, every move the transition table, and each record
comes with its audit, its feed entry and its status history, at the times they happened.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any, Protocol
from uuid import UUID

import msgspec

from sortie.base.errors import FieldProblem, ForbiddenError, InvalidError
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.base.text import index_text
from sortie.kernel.events import service as events
from sortie.kernel.files import service as files
from sortie.kernel.objects import service as objects
from sortie.kernel.objects.contracts import Object
from sortie.kernel.objects.service import ValueContext, field_types
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import parsing, rows
from sortie.kernel.records.contracts import TransitionError
from sortie.kernel.records.faults import translated
from sortie.kernel.records.forms import search_texts
from sortie.kernel.records.rules import command_label
from sortie.kernel.records.scene import open_scene
from sortie.kernel.tenancy.contracts import Tx

_BATCH = 2_000


class Doer(Protocol):
    """Whoever did it then."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PastMove:
    """A command that was given. ``by`` None is the product itself."""

    command: str
    at: datetime
    by: Doer | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PastRecord:
    """A record as it ended. ``values`` in any form a create takes, without the state."""

    id: UUID
    values: Mapping[str, Any]
    at: datetime
    by: Doer | None = None
    moves: Sequence[PastMove] = field(default_factory=tuple)


async def load_history(
    tx: Tx, actor: Actor, object_: str, past: Sequence[PastRecord]
) -> list[dict[str, Any]]:
    """Write ``past``; the values of each as stored, in order.

    Raises:
        ForbiddenError: anyone but the product itself.
        InvalidError: a value its field type refuses. TransitionError: a move the table hasn't.
        DuplicateError, OverlapError: the database's own rules.
    """
    if not actor.acts_as_system:
        raise ForbiddenError(Label("导入历史", "load history"))
    obj = (await open_scene(tx, actor, object_)).obj
    loaded: list[dict[str, Any]] = []
    for part in batched(past, _BATCH):
        values = [_values(tx, actor, obj, record) for record in part]
        await _number(tx, obj, values)
        await _insert(tx, obj, values)
        await _tell(tx, actor, obj, list(zip(part, values, strict=True)))
        loaded += values
    return loaded


def _values(tx: Tx, actor: Actor, obj: Object, record: PastRecord) -> dict[str, Any]:
    """The row's values, parsed; with the state its moves lead to."""
    context = ValueContext(record.at, actor.locale, tx.tenant.time_zone)
    values: dict[str, Any] = {}
    problems: list[FieldProblem] = []
    for name, value in record.values.items():
        known = obj.by_name[name]
        taken = field_types[known.type].parse(value, known, context)
        if isinstance(taken, FieldProblem):
            problems.append(taken)
        else:
            values[name] = taken
    values = parsing.defaults(tx, actor, obj, values) | values
    problems += parsing.required(obj, values)
    if problems:
        raise InvalidError(*problems)
    last = record.moves[-1] if record.moves else None
    ended_by = last.by if last else record.by
    values |= {
        "id": record.id,
        "version": 1 + len(record.moves),
        "created_at": record.at,
        "created_by": record.by.id if record.by else None,
        "updated_at": last.at if last else record.at,
        "updated_by": ended_by.id if ended_by else None,
    }
    if obj.machine is not None:
        *_, values[obj.machine.field] = _states(obj, record)
    return values


def _states(obj: Object, record: PastRecord) -> list[str]:
    """The states it went through, the first one included."""
    machine = obj.machine
    if machine is None:
        return []
    states = [machine.initial]
    for move in record.moves:
        step = machine.find(move.command, states[-1])
        if step is None:
            raise TransitionError(
                state=machine.by_name[states[-1]].label,
                command=command_label(machine, move.command),
            )
        states.append(step.target)
    return states


async def _number(tx: Tx, obj: Object, values: Sequence[dict[str, Any]]) -> None:
    for name, known in obj.by_name.items():
        if known.type == "autonumber":
            unnumbered = [v for v in values if not v.get(name)]
            moments = [v["created_at"] for v in unnumbered]
            numbers = await objects.next_numbers(tx, known, moments)
            for given, number in zip(unnumbered, numbers, strict=True):
                given[name] = number


async def _insert(tx: Tx, obj: Object, values: Sequence[Mapping[str, Any]]) -> None:
    fields = [f for f in rows.columns(obj) if any(f.name in v for v in values)]
    names = ", ".join([*(rows.column(f) for f in fields), "search"])
    marks = [f"${n}::{field_types[f.type].column_sql(f)}" for n, f in enumerate(fields, 1)]
    marks.append(f"array_to_tsvector(${len(fields) + 1}::text[])")
    async with translated(obj):
        await tx.con.executemany(
            f"INSERT INTO {rows.table(tx, obj)} ({names}) VALUES ({', '.join(marks)})",
            [(*(v.get(f.name) for f in fields), index_text(search_texts(obj, v))) for v in values],
        )


async def _tell(
    tx: Tx, actor: Actor, obj: Object, loaded: Sequence[tuple[PastRecord, Mapping[str, Any]]]
) -> None:
    """Audit, feed and status history; the audit says that it was loaded, and when."""
    extra = msgspec.json.encode({"version": 1, "loaded_at": tx.now}).decode()
    audit: list[tuple[Any, ...]] = []
    status: list[tuple[Any, ...]] = []
    feed: list[tuple[Any, ...]] = []
    for record, values in loaded:
        audit.append(_audited(actor, obj, record.id, "create", record.at, record.by, None, extra))
        states = _states(obj, record)
        for move, source, target in zip(record.moves, states[:-1], states[1:], strict=True):
            action = f"command:{move.command}"
            audit.append(
                _audited(actor, obj, record.id, action, move.at, move.by, move.reason, extra)
            )
            status.append(_moved(actor, obj, record.id, move, source, target))
        name = f"record.{obj.name}.create"
        feed.append((uuid7(), tx.now, name, obj.name, record.id, values["version"]))
    await files.link_many(tx, [x for _, values in loaded for x in _links(obj, values)])
    await _write(tx, "audit_entry", _AUDIT, audit)
    await _write(tx, "status_event", _STATUS, status)
    await _write(tx, "feed", _FEED, feed, more=", kind, op", constant=", 'record', 'create'")
    await tx.value(f"SELECT {events.notify_sql(tx)}")


def _links(obj: Object, values: Mapping[str, Any]) -> Iterable[tuple[UUID, str, UUID, str]]:
    """Each file of a record, so that whoever may see the record may open it."""
    for known in obj.fields:
        held = values.get(known.name)
        if held and known.type in {"photo", "files"}:
            for file_id in held:
                yield UUID(str(file_id)), obj.name, values["id"], known.name
        elif held and known.type == "signature":
            yield UUID(str(held["file"])), obj.name, values["id"], known.name


def _audited(
    actor: Actor,
    obj: Object,
    record_id: UUID,
    action: str,
    at: datetime,
    by: Doer | None,
    reason: str | None,
    extra: str,
) -> tuple[Any, ...]:
    return (
        uuid7(), at, by.id if by else None, "user" if by else actor.kind,
        by.name if by else actor.name, actor.request_id, action, obj.name, record_id, reason, extra,
    )  # fmt: skip


def _moved(
    actor: Actor, obj: Object, record_id: UUID, move: PastMove, source: str, target: str
) -> tuple[Any, ...]:
    return (
        uuid7(), obj.name, record_id, source, target, move.command,
        move.by.id if move.by else None, move.by.name if move.by else actor.name, move.reason,
        move.at, move.at,
    )  # fmt: skip


_AUDIT = (
    ("id", "uuid"), ("at", "timestamptz"), ("actor_id", "uuid"), ("actor_kind", "text"),
    ("actor_name", "text"), ("request_id", "text"), ("action", "text"), ("object", "text"),
    ("record_id", "uuid"), ("reason", "text"), ("extra", "jsonb"),
)  # fmt: skip
_STATUS = (
    ("id", "uuid"), ("object", "text"), ("record_id", "uuid"), ("from_state", "text"),
    ("to_state", "text"), ("command", "text"), ("actor_id", "uuid"), ("actor_name", "text"),
    ("reason", "text"), ("occurred_at", "timestamptz"), ("received_at", "timestamptz"),
)  # fmt: skip
_FEED = (
    ("id", "uuid"), ("at", "timestamptz"), ("name", "text"), ("object", "text"),
    ("record_id", "uuid"), ("version", "bigint"),
)  # fmt: skip


async def _write(
    tx: Tx,
    table: str,
    columns: Sequence[tuple[str, str]],
    written: Iterable[tuple[Any, ...]],
    *,
    more: str = "",
    constant: str = "",
) -> None:
    """Many rows in one statement: a column is one array."""
    for part in batched(written, _BATCH):
        names = ", ".join(name for name, _ in columns)
        # JSON goes as text: its codec makes one value of a whole array
        wire = ["text" if kind == "jsonb" else kind for _, kind in columns]
        arrays = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(wire, 1))
        taken = ", ".join(f"u.{name}::{kind}" for name, kind in columns)
        await tx.execute(
            f"INSERT INTO {tx.t(table)} ({names}{more}) SELECT {taken}{constant} "
            f"FROM unnest({arrays}) AS u({names})",
            *(list(column) for column in zip(*part, strict=True)),
        )
