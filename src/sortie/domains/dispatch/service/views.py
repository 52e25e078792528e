"""What a screen needs at a glance: the engineer's day, one job, one whole order.

Every value comes through the query compiler, so that an administrator's scope and field rights
hold on these screens as they do in lists. What the product itself decides by (which rows, what
stands in the way) it reads as itself and doesn't show.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sortie.base.errors import InvalidError
from sortie.base.geo import Point
from sortie.base.navigation import navigation_links
from sortie.domains.dispatch import repository
from sortie.domains.dispatch.contracts import ChecklistItem, StepResult
from sortie.domains.dispatch.rules import checklist, checklist_form
from sortie.domains.dispatch.rules.states import NEXT_ACTION, WORK_ORDER_MACHINE
from sortie.domains.dispatch.service import clocks, steps
from sortie.domains.dispatch.service.matching import zone_of
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import (
    Aggregate,
    Chosen,
    GroupKey,
    GroupQuery,
    Record,
    Sort,
    all_of,
    among,
    any_of,
    where,
)
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_FROZEN = frozenset(
    {"checklist_items", "portal_token", "archive_text"}
)  # shown as steps; the customer's secret
_UNDER_WAY = ["dispatched", "accepted", "en_route", "arrived", "working", "paused"]
_VISIT = ("work_order", "state", "planned_start", "planned_end", "respond_by")
_TODAY = (
    "number", "subject", "priority", "sla_state", "state", "address_text", "location",
    "contact_name", "contact_phone", "arrive_due", "finish_due", "rework_count", "customer.name",
)  # fmt: skip
_PLACE = {
    "customer_name": "customer.name", "customer_level": "customer.level", "site_name": "site.name",
    "access_notes": "site.access_notes", "site_photos": "site.photos", "asset_id": "asset",
    "asset_name": "asset.name", "model": "asset.model", "serial": "asset.serial",
    "asset_number": "asset.number", "installed_on": "asset.installed_on",
    "warranty_until": "asset.warranty_until", "work_type_name": "work_type.name",
}  # fmt: skip
_NOT_ON_SITE = _FROZEN | {"amount", "archive_file"}


async def queue_counts(tx: Tx, actor: Actor) -> dict[str, int]:
    """Orders in the actor's sight by state, and how many are late; of these, what the actor may
    know: a figure of a field that is hidden or masked is left out.
    """
    known = await queries.readable_fields(tx, actor, "work_order")
    counts: dict[str, int] = {}
    if "state" in known:
        by_state = GroupQuery("work_order", (GroupKey("state"),), (Aggregate("count"),))
        for row in await queries.aggregate(tx, actor, by_state):
            counts[_key(row.keys[0])] = int(row.values["count"])
    if {"state", "sla_state"} <= known:
        late = {"and": [{"field": "sla_state", "op": "eq", "value": "breached"},
                        {"field": "state", "op": "category", "value": "open"}]}  # fmt: skip
        counts["late"] = await queries.count(tx, actor, "work_order", late)
    return counts


def _key(value: Any) -> str:
    return str(value["value"]) if isinstance(value, dict) else str(value)


# --- the engineer's phone ---------------------------------------------------------------------


async def my_day(tx: Tx, actor: Actor, day: date | None = None) -> dict[str, Any]:
    """My appointments of one day (company time) plus whatever is still open from before."""
    zone = zone_of(tx)
    today = day or tx.now.astimezone(zone).date()
    start = datetime.combine(today, time(), zone)
    end = start + timedelta(days=1)
    visits = await queries.choose(tx, actor, _mine(start, end))
    orders = await _orders_of(
        tx, actor, {UUID(v["work_order"]) for v in visits if v.get("work_order")}
    )
    standing = await _standing(tx, actor, orders)
    shifts = await _my_shifts(tx, actor, start, end)
    return {
        "day": today,
        "name": actor.name,
        "on_shift": any(
            datetime.fromisoformat(s["starts_at"]) <= tx.now < datetime.fromisoformat(s["ends_at"])
            for s in shifts
        ),
        "shifts": shifts,
        "appointments": [_job(v, orders, standing) for v in visits],
    }


def _mine(start: datetime, end: datetime) -> Chosen:
    touching = all_of(where("planned_start", "lt", end), where("planned_end", "gt", start))
    left_over = all_of(where("planned_start", "lt", start), where("state", "in", _UNDER_WAY))
    rows = all_of(
        where("engineer", "is_me"),
        where("state", "not_in", ["cancelled", "declined"]),
        any_of(touching, left_over),
    )
    return Chosen("appointment", rows, _VISIT, (Sort("planned_start"),), 100)


async def _my_shifts(tx: Tx, actor: Actor, start: datetime, end: datetime) -> list[dict[str, Any]]:
    rows = all_of(
        where("user", "is_me"),
        where("state", "in", ["published", "locked"]),
        where("starts_at", "lt", end),
        where("ends_at", "gt", start),
    )
    wanted = Chosen("shift", rows, ("starts_at", "ends_at"), (Sort("starts_at"),))
    found = await queries.choose(tx, actor, wanted)
    return [dict(s.values) for s in found if s.get("starts_at") and s.get("ends_at")]


async def _orders_of(tx: Tx, actor: Actor, ids: Collection[UUID]) -> dict[UUID, Record]:
    """The orders of visits that are the actor's, as far as their roles show an order's fields."""
    lent = await _lend_orders(tx, actor, ids)
    found = await queries.choose(tx, lent, Chosen("work_order", among(ids), _TODAY)) if ids else ()
    return {order.id: order for order in found}


async def _lend_orders(tx: Tx, actor: Actor, orders: Collection[UUID]) -> Actor:
    """The actor with the orders of their own visits, and what those orders are about, lent."""
    about = await repository.about(tx, orders) if orders else []
    return actor.lend(
        work_order=orders,
        customer=[a["customer"] for a in about],
        site=[a["site"] for a in about],
        asset=[a["asset"] for a in about],
    )


async def _standing(tx: Tx, actor: Actor, orders: Collection[UUID]) -> dict[UUID, Any]:
    """What is left on clocks that stand, for those who may see clocks at all."""
    return await clocks.standing(tx, orders) if orders and actor.may("sla_clock", "read") else {}


def _job(
    visit: Record, orders: Mapping[UUID, Record], standing: Mapping[UUID, Any]
) -> dict[str, Any]:
    id_ = visit.get("work_order")
    order = orders.get(UUID(id_)) if id_ else None
    shown = {path: order.get(path) if order else None for path in _TODAY}
    return {
        "id": visit.id,
        "version": visit.version,
        **{name: visit.get(name) for name in _VISIT},
        **{name: shown[name] for name in _TODAY if name not in {"state", "customer.name"}},
        "order_state": shown["state"],
        "customer": shown["customer.name"],
        "next_action": NEXT_ACTION.get(visit.get("state") or ""),
        "navigation": _navigation(shown["location"], shown["address_text"]),
        "sla_left_s": standing.get(order.id) if order else None,
    }


def _navigation(location: Any, name: str | None) -> list[dict[str, str]]:
    """Links that open another map with this place as the goal, each in that map's own datum."""
    try:
        point = Point.from_plain(location) if location else None
    except InvalidError:
        point = None
    return [] if point is None else [asdict(x) for x in navigation_links(point, name or "")]


