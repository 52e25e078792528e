"""The verbs of the customers room: who is calling, what is behind this code, where is that."""

from datetime import date
from typing import Any
from uuid import UUID

from sortie.base.geo import Point
from sortie.domains.customers import repository, rules
from sortie.domains.customers.contracts import AssetByCode, CallerMatch, QrUnknownError
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Query
from sortie.kernel.tenancy.contracts import Tx

_MOST = 8
_LOOKED = 50
"""Numbers looked at for one end: whoever asks may not see all of their customers."""

_PHONES = {"customer": "phone", "contact": "contact_phone"}


async def find_callers(tx: Tx, actor: Actor, wanted: str) -> list[CallerMatch]:
    """Customers for a phone number or a part of one (how it begins, its last four or more), their
    own or a contact's; else by name, number or address.

    At most eight, only those the actor may see, best kind of match first.
    """
    part = rules.phone_part(wanted)
    found = await _by_phone(tx, actor, part) if part else {}
    if len(found) < _MOST:
        found = found | {
            c: by for c, by in (await _by_text(tx, actor, wanted)).items() if c not in found
        }
    seen = await queries.visible_ids(tx, actor, "customer", list(found))
    return [CallerMatch(c, by) for c, by in found.items() if c in seen][:_MOST]


async def _by_phone(tx: Tx, actor: Actor, part: rules.PhonePart) -> dict[UUID, str]:
    """The last digits tell people apart, so whom they find comes before whom the first ones do."""
    ends = [(part.tail, True)] if part.tail else []
    searched = {o: by for o, by in _PHONES.items() if await _reads_phones(tx, actor, o)}
    found: dict[UUID, str] = {}
    for end, tail in [*ends, *((head, False) for head in part.heads)]:
        for object_, told in searched.items():
            if len(found) < _LOOKED:
                ids = await repository.by_phone_end(tx, object_, end, tail=tail, most=_LOOKED)
                found = found | {c: told for c in ids if c not in found}
    return found


async def _reads_phones(tx: Tx, actor: Actor, object_: str) -> bool:
    """Who sees some numbers masked may not try those out digit by digit: in full on every record."""
    return "phone" in await queries.readable_fields(tx, actor, object_)


async def _by_text(tx: Tx, actor: Actor, wanted: str) -> dict[UUID, str]:
    page = await queries.list_records(
        tx, actor, Query("customer", fields=("name",), search=wanted, limit=_MOST)
    )
    found = {r.id: "name" for r in page.records}
    for via in ("contact", "site", "asset"):
        if not actor.may(via, "read"):
            continue
        page = await queries.list_records(
            tx, actor, Query(via, fields=("customer",), search=wanted, limit=_MOST)
        )
        for record in page.records:
            link = record.get("customer")
            if link:
                found.setdefault(UUID(str(link["id"])), via)
    return found


async def asset_by_code(tx: Tx, token: str) -> AssetByCode:
    """The asset behind a sticker's code, for a caller without an account.

    Raises:
        QrUnknownError: no such code, or the asset is retired.
    """
    row = await repository.asset_by_code(tx, token)
    if row is None:
        raise QrUnknownError
    values: dict[str, Any] = dict(row)
    return AssetByCode(row["id"], row["customer"], row["site"], values)


async def area_at(tx: Tx, point: Point) -> UUID | None:
    """The service area that holds ``point``; None outside all of them."""
    rows = await repository.area_polygons(tx)
    return rules.area_of(point, ((r["id"], r["polygon"]) for r in rows))


def covered(until: date | None, today: date) -> bool:
    """Warranty or contract still runs on ``today``, its last day included."""
    return rules.covered(until, today)


async def tile_origins(tx: Tx) -> tuple[str, ...]:
    """The foreign origins the company's map is drawn from: what its pages may reach, and no more."""
    row = await repository.map_base(tx)
    return rules.tile_origins(row["provider"], row["pmtiles_url"]) if row else ()
