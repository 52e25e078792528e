"""The worker: leases batches of jobs, runs them side by side, and writes how they ended."""

import asyncio
import logging
import os
import random
import socket
import traceback
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from sortie.base.db import DatabaseAwayError, DatabaseBusyError
from sortie.base.ids import uuid7
from sortie.base.telemetry import jobs_run, worker_seen
from sortie.kernel.jobs import repository, rules
from sortie.kernel.jobs.contracts import (
    GiveUpError,
    JobContext,
    JobTakenError,
    RetryLaterError,
)
from sortie.kernel.jobs.registry import JobDef, JobRegistry
from sortie.kernel.jobs.repository import Claimed, Outcome
from sortie.kernel.tenancy.contracts import TenantClosedError, TenantUnknownError
from sortie.kernel.tenancy.service import TenantDatabases

_log = logging.getLogger(__name__)
_AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    DatabaseAwayError,
    DatabaseBusyError,
)
_CLOSED_RETRY_S = 300.0
_ERROR_LENGTH = 4000
_SCHEDULED_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """How a worker works; tests shorten it. Seconds."""

    batch: int = 20
    poll_s: float = 1.0
    lease_s: float = 60.0
    tick_s: float = 5.0
    grace_s: float = 20.0


class Worker:
    """Works one database's queue off until told to stop."""

    def __init__(
        self, dbs: TenantDatabases, registry: JobRegistry, database: str, pace: Pace
    ) -> None:
        self.id = uuid7()
        self._dbs, self._registry, self._database, self._pace = dbs, registry, database, pace
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._ended: list[Outcome] = []
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._last_due: dict[tuple[str, str], datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Until ``stop``; then what runs gets ``grace_s`` to end, and what doesn't goes back."""
        hush = await self._dbs.listener(self._database).on(
            repository.CHANNEL, lambda _: self._wake.set()
        )
        stopper = asyncio.create_task(self._pass_on(stop))
        next_tick = 0.0
        try:
            while not stop.is_set():
                self._wake.clear()
                try:
                    if monotonic() >= next_tick:
                        next_tick = monotonic() + self._pace.tick_s
                        await self._tick()
                    full = await self._turn()
                except _AWAY:
                    _log.warning("the job queue's database is away; trying again")
                    full = False
                if not full:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), self._pace.poll_s)
        finally:
            hush()
            stopper.cancel()
            await self._drain()

    async def _pass_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stopping.set()
        self._wake.set()

    async def _turn(self) -> bool:
        """Write what ended and lease what is due, in one transaction; whether more may be due."""
        room = self._pace.batch - len(self._running)
        ended = tuple(self._ended)
        if not ended and room <= 0:
            return False
        async with self._dbs.database_tx(self._database) as con:
            await repository.end(con, self.id, ended)
            jobs = (
                await repository.claim(con, self.id, room, self._pace.lease_s) if room > 0 else []
            )
        # only now are they written: a failed turn keeps them for the next
        del self._ended[: len(ended)]
        for job in jobs:
            self._running[job.id] = asyncio.create_task(self._work(job), name=f"job {job.name}")
        return bool(jobs) and len(jobs) == room and len(self._running) < self._pace.batch

    async def _work(self, job: Claimed) -> None:
        outcome = Outcome(job, error="cancelled", again_at=datetime.now(UTC), counted=False)
        try:
            outcome = await self._attempt(job)
        finally:
            self._running.pop(job.id, None)
            self._ended.append(outcome)
            self._wake.set()

    async def _attempt(self, job: Claimed) -> Outcome:
        found = self._registry.get(job.name)
        now = datetime.now(UTC)
        if found is None:
            # a newer program may know it: wait for that one, don't lose the job
            again = now + timedelta(seconds=_CLOSED_RETRY_S)
            return Outcome(job, error=f"no job is called {job.name}", again_at=again, counted=False)
        try:
            await self._call(found, job)
        except (RetryLaterError, TenantClosedError) as later:
            wait_s = later.after_s if isinstance(later, RetryLaterError) else _CLOSED_RETRY_S
            return Outcome(job, again_at=now + timedelta(seconds=wait_s), counted=False)
        except JobTakenError:
            return Outcome(job)
        except (GiveUpError, TenantUnknownError) as end:
            jobs_run.labels(job.name, "dead").inc()
            return Outcome(job, error=str(end))
        except Exception as error:  # noqa: BLE001  whatever a handler raises, the job goes on
            return self._failed(job, error)
        jobs_run.labels(job.name, "done").inc()
        return Outcome(job)

    async def _call(self, found: JobDef, job: Claimed) -> None:
        tenant = await self._dbs.tenant_by_id(job.tenant_id)
        if tenant.state != "active":
            raise TenantClosedError(code=tenant.code)
        context = JobContext(self._dbs, tenant, job.id, job.name, job.attempts, self._stopping)
        async with asyncio.timeout(found.timeout_s):
            await found.handler(context, job.args)

    def _failed(self, job: Claimed, error: Exception) -> Outcome:
        text = "".join(traceback.format_exception(error))[-_ERROR_LENGTH:]
        if job.attempts >= job.max_attempts:
            _log.error("job %s %s is dead after %s attempts", job.name, job.id, job.attempts)
            jobs_run.labels(job.name, "dead").inc()
            return Outcome(job, error=text)
        _log.warning("job %s %s failed (%s)", job.name, job.id, error, exc_info=error)
        jobs_run.labels(job.name, "failed").inc()
        wait_s = rules.backoff_s(job.attempts, random.random())  # noqa: S311  spreading, no secret
        return Outcome(job, error=text, again_at=datetime.now(UTC) + timedelta(seconds=wait_s))

    async def _tick(self) -> None:
        """Beat, free what dead workers held, fire what schedules made due."""
        dues = await self._dues(datetime.now(UTC))
        async with self._dbs.database_tx(self._database) as con:
            await repository.beat(
                con,
                self.id,
                self._running,
                host=socket.gethostname(),
                pid=os.getpid(),
                lease_s=self._pace.lease_s,
            )
            for row in await repository.free_expired(con):
                _log.warning("job %s %s was left by a dead worker", row["name"], row["id"])
            if dues:
                await repository.fire(con, dues, _SCHEDULED_ATTEMPTS)
        worker_seen.set_to_current_time()
        for role, _, name, at in dues:
            self._last_due[role, name] = at

    async def _dues(self, now: datetime) -> list[tuple[str, UUID, str, datetime]]:
        schedules = self._registry.schedules()
        if not schedules:
            return []
        dues: list[tuple[str, UUID, str, datetime]] = []
        for tenant in await self._dbs.tenants():
            if tenant.database != self._database or tenant.state != "active":
                continue
            zone = ZoneInfo(tenant.time_zone)
            for schedule in schedules:
                at = rules.last_due(schedule, now, zone)
                if self._last_due.get((tenant.role, schedule.name)) != at:
                    dues.append((tenant.role, tenant.id, schedule.name, at))
        return dues

    async def _drain(self) -> None:
        self._stopping.set()
        running = list(self._running.values())
        if running:
            _, late = await asyncio.wait(running, timeout=self._pace.grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        try:
            async with self._dbs.database_tx(self._database) as con:
                await repository.end(con, self.id, self._ended)
                await repository.leave(con, self.id)
        except _AWAY:
            _log.warning("the queue is away; unfinished jobs return when their lease ends")


async def run_worker(
    dbs: TenantDatabases, registry: JobRegistry, stop: asyncio.Event, pace: Pace | None = None
) -> None:
    """Work every database's queue until ``stop``; returns when all is drained."""
    chosen = pace or Pace()
    async with asyncio.TaskGroup() as group:
        for database in dbs.databases:
            group.create_task(Worker(dbs, registry, database, chosen).run(stop))
