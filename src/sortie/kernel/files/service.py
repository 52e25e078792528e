"""The room's door: take a file in, hand it out, tie it to records, sweep what nobody kept."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.db import Connection, quote
from sortie.base.errors import InvalidError, NotFoundError, invalid
from sortie.base.i18n import Label
from sortie.base.ids import FileId, uuid7
from sortie.kernel.files import repository, rules
from sortie.kernel.files.contracts import (
    FileStore,
    Limits,
    OpenFile,
    Picture,
    Received,
    Sees,
    StoredFile,
)
from sortie.kernel.files.ddl import TENANT_DDL
from sortie.kernel.files.receiving import receive
from sortie.kernel.files.stores import LocalStore, S3Store, open_store
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.permissions.contracts import Actor, FieldRight
from sortie.kernel.tenancy.contracts import Tenant, Tx

__all__ = [
    "TENANT_DDL",
    "Files",
    "LocalStore",
    "S3Store",
    "check_strangers",
    "check_usable",
    "contents",
    "delete_tenant_files",
    "files_of",
    "link",
    "link_many",
    "open_file",
    "open_store",
    "readable",
    "receive",
    "store",
    "strangers_unheld",
    "sweep_contents",
    "sweep_unlinked",
    "take_content",
]

UNLINKED_FOR = timedelta(hours=24)
_SWEEP_BATCH = 200
_FILE = Label("该文件", "This file")


@dataclass(slots=True, eq=False)
class Files:
    """The room's part of the kernel: where bytes lie, what is accepted, who sees records."""

    store: FileStore
    limits: Limits = field(default_factory=Limits)
    sees: Sees | None = None


def files_of(tx: Tx) -> Files:
    return cast("Files", tx.state["kernel"].files)


async def store(
    tx: Tx,
    actor: Actor,
    content: Received | bytes | AsyncIterator[bytes],
    *,
    filename: str,
    declared_type: str | None = None,
    file_id: FileId | None = None,
) -> StoredFile:
    """Keep a file. ``declared_type`` is ignored: the bytes say what they are.

    Read big uploads with ``receive`` before opening the transaction and pass what it gives.
    ``file_id`` made by the client makes a repeat harmless: the first answer is given again.

    Raises:
        the errors of ``receive``
    """
    del declared_type
    if not isinstance(content, Received):
        async with receive(content, files_of(tx).limits) as received:
            return await store(tx, actor, received, filename=filename, file_id=file_id)
    if file_id is not None:
        # of the same upload twice at once the second waits here, then gets the first one's answer
        await repository.lock_content(tx, str(file_id))
        if known := await _own(tx, actor, file_id, content):
            return known
    picture = content.picture
    file = StoredFile(
        id=file_id or FileId(uuid7()),
        sha256=content.sha256,
        size=content.size,
        kind=content.type.kind,
        media_type=content.type.media_type,
        filename=rules.clean_filename(filename),
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        taken_at=_taken_at(picture, tx.tenant),
        exif=picture.exif if picture else {},
        variants=tuple(sorted(content.thumbnails)),
        uploaded_by=actor.user_id,
        uploaded_at=tx.now,
    )
    keep = files_of(tx).store
    await repository.lock_content(tx, file.sha256)
    await keep.put(rules.key_of(tx.tenant.schema, file.sha256), content.path)
    for variant, picture_bytes in content.thumbnails.items():
        await keep.put(rules.key_of(tx.tenant.schema, file.sha256, variant), picture_bytes)
    await repository.insert(tx, file)
    return file


async def _own(tx: Tx, actor: Actor, file_id: FileId, content: Received) -> StoredFile | None:
    found = await repository.by_ids(tx, [file_id])
    if not found:
        return None
    if found[0].sha256 != content.sha256 or found[0].uploaded_by != actor.user_id:
        raise invalid(
            "id",
            "file.id_taken",
            "该文件编号已被使用，请换一个新编号。",
            "This file id is taken; use a new one.",
        )
    return found[0]


