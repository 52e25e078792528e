"""Webhooks out: who is told, what was told, and telling it again."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import Parameter
from msgspec import Meta, Struct

from sortie.apps.api.call import Call
from sortie.base.errors import invalid
from sortie.kernel.audit import service as audit
from sortie.kernel.events.contracts import DeliveryState
from sortie.kernel.events.service import Delivery, Webhook, Webhooks
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Query
from sortie.kernel.tenancy.contracts import Tx

_SYSTEM = {"right": Right.feature("admin.system")}
type Host = Annotated[str, Meta(min_length=1, max_length=253)]
type Topic = Annotated[str, Meta(min_length=1, max_length=120)]


class WebhookIn(Struct, forbid_unknown_fields=True):
    """``topics``: entry names or prefixes, empty for all. ``allow_hosts``: private hosts that are
    meant, e.g. one's own ERP. ``sees_as``: whose sight decides which records are told of, the
    caller's when left out: a system administrator may read no customer, an ERP asks for them.
    """

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    url: Annotated[str, Meta(min_length=8, max_length=2000)]
    topics: Annotated[list[Topic], Meta(max_length=100)] = []
    allow_hosts: Annotated[list[Host], Meta(max_length=20)] = []
    active: bool = True
    sees_as: UUID | None = None


class WebhookOut(Struct):
    """``secret`` signs each message (Standard Webhooks); shown only when made."""

    id: UUID
    name: str
    url: str
    topics: list[str]
    allow_hosts: list[str]
    active: bool
    sees_as: UUID | None
    secret: str | None = None


class SecretOut(Struct):
    secret: str


class DeliveryOut(Struct):
    id: UUID
    topic: str
    state: DeliveryState
    attempts: int
    last_status: int | None
    last_error: str | None
    took_ms: int | None
    created_at: datetime
    last_at: datetime | None


def _webhooks(call: Call) -> Webhooks:
    found: Webhooks = call.kernel.parts["webhooks"]
    return found


def _wire(hook: Webhook, secret: str | None = None) -> WebhookOut:
    return WebhookOut(
        id=hook.id,
        name=hook.name,
        url=hook.url,
        topics=list(hook.topics),
        allow_hosts=list(hook.allow_hosts),
        active=hook.active,
        sees_as=hook.acts_as,
        secret=secret,
    )


def _told(hook: Webhook) -> dict[str, str]:
    """What the audit keeps of it: who is told, and with whose eyes."""
    return {"url": hook.url, "sees_as": str(hook.acts_as)}


async def _sight_of(tx: Tx, actor: Actor, data: WebhookIn) -> UUID | None:
    """Raises InvalidError when nobody who works here is meant."""
    if data.sees_as is None or data.sees_as == actor.user_id:
        return actor.user_id
    working = {"field": "state", "op": "eq", "value": "active"}
    meant = Query(
        "user", filter={"and": [working, {"field": "id", "op": "eq", "value": str(data.sees_as)}]}
    )
    if not (await queries.list_records(tx, actor, meant)).records:
        raise invalid(
            "sees_as", "unknown", "请选择一位在职人员。", "Choose somebody who works here."
        )
    return data.sees_as


def _delivery(found: Delivery) -> DeliveryOut:
    return DeliveryOut(
        id=found.id,
        topic=found.topic,
        state=found.state,
        attempts=found.attempts,
        last_status=found.last_status,
        last_error=found.last_error,
        took_ms=found.took_ms,
        created_at=found.created_at,
        last_at=found.last_at,
    )


@get("/api/v1/admin/webhooks", opt=_SYSTEM, tags=["admin"], operation_id="list_webhooks")
async def list_webhooks(call: Call, tx: Tx) -> list[WebhookOut]:
    """All receivers."""
    return [_wire(hook) for hook in await _webhooks(call).all(tx)]


@post(
    "/api/v1/admin/webhooks",
    opt=_SYSTEM | {"fresh": True, "secret_answer": True},
    tags=["admin"],
    operation_id="create_webhook",
    status_code=201,
)
async def create_webhook(call: Call, tx: Tx, actor: Actor, data: WebhookIn) -> WebhookOut:
    """A new receiver."""
    hook, secret = await _webhooks(call).add(
        tx,
        name=data.name,
        url=data.url,
        topics=data.topics,
        allow_hosts=data.allow_hosts,
        acts_as=await _sight_of(tx, actor, data),
    )
    await audit.append(tx, actor, "webhook.created", None, hook.id, extra=_told(hook))
    return _wire(hook, secret)


@put(
    "/api/v1/admin/webhooks/{webhook_id:uuid}",
    opt=_SYSTEM,
    tags=["admin"],
    operation_id="change_webhook",
)
async def change_webhook(
    call: Call, tx: Tx, actor: Actor, webhook_id: UUID, data: WebhookIn
) -> WebhookOut:
    """Change a receiver; all of it is given anew."""
    hook = Webhook(
        webhook_id,
        data.name,
        data.url,
        tuple(data.topics),
        tuple(data.allow_hosts),
        data.active,
        await _sight_of(tx, actor, data),
    )
    await _webhooks(call).change(tx, hook)
    await audit.append(tx, actor, "webhook.changed", None, hook.id, extra=_told(hook))
    return _wire(hook)


@post(
    "/api/v1/admin/webhooks/{webhook_id:uuid}/secret",
    opt=_SYSTEM | {"fresh": True, "secret_answer": True},
    tags=["admin"],
    operation_id="rotate_webhook_secret",
    status_code=200,
)
async def rotate_secret(call: Call, tx: Tx, actor: Actor, webhook_id: UUID) -> SecretOut:
    """A new signing secret; the old one signs along until the next rotation."""
    secret = await _webhooks(call).rotate(tx, webhook_id)
    await audit.append(tx, actor, "webhook.rotated", None, webhook_id)
    return SecretOut(secret)


@delete(
    "/api/v1/admin/webhooks/{webhook_id:uuid}",
    opt=_SYSTEM,
    tags=["admin"],
    operation_id="remove_webhook",
    status_code=204,
)
async def remove_webhook(call: Call, tx: Tx, actor: Actor, webhook_id: UUID) -> None:
    """Forget a receiver and its deliveries."""
    await _webhooks(call).remove(tx, webhook_id)
    await audit.append(tx, actor, "webhook.removed", None, webhook_id)


@get(
    "/api/v1/admin/webhooks/{webhook_id:uuid}/deliveries",
    opt=_SYSTEM,
    tags=["admin"],
    operation_id="list_deliveries",
)
async def list_deliveries(
    call: Call,
    tx: Tx,
    webhook_id: UUID,
    chosen: Annotated[DeliveryState | None, Parameter(query="state", required=False)] = None,
    limit: Annotated[int, Parameter(query="limit", ge=1, le=500)] = 100,
) -> list[DeliveryOut]:
    """What was sent to a receiver, newest first."""
    found = await _webhooks(call).deliveries(tx, webhook_id, state=chosen, limit=limit)
    return [_delivery(d) for d in found]


@post(
    "/api/v1/admin/deliveries/{delivery_id:uuid}",
    opt=_SYSTEM,
    tags=["admin"],
    operation_id="redeliver",
    status_code=204,
)
async def redeliver(call: Call, tx: Tx, actor: Actor, delivery_id: UUID) -> None:
    """Send one delivery again."""
    await _webhooks(call).redeliver(tx, delivery_id)
    await audit.append(tx, actor, "webhook.redelivered", None, delivery_id)


ROUTES = [
    list_webhooks,
    create_webhook,
    change_webhook,
    rotate_secret,
    remove_webhook,
    list_deliveries,
    redeliver,
]
