"""The change feed's shapes: what one entry says, what an event is, what may go wrong."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tx

FEED_CHANNEL = "sortie_feed"
"""NOTIFY channel; its payload is a tenant's schema name. A hint, never the truth."""

EVERYTHING = ""
"""A subscription prefix that matches every entry."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One thing that happened.

    ``kind`` record: ``name`` is ``record.<object>.<op>``; event: ``name`` is the event's own.
    ``tx`` is the writing transaction's 64-bit id; entries are read in (tx, id) order.
    """

    id: UUID
    tx: int
    at: datetime
    kind: Literal["record", "event"]
    name: str
    object: str | None
    record_id: UUID | None
    version: int | None
    op: str | None
    actor_id: UUID | None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventDef:
    """A business event a room may emit; ``schema`` validates each payload."""

    name: str
    schema: type[msgspec.Struct]
    label: Label


@dataclass(frozen=True, slots=True)
class PendingRow:
    """A row that rides along in another write's statement, so both cost one round trip.

    ``columns``: (column, SQL type, value).
    """

    table: str
    columns: tuple[tuple[str, str, Any], ...]


type EventHandler = Callable[[Tx, Actor, FeedEntry], Awaitable[None]]

type Visible = Callable[[Tx, str, Collection[UUID]], Awaitable[set[UUID]]]
"""Which of these records of an object the listener may see, at this moment."""


DeliveryState = Literal["waiting", "delivered", "failed"]
"""Where a webhook's delivery is: more attempts follow, accepted, or given up until redelivered."""


class CursorInvalidError(AppError):
    """Not one of ours, changed, or of another tenant."""

    code, status = "feed.cursor_invalid", 422
    text = Label(
        "游标无效。请去掉游标，从头读取。", "The cursor is not valid; read again without one."
    )


class CursorExpiredError(AppError):
    """The feed began anew (a restore) or its old part was purged: read all again."""

    code, status = "feed.cursor_expired", 410
    text = Label(
        "游标已过期。请重新完整同步，再从新游标继续。",
        "The cursor has expired; read everything again, then go on from a new cursor.",
    )


class EventUnknownError(AppError):
    code, status = "event.unknown", 500
    text = Label("没有登记名为「{name}」的事件。", "No event named “{name}” is registered.")


class EventPayloadError(AppError):
    code, status = "event.payload", 500
    text = Label(
        "事件「{name}」的内容不符合其定义：{why}",
        "The payload of event “{name}” doesn't fit its schema: {why}",
    )


class TargetRefusedError(AppError):
    """An outbound address that must not be called from here."""

    code, status = "webhook.target_refused", 422
    text = Label(
        "不允许访问地址「{host}」：{why}。",
        "The address “{host}” may not be called: {why}.",
    )


class WebhookUnknownError(AppError):
    code, status = "webhook.unknown", 404
    text = Label("找不到该 Webhook 或投递记录。", "There is no such webhook or delivery.")
