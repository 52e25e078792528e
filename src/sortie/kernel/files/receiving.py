"""Taking an upload in, before any transaction: read, measured, recognised, thumbnailed."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sortie.kernel.files import rules
from sortie.kernel.files.contracts import (
    FileEmptyError,
    FileRefusedError,
    FileTooBigError,
    Limits,
    Received,
)

_MIB = 1024 * 1024
# decoding is what costs memory: so many pictures at once, whatever comes in
_decoding = asyncio.Semaphore(2)


@asynccontextmanager
async def receive(
    content: bytes | AsyncIterator[bytes], limits: Limits | None = None
) -> AsyncIterator[Received]:
    """Hold an upload in a temporary file for as long as the body runs.

    Raises:
        FileTooBigError, FileEmptyError, FileRefusedError, PictureTooLargeError, PictureBrokenError
    """
    bounds = limits or Limits()
    with tempfile.NamedTemporaryFile(prefix="sortie-upload-") as spool:
        digest, size, head = hashlib.sha256(), 0, b""
        async for chunk in _chunks(content):
            size += len(chunk)
            if size > bounds.max_bytes:
                raise FileTooBigError(limit_mib=bounds.max_bytes // _MIB)
            digest.update(chunk)
            head += chunk[: max(0, rules.HEAD_BYTES - len(head))]
            await asyncio.to_thread(spool.write, chunk)
        await asyncio.to_thread(spool.flush)
        yield await _look(Path(spool.name), digest.hexdigest(), size, head, bounds)


async def _look(path: Path, sha256: str, size: int, head: bytes, bounds: Limits) -> Received:
    if size == 0:
        raise FileEmptyError
    if program := rules.refused_as(head):
        raise FileRefusedError(found=program)
    # Loaded by the first upload: Pillow takes a tenth of a second that no start should wait for
    from sortie.kernel.files import pictures

    found = rules.detect(head)
    if found.media_type not in pictures.DECODED:
        return Received(path, sha256, size, found, None, {})
    async with _decoding:
        picture, thumbnails = await asyncio.to_thread(pictures.look, path, bounds)
    return Received(path, sha256, size, found, picture, thumbnails)


async def _chunks(content: bytes | AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    async for chunk in content:
        yield chunk
