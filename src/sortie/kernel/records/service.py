"""The front door of records: the only way to write one."""

from sortie.kernel.records.auditing import audited
from sortie.kernel.records.bulk import bulk, bulk_chunks
from sortie.kernel.records.checking import unfit
from sortie.kernel.records.commanding import allowed, command, move
from sortie.kernel.records.counters import give, take, take_all, used_of
from sortie.kernel.records.creating import create
from sortie.kernel.records.ddl import TENANT_DDL
from sortie.kernel.records.faults import retried
from sortie.kernel.records.hooks import Hooks
from sortie.kernel.records.loading import PastMove, PastRecord, load_history
from sortie.kernel.records.reading import fetch, find
from sortie.kernel.records.repeating import (
    StoredAnswer,
    answered,
    idempotent,
    purge_keys,
    remember,
)
from sortie.kernel.records.timeline import Older, TimelineProvider, timeline
from sortie.kernel.records.updating import delete, restore, update

__all__ = [
    "TENANT_DDL",
    "Hooks",
    "Older",
    "PastMove",
    "PastRecord",
    "StoredAnswer",
    "TimelineProvider",
    "allowed",
    "answered",
    "audited",
    "bulk",
    "bulk_chunks",
    "command",
    "create",
    "delete",
    "fetch",
    "find",
    "give",
    "idempotent",
    "load_history",
    "move",
    "purge_keys",
    "remember",
    "restore",
    "retried",
    "take",
    "take_all",
    "timeline",
    "unfit",
    "update",
    "used_of",
]
