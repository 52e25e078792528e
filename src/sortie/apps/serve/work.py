"""The worker role: jobs, subscriptions, schedules."""

import asyncio
import contextlib
import sys
from importlib import import_module, util

from sortie.apps.composition import Kernel, build_kernel
from sortie.apps.serve.preparation import DEMO
from sortie.base.settings import WEB_ROLES, Settings

_WARM_AFTER_S = 30.0
"""Past the start, whose first seconds belong to whoever waits for it."""

_WARM = (
    "import os; getattr(os, 'nice', int)(15); "
    "from sortie_routing.engine.warming import warm; warm()"
)


async def run_work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until ``stop`` is set, then finish what is in hand."""
    kernel = build_kernel(settings)
    if settings.demo and util.find_spec(DEMO) is not None:
        import_module(DEMO).install(kernel)
    await kernel.start()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(kernel.work(stop))
            group.create_task(_warm_planner(stop))
            if not settings.roles & WEB_ROLES:
                group.create_task(_answer(kernel, stop))
    finally:
        await kernel.close()


async def _warm_planner(stop: asyncio.Event) -> None:
    """Compile the planner ahead of the first plan: a second where it is on disk, else a minute.

    In a process of its own, with what the machine has to spare: the worker needn't hold a compiler.
    """
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), _WARM_AFTER_S)
    if stop.is_set():
        return
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _WARM,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    ended, stopped = asyncio.create_task(child.wait()), asyncio.create_task(stop.wait())
    await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
    await ended


async def _answer(kernel: Kernel, stop: asyncio.Event) -> None:
    """On a machine without an HTTP role: its health and its figures, nothing else."""
    # Imported here: beside a web part the worker needn't the HTTP application
    from sortie.apps.api.app import create_app  # noqa: PLC0415  see above
    from sortie.apps.serve.web import serve_app  # noqa: PLC0415  see above

    await serve_app(create_app(kernel), kernel.settings, stop)
