"""What dispatch tells the world. Names and fields are for ever."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from sortie.base.i18n import Label
from sortie.kernel.events.contracts import EventDef


class RequestReceived(msgspec.Struct):
    request: UUID
    number: str
    channel: str
    priority: str


class OrderAssigned(msgspec.Struct):
    """``mode``: manual, suggested, auto, grab. ``respond_by``: until when an answer is awaited."""

    work_order: UUID
    number: str
    appointment: UUID
    engineer: UUID
    mode: str
    planned_start: datetime
    respond_by: datetime | None = None


class AppointmentMoved(msgspec.Struct):
    """An engineer's act: ``command`` is the transition taken, ``state`` where it led."""

    appointment: UUID
    work_order: UUID
    engineer: UUID | None
    command: str
    state: str
    reason: str | None = None


class OfferOpened(msgspec.Struct):
    """``audience``: people who may take it."""

    offer: UUID
    work_order: UUID
    number: str
    audience: list[UUID]
    closes_at: datetime


class OfferClosed(msgspec.Struct):
    """``taken_by`` is None when it lapsed or was withdrawn."""

    offer: UUID
    work_order: UUID
    taken_by: UUID | None = None


class AcceptanceGiven(msgspec.Struct):
    """The customer's word: accepted or refused."""

    work_order: UUID
    number: str
    result: str
    channel: str
    reason: str | None = None


class Rated(msgspec.Struct):
    work_order: UUID
    number: str
    engineer: UUID | None
    score: int


class SlaAlarm(msgspec.Struct):
    """``level`` 1: close to its due time, 2: past it."""

    work_order: UUID
    number: str
    target: str
    level: int
    due_at: datetime


class OrderReviewed(msgspec.Struct):
    """The manager's word after acceptance: pass or rework."""

    work_order: UUID
    number: str
    result: str
    note: str | None = None


class TransferAsked(msgspec.Struct):
    transfer: UUID
    work_order: UUID
    number: str
    from_engineer: UUID
    reason: str


class TransferDecided(msgspec.Struct):
    transfer: UUID
    work_order: UUID
    from_engineer: UUID
    to_engineer: UUID | None
    result: str


class OrderArchived(msgspec.Struct):
    work_order: UUID
    number: str
    files: list[Any]


class OrderClosed(msgspec.Struct):
    """Cancelled, with who had it at that moment."""

    work_order: UUID
    number: str
    engineers: list[UUID]
    reason: str | None = None


EVENTS = (
    EventDef("dispatch.request_received", RequestReceived, Label("收到请求", "Request received")),
    EventDef("dispatch.order_assigned", OrderAssigned, Label("已派单", "Order assigned")),
    EventDef(
        "dispatch.appointment_moved", AppointmentMoved, Label("上门进展", "Appointment moved")
    ),
    EventDef("dispatch.offer_opened", OfferOpened, Label("抢单开放", "Offer opened")),
    EventDef("dispatch.offer_closed", OfferClosed, Label("抢单结束", "Offer closed")),
    EventDef("dispatch.acceptance_given", AcceptanceGiven, Label("客户验收", "Acceptance given")),
    EventDef("dispatch.rated", Rated, Label("客户评价", "Rated")),
    EventDef("dispatch.sla_alarm", SlaAlarm, Label("SLA 预警", "SLA alarm")),
    EventDef("dispatch.order_reviewed", OrderReviewed, Label("工单审核", "Order reviewed")),
    EventDef("dispatch.transfer_asked", TransferAsked, Label("申请转派", "Transfer asked")),
    EventDef("dispatch.transfer_decided", TransferDecided, Label("转派结果", "Transfer decided")),
    EventDef("dispatch.order_archived", OrderArchived, Label("工单归档", "Order archived")),
    EventDef("dispatch.order_cancelled", OrderClosed, Label("工单取消", "Order cancelled")),
)
