"""What a screen needs at a glance, with rights applied: the board, the engineer's day, one whole order."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sortie.base.db import Row
from sortie.base.errors import InvalidError
from sortie.base.geo import Point
from sortie.base.navigation import navigation_links
from sortie.domains.dispatch import repository
from sortie.domains.dispatch.contracts import StepResult
from sortie.domains.dispatch.rules import checklist, checklist_form
from sortie.domains.dispatch.rules.states import NEXT_ACTION, WORK_ORDER_MACHINE
from sortie.domains.dispatch.service import steps
from sortie.domains.dispatch.service.matching import need_dispatcher, visible_people, zone_of
from sortie.domains.people import service as people
from sortie.domains.people.contracts import Worker
from sortie.domains.tracking import service as tracking
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Aggregate, GroupKey, GroupQuery, Query, Sort
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_BRIEF = (
    "number", "subject", "customer", "work_type", "priority", "state", "area", "location",
    "address_text", "window_start", "window_end", "duration", "sla_state", "arrive_due",
    "finish_due", "rework_count",
)  # fmt: skip
_FROZEN = frozenset(
    {"checklist_items", "portal_token", "archive_text"}
)  # shown as steps; the customer's secret
_WAITING = ("pending_dispatch", "in_pool", "rework", "cannot_complete")


async def queue_counts(tx: Tx, actor: Actor) -> dict[str, int]:
    """Orders in the actor's sight by state, and how many are late."""
    rows = await queries.aggregate(
        tx,
        actor,
        GroupQuery("work_order", group=(GroupKey("state"),), aggregates=(Aggregate("count"),)),
    )
    counts = {_key(row.keys[0]): int(row.values["count"]) for row in rows}
    late = {"and": [{"field": "sla_state", "op": "eq", "value": "breached"},
                    {"field": "state", "op": "category", "value": "open"}]}  # fmt: skip
    counts["late"] = await queries.count(tx, actor, "work_order", late)
    return counts


def _key(value: Any) -> str:
    return str(value["value"]) if isinstance(value, dict) else str(value)


async def board(
    tx: Tx, actor: Actor, *, start: datetime, end: datetime, area: UUID | None = None
) -> dict[str, Any]:
    """People × time: shifts, leave, appointments, last positions, and what waits unassigned."""
    need_dispatcher(actor)
    seen = await visible_people(tx, actor)
    workers = await people.workers(tx, start=start, end=end, user_ids=seen)
    workers = tuple(w for w in workers if area is None or not w.areas or area in w.areas)
    ids = [w.user_id for w in workers]
    places = await tracking.last_positions(tx, ids)
    appointments = await repository.appointments_between(tx, ids, start, end)
    skills = await repository.names(tx, "o_skill", {s for w in workers for s in w.skills})
    areas = await repository.names(tx, "o_service_area", {a for w in workers for a in w.areas})
    customers = await repository.names(tx, "o_customer", {a["customer"] for a in appointments})
    load: dict[UUID, int] = {}
    for a in appointments:
        load[a["engineer"]] = load.get(a["engineer"], 0) + 1
    return {
        "engineers": [
            _lane(w, skills, areas, load.get(w.user_id, 0))
            | {"position": _position(places.get(w.user_id))}
            for w in workers
        ],
        "appointments": [_block(a, customers) for a in appointments],
        "unassigned": await unassigned(tx, actor, area=area),
    }


def _position(seen: Any) -> dict[str, Any] | None:
    if seen is None:
        return None
    return {
        "lon": seen.point.lon,
        "lat": seen.point.lat,
        "at": seen.at,
        "accuracy_m": seen.accuracy_m,
    }


