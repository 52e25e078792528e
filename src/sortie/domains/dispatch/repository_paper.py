"""Reads for the archive: how an order came to where it is, and which are due to be frozen."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


async def moves_of(tx: Tx, ids: Collection[UUID]) -> list[Row]:
    """Every move of the order and its appointments in the order it happened, both clocks kept."""
    return await tx.fetch(
        f"""
        SELECT e.object, e.record_id, e.from_state, e.to_state, e.command, e.actor_name, e.reason,
               e.occurred_at, e.received_at
        FROM {tx.t("status_event")} e
        WHERE e.object IN ('work_order', 'appointment') AND e.record_id = ANY($1)
        ORDER BY e.occurred_at, e.received_at, e.id
        """,
        list(ids),
    )


async def states_of(tx: Tx, orders: Collection[UUID]) -> list[Row]:
    return await tx.fetch(
        f"SELECT w.id, w.number, w.state FROM {tx.t('o_work_order')} w WHERE w.id = ANY($1)",
        list(orders),
    )


async def order_of_appointment(tx: Tx, appointment: UUID) -> UUID | None:
    found: UUID | None = await tx.value(
        f"SELECT a.work_order FROM {tx.t('o_appointment')} a WHERE a.id = $1", appointment
    )
    return found


async def settled_before(tx: Tx, since: datetime, limit: int) -> list[UUID]:
    """Orders that have stood settled since before then, longest first."""
    rows = await tx.fetch(
        f"""
        SELECT w.id FROM {tx.t("o_work_order")} w
        WHERE w.state = 'settled' AND w.deleted_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM {tx.t("status_event")} e
            WHERE e.object = 'work_order' AND e.record_id = w.id AND e.to_state = 'settled'
              AND e.received_at > $1)
        ORDER BY w.updated_at, w.id LIMIT $2
        """,
        since,
        limit,
    )
    return [r["id"] for r in rows]
