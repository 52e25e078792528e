"""Sign-in services are called as they are named, and their answers are bounded."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from sortie.apps.outward import GuardedTransport
from sortie.kernel.events.service import Guard


@asynccontextmanager
async def _service(answer: bytes) -> AsyncIterator[str]:
    async def serve(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        out.write(answer)
        await out.drain()
        out.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


def _answer(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _get(url: str) -> httpx.Response:
    transport = GuardedTransport(Guard(("127.0.0.0/8",)))
    async with httpx.AsyncClient(transport=transport) as client:  # type: ignore[arg-type]  # not a subclass
        return await client.get(url)


async def test_a_plain_answer_is_read() -> None:
    async with _service(_answer(b'{"a":1}')) as url:
        assert (await _get(url)).json() == {"a": 1}


async def test_a_packed_answer_is_refused_before_it_unfolds() -> None:
    packed = gzip.compress(bytes(50 << 20))
    async with _service(_answer(packed, "Content-Encoding: gzip")) as url:
        with pytest.raises(httpx.ReadError):
            await _get(url)


async def test_an_endless_answer_is_refused() -> None:
    async with _service(_answer(b"x" * (2 << 20))) as url:
        with pytest.raises(httpx.HTTPError):
            await _get(url)
