"""Accounts: SQL on sortie_control.account, and their life from invitation to leaving."""

from datetime import datetime
from uuid import UUID

import asyncpg

from sortie.base.db import Connection, Row
from sortie.base.errors import NotFoundError
from sortie.base.i18n import Label, Locale
from sortie.kernel.identity import passwords, rules, sessions
from sortie.kernel.identity.contracts import (
    Account,
    AccountState,
    Identity,
    LoginTakenError,
    TenantNeededError,
)

COLUMNS = (
    "a.id, a.tenant_id, a.kind, a.login, a.name, a.state, a.email, a.phone, a.locale, "
    "a.password_hash, a.must_change_password, a.totp_enabled_at, a.totp_secret, a.totp_last_step, "
    "a.recovery_codes"
)


def account_of(row: Row) -> Account:
    return Account(
        id=row["id"],
        tenant_id=row["tenant_id"],
        kind=row["kind"],
        login=row["login"],
        name=row["name"],
        state=AccountState(row["state"]),
        email=row["email"],
        phone=row["phone"],
        locale=row["locale"],
        has_password=row["password_hash"] is not None,
        has_totp=row["totp_enabled_at"] is not None,
    )


async def row_of(con: Connection, account_id: UUID, *, lock: bool = False) -> Row:
    tail = " FOR UPDATE" if lock else ""
    row = await con.fetchrow(
        f"SELECT {COLUMNS} FROM sortie_control.account a WHERE a.id = $1{tail}", account_id
    )
    if row is None:
        raise NotFoundError(Label("该账号", "This account"))
    return row


MOST_CANDIDATES = 20
"""Each is a password to be hashed, so a phone put on a thousand accounts mustn't cost a thousand."""


async def candidates(con: Connection, name: str, tenant_id: UUID | None) -> list[Row]:
    """Accounts that ``name`` may mean: as login, e-mail or phone, in one company or in any.

    A login, which one person of a company has, comes before what several may share. Where more
    companies share a name than may be tried, the caller has to name theirs.

    Raises:
        TenantNeededError: too many accounts in companies not named.
    """
    rows = await _named(con, name, tenant_id)
    if tenant_id is None and len(rows) > MOST_CANDIDATES:
        raise TenantNeededError(extra={"tenants": []})
    return rows[:MOST_CANDIDATES]


async def _named(con: Connection, name: str, tenant_id: UUID | None) -> list[Row]:
    return await con.fetch(
        f"""
        SELECT {COLUMNS} FROM sortie_control.account a
          JOIN sortie_control.tenant t ON t.id = a.tenant_id AND t.state = 'active'
         WHERE (lower(a.login) = $1 OR lower(a.email) = $1 OR a.phone = $1)
           AND ($2::uuid IS NULL OR a.tenant_id = $2)
         ORDER BY lower(a.login) <> $1, a.created_at, a.id LIMIT $3
        """,
        rules.normal_login(name),
        tenant_id,
        MOST_CANDIDATES + 1,
    )


_INSERT = """
    INSERT INTO sortie_control.account
      (id, tenant_id, kind, login, name, email, phone, locale, state, password_hash,
       must_change_password, password_changed_at)
    VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,
            CASE WHEN $10::text IS NULL THEN NULL ELSE now() END)
    ON CONFLICT (id) DO NOTHING
"""


async def create_account(
    identity: Identity,
    *,
    tenant_id: UUID,
    user_id: UUID,
    login: str,
    name: str,
    email: str | None = None,
    phone: str | None = None,
    locale: Locale = "zh-CN",
    kind: str = "user",
    password: str | None = None,
    must_change: bool = False,
) -> Account:
    """A way in for a user record. Without a password it waits for its invitation.

    Making the same account twice is making it once, so a caller may try again.

    Raises:
        LoginTakenError: another account of the company has this login.
    """
    rules.check_login(login)
    hashed = None
    if password is not None:
        rules.check_password(password, login=login)
        hashed = await passwords.hash_password(password)
    state = AccountState.INVITED if hashed is None else AccountState.ACTIVE
    try:
        async with identity.plane.control() as con:
            await con.execute(
                _INSERT,
                user_id,
                tenant_id,
                kind,
                login.strip(),
                name,
                rules.normal_login(email) if email else None,
                phone.strip() if phone else None,
                locale,
                state,
                hashed,
                must_change,
            )
            return account_of(await row_of(con, user_id))
    except asyncpg.UniqueViolationError:
        raise LoginTakenError(login=login) from None


async def find_account(identity: Identity, tenant_id: UUID, account_id: UUID) -> Account:
    """Raises NotFoundError also when it is another company's."""
    async with identity.plane.control() as con:
        account = account_of(await row_of(con, account_id))
    if account.tenant_id != tenant_id:
        raise NotFoundError(Label("该账号", "This account"))
    return account


async def update_account(
    identity: Identity,
    tenant_id: UUID,
    account_id: UUID,
    *,
    name: str | None = None,
    email: str | None,
    phone: str | None,
    locale: Locale | None = None,
) -> None:
    """Keep the account in step with its user record. No ``email`` or ``phone`` means none: an
    address taken off a person mustn't go on receiving their links.
    """
    async with identity.plane.control() as con:
        await con.execute(
            """
            UPDATE sortie_control.account SET name = coalesce($3, name),
              email = $4, phone = $5, locale = coalesce($6, locale)
            WHERE id = $1 AND tenant_id = $2
            """,
            account_id,
            tenant_id,
            name,
            rules.normal_login(email) if email else None,
            phone or None,
            locale,
        )


async def set_state(
    identity: Identity, tenant_id: UUID, account_id: UUID, state: AccountState, *, now: datetime
) -> None:
    """Let someone in again, or out at once: locking and leaving end every session and key."""
    async with identity.plane.control() as con:
        row = await row_of(con, account_id, lock=True)
        if row["tenant_id"] != tenant_id:
            raise NotFoundError(Label("该账号", "This account"))
        if state is AccountState.ACTIVE and row["password_hash"] is None:
            state = AccountState.INVITED
        await con.execute(
            "UPDATE sortie_control.account SET state = $2 WHERE id = $1", account_id, state
        )
        if state in {AccountState.LOCKED, AccountState.LEFT}:
            await sessions.revoke_all(con, account_id, now=now)
            await end_keys(con, account_id, now)


async def end_keys(con: Connection, account_id: UUID, now: datetime) -> None:
    """No program acts as this person any more."""
    await con.execute(
        "UPDATE sortie_control.api_key SET revoked_at = $2"
        " WHERE account_id = $1 AND revoked_at IS NULL",
        account_id,
        now,
    )


async def follow_state(
    identity: Identity, tenant_id: UUID, account_id: UUID, state: AccountState, *, now: datetime
) -> None:
    """:func:`set_state` for a user who may have no account at all."""
    try:
        await set_state(identity, tenant_id, account_id, state, now=now)
    except NotFoundError:
        return
