"""Webhooks out: a company's own systems hear of what happens, at least once, and can check it.

A delivery carries names and ids, no field values: the receiver fetches what it may see with its
own key. So a webhook can't leak a field, and the visibility of the record is asked as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from sortie.base.ids import uuid7
from sortie.base.secrets import KeyRing, Place, seal, unseal
from sortie.kernel.events import signing
from sortie.kernel.events.contracts import (
    DeliveryState,
    FeedEntry,
    TargetRefusedError,
    Visible,
    WebhookUnknownError,
)
from sortie.kernel.events.outbound import Answer, Caller
from sortie.kernel.jobs import service as jobs
from sortie.kernel.jobs.contracts import GiveUpError, JobContext, RetryLaterError
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tx

SEND_JOB = "webhook.send"
BACK_OFF_S = (5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200, 86_400)
"""Waits between attempts: two days in all, then the delivery stays failed until redelivered."""

_GONE = 410


@dataclass(frozen=True, slots=True)
class Webhook:
    """One receiver. ``topics``: entry names or prefixes; empty means all."""

    id: UUID
    name: str
    url: str
    topics: tuple[str, ...]
    allow_hosts: tuple[str, ...]
    active: bool
    acts_as: UUID | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one receiver, with its last attempt."""

    id: UUID
    webhook_id: UUID
    topic: str
    state: DeliveryState
    attempts: int
    last_status: int | None
    last_error: str | None
    last_answer: str | None
    took_ms: int | None
    created_at: datetime
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The verbs of webhooks. ``visible`` makes, for a webhook's user, the sight of records;
    without it every record counts as visible: for companies whose webhooks are the product's.
    """

    ring: KeyRing
    caller: Caller = field(default_factory=Caller)
    visible: Callable[[Tx, UUID], Visible] | None = None

    # --- administration ---------------------------------------------------------------------

    async def add(
        self,
        tx: Tx,
        *,
        name: str,
        url: str,
        topics: Sequence[str] = (),
        allow_hosts: Sequence[str] = (),
        acts_as: UUID | None = None,
    ) -> tuple[Webhook, str]:
        """A new webhook and its signing secret, which is shown this once.

        Raises:
            TargetRefusedError: the address may not be called.
        """
        await self.caller.guard.target(url, allow_hosts)
        hook_id, secret = uuid7(), signing.new_secret()
        await tx.execute(
            f"INSERT INTO {tx.t('webhook')} (id, name, url, secret, topics, allow_hosts, acts_as, "
            "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
            hook_id,
            name,
            url,
            self._sealed(tx, hook_id, secret),
            list(topics),
            list(allow_hosts),
            acts_as,
            tx.now,
        )
        return Webhook(
            hook_id, name, url, tuple(topics), tuple(allow_hosts), active=True, acts_as=acts_as
        ), secret

    async def change(self, tx: Tx, hook: Webhook) -> None:
        """Write all of ``hook`` but its secret.

        Raises:
            TargetRefusedError, WebhookUnknownError: see there.
        """
        await self.caller.guard.target(hook.url, hook.allow_hosts)
        tag = await tx.execute(
            f"UPDATE {tx.t('webhook')} SET name = $2, url = $3, topics = $4, allow_hosts = $5, "
            "active = $6, acts_as = $7, updated_at = $8 WHERE id = $1",
            hook.id,
            hook.name,
            hook.url,
            list(hook.topics),
            list(hook.allow_hosts),
            hook.active,
            hook.acts_as,
            tx.now,
        )
        _must_hit(tag)

    async def rotate(self, tx: Tx, hook_id: UUID) -> str:
        """A new secret; the old one signs as well until the next rotation."""
        secret = signing.new_secret()
        tag = await tx.execute(
            f"UPDATE {tx.t('webhook')} SET old_secret = secret, secret = $2, updated_at = $3 "
            "WHERE id = $1",
            hook_id,
            self._sealed(tx, hook_id, secret),
            tx.now,
        )
        _must_hit(tag)
        return secret

    async def remove(self, tx: Tx, hook_id: UUID) -> None:
        """Forget the webhook with its deliveries."""
        _must_hit(await tx.execute(f"DELETE FROM {tx.t('webhook')} WHERE id = $1", hook_id))

    async def all(self, tx: Tx) -> list[Webhook]:
        rows = await tx.fetch(
            "SELECT id, name, url, topics, allow_hosts, active, acts_as "
            f"FROM {tx.t('webhook')} ORDER BY created_at, id"
        )
        return [
            Webhook(
                r["id"], r["name"], r["url"], tuple(r["topics"]), tuple(r["allow_hosts"]),
                r["active"], r["acts_as"],
            )
            for r in rows
        ]  # fmt: skip

    async def deliveries(
        self, tx: Tx, hook_id: UUID, *, state: DeliveryState | None = None, limit: int = 100
    ) -> list[Delivery]:
        """The newest deliveries of a webhook: the redelivery screen's list."""
        rows = await tx.fetch(
            "SELECT id, webhook_id, topic, state, attempts, last_status, last_error, last_answer, "
            f"took_ms, created_at, last_at FROM {tx.t('webhook_delivery')} "
            "WHERE webhook_id = $1 AND ($2::text IS NULL OR state = $2) "
            "ORDER BY created_at DESC, id DESC LIMIT $3",
            hook_id,
            state,
            limit,
        )
        return [Delivery(*row.values()) for row in rows]

    async def redeliver(self, tx: Tx, delivery_id: UUID) -> None:
        """Send one delivery again, whatever became of it: same id, so a receiver can dedupe."""
        tag = await tx.execute(
            f"UPDATE {tx.t('webhook_delivery')} SET state = 'waiting', attempts = 0 WHERE id = $1",
            delivery_id,
        )
        _must_hit(tag)
        await self._enqueue(tx, delivery_id)

    # --- delivery ---------------------------------------------------------------------------

    async def on_entry(self, tx: Tx, _actor: Actor, entry: FeedEntry) -> None:
        """The feed's subscriber: a delivery and a job for each webhook that wants the entry."""
        for hook in await self.all(tx):
            if not hook.active or not _wants(hook, entry) or not await self._sees(tx, hook, entry):
                continue
            delivery_id = await tx.value(
                f"INSERT INTO {tx.t('webhook_delivery')} "
                "(id, webhook_id, entry_id, topic, body, state, created_at) "
                "VALUES ($1, $2, $3, $4, $5, 'waiting', $6) ON CONFLICT DO NOTHING RETURNING id",
                uuid7(),
                hook.id,
                entry.id,
                entry.name,
                body_of(entry),
                tx.now,
            )
            if delivery_id is not None:
                await self._enqueue(tx, delivery_id)

    async def send(self, job: JobContext, args: dict[str, Any]) -> None:
        """The job: one attempt. The call itself runs outside any transaction.

        Raises:
            RetryLaterError: refused or unanswered, to be tried again.
            GiveUpError: the last attempt failed too.
        """
        delivery_id = UUID(args["delivery"])
        async with job.dbs.tx(job.tenant) as tx:
            found = await self._prepared(tx, delivery_id)
        if found is None:
            return
        row, secrets_ = found
        signed = signing.headers(secrets_, f"msg_{delivery_id.hex}", datetime.now(UTC), row["body"])
        answer = await self._attempt(row, signed)
        attempts = row["attempts"] + 1
        over = answer.status == _GONE or attempts > len(BACK_OFF_S)
        state: DeliveryState = "delivered" if answer.accepted else "failed" if over else "waiting"
        async with job.dbs.tx(job.tenant) as tx:
            await tx.execute(
                f"UPDATE {tx.t('webhook_delivery')} SET state = $2, attempts = $3, "
                "last_status = $4, last_error = $5, last_answer = $6, took_ms = $7, last_at = $8 "
                "WHERE id = $1",
                delivery_id,
                state,
                attempts,
                answer.status,
                answer.error,
                answer.text,
                answer.took_ms,
                tx.now,
            )
        if state == "waiting":
            raise RetryLaterError(BACK_OFF_S[attempts - 1])
        if state == "failed":
            raise GiveUpError(why=answer.error or f"HTTP {answer.status}")

    async def _attempt(self, row: Any, signed: dict[str, str]) -> Answer:
        """The address is judged again every time: names move."""
        try:
            target = await self.caller.guard.target(row["url"], row["allow_hosts"])
        except TargetRefusedError as refusal:
            return Answer(None, "", 0, refusal.sentence("en"))
        return await self.caller.post(target, row["body"], signed)

    async def _prepared(self, tx: Tx, delivery_id: UUID) -> tuple[Any, list[str]] | None:
        """The delivery with its webhook; None when there is nothing (more) to send."""
        row = await tx.row(
            "SELECT w.id AS hook, w.url, w.secret, w.old_secret, w.allow_hosts, d.body, d.attempts "
            f"FROM {tx.t('webhook_delivery')} AS d "
            f"JOIN {tx.t('webhook')} AS w ON w.id = d.webhook_id "
            "WHERE d.id = $1 AND d.state = 'waiting' AND w.active",
            delivery_id,
        )
        if row is None:
            return None
        sealed = [s for s in (row["secret"], row["old_secret"]) if s]
        return row, [self._opened(tx, row["hook"], s) for s in sealed]

    async def _sees(self, tx: Tx, hook: Webhook, entry: FeedEntry) -> bool:
        if self.visible is None or hook.acts_as is None or entry.object is None:
            return True
        if entry.record_id is None:
            return True
        seen = await self.visible(tx, hook.acts_as)(tx, entry.object, [entry.record_id])
        return entry.record_id in seen

    async def _enqueue(self, tx: Tx, delivery_id: UUID) -> None:
        await jobs.enqueue(tx, SEND_JOB, {"delivery": str(delivery_id)})

    def _sealed(self, tx: Tx, hook_id: UUID, secret: str) -> str:
        return seal(self.ring, _place(tx, hook_id), secret.encode()).hex()

    def _opened(self, tx: Tx, hook_id: UUID, sealed: str) -> str:
        return unseal(self.ring, _place(tx, hook_id), bytes.fromhex(sealed)).decode()


def body_of(entry: FeedEntry) -> str:
    """What is sent: which thing, which version, when; never its values."""
    about: dict[str, Any] = {"entry": entry.id, "op": entry.op, "actor": entry.actor_id}
    if entry.object is not None:
        about |= {"object": entry.object, "id": entry.record_id, "version": entry.version}
    body = {"type": entry.name, "timestamp": entry.at, "data": about}
    return msgspec.json.encode(body).decode()


def _wants(hook: Webhook, entry: FeedEntry) -> bool:
    return not hook.topics or any(
        entry.name == t or entry.name.startswith(t.rstrip(".*") + ".") for t in hook.topics
    )


def _place(tx: Tx, hook_id: UUID) -> Place:
    return Place(str(tx.tenant.id), "webhook", "secret", str(hook_id))


def _must_hit(tag: str) -> None:
    if tag.endswith(" 0"):
        raise WebhookUnknownError
