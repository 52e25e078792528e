"""The door: a name and a password, perhaps a code, become a session; or one same refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sortie.base.db import Connection, Row
from sortie.kernel.identity import accounts, passwords, rules, sessions, throttle, totp
from sortie.kernel.identity.contracts import (
    AccountState,
    Attempt,
    AttemptQuery,
    Caller,
    Identity,
    LockedOutError,
    Opened,
    Principal,
    SignInRefusedError,
    TenantNeededError,
    TotpNeededError,
)
from sortie.kernel.tenancy.contracts import TenantUnknownError


@dataclass(frozen=True, slots=True)
class _Try:
    login: str
    method: str
    caller: Caller
    now: datetime


_EVERY = AttemptQuery()


async def sign_in(
    identity: Identity,
    *,
    login: str,
    password: str,
    caller: Caller,
    now: datetime,
    tenant_code: str | None = None,
    code: str | None = None,
) -> Opened:
    """Open a session by password, and by ``code`` where a second factor is in force.

    Raises:
        SignInRefusedError: anything wrong, whatever it is; takes as long for a name nobody has.
        TotpNeededError: the password is right and a code is missing.
        TenantNeededError: the password is right in several companies.
        LockedOutError: too many tries for this account or from this address.
    """
    attempt = _Try(login, "password", caller, now)
    tenant_id = await _tenant_id(identity, tenant_code)
    async with identity.plane.control() as con:
        found = [] if tenant_id == _NO_TENANT else await accounts.candidates(con, login, tenant_id)
    keys = throttle.account_keys([r["id"] for r in found], login)
    await _charge(identity, attempt, keys, found[0] if found else None)
    right = [r for r in found if await passwords.verify(r["password_hash"], password)]
    if not found:
        await passwords.verify(None, password)
    right = [r for r in right if r["state"] == AccountState.ACTIVE]
    if not right:
        await note(identity, attempt, "refused", found[0] if found else None)
        raise SignInRefusedError
    if len(right) > 1:
        raise TenantNeededError(extra={"tenants": await _names(identity, right)})
    return await _admit(identity, attempt, right[0]["id"], keys=keys, password=password, code=code)


_NO_TENANT = UUID(int=0)


async def _tenant_id(identity: Identity, code: str | None) -> UUID | None:
    if not code:
        return None
    try:
        return (await identity.plane.tenant_by_code(code)).id
    except TenantUnknownError:
        return _NO_TENANT  # goes on to the same refusal, as slowly


async def _names(identity: Identity, rows: list[Row]) -> list[dict[str, str]]:
    tenants = [await identity.plane.tenant_by_id(r["tenant_id"]) for r in rows]
    return [{"code": t.code, "name": t.name} for t in tenants]


async def _charge(identity: Identity, attempt: _Try, keys: Sequence[str], row: Row | None) -> None:
    """Every account the name may mean is being guessed at, so each of them counts the try."""
    try:
        async with identity.plane.control() as con:
            await throttle.charge(con, _address(attempt), rules.IP_FREE, attempt.now)
            for key in keys:
                await throttle.charge(con, key, rules.ACCOUNT_FREE, attempt.now)
    except LockedOutError:
        await note(identity, attempt, "locked", row)
        raise


async def _admit(
    identity: Identity,
    attempt: _Try,
    account_id: UUID,
    *,
    keys: Sequence[str],
    password: str,
    code: str | None,
) -> Opened:
    own = throttle.account_key(account_id)
    async with identity.plane.control() as con:
        row = await accounts.row_of(con, account_id, lock=True)
        passed = row["state"] == AccountState.ACTIVE
        missing = passed and row["totp_enabled_at"] is not None and not code
        if passed and not missing and row["totp_enabled_at"] is not None:
            passed = await totp.check_second_factor(con, identity, row, code or "", attempt.now)
        if passed and not missing:
            method = "password+totp" if row["totp_enabled_at"] is not None else "password"
            await _welcome(con, attempt, keys, own)
            await _rehash(con, row, password)
            return await sessions.open_session(
                con,
                identity,
                accounts.account_of(row),
                caller=attempt.caller,
                method=method,
                now=attempt.now,
            )
        if missing:
            # half a proof isn't a wrong try, but it doesn't clear the count either
            await throttle.refund(con, own, rules.ACCOUNT_FREE)
    await note(identity, attempt, "code_needed" if missing else "refused", row)
    raise TotpNeededError if missing else SignInRefusedError


async def _welcome(con: Connection, attempt: _Try, keys: Sequence[str], own: str) -> None:
    """Only one's own count is cleared: who shares a phone with somebody mayn't clear theirs."""
    await throttle.clear(con, own)
    for key in keys:
        if key != own:
            await throttle.refund(con, key, rules.ACCOUNT_FREE)
    await throttle.refund(con, _address(attempt), rules.IP_FREE)


def _address(attempt: _Try) -> str:
    return f"ip:{rules.address_block(attempt.caller.ip)}"


async def _rehash(con: Connection, row: Row, password: str) -> None:
    if row["password_hash"] and passwords.outdated(row["password_hash"]):
        await con.execute(
            "UPDATE sortie_control.account SET password_hash = $2 WHERE id = $1",
            row["id"],
            await passwords.hash_password(password),
        )


async def note(identity: Identity, attempt: _Try, outcome: str, row: Row | None) -> None:
    """One line in the log of attempts, in a transaction of its own: refusals must survive."""
    async with identity.plane.control() as con:
        await con.execute(
            """
            INSERT INTO sortie_control.login_attempt
              (at, tenant_id, account_id, login, method, outcome, ip, user_agent)
            VALUES ($1,$2,$3,$4,$5,$6,$7::text::inet,$8)
            """,
            attempt.now,
            row["tenant_id"] if row is not None else None,
            row["id"] if row is not None else None,
            attempt.login[:120],
            attempt.method,
            outcome,
            sessions.ip_or_none(attempt.caller.ip),
            attempt.caller.user_agent[:300],
        )


async def attempts(
    identity: Identity,
    tenant_id: UUID,
    *,
    before: datetime,
    asked: AttemptQuery = _EVERY,
    limit: int = 100,
) -> list[Attempt]:
    """The company's refused tries to sign in before a moment, newest first."""
    async with identity.plane.control() as con:
        rows = await con.fetch(
            """
            SELECT at, login, outcome, method, host(ip) AS ip, account_id, tenant_id
              FROM sortie_control.login_attempt WHERE tenant_id = $1 AND at < $2
               AND ($4::timestamptz IS NULL OR at > $4)
               AND ($5::text = '' OR outcome = $5)
               AND ($6::text = '' OR strpos(lower(login), lower($6)) > 0
                    OR starts_with(host(ip), $6))
               AND ($7::uuid IS NULL OR account_id = $7)
             ORDER BY at DESC LIMIT $3
            """,
            tenant_id,
            before,
            limit,
            asked.after,
            asked.outcome,
            asked.text,
            asked.account_id,
        )
    return [
        Attempt(
            at=r["at"],
            login=r["login"],
            outcome=r["outcome"],
            method=r["method"],
            ip=r["ip"] or "",
            account_id=r["account_id"],
            tenant_id=r["tenant_id"],
        )
        for r in rows
    ]


