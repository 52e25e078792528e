"""A company's own sign-in by OpenID Connect: discovery, code flow with PKCE, state and nonce.

Nobody gets in who has no account: the provider's person is linked to one by the stable subject,
the first time by a verified e-mail. Sources: OpenID Connect Core 1.0 §3.1; RFC 9700 §2.1.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from sortie.base.db import Connection, Row
from sortie.base.errors import NotFoundError, invalid
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.base.secrets import seal, unseal
from sortie.kernel.identity import accounts, ceremonies, keys, rules, sessions
from sortie.kernel.identity.contracts import AccountState, Caller, Identity, OidcError, Opened

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import AsyncOAuth2Client

# Authlib, joserfc and httpx are loaded by the functions that need them: half a second of every
# start that only companies with a sign-in of their own should pay, and those once.

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
_TIMEOUT_S = 10.0
_LEEWAY_S = 60

_UNREACHABLE = Label("无法连接单点登录服务", "the sign-in service can't be reached")
_DENIED = Label("对方拒绝了登录", "the service refused")
_BROKEN = Label("返回的凭据无效", "the answer isn't valid")
_NOBODY = Label("没有与之对应的账号，请联系管理员", "no account matches; ask your administrator")


@dataclass(frozen=True, slots=True)
class ProviderRow:
    id: UUID
    code: str
    name: str
    issuer: str
    client_id: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class _Metadata:
    authorize: str
    token: str
    jwks: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Reached:
    """What a service answered when it was tried: where people and codes go, how many keys it has."""

    authorize: str
    token: str
    keys: int


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes, and the secret it keeps meanwhile in a cookie."""

    url: str
    binding: str = field(repr=False)


async def save_provider(
    identity: Identity,
    tenant_id: UUID,
    *,
    code: str,
    name: str,
    issuer: str,
    client_id: str,
    client_secret: str | None,
    enabled: bool = True,
) -> ProviderRow:
    """Make or replace a company's provider; the secret is sealed. None keeps the one before."""
    _check_issuer(issuer)
    async with identity.plane.control() as con:
        known = await con.fetchrow(
            "SELECT id, client_secret FROM sortie_control.oidc_provider"
            " WHERE tenant_id = $1 AND code = $2",
            tenant_id,
            code,
        )
        provider_id = known["id"] if known is not None else uuid7()
        if client_secret is not None:
            ring = await keys.key_ring(con, identity, tenant_id)
            sealed = seal(ring, keys.oidc_place(tenant_id, provider_id), client_secret.encode())
        elif known is not None:
            sealed = known["client_secret"]
        else:
            raise invalid(
                "client_secret", "required", "请填写客户端密钥。", "Fill in the client secret."
            )
        await con.execute(
            """
            INSERT INTO sortie_control.oidc_provider
              (id, tenant_id, code, name, issuer, client_id, client_secret, state)
            VALUES ($1,$2,$3,$4,$5,$6,$7,$8) ON CONFLICT (id) DO UPDATE SET name = $4,
              issuer = $5, client_id = $6, client_secret = $7, state = $8
            """,
            provider_id,
            tenant_id,
            code,
            name,
            issuer.rstrip("/"),
            client_id,
            sealed,
            "active" if enabled else "disabled",
        )
    return ProviderRow(provider_id, code, name, issuer.rstrip("/"), client_id, enabled=enabled)


def _check_issuer(issuer: str) -> None:
    url = urlsplit(issuer)
    local = url.hostname in {"localhost", "127.0.0.1", "::1"}
    if url.scheme != "https" and not local:
        raise invalid(
            "issuer", "url.insecure", "地址必须以 https:// 开头。", "Use an https:// address."
        )


async def list_providers(identity: Identity, tenant_id: UUID) -> list[ProviderRow]:
    async with identity.plane.control() as con:
        rows = await con.fetch(
            "SELECT id, code, name, issuer, client_id, state FROM sortie_control.oidc_provider"
            " WHERE tenant_id = $1 ORDER BY code",
            tenant_id,
        )
    return [
        ProviderRow(
            r["id"], r["code"], r["name"], r["issuer"], r["client_id"], r["state"] == "active"
        )
        for r in rows
    ]


