"""The processes of one Sortie, each watched and started again when it dies."""

import asyncio
import contextlib
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sortie.apps.serve.errors import StartError
from sortie.apps.serve.preparation import PREPARE, SignIn, Tell, read_message
from sortie.base import figures
from sortie.base.i18n import Label
from sortie.base.settings import WEB_ROLES, Settings

_log = logging.getLogger(__name__)
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
    if settings.roles & WEB_ROLES:
        leave_s = settings.stop_grace_s + 8
        found += [Part(f"web-{n + 1}", "web", leave_s) for n in range(settings.api_processes)]
    if "worker" in settings.roles:
        found.append(Part("worker", "worker", _WORKER_LEAVES_WITHIN_S))
    return found


class Running:
    """A part kept alive until ``stop``; ``up`` is set once it counts as started.

    ``warm`` starts the process before its settings are known: it loads its code while the
    database comes up, then waits for its first line of input.
    """

    def __init__(self, part: Part, counted: Path) -> None:
        """``counted``: the folder where all parts count."""
        self.part = part
        self._counted = counted
        self.up = asyncio.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._handed = False
        self._stopping = asyncio.Event()

    def warm(self) -> None:
        """Start the process, which waits."""
        self._handed = False
        self._child = subprocess.Popen(  # noqa: S603  our own interpreter and module
            [sys.executable, "-m", "sortie.apps.serve.child", self.part.kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, figures.FOLDER: str(self._counted)},
            start_new_session=True,  # Ctrl-C is for the supervisor, which stops us in order
        )

    def dismiss(self) -> None:
        """End a process that only waits or prepares, and see it gone: its folder goes next."""
        child = self._child
        if child is None:
            return
        if self._handed:
            child.terminate()
        else:
            child.kill()  # it only loads its code: nothing to tidy up
        child.wait()
        _close_pipes(child)
        self._child = None

    def prepare(self, settings: Settings, tell: Tell) -> tuple[SignIn, ...]:
        """Let this part bring the database up to date before it, and all others, begin.

        In the part, not here: the supervisor needn't load every room for it.

        Raises:
            StartError: it failed; its log says why.
        """
        self._hand_over({**settings.to_environment(), PREPARE: "1"})
        for line in self._child.stdout if self._child and self._child.stdout else ():
            heard = read_message(line)
            if isinstance(heard, Label):
                tell(heard)
            else:
                return heard
        raise StartError(what=self.part.name)

    async def keep(self, settings: Settings, *, after: asyncio.Event | None = None) -> None:
        """Run the part again and again until stopped, beginning ``after``.

        Raises:
            StartError: it died several times without ever coming up.
        """
        pause_s, failures = 0.2, 0
        if after is not None:
            await after.wait()
        while not self._stopping.is_set():
            began = time.monotonic()
            if self._child is None:
                self.warm()
            code = await asyncio.to_thread(self._run, settings.to_environment())
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

    def _run(self, environment: Mapping[str, str]) -> int:
        """Hand over the settings and wait for the end."""
        child = self._child
        if child is None:
            raise RuntimeError("the part was not started")
        if not self._handed:
            self._hand_over(environment)
        try:
            return child.wait()
        finally:
            _close_pipes(child)
            figures.forget_process(child.pid, self._counted)
            self._child = None

    def _hand_over(self, environment: Mapping[str, str]) -> None:
        """Settings travel by pipe, out of `ps`'s sight; a part that has died won't read them."""
        self._handed = True
        pipe = self._child.stdin if self._child is not None else None
        if pipe is None:
            raise RuntimeError("the part was not started")
        with contextlib.suppress(BrokenPipeError):
            pipe.write(json.dumps(dict(environment)).encode() + b"\n")
            pipe.flush()

    def restart(self) -> None:
        """End the process politely; ``keep`` starts the next one."""
        if self._child is not None:
            self._child.terminate()

    async def stop(self) -> None:
        """End the part: politely, then, after its time, at once."""
        self._stopping.set()
        child = self._child
        if child is None:
            return
        child.terminate()
        try:
            await asyncio.to_thread(child.wait, self.part.leave_within_s)
        except subprocess.TimeoutExpired:
            _log.warning("%s did not leave in time and is killed", self.part.name)
            child.kill()
            await asyncio.to_thread(child.wait)


def _close_pipes(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
