"""Links sent by mail: an invitation sets the first password, a reset a new one. Each works once."""

import secrets
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sortie.base.db import Connection, Row
from sortie.base.ids import uuid7
from sortie.kernel.identity import accounts, passwords, rules, sessions, signin, throttle
from sortie.kernel.identity.contracts import (
    AccountState,
    Caller,
    Door,
    DoorOf,
    Identity,
    LinkExpiredError,
    Mail,
    Opened,
    Principal,
    TenantNeededError,
    TooManyRequestsError,
)

type Table = Literal["invitation", "reset_token"]


async def _make(
    con: Connection, table: Table, row: Row, *, by: UUID | None, expires: datetime
) -> str:
    token = secrets.token_urlsafe(32)
    await con.execute(f"DELETE FROM sortie_control.{table} WHERE account_id = $1", row["id"])
    await con.execute(
        f"INSERT INTO sortie_control.{table}"
        " (id, tenant_id, account_id, token_hash, created_by, expires_at)"
        " VALUES ($1,$2,$3,$4,$5,$6)",
        uuid7(),
        row["tenant_id"],
        row["id"],
        sessions.token_hash(token),
        by,
        expires,
    )
    return token


async def _take(con: Connection, table: Table, token: str, now: datetime) -> Row:
    """The account the link is for; the link is used up, by exactly one of two at once."""
    account_id = await con.fetchval(
        f"UPDATE sortie_control.{table} SET used_at = $2"
        " WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING account_id",
        sessions.token_hash(token),
        now,
    )
    if account_id is None:
        raise LinkExpiredError
    return await accounts.row_of(con, account_id, lock=True)


async def invite(
    identity: Identity,
    tenant_id: UUID,
    account_id: UUID,
    *,
    by: UUID | None,
    now: datetime,
    door: Door = "console",
) -> str:
    """A link for someone who has no password yet; mailed where an address is known.

    Returns the link too: the administrator may hand it over another way.
    """
    expires = now + timedelta(seconds=identity.settings.invite_s)
    account = await accounts.find_account(identity, tenant_id, account_id)
    async with identity.plane.control() as con:
        row = await accounts.row_of(con, account.id, lock=True)
        token = await _make(con, "invitation", row, by=by, expires=expires)
    link = f"{identity.settings.public_url}/{door}/invitation#{token}"
    if account.email:
        tenant = await identity.plane.tenant_by_id(tenant_id)
        await identity.mailer.send(invitation_mail(account.email, row, tenant.name, link), tenant)
    return link


async def read_invitation(identity: Identity, token: str, *, now: datetime) -> dict[str, str]:
    """Whom a link invites, for the screen that asks for the password: name, login, tenant."""
    async with identity.plane.control() as con:
        row = await con.fetchrow(
            """
            SELECT a.name, a.login, t.name AS tenant FROM sortie_control.invitation i
              JOIN sortie_control.account a ON a.id = i.account_id
              JOIN sortie_control.tenant t ON t.id = i.tenant_id
             WHERE i.token_hash = $1 AND i.used_at IS NULL AND i.expires_at > $2
            """,
            sessions.token_hash(token),
            now,
        )
    if row is None:
        raise LinkExpiredError
    return {"name": row["name"], "login": row["login"], "tenant": row["tenant"]}


async def accept_invitation(
    identity: Identity, token: str, password: str, *, caller: Caller, now: datetime
) -> Opened:
    """Sets the first password and signs in. Where an administrator gave a link to somebody who was
    in already, their sessions end; a second factor isn't stepped over: it is removed first.
    """
    login = (await read_invitation(identity, token, now=now))["login"]
    rules.check_password(password, login=login)
    hashed = await passwords.hash_password(password)
    async with identity.plane.control() as con:
        row = await _take(con, "invitation", token, now)
        if row["state"] not in {AccountState.INVITED, AccountState.ACTIVE}:
            raise LinkExpiredError
        if row["totp_enabled_at"] is not None:
            raise LinkExpiredError
        await sessions.revoke_all(con, row["id"], now=now)
        await signin.set_password(con, row["id"], hashed, now)
        await con.execute(
            "UPDATE sortie_control.account SET state = 'active' WHERE id = $1", row["id"]
        )
        fresh = accounts.account_of(await accounts.row_of(con, row["id"]))
        return await sessions.open_session(
            con, identity, fresh, caller=caller, method="invitation", now=now
        )


