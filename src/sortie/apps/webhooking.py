"""Webhooks bolted to the feed, the queue and the rights of whoever set them up."""

from collections.abc import Collection
from uuid import UUID

from sortie.apps.outward import guard_of
from sortie.base.secrets import KeyRing, derive_key
from sortie.base.settings import Settings
from sortie.kernel.events.contracts import Visible
from sortie.kernel.events.service import SEND_JOB, Caller, Subscriptions, Webhooks
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.jobs.service import JobRegistry
from sortie.kernel.permissions import service as permissions
from sortie.kernel.queries import service as queries
from sortie.kernel.tenancy.contracts import Tx

_KEY = "webhooks-1"


def add_webhooks(settings: Settings, jobs: JobRegistry, subscriptions: Subscriptions) -> Webhooks:
    """The verbs of webhooks, with their job and their subscription in place."""
    ring = KeyRing(_KEY, {_KEY: derive_key(settings.secret.encode(), _KEY)})
    webhooks = Webhooks(ring, Caller(guard_of(settings)), visible=_sight)
    jobs.add(SEND_JOB, webhooks.send)
    subscriptions.on("", webhooks.on_entry, key="webhooks")
    return webhooks


def _sight(_tx: Tx, user_id: UUID) -> Visible:
    """What this user may see now: someone who left sees nothing, and so does their webhook."""

    async def visible(tx: Tx, object_: str, ids: Collection[UUID]) -> set[UUID]:
        actor = await permissions.actor_for(tx, Principal(tx.tenant.id, user_id, "user"))
        if not actor.may(object_, "read"):
            return set()
        return await queries.visible_ids(tx, actor, object_, list(ids))

    return visible
