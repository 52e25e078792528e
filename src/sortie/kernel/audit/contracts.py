"""What the audit keeps and what a check of it may find."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sortie.base.errors import AppError
from sortie.base.i18n import Label


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act, as it was written. ``before`` and ``after`` hold only what changed."""

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


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What to look for; everything left out matches. ``action`` may end in ``*``."""

    object: str | None = None
    record_id: UUID | None = None
    actor_id: UUID | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A signed tree head: ``root`` over the first ``size`` leaves of one tenant's log."""

    tenant: UUID
    size: int
    root: bytes
    at: datetime
    signature: bytes
    key: bytes  # the Ed25519 public key, raw


class Damage(StrEnum):
    """What was done to the log."""

    EDITED = "edited"  # an entry no longer has the content that was sealed
    DELETED = "deleted"  # a sealed entry is gone
    REORDERED = "reordered"  # every leaf is right but the tree isn't: order or leaves rewritten
    TRUNCATED = "truncated"  # the log is shorter than an exported head says
    BACKDATED = "backdated"  # an unsealed entry claims to be older than the last seal
    UNWITNESSED = "unwitnessed"  # heads that were exported are missing outside the database
    FORGED = "forged"  # an exported head isn't signed by our key, or isn't this tenant's


@dataclass(frozen=True, slots=True)
class Finding:
    damage: Damage
    index: int | None = None
    entry_id: UUID | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """``unsealed`` entries aren't protected yet: they wait for the next seal."""

    sealed: int
    unsealed: int
    heads: int
    findings: tuple[Finding, ...] = ()

    @property
    def intact(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """``path`` proves that ``leaf`` is number ``index`` under the head of ``size`` leaves."""

    index: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]


class EntryNotSealedError(AppError):
    code, status = "audit.not_sealed", 409
    text = Label(
        "该审计记录尚未封存，请稍后再取证明。",
        "This audit entry isn't sealed yet; ask for its proof a little later.",
    )
