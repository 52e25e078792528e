"""Dispatch's own reads: whole days of many people at once, sweeps of clocks and offers.

Rights are compiled in by the callers: they pass ids that queries has let through.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


async def open_on_same(
    tx: Tx, request_id: UUID, *, asset: UUID | None, phone: str | None
) -> list[Row]:
    """Open requests and orders on the asset or from the phone, newest first, at most 20."""
    return await tx.fetch(
        f"""
        SELECT 'work_order' AS object, w.id, w.asset, w.description, w.created_at
        FROM {tx.t("o_work_order")} w
        WHERE w.deleted_at IS NULL AND w.request IS DISTINCT FROM $1
          AND w.state NOT IN ('accepted', 'pending_settlement', 'settled', 'archived', 'cancelled')
          AND (w.asset = $2 OR w.contact_phone = $3)
        UNION ALL
        SELECT 'service_request' AS object, r.id, r.asset, r.description, r.created_at
        FROM {tx.t("o_service_request")} r
        WHERE r.deleted_at IS NULL AND r.id <> $1 AND r.state IN ('new', 'triaged')
          AND (r.asset = $2 OR r.contact_phone = $3)
        ORDER BY created_at DESC LIMIT 20
        """,
        request_id,
        asset,
        phone,
    )


async def slots_between(
    tx: Tx, engineers: Collection[UUID] | None, start: datetime, end: datetime
) -> list[Row]:
    """Appointments that hold a slot touching [start, end), with what planning weighs of each."""
    return await tx.fetch(
        f"""
        SELECT a.engineer, a.state, a.planned_start, a.planned_end, w.number, w.location
        FROM {tx.t("o_appointment")} a JOIN {tx.t("o_work_order")} w ON w.id = a.work_order
        WHERE a.deleted_at IS NULL AND a.committed
          AND a.planned_start < $3 AND a.planned_end > $2
          AND ($1::uuid[] IS NULL OR a.engineer = ANY($1))
        ORDER BY a.planned_start, a.id
        """,
        None if engineers is None else list(engineers),
        start,
        end,
    )


async def appointments_of(tx: Tx, order: UUID) -> list[Row]:
    """All appointments of an order, first visit first."""
    return await tx.fetch(
        f"""
        SELECT a.id, a.version, a.state, a.engineer, a.sequence, a.planned_start, a.planned_end,
               a.accepted_at, a.departed_at, a.arrived_at, a.work_started_at, a.finished_at
        FROM {tx.t("o_appointment")} a
        WHERE a.work_order = $1 AND a.deleted_at IS NULL ORDER BY a.sequence, a.id
        """,
        order,
    )


async def running_appointment(tx: Tx, order: UUID) -> Row | None:
    """The appointment that stands for the order now, newest if (never) several."""
    return await tx.row(
        f"""
        SELECT a.id, a.version, a.state, a.engineer FROM {tx.t("o_appointment")} a
        WHERE a.work_order = $1 AND a.deleted_at IS NULL
          AND a.state IN ('scheduled', 'dispatched', 'accepted', 'en_route', 'arrived', 'working', 'paused')
        ORDER BY a.sequence DESC, a.id DESC LIMIT 1
        """,
        order,
    )


async def time_bounds(tx: Tx, appointment: UUID) -> Row | None:
    """When the visit last moved, and how many hours late its policy (else the default one) believes."""
    return await tx.row(
        f"""
        SELECT (SELECT max(e.occurred_at) FROM {tx.t("status_event")} e
                WHERE e.object = 'appointment' AND e.record_id = a.id) AS last_at,
               (SELECT p.late_hours FROM {tx.t("o_sla_policy")} p
                WHERE p.deleted_at IS NULL AND (p.id = w.sla_policy OR p.is_default)
                ORDER BY p.id IS DISTINCT FROM w.sla_policy LIMIT 1) AS late_hours
        FROM {tx.t("o_appointment")} a JOIN {tx.t("o_work_order")} w ON w.id = a.work_order
        WHERE a.id = $1
        """,
        appointment,
    )


async def last_engineers(tx: Tx, customer: UUID, asset: UUID | None) -> list[Row]:
    """Who served this customer or asset before, most recent first: for continuity."""
    return await tx.fetch(
        f"""
        SELECT a.engineer, max(a.finished_at) AS at, count(1) AS times,
               bool_or(w.asset = $2) AS same_asset
        FROM {tx.t("o_appointment")} a JOIN {tx.t("o_work_order")} w ON w.id = a.work_order
        WHERE w.customer = $1 AND a.state = 'completed' AND a.deleted_at IS NULL
        GROUP BY a.engineer ORDER BY at DESC LIMIT 10
        """,
        customer,
        asset,
    )


async def rules_for(tx: Tx) -> list[Row]:
    """Active dispatch rules; the narrowest that fits is chosen by rules.choose_rule."""
    return await tx.fetch(
        f"""
        SELECT r.id, r.name, r.weights, r.filters, r.work_types, r.areas, r.offer_minutes, r.revision
        FROM {tx.t("o_dispatch_rule")} r WHERE r.deleted_at IS NULL AND r.active ORDER BY r.name
        """
    )


async def names(tx: Tx, object_table: str, ids: Collection[UUID]) -> dict[UUID, str]:
    """Display names by id; ``object_table`` is a table of our own, never user text."""
    rows = await tx.fetch(
        f"SELECT x.id, x.name FROM {tx.t(object_table)} x WHERE x.id = ANY($1)", list(ids)
    )
    return {r["id"]: r["name"] for r in rows}


async def due_clocks(tx: Tx, now: datetime, limit: int = 500) -> list[Row]:
    """Clocks running past a warning or their due time that were not told of yet."""
    return await tx.fetch(
        f"""
        SELECT c.id, c.version, c.work_order, c.target, c.due_at, c.warn_at, c.warned_level
        FROM {tx.t("o_sla_clock")} c JOIN {tx.t("o_work_order")} w ON w.id = c.work_order
        WHERE c.met_at IS NULL AND c.due_at IS NOT NULL AND c.deleted_at IS NULL
          AND w.state NOT IN ('cancelled', 'archived', 'on_hold')
          AND ((c.warned_level < 1 AND c.warn_at <= $1) OR (c.warned_level < 2 AND c.due_at <= $1))
        ORDER BY c.due_at LIMIT $2
        """,
        now,
        limit,
    )


async def clocks_of(tx: Tx, order: UUID) -> list[Row]:
    return await tx.fetch(
        f"""
        SELECT c.id, c.version, c.target, c.started_at, c.minutes, c.pauses, c.due_at, c.warn_at,
               c.warned_level, c.met_at, c.breached_at
        FROM {tx.t("o_sla_clock")} c WHERE c.work_order = $1 AND c.deleted_at IS NULL
        ORDER BY c.started_at, c.target
        """,
        order,
    )


async def standing_clocks(tx: Tx, orders: Collection[UUID]) -> list[Row]:
    """Clocks of these orders that stand: not met, and their last pause hasn't ended."""
    return await tx.fetch(
        f"""
        SELECT c.work_order, c.target, c.started_at, c.minutes, c.pauses, c.met_at, w.sla_policy
        FROM {tx.t("o_sla_clock")} c JOIN {tx.t("o_work_order")} w ON w.id = c.work_order
        WHERE c.work_order = ANY($1) AND c.met_at IS NULL AND c.deleted_at IS NULL
          AND c.pauses @> '[{{"end": null}}]'
        """,
        list(orders),
    )


