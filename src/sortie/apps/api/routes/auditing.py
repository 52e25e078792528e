"""The audit: who did what, as far as its reader may see it, and whether it is still what it was."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import Parameter
from msgspec import Struct

from sortie.apps.api.call import Call
from sortie.apps.api.own_tx import own_tx
from sortie.base.errors import InvalidError, invalid
from sortie.kernel.audit import service as audit
from sortie.kernel.audit.contracts import AuditEntry, AuditQuery
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

_AUDIT = {"right": Right.feature("admin.audit")}


class ActOut(Struct):
    """One act. ``before`` and ``after`` hold what changed; ``•••`` is a value one may not read."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    actor_kind: str
    actor_name: str
    action: str
    object: str | None
    record_id: UUID | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reason: str | None
    extra: Mapping[str, Any]


class ActsPage(Struct):
    """Newest first. ``next`` is the cursor of the following page; null on the last."""

    entries: list[ActOut]
    next: str | None


class FindingOut(Struct):
    """``index``: the place in the log, from 0; ``damage``: edited deleted reordered truncated
    backdated unwitnessed forged.
    """

    damage: str
    index: int | None
    entry_id: UUID | None
    detail: str


class CheckOut(Struct):
    """``unsealed`` entries are too young to be protected; ``head_at`` is when the last was sealed."""

    ok: bool
    sealed: int
    unsealed: int
    heads: int
    head_at: datetime | None
    findings: list[FindingOut]


class _Mark(Struct, array_like=True):
    """A page's last entry, as a cursor."""

    at: datetime
    id: UUID


def _out(entry: AuditEntry) -> ActOut:
    return ActOut(
        id=entry.id,
        at=entry.at,
        actor_id=entry.actor_id,
        actor_kind=entry.actor_kind,
        actor_name=entry.actor_name,
        action=entry.action,
        object=entry.object,
        record_id=entry.record_id,
        before=entry.before,
        after=entry.after,
        reason=entry.reason,
        extra=entry.extra,
    )


def _mark_of(cursor: str) -> tuple[datetime, UUID] | None:
    if not cursor:
        return None
    try:
        mark = msgspec.json.decode(bytes.fromhex(cursor), type=_Mark)
        at = _utc(mark.at)
    except (ValueError, OverflowError):
        raise _bad_cursor() from None
    if at is None:
        raise _bad_cursor()
    return at, mark.id


def _bad_cursor() -> InvalidError:
    return invalid(
        "cursor",
        "malformed",
        "游标无效。请去掉游标，从头读取。",
        "The cursor is not valid; read again without one.",
    )


def _utc(moment: datetime | None) -> datetime | None:
    """A time without zone counts as UTC."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)


@get("/api/v1/admin/audit", opt=_AUDIT, tags=["admin"], operation_id="read_audit")
async def read_audit(
    tx: Tx,
    actor: Actor,
    *,
    about: Annotated[str | None, Parameter(query="object", max_length=120)] = None,
    record: UUID | None = None,
    by: Annotated[UUID | None, Parameter(query="actor")] = None,
    action: Annotated[str | None, Parameter(max_length=120)] = None,
    since: Annotated[datetime | None, Parameter(query="from")] = None,
    until: Annotated[datetime | None, Parameter(query="to")] = None,
    limit: Annotated[int, Parameter(ge=1, le=500)] = 100,
    cursor: Annotated[str, Parameter(max_length=400)] = "",
) -> ActsPage:
    """What was done, by whom, when. ``action`` may end in ``*``; ``to`` is not included."""
    asked = AuditQuery(about, record, by, action, _utc(since), _utc(until))
    found = await records.audited(tx, actor, asked, older_than=_mark_of(cursor), limit=limit)
    full = len(found) == limit
    following = msgspec.json.encode(_Mark(found[-1].at, found[-1].id)).hex() if full else None
    return ActsPage([_out(entry) for entry in found], following)


@post(
    "/api/v1/admin/audit/verify",
    opt=_AUDIT | {"tx": "closed"},
    tags=["admin"],
    operation_id="verify_audit",
    status_code=200,
)
async def verify_audit(call: Call) -> CheckOut:
    """Check the whole log against itself and against the heads kept outside the database."""
    folder = call.kernel.settings.data_dir / "audit"
    keeper = await asyncio.to_thread(audit.open_keeper, folder)
    async with own_tx(call) as (tx, actor):
        report = await audit.verify(tx, keeper.heads_path(tx.tenant.id), public_key=keeper.public)
        head_at = await audit.head_time(tx)
        told = {"ok": report.intact, "sealed": report.sealed, "findings": len(report.findings)}
        await audit.append(tx, actor, "audit.verified", None, None, extra=told)
    return CheckOut(
        ok=report.intact,
        sealed=report.sealed,
        unsealed=report.unsealed,
        heads=report.heads,
        head_at=head_at,
        findings=[
            FindingOut(f.damage.value, f.index, f.entry_id, f.detail) for f in report.findings
        ],
    )


ROUTES = [read_audit, verify_audit]
