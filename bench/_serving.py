"""The whole program as a person runs it, ``sortie serve``, in a folder and on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

_PATIENCE_S = 240.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Serving:
    """``sortie serve`` with its data in ``place / "data"``; ``start`` as often as it was killed."""

    def __init__(self, place: Path, *options: str, port: int | None = None) -> None:
        self.place = place
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.place / "data"

    def start(self) -> float:
        """Seconds from nothing to the first answered request.

        Raises:
            RuntimeError: it ended, or did not answer in time; with its last words.
        """
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        env |= {"SORTIE_DATA_DIR": str(self.data), "SORTIE_PORT": str(self.port)}
        env |= {"SORTIE_LOG_FORMAT": "json", "SORTIE_LOG_LEVEL": "warning"}
        log = (self.place / "log").open("ab")
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [Path(sys.executable).with_name("sortie"), "serve", *self._options],
            env=env,
            stdout=log,
            stderr=log,
        )
        log.close()
        while time.perf_counter() - began < _PATIENCE_S:
            if self._process.poll() is not None:
                break
            if self.ready():
                return time.perf_counter() - began
            time.sleep(0.02)
        raise RuntimeError((self.place / "log").read_text()[-3000:])

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/health/ready", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        """As Ctrl-C does; after a minute by force."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill_program()

    def parts(self) -> dict[str, int]:
        """Process ids: supervisor, web, worker, postgres (its postmaster)."""
        assert self._process is not None
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self._process.pid)],
            capture_output=True, text=True, check=False,
        ).stdout  # fmt: skip
        rows = [line.split(maxsplit=1) for line in listed.splitlines()]
        found = {
            "postgres" if "postgres -D" in args else args.split()[-1]: int(pid)
            for pid, args in rows
        }
        return {"supervisor": self._process.pid, **found}

    def kill_program(self) -> None:
        """``kill -9`` of the supervisor and every part at once; PostgreSQL is left to itself."""
        parts = self.parts()
        for name, pid in parts.items():
            if name != "postgres":
                _kill(pid)
        assert self._process is not None
        self._process.wait()

    def kill_all(self) -> None:
        """``kill -9`` of everything, the database included."""
        parts = self.parts()
        for pid in parts.values():
            _kill(pid)
        assert self._process is not None
        self._process.wait()

    def kill(self, part: str) -> bool:
        """``kill -9`` of one part, which the supervisor starts again. Whether it was there."""
        pid = self.parts().get(part)
        return pid is not None and _kill(pid)

    def leave_nothing(self) -> None:
        """End what is left of the program and of its database."""
        self.stop()
        pid_file = self.data / "postgres" / "cluster" / "postmaster.pid"
        if pid_file.exists():
            _kill(int(pid_file.read_text().split("\n", 1)[0]), signal.SIGQUIT)


def _kill(pid: int, sign: signal.Signals = signal.SIGKILL) -> bool:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return False
    return True
