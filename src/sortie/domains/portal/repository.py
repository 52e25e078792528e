"""Reads behind a token: one asset, one request, one order. Never a list of anything."""

from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


async def work_types(tx: Tx) -> list[Row]:
    return await tx.fetch(
        f"""
        SELECT t.id, t.name FROM {tx.t("o_work_type")} t
        WHERE t.active AND t.deleted_at IS NULL ORDER BY t.code LIMIT 100
        """
    )


async def recent_of_asset(tx: Tx, asset: UUID) -> list[Row]:
    """The machine's last jobs: number, state and day, no names."""
    return await tx.fetch(
        f"""
        SELECT w.number, w.state, w.created_at FROM {tx.t("o_work_order")} w
        WHERE w.asset = $1 AND w.deleted_at IS NULL ORDER BY w.created_at DESC LIMIT 3
        """,
        asset,
    )


async def request_by_token(tx: Tx, token: str) -> Row | None:
    return await tx.row(
        f"""
        SELECT r.id, r.number, r.state, r.description, r.photos, r.created_at, r.answer,
               r.work_order, r.contact_name, r.window_start, r.window_end, r.address_text
        FROM {tx.t("o_service_request")} r WHERE r.portal_token = $1 AND r.deleted_at IS NULL
        """,
        token,
    )


async def order_by_token(tx: Tx, token: str) -> Row | None:
    return await tx.row(
        f"""
        SELECT w.id, w.number, w.state, w.subject, w.description, w.created_at, w.started_at,
               w.finished_at, w.accepted_at, w.amount, w.score, w.rework_count, w.location,
               w.address_text, w.contact_name, w.photos, w.archived_at
        FROM {tx.t("o_work_order")} w WHERE w.portal_token = $1 AND w.deleted_at IS NULL
        """,
        token,
    )


async def latest_visit(tx: Tx, order: UUID) -> Row | None:
    """The visit that counts now, with who comes."""
    return await tx.row(
        f"""
        SELECT a.id, a.state, a.engineer, a.planned_start, a.planned_end, a.accepted_at,
               a.departed_at, a.arrived_at, a.finished_at, a.outcome, u.name, u.phone
        FROM {tx.t("o_appointment")} a LEFT JOIN {tx.t("o_user")} u ON u.id = a.engineer
        WHERE a.work_order = $1 AND a.deleted_at IS NULL
          AND a.state NOT IN ('cancelled', 'declined', 'scheduled')
        ORDER BY a.sequence DESC, a.id DESC LIMIT 1
        """,
        order,
    )


async def lines(tx: Tx, order: UUID) -> list[Row]:
    return await tx.fetch(
        f"""
        SELECT x.id, x.kind, x.name, x.quantity, x.unit, x.price, x.billable
        FROM {tx.t("o_work_order_line")} x
        WHERE x.work_order = $1 AND x.deleted_at IS NULL ORDER BY x.created_at LIMIT 100
        """,
        order,
    )


async def photos(tx: Tx, order: UUID, round_: int) -> list[UUID]:
    """Pictures taken on site in the present round."""
    rows = await tx.fetch(
        f"""
        SELECT s.files FROM {tx.t("o_step_result")} s
        WHERE s.work_order = $1 AND s.round = $2 AND s.deleted_at IS NULL ORDER BY s.occurred_at
        """,
        order,
        round_,
    )
    return [f for r in rows for f in r["files"] or ()]


async def rating(tx: Tx, order: UUID) -> Row | None:
    return await tx.row(
        f"""
        SELECT g.score, g.tags, g.text FROM {tx.t("o_rating")} g
        WHERE g.work_order = $1 AND g.deleted_at IS NULL
        """,
        order,
    )
