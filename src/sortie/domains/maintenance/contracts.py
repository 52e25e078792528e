"""What may leave the maintenance room."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sortie.base.errors import ConflictError
from sortie.base.i18n import Label

type Unit = Literal["day", "week", "month", "year"]
type Holidays = Literal["keep", "next", "previous"]


@dataclass(frozen=True, slots=True)
class TimeRule:
    """Every ``every`` units from ``starts_on``.

    ``weekday``: ISO, 1 is Monday, for weeks. ``month_day``: 1..31 for months and years; one a month
    lacks is its last day. ``floating``: the next date counts from the last completion, else all of
    them lie on the fixed calendar. ``holidays``: what becomes of a date on a day off.
    """

    every: int
    unit: Unit
    starts_on: date
    weekday: int | None = None
    month_day: int | None = None
    floating: bool = False
    holidays: Holidays = "keep"


@dataclass(frozen=True, slots=True)
class Due:
    """``rule_day`` is the rule's own day, ``due`` the one after holidays were skipped."""

    rule_day: date
    due: date


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one meter. ``replaced``: the meter is another one from here on."""

    at: datetime
    value: Decimal
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """What is normal, both ends included; None is no limit. ``hysteresis``: how far inside a value
    must have come back before leaving again counts anew.
    """

    low: Decimal | None
    high: Decimal | None
    hysteresis: Decimal = Decimal(0)


class DateTakenError(ConflictError):
    code = "maintenance.date_taken"
    text = Label(
        "该计划在 {due} 已有一个日期。请选择另一天。",
        "The plan has a date on {due} already. Choose another day.",
    )


class OrderUnderWayError(ConflictError):
    code = "maintenance.order_under_way"
    text = Label(
        "工单 {number} 已派出，计划日期不能再移动。请直接改约该工单。",
        "Order {number} was sent out, so its date can't be moved. Reschedule the order instead.",
    )


class PlanInactiveError(ConflictError):
    code = "maintenance.plan_inactive"
    text = Label(
        "计划「{name}」未启用。请先恢复计划。", "Plan “{name}” isn't active. Resume the plan first."
    )


class MeterWentBackError(ConflictError):
    """A counter shows less than before and nobody said that it was replaced."""

    code = "maintenance.meter_went_back"
    text = Label(
        "读数 {value} 小于上次的 {last}。若已更换表计，请将原因填写为 replaced_meter。",
        "{value} is less than the last reading {last}. "
        "If the meter was replaced, give the reason replaced_meter.",
    )


class ReadingOutOfOrderError(ConflictError):
    """A late reading of a counter is above one that was taken after it."""

    code = "maintenance.reading_out_of_order"
    text = Label(
        "读数 {value} 大于之后的读数 {later}。请核对读数和时间。",
        "{value} is more than the later reading {later}. Check the value and its time.",
    )


class MeterKindError(ConflictError):
    code = "maintenance.meter_kind"
    text = Label(
        "表计「{meter}」此前记录为另一种类型。请沿用原类型。",
        "Meter “{meter}” was recorded as the other kind before. Keep to that kind.",
    )
