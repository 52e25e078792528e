"""The customer's bill: made when the review passes, issued, paid, reversed — and never edited."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sortie.base.errors import ForbiddenError
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.domains.dispatch.service import orders
from sortie.domains.settlement.contracts import (
    Bill,
    BillArchivedError,
    BillExistsError,
    JobToBill,
    NotBillableError,
    PriceRule,
    ReversalFinalError,
)
from sortie.domains.settlement.rules import pricing
from sortie.domains.settlement.rules.price_form import bill_from_plain, bill_to_plain
from sortie.domains.settlement.service import facts
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Change, CommandCall, Stored
from sortie.kernel.tenancy.contracts import Tx


@dataclass(frozen=True, slots=True)
class Priced:
    """A bill that isn't kept yet, with what led to it."""

    bill: Bill
    rule: PriceRule
    job: JobToBill

    def explanation(self) -> dict[str, Any]:
        """Why it costs that: the rule at its revision and the facts it was given, as JSON."""
        job = self.job
        return {
            "rule": {
                "id": self.rule.id,
                "revision": self.rule.revision,
                "name": self.rule.name,
                "fall_back": self.rule.id.startswith(facts.FALL_BACK),
            },
            "facts": {
                "work": [[a.isoformat(), b.isoformat()] for a, b in job.work],
                "distance_m": round(job.distance_m),
                "engineer_level": job.engineer_level,
                "customer_level": job.customer_level,
                "in_warranty": job.in_warranty,
                "in_contract": job.in_contract,
                "is_rework": job.is_rework,
            },
        }


async def price(tx: Tx, order: Stored) -> Priced:
    """What the order costs as it stands, by the rule of its day; nothing is written."""
    job, calendar = await facts.job_of(tx, order), await facts.calendar_of(tx)
    day = pricing.local_day(job, calendar, order["finished_at"] or tx.now)
    rule = pricing.choose_price_rule(await facts.price_rules(tx), job, day)
    rule = rule or await facts.fall_back(tx, order)
    return Priced(pricing.price(job, rule, calendar), rule, job)


async def preview(tx: Tx, actor: Actor, order_id: UUID) -> dict[str, Any]:
    """The bill the order would get now, for whoever may see bills, and of it what they may see."""
    order = await records.fetch(tx, actor, "work_order", order_id)
    priced = await price(tx, order)
    plain = bill_to_plain(priced.bill) | {"explanation": priced.explanation()}
    shown = await queries.readable_fields(tx, actor, "bill") | {"rule"}
    return {name: value if name in shown else _UNSHOWN.get(name) for name, value in plain.items()}


_UNSHOWN: dict[str, Any] = {"lines": []}


async def bill_passed(tx: Tx, actor: Actor, change: Change) -> None:
    """After-hook of work orders: the review passed, so the bill is made in the same transaction."""
    if change.op == "command" and change.command == "review_pass":
        await make_bill(tx, actor, change.after)


async def bill_again(tx: Tx, actor: Actor, order_id: UUID) -> Stored:
    """A new bill for an order whose bill was reversed.

    Raises:
        NotBillableError, BillExistsError.
    """
    if not actor.may("bill", "command:issue"):
        raise ForbiddenError(Label("出账", "bill orders"))
    order = await records.fetch(tx, actor, "work_order", order_id, lock=True)
    return await make_bill(tx, actor, order)


async def make_bill(tx: Tx, actor: Actor, order: Stored) -> Stored:
    """Price the order and keep the bill; one that comes to nothing settles the order at once.

    What was paid for it before it was reopened is taken off.
    """
    if order["state"] != "pending_settlement":
        raise NotBillableError(number=order["number"])
    paid = None
    for earlier in await records.find(tx, "bill", work_order=order.id, reverses=None):
        if earlier["state"] in {"draft", "issued"}:
            raise BillExistsError(
                number=order["number"], bill=earlier["number"], extra={"bill": str(earlier.id)}
            )
        if earlier["state"] == "paid":
            paid = earlier
    priced = await price(tx, order)
    # a bill that took earlier payments off stands for those too
    bill = pricing.less_paid(
        priced.bill,
        pricing.cost_of(_bill_of(paid)) if paid else pricing.NOTHING,
        paid["number"] if paid else "",
    )
    made = await _keep(tx, actor, order, bill, priced.explanation())
    amount = pricing.cost_of(bill)
    await records.update(
        tx, actor.as_system(), "work_order", order.id, {"amount": amount}, version=None
    )
    if bill.total == 0:
        for step in ("issue", "pay"):
            made = await records.command(tx, actor.as_system(), "bill", made.id, step)
    return made


async def _keep(
    tx: Tx, actor: Actor, order: Stored, bill: Bill, explanation: dict[str, Any], **more: Any
) -> Stored:
    plain = bill_to_plain(bill)
    values = {
        "work_order": order.id,
        "customer": order["customer"],
        "lines": plain["lines"],
        "total": bill.total,
        "explanation": explanation,
        "dept_id": order.get("dept_id"),
    }
    return await records.create(tx, actor.as_system(), "bill", values | more, id=uuid7())


def _bill_of(stored: Stored) -> Bill:
    return bill_from_plain(stored["lines"], (stored["explanation"] or {}).get("rule"))


async def pay(tx: Tx, actor: Actor, bill: Stored, call: CommandCall) -> Stored:
    """Command handler: the money is there, so the order is settled."""
    paid = await records.move(tx, actor, bill, call, values={"paid_at": tx.now})
    if bill["reverses"] is None:
        order = await records.fetch(
            tx, actor.as_system(), "work_order", bill["work_order"], lock=True
        )
        if order["state"] == "pending_settlement":
            await orders.move_order(tx, actor, order, "settle")
    return paid


async def reverse(tx: Tx, actor: Actor, bill: Stored, call: CommandCall) -> Stored:
    """Command handler: a bill with every line turned cancels this one out; the order waits anew.

    Raises:
        BillArchivedError: the order is frozen. ReversalFinalError: it is such a bill itself.
    """
    order = await records.fetch(tx, actor.as_system(), "work_order", bill["work_order"], lock=True)
    if order["state"] == "archived":
        raise BillArchivedError(number=order["number"])
    if bill["reverses"] is not None:
        raise ReversalFinalError(number=bill["number"])
    was_paid = bill["state"] == "paid"
    reversed_ = await records.move(tx, actor, bill, call)
    first = _bill_of(bill)
    lines = tuple(pricing.reversal(first.lines))
    back = Bill(first.rule_id, first.rule_revision, lines, -first.total)
    why = dict(bill["explanation"] or {}) | {"reason": call.reason, "reverses": bill["number"]}
    counter = await _keep(tx, actor, order, back, why, reverses=bill.id)
    for step in ("issue", "pay") if was_paid else ("issue",):
        await records.command(tx, actor.as_system(), "bill", counter.id, step)
    if order["state"] == "settled":
        order = await orders.move_order(tx, actor, order, "unsettle", reason=call.reason)
    await records.update(
        tx, actor.as_system(), "work_order", order.id, {"amount": None}, version=None
    )
    return reversed_
