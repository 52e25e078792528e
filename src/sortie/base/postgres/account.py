"""Whom the server runs as: PostgreSQL refuses root, so root hands it to an unprivileged account."""

import contextlib
import os
import pwd
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sortie.base.postgres.errors import NoAccountError

# A package's own account first; `nobody` last, since NFS maps strangers to it.
PREFERRED = ("sortie", "postgres", "daemon", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine; ``drop`` is false when we already are it."""

    uid: int
    gid: int
    name: str
    drop: bool

    def popen_args(self) -> dict[str, Any]:
        """Keyword arguments with which ``subprocess`` runs a child as this account."""
        if not self.drop:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give ``path`` to this account."""
        if self.drop:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can_run(self, program: Path) -> bool:
        """Whether this account reaches and starts ``program``: asked by trying, as ACLs may decide."""
        try:
            tried = subprocess.run(  # noqa: S603  our own binary, no shell
                [program, "--version"],
                check=False,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **self.popen_args(),
            )
        except OSError:
            return False
        return tried.returncode == 0

    def can_enter(self, folder: Path) -> bool:
        """Whether this account may pass through ``folder`` and all above it."""
        tried = subprocess.run(  # noqa: S603  fixed program, the folder is an argument
            ["/bin/sh", "-c", 'cd "$1"', "sh", folder],
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self.popen_args(),
        )
        return tried.returncode == 0


def choose_account(*, owner_uid: int | None = None) -> Account:
    """The account for the server; ``owner_uid`` is who owns an existing cluster.

    Raises:
        NoAccountError: root, and no unprivileged account exists.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), _name(os.geteuid()), drop=False)
    for entry in _candidates(owner_uid):
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, drop=True)
    raise NoAccountError


def _candidates(owner_uid: int | None) -> Iterable[pwd.struct_passwd]:
    if owner_uid:
        # initdb and postgres look themselves up, so a number without an entry is of no use
        with contextlib.suppress(KeyError):
            yield pwd.getpwuid(owner_uid)
    everyone = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in PREFERRED:
        if name in everyone:
            yield everyone[name]
    yield from everyone.values()


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def owner_name(path: Path) -> str:
    """The name of the account that owns ``path``."""
    return _name(path.stat().st_uid)