async def request_reset(
    identity: Identity,
    name: str,
    *,
    tenant_code: str | None,
    now: datetime,
    door_of: DoorOf | None = None,
) -> None:
    """Mail a reset link to the account's own address, if there is one.

    Says nothing either way, and the edge runs it after its answer has left: neither words nor
    time tell whether the account exists.
    """
    rows = await _to_mail(identity, name, tenant_code, now)
    expires = now + timedelta(seconds=identity.settings.reset_s)
    async with identity.plane.control() as con:
        tokens = [await _make(con, "reset_token", r, by=None, expires=expires) for r in rows]
    for row, token in zip(rows, tokens, strict=True):
        tenant = await identity.plane.tenant_by_id(row["tenant_id"])
        door = await door_of(row["tenant_id"], row["id"]) if door_of else "console"
        link = f"{identity.settings.public_url}/{door}/reset#{token}"
        await identity.mailer.send(reset_mail(row, tenant.name, link), tenant)


_RESETS = 3
_RESETS_IN_S = 3600


async def _to_mail(
    identity: Identity, name: str, tenant_code: str | None, now: datetime
) -> list[Row]:
    """Who gets a letter: three an hour each, from however many addresses they are asked for.

    For a letter too many no link is made: the one mailed before stays in force.
    """
    tenant_id = None
    async with identity.plane.control() as con:
        if tenant_code:
            tenant_id = await con.fetchval(
                "SELECT id FROM sortie_control.tenant WHERE code = $1", tenant_code
            )
            if tenant_id is None:
                return []
        try:
            rows = await accounts.candidates(con, name, tenant_id)
        except TenantNeededError:
            return []
    known = [r for r in rows if r["email"] and r["state"] == AccountState.ACTIVE]
    return [r for r in known if await _may_mail(identity, r["id"], now)]


async def _may_mail(identity: Identity, account_id: UUID, now: datetime) -> bool:
    try:
        await throttle.limit_rate(
            identity, f"reset:{account_id}", limit=_RESETS, window_s=_RESETS_IN_S, now=now
        )
    except TooManyRequestsError:
        return False
    return True


async def reset_password(
    identity: Identity, token: str, password: str, *, now: datetime
) -> Principal:
    """Set a new password by a mailed link; whose. All sessions and API keys end: whoever forgot a
    password may have lost it to somebody, who may have made a key. A second factor stays in force.
    """
    async with identity.plane.control() as con:
        login = await con.fetchval(
            """
            SELECT a.login FROM sortie_control.reset_token r
              JOIN sortie_control.account a ON a.id = r.account_id AND a.state = 'active'
             WHERE r.token_hash = $1 AND r.used_at IS NULL AND r.expires_at > $2
            """,
            sessions.token_hash(token),
            now,
        )
    if login is None:
        raise LinkExpiredError
    rules.check_password(password, login=login)
    hashed = await passwords.hash_password(password)
    async with identity.plane.control() as con:
        row = await _take(con, "reset_token", token, now)
        await signin.set_password(con, row["id"], hashed, now)
        await sessions.revoke_all(con, row["id"], now=now)
        await accounts.end_keys(con, row["id"], now)
        await throttle.clear(con, throttle.account_key(row["id"]))
    return Principal(
        row["tenant_id"], row["id"], row["kind"], locale=row["locale"], name=row["name"],
        login=row["login"],
    )  # fmt: skip


def invitation_mail(to: str, row: Row, company: str, link: str) -> Mail:
    if row["locale"] == "en":
        return Mail(
            to,
            f"Your sign-in for {company}",
            f"Hello {row['name']},\n\n{company} has made a sign-in for you ({row['login']}). "
            f"Choose your password within 7 days:\n\n{link}\n",
        )
    return Mail(
        to,
        f"{company}邀请您使用外勤平台",
        f"{row['name']}，您好：\n\n{company}已为您开通账号（{row['login']}）。"
        f"请在 7 天内通过以下链接设置密码：\n\n{link}\n",
    )


def reset_mail(row: Row, company: str, link: str) -> Mail:
    if row["locale"] == "en":
        return Mail(
            row["email"],
            "Set a new password",
            f"Hello {row['name']},\n\nSomeone asked for a new password for {row['login']} at "
            f"{company}. If it was you, use this link within an hour:\n\n{link}\n\n"
            "Otherwise ignore this message: nothing has changed.\n",
        )
    return Mail(
        row["email"],
        "重置密码",
        f"{row['name']}，您好：\n\n有人申请重置您在{company}的账号（{row['login']}）密码。"
        f"如是本人操作，请在 1 小时内打开以下链接：\n\n{link}\n\n否则请忽略，账号没有任何变化。\n",
    )