async def prove(
    identity: Identity,
    principal: Principal,
    *,
    now: datetime,
    password: str | None = None,
    code: str | None = None,
) -> None:
    """Prove oneself again inside a session: the password, or a code where a second factor is on.

    Raises:
        SignInRefusedError, LockedOutError.
    """
    await totp.charge_proof(identity, principal, now)
    async with identity.plane.control() as con:
        row = await accounts.row_of(con, principal.user_id)
    by_password = password is not None and await passwords.verify(row["password_hash"], password)
    async with identity.plane.control() as con:
        row = await accounts.row_of(con, principal.user_id, lock=True)
        by_code = (
            not by_password
            and bool(code)
            and row["totp_enabled_at"] is not None
            and await totp.check_second_factor(con, identity, row, code or "", now)
        )
        if not (by_password or by_code) or principal.session_id is None:
            raise SignInRefusedError
        await sessions.mark_proved(con, principal.session_id, now)
        await throttle.clear(con, throttle.account_key(principal.user_id))


async def change_password(
    identity: Identity, principal: Principal, *, old: str, new: str, now: datetime
) -> None:
    """Set a new password by the old one; every other session and mailed link ends."""
    rules.check_password(new, login=principal.login, path="new_password")
    await totp.charge_proof(identity, principal, now)
    async with identity.plane.control() as con:
        row = await accounts.row_of(con, principal.user_id)
    if not await passwords.verify(row["password_hash"], old):
        raise SignInRefusedError
    hashed = await passwords.hash_password(new)
    async with identity.plane.control() as con:
        await set_password(con, principal.user_id, hashed, now)
        await sessions.revoke_all(con, principal.user_id, now=now, but=principal.session_id)
        await throttle.clear(con, throttle.account_key(principal.user_id))
        if principal.session_id is not None:
            await sessions.mark_proved(con, principal.session_id, now)


async def set_password(con: Connection, account_id: UUID, hashed: str, now: datetime) -> None:
    """Links mailed before stop working: whoever holds one mustn't undo the new password."""
    for table in ("invitation", "reset_token"):
        await con.execute(
            f"DELETE FROM sortie_control.{table} WHERE account_id = $1 AND used_at IS NULL",
            account_id,
        )
    await con.execute(
        "UPDATE sortie_control.account SET password_hash = $2, password_changed_at = $3,"
        " must_change_password = false WHERE id = $1",
        account_id,
        hashed,
        now,
    )
