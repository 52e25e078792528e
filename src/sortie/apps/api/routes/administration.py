"""People's way in: accounts, invitations, ended sessions. What they are is in their records."""

from typing import Annotated, Any
from uuid import UUID

from litestar import delete, post
from msgspec import Meta, Struct

from sortie.apps.api.call import Call
from sortie.apps.api.doors import door
from sortie.apps.api.shapes import RecordOut, record_out
from sortie.apps.separation import demand_no_takeover
from sortie.kernel.audit import service as audit
from sortie.kernel.identity import service as identity
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries import service as queries
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_SYSTEM = {"right": Right.feature("admin.system")}
_SECURITY = {"right": Right.feature("admin.security")}
type Line = Annotated[str, Meta(min_length=1, max_length=120)]


class NewUser(Struct, forbid_unknown_fields=True):
    """``roles`` by code; giving them needs the security administrator's right as well. Without
    ``locale`` the person speaks the company's language.
    """

    login: Line
    name: Line
    phone: Line | None = None
    email: Line | None = None
    locale: Annotated[str, Meta(pattern="^(zh-CN|en)$")] | None = None
    unit: UUID | None = None
    position: Line | None = None
    roles: Annotated[list[Line], Meta(max_length=50)] = []
    id: UUID | None = None


class Invited(Struct):
    """``link`` sets the first password; it is mailed too where an address is known."""

    user: RecordOut
    link: str


class Link(Struct):
    link: str


@post(
    "/api/v1/admin/users",
    opt=_SYSTEM | {"fresh": True, "secret_answer": True},
    tags=["admin"],
    operation_id="create_user",
    status_code=201,
)
async def create_user(call: Call, tx: Tx, actor: Actor, data: NewUser) -> Invited:
    """A person with an account, a post and roles, and the invitation that lets them in."""
    given = {"name": data.name, "login": data.login, "locale": data.locale or tx.tenant.locale}
    values: dict[str, Any] = {**given, **_some(phone=data.phone, email=data.email)}
    stored = await records.create(tx, actor, "user", values, id=data.id)
    if data.unit is not None:
        post_ = {"user": str(stored.id), "org_unit": str(data.unit)}
        await records.create(tx, actor, "employment", post_ | _some(position=data.position))
    for code in dict.fromkeys(data.roles):
        found = await records.find(tx, "role", code=code)
        role = str(found[0].id) if found else code
        await records.create(tx, actor, "user_role", {"user": str(stored.id), "role": role})
    link = await _invite(call, tx, actor, stored)
    await audit.append(tx, actor, "user.invited", "user", stored.id)
    return Invited(record_out(await queries.get_record(tx, actor, "user", stored.id)), link)


def _some(**given: str | None) -> dict[str, str]:
    return {name: value for name, value in given.items() if value is not None}


async def _invite(call: Call, tx: Tx, actor: Actor, user: Stored) -> str:
    await identity.create_account(
        call.identity,
        tenant_id=actor.tenant_id,
        user_id=user.id,
        login=user.get("login") or "",  # the directory may have none yet: refused as such
        name=user["name"],
        email=user.get("email"),
        phone=user.get("phone"),
        locale=user.get("locale") or tx.tenant.locale,
    )
    return await identity.invite(
        call.identity,
        actor.tenant_id,
        user.id,
        by=actor.user_id,
        now=call.now,
        door=await door(tx, user.id),
    )


@post(
    "/api/v1/admin/users/{user_id:uuid}/invitation",
    opt=_SYSTEM | {"fresh": True, "secret_answer": True},
    tags=["admin"],
    operation_id="invite_user",
    status_code=201,
)
async def invite_user(call: Call, tx: Tx, actor: Actor, user_id: UUID) -> Link:
    """A new invitation link; the one before stops working."""
    user = await records.fetch(tx, actor, "user", user_id)
    await demand_no_takeover(tx, actor, user_id)
    link = await _invite(call, tx, actor, user)
    await audit.append(tx, actor, "user.invited", "user", user_id)
    return Link(link)


@post(
    "/api/v1/admin/users/{user_id:uuid}/sign-out",
    opt=_SECURITY,
    tags=["admin"],
    operation_id="sign_out_user",
    status_code=204,
)
async def sign_out_user(call: Call, tx: Tx, actor: Actor, user_id: UUID) -> None:
    """End every session of a person at once, e.g. for a lost phone."""
    await records.fetch(tx, actor, "user", user_id)
    await identity.sign_out_account(call.identity, actor.tenant_id, user_id, now=call.now)
    await audit.append(tx, actor, "user.signed_out", "user", user_id)


@delete(
    "/api/v1/admin/users/{user_id:uuid}/totp",
    opt=_SECURITY | {"fresh": True},
    tags=["admin"],
    operation_id="reset_user_totp",
    status_code=204,
)
async def reset_user_totp(call: Call, tx: Tx, actor: Actor, user_id: UUID) -> None:
    """Turn off the second factor of someone who lost it."""
    await records.fetch(tx, actor, "user", user_id)
    await identity.remove_totp(call.identity, user_id, actor.tenant_id)
    await audit.append(tx, actor, "user.totp_reset", "user", user_id)


ROUTES = [create_user, invite_user, sign_out_user, reset_user_totp]
