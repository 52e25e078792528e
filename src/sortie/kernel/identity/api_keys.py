"""Keys for programs: ``sortie_<prefix>_<secret>``, shown once, kept hashed, narrowed by scopes."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sortie.base.errors import NotFoundError, invalid
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.kernel.identity.contracts import ApiKeyRow, Identity, Principal

_MARK = "sortie"
_SEEN_EVERY = timedelta(minutes=5)


async def create_api_key(
    identity: Identity,
    principal: Principal,
    *,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None = None,
    now: datetime,
) -> tuple[ApiKeyRow, str]:
    """A key that acts as this person, narrowed to ``scopes``; its text can't be read again."""
    chosen = tuple(sorted(set(scopes)))
    if not chosen:
        raise invalid(
            "scopes", "required", "请至少选择一个权限范围。", "Choose at least one scope."
        )
    if expires_at is not None and expires_at <= now:
        raise invalid(
            "expires_at", "past", "到期时间必须晚于现在。", "The expiry must be in the future."
        )
    prefix = secrets.token_hex(6)
    secret = secrets.token_urlsafe(32)
    row = ApiKeyRow(uuid7(), name, prefix, chosen, now, None, expires_at)
    async with identity.plane.control() as con:
        await con.execute(
            """
            INSERT INTO sortie_control.api_key (id, tenant_id, account_id, name, prefix, key_hash,
              scopes, created_by, created_at, expires_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$3,$8,$9)
            """,
            row.id,
            principal.tenant_id,
            principal.user_id,
            name,
            prefix,
            hashlib.sha256(secret.encode()).digest(),
            list(chosen),
            now,
            expires_at,
        )
    return row, f"{_MARK}_{prefix}_{secret}"


async def recognise_key(identity: Identity, text: str, *, now: datetime) -> Principal | None:
    """Whose key this is, if it still opens: not revoked, not expired, its account active."""
    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    if mark != _MARK or not secret:
        return None
    async with identity.plane.control() as con:
        row = await con.fetchrow(
            """
            SELECT k.id, k.tenant_id, k.account_id, k.key_hash, k.scopes, k.last_used_at,
                   a.locale, a.name, a.login
              FROM sortie_control.api_key k
              JOIN sortie_control.account a ON a.id = k.account_id AND a.state = 'active'
              JOIN sortie_control.tenant t ON t.id = k.tenant_id AND t.state = 'active'
             WHERE k.prefix = $1 AND k.revoked_at IS NULL
               AND (k.expires_at IS NULL OR k.expires_at > $2)
            """,
            prefix,
            now,
        )
        given = hashlib.sha256(secret.encode()).digest()
        if row is None or not hmac.compare_digest(given, row["key_hash"]):
            return None
        if row["last_used_at"] is None or now - row["last_used_at"] > _SEEN_EVERY:
            await con.execute(
                "UPDATE sortie_control.api_key SET last_used_at = $2 WHERE id = $1", row["id"], now
            )
    return Principal(
        tenant_id=row["tenant_id"],
        user_id=row["account_id"],
        kind="api_key",
        key_scopes=frozenset(row["scopes"]),
        locale=row["locale"],
        name=row["name"],
        login=row["login"],
    )


async def list_api_keys(identity: Identity, principal: Principal) -> list[ApiKeyRow]:
    async with identity.plane.control() as con:
        rows = await con.fetch(
            """
            SELECT id, name, prefix, scopes, created_at, last_used_at, expires_at
              FROM sortie_control.api_key WHERE account_id = $1 AND revoked_at IS NULL
             ORDER BY id DESC LIMIT 200
            """,
            principal.user_id,
        )
    return [
        ApiKeyRow(
            id=r["id"],
            name=r["name"],
            prefix=r["prefix"],
            scopes=tuple(r["scopes"]),
            created_at=r["created_at"],
            last_used_at=r["last_used_at"],
            expires_at=r["expires_at"],
        )
        for r in rows
    ]


async def revoke_api_key(
    identity: Identity, principal: Principal, key_id: UUID, *, now: datetime
) -> None:
    """Raises NotFoundError when it isn't one of mine."""
    async with identity.plane.control() as con:
        done = await con.fetchval(
            "UPDATE sortie_control.api_key SET revoked_at = $3"
            " WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL RETURNING id",
            key_id,
            principal.user_id,
            now,
        )
    if done is None:
        raise NotFoundError(Label("该密钥", "This key"))
