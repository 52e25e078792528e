"""The API behind a real granian server on a free port, for what only a socket shows."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from sortie.apps.composition import Kernel
from sortie.apps.serve.web import run_web


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


async def _until_up(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(200):
            try:
                if (await client.get(f"{url}/health/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    raise RuntimeError("the server did not come up")


@asynccontextmanager
async def serving(whole: Kernel) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """The server's address, and the event that stops it; stopped at the end in any case."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    settings = whole.settings.model_copy(update={"port": port, "public_url": url})
    stop = asyncio.Event()
    running = asyncio.create_task(run_web(settings, stop))
    await _until_up(url)
    yield url, stop
    stop.set()
    await running
