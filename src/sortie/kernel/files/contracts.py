"""A stored file, the store it lies in, and why one may be refused."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.base.ids import FileId
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tx

THUMBNAILS_PX = (320, 1080)
"""Longest sides of the pictures made at upload; each is a variant by its number."""


class FileKind(StrEnum):
    """What a field may ask for in its ``kinds`` option."""

    IMAGE = "image"
    PDF = "pdf"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FileType:
    """What the bytes are, whatever their name says. ``inline``: a browser may show it in place."""

    media_type: str
    kind: FileKind
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """What an image tells. Pixels as shown, so after its orientation is applied.

    ``taken_local``: wall clock of the camera; ``taken_at`` only when it recorded its UTC offset.
    ``exif``: make, model, software, orientation, gps {lon, lat, alt_m, at}; kept, never trusted.
    """

    width: int
    height: int
    taken_local: datetime | None = None
    taken_at: datetime | None = None
    exif: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one upload. JPEG may have more pixels: it is decoded at reduced size."""

    max_bytes: int = 50 * 1024 * 1024
    max_pixels: int = 40_000_000
    max_jpeg_pixels: int = 220_000_000


@dataclass(frozen=True, slots=True)
class Received:
    """An upload that was read, measured and looked into, and waits in a temporary file."""

    path: Path
    sha256: str
    size: int
    type: FileType
    picture: Picture | None
    thumbnails: Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One uploaded file of a tenant. ``sha256`` in hex; ``taken_at`` from EXIF, UTC."""

    id: FileId
    sha256: str
    size: int
    kind: FileKind
    media_type: str
    filename: str
    width: int | None
    height: int | None
    taken_at: datetime | None
    exif: Mapping[str, Any]
    variants: tuple[int, ...]
    uploaded_by: UUID | None
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class OpenFile:
    """Bytes on their way out, with all headers that keep a browser safe from them."""

    stream: AsyncIterator[bytes]
    headers: Mapping[str, str]
    size: int
    file: StoredFile


class FileStore(Protocol):
    """Bytes by key; a key's bytes never change. Keys are ours: ``<tenant>/ab/cd/<sha256>[.320]``."""

    async def put(self, key: str, source: Path | bytes) -> None:
        """Keep the bytes durably; nothing to do when the key exists."""

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Bytes from ``start`` up to, not including, ``end``. Raises FileLostError."""

    async def exists(self, key: str) -> bool: ...

    async def delete(self, key: str) -> None:
        """Gone, whether it was there or not."""

    def keys(self, prefix: str) -> AsyncIterator[tuple[str, datetime]]:
        """Every key below a tenant's prefix, with the time it was kept."""

    async def delete_all(self, prefix: str) -> None:
        """Everything below a tenant's prefix."""


type Sees = Callable[[Tx, Actor, str, Collection[UUID]], Awaitable[set[UUID]]]
"""Which of these records of an object the actor may read; queries gives it, composition hands it in."""


class FileTooBigError(AppError):
    code, status = "file.too_big", 413
    text = Label(
        "文件超过 {limit_mib} MB 的上限，请压缩后重试。",
        "The file is larger than {limit_mib} MB; make it smaller and try again.",
    )


class FileEmptyError(AppError):
    code, status = "file.empty", 422
    text = Label("文件为空，请重新选择。", "The file is empty; choose another.")


class FileRefusedError(AppError):
    """A program or the like: it has no business here."""

    code, status = "file.refused", 415
    text = Label(
        "不允许上传此类文件（{found}）。请上传图片、文档、音频或视频。",
        "Files of this kind ({found}) aren't accepted; upload a picture, document, audio or video.",
    )


class PictureTooLargeError(AppError):
    code, status = "file.too_many_pixels", 413
    text = Label(
        "图片尺寸过大（{width}×{height}），请缩小后重试。",
        "The picture has too many pixels ({width}×{height}); make it smaller and try again.",
    )


class PictureBrokenError(AppError):
    code, status = "file.picture_broken", 422
    text = Label(
        "图片已损坏或不完整，请重新拍摄或上传。",
        "The picture is damaged or incomplete; take or upload it again.",
    )


class FileLostError(AppError):
    """The row is there, the bytes aren't: the store was changed behind our back."""

    code, status = "file.lost", 500
    text = Label(
        "文件内容丢失，请联系管理员。", "The file's content is missing; tell the administrator."
    )
