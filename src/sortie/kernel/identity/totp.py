"""The second factor: six digits every 30 seconds (RFC 6238), each usable once, and ten recovery codes."""

import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

import pyotp

from sortie.base.db import Connection, Row
from sortie.base.secrets import derive_key, seal, unseal
from sortie.kernel.identity import accounts, keys, rules, sessions, throttle
from sortie.kernel.identity.contracts import Identity, Principal, SignInRefusedError

_STEP_S = 30
_DRIFT = 1  # steps either way: a phone's clock may be half a minute off
_RECOVERY_CODES = 10


def matching_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The time step whose code this is; None when none near ``now``, or none after ``last_step``.

    A step at or before the last one used is refused: a code seen over a shoulder is spent.
    """
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // _STEP_S
    found = None
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        expected: str = totp.generate_otp(step)
        if hmac.compare_digest(expected, code.strip()) and step > last_step:
            found = step
    return found


def _recovery_hash(identity: Identity, account_id: UUID, code: str) -> str:
    plain = code.replace("-", "").replace(" ", "").lower()
    key = derive_key(identity.settings.secret, "recovery")
    return hmac.digest(key, f"{account_id}|{plain}".encode(), hashlib.sha256).hex()


async def check_second_factor(
    con: Connection, identity: Identity, row: Row, code: str, now: datetime
) -> bool:
    """Whether ``code`` proves the account's second factor; it is spent when it does.

    ``row`` is the account's, read ``FOR UPDATE``: two requests can't spend one code.
    """
    ring = await keys.key_ring(con, identity, row["tenant_id"])
    place = keys.totp_place(row["tenant_id"], row["id"])
    secret = unseal(ring, place, row["totp_secret"]).decode()
    step = matching_step(secret, code, now, row["totp_last_step"] or 0)
    if step is not None:
        await con.execute(
            "UPDATE sortie_control.account SET totp_last_step = $2 WHERE id = $1", row["id"], step
        )
        return True
    spent = _recovery_hash(identity, row["id"], code)
    tag = await con.execute(
        "UPDATE sortie_control.account SET recovery_codes = array_remove(recovery_codes, $2)"
        " WHERE id = $1 AND $2 = ANY(recovery_codes)",
        row["id"],
        spent,
    )
    return tag == "UPDATE 1"


async def start_totp(identity: Identity, principal: Principal) -> dict[str, str]:
    """A new secret to scan, not yet in force: {"secret", "uri"}."""
    secret: str = pyotp.random_base32()
    async with identity.plane.control() as con:
        row = await accounts.row_of(con, principal.user_id, lock=True)
        if row["totp_enabled_at"] is not None:
            # replacing it is turning it off first, which asks for a proof
            raise SignInRefusedError
        ring = await keys.key_ring(con, identity, principal.tenant_id)
        place = keys.totp_place(principal.tenant_id, principal.user_id)
        await con.execute(
            "UPDATE sortie_control.account SET totp_secret = $2, totp_last_step = 0 WHERE id = $1",
            principal.user_id,
            seal(ring, place, secret.encode()),
        )
    uri: str = pyotp.TOTP(secret).provisioning_uri(
        name=principal.login, issuer_name=identity.settings.product
    )
    return {"secret": secret, "uri": uri}


async def confirm_totp(
    identity: Identity, principal: Principal, code: str, *, now: datetime
) -> list[str]:
    """Puts the second factor in force; the recovery codes, shown this once.

    Other sessions end: they were opened with less.
    """
    await charge_proof(identity, principal, now)
    codes = [f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(_RECOVERY_CODES)]
    async with identity.plane.control() as con:
        row = await accounts.row_of(con, principal.user_id, lock=True)
        if row["totp_secret"] is None or row["totp_enabled_at"] is not None:
            raise SignInRefusedError
        if not await check_second_factor(con, identity, row, code, now):
            raise SignInRefusedError
        await con.execute(
            "UPDATE sortie_control.account SET totp_enabled_at = $2, recovery_codes = $3"
            " WHERE id = $1",
            principal.user_id,
            now,
            [_recovery_hash(identity, principal.user_id, c) for c in codes],
        )
        await sessions.revoke_all(con, principal.user_id, now=now, but=principal.session_id)
        await throttle.clear(con, throttle.account_key(principal.user_id))
    return codes


async def remove_totp(identity: Identity, account_id: UUID, tenant_id: UUID) -> None:
    """Turn the second factor off; the caller has checked a fresh proof or an administrator's right."""
    async with identity.plane.control() as con:
        await con.execute(
            "UPDATE sortie_control.account SET totp_secret = NULL, totp_enabled_at = NULL,"
            " recovery_codes = '{}' WHERE id = $1 AND tenant_id = $2",
            account_id,
            tenant_id,
        )


async def charge_proof(identity: Identity, principal: Principal, now: datetime) -> None:
    """One try at a proof inside a session costs as much as one at the door."""
    async with identity.plane.control() as con:
        key = throttle.account_key(principal.user_id)
        await throttle.charge(con, key, rules.ACCOUNT_FREE, now)


async def totp_state(identity: Identity, principal: Principal) -> tuple[bool, int]:
    """(whether the second factor is in force, recovery codes left)."""
    async with identity.plane.control() as con:
        row = await accounts.row_of(con, principal.user_id)
    return row["totp_enabled_at"] is not None, len(row["recovery_codes"])
