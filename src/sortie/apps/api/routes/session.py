"""Signing in and out, and who one is."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post
from msgspec import Meta, Struct

from sortie.apps.api import cookies
from sortie.apps.api.call import Call
from sortie.apps.api.telling import tell_audit
from sortie.kernel.identity import service as identity
from sortie.kernel.identity.contracts import Opened, Principal
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tenant

type Name = Annotated[str, Meta(min_length=1, max_length=120)]
type Secret = Annotated[str, Meta(min_length=1, max_length=1000)]
_MINE = Right.signed_in()


class SignIn(Struct, forbid_unknown_fields=True):
    """``tenant`` is needed only where one login exists in several companies."""

    login: Name
    password: Secret
    tenant: Annotated[str, Meta(max_length=64)] | None = None
    totp: Annotated[str, Meta(max_length=64)] | None = None


class Proof(Struct, forbid_unknown_fields=True):
    password: Annotated[str, Meta(max_length=1000)] | None = None
    totp: Annotated[str, Meta(max_length=64)] | None = None


class Person(Struct):
    id: UUID
    name: str
    login: str
    locale: str
    kind: str


class Company(Struct):
    id: UUID
    code: str
    name: str
    time_zone: str
    locale: str


class Me(Struct):
    """Who is signed in and what the screens may offer. ``hurdle``: what comes before all else."""

    user: Person
    tenant: Company
    roles: list[str]
    features: list[str]
    csrf: str | None
    hurdle: str
    proved_at: datetime | None


def me_of(principal: Principal, actor: Actor, tenant: Tenant, csrf: str | None) -> Me:
    return Me(
        Person(
            principal.user_id,
            actor.name or principal.name,
            principal.login,
            principal.locale,
            principal.kind,
        ),
        Company(tenant.id, tenant.code, tenant.name, tenant.time_zone, tenant.locale),
        sorted(actor.roles),
        sorted(actor.features),
        csrf,
        principal.hurdle,
        principal.proved_at,
    )


async def welcome(call: Call, opened: Opened, method: str) -> Response[Me]:
    """The answer to every way of signing in: who one is, and the cookies."""
    device = call.caller.device or call.caller.user_agent[:120]
    extra = {"method": method, "device": device}
    actor = await tell_audit(call, opened.principal, "session.opened", extra=extra)
    tenant = await call.kernel.dbs.tenant_by_id(opened.principal.tenant_id)
    age_s = call.identity.settings.absolute_s
    return Response(
        me_of(opened.principal, actor, tenant, opened.csrf),
        cookies=cookies.session_cookies(call.kernel.settings, opened, age_s),
        status_code=200,
    )


@post(
    "/api/v1/session",
    opt={"right": Right.public(), "tx": False, "rate": (60, 60), "rate_key": "sign_in"},
    tags=["session"],
    operation_id="sign_in",
    status_code=200,
)
async def sign_in(call: Call, data: SignIn) -> Response[Me]:
    """Sign in by password; the session comes as a cookie, the CSRF token in the body too."""
    opened = await identity.sign_in(
        call.identity,
        login=data.login,
        password=data.password,
        caller=call.caller,
        now=call.now,
        tenant_code=data.tenant,
        code=data.totp,
    )
    return await welcome(call, opened, "password")


@get(
    "/api/v1/session",
    opt={"right": _MINE, "early": True, "any_key": True},
    tags=["session"],
    operation_id="who_am_i",
)
async def who_am_i(call: Call, actor: Actor) -> Me:
    """The signed-in person, their company, roles and features."""
    tenant = await call.kernel.dbs.tenant_by_id(call.who.tenant_id)
    csrf = identity.csrf_token(call.identity, call.cookie) if call.cookie else None
    return me_of(call.who, actor, tenant, csrf)


@delete(
    "/api/v1/session",
    opt={"right": _MINE, "tx": False, "early": True},
    tags=["session"],
    operation_id="sign_out",
    status_code=204,
)
async def sign_out(call: Call) -> Response[None]:
    """End this session."""
    if call.who.session_id is not None:
        await identity.end_session(call.identity, call.who.session_id, now=call.now)
        await tell_audit(call, call.who, "session.ended")
    return Response(None, cookies=cookies.no_cookies(call.kernel.settings), status_code=204)


@post(
    "/api/v1/session/proof",
    opt={"right": _MINE, "tx": False},
    tags=["session"],
    operation_id="prove_again",
    status_code=204,
)
async def prove_again(call: Call, data: Proof) -> None:
    """Prove oneself again, by password or code, before a dangerous act."""
    await identity.prove(
        call.identity, call.who, now=call.now, password=data.password, code=data.totp
    )
    await tell_audit(call, call.who, "session.proved")


ROUTES = [sign_in, who_am_i, sign_out, prove_again]
