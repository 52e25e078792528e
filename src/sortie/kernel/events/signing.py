"""Standard Webhooks signatures: what a receiver checks to know that it was us, and now. Pure.

Source: Standard Webhooks specification 1.0.0, «Signature scheme» (symmetric, ``v1``).
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

PREFIX = "whsec_"
TOLERANCE_S = 300
_SECRET_BYTES = 32


def new_secret() -> str:
    """A fresh signing secret; 24–64 bytes are allowed, we take 32."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def sign(secret: str, message_id: str, at: datetime, body: str) -> str:
    """``v1,<base64>`` over ``id.timestamp.body``."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = f"{message_id}.{int(at.timestamp())}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


def headers(secret_s: Sequence[str], message_id: str, at: datetime, body: str) -> dict[str, str]:
    """The three headers. While a secret is being changed both sign, so no delivery is refused."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(sign(s, message_id, at, body) for s in secret_s),
    }


def holds(secret: str, given: Mapping[str, str], body: str, *, now: datetime) -> bool:
    """The receiver's side: one signature fits and the time is within five minutes."""
    try:
        at = int(given["webhook-timestamp"])
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (KeyError, ValueError, binascii.Error):
        return False
    if abs(now.timestamp() - at) > TOLERANCE_S:
        return False
    content = f"{given.get('webhook-id', '')}.{at}.{body}".encode()
    wanted = "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    offered = given.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(wanted, one) for one in offered)