async def remove_provider(identity: Identity, tenant_id: UUID, provider_id: UUID) -> None:
    async with identity.plane.control() as con:
        tag = await con.execute(
            "DELETE FROM sortie_control.oidc_provider WHERE id = $1 AND tenant_id = $2",
            provider_id,
            tenant_id,
        )
    if tag != "DELETE 1":
        raise NotFoundError(Label("该登录方式", "This sign-in service"))


async def check_provider(identity: Identity, tenant_id: UUID, provider_id: UUID) -> Reached:
    """Ask the service for what a sign-in needs of it, without signing anyone in.

    Raises:
        NotFoundError: the company has no such provider.
        OidcError, TargetRefusedError: says what a sign-in would fail at.
    """
    async with identity.plane.control() as con:
        issuer = await con.fetchval(
            "SELECT issuer FROM sortie_control.oidc_provider WHERE id = $1 AND tenant_id = $2",
            provider_id,
            tenant_id,
        )
    if issuer is None:
        raise NotFoundError(Label("该登录方式", "This sign-in service"))
    metadata = await _discover(identity, issuer)
    published = (await _get_json(identity, metadata.jwks)).get("keys")
    if not isinstance(published, list) or not published:
        raise OidcError(why=_BROKEN)
    return Reached(metadata.authorize, metadata.token, len(published))


def callback_url(identity: Identity) -> str:
    return f"{identity.settings.public_url}/api/v1/session/oidc/callback"


async def start_oidc(
    identity: Identity, tenant_code: str, provider_code: str, *, now: datetime
) -> Departure:
    """The address to send the browser to. ``binding`` ties the answer to this very browser."""
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    tenant = await identity.plane.tenant_by_code(tenant_code)
    async with identity.plane.control() as con:
        row = await _provider(con, tenant.id, provider_code)
    metadata = await _discover(identity, row["issuer"])
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    binding = secrets.token_urlsafe(24)
    async with identity.plane.control() as con:
        state = await ceremonies.begin(
            con,
            "oidc",
            {
                "provider": str(row["id"]),
                "verifier": verifier,
                "nonce": nonce,
                "binding": sessions.token_hash(binding).hex(),
            },
            now=now,
            tenant_id=tenant.id,
        )
    async with _client(identity, row, "") as client:
        url, _ = client.create_authorization_url(
            metadata.authorize,
            state=str(state),
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
    return Departure(url, binding)


async def finish_oidc(
    identity: Identity, *, state: UUID, code: str, binding: str, caller: Caller, now: datetime
) -> Opened:
    """The provider sent the browser back: exchange the code, check the token, open a session.

    Raises:
        LinkExpiredError: this sign-in wasn't started here, or is over.
        OidcError: says which step failed.
    """
    async with identity.plane.control() as con:
        asked = await ceremonies.finish(con, "oidc", state, now=now)
    content = asked["content"]
    if not hmac.compare_digest(sessions.token_hash(binding).hex(), content["binding"]):
        raise OidcError(why=_BROKEN)
    async with identity.plane.control() as con:
        row = await _provider(con, asked["tenant_id"], None, UUID(content["provider"]))
        ring = await keys.key_ring(con, identity, asked["tenant_id"])
    place = keys.oidc_place(asked["tenant_id"], row["id"])
    secret = unseal(ring, place, row["client_secret"]).decode()
    metadata = await _discover(identity, row["issuer"])
    claims = await _exchange(identity, row, metadata, content, secret=secret, code=code, now=now)
    async with identity.plane.control() as con:
        account_id = await _account_for(con, row, claims)
        account = accounts.account_of(await accounts.row_of(con, account_id, lock=True))
        if account.state is not AccountState.ACTIVE:
            raise OidcError(why=_NOBODY)
        return await sessions.open_session(
            con, identity, account, caller=caller, method="oidc", now=now
        )


async def _provider(
    con: Connection, tenant_id: UUID, code: str | None, provider_id: UUID | None = None
) -> Row:
    row = await con.fetchrow(
        "SELECT id, tenant_id, issuer, client_id, client_secret FROM sortie_control.oidc_provider"
        " WHERE tenant_id = $1 AND state = 'active' AND (code = $2 OR id = $3)",
        tenant_id,
        code,
        provider_id,
    )
    if row is None:
        raise NotFoundError(Label("该登录方式", "This sign-in service"))
    return row


def _client(identity: Identity, row: Row, secret: str) -> "AsyncOAuth2Client":
    from authlib.integrations.httpx_client import AsyncOAuth2Client

    return AsyncOAuth2Client(
        client_id=row["client_id"],
        client_secret=secret,
        scope="openid email profile",
        redirect_uri=callback_url(identity),
        timeout=_TIMEOUT_S,
        transport=identity.transport,
    )


async def _get_json(identity: Identity, url: str) -> dict[str, Any]:
    import httpx

    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, transport=identity.transport) as client:
            answer = await client.get(url)
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError):
        raise OidcError(why=_UNREACHABLE) from None
    return found


