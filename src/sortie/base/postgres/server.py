"""The supervisor: starts the server, waits for it, restarts it if it dies, stops it cleanly."""

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote as percent

from sortie.base.i18n import Label
from sortie.base.postgres.binaries import bin_for
from sortie.base.postgres.cluster import (
    ENVIRONMENT,
    SUPERUSER,
    ensure_cluster,
    last_words,
    settings,
)
from sortie.base.postgres.errors import FolderInUseError, StartFailedError
from sortie.base.postgres.home import SYSTEM_SHELF, Home, open_home, still_ours, take_lock
from sortie.base.postgres.postmaster import READY, read_postmaster, serves, stop_postmaster

_log = logging.getLogger(__name__)
_PATIENCE_S = 60.0
_NEWS_EVERY_S = 5.0
_LOG_LIMIT_BYTES = 16 * 1024 * 1024
# Backends of a postmaster killed by -9 need a moment to notice; until then they hold its memory.
_ORPHANS_LEAVE_WITHIN_S = 30.0
_STILL_IN_USE = ("pre-existing shared memory block", "lock file")


def running_dsn(
    data_dir: Path, *, database: str = "sortie", shelf: Path = SYSTEM_SHELF
) -> str | None:
    """The URL of the server another program of ours runs below ``data_dir``; nothing without one."""
    if not data_dir.exists():
        return None
    home = open_home(data_dir, shelf=shelf)
    try:
        os.close(take_lock(home))
    except FolderInUseError:
        seen = read_postmaster(home.cluster)
        if seen is None or seen.status != READY or not serves(seen.pid, home.cluster):
            raise
        return _dsn(home, database)
    return None


def _dsn(home: Home, database: str) -> str:
    password, folder = percent(home.password()), percent(str(home.sockets))
    return f"postgresql://{SUPERUSER}:{password}@/{percent(database)}?host={folder}"


def _silent(_: Label) -> None:
    pass


