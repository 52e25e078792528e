"""From a date to its work order: lead days before, once, and each plan on its own."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sortie.base.calendar import WorkCalendar
from sortie.base.errors import AppError
from sortie.base.i18n import Locale
from sortie.domains.dispatch.contracts.wishes import OrderWish
from sortie.domains.dispatch.service import orders
from sortie.domains.maintenance.service import planning
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_OPENS, _CLOSES = time(8), time(18)
_MOST_NAMED = 50


async def make_orders(tx: Tx, system: Actor, plan: Stored) -> list[UUID]:
    """Orders for the locked plan's dates that are due within its lead days."""
    until = planning.today_of(tx) + timedelta(days=int(plan["lead_days"] or 0))
    calendar = await planning.calendar_of(tx)
    planned = await records.find(tx, "maintenance_date", plan=plan.id, state="planned")
    made = []
    for row in sorted((r for r in planned if r["due"] <= until), key=lambda r: r["due"]):
        start, end = window(plan, row["due"], calendar)
        order = await orders.create_order(tx, system, await _wish(tx, plan, row, start, end))
        await records.command(
            tx, system, "maintenance_date", row.id, "generate", values={"work_order": order.id}
        )
        made.append(order.id)
    return made


def window(plan: Stored, due: date, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    """When the visit is wanted: from the opening of the first day to the closing of the last."""
    first = due - timedelta(days=int(plan["days_before"] or 0))
    last = due + timedelta(days=int(plan["days_after"] or 0))
    opening, closing = calendar.spans(first), calendar.spans(last)
    start = opening[0][0] if opening else datetime.combine(first, _OPENS, calendar.zone)
    end = closing[-1][1] if closing else datetime.combine(last, _CLOSES, calendar.zone)
    return start, end


async def _wish(tx: Tx, plan: Stored, row: Stored, start: datetime, end: datetime) -> OrderWish:
    """An order holds one asset: of several it lists the names in its text."""
    assets = list(row["assets"] or ())
    text = plan["description"] or ""
    if len(assets) > 1:
        found = await records.find(tx, "asset", id=assets)
        names = [f"· {a['name']} {a['number']}" for a in found[:_MOST_NAMED]]
        text = "\n".join([*([text] if text else []), *names])
    return OrderWish(
        work_type=plan["work_type"],
        customer=row["customer"],
        site=row["site"],
        asset=assets[0] if len(assets) == 1 else None,
        channel="plan",
        subject=plan["name"],
        description=text,
        window_start=start,
        window_end=end,
    )


async def note_problem(tx: Tx, system: Actor, plan: Stored, error: AppError | None) -> None:
    """Say on the plan why the last run made nothing of it; None: it did."""
    text = _words(error, tx.tenant.locale) if error else None
    if text != plan["problem"]:
        await records.update(
            tx, system, "maintenance_plan", plan.id, {"problem": text}, version=None
        )


def _words(error: AppError, locale: Locale) -> str:
    """What is wrong, field by field where it says so."""
    return " ".join(f.text.in_(locale) for f in error.fields) or error.sentence(locale)