async def _discover(identity: Identity, issuer: str) -> _Metadata:
    found = await _get_json(identity, f"{issuer}/.well-known/openid-configuration")
    try:
        metadata = _Metadata(
            found["authorization_endpoint"],
            found["token_endpoint"],
            found["jwks_uri"],
            found["issuer"],
        )
    except (KeyError, TypeError):
        raise OidcError(why=_BROKEN) from None
    same = str(metadata.issuer).rstrip("/") == issuer.rstrip("/")
    if not same or urlsplit(str(metadata.authorize)).scheme not in {"https", "http"}:
        raise OidcError(why=_BROKEN)
    return metadata


async def _exchange(
    identity: Identity,
    row: Row,
    metadata: _Metadata,
    content: dict[str, Any],
    *,
    secret: str,
    code: str,
    now: datetime,
) -> dict[str, Any]:
    """The verified claims of the ID token."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        async with _client(identity, row, secret) as client:
            token = await client.fetch_token(
                metadata.token, code=code, code_verifier=content["verifier"]
            )
    except Exception:  # noqa: BLE001  Authlib raises whatever the provider's answer made of it
        raise OidcError(why=_DENIED) from None
    keyset = KeySet.import_key_set(await _get_json(identity, metadata.jwks))  # type: ignore[arg-type]  # checked there
    try:
        decoded = jwt.decode(token["id_token"], keyset, algorithms=_ALGORITHMS)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={
                "iss": {"essential": True, "value": metadata.issuer},
                "aud": {"essential": True, "value": row["client_id"]},
                "nonce": {"essential": True, "value": content["nonce"]},
            },
            params={"nonce": content["nonce"], "client_id": row["client_id"]},
        )
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY_S)
    except (JoseError, KeyError, ValueError):
        raise OidcError(why=_BROKEN) from None
    return dict(claims)


async def _account_for(con: Connection, row: Row, claims: dict[str, Any]) -> UUID:
    linked: UUID | None = await con.fetchval(
        "SELECT account_id FROM sortie_control.external_identity"
        " WHERE provider_id = $1 AND subject = $2",
        row["id"],
        claims["sub"],
    )
    if linked is not None:
        return linked
    email = claims.get("email")
    if not email or claims.get("email_verified") is not True:
        raise OidcError(why=_NOBODY)
    found = await con.fetch(
        "SELECT id FROM sortie_control.account"
        " WHERE tenant_id = $1 AND lower(email) = $2 AND kind = 'user'",
        row["tenant_id"],
        rules.normal_login(str(email)),
    )
    if len(found) != 1:
        raise OidcError(why=_NOBODY)
    await con.execute(
        "INSERT INTO sortie_control.external_identity (provider_id, subject, account_id)"
        " VALUES ($1, $2, $3)",
        row["id"],
        claims["sub"],
        found[0]["id"],
    )
    account_id: UUID = found[0]["id"]
    return account_id
