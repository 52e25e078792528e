"""Sessions in the database: opened, recognised at every request, listed, ended at once."""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sortie.base.db import Connection, Row
from sortie.base.errors import NotFoundError
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.base.secrets import derive_key
from sortie.kernel.identity import rules
from sortie.kernel.identity.contracts import (
    Account,
    Caller,
    CsrfError,
    Identity,
    Opened,
    Principal,
    SessionRow,
    StepUpNeededError,
)

_SEEN_EVERY = timedelta(seconds=60)  # a session's last use is written at most this often


def token_hash(token: str) -> bytes:
    """SHA-256 is enough: a token has 256 random bits, nothing to guess slowly."""
    return hashlib.sha256(token.encode()).digest()


def ip_or_none(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


async def open_session(
    con: Connection,
    identity: Identity,
    account: Account,
    *,
    caller: Caller,
    method: str,
    now: datetime,
) -> Opened:
    token = secrets.token_urlsafe(32)
    session_id = uuid7()
    expires = now + timedelta(seconds=identity.settings.absolute_s)
    await con.execute(
        """
        INSERT INTO sortie_control.session (id, tenant_id, account_id, token_hash, method,
          device_name, user_agent, ip, created_at, last_seen_at, proved_at, expires_at)
        VALUES ($1,$2,$3,$4,$5,$6,$7,$8::text::inet,$9,$9,$9,$10)
        """,
        session_id,
        account.tenant_id,
        account.id,
        token_hash(token),
        method,
        caller.device or rules.device_name(caller.user_agent),
        caller.user_agent[:300],
        ip_or_none(caller.ip),
        now,
        expires,
    )
    await con.execute(
        "UPDATE sortie_control.account SET last_sign_in_at = $2 WHERE id = $1", account.id, now
    )
    principal = Principal(
        tenant_id=account.tenant_id,
        user_id=account.id,
        kind=account.kind,
        session_id=session_id,
        locale=account.locale,
        name=account.name,
        login=account.login,
        proved_at=now,
    )
    return Opened(principal, token, csrf_token(identity, token), expires)


async def recognise(identity: Identity, token: str, *, now: datetime) -> Principal | None:
    """Whose session this cookie is, if it still is one.

    Refused: unknown, ended, past its idle or absolute end, account not active, company closed.
    """
    idle = timedelta(seconds=identity.settings.idle_s)
    async with identity.plane.control() as con:
        row = await con.fetchrow(
            """
            SELECT s.id, s.tenant_id, s.account_id, s.last_seen_at, s.proved_at,
                   a.kind, a.locale, a.name, a.login, a.must_change_password
              FROM sortie_control.session s
              JOIN sortie_control.account a ON a.id = s.account_id AND a.state = 'active'
              JOIN sortie_control.tenant t ON t.id = s.tenant_id AND t.state = 'active'
             WHERE s.token_hash = $1 AND s.revoked_at IS NULL
               AND s.expires_at > $2 AND s.last_seen_at > $3
            """,
            token_hash(token),
            now,
            now - idle,
        )
        if row is None:
            return None
        if now - row["last_seen_at"] > _SEEN_EVERY:
            await con.execute(
                "UPDATE sortie_control.session SET last_seen_at = $2 WHERE id = $1", row["id"], now
            )
    return Principal(
        tenant_id=row["tenant_id"],
        user_id=row["account_id"],
        kind=row["kind"],
        session_id=row["id"],
        locale=row["locale"],
        name=row["name"],
        login=row["login"],
        proved_at=row["proved_at"],
        hurdle="password" if row["must_change_password"] else "",
    )


def csrf_token(identity: Identity, token: str) -> str:
    """Bound to the session by HMAC of its token: a stranger can't make one, a new session has a
    new one, and nothing more has to be stored.
    """
    key = derive_key(identity.settings.secret, "csrf")
    return hmac.digest(key, token_hash(token), hashlib.sha256).hex()


def check_csrf(identity: Identity, token: str, sent: str | None) -> None:
    """Raises CsrfError unless ``sent`` is this session's."""
    expected = csrf_token(identity, token)
    if sent is None or not hmac.compare_digest(expected.encode(), sent.encode()):
        raise CsrfError


async def end_session(identity: Identity, session_id: UUID, *, now: datetime) -> None:
    async with identity.plane.control() as con:
        await con.execute(
            "UPDATE sortie_control.session SET revoked_at = $2"
            " WHERE id = $1 AND revoked_at IS NULL",
            session_id,
            now,
        )


async def revoke_all(
    con: Connection, account_id: UUID, *, now: datetime, but: UUID | None = None
) -> int:
    """End every session of an account (except ``but``); how many there were."""
    tag = await con.execute(
        "UPDATE sortie_control.session SET revoked_at = $2 WHERE account_id = $1"
        " AND revoked_at IS NULL AND ($3::uuid IS NULL OR id <> $3)",
        account_id,
        now,
        but,
    )
    return int(tag.rpartition(" ")[2])


async def list_sessions(
    identity: Identity, principal: Principal, *, now: datetime
) -> list[SessionRow]:
    """Where this person is signed in, the last used first."""
    idle = timedelta(seconds=identity.settings.idle_s)
    async with identity.plane.control() as con:
        rows = await con.fetch(
            """
            SELECT id, created_at, last_seen_at, expires_at, host(ip) AS ip, device_name, method
              FROM sortie_control.session
             WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND last_seen_at > $3
             ORDER BY last_seen_at DESC LIMIT 100
            """,
            principal.user_id,
            now,
            now - idle,
        )
    return [_session_row(row, principal) for row in rows]


def _session_row(row: Row, principal: Principal) -> SessionRow:
    return SessionRow(
        id=row["id"],
        created_at=row["created_at"],
        last_seen_at=row["last_seen_at"],
        expires_at=row["expires_at"],
        ip=row["ip"] or "",
        device=row["device_name"] or "",
        method=row["method"],
        current=row["id"] == principal.session_id,
    )


async def sign_out_elsewhere(
    identity: Identity, principal: Principal, session_id: UUID | None, *, now: datetime
) -> int:
    """End one of my sessions, or all but the present one; how many ended.

    Raises:
        NotFoundError: it isn't one of mine.
    """
    async with identity.plane.control() as con:
        if session_id is None:
            return await revoke_all(con, principal.user_id, now=now, but=principal.session_id)
        done: Any = await con.fetchval(
            "UPDATE sortie_control.session SET revoked_at = $3"
            " WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL RETURNING id",
            session_id,
            principal.user_id,
            now,
        )
    if done is None:
        raise NotFoundError(Label("该登录会话", "This session"))
    return 1


async def sign_out_account(
    identity: Identity, tenant_id: UUID, account_id: UUID, *, now: datetime
) -> int:
    """End all sessions of one of the company's people, by an administrator; how many ended."""
    async with identity.plane.control() as con:
        tag = await con.execute(
            "UPDATE sortie_control.session SET revoked_at = $3"
            " WHERE account_id = $1 AND tenant_id = $2 AND revoked_at IS NULL",
            account_id,
            tenant_id,
            now,
        )
    return int(tag.rpartition(" ")[2])


async def mark_proved(con: Connection, session_id: UUID, now: datetime) -> None:
    await con.execute(
        "UPDATE sortie_control.session SET proved_at = $2 WHERE id = $1", session_id, now
    )


def demand_fresh(identity: Identity, principal: Principal, *, now: datetime) -> None:
    """For dangerous acts. API keys never have a fresh proof.

    Raises:
        StepUpNeededError: the last proof is older than ``settings.fresh_s``.
    """
    fresh = timedelta(seconds=identity.settings.fresh_s)
    if principal.proved_at is None or now - principal.proved_at > fresh:
        raise StepUpNeededError
