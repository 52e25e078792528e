"""Realtime: one LISTEN a database wakes one reader a company, which wakes every open stream.

Whoever is connected gets ids and versions, never values: it fetches what changed through the
query compiler. What it may know of is asked at the moment of delivery, so lost rights take effect
at once; a record that went out of sight is told as a ``leave``.
"""

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

import asyncpg
import msgspec
import structlog

from sortie.base.db import DatabaseAwayError, DatabaseBusyError
from sortie.kernel.events.contracts import (
    FEED_CHANNEL,
    CursorExpiredError,
    CursorInvalidError,
    FeedEntry,
    Visible,
)
from sortie.kernel.events.delivery import Transactions
from sortie.kernel.events.feed import head, read_feed
from sortie.kernel.tenancy.contracts import Tenant, Tx

BEAT_S = 15.0
LOOK_S = 4.0
PAGE = 500
_KNOWN = 5_000
_RETRY_S = 0.5

log = structlog.get_logger(__name__)


type StillIn = Callable[[], Awaitable[bool]]
"""Whether the listener's session still holds."""


class Hears(Protocol):
    """What the hub needs of tenancy's listener."""

    async def on(self, channel: str, heard: Callable[[str], None]) -> Callable[[], None]: ...


class _Woken:
    """A bell for one stream; ringing it twice before it was heard is ringing it once."""

    __slots__ = ("bell",)

    def __init__(self) -> None:
        self.bell = asyncio.Event()


@dataclass(slots=True, eq=False)
class Hub:
    """Streams of this process. ``start`` it once per database; ``stream`` serves one connection."""

    dbs: Transactions
    beat_s: float = BEAT_S
    look_s: float = LOOK_S
    _streams: dict[str, set[_Woken]] = field(default_factory=lambda: defaultdict(set))
    _stops: list[Callable[[], None]] = field(default_factory=list)
    closing: bool = False

    async def start(self, *listeners: Hears) -> None:
        """Begin to hear; after a lost connection every stream looks for itself."""
        for listener in listeners:
            self._stops.append(await listener.on(FEED_CHANNEL, self.heard))

    def close(self) -> None:
        """End every stream at its next wake, so that a server can stop."""
        self.closing = True
        for stop in self._stops:
            stop()
        self.heard("")

    def heard(self, schema: str) -> None:
        """News for ``schema``; the empty name wakes all."""
        named = [schema] if schema else list(self._streams)
        for name in named:
            for woken in self._streams.get(name, ()):
                woken.bell.set()

    async def stream(
        self,
        tenant: Tenant,
        visible: Visible,
        cursor: str | None = None,
        *,
        still_in: StillIn | None = None,
    ) -> AsyncIterator[bytes]:
        """SSE frames for one connection, from ``cursor`` (Last-Event-ID) or from now.

        ``at`` begins it, ``record`` and ``event`` tell of changes, ``leave`` of a record gone out
        of sight, ``beat`` that nothing happened. A frame's ``id`` is a feed cursor: a browser that
        reconnects with it misses nothing. ``still_in`` is asked before each look, at the latest
        every ``look_s``: the stream ends with the listener's session.
        """
        woken = _Woken()
        self._streams[tenant.schema].add(woken)
        sight = _Sight(visible)
        try:
            at = cursor or await self._now(tenant)
            yield frame("at", {}, cursor=None if cursor else at)
            spoke = time.monotonic()
            while not self.closing and await self._admitted(still_in):
                got, at = await self._read(tenant, sight, at)
                for piece in got:
                    yield piece
                if got:
                    spoke = time.monotonic()
                silent = time.monotonic() - spoke
                if not await _rung(woken, min(self.look_s, max(self.beat_s - silent, 0))) and (
                    time.monotonic() - spoke >= self.beat_s
                ):
                    yield frame("beat", {}, cursor=at)
                    spoke = time.monotonic()
        finally:
            self._streams[tenant.schema].discard(woken)
            if not self._streams[tenant.schema]:
                del self._streams[tenant.schema]

    async def _admitted(self, still_in: StillIn | None) -> bool:
        """Whether the listener would be let in now; while that can't be asked, nothing is told."""
        while still_in is not None and not self.closing:
            try:
                return await still_in()
            except _AWAY as problem:
                log.warning("stream.database_away", error=repr(problem))
                await asyncio.sleep(_RETRY_S)
        return not self.closing

    async def _now(self, tenant: Tenant) -> str:
        async with self.dbs.tx(tenant) as tx:
            return await head(tx)

    async def _read(self, tenant: Tenant, sight: "_Sight", at: str) -> tuple[list[bytes], str]:
        """Frames of everything new; of nothing while the database is away."""
        frames: list[bytes] = []
        try:
            while True:
                async with self.dbs.tx(tenant) as tx:
                    try:
                        entries, after = await read_feed(tx, at, PAGE)
                    except (CursorInvalidError, CursorExpiredError):
                        # nobody can read it any more: from now on, the client reads its lists anew
                        at = await head(tx)
                        return [*frames, frame("at", {"anew": True}, cursor=at)], at
                    told = await sight.told(tx, entries)
                frames += _page(told, after)
                at = after
                if len(entries) < PAGE:
                    return frames, at
        except _AWAY as problem:
            log.warning("stream.database_away", error=repr(problem))
            await asyncio.sleep(_RETRY_S)
            return frames, at


