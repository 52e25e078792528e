"""What must be remembered between two steps of one sign-in: challenges, states, verifiers."""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sortie.base.db import Connection, Row
from sortie.base.ids import uuid7
from sortie.kernel.identity.contracts import LinkExpiredError

type Kind = Literal["passkey_new", "passkey", "oidc"]
LASTS = timedelta(minutes=10)


async def begin(
    con: Connection,
    kind: Kind,
    content: dict[str, Any],
    *,
    now: datetime,
    account_id: UUID | None = None,
    tenant_id: UUID | None = None,
) -> UUID:
    ceremony = uuid7()
    await con.execute(
        "INSERT INTO sortie_control.challenge"
        " (id, tenant_id, account_id, kind, content, expires_at) VALUES ($1,$2,$3,$4,$5,$6)",
        ceremony,
        tenant_id,
        account_id,
        kind,
        content,
        now + LASTS,
    )
    return ceremony


async def finish(con: Connection, kind: Kind, ceremony: UUID, *, now: datetime) -> Row:
    """What was remembered; it is forgotten with this, so a second finish fails."""
    row = await con.fetchrow(
        "DELETE FROM sortie_control.challenge WHERE id = $1 AND kind = $2 AND expires_at > $3"
        " RETURNING content, account_id, tenant_id",
        ceremony,
        kind,
        now,
    )
    if row is None:
        raise LinkExpiredError
    return row
