"""The verbs of telling: notify people, write notes on any record, mark as read."""

from collections.abc import Collection
from uuid import UUID

from sortie.base.ids import uuid7
from sortie.domains.messaging import repository
from sortie.domains.messaging.contracts import NoteAdded, NoteEmptyError, Notice
from sortie.kernel.events import service as events
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.jobs import service as jobs
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.permissions.service import actor_for
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Chosen, Record, among
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

MAIL_JOB = "messaging.mail"


async def notify(tx: Tx, users: Collection[UUID], notice: Notice) -> int:
    """Put ``notice`` before each person once, each in their own language; how many were told.

    With ``notice.mail`` a mail job is queued in the same transaction for those with an address.
    """
    actor = system_actor(tx.tenant.id)
    told = 0
    for person in await repository.people(tx, list(set(users))):
        key = f"{notice.dedupe_key}:{person['id']}" if notice.dedupe_key else None
        if key and await repository.already_told(tx, key):
            continue
        locale = person["locale"] or tx.tenant.locale
        title, body = notice.title.in_(locale), notice.body.in_(locale)
        await records.create(
            tx,
            actor,
            "notification",
            {
                "user": person["id"],
                "event": notice.event,
                "title": title,
                "body": body,
                "about_object": notice.about[0] if notice.about else None,
                "about_record": str(notice.about[1]) if notice.about else None,
                "urgency": notice.urgency,
                "dedupe_key": key,
            },
            id=uuid7(),
        )
        if notice.mail and person["email"]:
            mail = {"to": person["email"], "subject": title, "text": body}
            await jobs.enqueue(tx, MAIL_JOB, mail, unique_key=key)
        told += 1
    return told


async def mark_read(tx: Tx, actor: Actor, ids: Collection[UUID] | None) -> int:
    """Mark my notifications read (``ids`` None = all of mine); how many changed."""
    if actor.user_id is None:
        return 0
    unread = await repository.unread(tx, actor.user_id, None if ids is None else list(ids))
    for notification in unread:
        await records.update(
            tx,
            actor.as_system(),
            "notification",
            notification,
            {"read_at": tx.now.isoformat()},
            version=None,
        )
    return len(unread)


async def add_note(
    tx: Tx,
    actor: Actor,
    about: tuple[str, UUID],
    *,
    text: str,
    mentions: Collection[UUID] = (),
    files: Collection[UUID] = (),
    visibility: str = "internal",
) -> Stored:
    """Write on a record that the actor may see; mentioned people are told.

    Raises:
        NotFoundError: the record isn't there for this actor.
        NoteEmptyError: neither text nor file.
    """
    object_, record_id = about
    record = await queries.get_record(tx, actor, object_, record_id)
    if not text.strip() and not files:
        raise NoteEmptyError
    note = await records.create(
        tx,
        actor.as_system(),
        "note",
        {
            "about_object": object_,
            "about_record": str(record_id),
            "text": text.strip() or "📎",
            "mentions": list(mentions),
            "files": list(files),
            "visibility": visibility,
            "owner_id": actor.user_id,
        },
        id=uuid7(),
    )
    added = NoteAdded(note.id, object_, record.id, list(mentions), visibility)
    await events.emit(tx, actor, "messaging.note_added", added, about=about)
    return note


async def notes_on(tx: Tx, actor: Actor, about: tuple[str, UUID]) -> tuple[Record, ...]:
    """Notes on a record the actor may see, oldest first; fields as their roles show notes."""
    await queries.get_record(tx, actor, about[0], about[1])
    rows = await repository.notes(tx, about[0], str(about[1]))
    return await _shown(tx, actor.lend(note=[r["id"] for r in rows]))


async def notes_for_customer(tx: Tx, actor: Actor, about: tuple[str, UUID]) -> tuple[Record, ...]:
    """Only what was meant for the customer, oldest first; the caller has checked the customer's
    token. Who wrote is shown, too, as far as the actor's roles show people.
    """
    rows = await repository.notes(tx, about[0], str(about[1]))
    meant = [r for r in rows if r["visibility"] == "customer"]
    return await _shown(
        tx, actor.lend(note=[r["id"] for r in meant], user=[r["created_by"] for r in meant])
    )


_NOTE = ("text", "created_at", "created_by", "created_by.name", "mentions", "files", "visibility")


async def _shown(tx: Tx, lent: Actor) -> tuple[Record, ...]:
    ids = lent.lent["note"]
    return await queries.choose(tx, lent, Chosen("note", among(ids), _NOTE)) if ids else ()


async def audience(tx: Tx, roles: Collection[str], about: tuple[str, UUID]) -> list[UUID]:
    """People with one of ``roles`` who may see the record: telling others would leak it."""
    found: list[UUID] = []
    for user in await repository.with_roles(tx, list(roles)):
        actor = await actor_for(tx, Principal(tx.tenant.id, user, "user"))
        if await queries.visible_ids(tx, actor, about[0], [about[1]]):
            found.append(user)
    return found
