"""A finished job becomes a bill: every line says which figures gave it, and they sum exactly."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sortie.base.calendar import WorkCalendar
from sortie.base.i18n import Label
from sortie.base.money import ZERO, divided, money, percent_of, times, total
from sortie.base.units import hours_of, km_of
from sortie.domains.settlement.contracts import (
    Bill,
    BillLine,
    Charge,
    JobToBill,
    PriceRule,
    UsedItem,
)
from sortie.domains.settlement.rules.time_bands import BilledTime, banded

_HUNDRED = Decimal(100)
NOTHING = Decimal(0)


def choose_price_rule(rules: Iterable[PriceRule], job: JobToBill, day: date) -> PriceRule | None:
    """The rule for a job on a local day: a contract's own, then lowest rank, then the narrowest."""
    fitting = [rule for rule in rules if _fits(rule, job, day)]
    return min(fitting, key=_precedence, default=None)


def _fits(rule: PriceRule, job: JobToBill, day: date) -> bool:
    return (
        (not rule.work_types or job.work_type in rule.work_types)
        and (not rule.areas or job.area in rule.areas)
        and rule.customer_level in (None, job.customer_level)
        and rule.contract in (None, job.contract)
        and (rule.valid_from is None or rule.valid_from <= day)
        and (rule.valid_to is None or day <= rule.valid_to)
    )


def _precedence(rule: PriceRule) -> tuple[bool, int, int, str, int]:
    scope = (rule.work_types, rule.areas, rule.customer_level)
    narrow = sum(1 for part in scope if part)
    # Of two revisions of one rule the newer stands.
    return rule.contract is None, rule.rank, -narrow, rule.id, -rule.revision


def price(job: JobToBill, rule: PriceRule, calendar: WorkCalendar) -> Bill:
    """The bill of a job. Charges first, then what is free, the discount and the minimum."""
    charges = [*_base(job, rule, calendar), *_labour(job, rule, calendar)]
    charges += _distance(job, rule)
    charges += [_item(item, rule) for item in job.items if item.billable]
    lines = charges + _free(job, rule, charges)
    lines += _discount(rule, lines)
    lines += _minimum(rule, lines)
    return Bill(rule.id, rule.revision, tuple(lines), total([line.amount for line in lines]))


def _base(job: JobToBill, rule: PriceRule, calendar: WorkCalendar) -> list[BillLine]:
    if not rule.base:
        return []
    percent, band = ZERO, ""
    if job.work:
        start = job.work[0][0]
        # The first minute decides: that is when somebody had to come.
        (first,) = banded(((start, start + timedelta(minutes=1)),), rule.bands, calendar)
        percent, band = first.percent, first.band
    amount = money(rule.base + percent_of(rule.base, percent))
    inputs = {"base": str(rule.base), "band": band, "band_percent": str(percent)}
    label = Label("上门费", "Call-out")
    return [BillLine(Charge.BASE, label, Decimal(1), "次", amount, amount, inputs)]


_BANDS = {
    "": Label("人工", "Labour"),
    "night": Label("人工（夜间）", "Labour (night)"),
    "off_hours": Label("人工（非工作时间）", "Labour (out of hours)"),
    "holiday": Label("人工（节假日）", "Labour (holiday)"),
}


def _labour(job: JobToBill, rule: PriceRule, calendar: WorkCalendar) -> list[BillLine]:
    """Time beyond the included, rounded up as a whole; the odd minutes go to the last band."""
    if not rule.hour_price:
        return []
    parts = _billed(banded(job.work, rule.bands, calendar), rule)
    raise_by = rule.level_percent.get(job.engineer_level or 0, Decimal(0))
    lines = []
    for part in parts:
        factor = (1 + part.percent / _HUNDRED) * (1 + raise_by / _HUNDRED)
        inputs = {
            "minutes": part.minutes,
            "hour_price": str(rule.hour_price),
            "band": part.band,
            "band_percent": str(part.percent),
            "level": job.engineer_level,
            "level_percent": str(raise_by),
            "included_min": rule.included_min,
            "step_min": rule.step_min,
        }
        lines.append(
            BillLine(
                Charge.LABOUR,
                _BANDS[part.band],
                hours_of(timedelta(minutes=part.minutes)),
                "小时",
                money(rule.hour_price * factor),
                # From whole minutes, not from rounded hours or a rounded price.
                divided(rule.hour_price * factor * part.minutes, 60),
                inputs,
            )
        )
    return lines


def _billed(parts: list[BilledTime], rule: PriceRule) -> list[BilledTime]:
    free, left = rule.included_min, []
    for part in parts:
        taken = min(free, part.minutes)
        free -= taken
        if part.minutes > taken:
            left.append(BilledTime(part.band, part.percent, part.minutes - taken))
    worked = sum(part.minutes for part in left)
    if left and rule.step_min > 1:
        odd = -worked % rule.step_min
        last = left[-1]
        left[-1] = BilledTime(last.band, last.percent, last.minutes + odd)
    return left


def _distance(job: JobToBill, rule: PriceRule) -> list[BillLine]:
    driven = km_of(job.distance_m)
    charged = max(Decimal(0), driven - rule.free_km)
    if not charged or not rule.km_price:
        return []
    inputs = {"km": str(driven), "free_km": str(rule.free_km), "km_price": str(rule.km_price)}
    amount = times(rule.km_price, charged)
    label = Label("远程费", "Distance")
    return [BillLine(Charge.DISTANCE, label, charged, "公里", rule.km_price, amount, inputs)]


