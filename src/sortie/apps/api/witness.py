"""What only the edge can tell the audit: acts that were refused, and what was carried out.

Both are written in a transaction of their own where the request's own is rolled back or lasts as
long as its answer.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sortie.apps.api.call import Call
from sortie.apps.api.rights import filled
from sortie.base.errors import AppError
from sortie.kernel.audit import service as audit
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tx

DENIED = "act.denied"
_REFUSALS = frozenset({403, 404})
_ASKED_CHARS = 2_000

_log = logging.getLogger(__name__)


async def tell_refusal(
    call: Call, scope: Mapping[str, Any], right: Right, error: AppError | None
) -> None:
    """Append that someone we know tried to write what they may not, or what isn't there for them.

    Called after the request's transaction ended. A failure here must not change the answer.
    """
    if error is None or error.status not in _REFUSALS or call.principal is None:
        return
    about = filled(right.name, scope["path_params"]) if right.kind == "object" else None
    asked = filled(right.action, scope["path_params"]) if right.kind == "object" else right.name
    extra = {
        "asked": asked,
        "code": error.code,
        "method": scope["method"],
        "path": str(scope["path"])[:_ASKED_CHARS],
        "ip": call.caller.ip,
    }
    try:
        tenant = await call.kernel.dbs.tenant_by_id(call.principal.tenant_id)
        async with call.kernel.dbs.tx(tenant, now=call.now) as tx:
            actor = await _actor(tx, call)
            await audit.append(tx, actor, DENIED, about, _record(scope), extra=extra)
    except Exception:  # noqa: BLE001  whatever it is, the refusal must reach the caller
        _log.exception("a refused act could not be told to the audit")


async def tell_taking(tx: Tx, call: Call, scope: Mapping[str, Any], action: str) -> None:
    """Append in ``tx`` that data leave the house as a file: an export, an archive, a report."""
    asked = scope.get("query_string", b"").decode("latin-1")
    path = str(scope["path"])
    if "token" in scope["path_params"]:
        # a customer's link is a key: the audit's readers don't get it
        path = path.replace(str(scope["path_params"]["token"]), "•••")
    extra = {
        "path": path,
        "query": asked[:_ASKED_CHARS],
        "ip": call.caller.ip,
    }
    about = scope["path_params"].get("object")
    actor = call.actor or await _actor(tx, call)
    await audit.append(tx, actor, action, about, _record(scope), extra=extra)


async def _actor(tx: Tx, call: Call) -> Actor:
    found = await permissions.actor_for(tx, call.who)
    return replace(found, locale=call.locale, request_id=call.request_id)


def _record(scope: Mapping[str, Any]) -> UUID | None:
    """The first id of the path."""
    found = scope["path_params"].values()
    return next((value for value in found if isinstance(value, UUID)), None)
