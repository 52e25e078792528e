"""Before the first request: the database's shape, and the demo company where it is wanted."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, util

from sortie.base.i18n import Label
from sortie.base.settings import Settings

type Tell = Callable[[Label], None]
DEMO = "sortie.apps.demo"
PREPARE = "SORTIE_PREPARE"
"""Among the settings handed to a part: it prepares first and says so on its standard output."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way in for the terminal to show. ``path`` is the application's (``/console/``)."""

    role: Label
    login: str
    password: str
    path: str


def write_message(heard: Label | tuple[SignIn, ...]) -> bytes:
    """One line for `read_message`: what to tell meanwhile, or the ways in when all is ready."""
    if isinstance(heard, Label):
        line: object = {"tell": [heard.zh, heard.en]}
    else:
        line = {"ready": [[x.role.zh, x.role.en, x.login, x.password, x.path] for x in heard]}
    return json.dumps(line).encode() + b"\n"


def read_message(line: bytes) -> Label | tuple[SignIn, ...]:
    """What `write_message` wrote."""
    heard = json.loads(line)
    if "tell" in heard:
        return Label(*heard["tell"])
    return tuple(SignIn(Label(zh, en), *rest) for zh, en, *rest in heard["ready"])


def prepare(settings: Settings, tell: Tell) -> tuple[SignIn, ...]:
    """Migrate; make the demo company if ``settings.demo`` and it isn't there yet."""
    return asyncio.run(_prepare(settings, tell))


async def _prepare(settings: Settings, tell: Tell) -> tuple[SignIn, ...]:
    # Imported here, so that `sortie --help` needn't load every room
    from sortie.apps.composition import build_kernel  # noqa: PLC0415  see above

    kernel = build_kernel(settings)
    try:
        await kernel.migrate()
        if not settings.demo or util.find_spec(DEMO) is None:
            return ()
        await kernel.start()
        return tuple(await import_module(DEMO).ensure_demo(kernel, tell))
    finally:
        await kernel.close()
