"""How the settlement room is bolted into the kernel."""

from typing import Any

from sortie.domains.settlement import jobs
from sortie.domains.settlement.contracts import EVENTS
from sortie.domains.settlement.objects import OBJECTS
from sortie.domains.settlement.rules.price_form import price_rule_from_plain
from sortie.domains.settlement.service import billing, earnings, telling
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import Draft
from sortie.kernel.tenancy.contracts import Tx

_PRICING = frozenset(
    {"definition", "work_types", "areas", "customer_level", "rank", "valid_from", "valid_to"}
)


async def _check_price_rule(_tx: Tx, _actor: Actor, draft: Draft) -> None:
    """A rule that can't be read is refused; one that prices otherwise is a new revision."""
    if "definition" in draft.changed:
        price_rule_from_plain(draft.get("definition"))
    if draft.before is not None and draft.changed & _PRICING:
        draft.set("revision", int(draft.before["revision"] or 1) + 1)


def install(kernel: Any) -> None:
    """Register everything this room owns."""
    kernel.objects.add(*OBJECTS)
    kernel.events.add(*EVENTS)
    kernel.hooks.before("price_rule", _check_price_rule)
    kernel.hooks.after("work_order", billing.bill_passed)
    kernel.hooks.command("bill", "pay", billing.pay)
    kernel.hooks.command("bill", "reverse", billing.reverse)
    kernel.hooks.command("statement", "dispute", earnings.dispute)
    kernel.hooks.after("statement", telling.statement_moved)
    for event, handler in telling.HANDLERS.items():
        kernel.subscriptions.on(event, handler, key=f"settlement.tell.{event}")
    kernel.jobs.add("settlement.draft_statements", jobs.draft_statements, cron="30 2 1 * *")
