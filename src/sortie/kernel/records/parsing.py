"""From what a client sent to what the database takes: rights first, then the field types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sortie.base.errors import FieldProblem
from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Field, Object
from sortie.kernel.objects.service import ValueContext, field_types
from sortie.kernel.permissions.contracts import Actor, FieldRight
from sortie.kernel.queries.guard import Effective, best_right
from sortie.kernel.records.faults import missing
from sortie.kernel.tenancy.contracts import Tx

KEPT = frozenset({"id", "version", "deleted_at", "updated_at", "updated_by"})
"""Nobody writes these by value, the product's own verbs neither."""

HISTORY = frozenset({"created_at", "created_by"})
"""The product may set these on create: an import brings its own history."""


type ChildRows = Sequence[Mapping[str, Any]]
"""Rows of a sub-table as the client sent them."""


@dataclass(slots=True)
class Parsed:
    """``values``: database values by field name; ``rows``: child rows of sub-tables as sent."""

    values: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, ChildRows] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)


def parse(
    tx: Tx,
    actor: Actor,
    obj: Object,
    sent: Mapping[str, Any],
    grants: Sequence[Effective],
    *,
    op: str,
    prefix: str = "",
) -> Parsed:
    """Every value of ``sent`` checked; each one that can't be taken gives a problem with its path.

    A field the actor can't read answers like one that isn't there.
    """
    parsed = Parsed()
    context = ValueContext(tx.now, actor.locale, tx.tenant.time_zone, prefix)
    for name, value in sent.items():
        known = obj.by_name.get(name)
        refusal = _refusal(actor, known, prefix + name, grants, op)
        if known is None or refusal is not None:
            parsed.problems.append(refusal or _unknown(prefix + name))
            continue
        taken = field_types[known.type].parse(value, known, context)
        if isinstance(taken, FieldProblem):
            parsed.problems.append(taken)
        elif known.type == "sub_table":
            parsed.rows[name] = taken or ()
        else:
            parsed.values[name] = taken
    return parsed


def defaults(tx: Tx, actor: Actor, obj: Object, given: Mapping[str, Any]) -> dict[str, Any]:
    """The declared default of every field nobody gave a value."""
    context = ValueContext(tx.now, actor.locale, tx.tenant.time_zone)
    found: dict[str, Any] = {}
    for name, known in obj.by_name.items():
        if known.default is None or name in given:
            continue
        taken = field_types[known.type].parse(known.default, known, context)
        if not isinstance(taken, FieldProblem):
            found[name] = taken
    return found


def required(obj: Object, values: Mapping[str, Any], *, prefix: str = "") -> list[FieldProblem]:
    """A problem for each required field that ``values`` leaves empty."""
    return [
        missing(known, prefix)
        for name, known in obj.by_name.items()
        if known.required and known.type not in _BY_KERNEL and _empty(known, values.get(name))
    ]


_BY_KERNEL = frozenset({"autonumber", "state", "sub_table"})


def _empty(known: Field, value: Any) -> bool:
    """An empty list of choices or files is no answer; an empty JSON list may be one."""
    return value is None or value == "" or (value == [] and known.type != "json")


def _refusal(
    actor: Actor, known: Field | None, path: str, grants: Sequence[Effective], op: str
) -> FieldProblem | None:
    """Why this actor may not write this field; None when it may."""
    if known is None:
        return _unknown(path)
    name = known.name
    if actor.acts_as_system:
        closed = name in KEPT or (op != "create" and (known.type == "state" or name in HISTORY))
        return _not_writable(known, path) if closed else None
    if best_right(grants, name) < FieldRight.MASKED:
        return _unknown(path)
    by_kernel = known.system or known.type in _BY_KERNEL - {"sub_table"} or name in KEPT
    if by_kernel or best_right(grants, name) < FieldRight.WRITE:
        return _not_writable(known, path)
    return None


def _unknown(path: str) -> FieldProblem:
    return FieldProblem(
        path,
        "field.unknown",
        Label(f"没有名为「{path[:80]}」的字段，请检查字段名。",
              f"There is no field “{path[:80]}”; check the name."),
    )  # fmt: skip


def _not_writable(known: Field, path: str) -> FieldProblem:
    return FieldProblem(
        path,
        "field.not_writable",
        Label(f"「{known.label.zh}」不能修改，请去掉后重试。",
              f"“{known.label.en}” can't be written; leave it out and try again."),
    )  # fmt: skip


def no_rows_here(known: Field) -> FieldProblem:
    """Rows of a sub-table come with a create or an update, not with a command."""
    return _not_writable(known, known.name)