def _taken_at(picture: Picture | None, tenant: Tenant) -> datetime | None:
    """EXIF without an offset is taken to be the company's own time."""
    if picture is None or picture.taken_local is None:
        return None
    if picture.taken_at is not None:
        return picture.taken_at
    return picture.taken_local.replace(tzinfo=ZoneInfo(tenant.time_zone)).astimezone(UTC)


async def readable(tx: Tx, actor: Actor, ids: Collection[UUID]) -> dict[UUID, StoredFile]:
    """Those of the files that the actor may read: his own unlinked ones, and those in a readable
    field of a record he may read.
    """
    files: dict[UUID, StoredFile] = {f.id: f for f in await repository.by_ids(tx, ids)}
    if actor.acts_as_system or not files:
        return files
    links = await repository.links_of(tx, list(files))
    linked = {x["file_id"] for x in links}
    mine = {id_ for id_, f in files.items() if id_ not in linked and _is_own(f, actor)}
    wanted: dict[str, set[UUID]] = {}
    for row in links:
        if _field_readable(actor, row["object"], row["field"]):
            wanted.setdefault(row["object"], set()).add(row["record_id"])
    seen = {name: await _seen(tx, actor, name, records) for name, records in wanted.items()}
    through = {
        row["file_id"]
        for row in links
        if _field_readable(actor, row["object"], row["field"])
        and row["record_id"] in seen.get(row["object"], ())
    }
    return {id_: f for id_, f in files.items() if id_ in mine or id_ in through}


def _is_own(file: StoredFile, actor: Actor) -> bool:
    return file.uploaded_by is not None and file.uploaded_by == actor.user_id


def _field_readable(actor: Actor, object_: str, name: str) -> bool:
    return any(
        grant.fields.get(name, grant.default_field) >= FieldRight.READ
        for grant in actor.rights.on(object_)
        if grant.allows("read")
    )


async def _seen(tx: Tx, actor: Actor, object_: str, records: set[UUID]) -> set[UUID]:
    sees = files_of(tx).sees
    return set() if sees is None else await sees(tx, actor, object_, records)


async def open_file(
    tx: Tx,
    actor: Actor,
    file_id: UUID,
    variant: int | None = None,
    *,
    byte_range: tuple[int, int] | None = None,
    download: bool = False,
) -> OpenFile:
    """A file's bytes and headers; ``variant`` 320 or 1080 for the thumbnail of that side.

    The stream may be read after the transaction ended. ``byte_range``: first byte and the one
    after the last; the answer is then 206 with ``Content-Range``.

    Raises:
        NotFoundError: not there, no such variant, or not for this actor.
    """
    file = (await readable(tx, actor, [file_id])).get(file_id)
    if file is None or (variant is not None and variant not in file.variants):
        raise NotFoundError(_FILE)
    keep = files_of(tx).store
    key = rules.key_of(tx.tenant.schema, file.sha256, variant)
    if variant is not None:
        content = b"".join([chunk async for chunk in keep.read(key)])
        headers = rules.headers(file, size=len(content), variant=variant, inline=True)
        return OpenFile(_once(content), headers, len(content), file)
    start, end = byte_range or (0, file.size)
    end = min(end, file.size)
    if not 0 <= start < end:
        start, end, byte_range = 0, file.size, None
    inline = rules.shown_inline(file.media_type) and not download
    headers = rules.headers(file, size=end - start, variant=None, inline=inline)
    if byte_range is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    return OpenFile(keep.read(key, start, end), headers, end - start, file)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def check_usable(
    tx: Tx, actor: Actor, ids: Sequence[UUID], path: str = "files"
) -> list[StoredFile]:
    """The files, in order, if the actor may put all of them into a record.

    Raises:
        InvalidError: one isn't there, or the actor may not read it: linking it would show it.
    """
    found = await readable(tx, actor, ids)
    for number, id_ in enumerate(ids):
        if id_ not in found:
            raise _unknown(path, number)
    return [found[x] for x in ids]


