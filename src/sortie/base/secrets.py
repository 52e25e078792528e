"""Sealing of secrets and sensitive fields: AES-256-GCM bound to the very place it is kept.

The additional data of every ciphertext is tenant|object|field|record|key id, so one copied to
another row, field or tenant doesn't open. Data keys are random and wrapped by a master key that
never reaches the database; a new data key becomes current at once and the old ones still open.

Sealed form: ``0x01 · length of key id · key id · 12 byte nonce · ciphertext with tag``.
Sources: NIST SP 800-38D; RFC 5869 for the derived keys.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sortie.base.errors import AppError
from sortie.base.i18n import Label

_FORM = 1
_NONCE_BYTES = 12
_KEY_BYTES = 32


class SealBrokenError(AppError):
    """The ciphertext was changed, moved to another place, or its key is gone."""

    code, status = "secret.broken", 500
    text = Label(
        "加密内容无法解开，请联系管理员检查密钥。",
        "A sealed value can't be opened; ask the administrator to check the keys.",
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a secret is kept: the part of the additional data that isn't the key."""

    tenant: str
    object: str
    field: str
    record: str

    def bound_to(self, key_id: str) -> bytes:
        parts = (self.tenant, self.object, self.field, self.record, key_id)
        # lengths first: no two places may write the same bytes
        return b"".join(len(p.encode()).to_bytes(4) + p.encode() for p in parts)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Data keys by id; new secrets take ``current``, old ones whatever key they name."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)


def new_key() -> bytes:
    return os.urandom(_KEY_BYTES)


def derive_key(secret: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose from the installation's secret: HKDF-SHA256."""
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)


def seal(ring: KeyRing, place: Place, plaintext: bytes) -> bytes:
    return _seal(ring.keys[ring.current], ring.current, place, plaintext)


def unseal(ring: KeyRing, place: Place, sealed: bytes) -> bytes:
    """Raises SealBrokenError when anything about it isn't as it was sealed."""
    key = ring.keys.get(key_id_of(sealed))
    if key is None:
        raise SealBrokenError
    return _unseal(key, place, sealed)


def reseal(ring: KeyRing, place: Place, sealed: bytes) -> bytes:
    """The same secret under the current key; returned as it is when it already is."""
    if key_id_of(sealed) == ring.current:
        return sealed
    return seal(ring, place, unseal(ring, place, sealed))


def key_id_of(sealed: bytes) -> str:
    try:
        if sealed[0] != _FORM:
            raise SealBrokenError
        return sealed[2 : 2 + sealed[1]].decode("ascii")
    except (IndexError, UnicodeDecodeError):
        raise SealBrokenError from None


def wrap_key(master: bytes, tenant: str, key_id: str, key: bytes) -> bytes:
    """A data key sealed by the master key: what the database may hold."""
    return _seal(master, "master", Place(tenant, "data_key", "key", key_id), key)


def unwrap_key(master: bytes, tenant: str, key_id: str, wrapped: bytes) -> bytes:
    return _unseal(master, Place(tenant, "data_key", "key", key_id), wrapped)


def blind_index(key: bytes, place: str, value: str) -> bytes:
    """HMAC-SHA256 of a value for exact search over sealed fields; 16 bytes.

    ``place`` is object.field, so equal values in two fields don't show that they are equal.
    """
    return hmac.digest(key, f"{place}\x00{value}".encode(), hashlib.sha256)[:16]


def _seal(key: bytes, key_id: str, place: Place, plaintext: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    name = key_id.encode("ascii")
    body = AESGCM(key).encrypt(nonce, plaintext, place.bound_to(key_id))
    return bytes((_FORM, len(name))) + name + nonce + body


def _unseal(key: bytes, place: Place, sealed: bytes) -> bytes:
    key_id = key_id_of(sealed)
    start = 2 + len(key_id)
    nonce, body = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, place.bound_to(key_id))
    except (InvalidTag, ValueError):
        raise SealBrokenError from None
