"""Before the first request: the database's shape, and the demo company where it is wanted."""

from collections.abc import Callable
from dataclasses import dataclass

from sortie.base.i18n import Label
from sortie.base.settings import Settings


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way in for the terminal to show. ``path`` is the application's (``/console/``)."""

    role: Label
    login: str
    password: str
    path: str


def prepare(settings: Settings, tell: Callable[[Label], None]) -> tuple[SignIn, ...]:
    """Migrate; make the demo company if ``settings.demo`` and it isn't there yet."""
    del settings, tell
    return ()