async def check_strangers(tx: Tx, ids: Sequence[UUID], path: str = "files") -> None:
    """Refuse files that weren't sent by somebody without an account, or that a record has taken.

    Who holds a customer's link says which files are theirs by the id alone.

    Raises:
        InvalidError: as for a file that isn't there.
    """
    taken = {row["file_id"] for row in await repository.links_of(tx, ids)}
    found = {f.id for f in await repository.by_ids(tx, ids) if f.uploaded_by is None}
    for number, id_ in enumerate(ids):
        if id_ in taken or id_ not in found:
            raise _unknown(path, number)


async def strangers_unheld(tx: Tx, since: datetime) -> int:
    """Bytes sent since then by people without an account, in files that no record has taken."""
    return await repository.unheld_bytes(tx, since)


def _unknown(path: str, number: int) -> InvalidError:
    return invalid(
        f"{path}.{number}",
        "file.unknown",
        "找不到该文件，请重新上传。",
        "There is no such file; upload it again.",
    )


async def link(
    tx: Tx, file_ids: Sequence[UUID], object_: str, record_id: UUID, field_name: str
) -> None:
    """Make these exactly the files of one field of one record; call ``check_usable`` first."""
    await repository.set_links(tx, file_ids, object_, record_id, field_name)


async def link_many(tx: Tx, links: Sequence[tuple[UUID, str, UUID, str]]) -> None:
    """Tie files to new records: (file, object, record, field) each. For history brought along."""
    await repository.add_links(tx, links)


async def sweep_unlinked(job: JobContext, _args: dict[str, Any]) -> None:
    """Remove files that no record took within 24 hours, and their bytes if no file needs them."""
    more = True
    while more and not job.stopping.is_set():
        async with job.dbs.tx(job.tenant) as tx:
            files = await repository.remove_unlinked(tx, tx.now - UNLINKED_FOR, _SWEEP_BATCH)
        for file in files:
            for variant in (None, *file.variants):
                key = rules.key_of(job.tenant.schema, file.sha256, variant)
                await _delete_unneeded(job, file.sha256, key)
        more = len(files) == _SWEEP_BATCH


async def sweep_contents(job: JobContext, _args: dict[str, Any]) -> None:
    """Remove bytes that belong to no row: uploads whose transaction was rolled back."""
    async with job.dbs.tx(job.tenant) as tx:
        keep, oldest = files_of(tx).store, tx.now - UNLINKED_FOR
    async for key, kept_at in keep.keys(job.tenant.schema):
        if kept_at < oldest and not job.stopping.is_set():
            await _delete_unneeded(job, key.rpartition("/")[2].partition(".")[0], key)


async def _delete_unneeded(job: JobContext, sha256: str, key: str) -> None:
    """Delete bytes under the lock uploads of the same bytes take, in a transaction of its own:
    the rows' removal is durable by now, so no rollback can bring back a file without bytes.
    """
    async with job.dbs.tx(job.tenant) as tx:
        await repository.lock_content(tx, sha256)
        if not await repository.has_content(tx, sha256):
            await files_of(tx).store.delete(key)


async def contents(
    kept: Files, view: Connection, tenant: Tenant
) -> AsyncIterator[tuple[str, AsyncIterator[bytes] | None]]:
    """All bytes the tenant's rows need: place below the tenant, and content. For archives.

    No content = an original that the store has lost. A lost variant is left out: it can be made
    again.
    """
    rows = await view.fetch(
        f"SELECT DISTINCT sha256, variants FROM {quote(tenant.schema)}.file ORDER BY sha256"
    )
    for row in rows:
        for variant in (None, *row["variants"]):
            key = rules.key_of(tenant.schema, row["sha256"], variant)
            place = key.removeprefix(f"{tenant.schema}/")
            if await kept.store.exists(key):
                yield place, kept.store.read(key)
            elif variant is None:
                yield place, None


async def take_content(kept: Files, tenant: Tenant, place: str, path: Path) -> None:
    """Keep bytes of an archive; ``place`` as ``contents`` gave it."""
    await kept.store.put(f"{tenant.schema}/{place}", path)


async def delete_tenant_files(files: Files, tenant: Tenant) -> None:
    """All bytes of a tenant; for when it is deleted whole."""
    await files.store.delete_all(tenant.schema)
