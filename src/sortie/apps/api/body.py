"""Reading a request's body within a bound, and handing it on as if unread."""

from collections.abc import MutableMapping
from typing import Any

from sortie.apps.api.outer import Message, Receive, Send
from sortie.apps.api.problems import BodyTooLargeError

MIB = 1 << 20
REFUSED = 400


class RefusedError(Exception):
    """Rolls the request's transaction back; its answer is already made."""


async def read_body(receive: Receive, limit: int) -> bytes:
    """The whole body.

    Raises:
        BodyTooLargeError: more than ``limit`` bytes came.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise BodyTooLargeError(limit_mib=limit // MIB or 1)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def again(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives ``body`` first and then whatever comes (the disconnect)."""
    told = False

    async def receive_again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def bounded(receive: Receive, limit: int) -> Receive:
    """A ``receive`` for streaming handlers that stops a body past ``limit`` bytes."""
    size = 0

    async def receive_bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b"") or b"")
        if size > limit:
            raise BodyTooLargeError(limit_mib=limit // MIB or 1)
        return message

    return receive_bounded


class Kept:
    """A ``send`` that keeps the answer back until the transaction has committed."""

    def __init__(self) -> None:
        self.messages: list[MutableMapping[str, Any]] = []

    async def __call__(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        return next((m["status"] for m in self.messages if m["type"] == "http.response.start"), 500)

    @property
    def body(self) -> bytes:
        return b"".join(
            m.get("body", b"") for m in self.messages if m["type"] == "http.response.body"
        )

    @property
    def is_json(self) -> bool:
        start = next((m for m in self.messages if m["type"] == "http.response.start"), None)
        kinds = dict(start["headers"]).get(b"content-type", b"") if start else b""
        return bytes(kinds).startswith(b"application/json")

    def refuse_errors(self) -> None:
        """Raises RefusedError when the answer is a problem: its work must not stay."""
        if self.status >= REFUSED:
            raise RefusedError

    async def release(self, send: Send) -> None:
        for message in self.messages:
            await send(message)
