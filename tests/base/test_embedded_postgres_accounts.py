"""Root hands the server to another account; anyone else runs it themselves."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sortie.base.postgres.account import choose_account
from sortie.base.postgres.binaries import bin_for
from sortie.base.postgres.errors import EmbeddedPostgresError, FolderNotOursError
from sortie.base.postgres.server import EmbeddedPostgres

SMALL = {"shared_buffers": "32MB"}


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sortie-pg-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def as_normal_user(place: Path, act: Callable[[], str]) -> str:
    """What ``act`` returns when this very program runs as an unprivileged account.

    Forked, since a new interpreter may lie below a folder that account can't enter.
    """
    account = choose_account()
    answer = place / "answer"
    answer.touch()
    os.chown(answer, account.uid, account.gid)
    with warnings.catch_warnings():
        # pytest-timeout's thread doesn't matter to the child
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            if account.drop:
                os.setgroups([])
                os.setgid(account.gid)
                os.setuid(account.uid)
            os.chdir("/")
            answer.write_text(act())
            code = 0
        except EmbeddedPostgresError as error:
            answer.write_text(error.code)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return answer.read_text()


def theirs(place: Path) -> Path:
    """A folder the unprivileged account owns."""
    folder = place / "theirs"
    folder.mkdir(mode=0o700)
    account = choose_account()
    account.own(folder)
    return folder


def start_and_name_owner(data_dir: Path, bin_dir: Path) -> str:
    server = EmbeddedPostgres(data_dir, more=SMALL, bin_dir=bin_dir)
    with server:
        return str(server.home.cluster.stat().st_uid)


def test_a_normal_user_runs_the_server_themselves(place: Path) -> None:
    bin_dir = bin_for(choose_account(), shelf=place / "shelf")
    folder = theirs(place)
    owner = as_normal_user(place, lambda: start_and_name_owner(folder / "data", bin_dir))
    assert int(owner) == choose_account().uid


def test_root_goes_on_as_the_owner_of_a_normal_users_cluster(place: Path) -> None:
    bin_dir = bin_for(choose_account(), shelf=place / "shelf")
    folder = theirs(place)
    before = as_normal_user(place, lambda: start_and_name_owner(folder / "data", bin_dir))
    assert start_and_name_owner(folder / "data", bin_dir) == before


def test_a_normal_user_is_told_whose_folder_it_is_after_root_used_it(place: Path) -> None:
    bin_dir = bin_for(choose_account(), shelf=place / "shelf")
    data = place / "data"
    with EmbeddedPostgres(data, more=SMALL, bin_dir=bin_dir):
        pass
    said = as_normal_user(place, lambda: start_and_name_owner(data, bin_dir))
    mine = choose_account()
    # without root both are the same account, and it goes on as it should
    assert said == (FolderNotOursError.code if mine.drop else str(mine.uid))
