"""What may leave the settlement room: price rules, bills and statements, all money exact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from sortie.base.errors import AppError, ConflictError
from sortie.base.i18n import Label
from sortie.kernel.events.contracts import EventDef

ZERO = Decimal(0)


class BandKind(StrEnum):
    """When a surcharge applies: a public or company holiday, outside working hours, a clock time."""

    HOLIDAY = "holiday"
    OFF_HOURS = "off_hours"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class TimeBand:
    """A surcharge on work in a band. Where bands meet the highest percent counts.

    `start`..`end` bound NIGHT in local time and may pass midnight; the others come from the
    company's calendar.
    """

    kind: BandKind
    percent: Decimal
    start: time = time(22)
    end: time = time(6)


class Charge(StrEnum):
    """What a bill line charges for; from FREE on they are corrections. CREDIT: paid before."""

    BASE = "base"
    LABOUR = "labour"
    DISTANCE = "distance"
    PART = "part"
    SERVICE = "service"
    FREE = "free"
    DISCOUNT = "discount"
    MINIMUM = "minimum"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class PriceRule:
    """How a job is priced, at one revision. An empty part of the scope means any.

    Labour beyond `included_min` is billed by `hour_price` in steps of `step_min`, rounded up.
    `level_percent` raises labour by the engineer's level. `part_markup_percent` raises parts.
    `warranty_free` and `contract_free` name what costs nothing under warranty or a running
    maintenance contract; `rework_free` makes rework free whole.
    `discount_percent` comes off everything; `minimum` tops up a job that costs anything at all.
    """

    id: str
    revision: int = 1
    name: str = ""
    rank: int = 100
    work_types: frozenset[UUID] = frozenset()
    areas: frozenset[UUID] = frozenset()
    customer_level: str | None = None
    contract: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    base: Decimal = ZERO
    included_min: int = 0
    hour_price: Decimal = ZERO
    step_min: int = 30
    level_percent: Mapping[int, Decimal] = field(default_factory=dict)
    free_km: Decimal = ZERO
    km_price: Decimal = ZERO
    bands: tuple[TimeBand, ...] = ()
    part_markup_percent: Decimal = ZERO
    discount_percent: Decimal = ZERO
    minimum: Decimal = ZERO
    warranty_free: frozenset[Charge] = frozenset({Charge.BASE, Charge.LABOUR, Charge.DISTANCE})
    rework_free: bool = True
    contract_free: frozenset[Charge] = frozenset({Charge.BASE, Charge.LABOUR, Charge.DISTANCE})


@dataclass(frozen=True, slots=True)
class UsedItem:
    """A part or service used on the job: quantity to 4 places, unit price to 6."""

    kind: Charge
    name: str
    quantity: Decimal
    price: Decimal
    unit: str = ""
    billable: bool = True


@dataclass(frozen=True, slots=True)
class JobToBill:
    """What was done. `work` are the stretches of actual work, in order and apart."""

    id: UUID
    work: tuple[tuple[datetime, datetime], ...] = ()
    work_type: UUID | None = None
    area: UUID | None = None
    customer_level: str | None = None
    contract: str | None = None
    engineer_level: int | None = None
    distance_m: float = 0.0
    in_warranty: bool = False
    is_rework: bool = False
    items: tuple[UsedItem, ...] = ()
    in_contract: bool = False


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line. `amount` is rounded once; `inputs` are the figures it was made from, as JSON."""

    charge: Charge
    label: Label
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bill:
    """Lines that sum to the total exactly, and the rule that gave them."""

    rule_id: str
    rule_revision: int
    lines: tuple[BillLine, ...]
    total: Decimal


class EarningKind(StrEnum):
    """Why a statement line is there."""

    SHARE = "share"
    FIXED = "fixed"
    REWORK = "rework"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class EarningRule:
    """How an engineer is paid. A fixed amount for the work type wins over the share.

    The share is of what the customer paid without parts, plus `part_percent` of the parts.
    Rework takes back `rework_percent` of what the first job earned; lateness beyond
    `late_grace_min` takes `late_percent` of the job, at most all of it.
    """

    share_percent: Decimal = Decimal(50)
    part_percent: Decimal = ZERO
    fixed: Mapping[UUID, Decimal] = field(default_factory=dict)
    rework_percent: Decimal = Decimal(100)
    late_percent: Decimal = Decimal(10)
    late_grace_min: int = 0


@dataclass(frozen=True, slots=True)
class JobEarned:
    """A finished job as it counts for one engineer.

    `crew` are the weights of all who did it, `place` this person's among them. `rework_of_earning`
    is what the job that had to be done again earned this same person; None when this is no rework
    of theirs.
    """

    work_order: UUID
    number: str
    finished_at: datetime
    work_type: UUID | None
    charged: Decimal
    parts: Decimal = ZERO
    crew: tuple[Decimal, ...] = (Decimal(1),)
    place: int = 0
    late_min: int = 0
    rework_of_earning: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One earning or deduction (negative) with the figures it was made from."""

    kind: EarningKind
    work_order: UUID
    number: str
    label: Label
    amount: Decimal
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one engineer earned in a period such as `2026-11`; may be negative after rework."""

    period: str
    lines: tuple[StatementLine, ...]
    job_count: int
    total: Decimal


class StatementPublished(msgspec.Struct):
    """An engineer's statement may be looked over now. ``total`` as a decimal text."""

    statement: UUID
    number: str
    engineer: UUID
    period: str
    total: str
    job_count: int


EVENTS = (
    EventDef(
        "settlement.statement_published",
        StatementPublished,
        Label("结算单已发布", "Statement published"),
    ),
)


class PriceRuleMissingError(AppError):
    """No price rule fits the job."""

    code, status = "settlement.no_price_rule", 409
    text = Label(
        "没有适用于此工单的价格规则。请在「价格规则」中新增，或设置一条不限类型的默认规则。",
        "No price rule fits this order. Add one, or a default rule for any work type.",
    )


class BillExistsError(ConflictError):
    """``extra['bill']``: the bill that stands for the order."""

    code = "settlement.bill_exists"
    text = Label(
        "工单 {number} 已有账单 {bill}。请先冲销，再重新出账。",
        "Order {number} has bill {bill} already. Reverse it first, then bill again.",
    )


class NotBillableError(ConflictError):
    code = "settlement.not_billable"
    text = Label(
        "工单 {number} 未处于「待结算」，不能出账。",
        "Order {number} isn't waiting for settlement, so it can't be billed.",
    )


class BillArchivedError(ConflictError):
    code = "settlement.order_archived"
    text = Label(
        "工单 {number} 已归档，账单不能冲销。如需更正，请先重新打开工单。",
        "Order {number} is archived; its bill can't be reversed. Reopen the order first.",
    )


class ReversalFinalError(ConflictError):
    code = "settlement.reversal_final"
    text = Label(
        "{number} 本身是冲销账单，不能再冲销。请重新出账。",
        "{number} is a reversal itself and can't be reversed. Bill the order again instead.",
    )
