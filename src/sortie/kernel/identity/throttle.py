"""Slowing down: growing delays after wrong proofs, and rates, kept in PostgreSQL for all processes."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sortie.base.db import Connection
from sortie.base.errors import NotFoundError
from sortie.base.i18n import Label
from sortie.kernel.identity import accounts, rules
from sortie.kernel.identity.contracts import (
    Identity,
    LockedOutError,
    SignInPolicy,
    TooManyRequestsError,
    Waiting,
)


def account_key(account_id: UUID) -> str:
    """The same key for every name of one account."""
    return f"account:{account_id}"


def account_keys(account_ids: Iterable[UUID], name: str) -> list[str]:
    """The keys of all accounts a name may mean, in one order so that two tries don't deadlock; a
    hash of the name when there is none, so that a name nobody has locks like one somebody has.
    """
    known = sorted(account_key(id_) for id_ in account_ids)
    return known or ["name:" + hashlib.sha256(rules.normal_login(name).encode()).hexdigest()[:32]]


async def charge(con: Connection, key: str, free: int, now: datetime) -> None:
    """Count one try *before* it is looked at: a hundred at once can't slip past the limit.

    Raises:
        LockedOutError: this key has to wait; nothing was counted.
    """
    row = await con.fetchrow(
        """
        INSERT INTO sortie_control.throttle AS t (key, failures, last_at) VALUES ($1, 1, $2)
        ON CONFLICT (key) DO UPDATE SET last_at = $2, locked_until = NULL,
          failures = CASE WHEN t.last_at < $3 THEN 1 ELSE t.failures + 1 END
        WHERE t.locked_until IS NULL OR t.locked_until <= $2
        RETURNING failures
        """,
        key,
        now,
        now - rules.FORGET_AFTER,
    )
    if row is None:
        until = await con.fetchval(
            "SELECT locked_until FROM sortie_control.throttle WHERE key = $1", key
        )
        raise LockedOutError(rules.wait_s(until, now) if until else 1)
    if delay := rules.lock_delay(row["failures"], free):
        await con.execute(
            "UPDATE sortie_control.throttle SET locked_until = $2 WHERE key = $1", key, now + delay
        )


async def clear(con: Connection, key: str) -> None:
    """A right proof ends the delay."""
    await con.execute("DELETE FROM sortie_control.throttle WHERE key = $1", key)


async def refund(con: Connection, key: str, free: int) -> None:
    """Take back one try: the address proved to be someone's, others there may still be guessing."""
    await con.execute(
        """
        UPDATE sortie_control.throttle SET failures = failures - 1,
          locked_until = CASE WHEN failures - 1 < $2 THEN NULL ELSE locked_until END
        WHERE key = $1 AND failures > 0
        """,
        key,
        free,
    )


async def waiting(identity: Identity, tenant_id: UUID, *, now: datetime) -> list[Waiting]:
    """The company's accounts that have to wait after wrong tries, the longest wait first."""
    async with identity.plane.control() as con:
        rows = await con.fetch(
            """
            SELECT a.id, a.login, a.name, t.failures, t.locked_until
              FROM sortie_control.throttle t
              JOIN sortie_control.account a ON t.key = 'account:' || a.id::text
             WHERE t.locked_until > $2 AND a.tenant_id = $1
             ORDER BY t.locked_until DESC, a.id LIMIT 500
            """,
            tenant_id,
            now,
        )
    return [Waiting(r["id"], r["login"], r["name"], r["failures"], r["locked_until"]) for r in rows]


async def let_in(identity: Identity, tenant_id: UUID, account_id: UUID) -> None:
    """End an account's wait: its next proof is looked at at once.

    Raises:
        NotFoundError: the company has no such account.
    """
    async with identity.plane.control() as con:
        row = await accounts.row_of(con, account_id)
        if row["tenant_id"] != tenant_id:
            raise NotFoundError(Label("该账号", "This account"))
        await clear(con, account_key(account_id))


def policy(identity: Identity) -> SignInPolicy:
    """The rules as they are in force."""
    given = identity.settings
    return SignInPolicy(
        password_min=rules.PASSWORD_MIN,
        password_max=rules.PASSWORD_MAX,
        account_free=rules.ACCOUNT_FREE,
        address_free=rules.IP_FREE,
        first_delay_s=rules.FIRST_DELAY_S,
        longest_delay_s=rules.LONGEST_DELAY_S,
        forget_after_s=int(rules.FORGET_AFTER.total_seconds()),
        idle_s=given.idle_s,
        absolute_s=given.absolute_s,
        fresh_s=given.fresh_s,
        invite_s=given.invite_s,
        reset_s=given.reset_s,
    )


async def limit_rate(
    identity: Identity, key: str, *, limit: int, window_s: int, now: datetime, weight: int = 1
) -> None:
    """At most ``limit`` calls, or their ``weight``, a fixed window of ``window_s`` seconds, over all
    processes.

    Raises:
        TooManyRequestsError: says how long until the window ends.
    """
    start = datetime.fromtimestamp(now.timestamp() // window_s * window_s, now.tzinfo)
    async with identity.plane.control() as con:
        hits = await con.fetchval(
            """
            INSERT INTO sortie_control.rate AS r (key, window_at, hits) VALUES ($1, $2, $3)
            ON CONFLICT (key) DO UPDATE SET window_at = $2,
              hits = CASE WHEN r.window_at = $2 THEN r.hits + $3 ELSE $3 END
            RETURNING hits
            """,
            key,
            start,
            weight,
        )
    if hits > limit:
        raise TooManyRequestsError(rules.wait_s(start + timedelta(seconds=window_s), now))


async def sweep(identity: Identity, *, now: datetime) -> int:
    """Forget what has run out; a daily job. The number of rows removed."""
    gone = 0
    async with identity.plane.control() as con:
        for sql in _OLD:
            tag = await con.execute(sql, now)
            gone += int(tag.rpartition(" ")[2])
    return gone


_OLD = (
    "DELETE FROM sortie_control.throttle WHERE last_at < $1::timestamptz - interval '1 day'",
    "DELETE FROM sortie_control.rate WHERE window_at < $1::timestamptz - interval '1 day'",
    "DELETE FROM sortie_control.challenge WHERE expires_at < $1",
    "DELETE FROM sortie_control.session WHERE expires_at < $1::timestamptz - interval '30 days'",
    "DELETE FROM sortie_control.reset_token WHERE expires_at < $1::timestamptz - interval '1 day'",
    "DELETE FROM sortie_control.login_attempt WHERE at < $1::timestamptz - interval '180 days'",
)
