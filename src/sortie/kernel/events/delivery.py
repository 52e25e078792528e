"""The outbox's worker side: every consumer gets every entry it wants, at least once.

One reader a tenant walks the feed; each (consumer, entry) runs in a transaction of its own that
also writes the «done» row, so a crash between the two is impossible and a repeat is a no-op.
A handler that fails is retried with back-off and doesn't hold up the entries behind it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Protocol

import structlog

from sortie.kernel.events.contracts import FeedEntry
from sortie.kernel.events.feed import entry_by_id, head, read_feed
from sortie.kernel.events.registry import Subscription, Subscriptions
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.tenancy.contracts import Tenant, Tx

PAGE = 200
READER = "subscriptions"
BACK_OFF_S = (1, 5, 30, 120, 600, 3_600, 14_400, 43_200)
"""Waits between the attempts; after the last the pair stays as a dead letter."""

log = structlog.get_logger(__name__)


class Transactions(Protocol):
    """What delivery needs of TenantDatabases."""

    def tx(self, tenant: Tenant) -> AbstractAsyncContextManager[Tx]: ...


async def deliver(dbs: Transactions, tenant: Tenant, subs: Subscriptions) -> int:
    """Hand out what is new and what is due again; how many handlers ran to their end.

    Returns 0 at once while another worker is delivering for this tenant.
    """
    done = 0
    while True:
        async with _reader(dbs, tenant) as reader:
            if reader is None:
                return done
            entries, cursor = await read_feed(reader, await _cursor(reader), PAGE)
            for entry in entries:
                for sub in subs.wanting(entry):
                    done += await _run(dbs, tenant, sub, entry)
            await _advance(reader, cursor)
        if len(entries) < PAGE:
            break
    return done + await _retry_due(dbs, tenant, subs)


async def start_from_now(tx: Tx) -> None:
    """Skip everything told so far, e.g. a demo company's made-up history."""
    await _ensure(tx)
    await _advance(tx, await head(tx))


async def purge_done(tx: Tx, *, days: int = 30) -> int:
    """Forget which entries were handled long ago; the cursor is far past them."""
    tag = await tx.execute(
        f"DELETE FROM {tx.t('subscription_done')} WHERE at < $1", tx.now - timedelta(days=days)
    )
    return int(tag.split()[-1])


@asynccontextmanager
async def _reader(dbs: Transactions, tenant: Tenant) -> AsyncIterator[Tx | None]:
    """A transaction that holds the tenant's reader row, or None when another has it."""
    async with dbs.tx(tenant) as tx:
        await _ensure(tx)
        row = await tx.row(
            f"SELECT reader FROM {tx.t('subscription_cursor')} WHERE reader = $1 "
            "FOR UPDATE SKIP LOCKED",
            READER,
        )
        yield tx if row else None


async def _ensure(tx: Tx) -> None:
    known = await tx.value(
        f"SELECT true FROM {tx.t('subscription_cursor')} WHERE reader = $1", READER
    )
    if not known:
        await tx.execute(
            f"INSERT INTO {tx.t('subscription_cursor')} (reader) VALUES ($1) "
            "ON CONFLICT DO NOTHING",
            READER,
        )


async def _cursor(tx: Tx) -> str | None:
    found: str | None = await tx.value(
        f"SELECT cursor FROM {tx.t('subscription_cursor')} WHERE reader = $1", READER
    )
    return found


async def _advance(tx: Tx, cursor: str) -> None:
    await tx.execute(
        f"UPDATE {tx.t('subscription_cursor')} SET cursor = $2, updated_at = $3 WHERE reader = $1",
        READER,
        cursor,
        tx.now,
    )


