"""Where bytes lie: a local folder, or any S3."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, override

import obstore
from obstore.exceptions import NotFoundError as NoSuchObjectError
from obstore.store import S3Store as Bucket
from obstore.store import from_url

from sortie.kernel.files.contracts import FileLostError, FileStore

_CHUNK_BYTES = 256 * 1024


class LocalStore(FileStore):
    """A folder, 0700 with files 0600. A file appears whole or not at all, and survives a power cut."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @override
    async def put(self, key: str, source: Path | bytes) -> None:
        await asyncio.to_thread(self._put, self._path(key), source)

    def _put(self, target: Path, source: Path | bytes) -> None:
        if target.exists():
            return
        self._make_folder(target.parent)
        # mkstemp makes it 0600
        number, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(number, "wb") as out:
                if isinstance(source, bytes):
                    out.write(source)
                else:
                    with source.open("rb") as come:
                        shutil.copyfileobj(come, out, _CHUNK_BYTES)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)

    def _make_folder(self, folder: Path) -> None:
        """Each new level is synced into its parent: a rename into a lost folder is lost too."""
        missing = []
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        for level in reversed(missing):
            level.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(level.parent)

    @override
    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        try:
            file = await asyncio.to_thread(self._path(key).open, "rb")
        except FileNotFoundError as gone:
            raise FileLostError from gone
        try:
            await asyncio.to_thread(file.seek, start)
            left = None if end is None else end - start
            while left is None or left > 0:
                want = _CHUNK_BYTES if left is None else min(left, _CHUNK_BYTES)
                chunk = await asyncio.to_thread(file.read, want)
                if not chunk:
                    return
                left = None if left is None else left - len(chunk)
                yield chunk
        finally:
            await asyncio.to_thread(file.close)

    @override
    async def exists(self, key: str) -> bool:
        return await asyncio.to_thread(self._path(key).exists)

    @override
    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    @override
    async def keys(self, prefix: str) -> AsyncIterator[tuple[str, datetime]]:
        found = await asyncio.to_thread(self._walk, self._path(prefix))
        for key, at in found:
            yield key, at

    def _walk(self, folder: Path) -> list[tuple[str, datetime]]:
        return [
            (str(path.relative_to(self.root)), datetime.fromtimestamp(path.stat().st_mtime, UTC))
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".new-")
        ]

    @override
    async def delete_all(self, prefix: str) -> None:
        await asyncio.to_thread(shutil.rmtree, self._path(prefix), ignore_errors=True)

    def _path(self, key: str) -> Path:
        path = self.root / key
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise ValueError(f"key {key!r} leaves the store")
        return path


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(number)
    finally:
        os.close(number)


class S3Store(FileStore):
    """A bucket of any S3-compatible service; also any other store obstore knows (tests: memory)."""

    def __init__(self, bucket: Any) -> None:
        self._bucket = bucket

    @classmethod
    def from_url(cls, url: str, **config: Any) -> "S3Store":
        """``s3://bucket/prefix``; endpoint, region and credentials by the usual ``AWS_…`` variables."""
        bucket: Bucket | Any = from_url(url, **config)
        return cls(bucket)

    @override
    async def put(self, key: str, source: Path | bytes) -> None:
        if not await self.exists(key):
            await obstore.put_async(self._bucket, key, source)

    @override
    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        try:
            options: Any = {"range": {"offset": start} if end is None else (start, end)}
            found = await obstore.get_async(self._bucket, key, options=options)
        except (NoSuchObjectError, FileNotFoundError) as gone:
            raise FileLostError from gone
        async for chunk in found.stream(_CHUNK_BYTES):
            yield bytes(chunk)

    @override
    async def exists(self, key: str) -> bool:
        try:
            await obstore.head_async(self._bucket, key)
        except (NoSuchObjectError, FileNotFoundError):
            return False
        return True

    @override
    async def delete(self, key: str) -> None:
        try:
            await obstore.delete_async(self._bucket, key)
        except (NoSuchObjectError, FileNotFoundError):
            return

    @override
    async def keys(self, prefix: str) -> AsyncIterator[tuple[str, datetime]]:
        async for batch in obstore.list(self._bucket, prefix):
            for item in batch:
                yield item["path"], item["last_modified"]

    @override
    async def delete_all(self, prefix: str) -> None:
        async for batch in obstore.list(self._bucket, prefix):
            await obstore.delete_async(self._bucket, [item["path"] for item in batch])


def open_store(data_dir: Path, s3_url: str) -> FileStore:
    """The store a deployment's settings name."""
    return S3Store.from_url(s3_url) if s3_url else LocalStore(data_dir / "files")
