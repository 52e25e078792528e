"""Orders, visits and what they ask for, of one or of a whole day, each in one statement.

Rights are the callers' matter: they pass ids that queries has let through.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx

_FACTS = """w.id AS order_id, w.number, w.work_type, w.area, w.location, w.duration, w.priority,
               w.arrive_due, w.customer, w.rework_of"""


async def orders_of(tx: Tx, ids: Collection[UUID]) -> list[Row]:
    """What planning weighs of each order."""
    return await tx.fetch(
        f"""
        SELECT {_FACTS}, w.version, w.window_start, w.window_end
        FROM {tx.t("o_work_order")} w WHERE w.id = ANY($1) AND w.deleted_at IS NULL ORDER BY w.id
        """,
        list(ids),
    )


async def visits_between(
    tx: Tx, engineers: Collection[UUID], start: datetime, end: datetime
) -> list[Row]:
    """Appointments that hold a slot touching [start, end), with their orders' facts."""
    return await tx.fetch(
        f"""
        SELECT {_FACTS}, a.id, a.version, a.state, a.engineer, a.planned_start, a.planned_end,
               coalesce(a.window_start, w.window_start) AS window_start,
               coalesce(a.window_end, w.window_end) AS window_end
        FROM {tx.t("o_appointment")} a JOIN {tx.t("o_work_order")} w ON w.id = a.work_order
        WHERE a.deleted_at IS NULL AND a.committed AND a.engineer = ANY($1)
          AND a.planned_start < $3 AND a.planned_end > $2
        ORDER BY a.planned_start, a.id
        """,
        list(engineers),
        start,
        end,
    )


async def skills_of_types(tx: Tx, types: Collection[UUID]) -> list[Row]:
    """The skills each work type asks for."""
    return await tx.fetch(
        f"""
        SELECT n.work_type, n.skill, n.min_level FROM {tx.t("o_work_type_skill")} n
        WHERE n.work_type = ANY($1) AND n.deleted_at IS NULL
        """,
        list(types),
    )


async def certificates_of_types(tx: Tx, types: Collection[UUID]) -> list[Row]:
    """The certificates each work type asks for."""
    return await tx.fetch(
        f"SELECT t.id, t.certificates FROM {tx.t('o_work_type')} t WHERE t.id = ANY($1)",
        list(types),
    )


async def decliners_of(tx: Tx, orders: Collection[UUID]) -> list[Row]:
    """Who said no to which of these orders."""
    return await tx.fetch(
        f"""
        SELECT DISTINCT a.work_order, a.engineer FROM {tx.t("o_appointment")} a
        WHERE a.work_order = ANY($1) AND a.state = 'declined' AND a.engineer IS NOT NULL
        """,
        list(orders),
    )


async def reworkers_of(tx: Tx, orders: Collection[UUID]) -> list[Row]:
    """Who did the work that has to be done again."""
    return await tx.fetch(
        f"""
        SELECT DISTINCT w.id AS work_order, a.engineer FROM {tx.t("o_work_order")} w
        JOIN {tx.t("o_appointment")} a ON a.work_order = w.id OR a.work_order = w.rework_of
        WHERE w.id = ANY($1) AND a.state = 'completed' AND a.engineer IS NOT NULL
        """,
        list(orders),
    )


async def units_below(tx: Tx, units: Collection[UUID]) -> set[UUID]:
    """These units and all below them."""
    rows = await tx.fetch(
        f"SELECT c.descendant FROM {tx.t('org_closure')} c WHERE c.ancestor = ANY($1)",
        list(units),
    )
    return {r["descendant"] for r in rows}
