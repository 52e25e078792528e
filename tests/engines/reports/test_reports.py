"""Reports through the service: what is counted, for whom, and that nobody sees more by them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.factories.company import Company, new_order
from tests.factories.done_jobs import settled_order, visit

from sortie.base.errors import ForbiddenError, InvalidError
from sortie.domains.dispatch.service import acceptance
from sortie.engines.reports import dashboard, rules, service
from sortie.engines.reports.contracts import (
    GroupUnknownError,
    Measure,
    Report,
    ReportAsk,
    ReportSpanError,
)
from sortie.engines.reports.standard import PEOPLE, REPORTS, TIME, WORK_ORDERS
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Aggregate, GroupQuery


async def _run(company: Company, name: str, *group: str, who: str = "mia", **more: Any) -> Report:
    async with company.tx() as tx:
        today = (tx.now + timedelta(hours=8)).date()
        ask = ReportAsk(today - timedelta(days=1), today, group, **more)
        return await service.run(tx, await company.actor(tx, who), REPORTS[name], ask)


@pytest.fixture(scope="module")
async def worked(company: Company) -> Company:
    """Two orders settled, one refused, one not begun."""
    await settled_order(company)
    await settled_order(company)
    refused = await new_order(company)
    await visit(company, refused)
    async with company.tx() as tx:
        eli = await company.actor(tx, "eli")
        await acceptance.give_word(
            tx, eli, refused, result="refused", channel="engineer_phone", reason="没修好"
        )
    await new_order(company)
    return company


async def test_orders_are_counted_by_type_with_rates_and_money(worked: Company) -> None:
    report = await _run(worked, "work-orders", "type")
    (row,) = report.rows
    assert row["type"]["title"] == "空调维修"
    assert {k: row[k] for k in ("total", "open", "done", "rework")} == {
        "total": 4, "open": 2, "done": 2, "rework": 1,
    }  # fmt: skip
    assert row["first_time_fix"] == "100.0"
    assert row["on_time"] is None
    assert Decimal(row["score"]) == 5
    assert row["amount"] == "230.00"
    assert row["arrive"] >= 0
    assert report.totals == {k: v for k, v in row.items() if k != "type"}


async def test_people_have_jobs_time_and_revenue(worked: Company) -> None:
    report = await _run(worked, "people")
    (eli,) = report.rows
    assert eli["person"]["id"] == str(worked.people["eli"])
    assert (eli["jobs"], eli["rework"], eli["revenue"]) == (3, 1, "230.00")
    assert eli["first_time_fix"] == "66.7"


async def test_time_can_be_grouped_by_day_and_person_at_once(worked: Company) -> None:
    report = await _run(worked, "time", "day", "person")
    assert [c.key for c in report.columns][:3] == ["day", "person", "visits"]
    assert sum(r["visits"] for r in report.rows) == 3


async def test_a_filter_holds_for_every_part_of_the_report(worked: Company) -> None:
    none = {"field": "priority", "op": "eq", "value": "urgent"}
    report = await _run(worked, "work-orders", "type", filter=none)
    assert report.rows == ()
    assert (report.totals["total"], report.totals["respond"]) == (0, None)


async def test_figures_of_fields_one_may_not_see_are_not_there(worked: Company) -> None:
    assert "amount" in {c.key for c in (await _run(worked, "work-orders", who="mia")).columns}
    sight = service.Sight([{"name": "work_order", "fields": []}])
    assert not sight.sees("work_order", "amount")
    with pytest.raises(ForbiddenError):
        await _run(worked, "work-orders", who="eli")
    with pytest.raises(ForbiddenError):
        await _run(worked, "work-orders", who="amy")


async def test_wrong_spans_groups_and_filters_are_refused(worked: Company) -> None:
    async with worked.tx() as tx:
        mia = await worked.actor(tx, "mia")
        day = date(2026, 1, 2)
        with pytest.raises(ReportSpanError):
            await service.run(tx, mia, TIME, ReportAsk(day, day - timedelta(days=1)))
        with pytest.raises(GroupUnknownError) as wrong:
            await service.run(tx, mia, PEOPLE, ReportAsk(day, day, ("moon",)))
        assert "person" in wrong.value.extra["groups"]
        secret = {"field": "portal_token", "op": "eq", "value": "x"}
        with pytest.raises(InvalidError):
            await service.run(tx, mia, WORK_ORDERS, ReportAsk(day, day, (), secret))


@pytest.mark.parametrize(
    "figure",
    [
        Aggregate("count", filter={"field": "portal_token", "op": "eq", "value": "x"}),
        Aggregate("avg", "finished_at", since="portal_token"),
        Aggregate("avg", "amount", since="created_at"),
        Aggregate("count_distinct", "finished_at", since="created_at"),
    ],
)
async def test_a_figure_cant_ask_about_what_its_caller_may_not_compare(
    worked: Company, figure: Aggregate
) -> None:
    async with worked.tx() as tx:
        mia = await worked.actor(tx, "mia")
        with pytest.raises(InvalidError):
            await queries.aggregate(tx, mia, GroupQuery("work_order", aggregates=(figure,)))


async def test_the_dashboard_has_live_figures_and_thirty_days(worked: Company) -> None:
    async with worked.tx() as tx:
        shown = await dashboard.figures(tx, await worked.actor(tx, "mia"))
    assert shown["live"]["created_today"] == 4
    assert shown["live"]["waiting"] == 2
    assert shown["live"]["unpaid"] is None
    assert len(shown["trend"]["days"]) == 30
    new = next(s for s in shown["trend"]["series"] if s["key"] == "total")
    assert (len(new["data"]), new["data"][-1]) == (30, 4)
    assert shown["by_type"][0]["value"] == 4


def test_a_filter_is_carried_through_every_branch() -> None:
    tree = {
        "and": [{"field": "a", "op": "eq", "value": 1}, {"not": {"field": "b", "op": "is_null"}}]
    }
    assert rules.carried(tree, "work_order") == {
        "and": [
            {"field": "work_order.a", "op": "eq", "value": 1},
            {"not": {"field": "work_order.b", "op": "is_null"}},
        ]
    }
    assert rules.paths_of(tree) == {"a", "b"}


def test_a_rate_of_nothing_is_no_rate() -> None:
    rate = Measure("r", WORK_ORDERS.label, "percent", "met", ("met", "missed"))
    assert rules.measured([rate], {"met": 0, "missed": 0}) == {"r": None}
    assert rules.measured([rate], {"met": 2, "missed": 1}) == {"r": "66.7"}
