"""What lies behind a link, as the role `portal` may see it.

The token is the key to one request and its order; these, the visit that counts and who comes are
lent to somebody who holds that role alone (`Actor.lend`). An administrator who hides a field from
the role hides it here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sortie.domains.messaging import service as messaging
from sortie.domains.portal import repository, rules
from sortie.domains.portal.contracts import LinkUnknownError
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Chosen, FilterTree, Record, Sort, all_of, among, where
from sortie.kernel.tenancy.contracts import Tx

_REQUEST = (
    "number", "state", "description", "photos", "created_at", "answer", "contact_name",
    "window_start", "window_end", "address_text",
)  # fmt: skip
_ORDER = (
    "number", "subject", "state", "created_at", "address_text", "location", "photos", "finished_at",
    "accepted_at", "rework_count", "amount", "archive_file", "archived_at",
)  # fmt: skip
_VISIT = (
    "engineer", "engineer.name", "engineer.phone", "planned_start", "planned_end", "accepted_at",
    "departed_at", "arrived_at", "finished_at", "outcome", "state",
)  # fmt: skip
_LINE = ("kind", "name", "quantity", "unit", "price", "billable")
_CLOSED = frozenset({"merged", "rejected", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Behind:
    """``about``, ``state``, ``departed``, ``rated``, ``finished`` and ``order_id`` are what the
    product decides by; the rest is what may be shown, hidden fields None.
    """

    about: tuple[str, UUID]
    order_id: UUID | None
    state: str | None
    departed: bool
    rated: bool
    finished: bool
    request: Mapping[str, Any] | None
    order: Mapping[str, Any] | None
    visit: Mapping[str, Any] | None
    archive_shown: bool
    lines: list[dict[str, Any]]
    shots: list[str]
    rating: dict[str, Any] | None
    notes: list[dict[str, Any]]
    ended: bool
    """The link has run out: who came, where and what it looked like is shown no more."""
    service_phone: str | None


async def open_link(tx: Tx, token: str) -> Behind:
    """Raises LinkUnknownError."""
    found = await repository.opened_by(tx, token)
    if found is None:
        raise LinkUnknownError
    request, order = found.request, found.order
    order_id: UUID | None = order["id"] if order else None
    request_id: UUID | None = request["id"] if request else None
    visit = await repository.latest_visit(tx, order_id) if order_id else None
    life = await repository.lifetime(tx, found)
    who = (await permissions.holder_of(tx, permissions.PORTAL)).lend(
        service_request=[request_id],
        work_order=[order_id],
        appointment=[visit["id"] if visit else None],
        user=[visit["engineer"] if visit else None],
        sla_policy=[life.policy],
    )
    shown = await _one(tx, who, "work_order", order_id, _ORDER)
    closed = request is not None and request["state"] in _CLOSED
    round_ = int(order["rework_count"] or 0) if order else 0
    policy = await _one(tx, who, "sla_policy", life.policy, ("service_phone",))
    whole = Behind(
        about=found.about,
        order_id=order_id,
        state=order["state"] if order else ("cancelled" if closed else None),
        departed=bool(visit and visit["departed_at"]),
        rated=await repository.is_rated(tx, order_id) if order_id else False,
        finished=bool(order and order["finished_at"]),
        request=_values(
            await _one(tx, who, "service_request", request_id, _REQUEST),
            _REQUEST,
        ),
        order=_values(shown, _ORDER),
        visit=_values(
            await _one(tx, who, "appointment", visit["id"] if visit else None, _VISIT), _VISIT
        ),
        archive_shown=shown is not None and "archive_file" in shown.values.keys() - shown.masked,
        lines=await _lines(tx, who, order_id),
        shots=await _shots(tx, who, order_id, round_),
        rating=await _rating(tx, who, order_id),
        notes=await _notes(tx, who, found.about),
        ended=rules.run_out(life.closed_at, life.days, tx.now),
        service_phone=policy.get("service_phone") if policy else None,
    )
    return _progress_alone(whole) if whole.ended else whole


_KEPT = frozenset(
    {"number", "state", "created_at", "finished_at", "accepted_at", "rework_count",
     "archived_at"}
)  # fmt: skip
"""What goes on being told: that it was done and when. Nothing of who, where or how it looked."""


def _progress_alone(seen: Behind) -> Behind:
    def cut(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if values is None:
            return None
        return {name: v if name in _KEPT else None for name, v in values.items()}

    return replace(
        seen,
        request=cut(seen.request),
        order=cut(seen.order),
        visit=None,
        archive_shown=False,
        lines=[],
        shots=[],
        rating=None,
        notes=[],
    )


async def _one(
    tx: Tx, who: Actor, object_: str, id_: UUID | None, fields: tuple[str, ...]
) -> Record | None:
    if id_ is None:
        return None
    found = await queries.choose(tx, who, Chosen(object_, among([id_]), fields))
    return found[0] if found else None


def _values(record: Record | None, fields: tuple[str, ...]) -> dict[str, Any] | None:
    return None if record is None else {name: record.get(name) for name in fields}


async def _of_order(
    tx: Tx, who: Actor, object_: str, order: UUID | None, fields: tuple[str, ...], *more: FilterTree
) -> tuple[Record, ...]:
    if order is None:
        return ()
    rows = all_of(where("work_order", "eq", str(order)), *more)
    return await queries.choose(tx, who, Chosen(object_, rows, fields, (Sort("created_at"),), 100))


async def _lines(tx: Tx, who: Actor, order: UUID | None) -> list[dict[str, Any]]:
    return [
        {"id": x.id, **{name: x.get(name) for name in _LINE}, "quantity": _plain(x.get("quantity"))}
        for x in await _of_order(tx, who, "work_order_line", order, _LINE)
    ]


def _plain(quantity: str | None) -> str | None:
    """``2`` rather than ``2.00``."""
    return None if quantity is None else f"{Decimal(quantity).normalize():f}"


async def _shots(tx: Tx, who: Actor, order: UUID | None, round_: int) -> list[str]:
    """Pictures taken on site in the present round."""
    found = await _of_order(tx, who, "step_result", order, ("files",), where("round", "eq", round_))
    return [f for r in found for f in r.get("files") or ()]


async def _rating(tx: Tx, who: Actor, order: UUID | None) -> dict[str, Any] | None:
    found = await _of_order(tx, who, "rating", order, ("score", "tags", "text"))
    return {name: found[0].get(name) for name in ("score", "tags", "text")} if found else None


async def _notes(tx: Tx, who: Actor, about: tuple[str, UUID]) -> list[dict[str, Any]]:
    """What was said for the customer to read, oldest first."""
    found = await messaging.notes_for_customer(tx, who, about)
    return [
        {"text": n.get("text"), "at": n.get("created_at"), "author": n.get("created_by.name")}
        for n in found
    ]


async def work_types(tx: Tx) -> list[dict[str, Any]]:
    """What may be asked for."""
    who = await permissions.holder_of(tx, permissions.PORTAL)
    active = where("active", "eq", True)
    wanted = Chosen("work_type", active, ("name",), (Sort("code"),), 100)
    return [{"id": t.id, "name": t.get("name")} for t in await queries.choose(tx, who, wanted)]


async def asset(tx: Tx, id_: UUID, site: UUID | None) -> dict[str, Any]:
    """A machine as its sticker shows it, and until when it is covered."""
    who = (await permissions.holder_of(tx, permissions.PORTAL)).lend(asset=[id_], site=[site])
    fields = ("name", "model", "number", "site.name", "warranty_until")
    shown = _values(await _one(tx, who, "asset", id_, fields), fields) or dict.fromkeys(fields)
    until = shown["warranty_until"]
    return {
        "name": shown["name"],
        "model": shown["model"],
        "number": shown["number"],
        "site_name": shown["site.name"],
        "warranty_until": date.fromisoformat(until) if until else None,
    }


async def recent_of_asset(tx: Tx, asset_id: UUID) -> Collection[Record]:
    """The machine's last jobs: number, state and day."""
    ids = await repository.recent_of_asset(tx, asset_id)
    who = (await permissions.holder_of(tx, permissions.PORTAL)).lend(work_order=ids)
    newest = (Sort("created_at", descending=True),)
    wanted = Chosen("work_order", among(ids), ("number", "state", "created_at"), newest)
    return await queries.choose(tx, who, wanted) if ids else ()