async def _run(dbs: Transactions, tenant: Tenant, sub: Subscription, entry: FeedEntry) -> int:
    """One handler on one entry: 1 when it ran, 0 when it had run before or failed now."""
    try:
        async with dbs.tx(tenant) as tx:
            first = await tx.value(
                f"INSERT INTO {tx.t('subscription_done')} (consumer, entry_id) VALUES ($1, $2) "
                "ON CONFLICT DO NOTHING RETURNING true",
                sub.key,
                entry.id,
            )
            if not first:
                return 0
            await sub.handler(tx, system_actor(tenant.id, sub.key), entry)
            await tx.execute(
                f"DELETE FROM {tx.t('subscription_failure')} WHERE consumer = $1 AND entry_id = $2",
                sub.key,
                entry.id,
            )
    except Exception as problem:  # noqa: BLE001  any handler's failure becomes a retry
        await _failed(dbs, tenant, sub, entry, problem)
        return 0
    return 1


async def _failed(
    dbs: Transactions, tenant: Tenant, sub: Subscription, entry: FeedEntry, problem: Exception
) -> None:
    log.warning("subscription.failed", consumer=sub.key, entry=str(entry.id), error=repr(problem))
    async with dbs.tx(tenant) as tx:
        attempts: int = await tx.value(
            f"INSERT INTO {tx.t('subscription_failure')} AS f "
            "(consumer, entry_id, attempts, error) VALUES ($1, $2, 1, $3) "
            "ON CONFLICT (consumer, entry_id) "
            "DO UPDATE SET attempts = f.attempts + 1, error = excluded.error RETURNING attempts",
            sub.key,
            entry.id,
            repr(problem)[:2_000],
        )
        wait = BACK_OFF_S[attempts - 1] if attempts <= len(BACK_OFF_S) else None
        await tx.execute(
            f"UPDATE {tx.t('subscription_failure')} SET next_at = $3 "
            "WHERE consumer = $1 AND entry_id = $2",
            sub.key,
            entry.id,
            None if wait is None else tx.now + timedelta(seconds=wait),
        )


async def _retry_due(dbs: Transactions, tenant: Tenant, subs: Subscriptions) -> int:
    async with dbs.tx(tenant) as tx:
        rows = await tx.fetch(
            f"SELECT consumer, entry_id FROM {tx.t('subscription_failure')} "
            "WHERE next_at <= $1 ORDER BY next_at LIMIT $2",
            tx.now,
            PAGE,
        )
        due = [(row["consumer"], await entry_by_id(tx, row["entry_id"])) for row in rows]
    done = 0
    for consumer, entry in due:
        sub = subs.get(consumer)
        if sub is not None and entry is not None:
            done += await _run(dbs, tenant, sub, entry)
    return done


class Tenants(Transactions, Protocol):
    async def tenants(self) -> list[Tenant]: ...


async def run_delivery(
    dbs: Tenants,
    subs: Subscriptions,
    stop: asyncio.Event,
    hints: "asyncio.Queue[str]",
    *,
    sweep_s: float = 5.0,
) -> None:
    """The worker's loop: deliver for the schemas named in ``hints``, and for all every sweep.

    A failing database is logged and tried again at the next sweep; the loop ends by ``stop`` only.
    """
    while not stop.is_set():
        named = await _hinted(hints, stop, sweep_s)
        # a nameless hint says that hints may have been missed
        all_ = not named or "" in named
        try:
            for tenant in await dbs.tenants():
                if tenant.state == "active" and (all_ or tenant.schema in named):
                    await deliver(dbs, tenant, subs)
        except Exception as problem:  # noqa: BLE001  the database may be restarting
            log.warning("delivery.interrupted", error=repr(problem))


async def _hinted(hints: "asyncio.Queue[str]", stop: asyncio.Event, sweep_s: float) -> set[str]:
    """Schemas with news, empty when the sweep's time came first."""
    news = asyncio.ensure_future(hints.get())
    ended = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({news, ended}, timeout=sweep_s, return_when=asyncio.FIRST_COMPLETED)
        named = {news.result()} if news.done() else set[str]()
    finally:
        news.cancel()
        ended.cancel()
    while not hints.empty():
        named.add(hints.get_nowait())
    return named
