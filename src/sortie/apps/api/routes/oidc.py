"""Signing in by the company's own service: the two redirects."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.params import Parameter
from litestar.response import Redirect
from msgspec import Struct

from sortie.apps.api import cookies
from sortie.apps.api.call import Call
from sortie.apps.api.routes.session import welcome
from sortie.base.errors import AppError
from sortie.kernel.events.contracts import TargetRefusedError
from sortie.kernel.identity import service as identity
from sortie.kernel.identity.contracts import OidcError
from sortie.kernel.permissions.contracts import Right
from sortie.kernel.tenancy.contracts import TenantUnknownError

_OPEN = {"right": Right.public(), "tx": False, "rate": (60, 60), "rate_key": "sign_in"}
_LASTS_S = 600


class SignInWay(Struct):
    code: str
    name: str


@get(
    "/api/v1/session/oidc/{company:str}",
    opt=_OPEN,
    tags=["session"],
    operation_id="list_sign_in_ways",
)
async def ways(call: Call, company: str) -> list[SignInWay]:
    """The services a company's people may sign in by; none for a company that isn't."""
    try:
        tenant = await call.kernel.dbs.tenant_by_code(company)
    except TenantUnknownError:
        return []
    rows = await identity.list_providers(call.identity, tenant.id)
    return [SignInWay(r.code, r.name) for r in rows if r.enabled]


@get(
    "/api/v1/session/oidc/{company:str}/{provider:str}",
    opt=_OPEN,
    tags=["session"],
    operation_id="start_oidc",
    status_code=302,
)
async def start(call: Call, company: str, provider: str) -> Redirect:
    """Send the browser to the company's sign-in service, or back with the reason why not."""
    try:
        leaving = await identity.start_oidc(call.identity, company, provider, now=call.now)
    except (OidcError, TargetRefusedError) as error:
        return _failed(error)
    cookie = cookies.binding_cookie(call.kernel.settings, leaving.binding, _LASTS_S)
    return Redirect(leaving.url, status_code=302, cookies=[cookie])


@get(
    "/api/v1/session/oidc/callback",
    opt=_OPEN,
    tags=["session"],
    operation_id="finish_oidc",
    status_code=302,
)
async def finish(
    call: Call,
    given: Annotated[str, Parameter(query="state", max_length=64)] = "",
    code: Annotated[str, Parameter(query="code", max_length=4000)] = "",
    cookie: Annotated[str, Parameter(header="cookie", required=False)] = "",
) -> Redirect:
    """The service sent the browser back. Any failure goes to the sign-in screen with its code."""
    name = cookies.binding_name(call.kernel.settings)
    try:
        opened = await identity.finish_oidc(
            call.identity,
            state=UUID(given),
            code=code,
            binding=cookies.read_cookie(cookie, name) or "",
            caller=call.caller,
            now=call.now,
        )
        entered: Response[object] = await welcome(call, opened, "oidc")  # type: ignore[assignment]  # only widened
    except (AppError, ValueError) as error:
        return _failed(error)
    return Redirect("/console/", status_code=302, cookies=entered.cookies)


def _failed(error: Exception) -> Redirect:
    """A browser on its way gets a screen, not a problem document."""
    why = error.code if isinstance(error, AppError) else "session.link_expired"
    return Redirect(f"/console/sign-in?{urlencode({'error': why})}", status_code=302)


ROUTES = [finish, ways, start]
