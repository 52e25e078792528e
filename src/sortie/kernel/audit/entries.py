"""Appending to the audit, and the bytes of an entry that its leaf is made of."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any
from uuid import UUID

import msgspec

from sortie.base.db import Row
from sortie.base.ids import uuid7
from sortie.kernel.events.contracts import PendingRow
from sortie.kernel.events.service import insert_sql
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tx

LEAF_COLUMNS = (
    "e.id, e.at, e.actor_id, e.actor_kind, e.actor_name, e.session_id, e.request_id, e.action, "
    "e.object, e.record_id, e.before::text AS before, e.after::text AS after, e.reason, "
    "e.extra::text AS extra"
)
"""What an entry's leaf is made of, of a table called ``e``."""


def entry_row(
    tx: Tx,
    actor: Actor,
    action: str,
    object_: str | None,
    record_id: UUID | None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> PendingRow:
    """The entry as a row that can ride along in the statement of the write it tells of."""
    return PendingRow(
        "audit_entry",
        (
            ("id", "uuid", uuid7()),
            ("at", "timestamptz", tx.now),
            ("actor_id", "uuid", actor.user_id),
            ("actor_kind", "text", actor.kind),
            ("actor_name", "text", actor.name),
            ("session_id", "uuid", actor.session_id),
            ("request_id", "text", actor.request_id),
            ("action", "text", action),
            ("object", "text", object_),
            ("record_id", "uuid", record_id),
            ("before", "jsonb", before),
            ("after", "jsonb", after),
            ("reason", "text", reason),
            ("extra", "jsonb", extra),
        ),
    )


async def append(
    tx: Tx,
    actor: Actor,
    action: str,
    object_: str | None,
    record_id: UUID | None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Keep for good that ``actor`` did ``action``; part of the caller's transaction.

    A denied act must be appended in a transaction of its own: the refused one rolls back.
    """
    row = entry_row(
        tx,
        actor,
        action,
        object_,
        record_id,
        before=before,
        after=after,
        reason=reason,
        extra=extra,
    )
    args: list[Any] = []
    await tx.execute(insert_sql(tx, row, args), *args)


def leaf_content(row: Row) -> bytes:
    """One entry as bytes, the same for ever: JSON columns in the server's own text form.

    ``tx`` is left out: a restore renumbers transactions.
    """
    return msgspec.json.encode(
        [
            row["id"].hex,
            row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
            row["actor_id"].hex if row["actor_id"] else None,
            row["actor_kind"],
            row["actor_name"],
            row["session_id"].hex if row["session_id"] else None,
            row["request_id"],
            row["action"],
            row["object"],
            row["record_id"].hex if row["record_id"] else None,
            row["before"],
            row["after"],
            row["reason"],
            row["extra"],
        ]
    )
