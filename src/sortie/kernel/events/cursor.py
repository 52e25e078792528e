"""The feed cursor: where a reader stands, signed so that nobody can invent one."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

import msgspec

from sortie.kernel.events.contracts import CursorExpiredError, CursorInvalidError

NOTHING_SEEN = "1:1:"
"""A pg_snapshot in which no transaction is visible."""

_TAG_BYTES = 16
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Position:
    """``seen`` (S0): all of it was delivered. ``window`` (S1): being delivered, up to ``last``.

    ``window`` is empty between two windows. Both are pg_snapshot texts.
    """

    epoch: int
    seen: str = NOTHING_SEEN
    window: str = ""
    last_tx: int = 0
    last_id: UUID = _FIRST

    @property
    def seen_below(self) -> int:
        """Every transaction below this id was delivered: the snapshot's xmin."""
        return int(self.seen.partition(":")[0])


def encode(position: Position, secret: bytes) -> str:
    """URL-safe text of ``position`` with its HMAC-SHA-256, cut to 128 bits."""
    body = msgspec.json.encode(
        [
            position.epoch,
            position.seen,
            position.window,
            position.last_tx,
            position.last_id.hex,
        ]
    )
    return base64.urlsafe_b64encode(_tag(body, secret) + body).decode().rstrip("=")


def decode(text: str, secret: bytes, *, epoch: int) -> Position:
    """The position in ``text``.

    Raises:
        CursorInvalidError: the text wasn't made with ``secret``.
        CursorExpiredError: it is of another feed epoch.
    """
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise CursorInvalidError from None
    tag, body = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
    if not hmac.compare_digest(tag, _tag(body, secret)):
        raise CursorInvalidError
    its_epoch, seen, window, last_tx, last_id = msgspec.json.decode(
        body, type=tuple[int, str, str, int, str]
    )
    if its_epoch != epoch:
        raise CursorExpiredError
    return Position(its_epoch, seen, window, last_tx, UUID(last_id))


def _tag(body: bytes, secret: bytes) -> bytes:
    return hmac.new(secret, body, hashlib.sha256).digest()[:_TAG_BYTES]
