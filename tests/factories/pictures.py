"""Uploads: honest pictures, and bytes that pretend."""

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image


def jpeg(
    width: int = 64,
    height: int = 48,
    *,
    orientation: int | None = None,
    taken: str | None = None,
    offset: str | None = None,
    gps: dict[int, Any] | None = None,
    make: str | None = None,
    color: str = "red",
) -> bytes:
    """A photo as a phone makes it, with EXIF as asked."""
    exif = Image.Exif()
    if make:
        exif[ExifTags.Base.Make] = make
    if orientation:
        exif[ExifTags.Base.Orientation] = orientation
    if taken:
        details = exif.get_ifd(ExifTags.IFD.Exif)
        details[ExifTags.Base.DateTimeOriginal] = taken
        if offset:
            details[ExifTags.Base.OffsetTimeOriginal] = offset
    if gps:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, "JPEG", exif=exif)
    return out.getvalue()


def image(format_: str, mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, format_)
    return out.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """A tiny PNG that claims to be huge: decoding it would need width x height x 3 bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", content), (b"IEND", b""))
    )
