"""Imports in the background: looked over without a trace, resumed without a double, stopped."""

import asyncio
import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from python_calamine import load_workbook
from tests.factories.company import Company

from sortie.domains.dispatch.service import importing, importing_runs
from sortie.kernel.files import service as files
from sortie.kernel.jobs.contracts import JobContext, RetryLaterError
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored, TransitionError

_HEADS = ["客户", "工作类型", "问题描述"]
_FEW = 3


def _csv(*rows: Sequence[str]) -> bytes:
    return "\r\n".join(",".join(r) for r in (_HEADS, *rows)).encode()


async def _look(company: Company, content: bytes) -> importing_runs.Looked:
    sheet = await importing.read(content, company.tenant.time_zone)
    async with files.receive(content) as received, company.tx() as tx:
        mia = await company.actor(tx, "mia")
        return await importing_runs.look_over(
            tx, mia, sheet, received, name="工单.csv", create_missing=False
        )


async def _start(company: Company, run: UUID) -> Stored:
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        return await importing_runs.start(tx, mia, run, create_missing=False)


def _job(company: Company, attempt: int = 1, *, drains: bool = False) -> JobContext:
    stopping = asyncio.Event()
    if drains:
        stopping.set()
    dbs = company.kernel.dbs
    return JobContext(dbs, company.tenant, UUID(int=attempt), importing_runs.JOB, attempt, stopping)


async def _work(company: Company, run: UUID, **how: Any) -> Stored:
    await importing_runs.work(_job(company, **how), {"run": str(run), "locale": "zh-CN"})
    return await _run(company, run)


async def _run(company: Company, run: UUID) -> Stored:
    async with company.tx() as tx:
        return await records.fetch(tx, system_actor(company.tenant.id), "order_import", run)


async def _orders(company: Company, run: UUID) -> list[Stored]:
    async with company.tx() as tx:
        return await records.find(tx, "work_order", order_import=run)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)


async def test_a_file_is_looked_over_then_made_and_its_failed_rows_come_back(
    company: Company,
) -> None:
    looked = await _look(
        company,
        _csv(["王女士", "AC", "一"], ["王女士", "AC", "二"], ["谁", "AC", "三"], ["王女士", "AC", "四"]),
    )  # fmt: skip
    assert [o.kind for o in looked.outcomes] == ["ok", "ok", "error", "ok"]
    assert await _orders(company, looked.run.id) == []
    await _start(company, looked.run.id)
    run = await _work(company, looked.run.id)
    assert [run[n] for n in ("state", "done", "ok", "failed")] == ["done", 4, 3, 1]
    assert len(await _orders(company, run.id)) == _FEW
    assert [(p["row"], p["field"]) for p in run["problems"]] == [(4, "customer")]
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        opened = await files.open_file(tx, mia, run["result"][0])
        book = b"".join([chunk async for chunk in opened.stream])
    rows = load_workbook(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows] == ["问题描述", "三"]
    assert "谁" in rows[1][-1]


async def test_a_worker_that_drains_hands_over_and_nothing_is_made_twice(
    company: Company,
) -> None:
    looked = await _look(company, _csv(*(["王女士", "AC", f"交接{n}"] for n in range(_FEW))))
    await _start(company, looked.run.id)
    with pytest.raises(RetryLaterError):
        await _work(company, looked.run.id, drains=True)
    half = await _run(company, looked.run.id)
    assert (half["state"], half["done"]) == ("running", 2)
    run = await _work(company, looked.run.id, attempt=2)
    assert [run[n] for n in ("state", "ok", "skipped")] == ["done", _FEW, 0]
    assert len(await _orders(company, run.id)) == _FEW


async def test_one_that_was_stopped_keeps_what_it_made_and_may_go_on(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = await _look(company, _csv(*(["王女士", "AC", f"停止{n}"] for n in range(_FEW))))
    await _start(company, looked.run.id)
    make = importing.make

    async def stopped_meanwhile(*args: Any, **more: Any) -> Any:
        async with company.tx() as tx:
            await importing_runs.stop(tx, await company.actor(tx, "mia"), looked.run.id)
        return await make(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(importing, "make", stopped_meanwhile)
        run = await _work(company, looked.run.id)
    assert (run["state"], run["done"]) == ("cancelled", 2)
    await _start(company, run.id)
    run = await _work(company, run.id)
    assert (run["state"], run["ok"]) == ("done", _FEW)
    assert len(await _orders(company, run.id)) == _FEW


async def test_it_breaks_off_after_the_last_try_and_one_that_is_done_isnt_started_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = await _look(company, _csv(["王女士", "AC", "坏"]))
    await _start(company, looked.run.id)

    async def away(*_args: Any, **_more: Any) -> Any:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(importing, "make", away)
        with pytest.raises(ConnectionError):
            await _work(company, looked.run.id, attempt=3)
    assert (await _run(company, looked.run.id))["state"] == "broken"
    await _start(company, looked.run.id)
    assert (await _work(company, looked.run.id))["state"] == "done"
    with pytest.raises(TransitionError):
        await _start(company, looked.run.id)
