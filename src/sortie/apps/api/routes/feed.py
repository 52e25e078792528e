"""What changed: read page by page from a cursor, or pushed as server-sent events."""

from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import Parameter
from litestar.response import Stream
from msgspec import Struct

from sortie.apps.api.call import Call
from sortie.kernel.events import service as events
from sortie.kernel.events.contracts import FeedEntry
from sortie.kernel.identity import service as identity
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries import service as queries
from sortie.kernel.tenancy.contracts import Tx

_PAGE = 500
_KEY_STREAM_S = 60.0
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
    opt=_RIGHT | {"tx": False, "role": "realtime"},
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
    hub: events.Hub = call.kernel.parts["hub"]
    tenant = await call.kernel.dbs.tenant_by_id(call.who.tenant_id)

    async def visible(tx: Tx, object_: str, ids: Collection[UUID]) -> set[UUID]:
        actor = await permissions.actor_for(tx, call.who)
        if not actor.may(object_, "read"):
            return set()
        return await queries.visible_ids(tx, actor, object_, list(ids))

    async def still_in() -> bool:
        return await _still_in(call)

    stream = hub.stream(tenant, visible, last_event_id or None, still_in=still_in)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(_opened(stream), media_type="text/event-stream", headers=headers)


async def _opened(frames: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The browser's pause before it comes back, then what the hub tells."""
    yield b"retry: 2000\n\n"
    async for piece in frames:
        yield piece


async def _still_in(call: Call) -> bool:
    """Whether the caller would be let in now: a stream mustn't outlive its session."""
    if call.cookie is None:
        # a key's stream ends by itself soon, and its next one is checked at the gate
        return (datetime.now(UTC) - call.now).total_seconds() < _KEY_STREAM_S
    found = await identity.recognise(call.identity, call.cookie, now=datetime.now(UTC))
    return found is not None


ROUTES = [read_feed, listen]
