"""An import as it is followed on a screen: looked over, started, run in the background, stopped."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any
from uuid import UUID

from sortie.base.i18n import Label, Locale
from sortie.base.ids import uuid7
from sortie.domains.dispatch.contracts.errors import ImportEmptyError
from sortie.domains.dispatch.rules.import_sheet import BY_KEY, RowProblem
from sortie.domains.dispatch.service import importing, importing_files
from sortie.domains.dispatch.service.importing import RowOutcome, Sheet
from sortie.kernel.files import service as files
from sortie.kernel.files.contracts import Received
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.jobs import service as jobs
from sortie.kernel.jobs.contracts import JobContext, RetryLaterError
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.permissions.service import actor_for
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

JOB = "dispatch.import"
LONGEST_S = 3_600.0
_ATTEMPTS = 3
_FAILED = Label("失败行", "failed rows")
_OBJECT = "order_import"
_TOLD = 200
"""Problems kept with the import; the file of failed rows has them all."""


@dataclass(frozen=True, slots=True)
class Looked:
    """An import and what would become of each row of its file."""

    run: Stored
    sheet: Sheet
    outcomes: tuple[RowOutcome, ...]


async def look_over(
    tx: Tx, actor: Actor, sheet: Sheet, received: Received, *, name: str, create_missing: bool
) -> Looked:
    """Keep a file and say what an import would make of it; nothing is made yet."""
    outcomes = await importing.check(tx, actor, sheet, create_missing=create_missing)
    file = await files.store(tx, actor, received, filename=name)
    values = {
        "file_name": file.filename,
        "sha256": file.sha256,
        "file": [file.id],
        "create_missing": create_missing,
        "rows": len(sheet.rows),
    }
    run = await records.create(tx, actor.as_system(), _OBJECT, values, id=uuid7())
    return Looked(run, sheet, outcomes)


async def look_again(tx: Tx, actor: Actor, run_id: UUID, *, create_missing: bool) -> Looked:
    """The same file once more: by now, or with another choice, it may stand differently."""
    run = await records.fetch(tx, actor, _OBJECT, run_id)
    sheet = await _sheet(tx, run)
    outcomes = await importing.check(tx, actor, sheet, create_missing=create_missing)
    return Looked(run, sheet, outcomes)


async def start(tx: Tx, actor: Actor, run_id: UUID, *, create_missing: bool) -> Stored:
    """Run it in the background, with the rights of whoever starts it. One that was stopped or
    broke off goes on: what it has made isn't made again.

    Raises:
        TransitionError: it runs already, or is done. ImportEmptyError: the file has no rows.
    """
    run = await records.fetch(tx, actor, _OBJECT, run_id, lock=True)
    if not run["rows"]:
        raise ImportEmptyError
    values: dict[str, Any] = {"create_missing": create_missing, "started_at": tx.now}
    if run["started_by"] is None:
        # whose keys tell what was made already: going on is always in the first one's name
        values["started_by"] = actor.user_id
    if run["state"] != "checked":
        values |= {"ended_at": None, "result": [], "problems": None}
    run = await records.command(tx, actor.as_system(), _OBJECT, run_id, "start", values=values)
    args = {"run": str(run_id), "locale": actor.locale}
    await jobs.enqueue(tx, JOB, args, unique_key=str(run_id), max_attempts=_ATTEMPTS)
    return run


async def stop(tx: Tx, actor: Actor, run_id: UUID) -> Stored:
    """Stop it after the batch under way; what is made stays.

    Raises:
        TransitionError: it has ended.
    """
    run = await records.fetch(tx, actor, _OBJECT, run_id, lock=True)
    if run["state"] == "running":
        return await records.command(
            tx, actor.as_system(), _OBJECT, run_id, "stop", values={"ended_at": tx.now}
        )
    return await records.command(tx, actor.as_system(), _OBJECT, run_id, "stop")


async def work(job: JobContext, args: dict[str, Any]) -> None:
    """The job: batch by batch, with its progress in the same transaction as its orders."""
    run_id, locale = UUID(args["run"]), args["locale"]
    async with job.dbs.tx(job.tenant) as tx:
        system = system_actor(tx.tenant.id)
        run = await records.fetch(tx, system, _OBJECT, run_id)
        if run["state"] != "running":
            return
        sheet = await _sheet(tx, run)
        who = Principal(tx.tenant.id, run["started_by"], "user", locale=locale)
        actor = await actor_for(tx, who)
    try:
        outcomes = await _all(job, actor, run, sheet)
    except RetryLaterError:
        raise
    except Exception:
        if job.attempt >= _ATTEMPTS:
            await _end(job, run_id, "break_off", {})
        raise
    values = await _result(job, sheet, outcomes, locale, run["file_name"])
    await _end(job, run_id, "finish", values)


async def _all(job: JobContext, actor: Actor, run: Stored, sheet: Sheet) -> list[RowOutcome]:
    """What became of the rows; fewer than there are when somebody stopped it.

    Raises:
        RetryLaterError: the worker ends; the next one goes on.
    """
    outcomes: list[RowOutcome] = []
    for rows in batched(sheet.rows, importing.CHUNK):
        async with job.dbs.tx(job.tenant) as tx:
            outcomes += await importing.make(
                tx, actor, sheet, rows, create_missing=run["create_missing"], batch_of=run.id
            )
            running = await _progress(tx, run.id, outcomes)
        if not running:
            break
        if job.stopping.is_set():
            raise RetryLaterError(1)
    return outcomes


async def _progress(tx: Tx, run_id: UUID, outcomes: Sequence[RowOutcome]) -> bool:
    """Write how far it is; whether to go on."""
    kinds = Counter(o.kind for o in outcomes)
    values = {"done": len(outcomes), "ok": kinds["ok"], "skipped": kinds["skipped"],
              "failed": kinds["error"]}  # fmt: skip
    system = system_actor(tx.tenant.id)
    run = await records.update(tx, system, _OBJECT, run_id, values, version=None)
    return bool(run["state"] == "running")


async def _result(
    job: JobContext, sheet: Sheet, outcomes: Sequence[RowOutcome], locale: Locale, name: str
) -> dict[str, Any]:
    """The first problems, and a file of the rows that failed with what is wrong in each."""
    failed = [o for o in outcomes if o.kind == "error"]
    if not failed:
        return {}
    rows = [sheet.cells[0], *(sheet.cells[o.at - 1] for o in failed)]
    why = {n: ("error", reason(o, locale)) for n, o in enumerate(failed, 2)}
    zone = job.tenant.time_zone
    book = await asyncio.to_thread(importing_files.result_book, rows, why, locale, zone)
    told = _FAILED.in_(locale)
    async with job.dbs.tx(job.tenant) as tx:
        system = system_actor(tx.tenant.id)
        file = await files.store(
            tx, system, book, filename=f"{name.rpartition('.')[0]} {told}.xlsx"
        )
    problems = [plain(o.at, p) for o in failed for p in o.problems]
    return {"result": [file.id], "problems": problems[:_TOLD]}


async def _end(job: JobContext, run_id: UUID, command: str, values: dict[str, Any]) -> None:
    """Ended, and how; one that somebody stopped keeps that state and gets its result."""
    async with job.dbs.tx(job.tenant) as tx:
        system = system_actor(tx.tenant.id)
        run = await records.fetch(tx, system, _OBJECT, run_id, lock=True)
        if run["state"] == "running":
            ended = values | {"ended_at": tx.now}
            await records.command(tx, system, _OBJECT, run_id, command, values=ended)
        elif values:
            await records.update(tx, system, _OBJECT, run_id, values, version=None)


def plain(row: int, problem: RowProblem) -> dict[str, Any]:
    """A problem as it is kept: both languages, its line and column key."""
    return {"row": row, "field": problem.key, "zh": problem.text.zh, "en": problem.text.en}


def column(key: str, locale: Locale) -> str:
    return BY_KEY[key].label.in_(locale) if key in BY_KEY else ""


def reason(outcome: RowOutcome, locale: Locale) -> str:
    """Everything that is wrong with a row, in one line."""
    return " ".join(
        f"{column(p.key, locale)}: {p.text.in_(locale)}" if p.key else p.text.in_(locale)
        for p in outcome.problems
    )


async def _sheet(tx: Tx, run: Stored) -> Sheet:
    """The rows of the file an import keeps."""
    opened = await files.open_file(tx, system_actor(tx.tenant.id), run["file"][0])
    content = b"".join([chunk async for chunk in opened.stream])
    return await importing.read(content, tx.tenant.time_zone)
