"""Bills of jobs that were done before the program knew of them: the demo's past."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sortie.base.calendar import WorkCalendar
from sortie.domains.settlement.contracts import JobToBill, PriceRule, PriceRuleMissingError
from sortie.domains.settlement.rules import pricing
from sortie.domains.settlement.rules.price_form import bill_to_plain
from sortie.domains.settlement.service import facts
from sortie.domains.settlement.service.billing import Priced
from sortie.kernel.tenancy.contracts import Tx


@dataclass(frozen=True, slots=True)
class PriceBook:
    """Every active price rule and the company's calendar, read once."""

    rules: tuple[PriceRule, ...]
    calendar: WorkCalendar


async def price_book(tx: Tx) -> PriceBook:
    return PriceBook(tuple(await facts.price_rules(tx)), await facts.calendar_of(tx))


def bill_values(book: PriceBook, job: JobToBill, ended: datetime) -> tuple[Decimal, dict[str, Any]]:
    """What the job cost, and its bill as the values of the record, but for whom it is about.

    Raises:
        PriceRuleMissingError: no rule fits.
    """
    day = pricing.local_day(job, book.calendar, ended)
    rule = pricing.choose_price_rule(book.rules, job, day)
    if rule is None:
        raise PriceRuleMissingError
    priced = Priced(pricing.price(job, rule, book.calendar), rule, job)
    values = {
        "total": priced.bill.total,
        "lines": bill_to_plain(priced.bill)["lines"],
        "explanation": priced.explanation(),
    }
    return pricing.cost_of(priced.bill), values
