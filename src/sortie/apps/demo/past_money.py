"""What past jobs cost: parts, bills by the company's own price rules, statements month by month."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sortie.apps.demo.company import Demo
from sortie.apps.demo.past_ledger import Ledger, Story
from sortie.apps.demo.past_plan import PastJob
from sortie.apps.demo.places import way_m
from sortie.apps.demo.rosters import PAST_DAYS
from sortie.domains.settlement.contracts import Charge, JobToBill, UsedItem
from sortie.domains.settlement.service import earnings
from sortie.domains.settlement.service.history import bill_values
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.records.service import PastMove
from sortie.kernel.tenancy.contracts import Tx

_MINUTE = timedelta(minutes=1)
_PARTS = (0, 1, 2)
_PARTS_ODDS = (50, 40, 10)
_ARCHIVED_AFTER = timedelta(days=12)


def bill(
    ledger: Ledger, job: PastJob, story: Story, order_id: UUID, facts_: dict[str, Any]
) -> None:
    """Parts, review, the bill, its payment, the archive: as far as there was time for it."""
    items = _parts(ledger, job, order_id)
    dice = ledger.demo.dice
    boss = ledger.demo.people["manager" if job.at.company == "JD" else "manager2"]
    till = ledger.demo.people["finance"]
    reviewed = _office_hour(ledger.demo, job.ended + timedelta(hours=dice.uniform(1, 26)))
    if not story.move("review_pass", reviewed, boss):
        return
    done = _done(ledger, job, items, order_id)
    total, priced = bill_values(ledger.prices, done, job.ended)
    issued = reviewed + dice.randrange(20, 200) * _MINUTE if total else reviewed
    paid = issued + timedelta(hours=dice.uniform(1, 90)) if total else reviewed
    moves = [PastMove("issue", issued, till), PastMove("pay", paid, till)]
    moves = [m for m in moves if m.at < ledger.demo.now]
    values = {
        "work_order": order_id, "customer": job.at.customer, **priced,
        "dept_id": facts_["dept_id"], "org_id": facts_["org_id"],
        "paid_at": paid if len(moves) > 1 else None,
    }  # fmt: skip
    ledger.add("bill", reviewed, boss, values, *moves)
    story.values["amount"] = total
    if len(moves) > 1 and story.move("settle", paid, till):
        archived = paid + _ARCHIVED_AFTER
        if story.move("archive", archived, None):
            story.values["archived_at"] = archived


def _office_hour(demo: Demo, at: datetime) -> datetime:
    """The same day between nine and six, or the next morning."""
    local = at.astimezone(demo.zone)
    nine = datetime.combine(local.date(), time(9, 10), demo.zone)
    if local < nine:
        return nine + (local.minute * _MINUTE)
    if local.hour >= 18:  # the office has closed
        return nine + timedelta(days=1, minutes=local.minute)
    return local


def _parts(ledger: Ledger, job: PastJob, order_id: UUID) -> tuple[UsedItem, ...]:
    dice = ledger.demo.dice
    last = job.visits[0] if job.refused else job.visits[-1]
    many = min(dice.choices(_PARTS, _PARTS_ODDS)[0], len(job.kind.parts))
    used = []
    for name, price in dice.sample(job.kind.parts, many):
        at = last.began + (last.ended - last.began) / 2
        ledger.add("work_order_line", at, last.engineer, {
            "work_order": order_id, "kind": "part", "name": name, "quantity": "1", "unit": "件",
            "price": price,
        })  # fmt: skip
        used.append(UsedItem(Charge.PART, name, Decimal(1), Decimal(price), "件"))
    return tuple(used)


def _done(ledger: Ledger, job: PastJob, items: tuple[UsedItem, ...], order_id: UUID) -> JobToBill:
    """The job as pricing sees it: work after a refusal costs nothing."""
    counted = job.visits[:1] if job.refused else job.visits
    at, kind = job.at, job.kind
    day = job.ended.date()
    return JobToBill(
        id=order_id,
        work=tuple((v.began, v.ended) for v in counted),
        work_type=ledger.demo.ids[f"work_type/{kind.code}"],
        area=ledger.demo.ids[f"service_area/{at.area}"],
        customer_level=at.level,
        engineer_level=counted[0].engineer.skills.get(kind.skill),
        in_warranty=at.warranty_until is not None and job.created.date() <= at.warranty_until,
        distance_m=sum(way_m(v.engineer, job.at.point) for v in counted),
        items=items,
        in_contract=at.contract_until is not None and day <= at.contract_until,
    )


async def pay_engineers(demo: Demo) -> None:
    """Statements by the settlement room itself: past months paid, the last one under way."""
    first = demo.today - timedelta(days=PAST_DAYS)
    months = sorted({f"{first + timedelta(days=n):%Y-%m}" for n in range(PAST_DAYS + 1)})
    this = f"{demo.today:%Y-%m}"
    for month in months:
        at = demo.now if month == this else _second_of_next(demo, month)
        at = min(at, demo.now)
        async with demo.tx(at) as tx:
            built = await earnings.build(tx, demo.system, month)
            if month == this:
                continue
            paid = month != months[-2]
            for statement in built.built:
                await _settle(demo, tx, statement, paid=paid)


async def _settle(demo: Demo, tx: Tx, statement: Stored, *, paid: bool) -> None:
    """Published to the engineer; once confirmed and approved it is paid."""
    mine = next(p.login for p in demo.engineers if p.id == statement["engineer"])
    steps = (("publish", "finance"), ("confirm", mine), ("approve", "manager"), ("pay", "finance"))
    for step, login in steps if paid else steps[:1]:
        doer = (await demo.actor(tx, login)).as_system()
        await records.command(tx, doer, "statement", statement.id, step)


def _second_of_next(demo: Demo, month: str) -> datetime:
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=demo.zone)
    return (start + timedelta(days=32)).replace(day=2, hour=10)