async def policies(tx: Tx) -> list[Row]:
    """SLA policies, company default last; ``definition`` is the calendar's, null = the default one."""
    return await tx.fetch(
        f"""
        SELECT p.id, p.name, p.targets, p.customer_level, p.is_default, k.definition AS calendar
        FROM {tx.t("o_sla_policy")} p LEFT JOIN {tx.t("o_calendar")} k ON k.id = p.calendar
        WHERE p.deleted_at IS NULL ORDER BY p.is_default, p.name
        """
    )


async def default_calendar(tx: Tx) -> Row | None:
    return await tx.row(
        f"""
        SELECT k.id, k.definition FROM {tx.t("o_calendar")} k
        WHERE k.deleted_at IS NULL AND k.is_default ORDER BY k.id LIMIT 1
        """
    )


async def lapsed_offers(tx: Tx, now: datetime) -> list[Row]:
    return await tx.fetch(
        f"""
        SELECT o.id, o.work_order FROM {tx.t("o_offer")} o
        WHERE o.state = 'open' AND o.deleted_at IS NULL AND o.closes_at <= $1 LIMIT 200
        """,
        now,
    )


async def lapsed_appointments(tx: Tx, now: datetime) -> list[Row]:
    """Sent out and not answered in time: back to the dispatcher."""
    return await tx.fetch(
        f"""
        SELECT a.id, a.work_order, a.engineer FROM {tx.t("o_appointment")} a
        WHERE a.state = 'dispatched' AND a.deleted_at IS NULL AND a.respond_by <= $1 LIMIT 200
        """,
        now,
    )


