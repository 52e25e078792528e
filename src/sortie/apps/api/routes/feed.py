"""What changed: read page by page from a cursor, or pushed as server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import Parameter
from litestar.response import Stream
from msgspec import Struct

from sortie.apps.api.call import Call
from sortie.base.errors import AppError
from sortie.kernel.events import service as events
from sortie.kernel.events.contracts import FEED_CHANNEL, FeedEntry
from sortie.kernel.identity import service as identity
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries import service as queries
from sortie.kernel.tenancy.contracts import Tx

_PAGE = 500
_LOOK_EVERY_S = 4.0  # also how long an ended session may still listen
_RIGHT = {"right": Right.signed_in(), "any_key": True}


class Entry(Struct):
    """``kind`` record: a record changed, read it anew. ``kind`` event: something happened to it."""

    id: UUID
    at: datetime
    kind: str
    name: str
    object: str
    record_id: UUID
    version: int | None
    op: str | None


class FeedPage(Struct):
    """Fewer than ``limit`` entries read means caught up; hidden ones are left out, so look at
    ``more``.
    """

    entries: list[Entry]
    cursor: str
    more: bool


async def _visible(tx: Tx, actor: Actor, entries: list[FeedEntry]) -> list[Entry]:
    """Those about records the actor may read, as they may read them."""
    by_object: dict[str, set[UUID]] = {}
    for entry in entries:
        if entry.object and entry.record_id and actor.may(entry.object, "read"):
            by_object.setdefault(entry.object, set()).add(entry.record_id)
    seen = {
        (name, id_)
        for name, ids in by_object.items()
        for id_ in await queries.visible_ids(tx, actor, name, list(ids))
    }
    return [
        Entry(e.id, e.at, e.kind, e.name, e.object, e.record_id, e.version, e.op)
        for e in entries
        if e.object and e.record_id and (e.object, e.record_id) in seen
    ]


@get("/api/v1/feed", opt=_RIGHT, tags=["feed"], operation_id="read_feed")
async def read_feed(
    tx: Tx,
    actor: Actor,
    cursor: Annotated[str, Parameter(query="cursor", max_length=2000)] = "",
    limit: Annotated[int, Parameter(query="limit", ge=1, le=_PAGE)] = 100,
) -> FeedPage:
    """Changes after a cursor; without one only the cursor of this moment."""
    if not cursor:
        return FeedPage([], await events.head(tx), more=False)
    entries, following = await events.read_feed(tx, cursor, limit)
    return FeedPage(await _visible(tx, actor, entries), following, more=len(entries) == limit)


@get(
    "/api/v1/events",
    opt=_RIGHT | {"tx": False},
    tags=["feed"],
    operation_id="listen",
    media_type="text/event-stream",
)
async def listen(
    call: Call,
    last_event_id: Annotated[
        str, Parameter(header="Last-Event-ID", max_length=2000, required=False)
    ] = "",
) -> Stream:
    """Changes as they happen. Resumes after Last-Event-ID; ends when the session does."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = _stream(call, last_event_id)
    return Stream(stream, media_type="text/event-stream", headers=headers)


async def _stream(call: Call, cursor: str) -> AsyncIterator[bytes]:
    tenant = await call.kernel.dbs.tenant_by_id(call.who.tenant_id)
    woken = asyncio.Event()

    def hear(payload: str) -> None:
        if payload in {"", tenant.schema}:
            woken.set()

    stop = await call.kernel.dbs.listener(tenant.database).on(FEED_CHANNEL, hear)
    try:
        yield b": welcome\nretry: 2000\n\n"
        while await _still_in(call):
            woken.clear()
            entries, cursor, more = await _next(call, cursor)
            if entries:
                for entry in entries[:-1]:
                    yield _event(entry, "")
                yield _event(entries[-1], cursor)
            else:
                yield f"id: {cursor}\nevent: at\ndata: {{}}\n\n".encode()
            if not more:
                await _wait(woken)
    finally:
        stop()


async def _wait(woken: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_LOOK_EVERY_S):
            await woken.wait()
    except TimeoutError:
        pass


async def _still_in(call: Call) -> bool:
    """Whether the caller would be let in now: a stream mustn't outlive its session."""
    if call.cookie is None:
        # a key's stream ends by itself soon, and its next one is checked at the gate
        return (datetime.now(UTC) - call.now).total_seconds() < _KEY_STREAM_S
    found = await identity.recognise(call.identity, call.cookie, now=datetime.now(UTC))
    return found is not None


_KEY_STREAM_S = 60.0


async def _next(call: Call, cursor: str) -> tuple[list[Entry], str, bool]:
    tenant = await call.kernel.dbs.tenant_by_id(call.who.tenant_id)
    async with call.kernel.dbs.tx(tenant) as tx:
        actor = await permissions.actor_for(tx, call.who)
        try:
            if not cursor:
                return [], await events.head(tx), False
            entries, following = await events.read_feed(tx, cursor, _PAGE)
        except AppError:
            # a cursor nobody can read any more: begin from now, the client reads its lists anew
            return [], await events.head(tx), False
        return await _visible(tx, actor, entries), following, len(entries) == _PAGE


def _event(entry: Entry, cursor: str) -> bytes:
    body: bytes = msgspec.json.encode(entry)
    mark = f"id: {cursor}\n".encode() if cursor else b""
    return b"".join((mark, f"event: {entry.kind}\ndata: ".encode(), body, b"\n\n"))


ROUTES = [read_feed, listen]