def _lane(w: Worker, skills: dict[UUID, str], areas: dict[UUID, str], load: int) -> dict[str, Any]:
    return {
        "id": w.user_id,
        "name": w.name,
        "available": w.available,
        "areas": [areas[a] for a in w.areas if a in areas],
        "skills": [{"name": skills[s], "level": n} for s, n in w.skills.items() if s in skills],
        "max_jobs": w.max_jobs,
        "load": load,
        "shifts": [
            {
                "starts_at": s.span.start,
                "ends_at": s.span.end,
                "breaks": [[b.start, b.end] for b in s.breaks],
            }
            for s in w.shifts
        ],
        "leaves": [[x.start, x.end] for x in w.leaves],
        "home": {"lon": w.home.lon, "lat": w.home.lat} if w.home else None,
    }


def _block(a: Row, customers: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": a["id"],
        "version": a["version"],
        "work_order": a["work_order"],
        "number": a["number"],
        "subject": a["subject"],
        "customer": customers.get(a["customer"]),
        "priority": a["priority"],
        "state": a["state"],
        "order_state": a["order_state"],
        "sla_state": a["sla_state"],
        "engineer": a["engineer"],
        "planned_start": a["planned_start"],
        "planned_end": a["planned_end"],
        "location": a["location"],
        "address_text": a["address_text"],
    }


async def unassigned(tx: Tx, actor: Actor, *, area: UUID | None = None) -> list[dict[str, Any]]:
    """Orders that wait for somebody, most urgent due time first, at most 200."""
    tests: list[dict[str, Any]] = [{"field": "state", "op": "in", "value": list(_WAITING)}]
    if area is not None:
        tests.append({"field": "area", "op": "eq", "value": str(area)})
    query = Query(
        "work_order", fields=("*",), filter={"and": tests}, sort=(Sort("arrive_due"),), limit=200
    )
    page = await queries.list_records(tx, actor, query)
    return [
        {"id": r.id, "version": r.version} | {k: r.get(k) for k in _BRIEF if k in r.values}
        for r in page.records
    ]


# --- the engineer's phone ---------------------------------------------------------------------


async def my_day(tx: Tx, actor: Actor, day: date | None = None) -> dict[str, Any]:
    """My appointments of one day (company time) plus whatever is still open from before."""
    zone = zone_of(tx)
    today = day or tx.now.astimezone(zone).date()
    start = datetime.combine(today, time(), zone)
    end = start + timedelta(days=1)
    rows = await repository.my_appointments(tx, actor.user_id, start, end)
    customers = await repository.names(tx, "o_customer", {r["customer"] for r in rows})
    workers = (
        await people.workers(tx, start=start, end=end, user_ids=[actor.user_id])
        if actor.user_id
        else ()
    )
    return {
        "day": today,
        "name": actor.name,
        "on_shift": any(s.span.start <= tx.now < s.span.end for w in workers for s in w.shifts),
        "shifts": [
            {"starts_at": s.span.start, "ends_at": s.span.end} for w in workers for s in w.shifts
        ],
        "appointments": [_job(r, customers) for r in rows],
    }


def _job(row: Row, customers: dict[UUID, str]) -> dict[str, Any]:
    kept = (
        "id", "version", "work_order", "state", "planned_start", "planned_end", "respond_by",
        "number", "subject", "priority", "sla_state", "order_state", "address_text", "location",
        "contact_name", "contact_phone", "arrive_due", "finish_due", "rework_count",
    )  # fmt: skip
    return {k: row[k] for k in kept} | {
        "customer": customers.get(row["customer"]),
        "next_action": NEXT_ACTION.get(row["state"]),
        "navigation": _navigation(row["location"], row["address_text"]),
    }


def _navigation(location: Any, name: str | None) -> list[dict[str, str]]:
    """Links that open another map with this place as the goal, each in that map's own datum."""
    try:
        point = Point.from_plain(location) if location else None
    except InvalidError:
        point = None
    return [] if point is None else [asdict(x) for x in navigation_links(point, name or "")]


