"""Reads that span many people at once, for planning. Tenant-qualified, never per person."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


async def resources(tx: Tx, user_ids: Collection[UUID] | None) -> list[Row]:
    """Field resources with the person behind each; locked or left people are not there."""
    return await tx.fetch(
        f"""
        SELECT r.user AS user_id, u.name, u.phone, r.org_id, r.dept_id, r.home, r.areas,
               r.travel_mode, r.speed_kmh, r.max_jobs, r.grab_limit, r.job_share, r.available
        FROM {tx.t("o_field_resource")} r
        JOIN {tx.t("o_user")} u ON u.id = r.user
        WHERE r.deleted_at IS NULL AND u.deleted_at IS NULL AND u.state IN ('active', 'invited')
          AND ($1::uuid[] IS NULL OR r.user = ANY($1))
        ORDER BY u.name, r.user
        """,
        None if user_ids is None else list(user_ids),
    )


async def home(tx: Tx, user: UUID) -> Any:
    """Where a field resource sets out from, as stored; None without one."""
    return await tx.value(
        f"SELECT r.home FROM {tx.t('o_field_resource')} r "
        "WHERE r.user = $1 AND r.deleted_at IS NULL LIMIT 1",
        user,
    )


async def skills(tx: Tx, user_ids: list[UUID], day: date) -> list[Row]:
    return await tx.fetch(
        f"""
        SELECT s.user AS user_id, s.skill, s.level FROM {tx.t("o_user_skill")} s
        WHERE s.user = ANY($1) AND s.deleted_at IS NULL
          AND (s.valid_from IS NULL OR s.valid_from <= $2)
          AND (s.valid_to IS NULL OR s.valid_to >= $2)
        """,
        user_ids,
        day,
    )


async def certificates(tx: Tx, user_ids: list[UUID]) -> list[Row]:
    """Valid ones, of one kind the longest-lived last: who keeps the last of a kind keeps the best."""
    return await tx.fetch(
        f"""
        SELECT c.user AS user_id, c.kind, c.expires_on FROM {tx.t("o_certificate")} c
        WHERE c.user = ANY($1) AND c.deleted_at IS NULL AND c.state = 'valid'
        ORDER BY c.expires_on NULLS LAST
        """,
        user_ids,
    )


async def shifts(tx: Tx, user_ids: list[UUID], start: datetime, end: datetime) -> list[Row]:
    """Published or locked shifts that touch [start, end)."""
    return await tx.fetch(
        f"""
        SELECT s.user AS user_id, s.starts_at, s.ends_at, s.breaks FROM {tx.t("o_shift")} s
        WHERE s.user = ANY($1) AND s.deleted_at IS NULL AND s.state IN ('published', 'locked')
          AND s.starts_at < $3 AND s.ends_at > $2
        ORDER BY s.starts_at
        """,
        user_ids,
        start,
        end,
    )


async def leaves(tx: Tx, user_ids: list[UUID], start: datetime, end: datetime) -> list[Row]:
    """Approved leave that touches [start, end)."""
    return await tx.fetch(
        f"""
        SELECT l.user AS user_id, l.starts_at, l.ends_at FROM {tx.t("o_leave")} l
        WHERE l.user = ANY($1) AND l.deleted_at IS NULL AND l.state = 'approved'
          AND l.starts_at < $3 AND l.ends_at > $2
        ORDER BY l.starts_at
        """,
        user_ids,
        start,
        end,
    )


async def overlapping_leave(
    tx: Tx, user: UUID, start: datetime, end: datetime, but: UUID
) -> Row | None:
    return await tx.row(
        f"""
        SELECT l.starts_at, l.ends_at FROM {tx.t("o_leave")} l
        WHERE l.user = $1 AND l.id <> $4 AND l.deleted_at IS NULL
          AND l.state IN ('submitted', 'approved') AND l.starts_at < $3 AND l.ends_at > $2
        LIMIT 1
        """,
        user,
        start,
        end,
        but,
    )


async def expiring_certificates(tx: Tx, until: date) -> list[Row]:
    """Valid certificates that expire on or before ``until``."""
    return await tx.fetch(
        f"""
        SELECT c.id, c.user AS user_id, c.kind, c.expires_on, c.version
        FROM {tx.t("o_certificate")} c
        WHERE c.deleted_at IS NULL AND c.state = 'valid' AND c.expires_on <= $1
        ORDER BY c.expires_on
        """,
        until,
    )


async def managers(tx: Tx, user_ids: list[UUID], day: date) -> dict[UUID, UUID]:
    """Whom each person reports to by the main post, else the nearest head above who is another."""
    rows = await tx.fetch(
        f"""
        WITH RECURSIVE post AS (
            SELECT DISTINCT ON (e.user) e.user AS user_id, e.report_to, e.org_unit
            FROM {tx.t("o_employment")} e
            WHERE e.user = ANY($1) AND e.deleted_at IS NULL
              AND (e.valid_from IS NULL OR e.valid_from <= $2)
              AND (e.valid_to IS NULL OR e.valid_to >= $2)
            ORDER BY e.user, e.is_primary DESC, e.id
        ), above AS (
            SELECT p.user_id, p.org_unit AS unit, 0 AS far FROM post p
            UNION ALL
            SELECT a.user_id, u.parent, a.far + 1
            FROM above a JOIN {tx.t("o_org_unit")} u ON u.id = a.unit
            WHERE u.parent IS NOT NULL AND a.far < 20
        )
        SELECT p.user_id, coalesce(nullif(p.report_to, p.user_id), (
            SELECT u.manager_id FROM above a JOIN {tx.t("o_org_unit")} u ON u.id = a.unit
            WHERE a.user_id = p.user_id AND u.deleted_at IS NULL AND u.manager_id <> p.user_id
            ORDER BY a.far LIMIT 1
        )) AS manager
        FROM post p
        """,
        user_ids,
        day,
    )
    return {row["user_id"]: row["manager"] for row in rows if row["manager"]}


def grouped(rows: list[Row], key: str = "user_id") -> dict[UUID, list[Any]]:
    """Rows by person."""
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


async def rostered(tx: Tx, user_ids: list[UUID], start: datetime, end: datetime) -> list[Row]:
    """Everybody's shifts that touch [start, end), drafts too, cancelled ones not."""
    return await tx.fetch(
        f"""
        SELECT s.user AS user_id, s.day, s.starts_at, s.ends_at, s.rotation
        FROM {tx.t("o_shift")} s
        WHERE s.user = ANY($1) AND s.deleted_at IS NULL AND s.state <> 'cancelled'
          AND s.starts_at < $3 AND s.ends_at > $2
        ORDER BY s.starts_at
        """,
        user_ids,
        start,
        end,
    )


