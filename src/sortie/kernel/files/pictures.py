"""Looking into images: size, EXIF, thumbnails. Blocking; the caller runs it in a thread."""

import contextlib
import io
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from sortie.kernel.files.contracts import (
    THUMBNAILS_PX,
    Limits,
    Picture,
    PictureBrokenError,
    PictureTooLargeError,
)

# Only these decoders ever see an upload: fewer parsers, fewer surprises.
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
DECODED = frozenset(f"image/{x.lower()}" for x in _FORMATS)
_SIDEWAYS = frozenset({5, 6, 7, 8})
_LONGEST_TEXT = 200

# Pillow's own bomb check is off: ours runs before a pixel is decoded, with its own bounds.
Image.MAX_IMAGE_PIXELS = None


def look(path: Path, limits: Limits) -> tuple[Picture, dict[int, bytes]]:
    """What an image tells, and its thumbnails as WebP (no metadata: they go to many eyes).

    Raises:
        PictureTooLargeError: more pixels than the limit; nothing was decoded.
        PictureBrokenError: it doesn't decode.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as image:
                return _look(image, limits)
    except (PictureTooLargeError, PictureBrokenError):
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as broken:
        raise PictureBrokenError from broken
    except (IndexError, KeyError, TypeError, ZeroDivisionError, MemoryError) as broken:
        # decoders meet nonsense in such ways too
        raise PictureBrokenError from broken


def _look(image: Image.Image, limits: Limits) -> tuple[Picture, dict[int, bytes]]:
    width, height = image.size
    jpeg = image.format == "JPEG"
    allowed = limits.max_jpeg_pixels if jpeg else limits.max_pixels
    if width * height > allowed:
        raise PictureTooLargeError(width=width, height=height)
    tags = image.getexif()
    exif = _exif(tags)
    turned = exif.get("orientation") in _SIDEWAYS
    largest = max(THUMBNAILS_PX)
    if jpeg:
        # the decoder scales by 8, 4 or 2 as it goes: 200 megapixels need no gigabyte
        image.draft("RGB", (largest, largest))
    image.load()
    thumbnails = _thumbnails(ImageOps.exif_transpose(image))
    local, at = _taken(tags)
    shown = (height, width) if turned else (width, height)
    return Picture(*shown, taken_local=local, taken_at=at, exif=exif), thumbnails


def _thumbnails(image: Image.Image) -> dict[int, bytes]:
    if image.mode not in {"RGB", "RGBA"}:
        alpha = "transparency" in image.info or image.mode in {"LA", "PA"}
        image = image.convert("RGBA" if alpha else "RGB")
    made: dict[int, bytes] = {}
    for side in sorted(THUMBNAILS_PX, reverse=True):
        image = image.copy()
        image.thumbnail((side, side))
        out = io.BytesIO()
        image.save(out, "WEBP", quality=80, method=4)
        made[side] = out.getvalue()
    return made


def _exif(tags: Image.Exif) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, tag in (
        ("make", ExifTags.Base.Make),
        ("model", ExifTags.Base.Model),
        ("software", ExifTags.Base.Software),
    ):
        if isinstance(value := tags.get(tag), str) and (text := _text(value)):
            found[name] = text
    if isinstance(orientation := tags.get(ExifTags.Base.Orientation), int):
        found["orientation"] = orientation
    with contextlib.suppress(ValueError, TypeError, ZeroDivisionError, KeyError, IndexError):
        if gps := _gps(tags.get_ifd(ExifTags.IFD.GPSInfo)):
            found["gps"] = gps
    return found


def _text(value: str) -> str:
    return "".join(c for c in value if c.isprintable()).strip()[:_LONGEST_TEXT]


def _gps(ifd: Mapping[int, Any]) -> dict[str, Any] | None:
    """Degrees WGS-84. Source: EXIF 2.32 §4.6.6 (each coordinate is three rationals)."""
    lat = _degrees(ifd.get(2), ifd.get(1), "S")
    lon = _degrees(ifd.get(4), ifd.get(3), "W")
    if lat is None or lon is None or not (abs(lat) <= 90 and abs(lon) <= 180):  # noqa: PLR2004  degrees
        return None
    gps: dict[str, Any] = {"lon": lon, "lat": lat}
    if (altitude := ifd.get(6)) is not None:
        below = ifd.get(5) in {1, b"\x01"}
        gps["alt_m"] = round(float(altitude) * (-1 if below else 1), 1)
    if ifd.get(29) and ifd.get(7):
        hour, minute, second = (int(float(x)) for x in ifd[7])
        day = datetime.strptime(str(ifd[29]), "%Y:%m:%d").replace(tzinfo=UTC)
        gps["at"] = (day + timedelta(hours=hour, minutes=minute, seconds=second)).isoformat()
    return gps


def _degrees(parts: Any, reference: Any, negative: str) -> float | None:
    if parts is None:
        return None
    degree, minute, second = (float(x) for x in parts)
    value = degree + minute / 60 + second / 3600
    if value != value:  # noqa: PLR0124  not a number: a rational with denominator 0
        return None
    return round(-value if str(reference).upper().startswith(negative) else value, 7)


def _taken(tags: Image.Exif) -> tuple[datetime | None, datetime | None]:
    """The camera's wall clock, and the moment itself when the camera recorded its offset."""
    details = tags.get_ifd(ExifTags.IFD.Exif)
    text = details.get(ExifTags.Base.DateTimeOriginal) or tags.get(ExifTags.Base.DateTime)
    try:
        local = datetime.strptime(str(text).strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  the zone comes below
    except ValueError:
        return None, None
    offset = str(details.get(ExifTags.Base.OffsetTimeOriginal) or "").strip("\x00 ")
    try:
        sign = -1 if offset.startswith("-") else 1
        hours, minutes = offset.lstrip("+-").split(":")
        zone = timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))
        return local, local.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return local, None
