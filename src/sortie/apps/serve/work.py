"""The worker role: jobs, subscriptions, schedules."""

import asyncio

from sortie.base.settings import Settings


async def run_work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until ``stop`` is set, then finish what is in hand."""
    del settings
    await stop.wait()
