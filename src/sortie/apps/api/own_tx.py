"""A transaction a handler opens by itself: after a long upload, or before a long answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from sortie.apps.api.call import Call
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tx


@asynccontextmanager
async def own_tx(call: Call) -> AsyncIterator[tuple[Tx, Actor]]:
    """The caller's own transaction and actor; for routes with ``tx`` False."""
    tenant = await call.kernel.dbs.tenant_by_id(call.who.tenant_id)
    async with call.kernel.dbs.tx(tenant, now=call.now) as tx:
        found = await permissions.actor_for(tx, call.who)
        yield tx, replace(found, locale=call.locale, request_id=call.request_id)
