"""Before the first request: the database's shape, and the demo company where it is wanted."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, util

from sortie.base.i18n import Label
from sortie.base.settings import Settings

type Tell = Callable[[Label], None]
DEMO = "sortie.apps.demo"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way in for the terminal to show. ``path`` is the application's (``/console/``)."""

    role: Label
    login: str
    password: str
    path: str


def prepare(settings: Settings, tell: Tell) -> tuple[SignIn, ...]:
    """Migrate; make the demo company if ``settings.demo`` and it isn't there yet."""
    return asyncio.run(_prepare(settings, tell))


async def _prepare(settings: Settings, tell: Tell) -> tuple[SignIn, ...]:
    # Imported here, so that `sortie --help` needn't load every room
    from sortie.apps.composition import build_kernel  # noqa: PLC0415

    kernel = build_kernel(settings)
    try:
        await kernel.migrate()
        if not settings.demo or util.find_spec(DEMO) is None:
            return ()
        await kernel.start()
        return tuple(await import_module(DEMO).ensure_demo(kernel, tell))
    finally:
        await kernel.close()
