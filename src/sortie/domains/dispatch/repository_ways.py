"""Ways between places as visits have them: what travel times are learned from, never an answer."""

from datetime import datetime

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


async def ways_since(tx: Tx, since: datetime, limit: int) -> list[Row]:
    """Ways made since then, newest first: from_place, to_place, departed_at, arrived_at,
    and the engineer's speed_kmh, None when unknown.

    A way begins where the phone said so on leaving (no worse than 500 m, no mock), else at the
    place of the engineer's visit before, if that ended less than an hour and a half earlier. It ends
    at the order's place. Times that weren't believed are left out.
    """
    return await tx.fetch(
        f"""
        SELECT coalesce(left_from.location, before.location) AS from_place,
               w.location AS to_place, a.departed_at, a.arrived_at, r.speed_kmh
        FROM {tx.t("o_appointment")} a
        JOIN {tx.t("o_work_order")} w ON w.id = a.work_order
        LEFT JOIN {tx.t("o_field_resource")} r ON r.user = a.engineer AND r.deleted_at IS NULL
        LEFT JOIN LATERAL (
            SELECT c.location FROM {tx.t("o_check_in")} c
            WHERE c.appointment = a.id AND c.kind = 'depart' AND c.deleted_at IS NULL
              AND c.location IS NOT NULL
              AND coalesce((c.location->>'accuracy_m')::float, 0) <= 500
              AND NOT coalesce((c.location->>'is_mock')::boolean, false)
            ORDER BY c.occurred_at DESC, c.id DESC LIMIT 1) left_from ON true
        LEFT JOIN LATERAL (
            SELECT o.location FROM {tx.t("o_appointment")} p
            JOIN {tx.t("o_work_order")} o ON o.id = p.work_order
            WHERE p.engineer = a.engineer AND p.deleted_at IS NULL AND o.location IS NOT NULL
              AND p.finished_at <= a.departed_at
              AND p.finished_at > a.departed_at - interval '90 minutes'
            ORDER BY p.finished_at DESC, p.id DESC LIMIT 1) before ON left_from.location IS NULL
        WHERE a.deleted_at IS NULL AND a.departed_at >= $1 AND a.arrived_at > a.departed_at
          AND a.time_flag IS NULL AND w.location IS NOT NULL
          AND coalesce(left_from.location, before.location) IS NOT NULL
        ORDER BY a.departed_at DESC, a.id LIMIT $2
        """,
        since,
        limit,
    )