async def job(tx: Tx, actor: Actor, appointment: Stored) -> dict[str, Any]:
    """Everything an engineer needs on site for one appointment they were let through to.

    Whose visit it is, and who hasn't declined it, is lent its order: customer, place and machine.
    """
    order = await records.fetch(tx, actor.as_system(), "work_order", appointment["work_order"])
    mine = appointment["engineer"] == actor.user_id and appointment["state"] != "declined"
    lent = await _lend_orders(tx, actor, [order.id]) if mine else actor
    visit = await _one(tx, actor, "appointment", appointment.id, ("*",))
    shown = await _one(tx, lent, "work_order", order.id, ("*", *_PLACE.values()))
    standing = await _standing(tx, actor, [order.id])
    hidden = _NOT_ON_SITE | {p for p in _PLACE.values() if "." in p}
    return {
        "appointment": {"id": appointment.id, "version": appointment.version, **visit}
        | {"next_action": NEXT_ACTION.get(visit.get("state") or "")},
        "order": {"id": order.id, "version": order.version}
        | {k: v for k, v in shown.items() if k not in hidden}
        | {"sla_left_s": standing.get(order.id)},
        "place": {name: shown.get(path) for name, path in _PLACE.items()},
        "navigation": _navigation(shown.get("location"), shown.get("address_text")),
        "steps": await _steps(tx, lent, order, shown.get("checklist_items")),
        "lines": await _of_order(tx, lent, "work_order_line", order.id),
        "acceptances": await _of_order(tx, lent, "acceptance", order.id, *_WORD),
        "history": await _history(tx, actor, order, mine=mine),
    }


_WORD = ("result", "signer", "reason", "occurred_at", "channel")


async def _one(
    tx: Tx, actor: Actor, object_: str, id_: UUID, fields: tuple[str, ...]
) -> dict[str, Any]:
    """What the actor may see of one record; nothing of one out of scope."""
    found = await queries.choose(tx, actor, Chosen(object_, among([id_]), fields))
    return dict(found[0].values) if found else {}


async def _of_order(
    tx: Tx, actor: Actor, object_: str, order: UUID, *fields: str
) -> list[dict[str, Any]]:
    """Details of an order, first one first; with ``fields`` just those, null where hidden."""
    rows, first = where("work_order", "eq", str(order)), (Sort("created_at"),)
    found = await queries.choose(tx, actor, Chosen(object_, rows, fields or ("*",), first))
    if fields:
        return [{name: x.get(name) for name in fields} for x in found]
    return [{"id": x.id, "version": x.version, **x.values} for x in found]


