"""Keys for programs that act as the person who made them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post
from msgspec import Meta, Struct

from sortie.apps.api.call import Call
from sortie.apps.api.shapes import Moment
from sortie.apps.api.telling import tell_audit
from sortie.kernel.identity import service as identity
from sortie.kernel.identity.contracts import ApiKeyRow
from sortie.kernel.permissions.contracts import Right

_MINE = {"right": Right.signed_in(), "tx": False}
type Scope = Annotated[str, Meta(pattern=r"^(\*|read|[a-z*][\w.]*:[\w:*]+)$", max_length=120)]


class NewKey(Struct, forbid_unknown_fields=True):
    """Scopes: ``*``, ``read``, ``<object>:<action>``, ``<object>:write``, ``<feature>:use``."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    scopes: Annotated[list[Scope], Meta(min_length=1, max_length=100)]
    expires_at: Moment | None = None


class Key(Struct):
    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    key: str | None = None


def _wire(row: ApiKeyRow, key: str | None = None) -> Key:
    return Key(
        row.id,
        row.name,
        row.prefix,
        list(row.scopes),
        row.created_at,
        row.last_used_at,
        row.expires_at,
        key,
    )


@get("/api/v1/api-keys", opt=_MINE, tags=["session"], operation_id="list_api_keys")
async def list_keys(call: Call) -> list[Key]:
    """My keys, without their secrets."""
    return [_wire(row) for row in await identity.list_api_keys(call.identity, call.who)]


@post(
    "/api/v1/api-keys",
    opt=_MINE | {"fresh": True},
    tags=["session"],
    operation_id="create_api_key",
    status_code=201,
)
async def create_key(call: Call, data: NewKey) -> Key:
    """A new key; ``key`` is shown this once."""
    row, text = await identity.create_api_key(
        call.identity,
        call.who,
        name=data.name,
        scopes=data.scopes,
        expires_at=data.expires_at,
        now=call.now,
    )
    extra = {"prefix": row.prefix, "scopes": list(row.scopes)}
    await tell_audit(call, call.who, "api_key.created", extra=extra)
    return _wire(row, text)


@delete(
    "/api/v1/api-keys/{key_id:uuid}",
    opt=_MINE,
    tags=["session"],
    operation_id="revoke_api_key",
    status_code=204,
)
async def revoke_key(call: Call, key_id: UUID) -> None:
    """End a key at once."""
    await identity.revoke_api_key(call.identity, call.who, key_id, now=call.now)
    await tell_audit(call, call.who, "api_key.revoked")


ROUTES = [list_keys, create_key, revoke_key]
