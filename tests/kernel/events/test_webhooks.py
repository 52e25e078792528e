"""Webhooks: signed, thin, tried again, redelivered, and only about what their user may see."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.base.secrets import KeyRing, new_key
from sortie.kernel.events import service as events
from sortie.kernel.events import signing
from sortie.kernel.events.contracts import (
    EVERYTHING,
    TargetRefusedError,
    Visible,
    WebhookUnknownError,
)
from sortie.kernel.jobs.contracts import GiveUpError, JobContext, RetryLaterError
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.tenancy.contracts import Tenant, Tx

LOCAL = events.Caller(events.Guard(("127.0.0.0/8",)), timeout_s=2)
RING = KeyRing("k1", {"k1": new_key()})


@dataclass
class Receiver:
    """A small HTTP server that remembers what it got."""

    port: int = 0
    status: str = "200 OK"
    more: str = ""
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")[1:]
        headers = {k.lower(): v for k, _, v in (x.partition(": ") for x in lines) if k}
        body = (await reader.readexactly(int(headers["content-length"]))).decode()
        self.got.append((headers, body))
        writer.write(f"HTTP/1.1 {self.status}\r\n{self.more}Content-Length: 2\r\n\r\nok".encode())
        await writer.drain()
        writer.close()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/hook?x=1"


@asynccontextmanager
async def listening() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver


@pytest.fixture
async def company(kernel: Kernel) -> Tenant:
    return await kernel.create_tenant(f"w-{uuid7().hex[-12:]}", "回调")


def job(kernel: Kernel, tenant: Tenant) -> JobContext:
    return JobContext(kernel.dbs, tenant, uuid7(), events.SEND_JOB, 1, asyncio.Event())


async def change(kernel: Kernel, tenant: Tenant, object_: str = "thing") -> UUID:
    record_id = uuid7()
    async with kernel.dbs.tx(tenant) as tx:
        await events.append_change(
            tx, system_actor(tenant.id), object_=object_, record_id=record_id, version=1,
            op="create", extra={"changed": ["secret_field"]},
        )  # fmt: skip
    return record_id


async def delivered(kernel: Kernel, tenant: Tenant, hooks: events.Webhooks) -> list[UUID]:
    """Hand the feed to the webhooks; the ids of the deliveries that wait."""
    subs = events.Subscriptions()
    subs.on(EVERYTHING, hooks.on_entry, key="webhooks")
    await events.deliver(kernel.dbs, tenant, subs)
    async with kernel.dbs.tx(tenant) as tx:
        rows = await tx.fetch(
            f"SELECT id FROM {tx.t('webhook_delivery')} WHERE state = 'waiting' ORDER BY id"
        )
    return [row["id"] for row in rows]


async def test_a_change_arrives_signed_and_without_any_field_value(
    kernel: Kernel, company: Tenant
) -> None:
    hooks = events.Webhooks(RING, LOCAL)
    async with listening() as receiver:
        async with kernel.dbs.tx(company) as tx:
            _, secret = await hooks.add(
                tx, name="erp", url=receiver.url, topics=["record.thing"], allow_hosts=["localhost"]
            )
        record_id = await change(kernel, company)
        await change(kernel, company, "other")
        [delivery] = await delivered(kernel, company, hooks)
        await hooks.send(job(kernel, company), {"delivery": str(delivery)})
        await hooks.send(job(kernel, company), {"delivery": str(delivery)})  # done: not sent twice
    [(headers, body)] = receiver.got
    assert signing.holds(secret, headers, body, now=datetime.now(UTC))
    assert headers["host"] == f"localhost:{receiver.port}"
    told = json.loads(body)
    assert told["type"] == "record.thing.create"
    assert told["data"]["id"] == str(record_id)
    assert "secret_field" not in body


async def test_a_secret_is_kept_sealed_and_both_sign_while_it_changes(
    kernel: Kernel, company: Tenant
) -> None:
    hooks = events.Webhooks(RING, LOCAL)
    async with listening() as receiver:
        async with kernel.dbs.tx(company) as tx:
            hook, old = await hooks.add(tx, name="e", url=receiver.url, allow_hosts=["localhost"])
            new = await hooks.rotate(tx, hook.id)
            kept = await tx.value(f"SELECT secret FROM {tx.t('webhook')} WHERE id = $1", hook.id)
        assert new.removeprefix("whsec_") not in kept
        await change(kernel, company)
        [delivery] = await delivered(kernel, company, hooks)
        await hooks.send(job(kernel, company), {"delivery": str(delivery)})
    [(headers, body)] = receiver.got
    for secret in (old, new):
        assert signing.holds(secret, headers, body, now=datetime.now(UTC))


async def test_a_refused_delivery_is_tried_again_then_failed_and_can_be_sent_anew(
    kernel: Kernel, company: Tenant
) -> None:
    hooks = events.Webhooks(RING, LOCAL)
    async with listening() as receiver:
        receiver.status = "503 Busy"
        async with kernel.dbs.tx(company) as tx:
            hook, _ = await hooks.add(tx, name="e", url=receiver.url, allow_hosts=["localhost"])
        await change(kernel, company)
        [delivery] = await delivered(kernel, company, hooks)
        args = {"delivery": str(delivery)}
        waits = []
        for _ in range(9):
            with pytest.raises(RetryLaterError) as later:
                await hooks.send(job(kernel, company), args)
            waits.append(later.value.after_s)
        assert waits == sorted(waits)
        with pytest.raises(GiveUpError):
            await hooks.send(job(kernel, company), args)
        async with kernel.dbs.tx(company) as tx:
            [row] = await hooks.deliveries(tx, hook.id, state="failed")
            assert (row.attempts, row.last_status) == (10, 503)
            await hooks.redeliver(tx, delivery)
        receiver.status = "200 OK"
        await hooks.send(job(kernel, company), args)
    async with kernel.dbs.tx(company) as tx:
        [row] = await hooks.deliveries(tx, hook.id)
        assert row.state == "delivered"
        queued = await tx.value(
            "SELECT count(*) FROM sortie_jobs.job WHERE name = 'webhook.send' "
            "AND args->>'delivery' = $1",
            str(delivery),
        )
    assert queued == 2
    ids = {headers["webhook-id"] for headers, _ in receiver.got}
    assert len(ids) == 1


async def test_a_redirect_is_not_followed(kernel: Kernel, company: Tenant) -> None:
    hooks = events.Webhooks(RING, LOCAL)
    async with listening() as inside, listening() as receiver:
        receiver.status = "307 Temporary Redirect"  # keeps the POST and its body
        receiver.more = f"Location: {inside.url}\r\n"
        async with kernel.dbs.tx(company) as tx:
            await hooks.add(tx, name="e", url=receiver.url, allow_hosts=["localhost"])
        await change(kernel, company)
        [delivery] = await delivered(kernel, company, hooks)
        with pytest.raises(RetryLaterError):
            await hooks.send(job(kernel, company), {"delivery": str(delivery)})
    assert inside.got == []


async def test_a_name_that_moves_inside_after_it_was_checked_is_not_called(
    kernel: Kernel, company: Tenant
) -> None:
    answers = ["8.8.8.8"]

    async def resolver(_host: str, _port: int) -> list[str]:
        return answers

    hooks = events.Webhooks(RING, events.Caller(events.Guard((), resolver)))
    async with kernel.dbs.tx(company) as tx:
        hook, _ = await hooks.add(tx, name="e", url="https://moves.example.com/")
    await change(kernel, company)
    [delivery] = await delivered(kernel, company, hooks)
    answers[:] = ["127.0.0.1"]
    with pytest.raises(RetryLaterError):
        await hooks.send(job(kernel, company), {"delivery": str(delivery)})
    async with kernel.dbs.tx(company) as tx:
        [row] = await hooks.deliveries(tx, hook.id)
        with pytest.raises(TargetRefusedError):
            await hooks.add(tx, name="f", url="https://moves.example.com/")
    assert "internal network" in (row.last_error or "")


async def test_a_webhook_hears_only_of_records_its_user_may_see(
    kernel: Kernel, company: Tenant
) -> None:
    seen = await change(kernel, company)
    await change(kernel, company)
    user = uuid7()

    def sight(_tx: Tx, who: UUID) -> Visible:
        async def visible(_tx: Tx, _object: str, ids: Collection[UUID]) -> set[UUID]:
            return {i for i in ids if i == seen and who == user}

        return visible

    hooks = events.Webhooks(RING, LOCAL, sight)
    async with kernel.dbs.tx(company) as tx:
        await hooks.add(
            tx, name="e", url="http://localhost:1/", allow_hosts=["localhost"], acts_as=user
        )
    [delivery] = await delivered(kernel, company, hooks)
    async with kernel.dbs.tx(company) as tx:
        body = await tx.value(
            f"SELECT body FROM {tx.t('webhook_delivery')} WHERE id = $1", delivery
        )
    assert str(seen) in body


async def test_what_is_not_there_says_so(kernel: Kernel, company: Tenant) -> None:
    hooks = events.Webhooks(RING, LOCAL)
    async with kernel.dbs.tx(company) as tx:
        for act in (hooks.rotate, hooks.remove, hooks.redeliver):
            with pytest.raises(WebhookUnknownError):
                await act(tx, uuid7())
