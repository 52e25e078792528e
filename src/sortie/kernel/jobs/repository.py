"""SQL of the queue. One table a database, so workers take all tenants' jobs in one look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.base.db import Connection, Row
from sortie.base.ids import uuid7

CHANNEL = "sortie_jobs"


async def insert(
    con: Connection,
    name: str,
    args: dict[str, Any],
    *,
    tenant_id: UUID,
    tenant_role: str,
    run_at: datetime | None,
    unique_key: str | None,
    max_attempts: int,
    reschedule: bool = False,
) -> UUID | None:
    """The new job's id; None when one with this key already waits (its time moved if asked)."""
    clash = "DO NOTHING"
    if reschedule:
        clash = (
            "(tenant_role, name, unique_key) WHERE state = 'ready' AND unique_key IS NOT NULL "
            "DO UPDATE SET run_at = excluded.run_at, args = excluded.args"
        )
    made: UUID | None = await con.fetchval(
        f"""
        WITH made AS (
          INSERT INTO sortie_jobs.job (id, tenant_id, name, args, run_at, unique_key, max_attempts, tenant_role)
          VALUES ($1, $2, $3, $4, coalesce($5, now()), $6, $7, $8)
          ON CONFLICT {clash}
          RETURNING id, run_at
        )
        SELECT id FROM made
        LEFT JOIN LATERAL (SELECT pg_notify('{CHANNEL}', '') WHERE made.run_at <= now()) told ON true
        """,
        uuid7(),
        tenant_id,
        name,
        args,
        run_at,
        unique_key,
        max_attempts,
        tenant_role,
    )
    return made


async def cancel(con: Connection, name: str, unique_key: str) -> bool:
    """Take a waiting job back; False when none waits."""
    done = await con.execute(
        "DELETE FROM sortie_jobs.job "
        "WHERE tenant_role = current_user AND name = $1 AND unique_key = $2 AND state = 'ready'",
        name,
        unique_key,
    )
    return done != "DELETE 0"


@dataclass(frozen=True, slots=True)
class Claimed:
    """One leased job."""

    id: UUID
    tenant_id: UUID
    tenant_role: str
    name: str
    args: dict[str, Any]
    attempts: int
    max_attempts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one run ended. ``again_at`` None and no ``error``: done; None with one: dead."""

    job: Claimed
    error: str | None = None
    again_at: datetime | None = None
    counted: bool = True


async def claim(con: Connection, worker: UUID, limit: int, lease_s: float) -> list[Claimed]:
    """Lease up to ``limit`` due jobs, oldest due first; no two workers get the same one."""
    rows = await con.fetch(
        """
        UPDATE sortie_jobs.job j
        SET state = 'running', attempts = j.attempts + 1, worker = $1,
            leased_until = clock_timestamp() + make_interval(secs => $3)
        FROM (
          SELECT id FROM sortie_jobs.job WHERE state = 'ready' AND run_at <= clock_timestamp()
          ORDER BY run_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ) due
        WHERE j.id = due.id
        RETURNING j.id, j.tenant_id, j.tenant_role, j.name, j.args, j.attempts, j.max_attempts
        """,
        worker,
        limit,
        lease_s,
    )
    return [Claimed(**dict(x)) for x in rows]


async def end(con: Connection, worker: UUID, outcomes: Sequence[Outcome]) -> None:
    """Write how runs ended; one whose lease was lost meanwhile is another worker's to end."""
    done = [x.job.id for x in outcomes if x.error is None and x.again_at is None]
    if done:
        await con.execute(
            "DELETE FROM sortie_jobs.job WHERE id = ANY($1) AND worker = $2 AND state = 'running'",
            done,
            worker,
        )
    for outcome in outcomes:
        if outcome.again_at is not None:
            await _again(con, worker, outcome)
        elif outcome.error is not None:
            await con.execute(
                """
                UPDATE sortie_jobs.job
                SET state = 'dead', ended_at = now(), worker = NULL, leased_until = NULL,
                    last_error = $3
                WHERE id = $1 AND worker = $2 AND state = 'running'
                """,
                outcome.job.id,
                worker,
                outcome.error,
            )


