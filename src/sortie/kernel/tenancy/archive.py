"""One file ``.tar.zst``: named members one after the other, and their digests at the end."""

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import msgspec
import zstandard

from sortie.base.errors import AppError
from sortie.base.i18n import Label

FORMAT = 1
MANIFEST = "manifest.json"
_DIGESTS = "checksums.json"
_CHUNK_BYTES = 1024 * 1024
_LEVEL = 6


class ArchiveDamagedError(AppError):
    """Cut short, changed, or no archive of ours. Nothing of it was kept."""

    code, status = "archive.damaged", 422
    text = Label(
        "归档文件已损坏或不完整（{where}），未恢复任何内容。请换一份备份。",
        "The archive is damaged or incomplete ({where}); nothing was restored. Use another backup.",
    )


class ArchiveTooNewError(AppError):
    code, status = "archive.too_new", 422
    text = Label(
        "归档由更高版本的程序生成（格式 {found}），请先升级。",
        "The archive was made by a newer program (format {found}); upgrade first.",
    )


class ArchiveWriter:
    """Members in the order given. Blocking: call from a thread."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._digests: dict[str, str] = {}

    def add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content))

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self._add(name, file, path.stat().st_size)

    def _add(self, name: str, content: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        hashing = _Hashing(content)
        self._tar.addfile(member, cast("IO[bytes]", hashing))
        self._digests[name] = hashing.digest.hexdigest()

    def finish(self) -> None:
        content = msgspec.json.encode(self._digests)
        member = tarfile.TarInfo(_DIGESTS)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))


class _Hashing:
    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self.digest.update(chunk)
        return chunk


@contextmanager
def write_archive(path: Path) -> Iterator[ArchiveWriter]:
    """Write ``path`` (0600) whole or not at all: it gets its name when all is on the disk."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    draft = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True, threads=-1)
            with (
                packer.stream_writer(file, closefd=False) as stream,
                tarfile.open(fileobj=cast("Any", stream), mode="w|") as tar,
            ):
                writer = ArchiveWriter(tar)
                yield writer
                writer.finish()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


class ArchiveReader:
    """Members in the order written; each is unpacked to a file of its own while it is looked at."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._seen: dict[str, str] = {}

    def manifest(self) -> dict[str, Any]:
        """The first member.

        Raises:
            ArchiveDamagedError, ArchiveTooNewError
        """
        for name, path in self.members():
            if name != MANIFEST:
                break
            found: dict[str, Any] = msgspec.json.decode(path.read_bytes())
            if found.get("format") != FORMAT:
                raise ArchiveTooNewError(found=found.get("format"))
            return found
        raise ArchiveDamagedError(where=MANIFEST)

    def members(self) -> Iterator[tuple[str, Path]]:
        """Name and content of each further member; at the end all digests must fit.

        Raises:
            ArchiveDamagedError: one doesn't, or the end is missing.
        """
        while (member := self._tar.next()) is not None:
            content = self._tar.extractfile(member)
            if content is None:
                raise ArchiveDamagedError(where=member.name)
            if member.name == _DIGESTS:
                if msgspec.json.decode(content.read()) != self._seen:
                    raise ArchiveDamagedError(where=_DIGESTS)
                return
            hashing = _Hashing(content)
            with tempfile.NamedTemporaryFile(prefix="sortie-restore-") as spool:
                while chunk := hashing.read(_CHUNK_BYTES):
                    spool.write(chunk)
                spool.flush()
                self._seen[member.name] = hashing.digest.hexdigest()
                yield member.name, Path(spool.name)
        raise ArchiveDamagedError(where=_DIGESTS)


@contextmanager
def read_archive(path: Path) -> Iterator[ArchiveReader]:
    """Raises ArchiveDamagedError wherever reading fails."""
    try:
        with (
            path.open("rb") as file,
            zstandard.ZstdDecompressor().stream_reader(file) as stream,
            tarfile.open(fileobj=cast("Any", stream), mode="r|") as tar,
        ):
            yield ArchiveReader(tar)
    except (zstandard.ZstdError, tarfile.TarError, msgspec.DecodeError, EOFError) as broken:
        raise ArchiveDamagedError(where=str(broken) or type(broken).__name__) from broken
