"""The security administrator's settings of the company's own sign-in services."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from msgspec import Meta, Struct

from sortie.apps.api.call import Call
from sortie.kernel.audit import service as audit
from sortie.kernel.events.contracts import TargetRefusedError
from sortie.kernel.identity import service as identity
from sortie.kernel.identity.contracts import OidcError
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tx

_SECURITY = {"right": Right.feature("admin.security")}
type Line = Annotated[str, Meta(min_length=1, max_length=400)]


class NewProvider(Struct, forbid_unknown_fields=True):
    """``client_secret`` is sealed and never told again; left out, the one before stays."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    issuer: Line
    client_id: Line
    client_secret: Line | None = None
    enabled: bool = True


class Provider(Struct):
    id: UUID
    code: str
    name: str
    issuer: str
    client_id: str
    enabled: bool
    callback: str


class ProviderCheck(Struct):
    """``detail`` says what a sign-in would fail at; the rest is what the service answered."""

    ok: bool
    detail: str
    authorize: str | None = None
    token: str | None = None
    keys: int = 0


def _wire(call: Call, row: identity.ProviderRow) -> Provider:
    callback = f"{call.identity.settings.public_url}/api/v1/session/oidc/callback"
    return Provider(row.id, row.code, row.name, row.issuer, row.client_id, row.enabled, callback)


@get("/api/v1/admin/sign-in", opt=_SECURITY, tags=["admin"], operation_id="list_providers")
async def list_providers(call: Call) -> list[Provider]:
    """The company's sign-in services."""
    rows = await identity.list_providers(call.identity, call.who.tenant_id)
    return [_wire(call, row) for row in rows]


@put(
    "/api/v1/admin/sign-in/{code:str}",
    opt=_SECURITY | {"fresh": True},
    tags=["admin"],
    operation_id="save_provider",
)
async def save_provider(
    call: Call,
    tx: Tx,
    actor: Actor,
    code: Annotated[str, Meta(min_length=1, max_length=40)],
    data: NewProvider,
) -> Provider:
    """Make or replace a sign-in service."""
    row = await identity.save_provider(
        call.identity,
        call.who.tenant_id,
        code=code,
        name=data.name,
        issuer=data.issuer,
        client_id=data.client_id,
        client_secret=data.client_secret,
        enabled=data.enabled,
    )
    extra = {"code": code, "issuer": data.issuer, "enabled": data.enabled}
    await audit.append(tx, actor, "oidc.saved", None, row.id, extra=extra)
    return _wire(call, row)


@post(
    "/api/v1/admin/sign-in/{provider_id:uuid}/check",
    opt=_SECURITY | {"tx": "closed", "rate": (30, 60), "rate_key": "provider_check"},
    tags=["admin"],
    operation_id="check_provider",
    status_code=200,
)
async def check_provider(call: Call, provider_id: UUID) -> ProviderCheck:
    """Ask a sign-in service for what a sign-in needs, without signing anyone in."""
    try:
        found = await identity.check_provider(call.identity, call.who.tenant_id, provider_id)
    except (OidcError, TargetRefusedError) as problem:
        return ProviderCheck(ok=False, detail=problem.sentence(call.locale))
    return ProviderCheck(True, "", found.authorize, found.token, found.keys)


@delete(
    "/api/v1/admin/sign-in/{provider_id:uuid}",
    opt=_SECURITY | {"fresh": True},
    tags=["admin"],
    operation_id="remove_provider",
    status_code=204,
)
async def remove_provider(call: Call, tx: Tx, actor: Actor, provider_id: UUID) -> None:
    """Remove a sign-in service and its links to accounts."""
    await identity.remove_provider(call.identity, call.who.tenant_id, provider_id)
    await audit.append(tx, actor, "oidc.removed", None, provider_id)


ROUTES = [list_providers, save_provider, check_provider, remove_provider]
