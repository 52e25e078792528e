"""The processes of one Sortie, each watched and started again when it dies."""

import asyncio
import logging
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from sortie.apps.serve.errors import StartError
from sortie.base.settings import Settings

_log = logging.getLogger(__name__)
_WEB_ROLES = frozenset({"api", "ingest", "realtime"})
_SHORT_LIFE_S = 30.0
_LONGEST_PAUSE_S = 10.0
_TRIES_BEFORE_FIRST_SUCCESS = 3
_WORKER_LEAVES_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class Part:
    """One process: its name for people, what `serve.child` is told, seconds it may take to leave."""

    name: str
    kind: str
    leave_within_s: float


def parts_of(settings: Settings) -> list[Part]:
    """The processes these roles need; the HTTP ones share the port, so they can be several."""
    found: list[Part] = []
    if settings.roles & _WEB_ROLES:
        leave_s = settings.stop_grace_s + 8
        found += [Part(f"web-{n + 1}", "web", leave_s) for n in range(settings.api_processes)]
    if "worker" in settings.roles:
        found.append(Part("worker", "worker", _WORKER_LEAVES_WITHIN_S))
    return found


class Running:
    """A part kept alive until ``stop``; ``up`` is set once it counts as started."""

    def __init__(self, part: Part, environment: Mapping[str, str]) -> None:
        self.part = part
        self.up = asyncio.Event()
        self._environment = {**os.environ, **environment, "SORTIE_SUPERVISED": "1"}
        self._child: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()

    async def keep(self) -> None:
        """Run the part again and again until stopped.

        Raises:
            StartError: it died several times without ever coming up.
        """
        pause_s, failures = 0.2, 0
        while not self._stopping.is_set():
            began = time.monotonic()
            self._child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "sortie.apps.serve.child",
                self.part.kind,
                stdin=asyncio.subprocess.PIPE,
                env=self._environment,
                start_new_session=True,  # Ctrl-C is for the supervisor, which stops us in order
            )
            code = await self._child.wait()
            if self._stopping.is_set():
                return
            failures += 1
            if not self.up.is_set() and failures >= _TRIES_BEFORE_FIRST_SUCCESS:
                raise StartError(what=self.part.name)
            if time.monotonic() - began > _SHORT_LIFE_S:
                pause_s = 0.2
            _log.error("%s ended with %s; starting it again", self.part.name, code)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    def restart(self) -> None:
        """End the process politely; ``keep`` starts the next one."""
        if self._child is not None and self._child.returncode is None:
            self._child.terminate()

    async def stop(self) -> None:
        """End the part: politely, then, after its time, at once."""
        self._stopping.set()
        child = self._child
        if child is None or child.returncode is not None:
            return
        child.terminate()
        try:
            await asyncio.wait_for(child.wait(), self.part.leave_within_s)
        except TimeoutError:
            _log.warning("%s did not leave in time and is killed", self.part.name)
            child.kill()
            await child.wait()
