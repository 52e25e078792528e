"""What is frozen: an archived order with all that belongs to it, and the lines of a billed one."""

from uuid import UUID

from sortie.domains.dispatch import repository_paper
from sortie.domains.dispatch.contracts.errors import OrderBilledError, OrderFrozenError
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import Draft
from sortie.kernel.tenancy.contracts import Tx

ARCHIVED = "archived"
_BILLED = frozenset({"pending_settlement", "settled"})
_REOPEN = "reopen"
PARTS = (
    "work_order_line", "step_result", "appointment", "check_in", "acceptance", "rating",
    "transfer", "offer", "sla_clock", "dispatch_decision",
)  # fmt: skip
"""Objects that belong to an order and are frozen with it."""


async def keep_order(_tx: Tx, actor: Actor, draft: Draft) -> None:
    """Before-hook of work orders: once archived, an order may only be opened again."""
    if draft.before is None or draft.before["state"] != ARCHIVED:
        return
    if draft.op == "command" and draft.command == _REOPEN:
        return
    if draft.op == "update" and actor.acts_as_system and draft.changed == {"portal_token"}:
        return  # a customer's link can be called back whenever; it is on no paper
    raise OrderFrozenError(number=draft.before["number"])


async def keep_parts(tx: Tx, actor: Actor, draft: Draft) -> None:
    """Before-hook of what belongs to an order: frozen with it, moved neither in nor out."""
    orders = await _orders_of(tx, draft)
    for row in await repository_paper.states_of(tx, orders) if orders else ():
        if row["state"] == ARCHIVED:
            raise OrderFrozenError(number=row["number"])
        billed = draft.object.name == "work_order_line" and row["state"] in _BILLED
        if billed and not actor.acts_as_system:
            raise OrderBilledError(number=row["number"])


async def _orders_of(tx: Tx, draft: Draft) -> set[UUID]:
    """The order this belongs to, before the write and after it."""
    if draft.object.name == "check_in":
        found = await repository_paper.order_of_appointment(tx, draft.get("appointment"))
        return {found} if found else set()
    after = draft.get("work_order")
    before = draft.before["work_order"] if draft.before else None
    return {UUID(str(x)) for x in (after, before) if x}