async def _again(con: Connection, worker: UUID, outcome: Outcome) -> None:
    """Back to the queue, unless the same unique job waits there by now: that one will do."""
    await con.execute(
        """
        WITH mine AS (
          SELECT id, tenant_role, name, unique_key FROM sortie_jobs.job
          WHERE id = $1 AND worker = $2 AND state = 'running'
        ), gone AS (
          DELETE FROM sortie_jobs.job j USING mine, sortie_jobs.job other
          WHERE j.id = mine.id AND other.state = 'ready' AND other.name = mine.name
            AND other.tenant_role = mine.tenant_role AND other.unique_key = mine.unique_key
          RETURNING j.id
        )
        UPDATE sortie_jobs.job j
        SET state = 'ready', run_at = $3, worker = NULL, leased_until = NULL,
            attempts = j.attempts - $4, last_error = coalesce($5, j.last_error)
        FROM mine WHERE j.id = mine.id AND NOT EXISTS (SELECT FROM gone)
        """,
        outcome.job.id,
        worker,
        outcome.again_at,
        0 if outcome.counted else 1,
        outcome.error,
    )


async def free_expired(con: Connection) -> list[Row]:
    """Jobs of workers that stopped answering: ready again, or dead after their last attempt."""
    return await con.fetch(
        """
        UPDATE sortie_jobs.job j
        SET state = CASE WHEN j.attempts >= j.max_attempts THEN 'dead' ELSE 'ready' END,
            ended_at = CASE WHEN j.attempts >= j.max_attempts THEN now() END,
            -- a twin that waits already keeps the key
            unique_key = CASE WHEN EXISTS (
                SELECT FROM sortie_jobs.job o WHERE o.state = 'ready' AND o.name = j.name
                  AND o.tenant_role = j.tenant_role AND o.unique_key = j.unique_key
              ) THEN NULL ELSE j.unique_key END,
            worker = NULL, leased_until = NULL, run_at = now(),
            last_error = coalesce(j.last_error, 'the worker died')
        WHERE j.id IN (
          SELECT id FROM sortie_jobs.job
          WHERE state = 'running' AND leased_until < clock_timestamp()
          ORDER BY leased_until LIMIT 100 FOR UPDATE SKIP LOCKED
        )
        RETURNING j.id, j.name, j.state
        """
    )


async def beat(
    con: Connection, worker: UUID, running: Iterable[UUID], *, host: str, pid: int, lease_s: float
) -> None:
    """Say this worker lives and keep the leases of what it runs."""
    mine = list(running)
    await con.execute(
        """
        INSERT INTO sortie_jobs.worker AS w (id, host, pid, running) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET seen_at = now(), running = excluded.running
        """,
        worker,
        host,
        pid,
        len(mine),
    )
    await con.execute(
        """
        UPDATE sortie_jobs.job SET leased_until = clock_timestamp() + make_interval(secs => $3)
        WHERE id = ANY($1) AND worker = $2 AND state = 'running'
        """,
        mine,
        worker,
        lease_s,
    )


async def leave(con: Connection, worker: UUID) -> None:
    """This worker is gone, and so are the marks of those that died a day ago."""
    await con.execute(
        "DELETE FROM sortie_jobs.worker WHERE id = $1 OR seen_at < now() - interval '1 day'",
        worker,
    )


async def fire(
    con: Connection, dues: Sequence[tuple[str, UUID, str, datetime]], max_attempts: int
) -> int:
    """Enqueue what became due since it last ran; ``dues``: (tenant role, tenant, name, due at).

    Whoever moves ``last_due`` forward enqueues: two workers never both do. A schedule seen for the
    first time only takes its mark, so a new tenant doesn't run every nightly job at once.
    """
    done = await con.execute(
        """
        WITH due AS (
          SELECT r AS tenant_role, t AS tenant_id, n AS name, d AS at
          FROM unnest($1::name[], $2::uuid[], $3::text[], $4::timestamptz[]) AS x (r, t, n, d)
          ORDER BY r, n
        ), known AS (
          SELECT s.tenant_role, s.name FROM sortie_jobs.schedule s JOIN due USING (tenant_role, name)
        ), moved AS (
          INSERT INTO sortie_jobs.schedule AS s (tenant_role, name, last_due)
          SELECT tenant_role, name, at FROM due
          ON CONFLICT (tenant_role, name) DO UPDATE SET last_due = excluded.last_due
            WHERE s.last_due < excluded.last_due
          RETURNING s.tenant_role, s.name
        )
        INSERT INTO sortie_jobs.job (id, tenant_role, tenant_id, name, args, unique_key, max_attempts)
        SELECT gen_random_uuid(), due.tenant_role, due.tenant_id, due.name, '{}', 'schedule', $5
        FROM due JOIN moved USING (tenant_role, name) JOIN known USING (tenant_role, name)
        ON CONFLICT DO NOTHING
        """,
        [x[0] for x in dues],
        [x[1] for x in dues],
        [x[2] for x in dues],
        [x[3] for x in dues],
        max_attempts,
    )
    return int(done.rpartition(" ")[2])
