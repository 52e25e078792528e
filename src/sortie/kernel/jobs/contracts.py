"""What a job sees, and how it says that it can't go on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.kernel.tenancy.contracts import Tenant, Tx
from sortie.kernel.tenancy.service import TenantDatabases


@dataclass(frozen=True, slots=True)
class JobContext:
    """Given to a handler beside its args. ``attempt`` is 1 at the first run.

    A job may run twice: after a worker died, or when its commit was durable and its end wasn't.
    One that must not calls ``finish`` inside the transaction of its effect.
    ``stopping`` is set when the worker drains: long handlers look at it and raise RetryLaterError.
    """

    dbs: TenantDatabases
    tenant: Tenant
    job_id: UUID
    name: str
    attempt: int
    stopping: asyncio.Event

    async def finish(self, tx: Tx) -> None:
        """End this job in ``tx``: its effect and its end are durable together or not at all.

        Raises:
            JobTakenError: another worker has the job by now; ``tx`` must not commit.
        """
        done = await tx.execute("DELETE FROM sortie_jobs.job WHERE id = $1", self.job_id)
        if done != "DELETE 1":
            raise JobTakenError(name=self.name)


type Handler = Callable[[JobContext, dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as administrators see it."""

    id: UUID
    tenant_id: UUID
    name: str
    args: dict[str, Any]
    state: str
    run_at: datetime
    attempts: int
    max_attempts: int
    last_error: str | None
    created_at: datetime
    ended_at: datetime | None


class RetryLaterError(AppError):
    """Not now: run me again after ``after_s`` seconds, without counting this attempt."""

    code, status = "job.retry_later", 503
    text = Label("稍后重试。", "Try again later.")

    def __init__(self, after_s: float = 60.0) -> None:
        self.after_s = after_s
        super().__init__()


class GiveUpError(AppError):
    """It will never work: to the dead letters at once, with ``why``."""

    code, status = "job.given_up", 500
    text = Label("任务无法完成：{why}", "The job can't be done: {why}")


class JobTakenError(AppError):
    """Its lease ran out and another worker has it or has ended it."""

    code, status = "job.taken", 409
    text = Label("任务「{name}」已由其他进程接手。", "Job “{name}” was taken over elsewhere.")
