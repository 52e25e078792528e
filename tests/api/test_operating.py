"""What keeps a company's installation running: dead jobs, webhooks told again, figures, upkeep."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.api.people import browser, enter, make_person, make_unit

from sortie.apps.api.app import Api
from sortie.base.ids import uuid7
from sortie.kernel.events import service as events
from sortie.kernel.events.contracts import CursorExpiredError
from sortie.kernel.jobs import service as jobs
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.tenancy.contracts import Tenant

JOBS = "/api/v1/admin/jobs"
HOOKS = "/api/v1/admin/webhooks"


@pytest.fixture
async def admin(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "system_admin"))
        yield client


async def dead_job(api: Api, tenant: Tenant) -> UUID:
    async with api.kernel.dbs.tx(tenant) as tx:
        made = await jobs.enqueue(tx, "mail.send", {"to": "secret@example.com"})
    assert made is not None
    async with api.kernel.dbs.database_tx(tenant.database) as con:
        await con.execute(
            "UPDATE sortie_jobs.job SET state = 'dead', attempts = 8, ended_at = now(),"
            " last_error = 'no route' WHERE id = $1",
            made,
        )
    return made


async def test_dead_jobs_are_listed_without_what_they_carried(
    api: Api, tenant: Tenant, other_tenant: Tenant, admin: httpx.AsyncClient
) -> None:
    mine, theirs = await dead_job(api, tenant), await dead_job(api, other_tenant)
    answer = await admin.get(JOBS)
    [found] = [job for job in answer.json()["dead"] if job["id"] == str(mine)]
    assert (found["name"], found["error"], found["attempts"]) == ("mail.send", "no route", 8)
    assert answer.json()["counts"]["mail.send"]["dead"] >= 1
    assert "secret@example.com" not in answer.text
    assert str(theirs) not in answer.text


async def test_a_dead_job_is_tried_again_or_thrown_away_and_only_ones_own(
    api: Api, tenant: Tenant, other_tenant: Tenant, admin: httpx.AsyncClient
) -> None:
    again, gone = await dead_job(api, tenant), await dead_job(api, tenant)
    theirs = await dead_job(api, other_tenant)
    retried = await admin.post(f"{JOBS}/retry", json={"ids": [str(again), str(theirs)]})
    assert (retried.status_code, retried.json()) == (200, {"done": 1})
    thrown = await admin.post(f"{JOBS}/discard", json={"ids": [str(gone), str(theirs)]})
    assert thrown.json() == {"done": 1}
    async with api.kernel.dbs.database_tx(tenant.database) as con:
        rows = await con.fetch(
            "SELECT id, state FROM sortie_jobs.job WHERE id = ANY($1)", [again, gone, theirs]
        )
    assert {row["id"]: row["state"] for row in rows} == {again: "ready", theirs: "dead"}


async def hook_with_delivery(
    api: Api, tenant: Tenant, admin: httpx.AsyncClient, state: str
) -> tuple[str, str]:
    hooks: events.Webhooks = api.kernel.parts["webhooks"]
    body: dict[str, Any] = {
        "name": "ERP",
        "url": "https://1.1.1.1/hook",  # only judged here, never called
        "topics": ["record.org_unit"],
    }
    made = await admin.post(HOOKS, json=body)
    assert made.status_code == 201, made.text
    await make_unit(api, tenant)
    async with api.kernel.dbs.tx(tenant) as tx:
        entries, _ = await events.read_feed(tx, None, 10_000)
        await hooks.on_entry(tx, None, entries[-1])
        delivery = await tx.value(
            f"UPDATE {tx.t('webhook_delivery')} SET state = $2, attempts = 3 "
            "WHERE webhook_id = $1 RETURNING id",
            UUID(made.json()["id"]),
            state,
        )
    return made.json()["id"], str(delivery)


@pytest.mark.parametrize("state", ["waiting", "delivered", "failed"])
async def test_deliveries_are_found_by_the_very_state_they_show(
    api: Api, tenant: Tenant, admin: httpx.AsyncClient, state: str
) -> None:
    hook, delivery = await hook_with_delivery(api, tenant, admin, state)
    for asked in ("waiting", "delivered", "failed"):
        found = (await admin.get(f"{HOOKS}/{hook}/deliveries", params={"state": asked})).json()
        assert [(d["id"], d["state"]) for d in found] == (
            [(delivery, state)] if asked == state else []
        )
    refused = await admin.get(f"{HOOKS}/{hook}/deliveries", params={"state": "done"})
    assert refused.status_code == 422


async def test_a_failed_delivery_is_sent_again_when_asked(
    api: Api, tenant: Tenant, admin: httpx.AsyncClient
) -> None:
    hook, delivery = await hook_with_delivery(api, tenant, admin, "failed")
    before = (await jobs.counts(api.kernel.dbs, tenant)).get(events.SEND_JOB, {}).get("ready", 0)
    assert (await admin.post(f"/api/v1/admin/deliveries/{delivery}")).status_code == 204
    [found] = (await admin.get(f"{HOOKS}/{hook}/deliveries")).json()
    assert (found["state"], found["attempts"]) == ("waiting", 0)
    after = (await jobs.counts(api.kernel.dbs, tenant))[events.SEND_JOB]["ready"]
    assert after == before + 1
    assert (await admin.post(f"/api/v1/admin/deliveries/{uuid7()}")).status_code == 404


async def test_the_figures_tell_how_many_jobs_wait(
    api: Api, tenant: Tenant, anyone: httpx.AsyncClient
) -> None:
    async def waiting() -> float:
        api.kernel.parts.pop("queue_looked_at", None)
        text = (await anyone.get("/metrics")).text
        [line] = [x for x in text.splitlines() if x.startswith("sortie_jobs_waiting ")]
        return float(line.split()[1])

    before = await waiting()
    async with api.kernel.dbs.tx(tenant) as tx:
        await jobs.enqueue(tx, "mail.send", {})
        await jobs.enqueue(tx, "mail.send", {}, run_at=datetime.now(UTC) + timedelta(hours=1))
    assert await waiting() == before + 1


async def test_the_nightly_purge_forgets_the_old_feed_and_says_so_to_who_stood_there(
    api: Api, tenant: Tenant
) -> None:
    await make_unit(api, tenant)
    async with api.kernel.dbs.tx(tenant) as tx:
        _, early = await events.read_feed(tx, None, 1)
    async with api.kernel.dbs.owner_tx(tenant) as tx:
        await tx.execute(f"UPDATE {tx.t('feed')} SET at = at - interval '91 days'")
    await make_unit(api, tenant)
    purge = api.kernel.jobs.get("kernel.purge")
    assert purge is not None
    job = JobContext(api.kernel.dbs, tenant, uuid7(), "kernel.purge", 1, asyncio.Event())
    await purge.handler(job, {})
    async with api.kernel.dbs.tx(tenant) as tx:
        kept, _ = await events.read_feed(tx, None, 100)
        assert {entry.object for entry in kept} == {"org_unit"}
        assert len(kept) == 1
        with pytest.raises(CursorExpiredError):
            await events.read_feed(tx, early, 1)
