"""Who is at the door: principals, sessions, what identity needs from outside, and its refusals."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import UUID

from sortie.base.db import Connection
from sortie.base.errors import AppError, ConflictError
from sortie.base.i18n import Label, Locale
from sortie.kernel.tenancy.contracts import Tenant

if TYPE_CHECKING:
    import httpx

type PrincipalKind = Literal["user", "portal", "api_key"]
type Door = Literal["console", "m"]
"""The app a mailed link opens: the office's or the phone's."""
type DoorOf = Callable[[UUID, UUID], Awaitable[Door]]
"""Which app somebody works in, by tenant and account: what a person does is known upstairs."""


class AccountState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    LOCKED = "locked"  # an administrator's decision; too many tries only make one wait
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who signed this request. ``key_scopes`` narrows an API key; None = not narrowed.

    ``proved_at``: when this session last proved itself by a secret, for dangerous acts.
    ``hurdle``: what the person must do before anything else ("password" = set a new one).
    """

    tenant_id: UUID
    user_id: UUID
    kind: PrincipalKind
    session_id: UUID | None = None
    key_scopes: frozenset[str] | None = None
    locale: Locale = "zh-CN"
    name: str = ""
    login: str = ""
    proved_at: datetime | None = None
    hurdle: Literal["", "password"] = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One person's way in. ``id`` is also the id of the user record in the tenant."""

    id: UUID
    tenant_id: UUID
    kind: Literal["user", "portal"]
    login: str
    name: str
    state: AccountState
    email: str | None = None
    phone: str | None = None
    locale: Locale = "zh-CN"
    has_password: bool = False
    has_totp: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request came from; for throttles, the session list and the attempt log."""

    ip: str
    user_agent: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened. ``token`` leaves in the cookie and is kept nowhere."""

    principal: Principal
    token: str = field(repr=False)
    csrf: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One line of «where am I signed in»."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ip: str
    device: str
    method: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    id: UUID
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None
    synced: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in, as the edge hands it on to the audit."""

    at: datetime
    login: str
    outcome: str
    method: str
    ip: str
    account_id: UUID | None = None
    tenant_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AttemptQuery:
    """Which tries one looks for. ``outcome``: refused, locked or code_needed; ``text``: in the login
    or at the start of the address.
    """

    outcome: str = ""
    text: str = ""
    account_id: UUID | None = None
    after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An account that has to wait after too many wrong proofs."""

    account_id: UUID
    login: str
    name: str
    failures: int
    until: datetime


@dataclass(frozen=True, slots=True)
class SignInPolicy:
    """The rules every sign-in of this installation follows; spans in seconds."""

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


@dataclass(frozen=True, slots=True)
class Mail:
    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """Given by composition; identity doesn't know how mail leaves the house."""

    def send(self, mail: Mail, tenant: Tenant | None) -> Awaitable[None]: ...


class ControlPlane(Protocol):
    """What identity needs of the tenancy's databases."""

    def control(self) -> AbstractAsyncContextManager[Connection]: ...
    async def tenant_by_code(self, code: str) -> Tenant: ...
    async def tenant_by_id(self, id: UUID) -> Tenant: ...


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """``public_url`` is where browsers reach us: passkeys and links are bound to it."""

    secret: bytes = field(repr=False)
    public_url: str
    product: str = "Sortie"
    idle_s: int = 24 * 3600
    absolute_s: int = 30 * 86_400
    fresh_s: int = 600  # how long a proof holds for dangerous acts
    invite_s: int = 7 * 86_400
    reset_s: int = 3600


@dataclass(slots=True, eq=False)
class Identity:
    """The room's standing things; every verb of the service takes it first."""

    plane: ControlPlane
    settings: IdentitySettings
    mailer: Mailer
    transport: "httpx.AsyncBaseTransport | None" = (
        None  # to sign-in services; guarded by composition
    )


class SignInRefusedError(AppError):
    """Wrong login or password or code: one answer for all, so nobody learns which accounts exist."""

    code, status = "session.refused", 401
    text = Label(
        "账号或密码不正确，请检查后重试。", "Login or password is wrong; check both and try again."
    )


class TotpNeededError(AppError):
    """The password was right and the account has a second factor."""

    code, status = "session.totp_needed", 401
    text = Label(
        "请输入验证器中的 6 位动态码，或一个恢复码。",
        "Enter the 6-digit code of your authenticator, or a recovery code.",
    )


class TenantNeededError(AppError):
    """The same person exists in several companies; ``extra['tenants']`` names them."""

    code, status = "session.tenant_needed", 409
    text = Label(
        "该账号属于多家企业，请选择要登录的企业。",
        "This login belongs to several companies; choose one.",
    )


class LockedOutError(AppError):
    code, status = "session.locked", 429
    text = Label(
        "尝试次数过多，请在 {wait_s} 秒后重试。",
        "Too many attempts; try again in {wait_s} seconds.",
    )

    def __init__(self, wait_s: int) -> None:
        super().__init__(extra={"retry_after": wait_s}, wait_s=wait_s)


class TooManyRequestsError(AppError):
    code, status = "rate.limited", 429
    text = Label(
        "请求过于频繁，请在 {wait_s} 秒后重试。",
        "Too many requests; try again in {wait_s} seconds.",
    )

    def __init__(self, wait_s: int) -> None:
        super().__init__(extra={"retry_after": wait_s}, wait_s=wait_s)


class NotSignedInError(AppError):
    code, status = "session.missing", 401
    text = Label("请先登录。", "Sign in first.")


class StepUpNeededError(AppError):
    """A dangerous act wants a fresh proof; ``POST /session/proof`` gives it."""

    code, status = "session.proof_needed", 403
    text = Label("为了安全，请再次验证您的身份。", "For safety, prove it's you once more.")


class CsrfError(AppError):
    code, status = "session.csrf", 403
    text = Label("页面已过期，请刷新后重试。", "The page is out of date; reload it and try again.")


class LinkExpiredError(AppError):
    """An invitation, reset or ceremony that was used already, has run out, or never was."""

    code, status = "session.link_expired", 410
    text = Label("链接已失效，请重新获取。", "This link is no longer valid; ask for a new one.")


class LoginTakenError(ConflictError):
    code = "account.login_taken"
    text = Label(
        "登录名「{login}」已被使用，请换一个。", "The login “{login}” is taken; choose another."
    )


class OidcError(AppError):
    """The company's own sign-in answered, but not in a way we may accept."""

    code, status = "session.oidc_refused", 401
    text = Label("单点登录未成功：{why}。", "Single sign-on didn't succeed: {why}.")


class PasskeyRefusedError(AppError):
    code, status = "session.passkey_refused", 401
    text = Label(
        "通行密钥验证未通过，请重试或改用密码。",
        "The passkey wasn't accepted; try again or use your password.",
    )
