"""Settlement's own reads: when work stood still, and what a month brought."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


async def moves_of(tx: Tx, object_: str, ids: Collection[UUID]) -> list[Row]:
    """Every move of these records in the order it happened: record_id, to_state, occurred_at."""
    return await tx.fetch(
        f"""
        SELECT e.record_id, e.to_state, e.occurred_at FROM {tx.t("status_event")} e
        WHERE e.object = $1 AND e.record_id = ANY($2) ORDER BY e.occurred_at, e.id
        """,
        object_,
        list(ids),
    )


async def visits_of(tx: Tx, order: UUID) -> list[Row]:
    """Visits on which work was done, in the order it began, with where the person set out from."""
    return await tx.fetch(
        f"""
        SELECT a.id, a.engineer, a.state, a.work_started_at, a.finished_at, a.work_s, a.travel_m,
               (SELECT c.location FROM {tx.t("o_check_in")} c
                WHERE c.appointment = a.id AND c.kind = 'depart' AND c.deleted_at IS NULL
                ORDER BY c.occurred_at LIMIT 1) AS departed_from
        FROM {tx.t("o_appointment")} a
        WHERE a.work_order = $1 AND a.deleted_at IS NULL AND a.work_started_at IS NOT NULL
          AND a.state IN ('completed', 'partly_completed', 'cannot_complete')
        ORDER BY a.work_started_at, a.id
        """,
        order,
    )


async def best_level(tx: Tx, engineer: UUID, work_type: UUID) -> int | None:
    """The person's highest level among the skills this type of work asks for."""
    found = await tx.value(
        f"""
        SELECT max(s.level) FROM {tx.t("o_user_skill")} s
        JOIN {tx.t("o_work_type_skill")} n ON n.skill = s.skill AND n.deleted_at IS NULL
        WHERE s."user" = $1 AND n.work_type = $2 AND s.deleted_at IS NULL
        """,
        engineer,
        work_type,
    )
    return int(found) if found is not None else None


async def finished_jobs(
    tx: Tx, start: datetime, end: datetime, orders: Collection[UUID] | None = None
) -> list[Row]:
    """Orders finished in [start, end) (or just these orders) that have a bill, with what counts.

    ``late_s``: how long after the promised arrival somebody came, 0 when in time.
    """
    return await tx.fetch(
        f"""
        SELECT w.id, w.number, w.work_type, w.finished_at, w.rework_of, w.rework_count,
               b.lines, b.explanation,
               coalesce(extract(epoch FROM (c.met_at - c.due_at)), 0) AS late_s
        FROM {tx.t("o_work_order")} w
        JOIN LATERAL (
            SELECT b.lines, b.explanation FROM {tx.t("o_bill")} b
            WHERE b.work_order = w.id AND b.reverses IS NULL AND b.state <> 'reversed'
              AND b.deleted_at IS NULL
            ORDER BY b.created_at DESC LIMIT 1) b ON true
        LEFT JOIN {tx.t("o_sla_clock")} c ON c.work_order = w.id AND c.target = 'arrive'
             AND c.deleted_at IS NULL AND c.met_at > c.due_at
        WHERE w.deleted_at IS NULL AND w.finished_at IS NOT NULL
          AND w.state IN ('pending_settlement', 'settled', 'archived')
          AND ($3::uuid[] IS NOT NULL OR (w.finished_at >= $1 AND w.finished_at < $2))
          AND ($3::uuid[] IS NULL OR w.id = ANY($3))
        ORDER BY w.finished_at, w.id
        """,
        start,
        end,
        None if orders is None else list(orders),
    )


async def crews_of(tx: Tx, orders: Collection[UUID]) -> list[Row]:
    """Who worked on these orders and how long: their visits, first one first."""
    return await tx.fetch(
        f"""
        SELECT a.work_order, a.engineer, a.work_started_at, a.work_s
        FROM {tx.t("o_appointment")} a
        WHERE a.work_order = ANY($1) AND a.deleted_at IS NULL AND a.engineer IS NOT NULL
          AND a.state IN ('completed', 'partly_completed')
        ORDER BY a.work_started_at, a.id
        """,
        list(orders),
    )


async def engineers_with_share(tx: Tx) -> list[Row]:
    """Field resources and what they get of a job, in percent."""
    return await tx.fetch(
        f"""
        SELECT r."user" AS engineer, r.job_share FROM {tx.t("o_field_resource")} r
        WHERE r.deleted_at IS NULL
        """
    )
