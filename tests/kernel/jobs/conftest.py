"""A worker beside the test, which ends with it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from sortie.apps.composition import Kernel
from sortie.kernel.jobs.service import JobRegistry, Pace, run_worker

QUICK = Pace(poll_s=0.05, lease_s=1.0, tick_s=0.1, grace_s=0.5)


@pytest.fixture
def registry() -> JobRegistry:
    return JobRegistry()


@asynccontextmanager
async def working(kernel: Kernel, registry: JobRegistry, pace: Pace = QUICK) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(run_worker(kernel.dbs, registry, stop, pace))
    try:
        yield
    finally:
        stop.set()
        await task


async def until(true: Callable[[], Awaitable[bool]], within_s: float = 20.0) -> None:
    """Wait for something another process or task brings about."""
    async with asyncio.timeout(within_s):
        while not await true():  # noqa: ASYNC110  another process can't set our event
            await asyncio.sleep(0.01)
