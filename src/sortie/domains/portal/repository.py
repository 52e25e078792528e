"""Which records a token opens, and the facts the portal's verbs decide by. What is shown of the
records is read through the query compiler (`behind`), never here.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


@dataclass(frozen=True, slots=True)
class Opened:
    """The one request and order of a token, one of them at least; what is ``about`` them now."""

    request: Row | None
    order: Row | None
    about: tuple[str, UUID]


async def opened_by(tx: Tx, token: str) -> Opened | None:
    request = await tx.row(
        f"SELECT r.id, r.state FROM {tx.t('o_service_request')} r"
        f" WHERE r.portal_token = $1 AND r.deleted_at IS NULL",
        token,
    )
    order = await tx.row(
        f"""
        SELECT w.id, w.state, w.finished_at, w.rework_count FROM {tx.t("o_work_order")} w
        WHERE w.portal_token = $1 AND w.deleted_at IS NULL
        """,
        token,
    )
    if order is not None:
        return Opened(request, order, ("work_order", order["id"]))
    return Opened(request, None, ("service_request", request["id"])) if request else None


@dataclass(frozen=True, slots=True)
class Lifetime:
    """When the job was over (None: it isn't), how long its link holds then, and whose word that is."""

    closed_at: datetime | None
    days: int | None
    policy: UUID | None


_OVER = frozenset(
    {"accepted", "pending_settlement", "settled", "archived"}
    | {"cancelled", "merged", "rejected", "withdrawn"}
)
"""Once accepted, the customer's part is done: a bill nobody ever closes keeps no link open."""


async def lifetime(tx: Tx, opened: Opened) -> Lifetime:
    """By the order's SLA policy, else the default one."""
    object_, id_ = opened.about
    policy = "r.sla_policy" if opened.order else "NULL"
    archived = "r.archived_at" if opened.order else "NULL::timestamptz"
    row = await tx.row(
        f"""
        SELECT r.state, {archived} AS archived_at, r.updated_at,
               (SELECT e.occurred_at FROM {tx.t("status_event")} e
                WHERE e.object = $2 AND e.record_id = r.id
                ORDER BY e.occurred_at DESC LIMIT 1) AS moved_at,
               p.link_days, p.id AS policy
        FROM {tx.t(f"o_{object_}")} r LEFT JOIN LATERAL (
          SELECT s.link_days, s.id FROM {tx.t("o_sla_policy")} s
          WHERE s.deleted_at IS NULL AND (s.id = {policy} OR s.is_default)
          ORDER BY s.id IS NOT DISTINCT FROM {policy} DESC, s.id LIMIT 1) p ON true
        WHERE r.id = $1
        """,
        id_,
        object_,
    )
    if row is None:
        return Lifetime(None, None, None)
    over = row["archived_at"] or row["moved_at"] or row["updated_at"]
    days = int(row["link_days"]) if row["link_days"] else None
    return Lifetime(over if row["state"] in _OVER else None, days, row["policy"])


async def latest_visit(tx: Tx, order: UUID) -> Row | None:
    """The visit that counts now."""
    return await tx.row(
        f"""
        SELECT a.id, a.engineer, a.departed_at FROM {tx.t("o_appointment")} a
        WHERE a.work_order = $1 AND a.deleted_at IS NULL
          AND a.state NOT IN ('cancelled', 'declined', 'scheduled')
        ORDER BY a.sequence DESC, a.id DESC LIMIT 1
        """,
        order,
    )


async def is_rated(tx: Tx, order: UUID) -> bool:
    return bool(
        await tx.value(
            f"SELECT EXISTS (SELECT 1 FROM {tx.t('o_rating')} g"
            f" WHERE g.work_order = $1 AND g.deleted_at IS NULL)",
            order,
        )
    )


async def recent_of_asset(tx: Tx, asset: UUID) -> list[UUID]:
    """The machine's last jobs."""
    rows = await tx.fetch(
        f"""
        SELECT w.id FROM {tx.t("o_work_order")} w
        WHERE w.asset = $1 AND w.deleted_at IS NULL ORDER BY w.created_at DESC LIMIT 3
        """,
        asset,
    )
    return [r["id"] for r in rows]
