"""`sortie serve` as a person runs it: up, killed in every way, and up again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from tests.apps.test_drain import free_port

from sortie.base.postgres.postmaster import is_running, read_postmaster

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


class Sortie:
    """One `sortie serve` with its data in ``place``."""

    def __init__(self, place: Path, port: int, *words: str) -> None:
        self.place, self.address = place, f"http://127.0.0.1:{port}"
        self.log = (place / "log").open("ab")
        # English: a terminal that says so hears one language
        env = {**os.environ, "LANG": "en_US.UTF-8", "LC_ALL": "", "SORTIE_LOG_FORMAT": "json"}
        env |= {"SORTIE_DATA_DIR": str(place / "data"), "SORTIE_PORT": str(port)}
        self.process = subprocess.Popen(
            [Path(sys.executable).with_name("sortie"), "serve", *words],
            env=env,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def await_greeting(self) -> str:
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl-C" in line:
                return said
        pytest.fail((self.place / "log").read_text()[-3000:])

    def children(self) -> dict[str, int]:
        """Process ids by what they are: web, worker, postgres."""
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        rows = [line.split(maxsplit=1) for line in listed.splitlines()]
        return {
            "postgres" if "postgres -D" in args else args.split()[-1]: int(pid)
            for pid, args in rows
        }

    def kill_if_left(self) -> None:
        """After a failed test: its supervisor; the parts leave by themselves."""
        if self.process.poll() is None:
            self.end(signal.SIGTERM)

    def end(self, sign: signal.Signals) -> int:
        self.process.send_signal(sign)
        code = self.process.wait(60)
        self.log.close()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def status(self, path: str) -> int:
        return httpx.get(self.address + path, timeout=10).status_code

    def await_figure(self, name: str) -> None:
        """The test's own time limit bounds it."""
        while f"\n{name}" not in httpx.get(f"{self.address}/metrics", timeout=10).text:
            os.sched_yield()


type Start = Callable[..., Sortie]


@pytest.fixture
def start(place: Path) -> Iterator[Start]:
    """Starts `sortie serve` on a port; whatever a failed test leaves is ended."""
    started: list[Sortie] = []

    def one(port: int, *words: str) -> Sortie:
        started.append(Sortie(place, port, *words))
        return started[-1]

    yield one
    for sortie in reversed(started):
        sortie.kill_if_left()


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sortie-serve-"))
    folder.chmod(0o711)
    yield folder
    left = read_postmaster(folder / "data" / "postgres" / "cluster")
    if left is not None and is_running(left.pid):
        os.kill(left.pid, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


def await_end(*pids: int) -> None:
    """The test's own time limit bounds it."""
    while any(is_running(pid) for pid in pids):
        os.sched_yield()


def test_it_answers_refuses_a_twin_and_ends_with_nothing_left(place: Path, start: Start) -> None:
    port = free_port()
    sortie = start(port)
    assert sortie.address in sortie.await_greeting()
    assert sortie.status("/health/live") == 200
    assert sortie.status("/health/ready") == 200
    parts = sortie.children()
    assert set(parts) == {"web", "worker", "postgres"}
    sortie.await_figure("sortie_worker_seen_timestamp_seconds")

    twin = start(port)
    assert twin.process.wait(60) == 75
    other = start(free_port())
    assert other.process.wait(60) == 75
    said = (place / "log").read_text()
    assert "SORTIE_PORT" in said
    assert "SORTIE_DATA_DIR" in said
    assert "Traceback" not in said
    assert sortie.status("/health/ready") == 200

    began = time.monotonic()
    assert sortie.end(signal.SIGTERM) == 0
    assert time.monotonic() - began < 30
    assert not any(is_running(pid) for pid in parts.values())
    for one in (twin, other):
        one.end(signal.SIGTERM)


def test_a_worker_alone_answers_for_its_health_and_figures_and_nothing_else(start: Start) -> None:
    sortie = start(free_port(), "--roles", "worker")
    sortie.await_greeting()
    assert set(sortie.children()) == {"worker", "postgres"}
    assert sortie.status("/health/ready") == 200
    assert sortie.status("/console/") == 404
    assert sortie.status("/api/v1/session") == 404
    sortie.await_figure("sortie_worker_seen_timestamp_seconds")
    assert sortie.end(signal.SIGTERM) == 0


def test_a_wrong_setting_is_told_in_a_sentence(place: Path, start: Start) -> None:
    sortie = start(free_port(), "--roles", "cook")
    assert sortie.process.wait(60) == 1
    said = (place / "log").read_text()
    assert "SORTIE_ROLES" in said
    assert "Traceback" not in said


def test_after_kill_9_its_parts_leave_and_the_next_start_works(start: Start) -> None:
    port = free_port()
    sortie = start(port)
    sortie.await_greeting()
    parts = sortie.children()
    sortie.end(signal.SIGKILL)
    await_end(parts["web"], parts["worker"])

    again = start(port)
    again.await_greeting()
    assert again.status("/health/ready") == 200
    assert again.end(signal.SIGINT) == 0


def test_a_part_that_is_killed_comes_back_and_takes_nothing_along(start: Start) -> None:
    sortie = start(free_port())
    sortie.await_greeting()
    before = sortie.children()
    os.kill(before["worker"], signal.SIGKILL)
    assert sortie.status("/health/ready") == 200
    os.kill(before["web"], signal.SIGKILL)
    os.kill(before["postgres"], signal.SIGKILL)
    while True:
        try:
            if sortie.status("/health/ready") == 200:
                break
        except httpx.HTTPError:
            os.sched_yield()
    after = sortie.children()
    assert all(after[name] != before[name] for name in ("web", "postgres"))
    assert sortie.end(signal.SIGTERM) == 0
