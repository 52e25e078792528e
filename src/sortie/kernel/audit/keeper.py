"""The signing key and the heads kept outside the database, where its owner can't rewrite them."""

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sortie.kernel.audit.contracts import Head


class _Line(msgspec.Struct):
    """One line of heads.jsonl; bytes as standard Base64."""

    tenant: UUID
    size: int
    root: bytes
    at: datetime
    signature: bytes
    key: bytes


def signed_message(tenant: UUID, size: int, root: bytes, at: datetime) -> bytes:
    """What the signature is over; ``at`` in whole microseconds UTC."""
    when = at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"sortie audit head v1\n{tenant}\n{size}\n{root.hex()}\n{when}\n".encode()


def signature_holds(head: Head) -> bool:
    """Whether the head's own key signed it. Whose key that is, the caller must know."""
    try:
        Ed25519PublicKey.from_public_bytes(head.key).verify(
            head.signature, signed_message(head.tenant, head.size, head.root, head.at)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Keeper:
    """Signs heads and exports them to ``folder/<tenant>/heads.jsonl``, one line a head."""

    folder: Path
    key: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def sign(self, tenant: UUID, size: int, root: bytes, at: datetime) -> bytes:
        return self.key.sign(signed_message(tenant, size, root, at))

    def heads_path(self, tenant: UUID) -> Path:
        return self.folder / str(tenant) / "heads.jsonl"

    def export(self, head: Head) -> None:
        """Append ``head`` durably. A line torn by a crash is closed first."""
        path = self.heads_path(head.tenant)
        path.parent.mkdir(parents=True, exist_ok=True)
        line = _Line(head.tenant, head.size, head.root, head.at, head.signature, head.key)
        torn = path.exists() and path.stat().st_size > 0 and path.read_bytes()[-1:] != b"\n"
        with path.open("ab") as file:
            file.write((b"\n" if torn else b"") + msgspec.json.encode(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def exported_size(self, tenant: UUID) -> int:
        """Leaves under the greatest exported head; 0 when there is none."""
        return max((h.size for h in read_heads(self.heads_path(tenant))), default=0)


def open_keeper(folder: Path) -> Keeper:
    """The keeper of ``folder``; its key is made at the first run, readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "signing.key"
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        pass
    else:
        fresh = Ed25519PrivateKey.generate().private_bytes_raw()
        with os.fdopen(made, "wb") as file:
            file.write(base64.b64encode(fresh))
            file.flush()
            os.fsync(file.fileno())
    raw = base64.b64decode(path.read_bytes())
    return Keeper(folder, Ed25519PrivateKey.from_private_bytes(raw))


def read_heads(path: Path) -> Iterator[Head]:
    """Exported heads in the order written; a torn last line is no head."""
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        try:
            it = msgspec.json.decode(line, type=_Line)
        except msgspec.DecodeError:
            continue
        yield Head(it.tenant, it.size, it.root, it.at, it.signature, it.key)
