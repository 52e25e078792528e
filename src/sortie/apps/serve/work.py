"""The worker role: jobs, subscriptions, schedules."""

import asyncio

from sortie.apps.composition import build_kernel
from sortie.base.settings import Settings


async def run_work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until ``stop`` is set, then finish what is in hand."""
    kernel = build_kernel(settings)
    await kernel.start()
    try:
        await kernel.work(stop)
    finally:
        await kernel.close()