@dataclass(slots=True, eq=False)
class EmbeddedPostgres:
    """One cluster below ``data_dir``, run by this process.

    ``tell`` hears what takes long (first start, recovery). ``more`` overrides server settings.
    """

    data_dir: Path
    database: str = "sortie"
    more: Mapping[str, str] = field(default_factory=dict)
    tell: Callable[[Label], None] = _silent
    shelf: Path = SYSTEM_SHELF
    bin_dir: Path | None = None
    _home: Home | None = None
    _lock: int | None = None
    _child: subprocess.Popen[bytes] | None = None
    _watcher: threading.Thread | None = None
    _log_from: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> str:
        """Start the server and wait until it answers, however long recovery takes.

        Returns:
            The superuser's URL for asyncpg, over the Unix socket.

        Raises:
            EmbeddedPostgresError: see `errors`.
        """
        home = self._home = open_home(self.data_dir, shelf=self.shelf)
        self._lock = take_lock(home)
        try:
            if self.bin_dir is None:
                self.bin_dir = bin_for(home.account, shelf=self.shelf)
            self._stop_leftover()
            if not home.cluster.exists():
                self.tell(Label("首次启动，正在创建数据库…", "First start: making the database…"))
            ensure_cluster(home, self.bin_dir, database=self.database)
            self._shorten_log()
            self._launch()
        except BaseException:
            self._unlock()
            raise
        self._stopping.clear()
        self._watcher = threading.Thread(target=self._watch, name="postgres-watch", daemon=True)
        self._watcher.start()
        return self.dsn

    @property
    def home(self) -> Home:
        """Where the cluster lives; only after ``start``."""
        if self._home is None:
            raise RuntimeError("the embedded server was never started")
        return self._home

    @property
    def dsn(self) -> str:
        """``postgresql://…`` over the Unix socket, as the superuser."""
        return self.dsn_of(self.database)

    def dsn_of(self, database: str) -> str:
        """The URL of another database of this cluster."""
        return _dsn(self.home, database)

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def stop(self) -> None:
        """Stop the server cleanly and let the folder go. May be called twice."""
        self._stopping.set()
        self._end_child()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None
            self._end_child()  # the watcher may have been starting it again just then
        self._child = None
        self._unlock()

    def _end_child(self) -> None:
        child = self._child
        if child is None or child.poll() is not None:
            return
        child.send_signal(signal.SIGINT)
        try:
            child.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            # nothing is lost: the next start replays the log
            child.send_signal(signal.SIGQUIT)
            child.wait(_PATIENCE_S)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _stop_leftover(self) -> None:
        """End a server whose program was killed: we hold the lock, so it is nobody's."""
        left = read_postmaster(self.home.cluster)
        if left is not None and serves(left.pid, self.home.cluster):
            self.tell(
                Label(
                    "发现上次异常退出遗留的数据库进程，正在停止它…",
                    "A database server was left over by a killed start; stopping it…",
                )
            )
            stop_postmaster(left.pid, self.home.cluster)

    def _shorten_log(self) -> None:
        log = self.home.log
        if log.exists() and log.stat().st_size > _LOG_LIMIT_BYTES:
            log.replace(log.with_suffix(".log.1"))

    def _launch(self) -> None:
        """Start the server, giving orphans of a killed one time to leave."""
        give_up = time.monotonic() + _ORPHANS_LEAVE_WITHIN_S
        while True:
            try:
                self._spawn()
                self._await_ready()
            except StartFailedError as failed:
                busy = any(x in str(failed.params["detail"]) for x in _STILL_IN_USE)
                if not busy or time.monotonic() > give_up:
                    raise
                time.sleep(0.2)
            except BaseException:
                # Ctrl-C during recovery: don't leave the half-started server behind
                self._end_child()
                raise
            else:
                return

    def _spawn(self) -> None:
        home = self.home
        chosen = settings(home, self.more)
        options = [x for name, value in chosen.items() for x in ("-c", f"{name}={value}")]
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        log = os.open(home.log, flags, 0o600)
        self._log_from = os.fstat(log).st_size
        try:
            self._child = subprocess.Popen(  # noqa: S603  our own binary, no shell
                [str((self.bin_dir or Path()) / "postgres"), "-D", str(home.cluster), *options],
                cwd="/",
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for us; we stop it in order
                **home.account.popen_args(),
            )
        finally:
            os.close(log)

    def _await_ready(self) -> None:
        child = self._child
        if child is None:
            raise RuntimeError("no server was spawned")
        began = time.monotonic()
        news_at = began + _NEWS_EVERY_S
        while child.poll() is None:
            seen = read_postmaster(self.home.cluster)
            if seen is not None and seen.pid == child.pid and seen.status == READY:
                return
            if (now := time.monotonic()) >= news_at:
                news_at = now + _NEWS_EVERY_S
                self._tell_recovery(round(now - began))
            time.sleep(0.02)
        raise StartFailedError(
            detail=last_words(self.home.log, since=self._log_from), log=self.home.log
        )

    def _tell_recovery(self, waited_s: int) -> None:
        said = last_words(self.home.log, since=self._log_from)
        self.tell(
            Label(
                f"数据库正在恢复，已等待 {waited_s} 秒，请勿中断（{said}）",
                f"The database is recovering, {waited_s} s so far; please let it ({said})",
            )
        )

    def _watch(self) -> None:
        """Start the server again whenever it ends without us; clients reconnect."""
        pause_s = 0.1
        while not self._stopping.is_set():
            child = self._child
            if child is None:
                return
            child.wait()
            if self._stopping.is_set():
                return
            if self._lock is None or not still_ours(self.home, self._lock):
                _log.critical("the data folder %s was taken away; ending", self.home.root)
                os.kill(os.getpid(), signal.SIGTERM)
                return
            _log.error("embedded PostgreSQL ended with %s; starting it again", child.returncode)
            try:
                self._launch()
                pause_s = 0.1
            except StartFailedError:
                _log.exception("embedded PostgreSQL did not come back")
                self._stopping.wait(pause_s)
                pause_s = min(pause_s * 2, 10.0)
