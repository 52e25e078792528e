"""One's own password, second factor and devices; links that came by mail."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.background_tasks import BackgroundTask
from msgspec import Meta, Struct

from sortie.apps.api.call import Call
from sortie.apps.api.doors import doors
from sortie.apps.api.routes.session import Me, Name, Secret, welcome
from sortie.apps.api.telling import tell_audit
from sortie.kernel.identity import service as identity
from sortie.kernel.permissions.contracts import Right, system_actor
from sortie.kernel.records import service as records

_MINE = {"right": Right.signed_in(), "tx": False}
_OPEN = {"right": Right.public(), "tx": False, "rate": (20, 60), "rate_key": "link"}
type Token = Annotated[str, Meta(min_length=20, max_length=200)]


class NewPassword(Struct, forbid_unknown_fields=True):
    old_password: Secret
    new_password: Secret


class ForgottenPassword(Struct, forbid_unknown_fields=True):
    login: Name
    tenant: Annotated[str, Meta(max_length=64)] | None = None


class TokenAndPassword(Struct, forbid_unknown_fields=True):
    token: Token
    password: Secret


class InvitationToken(Struct, forbid_unknown_fields=True):
    token: Token


class Invitation(Struct):
    name: str
    login: str
    tenant: str


class Code(Struct, forbid_unknown_fields=True):
    code: Annotated[str, Meta(min_length=6, max_length=64)]


class SecondFactor(Struct):
    enabled: bool
    codes_left: int


class SecondFactorStart(Struct):
    """``uri`` goes into a QR code; the factor is in force after its first code."""

    secret: str
    uri: str


class RecoveryCodes(Struct):
    """Shown this once; each replaces one code of the authenticator."""

    recovery_codes: list[str]


class Device(Struct):
    id: UUID
    device: str
    ip: str
    method: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


class Ended(Struct):
    ended: int


@put(
    "/api/v1/session/password",
    opt=_MINE | {"early": True},
    tags=["session"],
    operation_id="change_password",
    status_code=204,
)
async def change_password(call: Call, data: NewPassword) -> None:
    """Set a new password by the old one; every other session ends."""
    await identity.change_password(
        call.identity, call.who, old=data.old_password, new=data.new_password, now=call.now
    )
    await tell_audit(call, call.who, "password.changed")


@post(
    "/api/v1/session/reset",
    opt=_OPEN,
    tags=["session"],
    operation_id="forgot_password",
    status_code=202,
)
async def forgot_password(call: Call, data: ForgottenPassword) -> Response[None]:
    """Mail a link to set a new password, if the account has an address. Always the same answer."""
    task = BackgroundTask(
        identity.request_reset,
        call.identity,
        data.login,
        tenant_code=data.tenant,
        now=call.now,
        door_of=doors(call.kernel),
    )
    return Response(None, status_code=202, background=task)


@post(
    "/api/v1/session/reset/finish",
    opt=_OPEN,
    tags=["session"],
    operation_id="reset_password",
    status_code=204,
)
async def reset_password(call: Call, data: TokenAndPassword) -> None:
    """Set a new password by the mailed link's token; all sessions end."""
    who = await identity.reset_password(call.identity, data.token, data.password, now=call.now)
    await tell_audit(call, who, "password.reset")


@post(
    "/api/v1/session/invitation",
    opt=_OPEN,
    tags=["session"],
    operation_id="read_invitation",
    status_code=200,
)
async def read_invitation(call: Call, data: InvitationToken) -> Invitation:
    """Whom an invitation is for."""
    found = await identity.read_invitation(call.identity, data.token, now=call.now)
    return Invitation(**found)


@post(
    "/api/v1/session/invitation/accept",
    opt=_OPEN,
    tags=["session"],
    operation_id="accept_invitation",
    status_code=200,
)
async def accept_invitation(call: Call, data: TokenAndPassword) -> Response[Me]:
    """Set the first password and sign in."""
    opened = await identity.accept_invitation(
        call.identity, data.token, data.password, caller=call.caller, now=call.now
    )
    tenant = await call.kernel.dbs.tenant_by_id(opened.principal.tenant_id)
    async with call.kernel.dbs.tx(tenant, now=call.now) as tx:
        actor = system_actor(tenant.id, "invitation")
        users = await records.find(tx, "user", id=opened.principal.user_id)
        if users and users[0]["state"] == "invited":
            await records.command(tx, actor, "user", users[0].id, "activate")
    return await welcome(call, opened, "invitation")


@get("/api/v1/session/totp", opt=_MINE, tags=["session"], operation_id="totp_state")
async def totp_state(call: Call) -> SecondFactor:
    """Whether the second factor is in force."""
    return SecondFactor(*await identity.totp_state(call.identity, call.who))


@post(
    "/api/v1/session/totp",
    opt=_MINE | {"fresh": True},
    tags=["session"],
    operation_id="start_totp",
    status_code=200,
)
async def start_totp(call: Call) -> SecondFactorStart:
    """A new secret for an authenticator."""
    return SecondFactorStart(**await identity.start_totp(call.identity, call.who))


@post(
    "/api/v1/session/totp/confirm",
    opt=_MINE | {"fresh": True},
    tags=["session"],
    operation_id="confirm_totp",
    status_code=200,
)
async def confirm_totp(call: Call, data: Code) -> RecoveryCodes:
    """Put the second factor in force by its first code."""
    codes = await identity.confirm_totp(call.identity, call.who, data.code, now=call.now)
    await tell_audit(call, call.who, "totp.enabled")
    return RecoveryCodes(codes)


@delete(
    "/api/v1/session/totp",
    opt=_MINE | {"fresh": True},
    tags=["session"],
    operation_id="remove_totp",
    status_code=204,
)
async def remove_totp(call: Call) -> None:
    """Turn the second factor off."""
    await identity.remove_totp(call.identity, call.who.user_id, call.who.tenant_id)
    await tell_audit(call, call.who, "totp.removed")


@get("/api/v1/session/devices", opt=_MINE, tags=["session"], operation_id="list_devices")
async def list_devices(call: Call) -> list[Device]:
    """Where I am signed in."""
    rows = await identity.list_sessions(call.identity, call.who, now=call.now)
    return [
        Device(
            id=r.id,
            device=r.device,
            ip=r.ip,
            method=r.method,
            created_at=r.created_at,
            last_seen_at=r.last_seen_at,
            expires_at=r.expires_at,
            current=r.current,
        )
        for r in rows
    ]


@delete(
    "/api/v1/session/devices",
    opt=_MINE,
    tags=["session"],
    operation_id="sign_out_everywhere_else",
    status_code=200,
)
async def sign_out_everywhere_else(call: Call) -> Ended:
    """End all my sessions but this one."""
    ended = await identity.sign_out_elsewhere(call.identity, call.who, None, now=call.now)
    await tell_audit(call, call.who, "session.ended", extra={"others": ended})
    return Ended(ended)


@delete(
    "/api/v1/session/devices/{session_id:uuid}",
    opt=_MINE,
    tags=["session"],
    operation_id="sign_out_device",
    status_code=204,
)
async def sign_out_device(call: Call, session_id: UUID) -> None:
    """End one of my sessions."""
    await identity.sign_out_elsewhere(call.identity, call.who, session_id, now=call.now)
    await tell_audit(call, call.who, "session.ended", extra={"session": str(session_id)})


ROUTES = [
    change_password,
    forgot_password,
    reset_password,
    read_invitation,
    accept_invitation,
    totp_state,
    start_totp,
    confirm_totp,
    remove_totp,
    list_devices,
    sign_out_everywhere_else,
    sign_out_device,
]
