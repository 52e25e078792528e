"""Making a cluster, whole or not at all, and the settings every start gives it."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sortie.base.db import quote
from sortie.base.postgres.binaries import MAJOR_VERSION
from sortie.base.postgres.errors import StartFailedError, WrongVersionError
from sortie.base.postgres.home import Home

SUPERUSER = "postgres"
# Nothing of ours leaks into the server, and messages stay readable by the code that waits on them.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_MIB = 1024 * 1024


def ensure_cluster(home: Home, bin_dir: Path, *, database: str) -> bool:
    """Make the cluster if there is none; says whether it did.

    initdb works in a draft folder that is renamed when ``database`` is in it: a start killed
    half-way leaves nothing the next one could mistake for a cluster.

    Raises:
        WrongVersionError: the folder holds another major version.
        StartFailedError: initdb failed.
    """
    try:
        found = (home.cluster / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        pass
    else:
        if found != MAJOR_VERSION:
            raise WrongVersionError(folder=home.cluster, found=found, wanted=MAJOR_VERSION)
        return False
    shutil.rmtree(home.draft, ignore_errors=True)
    home.draft.mkdir(mode=0o700)
    home.account.own(home.draft)
    home.password()
    _run(home, _initdb(home, bin_dir))
    single: list[str | Path] = [bin_dir / "postgres", "--single", "-D", home.draft, "postgres"]
    _run(home, single, stdin=f"CREATE DATABASE {quote(database)}\n")
    home.draft.rename(home.cluster)
    return True


def _initdb(home: Home, bin_dir: Path) -> list[str | Path]:
    return [
        bin_dir / "initdb",
        "-D", home.draft,
        "-U", SUPERUSER,
        "-A", "scram-sha-256",
        f"--pwfile={home.password_file}",
        "-E", "UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=PG_UNICODE_FAST",
        "--no-instructions",
    ]  # fmt: skip


def _run(home: Home, command: list[str | Path], *, stdin: str = "") -> None:
    done = subprocess.run(  # noqa: S603  our own binary, no shell
        command,
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        input=stdin,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **home.account.popen_args(),
    )
    if done.returncode:
        home.log.write_text(done.stdout)
        raise StartFailedError(detail=last_words(home.log), log=home.log)


def settings(home: Home, more: Mapping[str, str]) -> dict[str, str]:
    """Server settings: only a Unix socket, durable, enough locks for 200 tenants' tables."""
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(home.sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "max_locks_per_transaction": "256",
        "shared_buffers": f"{shared_buffers_mib()}MB",
        "synchronous_commit": "on",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        "log_checkpoints": "off",
        # statements carry people's names and places: only their outline of failure is logged
        "log_min_error_statement": "panic",
        **more,
    }


def shared_buffers_mib() -> int:
    """An eighth of the machine's memory, between 128 MiB and 1 GiB."""
    memory_mib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MIB
    return max(128, min(1024, memory_mib // 8))


def last_words(log: Path, *, since: int = 0) -> str:
    """The last line of a log, from byte ``since`` on, that says what went wrong, else its last."""
    try:
        with log.open("rb") as file:
            file.seek(since)
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return "no output"
    lines = [x for x in text.splitlines()[-40:] if x.strip()]
    telling = [x for x in lines if "FATAL" in x or "PANIC" in x or "error:" in x]
    return (telling or lines or ["no output"])[-1].strip()
