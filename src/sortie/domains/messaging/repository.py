"""Reads of people to tell, of what they were told, and of notes."""

from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


async def people(tx: Tx, user_ids: list[UUID]) -> list[Row]:
    """Those of ``user_ids`` who still work here."""
    return await tx.fetch(
        f"""
        SELECT u.id, u.name, u.email, u.locale FROM {tx.t("o_user")} u
        WHERE u.id = ANY($1) AND u.deleted_at IS NULL AND u.state <> 'left' ORDER BY u.id
        """,
        user_ids,
    )


async def already_told(tx: Tx, dedupe_key: str) -> bool:
    return bool(
        await tx.value(
            f"SELECT EXISTS (SELECT 1 FROM {tx.t('o_notification')} n WHERE n.dedupe_key = $1)",
            dedupe_key,
        )
    )


async def unread(tx: Tx, user_id: UUID, ids: list[UUID] | None) -> list[UUID]:
    """My unread notifications, newest first, at most 500."""
    rows = await tx.fetch(
        f"""
        SELECT n.id FROM {tx.t("o_notification")} n
        WHERE n.user = $1 AND n.read_at IS NULL AND n.deleted_at IS NULL
          AND ($2::uuid[] IS NULL OR n.id = ANY($2))
        ORDER BY n.id DESC LIMIT 500
        """,
        user_id,
        ids,
    )
    return [r["id"] for r in rows]


async def notes(tx: Tx, object_: str, record: str) -> list[Row]:
    """Which notes stand on a record, and who may read them."""
    return await tx.fetch(
        f"""
        SELECT n.id, n.visibility, n.created_by FROM {tx.t("o_note")} n
        WHERE n.about_object = $1 AND n.about_record = $2 AND n.deleted_at IS NULL
        ORDER BY n.id LIMIT 500
        """,
        object_,
        record,
    )


async def with_roles(tx: Tx, roles: list[str]) -> list[UUID]:
    """Working people who hold one of these roles now."""
    rows = await tx.fetch(
        f"""
        SELECT DISTINCT u.id FROM {tx.t("o_user")} u
        JOIN {tx.t("o_user_role")} h ON h.user = u.id AND h.deleted_at IS NULL
        JOIN {tx.t("o_role")} r ON r.id = h.role AND r.deleted_at IS NULL
        WHERE r.code = ANY($1) AND u.state = 'active' AND u.deleted_at IS NULL
        ORDER BY u.id LIMIT 500
        """,
        roles,
    )
    return [r["id"] for r in rows]