async def job(tx: Tx, actor: Actor, appointment: Stored) -> dict[str, Any]:
    """Everything an engineer needs on site for one appointment they were let through to."""
    order = await records.fetch(tx, actor.as_system(), "work_order", appointment["work_order"])
    items, results = await steps.of_order(tx, order)
    extra = await repository.place_and_asset(tx, order.id)
    lines = await records.find(tx, "work_order_line", work_order=order.id)
    words = await records.find(tx, "acceptance", work_order=order.id)
    history = await repository.asset_history(tx, order["asset"], order.id)
    hidden = {"portal_token", "amount", "archive_file", "archive_text", "checklist_items"}
    return {
        "appointment": {"id": appointment.id, "version": appointment.version, **appointment.values}
        | {"next_action": NEXT_ACTION.get(appointment["state"])},
        "order": {"id": order.id, "version": order.version}
        | {k: v for k, v in order.values.items() if k not in hidden},
        "place": dict(extra) if extra else {},
        "navigation": _navigation(order["location"], order["address_text"]),
        "steps": _steps(items, results),
        "lines": [{"id": x.id, "version": x.version, **x.values} for x in lines],
        "acceptances": [
            {k: w[k] for k in ("result", "signer", "reason", "occurred_at", "channel")}
            for w in words
        ],
        "history": [dict(h) for h in history],
    }


def _steps(items: Collection[Any], results: list[StepResult]) -> dict[str, Any]:
    """The checklist with its answers, what is shown now, and what still stands in the way."""
    shown = {i.key for i in checklist.visible_items(tuple(items), results)}
    missing = checklist.missing_items(tuple(items), results)
    answers = {
        r.key: {
            "value": r.value,
            "files": list(r.files),
            "done_at": r.done_at,
            "skipped_reason": r.skipped_reason,
        }
        for r in results
    }
    return {
        "items": [
            plain | {"visible": plain["key"] in shown, "answer": answers.get(plain["key"])}
            for plain in checklist_form.items_to_plain(tuple(items))
        ],
        "missing": [
            {"key": m.key, "gap": m.gap.value, "text": {"zh": m.text.zh, "en": m.text.en}}
            for m in missing
        ],
    }


# --- one whole order ---------------------------------------------------------------------------


async def whole_order(tx: Tx, actor: Actor, order_id: UUID) -> dict[str, Any]:
    """Everything about one order for its page; each part through the actor's own rights."""
    record = await queries.get_record(tx, actor, "work_order", order_id)
    stored = await records.fetch(tx, actor, "work_order", order_id)
    items, results = await steps.of_order(tx, stored)
    parts: dict[str, Any] = {}
    for object_ in _PARTS:
        if not actor.may(object_, "read"):
            continue
        via = "appointment.work_order" if object_ == "check_in" else "work_order"
        query = Query(
            object_,
            fields=("*",),
            filter={"field": via, "op": "eq", "value": str(order_id)},
            sort=(Sort("created_at"),),
            limit=200,
        )
        page = await queries.list_records(tx, actor, query)
        parts[object_] = [{"id": r.id, "version": r.version, **r.values} for r in page.records]
    return {
        "order": {"id": record.id, "version": record.version}
        | {k: v for k, v in record.values.items() if k not in _FROZEN},
        "allowed": await records.allowed(tx, actor, stored),
        "steps": _steps(items, results),
        **parts,
    }


_PARTS = (
    "appointment", "check_in", "work_order_line", "sla_clock", "acceptance", "rating",
    "dispatch_decision", "transfer", "bill",
)  # fmt: skip


async def steps_of(tx: Tx, order: Stored) -> dict[str, Any]:
    """The checklist of an order with its answers."""
    items, results = await steps.of_order(tx, order)
    return _steps(items, results)


def state_label(state: str) -> dict[str, str]:
    """An order state in both languages."""
    label = WORK_ORDER_MACHINE.by_name[state].label
    return {"zh": label.zh, "en": label.en}
