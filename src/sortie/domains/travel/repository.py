"""Times by cell as road engines gave them, and how often each was asked."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


async def known(
    tx: Tx, hub: str, cells: Collection[str], since: datetime
) -> dict[tuple[str, str], int | None]:
    """Seconds between the hub and these cells, both ways; None: there is no road."""
    rows = await tx.fetch(
        f"""
        SELECT t.origin, t.goal, t.seconds FROM {tx.t("travel_time")} t
        WHERE t.at > $3
          AND ((t.origin = $1 AND t.goal = ANY($2)) OR (t.goal = $1 AND t.origin = ANY($2)))
        """,
        hub,
        list(cells),
        since,
    )
    return {(r["origin"], r["goal"]): r["seconds"] for r in rows}


async def keep(tx: Tx, times: Mapping[tuple[str, str], int | None]) -> None:
    await tx.execute(
        f"""
        INSERT INTO {tx.t("travel_time")} (origin, goal, seconds, at)
        SELECT g.origin, g.goal, g.seconds, $4
        FROM unnest($1::text[], $2::text[], $3::int[]) AS g (origin, goal, seconds)
        ON CONFLICT (origin, goal) DO UPDATE SET seconds = excluded.seconds, at = excluded.at
        """,
        [origin for origin, _ in times],
        [goal for _, goal in times],
        list(times.values()),
        tx.now,
    )


async def forget(tx: Tx, before: datetime) -> None:
    await tx.execute(f"DELETE FROM {tx.t('travel_time')} WHERE at <= $1", before)


async def quotas(tx: Tx) -> dict[UUID, Row]:
    """By provider: day, used, failures, open_until, last_error."""
    rows = await tx.fetch(
        "SELECT q.provider, q.day, q.used, q.failures, q.open_until, q.last_error "
        f"FROM {tx.t('travel_quota')} q"
    )
    return {r["provider"]: r for r in rows}


async def note(
    tx: Tx, provider: UUID, day: date, calls: int, *, error: str | None, rest_until: datetime
) -> None:
    """Count calls; an error counts towards a rest until then, which the third in a row begins."""
    await tx.execute(
        f"""
        INSERT INTO {tx.t("travel_quota")} AS q (provider, day, used, failures, last_error)
        VALUES ($1, $2, $3, CASE WHEN $4::text IS NULL THEN 0 ELSE 1 END, $4)
        ON CONFLICT (provider) DO UPDATE SET
          day = $2,
          used = $3 + CASE WHEN q.day = $2 THEN q.used ELSE 0 END,
          failures = CASE WHEN $4::text IS NULL THEN 0 ELSE q.failures + 1 END,
          open_until = CASE WHEN $4::text IS NOT NULL AND q.failures >= 2 THEN $5::timestamptz END,
          last_error = $4
        """,
        provider,
        day,
        calls,
        error,
        rest_until,
    )
