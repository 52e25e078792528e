"""What the security administrator watches: refused sign-ins, who has to wait, the rules in force."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import delete, get
from litestar.params import Parameter
from msgspec import Struct

from sortie.apps.api.call import Call
from sortie.kernel.audit import service as audit
from sortie.kernel.identity import service as identity
from sortie.kernel.identity.contracts import AttemptQuery
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tx

_SECURITY = {"right": Right.feature("admin.security")}
type Outcome = Literal["refused", "locked", "code_needed"]


class AttemptOut(Struct):
    """``outcome``: refused, locked (not even looked at) or code_needed."""

    at: datetime
    login: str
    outcome: str
    method: str
    ip: str
    account_id: UUID | None


class WaitingOut(Struct):
    """An account slowed down after ``failures`` wrong proofs in a row."""

    account_id: UUID
    login: str
    name: str
    failures: int
    until: datetime


class SignInRules(Struct):
    """The installation's rules: counts of characters and tries, spans in seconds."""

    password_min: int
    password_max: int
    account_free: int
    address_free: int
    first_delay_s: int
    longest_delay_s: int
    forget_after_s: int
    idle_s: int
    absolute_s: int
    fresh_s: int
    invite_s: int
    reset_s: int


@get(
    "/api/v1/admin/sign-in-attempts",
    opt=_SECURITY,
    tags=["admin"],
    operation_id="list_sign_in_attempts",
)
async def list_attempts(
    call: Call,
    actor: Actor,
    *,
    limit: Annotated[int, Parameter(query="limit", ge=1, le=500)] = 100,
    before: Annotated[datetime | None, Parameter(query="before")] = None,
    outcome: Annotated[Outcome | None, Parameter(query="outcome")] = None,
    text: Annotated[str, Parameter(query="q", max_length=120)] = "",
    account: Annotated[UUID | None, Parameter(query="account")] = None,
) -> list[AttemptOut]:
    """Refused tries to sign in, newest first. ``q``: part of the login, or how the address begins."""
    until = before or call.now
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    found = await identity.attempts(
        call.identity,
        actor.tenant_id,
        before=until,
        asked=AttemptQuery(outcome or "", text.strip(), account),
        limit=limit,
    )
    return [AttemptOut(a.at, a.login, a.outcome, a.method, a.ip, a.account_id) for a in found]


@get(
    "/api/v1/admin/sign-in-waits",
    opt=_SECURITY,
    tags=["admin"],
    operation_id="list_sign_in_waits",
)
async def list_waits(call: Call, actor: Actor) -> list[WaitingOut]:
    """Accounts that must wait after wrong tries. Who an administrator locked is a user's state."""
    found = await identity.waiting(call.identity, actor.tenant_id, now=call.now)
    return [WaitingOut(w.account_id, w.login, w.name, w.failures, w.until) for w in found]


@delete(
    "/api/v1/admin/sign-in-waits/{account_id:uuid}",
    opt=_SECURITY,
    tags=["admin"],
    operation_id="end_sign_in_wait",
    status_code=204,
)
async def end_wait(call: Call, tx: Tx, actor: Actor, account_id: UUID) -> None:
    """Let somebody try again at once."""
    await identity.let_in(call.identity, actor.tenant_id, account_id)
    await audit.append(tx, actor, "session.unlocked", "user", account_id)


@get(
    "/api/v1/admin/sign-in-rules",
    opt=_SECURITY,
    tags=["admin"],
    operation_id="read_sign_in_rules",
)
async def read_rules(call: Call) -> SignInRules:
    """What passwords, delays and sessions are bound by."""
    now = identity.policy(call.identity)
    return SignInRules(**{name: getattr(now, name) for name in SignInRules.__struct_fields__})


ROUTES = [list_attempts, list_waits, end_wait, read_rules]