async def open_offers(tx: Tx, now: datetime) -> list[Row]:
    """Offers open now, soonest to close first."""
    return await tx.fetch(
        f"""
        SELECT o.id, o.work_order FROM {tx.t("o_offer")} o
        WHERE o.state = 'open' AND o.deleted_at IS NULL AND o.opens_at <= $1 AND o.closes_at > $1
        ORDER BY o.closes_at LIMIT 200
        """,
        now,
    )


async def results_of(tx: Tx, order: UUID, round_: int) -> list[Row]:
    return await tx.fetch(
        f"""
        SELECT s.id, s.version, s.item_key, s.value, s.files, s.skipped_reason, s.occurred_at
        FROM {tx.t("o_step_result")} s
        WHERE s.work_order = $1 AND s.round = $2 AND s.deleted_at IS NULL ORDER BY s.occurred_at
        """,
        order,
        round_,
    )


async def open_grabs(tx: Tx, engineer: UUID) -> int:
    """Orders the person grabbed and hasn't finished."""
    return int(
        await tx.value(
            f"""
            SELECT count(1) FROM {tx.t("o_offer")} o
            JOIN {tx.t("o_appointment")} a ON a.work_order = o.work_order AND a.engineer = $1
            WHERE o.taken_by = $1 AND o.state = 'taken' AND a.deleted_at IS NULL
              AND a.state IN ('dispatched', 'accepted', 'en_route', 'arrived', 'working', 'paused')
            """,
            engineer,
        )
    )


async def engineers_of_rework(tx: Tx, order: UUID) -> list[UUID]:
    """Who did the work that has to be done again: they are preferred for it."""
    rows = await tx.fetch(
        f"""
        SELECT DISTINCT a.engineer FROM {tx.t("o_appointment")} a
        JOIN {tx.t("o_work_order")} w ON w.id = $1
        WHERE a.work_order IN ($1, w.rework_of) AND a.state = 'completed'
          AND a.engineer IS NOT NULL
        """,
        order,
    )
    return [r["engineer"] for r in rows]


async def waiting_for_acceptance(tx: Tx, since: datetime) -> list[UUID]:
    """Orders finished before ``since`` on which the customer has said nothing."""
    rows = await tx.fetch(
        f"""
        SELECT w.id FROM {tx.t("o_work_order")} w
        WHERE w.state = 'pending_acceptance' AND w.deleted_at IS NULL AND w.finished_at <= $1
        ORDER BY w.finished_at LIMIT 200
        """,
        since,
    )
    return [r["id"] for r in rows]


async def about(tx: Tx, orders: Collection[UUID]) -> list[Row]:
    """Whom and what these orders are about: ids alone."""
    return await tx.fetch(
        f"SELECT w.customer, w.site, w.asset FROM {tx.t('o_work_order')} w WHERE w.id = ANY($1)",
        list(orders),
    )


async def asset_history(tx: Tx, asset: UUID | None, but: UUID) -> list[Row]:
    """The asset's last five jobs before this one, and the last visit of each that told how it ended."""
    if asset is None:
        return []
    return await tx.fetch(
        f"""
        SELECT w.id AS "order",
               (SELECT a.id FROM {tx.t("o_appointment")} a
                WHERE a.work_order = w.id AND a.outcome IS NOT NULL
                ORDER BY a.sequence DESC LIMIT 1) AS visit
        FROM {tx.t("o_work_order")} w
        WHERE w.asset = $1 AND w.id <> $2 AND w.deleted_at IS NULL
        ORDER BY w.created_at DESC LIMIT 5
        """,
        asset,
        but,
    )
