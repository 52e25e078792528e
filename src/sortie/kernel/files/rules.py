"""What bytes are, by their own signature, and how a browser is told to treat them. Pure."""

import codecs
import re
import unicodedata
from urllib.parse import quote as percent

from sortie.kernel.files.contracts import FileKind, FileType, StoredFile

_IMAGE, _AUDIO, _VIDEO = FileKind.IMAGE, FileKind.AUDIO, FileKind.VIDEO
HEAD_BYTES = 4096
_LONGEST_NAME = 200

# (offset, signature, type): only what the product shows or plays; the rest puremagic names.
_SIGNATURES: tuple[tuple[int, bytes, FileType], ...] = (
    (0, b"\xff\xd8\xff", FileType("image/jpeg", _IMAGE, inline=True)),
    (0, b"\x89PNG\r\n\x1a\n", FileType("image/png", _IMAGE, inline=True)),
    (0, b"GIF87a", FileType("image/gif", _IMAGE, inline=True)),
    (0, b"GIF89a", FileType("image/gif", _IMAGE, inline=True)),
    (8, b"WEBP", FileType("image/webp", _IMAGE, inline=True)),
    (0, b"BM", FileType("image/bmp", _IMAGE)),
    (0, b"II*\x00", FileType("image/tiff", _IMAGE)),
    (0, b"MM\x00*", FileType("image/tiff", _IMAGE)),
    (0, b"%PDF-", FileType("application/pdf", FileKind.PDF, inline=True)),
    (0, b"ID3", FileType("audio/mpeg", _AUDIO, inline=True)),
    (0, b"\xff\xfb", FileType("audio/mpeg", _AUDIO, inline=True)),
    (0, b"\xff\xf3", FileType("audio/mpeg", _AUDIO, inline=True)),
    (0, b"#!AMR", FileType("audio/amr", _AUDIO)),
    (0, b"OggS", FileType("audio/ogg", _AUDIO, inline=True)),
    (8, b"WAVE", FileType("audio/wav", _AUDIO, inline=True)),
    (0, b"fLaC", FileType("audio/flac", _AUDIO, inline=True)),
    (0, b"\x1aE\xdf\xa3", FileType("video/webm", _VIDEO, inline=True)),
)
# ISO base media: the brand after ``ftyp`` tells pictures, sound and film apart (ISO 14496-12 §4.3)
_BRANDS: dict[bytes, FileType] = {
    b"avif": FileType("image/avif", _IMAGE, inline=True),
    **{
        brand: FileType("image/heic", _IMAGE)
        for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
    },
    b"M4A ": FileType("audio/mp4", _AUDIO, inline=True),
    b"qt  ": FileType("video/quicktime", _VIDEO),
}
_FILM = FileType("video/mp4", _VIDEO, inline=True)
_OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_PROGRAMS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "Windows program"),
    (b"\x7fELF", "Linux program"),
    (b"\xcf\xfa\xed\xfe", "macOS program"),
    (b"\xce\xfa\xed\xfe", "macOS program"),
    (b"\xca\xfe\xba\xbe", "Java or macOS program"),
    (b"dex\n", "Android program"),
    (b"#!", "script"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "Windows shortcut"),
    (b"!<arch>", "program archive"),
)
_MARKUP = re.compile(
    rb"<(?:!doctype|html|svg|script|head|body|iframe|\?xml|!--|xsl:)", re.IGNORECASE
)
_POLICY = "default-src 'none'; sandbox"
# a browser's own PDF viewer doesn't start in a sandbox; a PDF's scripts never reach our origin
_PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self'"
_PLAIN = FileType("text/plain", FileKind.DOCUMENT)
_UNKNOWN = FileType("application/octet-stream", FileKind.OTHER)


def refused_as(head: bytes) -> str | None:
    """What kind of program these bytes begin; None for anything else."""
    if head.startswith(b"#!AMR"):
        return None
    return next((name for sign, name in _PROGRAMS if head.startswith(sign)), None)


def detect(head: bytes) -> FileType:
    """The type by the first bytes (up to ``HEAD_BYTES``). Name and declared type don't count."""
    if found := _by_signature(head):
        return found
    if _MARKUP.search(head):
        # could run as ours if a browser ever guessed: it leaves as bytes to download, nothing else
        return _UNKNOWN
    if _is_text(head):
        return _PLAIN
    return _by_magic(head)


def _by_signature(head: bytes) -> FileType | None:
    for offset, sign, found in _SIGNATURES:
        if head.startswith(sign, offset) and (offset == 0 or head[:4] == b"RIFF"):
            return found
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], _FILM)
    if head.startswith(b"PK\x03\x04"):
        media_type = next((name for part, name in _OFFICE.items() if part in head), None)
        if media_type is None:
            return FileType("application/zip", FileKind.OTHER)
        return FileType(media_type, FileKind.DOCUMENT)
    return None


def _is_text(head: bytes) -> bool:
    if any(byte < ord(" ") and byte not in b"\t\n\r\f" for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            # a character may be cut where the head ends
            codecs.getincrementaldecoder(encoding)().decode(head, len(head) < HEAD_BYTES)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _by_magic(head: bytes) -> FileType:
    import puremagic

    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return _UNKNOWN
    media_type = found[0].mime_type if found else ""
    family = media_type.partition("/")[0]
    if family in {"audio", "video"}:
        return FileType(media_type, FileKind(family))
    office = ("application/msword", "application/vnd.ms-", "application/x-ole", "application/CDFV2")
    if media_type.startswith(office):
        return FileType(media_type, FileKind.DOCUMENT)
    return _UNKNOWN


def clean_filename(name: str) -> str:
    """The last part of a name, without what could break a header, a path or a reader's eye."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    if len(kept) > _LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        ending = dot + ending if dot and len(ending) < 12 else ""  # noqa: PLR2004  a real ending is short
        kept = (stem if ending else kept)[: _LONGEST_NAME - len(ending)] + ending
    return kept or "file"


def headers(file: StoredFile, *, size: int, variant: int | None, inline: bool) -> dict[str, str]:
    """Response headers: nothing an upload holds can run, be guessed, or be kept by a proxy."""
    media_type = "image/webp" if variant else file.media_type
    way = "inline" if inline or variant else "attachment"
    return {
        "Content-Type": media_type,
        "Content-Length": str(size),
        "Content-Disposition": f"{way}; filename*=UTF-8''{percent(file.filename, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _PDF_POLICY if media_type == "application/pdf" else _POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, max-age=31536000, immutable",
        "ETag": f'"{file.sha256}{f"-{variant}" if variant else ""}"',
        "Accept-Ranges": "bytes",
    }


def key_of(tenant: str, sha256: str, variant: int | None = None) -> str:
    """Where bytes lie in the store: below their tenant, so one tenant can be moved or removed."""
    ending = f".{variant}.webp" if variant else ""
    return f"{tenant}/{sha256[:2]}/{sha256[2:4]}/{sha256}{ending}"


def shown_inline(media_type: str) -> bool:
    """Whether a browser may show files of this type in place: never SVG, HTML or the unknown."""
    return media_type in _INLINE


_INLINE = frozenset(
    found.media_type
    for found in (*(x[2] for x in _SIGNATURES), *_BRANDS.values(), _FILM)
    if found.inline
)
