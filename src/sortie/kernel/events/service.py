"""The front door of events."""

from sortie.kernel.events.addresses import Guard
from sortie.kernel.events.ddl import RESTORED, TENANT_DDL
from sortie.kernel.events.delivery import deliver, purge_done, run_delivery, start_from_now
from sortie.kernel.events.feed import (
    append_change,
    change_row,
    emit,
    head,
    insert_sql,
    notify_sql,
    purge_feed,
    read_feed,
    write_rows,
)
from sortie.kernel.events.hub import Hub
from sortie.kernel.events.outbound import Caller
from sortie.kernel.events.registry import EventRegistry, Subscriptions
from sortie.kernel.events.webhooks import SEND_JOB, Delivery, Webhook, Webhooks

__all__ = [
    "RESTORED",
    "SEND_JOB",
    "TENANT_DDL",
    "Caller",
    "Delivery",
    "EventRegistry",
    "Guard",
    "Hub",
    "Subscriptions",
    "Webhook",
    "Webhooks",
    "append_change",
    "change_row",
    "deliver",
    "emit",
    "head",
    "insert_sql",
    "notify_sql",
    "purge_done",
    "purge_feed",
    "read_feed",
    "run_delivery",
    "start_from_now",
    "write_rows",
]
