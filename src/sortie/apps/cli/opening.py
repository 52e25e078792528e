"""What a command needs before it can act: settings, a database that answers, the kernel."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from sortie.apps.cli.terminal import answering, tell
from sortie.apps.serve.supervisor import database
from sortie.base.logging import configure_logging
from sortie.base.settings import load_settings

if TYPE_CHECKING:
    from sortie.apps.composition import Kernel


def with_kernel[T](act: "Callable[[Kernel], Awaitable[T]]") -> T:
    """Run ``act`` on a started kernel; beside a running Sortie on its database."""
    # Imported when a command runs: with it comes every room
    from sortie.apps.composition import build_kernel  # noqa: PLC0415  `--help` needs no room

    with answering():
        settings = load_settings()
        configure_logging("warning", settings.log_format)
        with database(settings, tell, join=True) as (ready, _):
            return asyncio.run(_opened(build_kernel(ready), act))


async def _opened[T](kernel: "Kernel", act: "Callable[[Kernel], Awaitable[T]]") -> T:
    try:
        await kernel.migrate()
        await kernel.start()
        return await act(kernel)
    finally:
        await kernel.close()
