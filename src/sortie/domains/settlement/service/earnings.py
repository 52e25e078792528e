"""Engineers' statements: what each earned in a month, built from the bills of the orders they did."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.db import Row
from sortie.base.errors import ForbiddenError, invalid
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.domains.settlement import repository
from sortie.domains.settlement.contracts import EarningRule, JobEarned, Statement, StatementLine
from sortie.domains.settlement.rules import pricing
from sortie.domains.settlement.rules.price_form import bill_from_plain
from sortie.domains.settlement.rules.statements import build_statement, lines_of
from sortie.domains.settlement.rules.visits import crew_weights
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import CommandCall, Stored
from sortie.kernel.tenancy.contracts import Tx

_OPEN = frozenset({"draft", "disputed"})


@dataclass(frozen=True, slots=True)
class Built:
    """Statements written now, and those left alone because they are past dispute."""

    built: tuple[Stored, ...]
    kept: tuple[Stored, ...]


def month_of(tx: Tx, period: str) -> tuple[datetime, datetime]:
    """The instants a period such as ``2026-11`` begins and ends, in company time.

    Raises:
        InvalidError: no such month.
    """
    try:
        start = datetime.strptime(period, "%Y-%m").replace(tzinfo=ZoneInfo(tx.tenant.time_zone))
    except ValueError:
        raise invalid(
            "period", "month", "期间应形如 2026-11", "A period looks like 2026-11"
        ) from None
    return start, (start + timedelta(days=32)).replace(day=1)


async def build(
    tx: Tx, actor: Actor, period: str, engineers: Collection[UUID] | None = None
) -> Built:
    """Draft the statements of a month, or draft them anew where they are still draft or disputed.

    Raises:
        ForbiddenError; InvalidError: no such month.
    """
    if not actor.may("statement", "command:publish"):
        raise ForbiddenError(Label("生成结算单", "build statements"))
    start, end = month_of(tx, period)
    jobs = await _earned_between(tx, start, end)
    shares = {r["engineer"]: r["job_share"] for r in await repository.engineers_with_share(tx)}
    standing = {s["engineer"]: s for s in await records.find(tx, "statement", period=period)}
    wanted = set(jobs) | {e for e, s in standing.items() if s["state"] in _OPEN}
    if engineers is not None:
        wanted = set(engineers)
    built: list[Stored] = []
    kept: list[Stored] = []
    for engineer in sorted(wanted):
        before = standing.get(engineer)
        if before is not None and before["state"] not in _OPEN:
            kept.append(before)
            continue
        rule = _rule(shares.get(engineer))
        statement = build_statement(
            period, jobs.get(engineer, ()), rule, start.tzinfo or ZoneInfo("UTC")
        )
        built.append(await _write(tx, actor, engineer, statement, before))
    return Built(tuple(built), tuple(kept))


def _rule(share: Decimal | None) -> EarningRule:
    return EarningRule() if share is None else EarningRule(share_percent=share)


async def _write(
    tx: Tx, actor: Actor, engineer: UUID, statement: Statement, before: Stored | None
) -> Stored:
    values: dict[str, Any] = {
        "lines": [_plain(line) for line in statement.lines],
        "job_count": statement.job_count,
        "total": statement.total,
    }
    writer = actor.as_system()
    if before is not None:
        return await records.update(tx, writer, "statement", before.id, values, version=None)
    values |= {"engineer": engineer, "period": statement.period}
    return await records.create(tx, writer, "statement", values, id=uuid7())


def _plain(line: StatementLine) -> dict[str, Any]:
    return {
        "kind": str(line.kind),
        "work_order": str(line.work_order),
        "number": line.number,
        "label": {"zh": line.label.zh, "en": line.label.en},
        "amount": str(line.amount),
        "inputs": dict(line.inputs),
    }


async def _earned_between(tx: Tx, start: datetime, end: datetime) -> dict[UUID, list[JobEarned]]:
    """Every job finished in the span, as it counts for each person who worked on it."""
    rows = await repository.finished_jobs(tx, start, end)
    firsts = {r["rework_of"] for r in rows if r["rework_of"]}
    earlier = await repository.finished_jobs(tx, start, end, firsts) if firsts else []
    crews = await _crews(tx, [*rows, *earlier])
    shares = {r["engineer"]: r["job_share"] for r in await repository.engineers_with_share(tx)}
    first_pay: dict[tuple[UUID, UUID], Decimal] = {}
    for row in earlier:
        for person, job in _shares_of(row, crews.get(row["id"], {}), {}):
            first_pay[row["id"], person] = lines_of(job, _rule(shares.get(person)))[0].amount
    found: dict[UUID, list[JobEarned]] = {}
    for row in rows:
        for person, job in _shares_of(row, crews.get(row["id"], {}), first_pay):
            found.setdefault(person, []).append(job)
    return found


async def _crews(tx: Tx, rows: Iterable[Row]) -> dict[UUID, dict[str, Decimal]]:
    """Order → person → weight."""
    orders = [r["id"] for r in rows]
    refused: dict[UUID, datetime] = {}
    for move in await repository.moves_of(tx, "work_order", orders):
        if move["to_state"] == "rework":
            refused[move["record_id"]] = move["occurred_at"]
    visits: dict[UUID, list[tuple[str, datetime | None, int | None]]] = {}
    for v in await repository.crews_of(tx, orders):
        visit = (str(v["engineer"]), v["work_started_at"], v["work_s"])
        visits.setdefault(v["work_order"], []).append(visit)
    return {order: crew_weights(seen, refused.get(order)) for order, seen in visits.items()}


def _shares_of(
    row: Row, crew: dict[str, Decimal], first_pay: dict[tuple[UUID, UUID], Decimal]
) -> Iterable[tuple[UUID, JobEarned]]:
    bill = bill_from_plain(row["lines"], (row["explanation"] or {}).get("rule"))
    work, parts = pricing.work_and_parts(bill)
    for place, name in enumerate(crew):
        person = UUID(name)
        redone = first_pay.get((row["rework_of"], person)) if row["rework_of"] else None
        yield (
            person,
            JobEarned(
                work_order=row["id"],
                number=row["number"],
                finished_at=row["finished_at"],
                work_type=row["work_type"],
                charged=work,
                parts=parts,
                crew=tuple(crew.values()),
                place=place,
                late_min=int(row["late_s"]) // 60,
                rework_of_earning=redone,
            ),
        )


async def dispute(tx: Tx, actor: Actor, statement: Stored, call: CommandCall) -> Stored:
    """Command handler: what the engineer objects to stays on the statement."""
    return await records.move(tx, actor, statement, call, values={"dispute": call.reason})


async def draft_last_month(tx: Tx, actor: Actor) -> Built:
    """The month that ended, for everybody who worked in it."""
    today = tx.now.astimezone(ZoneInfo(tx.tenant.time_zone)).date()
    last = today.replace(day=1) - timedelta(days=1)
    return await build(tx, actor, f"{last:%Y-%m}")
