"""What an upload is, its bytes decide; what could do harm never does."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image
from tests.factories.pictures import image, jpeg, png_bomb

from sortie.base.errors import AppError
from sortie.kernel.files.contracts import (
    FileEmptyError,
    FileKind,
    FileRefusedError,
    FileTooBigError,
    Limits,
    PictureBrokenError,
    PictureTooLargeError,
)
from sortie.kernel.files.rules import clean_filename, detect, shown_inline
from sortie.kernel.files.service import receive


def office(folder: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type", "kind"),
    [
        (jpeg(), "image/jpeg", FileKind.IMAGE),
        (image("PNG"), "image/png", FileKind.IMAGE),
        (image("GIF", "P"), "image/gif", FileKind.IMAGE),
        (image("WEBP"), "image/webp", FileKind.IMAGE),
        (image("BMP"), "image/bmp", FileKind.IMAGE),
        (image("TIFF"), "image/tiff", FileKind.IMAGE),
        (image("AVIF"), "image/avif", FileKind.IMAGE),
        (b"\x00\x00\x00\x18ftypheic" + bytes(64), "image/heic", FileKind.IMAGE),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf", FileKind.PDF),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(64), "video/mp4", FileKind.VIDEO),
        (b"\x00\x00\x00\x18ftypqt  " + bytes(64), "video/quicktime", FileKind.VIDEO),
        (b"\x1aE\xdf\xa3" + bytes(64), "video/webm", FileKind.VIDEO),
        (b"ID3\x04" + bytes(64), "audio/mpeg", FileKind.AUDIO),
        (b"#!AMR\n" + bytes(64), "audio/amr", FileKind.AUDIO),
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(64), "audio/wav", FileKind.AUDIO),
        (
            office("xl"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind.DOCUMENT,
        ),
        (
            office("word"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            FileKind.DOCUMENT,
        ),
        (office("other"), "application/zip", FileKind.OTHER),
        ("设备编号,数量\n空调,2\n".encode(), "text/plain", FileKind.DOCUMENT),
        ("设备编号,数量\n空调,2\n".encode("gb18030"), "text/plain", FileKind.DOCUMENT),
        (b"\x00\x01\x02\x03" * 9, "application/octet-stream", FileKind.OTHER),
    ],
)
async def test_bytes_say_what_a_file_is(content: bytes, media_type: str, kind: FileKind) -> None:
    async with receive(content) as received:
        assert (received.type.media_type, received.type.kind) == (media_type, kind)


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  \n<HTML><body onload=alert(1)>",
        b"\xef\xbb\xbf<html>",
        b"hello <script>alert(1)</script>",
        b"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00",
    ],
)
async def test_markup_is_never_shown_in_place(content: bytes) -> None:
    async with receive(content) as received:
        assert received.type.media_type == "application/octet-stream"
        assert not shown_inline(received.type.media_type)


def test_a_browser_may_show_pictures_films_and_pdf_only() -> None:
    assert shown_inline("image/jpeg")
    assert shown_inline("application/pdf")
    for media_type in (
        "image/svg+xml",
        "text/html",
        "text/plain",
        "application/octet-stream",
        "image/tiff",
    ):
        assert not shown_inline(media_type)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + bytes(64),
        b"\x7fELF\x02\x01" + bytes(64),
        b"#!/bin/sh\nrm -rf /\n",
        b"\xca\xfe\xba\xbe" + bytes(64),
        b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(64),
    ],
)
async def test_programs_are_refused(content: bytes) -> None:
    with pytest.raises(FileRefusedError):
        async with receive(content):
            pass


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", FileEmptyError),
        (bytes(1025), FileTooBigError),
        (jpeg(600, 400)[:400], PictureBrokenError),
        (b"GIF89a/*<script>alert(1)</script>*/=1", PictureBrokenError),
        (b"\xff\xd8\xff\xe0" + b"MZ" * 100, PictureBrokenError),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), PictureBrokenError),
        (png_bomb(30_000, 30_000), PictureTooLargeError),
        (png_bomb(2**31 - 1, 2**31 - 1), PictureTooLargeError),
    ],
)
async def test_what_is_broken_or_out_of_bounds_is_refused(
    content: bytes, error: type[AppError]
) -> None:
    with pytest.raises(error):
        async with receive(content, Limits(max_bytes=1024)):
            pass


async def test_a_picture_with_more_pixels_than_allowed_is_not_decoded() -> None:
    with pytest.raises(PictureTooLargeError):
        async with receive(jpeg(200, 200), Limits(max_jpeg_pixels=39_999)):
            pass


async def test_a_stream_stops_at_the_limit() -> None:
    taken = 0

    async def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield bytes(1000)

    with pytest.raises(FileTooBigError):
        async with receive(endless(), Limits(max_bytes=5000)):
            pass
    assert taken == 6


async def test_thumbnails_are_upright_webp_without_the_cameras_secrets() -> None:
    photo = jpeg(
        2000,
        1000,
        orientation=6,
        make="Honest Phones",
        gps={1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 9.0, 0.0)},
    )
    async with receive(photo) as received:
        picture = received.picture
        assert picture is not None
        assert (picture.width, picture.height) == (1000, 2000)
        for side in (320, 1080):
            with Image.open(BytesIO(received.thumbnails[side])) as small:
                assert small.format == "WEBP"
                assert small.size == (side // 2, side)
                assert not small.getexif()


async def test_exif_tells_time_and_place() -> None:
    photo = jpeg(
        taken="2026:05:04 09:08:07",
        offset="+08:00",
        make="Honest Phones\x00\x07",
        gps={
            1: "S",
            2: (30.0, 15.0, 36.0),
            3: "W",
            4: (120.0, 9.0, 0.0),
            5: b"\x00",
            6: 12.5,
            7: (1.0, 8.0, 7.0),
            29: "2026:05:04",
        },
    )
    async with receive(photo) as received:
        picture = received.picture
    assert picture is not None
    assert picture.taken_at == datetime(2026, 5, 4, 1, 8, 7, tzinfo=UTC)
    assert picture.exif["make"] == "Honest Phones"
    assert picture.exif["gps"] == {
        "lon": -120.15,
        "lat": -30.26,
        "alt_m": 12.5,
        "at": "2026-05-04T01:08:07+00:00",
    }


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "yesterday", "2026:13:01 00:00:00"])
async def test_a_camera_without_a_clock_is_no_error(taken: str) -> None:
    async with receive(jpeg(taken=taken, offset="nonsense")) as received:
        assert received.picture is not None
        assert received.picture.taken_local is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\fake\\安装照片.jpg", "安装照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ('a"\r\nSet-Cookie: x=1.jpg', 'a"Set-Cookie: x=1.jpg'),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "file"),
        (" .. ", "file"),
        ("长" * 300 + ".jpeg", "长" * 195 + ".jpeg"),
    ],
)
def test_a_name_cannot_break_out(given: str, kept: str) -> None:
    assert clean_filename(given) == kept


def test_riff_alone_is_no_picture() -> None:
    assert detect(b"ABCD\x00\x00\x00\x00WEBPVP8 " + bytes(20)).media_type != "image/webp"