async def called_off(
    tx: Tx, user_ids: list[UUID], pattern: UUID, start: date, end: date
) -> set[tuple[UUID, date]]:
    """(person, day) of ``pattern``'s shifts that somebody cancelled."""
    rows = await tx.fetch(
        f"""
        SELECT s.user AS user_id, s.day FROM {tx.t("o_shift")} s
        WHERE s.user = ANY($1) AND s.deleted_at IS NULL AND s.state = 'cancelled'
          AND s.rotation = $2 AND s.day BETWEEN $3 AND $4
        """,
        user_ids,
        pattern,
        start,
        end,
    )
    return {(row["user_id"], row["day"]) for row in rows}


async def hold_roster(tx: Tx, user: UUID) -> None:
    """One writer at a time for a person's shifts, until this transaction ends."""
    await tx.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"roster {tx.tenant.schema} {user}"
    )


async def names(tx: Tx, user_ids: list[UUID]) -> dict[UUID, str]:
    rows = await tx.fetch(
        f"SELECT u.id, u.name FROM {tx.t('o_user')} u WHERE u.id = ANY($1)", user_ids
    )
    return {row["id"]: row["name"] or "" for row in rows}


async def overlapping_shift(tx: Tx, user: UUID, start: datetime, end: datetime, but: UUID) -> bool:
    return bool(
        await tx.value(
            f"""
            SELECT EXISTS (SELECT 1 FROM {tx.t("o_shift")} s
            WHERE s.user = $1 AND s.id <> $4 AND s.deleted_at IS NULL AND s.state <> 'cancelled'
              AND s.starts_at < $3 AND s.ends_at > $2)
            """,
            user,
            start,
            end,
            but,
        )
    )


async def person_name(tx: Tx, user: UUID) -> str:
    return str(await tx.value(f"SELECT u.name FROM {tx.t('o_user')} u WHERE u.id = $1", user) or "")