_AWAY = (
    OSError,
    DatabaseAwayError,
    DatabaseBusyError,
    asyncpg.InterfaceError,
    asyncpg.PostgresError,
)


@dataclass(slots=True, eq=False)
class _Sight:
    """What one connection may know of, and what it was told of."""

    visible: Visible
    known: OrderedDict[tuple[str, UUID], None] = field(default_factory=OrderedDict)

    async def told(self, tx: Tx, entries: Sequence[FeedEntry]) -> list[tuple[str, dict[str, Any]]]:
        """(frame name, content) in feed order; of many changes of one record only the last."""
        by_object: dict[str, set[UUID]] = defaultdict(set)
        for entry in entries:
            if entry.object is not None and entry.record_id is not None:
                by_object[entry.object].add(entry.record_id)
        seen = {name: await self.visible(tx, name, ids) for name, ids in by_object.items()}
        last = {(e.object, e.record_id): e.id for e in entries if e.kind == "record"}
        told: list[tuple[str, dict[str, Any]]] = []
        for entry in entries:
            if entry.object is None or entry.record_id is None:
                continue
            if entry.kind == "record" and last[entry.object, entry.record_id] != entry.id:
                continue
            told += self._one(entry, entry.object, entry.record_id, seen[entry.object])
        return told

    def _one(
        self, entry: FeedEntry, object_: str, record_id: UUID, seen: set[UUID]
    ) -> list[tuple[str, dict[str, Any]]]:
        key = (object_, record_id)
        about: dict[str, Any] = {"object": object_, "record_id": record_id}
        if record_id not in seen:
            # told once that it left; of what it never saw a connection hears nothing
            if key not in self.known:
                return []
            del self.known[key]
            return [("leave", about)]
        about |= {"id": entry.id, "at": entry.at, "kind": entry.kind, "name": entry.name}
        if entry.kind == "event":
            return [("event", about)]
        self.known[key] = None
        if len(self.known) > _KNOWN:
            self.known.popitem(last=False)
        return [("record", {**about, "op": entry.op, "version": entry.version})]


def _page(told: Sequence[tuple[str, dict[str, Any]]], cursor: str) -> list[bytes]:
    """Only the last frame of a page carries the cursor: a break before it repeats the page."""
    last = len(told) - 1
    return [
        frame(name, about, cursor=cursor if n == last else None)
        for n, (name, about) in enumerate(told)
    ]


def frame(name: str, content: dict[str, Any], *, cursor: str | None = None) -> bytes:
    """One SSE frame. JSON has no line breaks, so one ``data`` line is enough."""
    head_ = f"id: {cursor}\n" if cursor else ""
    return f"{head_}event: {name}\ndata: ".encode() + msgspec.json.encode(content) + b"\n\n"


async def _rung(woken: _Woken, within_s: float) -> bool:
    """Wait for news; False when the time for a beat came first."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await woken.bell.wait()
            woken.bell.clear()
            return True
    return False
