"""Passkeys: added while signed in, and signed in by."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, delete, get, post
from msgspec import Meta, Struct

from sortie.apps.api.call import Call
from sortie.apps.api.routes.session import Me, welcome
from sortie.apps.api.telling import tell_audit
from sortie.kernel.identity import service as identity
from sortie.kernel.permissions.contracts import Right

_MINE = {"right": Right.signed_in(), "tx": False}
_OPEN = {"right": Right.public(), "tx": False, "rate": (60, 60), "rate_key": "sign_in"}


class Ceremony(Struct):
    """``options`` go to the browser's credentials API as they are."""

    ceremony: UUID
    options: dict[str, Any]


class NewPasskey(Struct, forbid_unknown_fields=True):
    """``credential``: what ``navigator.credentials.create`` gave, as JSON."""

    ceremony: UUID
    credential: dict[str, Any]
    name: Annotated[str, Meta(min_length=1, max_length=80)]


class PasskeyAnswer(Struct, forbid_unknown_fields=True):
    """``credential``: what ``navigator.credentials.get`` gave, as JSON."""

    ceremony: UUID
    credential: dict[str, Any]


class Passkey(Struct):
    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None
    synced: bool


@get("/api/v1/session/passkeys", opt=_MINE, tags=["session"], operation_id="list_passkeys")
async def list_passkeys(call: Call) -> list[Passkey]:
    """My passkeys."""
    rows = await identity.list_passkeys(call.identity, call.who)
    return [Passkey(r.id, r.name, r.created_at, r.last_used_at, r.synced) for r in rows]


@post(
    "/api/v1/session/passkeys/start",
    opt=_MINE | {"fresh": True},
    tags=["session"],
    operation_id="start_passkey",
    status_code=200,
)
async def start_passkey(call: Call) -> Ceremony:
    """Ask the device to make a passkey."""
    made = await identity.start_passkey(call.identity, call.who, now=call.now)
    return Ceremony(UUID(made["ceremony"]), made["options"])


@post(
    "/api/v1/session/passkeys",
    opt=_MINE | {"fresh": True},
    tags=["session"],
    operation_id="add_passkey",
    status_code=201,
)
async def add_passkey(call: Call, data: NewPasskey) -> Passkey:
    """Keep the passkey the device made."""
    r = await identity.add_passkey(
        call.identity,
        call.who,
        ceremony=data.ceremony,
        credential=data.credential,
        name=data.name,
        now=call.now,
    )
    await tell_audit(call, call.who, "passkey.added", extra={"name": data.name})
    return Passkey(r.id, r.name, r.created_at, r.last_used_at, r.synced)


@delete(
    "/api/v1/session/passkeys/{passkey_id:uuid}",
    opt=_MINE | {"fresh": True},
    tags=["session"],
    operation_id="remove_passkey",
    status_code=204,
)
async def remove_passkey(call: Call, passkey_id: UUID) -> None:
    """Forget one of my passkeys."""
    await identity.remove_passkey(call.identity, call.who, passkey_id)
    await tell_audit(call, call.who, "passkey.removed")


@post(
    "/api/v1/session/passkey/start",
    opt=_OPEN,
    tags=["session"],
    operation_id="ask_passkey",
    status_code=200,
)
async def ask_passkey(call: Call) -> Ceremony:
    """Begin to sign in by passkey."""
    made = await identity.ask_passkey(call.identity, now=call.now)
    return Ceremony(UUID(made["ceremony"]), made["options"])


@post(
    "/api/v1/session/passkey",
    opt=_OPEN,
    tags=["session"],
    operation_id="sign_in_by_passkey",
    status_code=200,
)
async def sign_in_by_passkey(call: Call, data: PasskeyAnswer) -> Response[Me]:
    """Sign in by the device's answer."""
    opened = await identity.sign_in_by_passkey(
        call.identity,
        ceremony=data.ceremony,
        credential=data.credential,
        caller=call.caller,
        now=call.now,
    )
    return await welcome(call, opened, "passkey")


ROUTES = [
    list_passkeys,
    start_passkey,
    add_passkey,
    remove_passkey,
    ask_passkey,
    sign_in_by_passkey,
]
