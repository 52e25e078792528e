"""Pure decisions of the write path."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import StateMachine, Transition
from sortie.kernel.records.contracts import Stamp, Stored

UNTOLD = frozenset({"id", "version", "created_at", "created_by", "updated_at", "updated_by"})
"""System fields an audit entry doesn't repeat: its own columns say them."""


def fingerprint(wire: Mapping[str, Any]) -> str:
    """A digest of content: equal values in another order give the same."""
    return hashlib.sha256(msgspec.json.encode(wire, order="sorted")).hexdigest()


def differing(before: Stored, values: Mapping[str, Any]) -> dict[str, Any]:
    """The part of ``values`` that isn't stored already."""
    return {name: value for name, value in values.items() if before.get(name) != value}


def moves_from(machine: StateMachine, state: str, *, internal: bool) -> tuple[Transition, ...]:
    """The transitions the table has from ``state``; those of services only with ``internal``."""
    return tuple(
        m for m in machine.transitions if state in m.sources and (internal or not m.internal)
    )


def command_label(machine: StateMachine | None, command: str) -> Label:
    moves = machine.transitions if machine else ()
    return next((m.label for m in moves if m.command == command), Label(command, command))


def stamp_wire(stamp: Stamp) -> dict[str, Any]:
    """The parts of a stamp that are there, as JSON."""
    parts = {
        "occurred_at": stamp.occurred_at,
        "clock_offset_ms": stamp.clock_offset_ms,
        "location": stamp.location,
        "device_id": stamp.device_id,
        "device_at": stamp.device_at,
        "time_flag": stamp.time_flag,
    }
    return {name: value for name, value in parts.items() if value is not None}
