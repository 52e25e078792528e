"""What was done on an order, as the price rules count it, and the rules and calendar in force."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.calendar import ALWAYS_OPEN, WorkCalendar, calendar_from_plain
from sortie.base.db import Row
from sortie.base.geo import Point, great_circle_m
from sortie.domains.customers import service as customers
from sortie.domains.settlement import repository
from sortie.domains.settlement.contracts import ZERO, Charge, JobToBill, PriceRule, UsedItem
from sortie.domains.settlement.rules.price_form import price_rule_from_plain
from sortie.domains.settlement.rules.visits import Move, apart, worked
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

ROAD_FACTOR = 1.4
"""Road to straight line, where no route was measured: the dispatch rules' default."""

FALL_BACK = "work_type:"
"""A price rule's id that stands for the work type's own call-out price."""


async def job_of(tx: Tx, order: Stored) -> JobToBill:
    """The order as pricing sees it. Visits and parts after a refusal are rework and cost nothing."""
    moves = await repository.moves_of(tx, "work_order", [order.id])
    refused = next((m["occurred_at"] for m in moves if m["to_state"] == "rework"), None)
    visits = await repository.visits_of(tx, order.id)
    if refused is not None:
        visits = [v for v in visits if v["work_started_at"] < refused]
    customer = await _fetch(tx, "customer", order["customer"])
    asset = await _fetch(tx, "asset", order["asset"]) if order["asset"] else None
    first = visits[0]["engineer"] if visits else None
    lines = await records.find(tx, "work_order_line", work_order=order.id)
    if refused is not None:
        lines = [x for x in lines if x["created_at"] < refused]
    today = tx.now.astimezone(ZoneInfo(tx.tenant.time_zone)).date()
    return JobToBill(
        id=order.id,
        work=await _work(tx, visits),
        work_type=order["work_type"],
        area=order["area"],
        customer_level=customer["level"],
        engineer_level=await repository.best_level(tx, first, order["work_type"])
        if first
        else None,
        distance_m=sum(_driven(v, order) for v in visits),
        in_warranty=bool(order["in_warranty"]),
        is_rework=order["rework_of"] is not None,
        items=tuple(_item(x) for x in lines),
        in_contract=asset is not None and customers.covered(asset["contract_until"], today),
    )


async def _fetch(tx: Tx, object_: str, record: UUID) -> Stored:
    return await records.fetch(tx, system_actor(tx.tenant.id), object_, record, trashed=True)


async def _work(tx: Tx, visits: list[Row]) -> tuple[Any, ...]:
    moves: dict[UUID, list[Move]] = {}
    for row in await repository.moves_of(tx, "appointment", [v["id"] for v in visits]):
        moves.setdefault(row["record_id"], []).append(Move(row["to_state"], row["occurred_at"]))
    return apart(
        stretch
        for v in visits
        if v["finished_at"]
        for stretch in worked(v["work_started_at"], v["finished_at"], moves.get(v["id"], ()))
    )


def _driven(visit: Row, order: Stored) -> float:
    """Metres by road, from where the engineer set out; as it was planned when nobody knows."""
    start, place = visit["departed_from"], order["location"]
    if not start or not place:
        return float(visit["travel_m"] or 0)
    straight = great_circle_m(Point(start["lon"], start["lat"]), Point(place["lon"], place["lat"]))
    return round(straight * ROAD_FACTOR, 0)


def _item(line: Stored) -> UsedItem:
    return UsedItem(
        Charge.PART if line["kind"] == "part" else Charge.SERVICE,
        line["name"],
        line["quantity"],
        line["price"],
        line["unit"] or "",
        billable=bool(line["billable"]),
    )


async def calendar_of(tx: Tx) -> WorkCalendar:
    """The company's default calendar; without one it works round the clock."""
    found = await records.find(tx, "calendar", is_default=True)
    return calendar_from_plain(found[0]["definition"]) if found else ALWAYS_OPEN


async def price_rules(tx: Tx) -> list[PriceRule]:
    """Every active rule."""
    return [_rule(r) for r in await records.find(tx, "price_rule", active=True)]


def _rule(stored: Stored) -> PriceRule:
    return price_rule_from_plain(
        stored["definition"],
        id=str(stored.id),
        revision=int(stored["revision"] or 1),
        name=stored["name"],
        rank=int(stored["rank"] if stored["rank"] is not None else 100),
        work_types=stored["work_types"] or (),
        areas=stored["areas"] or (),
        customer_level=stored["customer_level"],
        valid_from=stored["valid_from"],
        valid_to=stored["valid_to"],
    )


async def fall_back(tx: Tx, order: Stored) -> PriceRule:
    """The work type's call-out price as a rule, for what no rule was written for."""
    kind = await _fetch(tx, "work_type", order["work_type"])
    return PriceRule(
        id=f"{FALL_BACK}{kind.id}",
        name=kind["name"],
        base=kind["base_price"] or ZERO,
        rank=1_000_000,
    )
