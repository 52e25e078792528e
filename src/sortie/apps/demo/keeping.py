"""What an installation remembers of its demo: ``demo.json`` in the data folder, mode 0600."""

import os
from pathlib import Path

import msgspec

NAME = "demo.json"


class Kept(msgspec.Struct):
    """``ready`` once the company is whole; until then a start begins again."""

    tenant: str
    password: str
    asset_token: str = ""
    ready: bool = False


def read(folder: Path) -> Kept | None:
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Kept)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def write(folder: Path, kept: Kept) -> None:
    """Replace the file in one step, readable by its owner only."""
    fresh = folder / f"{NAME}.new"
    fresh.unlink(missing_ok=True)
    made = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(made, "wb") as file:
        file.write(msgspec.json.encode(kept))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / NAME)