async def _history(tx: Tx, actor: Actor, order: Stored, *, mine: bool) -> list[dict[str, Any]]:
    """The machine's last five jobs before this one, each with how its last visit ended."""
    rows = await repository.asset_history(tx, order["asset"], order.id)
    if not rows:
        return []
    ended = {r["order"]: r["visit"] for r in rows}
    lent = actor.lend(work_order=ended, appointment=ended.values()) if mine else actor
    fields, newest = (
        ("number", "subject", "finished_at", "state"),
        Sort("created_at", descending=True),
    )
    wanted = Chosen("work_order", among(ended), fields, (newest,))
    visits = Chosen("appointment", among(v for v in ended.values() if v), ("outcome",))
    outcomes = {v.id: v.get("outcome") for v in await queries.choose(tx, lent, visits)}
    return [
        {"id": o.id, **{name: o.get(name) for name in fields}}
        | {"outcome": outcomes.get(ended[o.id])}
        for o in await queries.choose(tx, lent, wanted)
    ]


async def _steps(tx: Tx, actor: Actor, order: Stored, shown: Any) -> dict[str, Any]:
    """The checklist with its answers, what is shown now, and what still stands in the way.

    ``shown``: the order's frozen steps as the actor may see them. What stands in the way is the
    product's own finding; answers are shown as the actor may see them.
    """
    items, results = await steps.of_order(tx, order)
    answers = await _answers(tx, actor, order)
    visible = {i.key for i in checklist.visible_items(items, results)}
    plain = checklist_form.items_to_plain(checklist_form.items_from_plain(shown or []))
    keys = {p["key"] for p in plain}
    return {
        "items": [
            p | {"visible": p["key"] in visible, "answer": answers.get(p["key"])} for p in plain
        ],
        "missing": _missing(items, results, keys),
    }


def _missing(
    items: tuple[ChecklistItem, ...], results: list[StepResult], keys: Collection[str]
) -> list[dict[str, Any]]:
    return [
        {"key": m.key, "gap": m.gap.value, "text": {"zh": m.text.zh, "en": m.text.en}}
        for m in checklist.missing_items(items, results)
        if m.key in keys
    ]


async def _answers(tx: Tx, actor: Actor, order: Stored) -> dict[str, dict[str, Any]]:
    """Answers of the present round by step."""
    round_ = where("round", "eq", int(order["rework_count"] or 0))
    rows = all_of(where("work_order", "eq", str(order.id)), round_)
    fields = ("item_key", "value", "files", "skipped_reason", "occurred_at")
    found = await queries.choose(tx, actor, Chosen("step_result", rows, fields))
    return {
        r["item_key"]: {
            "value": r.get("value"),
            "files": r.get("files") or [],
            "done_at": r.get("occurred_at"),
            "skipped_reason": r.get("skipped_reason") or "",
        }
        for r in found
        if r.get("item_key")
    }


# --- one whole order ---------------------------------------------------------------------------


async def whole_order(tx: Tx, actor: Actor, order_id: UUID) -> dict[str, Any]:
    """Everything about one order for its page; each part through the actor's own rights."""
    record = await queries.get_record(tx, actor, "work_order", order_id)
    stored = await records.fetch(tx, actor, "work_order", order_id)
    visits = [str(v["id"]) for v in await repository.appointments_of(tx, order_id)]
    parts: dict[str, Any] = {}
    for object_ in _PARTS:
        if not actor.may(object_, "read"):
            continue
        rows = where("work_order", "eq", str(order_id))
        if object_ == "check_in":
            rows = where("appointment", "in", visits)
        wanted = Chosen(object_, rows, sort=(Sort("created_at"),), limit=200)
        found = await queries.choose(tx, actor, wanted, titles=True)
        parts[object_] = [{"id": r.id, "version": r.version, **r.values} for r in found]
    return {
        "order": {"id": record.id, "version": record.version}
        | {k: v for k, v in record.values.items() if k not in _FROZEN},
        "allowed": await records.allowed(tx, actor, stored),
        "sla_left_s": (await _standing(tx, actor, [order_id])).get(order_id),
        "steps": await _steps(tx, actor, stored, record.get("checklist_items")),
        **parts,
    }


_PARTS = (
    "appointment", "check_in", "work_order_line", "sla_clock", "acceptance", "rating",
    "dispatch_decision", "transfer", "bill",
)  # fmt: skip


async def steps_of(tx: Tx, actor: Actor, order: Stored) -> dict[str, Any]:
    """The checklist of an order with its answers."""
    shown = await _one(tx, actor, "work_order", order.id, ("checklist_items",))
    return await _steps(tx, actor, order, shown.get("checklist_items"))


def state_label(state: str) -> dict[str, str]:
    """An order state in both languages."""
    label = WORK_ORDER_MACHINE.by_name[state].label
    return {"zh": label.zh, "en": label.en}
