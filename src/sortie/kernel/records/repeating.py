"""Idempotency keys: a repeated request gets the first one's answer, whatever was lost on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import KeyReusedError
from sortie.kernel.tenancy.contracts import Tx

KEEP_DAYS = 7


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What the first request was answered: HTTP status and body as sent."""

    status: int
    answer: str


async def idempotent(tx: Tx, actor: Actor, key: str, fingerprint: str) -> StoredAnswer | None:
    """The first request's answer, or None when this is the first: then do it and ``remember``.

    Call it first in the transaction: of two at once the second waits here until the first
    committed, then gets its answer; had the first failed, the second does the work.

    Raises:
        KeyReusedError: the key came with another request before.
    """
    mine = await tx.value(
        f"INSERT INTO {tx.t('idempotency')} (actor, key, fingerprint, at) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING true",
        _who(actor),
        key,
        fingerprint,
        tx.now,
    )
    if mine:
        return None
    row = await tx.row(
        f"SELECT fingerprint, status, answer FROM {tx.t('idempotency')} "
        "WHERE actor = $1 AND key = $2",
        _who(actor),
        key,
    )
    if row is None:  # purged between the two statements
        return await idempotent(tx, actor, key, fingerprint)
    if row["fingerprint"] != fingerprint:
        raise KeyReusedError
    if row["status"] is None:
        return None
    return StoredAnswer(row["status"], row["answer"])


async def answered(
    tx: Tx, actor: Actor, keys: Sequence[str]
) -> dict[str, tuple[str, StoredAnswer]]:
    """Of ``keys`` those with an answer: the request's fingerprint and the answer. Takes nothing."""
    rows = await tx.fetch(
        f"SELECT key, fingerprint, status, answer FROM {tx.t('idempotency')} "
        "WHERE actor = $1 AND key = ANY($2) AND status IS NOT NULL",
        _who(actor),
        list(keys),
    )
    return {r["key"]: (r["fingerprint"], StoredAnswer(r["status"], r["answer"])) for r in rows}


async def remember(tx: Tx, actor: Actor, key: str, status: int, answer: str) -> None:
    """Keep the answer in the same transaction as the work it tells of."""
    await tx.execute(
        f"UPDATE {tx.t('idempotency')} SET status = $3, answer = $4 WHERE actor = $1 AND key = $2",
        _who(actor),
        key,
        status,
        answer,
    )


async def purge_keys(tx: Tx) -> int:
    """Forget keys older than a week; how many."""
    tag = await tx.execute(
        f"DELETE FROM {tx.t('idempotency')} WHERE at < $1", tx.now - timedelta(days=KEEP_DAYS)
    )
    return int(tag.split()[-1])


def _who(actor: Actor) -> str:
    """Keys of one caller only: another's can neither be hit nor probed."""
    return f"{actor.kind}:{actor.user_id or actor.session_id or ''}"
