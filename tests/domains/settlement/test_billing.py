"""Bills through the services: made with the review, paid, reversed, never edited."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from tests.factories.company import Company, found_company, new_order
from tests.factories.done_jobs import passed, reviewed_order, settled_order, signed, visit

from sortie.apps.composition import Kernel
from sortie.base.errors import InvalidError
from sortie.domains.dispatch.service import acceptance
from sortie.domains.settlement.contracts import ReversalFinalError
from sortie.domains.settlement.service import billing, earnings
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored


async def _bills(company: Company, order: UUID) -> list[Stored]:
    async with company.tx() as tx:
        return await records.find(tx, "bill", work_order=order)


async def _order(company: Company, order: UUID) -> Stored:
    async with company.tx() as tx:
        return await records.fetch(tx, system_actor(company.tenant.id), "work_order", order)


async def _give(company: Company, bill: UUID, *commands: str, reason: str | None = None) -> None:
    async with company.tx() as tx:
        fin = await company.actor(tx, "fin")
        for command in commands:
            await records.command(tx, fin, "bill", bill, command, reason=reason)


async def test_the_bill_exists_the_moment_the_review_passes(company: Company) -> None:
    order = await reviewed_order(company)
    (bill,) = await _bills(company, order)
    assert bill["state"] == "draft"
    assert [(x["charge"], x["amount"]) for x in bill["lines"]] == [
        ("base", "80.00"), ("part", "35.00"),
    ]  # fmt: skip
    assert bill["total"] == Decimal("115.00")
    assert bill["explanation"]["rule"]["fall_back"] is True
    after = await _order(company, order)
    assert (after["state"], after["amount"]) == ("pending_settlement", Decimal("115.00"))


async def test_a_preview_before_the_review_is_what_the_bill_becomes(company: Company) -> None:
    order = await new_order(company)
    await visit(company, order)
    await signed(company, order)
    async with company.tx() as tx:
        shown = await billing.preview(tx, await company.actor(tx, "mia"), order)
    assert await _bills(company, order) == []
    await passed(company, order)
    (bill,) = await _bills(company, order)
    assert shown["lines"] == bill["lines"]
    assert Decimal(shown["total"]) == bill["total"]


async def test_paying_settles_the_order(company: Company) -> None:
    order = await settled_order(company)
    assert (await _order(company, order))["state"] == "settled"
    (bill,) = await _bills(company, order)
    assert bill["paid_at"] is not None


async def test_a_written_rule_wins_over_the_work_types_own_price(company: Company) -> None:
    definition: dict[str, Any] = {"base": "120.00", "part_markup_percent": "20"}
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        rule = await records.create(
            tx, mia, "price_rule",
            {"name": "空调", "definition": definition, "work_types": [str(company.ids["type"])]},
        )  # fmt: skip
    order = await reviewed_order(company)
    (bill,) = await _bills(company, order)
    assert bill["total"] == Decimal("162.00")
    assert bill["explanation"]["rule"]["id"] == str(rule.id)
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        with pytest.raises(InvalidError) as wrong:
            await records.update(
                tx, mia, "price_rule", rule.id, {"definition": {"base": "many"}}, version=1
            )
    assert [f.path for f in wrong.value.fields] == ["base"]
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        changed = await records.update(
            tx, mia, "price_rule", rule.id, {"definition": {"base": "1"}}, version=1
        )
        assert changed["revision"] == 2
        await records.delete(tx, mia, "price_rule", rule.id, version=changed.version)


async def test_work_under_warranty_costs_nothing_and_is_settled_at_once(company: Company) -> None:
    order = await new_order(company)
    async with company.tx() as tx:
        await records.update(
            tx, system_actor(company.tenant.id), "work_order", order, {"in_warranty": True},
            version=None,
        )  # fmt: skip
    await visit(company, order, part_price="0")
    await signed(company, order)
    await passed(company, order)
    (bill,) = await _bills(company, order)
    assert (bill["state"], bill["total"]) == ("paid", Decimal("0.00"))
    assert (await _order(company, order))["state"] == "settled"


async def test_a_reversal_is_a_second_bill_and_the_first_stays_as_it_was(company: Company) -> None:
    order = await settled_order(company)
    (bill,) = await _bills(company, order)
    await _give(company, bill.id, "reverse", reason="开错价格")
    first, counter = await _bills(company, order)
    assert first["state"] == "reversed"
    assert first["lines"] == bill["lines"]
    assert counter["reverses"] == first.id
    assert counter["total"] == -first["total"]
    after = await _order(company, order)
    assert (after["state"], after["amount"]) == ("pending_settlement", None)
    with pytest.raises(ReversalFinalError):
        await _give(company, counter.id, "reverse", reason="再来")
    async with company.tx() as tx:
        again = await billing.bill_again(tx, await company.actor(tx, "fin"), order)
    await _give(company, again.id, "issue", "pay")
    assert (await _order(company, order))["state"] == "settled"


async def test_rework_is_free_but_what_came_before_the_refusal_is_billed(company: Company) -> None:
    order = await new_order(company)
    await visit(company, order)
    async with company.tx() as tx:
        eli = await company.actor(tx, "eli")
        await acceptance.give_word(
            tx, eli, order, result="refused", channel="engineer_phone", reason="还是不制冷"
        )
    await visit(company, order, part_price="999")
    await signed(company, order)
    await passed(company, order)
    (bill,) = await _bills(company, order)
    assert bill["total"] == Decimal("115.00")


async def test_an_order_reopened_after_payment_is_charged_the_rest_only(company: Company) -> None:
    order = await settled_order(company)
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        await records.command(tx, mia, "work_order", order, "reopen", reason="又坏了")
    await visit(company, order, part_price="20")
    await signed(company, order)
    await passed(company, order)
    _, rest = await _bills(company, order)
    assert [x["charge"] for x in rest["lines"]][-1] == "credit"
    assert rest["total"] == Decimal("20.00")
    assert (await _order(company, order))["amount"] == Decimal("135.00")


async def test_a_published_statement_is_told_to_its_engineer_alone(whole_kernel: Kernel) -> None:
    # a company of its own: a statement somebody confirmed isn't drafted again
    company = await found_company(whole_kernel)
    await settled_order(company)
    async with company.tx() as tx:
        fin = await company.actor(tx, "fin")
        made = await earnings.build(tx, fin, f"{tx.now + timedelta(hours=8):%Y-%m}")
        drafts = {s["engineer"]: s for s in made.built}
        assert company.people["eli"] in drafts, made
        mine = drafts[company.people["eli"]]
        await records.command(tx, fin, "statement", mine.id, "publish")
    kernel = company.kernel
    await events.deliver(kernel.dbs, company.tenant, kernel.subscriptions)
    async with company.tx() as tx:
        told = await records.find(tx, "notification", about_record=str(mine.id))
    assert [(n["user"], n["about_object"]) for n in told] == [(company.people["eli"], "statement")]
    assert str(mine["total"]) in told[0]["body"]


async def test_a_statement_shares_the_bills_of_the_month_and_stops_changing_once_confirmed(
    company: Company,
) -> None:
    order = await settled_order(company)
    number = (await _order(company, order))["number"]
    async with company.tx() as tx:
        period = f"{tx.now + timedelta(hours=8):%Y-%m}"
        made = await earnings.build(tx, await company.actor(tx, "fin"), period)
    (mine,) = [s for s in made.built if s["engineer"] == company.people["eli"]]
    (line,) = [x for x in mine["lines"] if x["number"] == number]
    assert (line["kind"], line["amount"]) == ("share", "32.00")
    assert mine["total"] == sum(Decimal(x["amount"]) for x in mine["lines"])
    async with company.tx() as tx:
        fin, eli = await company.actor(tx, "fin"), await company.actor(tx, "eli")
        await records.command(tx, fin, "statement", mine.id, "publish")
        moved = await records.command(tx, eli, "statement", mine.id, "dispute", reason="少算一单")
        assert moved["dispute"] == "少算一单"
        again = await earnings.build(tx, fin, period)
        assert [s.id for s in again.built] == [mine.id]
        await records.command(tx, fin, "statement", mine.id, "publish")
        await records.command(tx, eli, "statement", mine.id, "confirm")
        kept = await earnings.build(tx, fin, period)
    assert [s.id for s in kept.kept] == [mine.id]
    assert kept.built == ()
