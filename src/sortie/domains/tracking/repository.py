"""Where people were seen last."""

from uuid import UUID

from sortie.base.db import Row
from sortie.kernel.tenancy.contracts import Tx


async def last(tx: Tx, user_ids: list[UUID]) -> list[Row]:
    return await tx.fetch(
        f"""
        SELECT p.id, p.version, p.user AS user_id, p.location, p.at
        FROM {tx.t("o_last_position")} p WHERE p.user = ANY($1) AND p.deleted_at IS NULL
        """,
        user_ids,
    )
