"""A few dozen drawn photos and signatures, used again and again: nobody's home is shown."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from uuid import UUID

from PIL import Image, ImageDraw

from sortie.apps.demo.company import Demo
from sortie.kernel.files import service as files

_SIZE = (800, 600)
_SETS = 10
_WALLS = ("#d9d4c7", "#cfd8dc", "#e0dccb", "#d7ccc8", "#c8d3c5")
_DUST = (90, 80, 60)


@dataclass(frozen=True, slots=True)
class Album:
    """File ids to take from."""

    before: tuple[UUID, ...]
    after: tuple[UUID, ...]
    gauges: tuple[UUID, ...]
    signatures: tuple[UUID, ...]


async def draw_album(demo: Demo) -> Album:
    """Draw and store them through the files room, as uploads are."""
    dice = Random("album")
    sets = range(max(2, demo.some(_SETS)))
    return Album(
        await _keep(demo, "before", (_unit(dice, dusty=True) for _ in sets)),
        await _keep(demo, "after", (_unit(dice, dusty=False) for _ in sets)),
        await _keep(demo, "gauge", (_gauge(dice) for _ in sets)),
        await _keep(demo, "signature", (_signature(dice) for _ in sets)),
    )


async def _keep(demo: Demo, name: str, drawn: Iterable[Image.Image]) -> tuple[UUID, ...]:
    kept: list[UUID] = []
    async with demo.tx() as tx:
        for number, picture in enumerate(drawn, 1):
            kind, ending = ("PNG", "png") if name == "signature" else ("JPEG", "jpg")
            out = io.BytesIO()
            picture.save(out, kind, quality=78)
            stored = await files.store(
                tx, demo.system, out.getvalue(), filename=f"{name}-{number:02}.{ending}"
            )
            kept.append(stored.id)
    return tuple(kept)


def _unit(dice: Random, *, dusty: bool) -> Image.Image:
    """A white box on a wall with louvres and a pipe; dirt on it before the work."""
    picture = Image.new("RGB", _SIZE, dice.choice(_WALLS))
    pen = ImageDraw.Draw(picture)
    left, top = dice.randrange(80, 200), dice.randrange(90, 200)
    right, bottom = left + dice.randrange(380, 460), top + dice.randrange(180, 260)
    pen.rectangle((0, 470, 800, 600), fill="#8d7b68")
    pen.line((right - 20, bottom, right - 20, 470), fill="#f5f5f5", width=16)
    pen.rounded_rectangle(
        (left, top, right, bottom), 18, fill="#f7f7f5", outline="#9e9e9e", width=4
    )
    for y in range(top + 40, bottom - 20, 22):
        pen.line((left + 30, y, right - 30, y), fill="#bdbdbd", width=5)
    pen.ellipse(
        (right - 60, top + 12, right - 44, top + 28), fill="#e53935" if dusty else "#43a047"
    )
    for _ in range(500 if dusty else 20):
        x, y = dice.randrange(left, right), dice.randrange(top, bottom)
        pen.ellipse((x, y, x + dice.randrange(2, 7), y + dice.randrange(2, 6)), fill=_DUST)
    return picture


def _gauge(dice: Random) -> Image.Image:
    """A round gauge with a needle in the green."""
    picture = Image.new("RGB", _SIZE, "#455a64")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((200, 100, 600, 500), fill="#fafafa", outline="#b0bec5", width=14)
    pen.arc((230, 130, 570, 470), 150, 330, fill="#43a047", width=16)
    pen.arc((230, 130, 570, 470), 330, 390, fill="#e53935", width=16)
    x = dice.randrange(290, 510)
    pen.line((400, 300, x, 190), fill="#212121", width=10)
    pen.ellipse((382, 282, 418, 318), fill="#212121")
    return picture


def _signature(dice: Random) -> Image.Image:
    """A few joined strokes."""
    picture = Image.new("RGB", (600, 220), "white")
    pen = ImageDraw.Draw(picture)
    for part in range(3):
        x = 60 + part * 170
        points = [(x + dice.randrange(150), dice.randrange(40, 180)) for _ in range(9)]
        pen.line(sorted(points[:5]) + points[5:], fill="#1a237e", width=5, joint="curve")
    return picture
