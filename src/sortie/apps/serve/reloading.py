"""For `make dev`: which source file changed, seen by looking, as no watcher need be installed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

_LOOK_EVERY_S = 0.5


async def changes(source: Path) -> AsyncIterator[Path]:
    """One changed, new or deleted Python file below ``source`` at each change."""
    before = await asyncio.to_thread(_stamps, source)
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        now = await asyncio.to_thread(_stamps, source)
        differing = [path for path, _ in before.items() ^ now.items()]
        before = now
        if differing:
            yield differing[0]


def _stamps(source: Path) -> dict[Path, int]:
    found = {}
    for path in source.rglob("*.py"):
        try:
            found[path] = path.stat().st_mtime_ns
        except FileNotFoundError:
            continue
    return found
