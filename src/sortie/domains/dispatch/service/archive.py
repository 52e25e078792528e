"""Settled orders into the archive: frozen, with a PDF in both languages that a search finds."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.errors import AppError, ForbiddenError
from sortie.base.i18n import Label, Locale
from sortie.domains.dispatch import repository_paper
from sortie.domains.dispatch.contracts.errors import ArchiveMissingError, NotSettledError
from sortie.domains.dispatch.contracts.events import OrderArchived
from sortie.domains.dispatch.service import archive_page, archive_pdf, orders
from sortie.domains.dispatch.service.archive_facts import Facts, gather
from sortie.kernel.events import service as events
from sortie.kernel.files import service as files
from sortie.kernel.files.contracts import OpenFile, StoredFile
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

LOCALES: tuple[Locale, ...] = ("zh-CN", "en")
_KEPT_VERSIONS = 20
_MOST_PICTURES = 60
_BIG_PX = 1080
_SETTLED_FOR = timedelta(days=1)
_log = logging.getLogger(__name__)


async def archive(tx: Tx, actor: Actor, order_id: UUID) -> tuple[Stored, list[StoredFile]]:
    """Freeze a settled order with its PDF in both languages. Archived before: its files again.

    Raises:
        ForbiddenError: neither manager nor finance. NotSettledError.
    """
    if not actor.may("work_order", "command:archive"):
        raise ForbiddenError(Label("归档工单", "archive orders"))
    order = await records.fetch(tx, actor, "work_order", order_id, lock=True)
    if order["state"] == "archived":
        return order, await _files_of(tx, order)
    if order["state"] != "settled":
        raise NotSettledError(number=order["number"])
    facts = await gather(tx, order.id)
    made = await _print(tx, facts, tx.now)
    earlier = list(order["archive_file"] or ())
    kept = [*earlier, *(f.id for f in made)][-_KEPT_VERSIONS:]
    order = await orders.move_order(
        tx,
        actor,
        order,
        "archive",
        archive_file=kept,
        archived_at=tx.now,
        archive_text=archive_page.words(facts) or None,
    )
    told = OrderArchived(order.id, order["number"], [str(f.id) for f in made])
    await events.emit(tx, actor, "dispatch.order_archived", told, about=("work_order", order.id))
    return order, made


async def _print(tx: Tx, facts: Facts, at: datetime) -> list[StoredFile]:
    pictures = await _pictures(tx, facts)
    local = at.astimezone(ZoneInfo(facts.zone)).strftime("%Y-%m-%d %H:%M")
    made = []
    for locale in LOCALES:
        page = archive_page.page(facts, locale, local)
        pdf = await asyncio.to_thread(archive_pdf.render, page, pictures, at)
        name = f"{facts.order['number']}-{locale}.pdf"
        made.append(await files.store(tx, system_actor(tx.tenant.id), pdf, filename=name))
    return made


async def _pictures(tx: Tx, facts: Facts) -> dict[str, bytes]:
    """Every picture of the order, scaled; one that can't be read is left out, its sum stays."""
    ink = {str(a["signature"]["file"]) for a in facts.parts["acceptance"] if a.get("signature")}
    wanted = [f for f in facts.files.values() if f.width][:_MOST_PICTURES]
    found: dict[str, bytes] = {}
    for file in wanted:
        try:
            content = await _content(tx, file, whole=str(file.id) in ink)
            found[str(file.id)] = await asyncio.to_thread(
                archive_pdf.scaled, content, ink=str(file.id) in ink
            )
        except (AppError, OSError):
            _log.warning("picture %s can't be shown in an archive", file.id)
    return found


async def _content(tx: Tx, file: StoredFile, *, whole: bool) -> bytes:
    variant = _BIG_PX if _BIG_PX in file.variants and not whole else None
    opened = await files.open_file(tx, system_actor(tx.tenant.id), file.id, variant)
    return b"".join([chunk async for chunk in opened.stream])


async def _files_of(tx: Tx, order: Stored) -> list[StoredFile]:
    ids = list(order["archive_file"] or ())[-len(LOCALES) :]
    found = await files.readable(tx, system_actor(tx.tenant.id), ids)
    return [found[x] for x in ids if x in found]


async def open_archive(tx: Tx, actor: Actor, order_id: UUID, locale: Locale) -> OpenFile:
    """The newest archive of an order in a language, for whoever may read its archive files.

    Raises:
        NotFoundError: no such order, or not for this actor. ArchiveMissingError.
    """
    order = await records.fetch(tx, actor, "work_order", order_id)
    for file in await _files_of(tx, order):
        if file.filename.endswith(f"-{locale}.pdf"):
            return await files.open_file(tx, actor, file.id)
    raise ArchiveMissingError(number=order["number"])


async def due(tx: Tx, limit: int) -> list[UUID]:
    """Orders settled for more than a day: they are frozen at night."""
    return await repository_paper.settled_before(tx, tx.now - _SETTLED_FOR, limit)


def wire(file: StoredFile) -> dict[str, Any]:
    """An archive's file as a client sees it."""
    return {"id": file.id, "filename": file.filename, "sha256": file.sha256, "size": file.size}
