"""Checklist results and the lines of parts and services, as they are done on site."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sortie.base.ids import uuid7
from sortie.domains.dispatch import repository
from sortie.domains.dispatch.contracts import ChecklistItem, StepResult
from sortie.domains.dispatch.contracts.errors import OrderFrozenError, StepUnknownError
from sortie.domains.dispatch.rules import checklist_form
from sortie.domains.dispatch.service import act_times, orders
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stamp, Stored
from sortie.kernel.tenancy.contracts import Tx

CLOSED = frozenset({"accepted", "pending_settlement", "settled", "archived", "cancelled"})
"""Order states in which what was done on site can't change any more."""


def items_of(order: Stored) -> tuple[ChecklistItem, ...]:
    """The steps frozen on the order."""
    return checklist_form.items_from_plain(order["checklist_items"] or [])


async def of_order(tx: Tx, order: Stored) -> tuple[tuple[ChecklistItem, ...], list[StepResult]]:
    """Steps and results of the present round (a rework begins a new one)."""
    rows = await repository.results_of(tx, order.id, int(order["rework_count"] or 0))
    results = [
        StepResult(
            r["item_key"],
            r["value"],
            tuple(r["files"] or ()),
            r["occurred_at"],
            r["skipped_reason"] or "",
        )
        for r in rows
    ]
    return items_of(order), results


async def save_step(
    tx: Tx, actor: Actor, order_id: UUID, key: str, answer: Mapping[str, Any], stamp: Stamp
) -> Stored:
    """Write one step's result; a second save replaces the first.

    ``answer``: value, files (ids), skipped_reason.

    Raises:
        StepUnknownError, OrderFrozenError.
    """
    order = await orders.order_of(tx, actor, order_id)
    if order["state"] in CLOSED:
        raise OrderFrozenError(number=order["number"])
    if key not in {item.key for item in items_of(order)}:
        raise StepUnknownError(key=key)
    round_ = int(order["rework_count"] or 0)
    running = await repository.running_appointment(tx, order.id)
    stamp = await act_times.judged(tx, running["id"] if running else None, stamp)
    values = {
        "work_order": order.id,
        "round": round_,
        "item_key": key,
        "value": answer.get("value"),
        "files": list(answer.get("files") or ()),
        "skipped_reason": answer.get("skipped_reason") or None,
        "occurred_at": stamp.occurred_at or tx.now,
        "location": dict(stamp.location) if stamp.location else None,
    }
    if running:
        values["appointment"] = running["id"]
    known = await records.find(tx, "step_result", work_order=order.id, round=round_, item_key=key)
    system = actor.as_system()
    if known:
        return await records.update(
            tx, system, "step_result", known[0].id, values, version=None, stamp=stamp
        )
    return await records.create(tx, system, "step_result", values, id=uuid7(), stamp=stamp)


async def add_line(
    tx: Tx, actor: Actor, order_id: UUID, values: Mapping[str, Any], *, line_id: UUID | None = None
) -> Stored:
    """Add a part or service to the order while it is open.

    Raises:
        OrderFrozenError: accepted or later.
    """
    order = await orders.order_of(tx, actor, order_id)
    if order["state"] in CLOSED:
        raise OrderFrozenError(number=order["number"])
    return await records.create(
        tx, actor, "work_order_line", {**values, "work_order": order.id}, id=line_id or uuid7()
    )