def _item(item: UsedItem, rule: PriceRule) -> BillLine:
    markup = rule.part_markup_percent if item.kind is Charge.PART else Decimal(0)
    each = item.price * (1 + markup / _HUNDRED)
    inputs = {"price": str(item.price), "markup_percent": str(markup)}
    label = Label(item.name, item.name)
    amount = times(each, item.quantity)
    return BillLine(item.kind, label, item.quantity, item.unit, each, amount, inputs)


_FREE = {
    Charge.BASE: Label("上门费", "call-out"),
    Charge.LABOUR: Label("人工", "labour"),
    Charge.DISTANCE: Label("远程费", "distance"),
    Charge.PART: Label("配件", "parts"),
    Charge.SERVICE: Label("服务", "services"),
}


def _free(job: JobToBill, rule: PriceRule, charges: list[BillLine]) -> list[BillLine]:
    """What warranty, contract or rework makes free, as one negative line a charge, so both stay visible."""
    if job.is_rework and rule.rework_free:
        free, why = frozenset(_FREE), "rework"
        reason = Label("返工免费", "Free rework")
    elif job.in_warranty:
        free, why = rule.warranty_free, "warranty"
        reason = Label("保修减免", "Under warranty")
    elif job.in_contract:
        free, why = rule.contract_free, "contract"
        reason = Label("维保合同减免", "Under contract")
    else:
        return []
    lines = []
    for charge, name in _FREE.items():
        amount = total([line.amount for line in charges if line.charge is charge])
        if charge in free and amount:
            label = Label(f"{reason.zh}：{name.zh}", f"{reason.en}: {name.en}")
            inputs = {"because": why, "charge": str(charge)}
            lines.append(_correction(Charge.FREE, label, -amount, inputs))
    return lines


def _discount(rule: PriceRule, lines: list[BillLine]) -> list[BillLine]:
    amount = percent_of(total([line.amount for line in lines]), rule.discount_percent)
    if amount <= 0:
        return []
    shown = f"{rule.discount_percent.normalize():f}%"
    label = Label(f"优惠 {shown}", f"Discount {shown}")
    inputs = {"percent": str(rule.discount_percent)}
    return [_correction(Charge.DISCOUNT, label, -amount, inputs)]


def _minimum(rule: PriceRule, lines: list[BillLine]) -> list[BillLine]:
    """Nothing to pay stays nothing: only a job that costs something is topped up."""
    so_far = total([line.amount for line in lines])
    if not 0 < so_far < rule.minimum:
        return []
    label = Label("最低收费补足", "Up to the minimum")
    inputs = {"minimum": str(rule.minimum), "sum": str(so_far)}
    return [_correction(Charge.MINIMUM, label, money(rule.minimum - so_far), inputs)]


def _correction(charge: Charge, label: Label, amount: Decimal, inputs: dict[str, str]) -> BillLine:
    return BillLine(charge, label, Decimal(1), "", amount, amount, inputs)


def less_paid(bill: Bill, paid: Decimal, number: str) -> Bill:
    """The bill with what was paid before taken off: an order done again is charged the rest only."""
    if not paid:
        return bill
    label = Label(f"已付 {number}", f"Paid with {number}")
    line = _correction(Charge.CREDIT, label, -money(paid), {"bill": number})
    return replace(bill, lines=(*bill.lines, line), total=money(bill.total - paid))


def cost_of(bill: Bill) -> Decimal:
    """What the work costs in all, before earlier payments are taken off."""
    return _without_credit(bill).total


def reversal(lines: Iterable[BillLine]) -> list[BillLine]:
    """Every line with its sign turned: together with the first bill they come to nothing."""
    return [replace(line, price=-line.price, amount=money(-line.amount)) for line in lines]


def work_and_parts(bill: Bill) -> tuple[Decimal, Decimal]:
    """What the customer pays for work and for parts, corrections shared by their charges."""
    bill = _without_credit(bill)
    parts = total([line.amount for line in bill.lines if line.charge is Charge.PART])
    freed = [
        line.amount
        for line in bill.lines
        if line.charge is Charge.FREE and line.inputs.get("charge") == Charge.PART
    ]
    parts = money(parts + total(freed))
    before = total(
        [line.amount for line in bill.lines if line.charge not in (Charge.DISCOUNT, Charge.MINIMUM)]
    )
    if before and any(line.charge is Charge.DISCOUNT for line in bill.lines):
        discount = total([ln.amount for ln in bill.lines if ln.charge is Charge.DISCOUNT])
        parts = money(parts + money(discount * parts / before))
    return money(bill.total - parts), parts


def _without_credit(bill: Bill) -> Bill:
    """What the work cost, whoever paid when."""
    lines = tuple(line for line in bill.lines if line.charge is not Charge.CREDIT)
    return replace(bill, lines=lines, total=total([line.amount for line in lines]))


def local_day(job: JobToBill, calendar: WorkCalendar, otherwise: datetime) -> date:
    """The company's date on which the job began: the day whose prices count."""
    start = job.work[0][0] if job.work else otherwise
    return start.astimezone(calendar.zone).date()
