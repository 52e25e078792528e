"""A stopping server finishes what it answers and doesn't wait for streams that never end."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from sortie.apps.serve.web import serve_app
from sortie.base.settings import Settings

type Send = Callable[[dict[str, Any]], Awaitable[None]]
EVENTS = [(b"content-type", b"text/event-stream; charset=utf-8")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Application:
    """Answers ``/now``, ``/slow`` (when let) and ``/stream`` (for ever); notes its shutdown."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.begun = asyncio.Event()
        self.shut_down = False

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
            return
        stream = scope["path"] == "/stream"
        head = {"type": "http.response.start", "status": 200, "headers": EVENTS if stream else []}
        if scope["path"] == "/slow":
            self.begun.set()
            await self.let.wait()
        await send(head)
        while stream:
            await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
            self.begun.set()
            await asyncio.sleep(0.05)
        await send({"type": "http.response.body", "body": b"done"})

    async def live(self, receive: Any, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.shut_down = True
        await send({"type": "lifespan.shutdown.complete"})


class Served:
    def __init__(self, grace_s: float) -> None:
        self.settings = Settings(port=free_port(), stop_grace_s=grace_s)
        self.app = Application()
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(serve_app(self.app, self.settings, self.stop))

    async def up(self, client: httpx.AsyncClient) -> None:
        while True:
            try:
                await client.get("/now")
            except httpx.ConnectError:
                await asyncio.sleep(0)
            else:
                return


@pytest.fixture
async def client() -> Any:
    async with httpx.AsyncClient(timeout=10) as made:
        yield made


async def serving(client: httpx.AsyncClient, *, grace_s: float) -> Served:
    served = Served(grace_s)
    client.base_url = httpx.URL(served.settings.public_url)
    await served.up(client)
    return served


async def test_an_open_event_stream_is_cut_at_once(client: httpx.AsyncClient) -> None:
    served = await serving(client, grace_s=30)
    async with client.stream("GET", "/stream") as answer:
        await served.app.begun.wait()
        began = time.monotonic()
        served.stop.set()
        with pytest.raises(httpx.HTTPError):
            await answer.aread()
    await served.task
    assert time.monotonic() - began < 5
    assert served.app.shut_down


async def test_an_answer_under_way_is_finished_first(client: httpx.AsyncClient) -> None:
    served = await serving(client, grace_s=30)
    asked = asyncio.create_task(client.get("/slow"))
    await served.app.begun.wait()
    served.stop.set()
    served.app.let.set()
    assert (await asked).text == "done"
    await served.task
    assert served.app.shut_down


async def test_an_answer_that_takes_too_long_is_cut_after_the_grace(
    client: httpx.AsyncClient,
) -> None:
    served = await serving(client, grace_s=0.2)
    asked = asyncio.create_task(client.get("/slow"))
    await served.app.begun.wait()
    served.stop.set()
    with pytest.raises(httpx.HTTPError):
        (await asked).raise_for_status()
    await served.task
