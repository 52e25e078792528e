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


async def find_callers(tx: Tx, actor: Actor, wanted: str) -> list[CallerMatch]:
    """Customers for a phone number (exact, own or a contact's), else by name, number or address.

    At most eight, only those the actor may see, best kind of match first.
    """
    digits = "".join(c for c in wanted if c.isdigit())
    found: dict[UUID, str] = {}
    if len(digits) >= 7:  # noqa: PLR2004  the shortest subscriber number
        for phone in dict.fromkeys((digits, f"+86{digits}", wanted.strip())):
            for row in await repository.by_phone(tx, phone):
                found.setdefault(row["id"], row["matched_by"])
    if not found:
        page = await queries.list_records(
            tx, actor, Query("customer", fields=("name",), search=wanted, limit=_MOST)
        )
        found.update((r.id, "name") for r in page.records)
        for via in ("contact", "site", "asset"):
            page = await queries.list_records(
                tx, actor, Query(via, fields=("customer",), search=wanted, limit=_MOST)
            )
            for record in page.records:
                link = record.get("customer")
                if link:
                    found.setdefault(UUID(str(link["id"])), via)
    seen = await queries.visible_ids(tx, actor, "customer", list(found))
    return [CallerMatch(c, by) for c, by in found.items() if c in seen][:_MOST]


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
