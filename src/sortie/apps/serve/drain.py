"""Lets a stopping server finish: open requests get their time, endless streams end at once."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from sortie.base.telemetry import Asgi, streams_open

_STREAM = b"text/event-stream"


class Drain:
    """An ASGI application that knows what is being answered.

    A server waits for open answers at its end, and an event stream never ends by itself:
    browsers reconnect and resume from their cursor, so cutting it loses nothing.
    """

    def __init__(self, app: Asgi) -> None:
        self._app = app
        self._answers: set[asyncio.Task[Any]] = set()
        self._streams: set[asyncio.Task[Any]] = set()
        self._stopping = False

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        task = asyncio.current_task()
        if scope["type"] == "lifespan" or task is None:
            await self._app(scope, receive, send)
            return
        streaming = scope["type"] == "websocket"
        self._answers.add(task)

        async def watched(message: MutableMapping[str, Any]) -> None:
            nonlocal streaming
            if message["type"] == "http.response.start" and _is_stream(message):
                streaming = True
                self._streams.add(task)
                streams_open.inc()
                if self._stopping:
                    task.cancel()
            await send(message)

        if streaming:
            self._streams.add(task)
        try:
            await self._app(scope, receive, watched)
        except asyncio.CancelledError:
            if not self._stopping:
                raise
        finally:
            self._answers.discard(task)
            if task in self._streams:
                self._streams.discard(task)
                if scope["type"] == "http":
                    streams_open.dec()

    async def finish(self, grace_s: float) -> None:
        """End streams now, other answers after ``grace_s`` seconds."""
        self._stopping = True
        for task in list(self._streams):
            task.cancel()
        waiting = set(self._answers)
        if not waiting:
            return
        _, late = await asyncio.wait(waiting, timeout=grace_s)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1.0)


def _is_stream(message: MutableMapping[str, Any]) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(_STREAM)
        for name, value in message.get("headers", ())
    )
