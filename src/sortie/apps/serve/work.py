"""The worker role: jobs, subscriptions, schedules."""

import asyncio
from importlib import import_module, util

from sortie.apps.composition import Kernel, build_kernel
from sortie.apps.serve.preparation import DEMO
from sortie.base.settings import WEB_ROLES, Settings


async def run_work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until ``stop`` is set, then finish what is in hand."""
    kernel = build_kernel(settings)
    if settings.demo and util.find_spec(DEMO) is not None:
        import_module(DEMO).install(kernel)
    await kernel.start()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(kernel.work(stop))
            if not settings.roles & WEB_ROLES:
                group.create_task(_answer(kernel, stop))
    finally:
        await kernel.close()


async def _answer(kernel: Kernel, stop: asyncio.Event) -> None:
    """On a machine without an HTTP role: its health and its figures, nothing else."""
    # Imported here: beside a web part the worker needn't the HTTP application
    from sortie.apps.api.app import create_app  # noqa: PLC0415  see above
    from sortie.apps.serve.web import serve_app  # noqa: PLC0415  see above

    await serve_app(create_app(kernel), kernel.settings, stop)
