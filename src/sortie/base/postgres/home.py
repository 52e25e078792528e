"""Where the cluster lives: its folders, its lock, its password."""

import fcntl
import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sortie.base.postgres.account import Account, choose_account, owner_name
from sortie.base.postgres.errors import FolderInUseError, FolderNotOursError

SYSTEM_SHELF = Path("/var/lib/sortie")
# sun_path holds 108 bytes on Linux, 104 on macOS, with the closing NUL.
LONGEST_SOCKET_PATH = 103
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Home:
    """The places of one cluster.

    ``root`` belongs to whoever starts the program; ``cluster`` and ``sockets`` to the server's
    account, mode 0700, so root never follows links another account could plant.
    """

    root: Path
    sockets: Path
    account: Account

    @property
    def cluster(self) -> Path:
        return self.root / "cluster"

    @property
    def draft(self) -> Path:
        """Where initdb works: renamed to ``cluster`` when whole, thrown away otherwise."""
        return self.root / "cluster.draft"

    @property
    def password_file(self) -> Path:
        return self.root / "password"

    @property
    def log(self) -> Path:
        return self.root / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    def password(self) -> str:
        """The superuser's password, made at the first call and kept with mode 0600."""
        if not self.password_file.exists():
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            with os.fdopen(os.open(self.password_file, flags, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(32))
            self.account.own(self.password_file)  # initdb reads it as that account
        return self.password_file.read_text().strip()


def open_home(data_dir: Path, *, shelf: Path = SYSTEM_SHELF) -> Home:
    """The home below ``data_dir``; below ``shelf`` when the server's account can't enter that.

    Raises:
        FolderNotOursError: an existing home belongs to another account and we aren't root.
        NoAccountError: root without an unprivileged account to hand over to.
    """
    folder = _settled(data_dir) or data_dir.absolute() / "postgres"
    try:
        owner_uid = (folder / "cluster").stat().st_uid if folder.exists() else None
    except FileNotFoundError:
        owner_uid = None
    except PermissionError:
        raise _not_ours(folder) from None
    account = choose_account(owner_uid=owner_uid)
    if owner_uid is not None and owner_uid != account.uid:
        raise _not_ours(folder / "cluster")
    try:
        _make_passable(data_dir)
        _make_passable(folder)
        if not account.can_enter(folder):
            folder = _move_to_shelf(data_dir, folder, shelf)
        home = Home(folder, _socket_folder(folder, account), account)
        _make_private(home.sockets, account)
    except PermissionError:
        raise _not_ours(folder) from None
    return home


def _not_ours(folder: Path) -> FolderNotOursError:
    seen = folder
    while not os.access(seen.parent, os.X_OK) or not seen.exists():
        seen = seen.parent
    return FolderNotOursError(folder=folder, owner=owner_name(seen))


def _settled(data_dir: Path) -> Path | None:
    """The home noted by an earlier start, so opening a parent folder later doesn't lose it."""
    try:
        return Path((data_dir / "postgres.location").read_text().strip())
    except FileNotFoundError:
        return None


def _move_to_shelf(data_dir: Path, folder: Path, shelf: Path) -> Path:
    name = hashlib.sha256(str(data_dir.absolute()).encode()).hexdigest()[:12]
    folder.rmdir()
    _make_passable(shelf)
    elsewhere = shelf / f"data-{name}"
    _make_passable(elsewhere)
    (data_dir / "postgres.location").write_text(f"{elsewhere}\n")
    return elsewhere


def _make_passable(folder: Path) -> None:
    """Make ``folder`` so that others may pass through, not list; an existing one stays as it is."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o711)


def _make_private(folder: Path, account: Account) -> None:
    """Make ``folder`` 0700 and the account's; in a shared place someone else's is refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid not in {os.geteuid(), account.uid}:
        raise FolderNotOursError(folder=folder, owner=owner_name(folder))
    folder.chmod(0o700)
    account.own(folder)


def _socket_folder(folder: Path, account: Account) -> Path:
    beside = folder / "run"
    if len(os.fsencode(beside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return beside
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"sortie-{account.uid}-{name}"


def take_lock(home: Home) -> int:
    """Hold the home for this process; the descriptor isn't inherited by the server.

    Raises:
        FolderInUseError: another process holds it.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        lock = os.open(home.lock, flags, 0o600)
    except PermissionError:
        raise _not_ours(home.lock) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode().strip() or "?"
        os.close(lock)
        raise FolderInUseError(pid=holder, folder=home.root) from None
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return lock


def still_ours(home: Home, lock: int) -> bool:
    """Whether the lock we hold is the one in the folder: deleting a folder under us frees it."""
    try:
        return os.path.samestat(os.fstat(lock), home.lock.stat())
    except FileNotFoundError:
        return False
