"""Acts on identity as the audit keeps them: in the person's own company, in a transaction of its own."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sortie.apps.api.call import Call
from sortie.kernel.audit import service as audit
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor


async def tell_audit(
    call: Call,
    principal: Principal,
    action: str,
    *,
    about: UUID | None = None,
    extra: dict[str, Any] | None = None,
) -> Actor:
    """Append ``action`` to the company's audit; the actor it was written for."""
    tenant = await call.kernel.dbs.tenant_by_id(principal.tenant_id)
    async with call.kernel.dbs.tx(tenant, now=call.now) as tx:
        found = await permissions.actor_for(tx, principal)
        actor = replace(found, locale=call.locale, request_id=call.request_id)
        more = {"ip": call.caller.ip, **(extra or {})}
        await audit.append(tx, actor, action, "user", about or principal.user_id, extra=more)
    call.tenant = tenant
    return actor
