"""A running server as its ``postmaster.pid`` shows it, ours or one left over from a killed start."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

READY = "ready"
_STATUS_LINE = 7


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What postmaster.pid says: process id and status (starting, stopping, ready, standby)."""

    pid: int
    status: str


def read_postmaster(cluster: Path) -> Postmaster | None:
    """The server's own note, or nothing when there is none or it is half written."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    status = lines[_STATUS_LINE].strip() if len(lines) > _STATUS_LINE else "starting"
    return Postmaster(abs(pid), status)


def is_running(pid: int) -> bool:
    """Whether a process with this id lives (a zombie doesn't)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return stat.rpartition(")")[2].split()[0] != "Z"


def serves(pid: int, cluster: Path) -> bool:
    """Whether ``pid`` is really a server of ``cluster``: after a reboot its number may be another's.

    A server works in its data folder, which Linux shows in /proc. Without /proc the command line
    is asked.
    """
    if not is_running(pid):
        return False
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == cluster.resolve()
    except OSError:
        pass
    if Path("/proc/self").exists():
        return _command_line(pid)[:1] != [b""] and os.fsencode(cluster) in _command_line(pid)
    return True


def _command_line(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return [b""]


def stop_postmaster(pid: int, cluster: Path, *, patience_s: float = 60.0) -> None:
    """Stop a server that isn't our child: fast shutdown, then immediate, then wait for its end.

    An immediate shutdown loses nothing either: the next start replays the log.
    """
    for sign, wait_s in ((signal.SIGINT, patience_s), (signal.SIGQUIT, patience_s)):
        if not serves(pid, cluster):
            return
        os.kill(pid, sign)
        end = time.monotonic() + wait_s
        while time.monotonic() < end:
            if not serves(pid, cluster):
                return
            time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
