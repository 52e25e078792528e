"""Pages set into PDF: the same page and pictures give the same bytes.

The Chinese font comes with the program (see docs/decisions/0011); a machine needs none of its own.
"""

import io
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import typst
from PIL import Image, ImageOps

_TEMPLATE = "archive_order.typ"
_FONT_PACKAGE = "noto_cjk_sans_otc"
_SIDE_PX = 900
_JPEG_QUALITY = 78


def scaled(content: bytes, *, ink: bool = False) -> bytes:
    """A picture as the page needs it: at most 900 pixels, JPEG; a signature stays a PNG."""
    with Image.open(io.BytesIO(content)) as opened:
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((_SIDE_PX, _SIDE_PX))
        out = io.BytesIO()
        if ink:
            picture.convert("RGBA").save(out, "PNG", optimize=False)
        else:
            picture.convert("RGB").save(out, "JPEG", quality=_JPEG_QUALITY)
        return out.getvalue()


def render(page: Mapping[str, Any], pictures: Mapping[str, bytes], at: datetime) -> bytes:
    """A page as PDF. ``pictures`` by file id, as ``scaled`` gives them; ``at`` is the document's date.

    Slow (0.2 s and more): call it in a thread.
    """
    with tempfile.TemporaryDirectory(prefix="sortie-paper-") as folder:
        root = Path(folder)
        (root / "img").mkdir()
        names = {}
        for file, content in pictures.items():
            kind = "png" if content.startswith(b"\x89PNG") else "jpg"
            names[file] = f"{file}.{kind}"
            (root / "img" / names[file]).write_bytes(content)
        (root / "page.json").write_bytes(msgspec.json.encode({**page, "images": names}))
        with resources.as_file(resources.files(__package__) / _TEMPLATE) as template:
            shutil.copy(template, root / _TEMPLATE)
        content = typst.compile(
            str(root / _TEMPLATE),
            root=str(root),
            font_paths=_fonts(),
            format="pdf",
            timestamp=at.replace(microsecond=0),
        )
    return bytes(content)


@cache
def _fonts() -> Any:
    """The program's own font first; without it, whatever Chinese font the machine has."""
    found = find_spec(_FONT_PACKAGE)
    own = [str(Path(p)) for p in found.submodule_search_locations or ()] if found else []
    return typst.Fonts(include_system_fonts=not own, font_paths=own)
