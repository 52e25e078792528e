"""Looking things up in the audit, newest first. Whoever calls this applies the reader's rights."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.audit.contracts import AuditEntry, AuditQuery
from sortie.kernel.tenancy.contracts import Tx

MAX_ENTRIES = 500
_COLUMNS = (
    "id, at, actor_id, actor_kind, actor_name, action, object, record_id, before, after, reason, "
    "extra"
)


async def entries(
    tx: Tx,
    query: AuditQuery,
    *,
    older_than: tuple[datetime, UUID] | None = None,
    limit: int = 100,
) -> list[AuditEntry]:
    """Entries as they were written, values and all; ``older_than``: the last of the page before."""
    args: list[Any] = []
    tests = ["true"]

    def test(sql: str, *values: Any) -> None:
        marks = []
        for value in values:
            args.append(value)
            marks.append(f"${len(args)}")
        tests.append(sql.format(*marks))

    if query.object is not None:
        test("object = {}", query.object)
    if query.record_id is not None:
        test("record_id = {}", query.record_id)
    if query.actor_id is not None:
        test("actor_id = {}", query.actor_id)
    if query.action is not None:
        prefix = query.action.removesuffix("*")
        test("starts_with(action, {})" if query.action.endswith("*") else "action = {}", prefix)
    if query.since is not None:
        test("at >= {}", query.since)
    if query.until is not None:
        test("at < {}", query.until)
    if older_than is not None:
        test("(at, id) < ({}, {})", *older_than)
    args.append(max(1, min(limit, MAX_ENTRIES)))
    rows = await tx.fetch(
        f"SELECT {_COLUMNS} FROM {tx.t('audit_entry')} WHERE {' AND '.join(tests)} "
        f"ORDER BY at DESC, id DESC LIMIT ${len(args)}",
        *args,
    )
    return [_entry(row) for row in rows]


async def head_time(tx: Tx) -> datetime | None:
    """When the newest seal was set; None before the first."""
    found: datetime | None = await tx.value(f"SELECT max(at) FROM {tx.t('audit_head')}")
    return found


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        row["id"], row["at"], row["actor_id"], row["actor_kind"], row["actor_name"], row["action"],
        row["object"], row["record_id"], row["before"], row["after"], row["reason"],
        row["extra"] or {},
    )  # fmt: skip
