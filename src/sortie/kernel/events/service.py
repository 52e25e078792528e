"""The front door of events."""

from sortie.kernel.events.ddl import RESTORED, TENANT_DDL
from sortie.kernel.events.delivery import deliver, purge_done, run_delivery, start_from_now
from sortie.kernel.events.feed import (
    append_change,
    change_row,
    emit,
    head,
    insert_sql,
    notify_sql,
    read_feed,
    write_rows,
)
from sortie.kernel.events.registry import EventRegistry, Subscriptions

__all__ = [
    "RESTORED",
    "TENANT_DDL",
    "EventRegistry",
    "Subscriptions",
    "append_change",
    "change_row",
    "deliver",
    "emit",
    "head",
    "insert_sql",
    "notify_sql",
    "purge_done",
    "read_feed",
    "run_delivery",
    "start_from_now",
    "write_rows",
]
