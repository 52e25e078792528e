"""A record's history as its reader may see it: moves, changes, and what other rooms add."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.base.db import Row
from sortie.base.errors import invalid
from sortie.kernel.permissions.contracts import Actor, FieldRight
from sortie.kernel.queries.guard import best_right
from sortie.kernel.records.contracts import TimelineItem, TimelinePage
from sortie.kernel.records.hooks import hooks_of
from sortie.kernel.records.scene import Held, Scene, hold, open_scene
from sortie.kernel.tenancy.contracts import Tx

MAX_ITEMS = 200
_KINDS = {"create": "created", "delete": "deleted", "restore": "restored"}


@dataclass(frozen=True, slots=True)
class Older:
    """Ask for what is older than this place in the history."""

    at: datetime
    id: UUID


type TimelineProvider = Callable[
    [Tx, Actor, str, UUID, Older | None, int], Awaitable[Sequence[TimelineItem]]
]
"""(tx, actor, object, record, older than, at most): newest first, rights applied by itself."""


async def timeline(
    tx: Tx,
    actor: Actor,
    object_: str,
    id: UUID,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> TimelinePage:
    """The record's history, newest first; of fields only those the actor reads on this record.

    Raises:
        NotFoundError: not there, or out of the actor's sight.
    """
    scene = await open_scene(tx, actor, object_)
    held = await hold(scene, id, "read", lock=False)
    limit = max(1, min(limit, MAX_ITEMS))
    older = _decode(cursor) if cursor else None
    items = [*await _changes(scene, held, older, limit), *await _moves(scene, held, older, limit)]
    for provider in hooks_of(tx).timeline_providers:
        items += await provider(tx, actor, object_, id, older, limit + 1)
    items.sort(key=lambda item: (item.at, item.id), reverse=True)
    page = tuple(items[:limit])
    return TimelinePage(page, _encode(page[-1]) if len(items) > limit else None)


async def _changes(scene: Scene, held: Held, older: Older | None, limit: int) -> list[TimelineItem]:
    """Field changes from the audit, ``limit + 1`` of them while there are so many.

    Those of nothing but hidden fields are passed over, so it may take several looks.
    """
    items: list[TimelineItem] = []
    while len(items) <= limit:
        rows = await _entries(scene, held, older, limit + 1)
        items += [item for row in rows if (item := _change(scene, held, row)) is not None]
        if len(rows) <= limit:
            break
        older = Older(rows[-1]["at"], rows[-1]["id"])
    return items


async def _entries(scene: Scene, held: Held, older: Older | None, limit: int) -> list[Row]:
    return await scene.tx.fetch(
        "SELECT id, at, actor_id, actor_name, action, before, after, reason, extra "
        f"FROM {scene.tx.t('audit_entry')} WHERE object = $1 AND record_id = $2 "
        "AND (action IN ('create', 'update', 'delete', 'restore') OR action LIKE 'command:%') "
        f"AND {_OLDER} ORDER BY at DESC, id DESC LIMIT $5",
        *_about(held, older),
        limit,
    )


def _change(scene: Scene, held: Held, row: Row) -> TimelineItem | None:
    kind = _KINDS.get(row["action"], "changed")
    before, after = row["before"] or {}, row["after"] or {}
    told = {
        name: {"before": before.get(name), "after": value}
        for name, value in after.items()
        if _readable(scene, held, name)
    }
    if kind == "changed" and not told:
        return None
    details: dict[str, Any] = {"fields": told, "version": (row["extra"] or {}).get("version")}
    if row["reason"]:
        details["reason"] = row["reason"]
    return TimelineItem(row["id"], row["at"], kind, row["actor_id"], row["actor_name"], details)


def _readable(scene: Scene, held: Held, name: str) -> bool:
    machine = scene.obj.machine
    if name not in scene.obj.by_name or name == "deleted_at":
        return False
    if machine is not None and name == machine.field:
        return False  # the moves tell it
    return scene.trusted or best_right(held.grants, name) >= FieldRight.READ


async def _moves(scene: Scene, held: Held, older: Older | None, limit: int) -> list[TimelineItem]:
    """Moves of the state, except the first one: the record's creation tells it."""
    machine = scene.obj.machine
    if machine is None:
        return []
    if not scene.trusted and best_right(held.grants, machine.field) < FieldRight.READ:
        return []
    rows = await scene.tx.fetch(
        "SELECT id, received_at AS at, from_state, to_state, command, actor_id, actor_name, "
        "reason, occurred_at, clock_offset_ms, location, device_at, time_flag "
        f"FROM {scene.tx.t('status_event')} WHERE object = $1 AND record_id = $2 "
        f"AND from_state IS NOT NULL AND {_OLDER.replace('at', 'received_at', 1)} "
        "ORDER BY received_at DESC, id DESC LIMIT $5",
        *_about(held, older),
        limit + 1,
    )
    return [
        TimelineItem(row["id"], row["at"], "moved", row["actor_id"], row["actor_name"], _move(row))
        for row in rows
    ]


def _move(row: Row) -> Mapping[str, Any]:
    return {
        "from": row["from_state"],
        "to": row["to_state"],
        "command": row["command"],
        "reason": row["reason"],
        "occurred_at": row["occurred_at"],
        "clock_offset_ms": row["clock_offset_ms"],
        "location": row["location"],
        "device_at": row["device_at"],
        "time_flag": row["time_flag"],
    }


_OLDER = "(at, id) < ($3::timestamptz, $4::uuid)"
_NEWEST = Older(datetime.fromisoformat("9999-01-01T00:00:00+00:00"), UUID(int=2**128 - 1))


def _about(held: Held, older: Older | None) -> tuple[Any, ...]:
    place = older or _NEWEST
    return held.stored.object, held.stored.id, place.at, place.id


def _encode(item: TimelineItem) -> str:
    text = f"{item.at.isoformat()}|{item.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str) -> Older:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, _, record_id = text.partition("|")
        return Older(datetime.fromisoformat(at), UUID(record_id))
    except (ValueError, binascii.Error):
        raise invalid(
            "cursor", "cursor.invalid", "翻页位置无效。", "This page position is not valid."
        ) from None
