"""Messaging over HTTP: notes on any record, notifications read."""

from datetime import datetime
from uuid import UUID

from litestar import get, post

from sortie.domains.messaging import service
from sortie.domains.messaging.schemas import Marked, NoteIn, NoteOut, ReadIn
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries.contracts import Record
from sortie.kernel.tenancy.contracts import Tx

_NOTES = "/api/v1/records/{object:str}/{record_id:uuid}/notes"
_READ = {"right": Right.object_action("{object}", "read")}
_TAG = ["messaging"]


async def _notes(tx: Tx, actor: Actor, about: tuple[str, UUID]) -> list[NoteOut]:
    """A note whose moment is hidden has no place among the others and is left out."""
    return [_out(n) for n in await service.notes_on(tx, actor, about) if n.get("created_at")]


def _out(note: Record) -> NoteOut:
    by = note.get("created_by")
    return NoteOut(
        note.id,
        note.get("text") or "",
        note.get("created_by.name"),
        UUID(by) if by else None,
        datetime.fromisoformat(note["created_at"]),
        [UUID(m) for m in note.get("mentions") or ()],
        [UUID(f) for f in note.get("files") or ()],
        note.get("visibility") or "internal",
    )


@get(_NOTES, opt=_READ, tags=_TAG, operation_id="list_notes")
async def list_notes(
    tx: Tx,
    actor: Actor,
    object: str,
    record_id: UUID,
) -> list[NoteOut]:
    """Notes on a record, oldest first."""
    return await _notes(tx, actor, (object, record_id))


@post(_NOTES, opt=_READ, tags=_TAG, operation_id="add_note", status_code=201)
async def add_note(
    tx: Tx,
    actor: Actor,
    object: str,
    record_id: UUID,
    data: NoteIn,
) -> list[NoteOut]:
    """Write on a record; mentioned people are told. Answers all its notes."""
    await service.add_note(
        tx,
        actor,
        (object, record_id),
        text=data.text,
        mentions=data.mentions,
        files=data.files,
        visibility=data.visibility,
    )
    return await _notes(tx, actor, (object, record_id))


@post(
    "/api/v1/notifications/read",
    opt={"right": Right.signed_in()},
    tags=_TAG,
    operation_id="mark_notifications_read",
    status_code=200,
)
async def mark_read(tx: Tx, actor: Actor, data: ReadIn) -> Marked:
    """Mark my notifications read: those given, or all."""
    return Marked(await service.mark_read(tx, actor, data.ids or None))


ROUTES = [list_notes, add_note, mark_read]
