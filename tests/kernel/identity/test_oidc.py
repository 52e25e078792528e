"""Signing in by the company's own service, against a provider that does everything right, and
against ones that don't.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from tests.kernel.identity.conftest import NOON

from sortie.base.ids import uuid7
from sortie.kernel.identity import service
from sortie.kernel.identity.contracts import (
    Account,
    AccountState,
    Caller,
    Identity,
    LinkExpiredError,
    OidcError,
)
from sortie.kernel.tenancy.contracts import Tenant

ISSUER = "https://id.example.com"
CLIENT = "sortie"
SECRET = "the provider's client secret"


@dataclass
class Provider:
    """An OpenID provider behind httpx's own stand-in for the network."""

    email: str
    subject: str = field(default_factory=lambda: uuid7().hex)
    issuer: str = ISSUER
    verified: bool = True
    key: Any = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "k1"}))
    published: Any = None
    challenge: str = ""
    nonce: str = ""
    change: Callable[[dict[str, Any]], dict[str, Any]] = dict
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=self._metadata())
            case "/jwks":
                keys = KeySet([self.published or self.key])
                return httpx.Response(200, json=keys.as_dict(private=False))
            case "/token":
                return self._token(parse_qs(request.content.decode()))
        return httpx.Response(404)

    def _metadata(self) -> dict[str, str]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
        }

    def _token(self, form: dict[str, list[str]]) -> httpx.Response:
        self.asked.append(form)
        verifier = form.get("code_verifier", [""])[0]
        if create_s256_code_challenge(verifier) != self.challenge:
            return httpx.Response(400, json={"error": "invalid_grant"})
        claims = self.change(
            {
                "iss": ISSUER,
                "sub": self.subject,
                "aud": CLIENT,
                "exp": int((NOON + timedelta(minutes=5)).timestamp()),
                "iat": int(NOON.timestamp()),
                "nonce": self.nonce,
                "email": self.email,
                "email_verified": self.verified,
            }
        )
        token = jwt.encode({"alg": "ES256", "kid": "k1"}, claims, self.key)
        return httpx.Response(
            200, json={"access_token": "a", "token_type": "Bearer", "id_token": token}
        )


@pytest.fixture
async def provider(identity: Identity, account: Account, tenant: Tenant) -> Provider:
    found = Provider(account.email or "")
    identity.transport = httpx.MockTransport(found)
    await service.save_provider(
        identity,
        tenant.id,
        code="main",
        name="集团登录",
        issuer=ISSUER,
        client_id=CLIENT,
        client_secret=SECRET,
    )
    return found


async def _go(identity: Identity, tenant: Tenant, provider: Provider) -> tuple[UUID, str]:
    """The browser leaves and comes back: its state, and the secret in its cookie."""
    leaving = await service.start_oidc(identity, tenant.code, "main", now=NOON)
    query = parse_qs(urlsplit(leaving.url).query)
    assert query["code_challenge_method"] == ["S256"]
    provider.challenge, provider.nonce = query["code_challenge"][0], query["nonce"][0]
    return UUID(query["state"][0]), leaving.binding


async def _come(identity: Identity, tenant: Tenant, provider: Provider, caller: Caller) -> UUID:
    state, binding = await _go(identity, tenant, provider)
    opened = await service.finish_oidc(
        identity, state=state, code="c", binding=binding, caller=caller, now=NOON
    )
    return opened.principal.user_id


async def test_a_verified_mail_links_the_first_time_and_the_subject_from_then_on(
    identity: Identity, tenant: Tenant, provider: Provider, account: Account, caller: Caller
) -> None:
    assert await _come(identity, tenant, provider, caller) == account.id
    provider.email, provider.verified = "someone.else@example.com", False
    assert await _come(identity, tenant, provider, caller) == account.id


async def test_the_secret_is_sealed_in_the_database_and_reaches_the_provider(
    identity: Identity, tenant: Tenant, provider: Provider, caller: Caller
) -> None:
    async with identity.plane.control() as con:
        kept = await con.fetchval(
            "SELECT client_secret FROM sortie_control.oidc_provider WHERE tenant_id = $1", tenant.id
        )
    assert SECRET.encode() not in kept
    await _come(identity, tenant, provider, caller)
    assert "code_verifier" in provider.asked[0]


@pytest.mark.parametrize(
    "change",
    [
        lambda claims: claims | {"aud": "another"},
        lambda claims: claims | {"iss": "https://evil.example"},
        lambda claims: claims | {"nonce": "replayed"},
        lambda claims: claims | {"exp": int((NOON - timedelta(hours=1)).timestamp())},
        lambda claims: {k: v for k, v in claims.items() if k != "nonce"},
        lambda claims: claims | {"email_verified": False},
        lambda claims: claims | {"email": "nobody@example.com"},
    ],
    ids=["audience", "issuer", "nonce", "expired", "no nonce", "unverified", "nobody"],
)
async def test_a_token_that_is_not_for_us_now_and_verified_is_refused(
    identity: Identity,
    tenant: Tenant,
    provider: Provider,
    caller: Caller,
    change: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    provider.change = change
    with pytest.raises(OidcError):
        await _come(identity, tenant, provider, caller)


async def test_a_token_signed_by_someone_else_is_refused(
    identity: Identity, tenant: Tenant, provider: Provider, caller: Caller
) -> None:
    provider.published = ECKey.generate_key("P-256", {"kid": "k1"})
    with pytest.raises(OidcError):
        await _come(identity, tenant, provider, caller)


async def test_a_provider_that_names_another_issuer_is_refused(
    identity: Identity, tenant: Tenant, provider: Provider
) -> None:
    provider.issuer = "https://evil.example"
    with pytest.raises(OidcError):
        await service.start_oidc(identity, tenant.code, "main", now=NOON)


async def test_another_browser_cannot_finish_and_nobody_finishes_twice(
    identity: Identity, tenant: Tenant, provider: Provider, caller: Caller
) -> None:
    state, binding = await _go(identity, tenant, provider)
    with pytest.raises(OidcError):
        await service.finish_oidc(
            identity, state=state, code="c", binding="stolen", caller=caller, now=NOON
        )
    with pytest.raises(LinkExpiredError):
        await service.finish_oidc(
            identity, state=state, code="c", binding=binding, caller=caller, now=NOON
        )


async def test_whoever_is_locked_does_not_enter(
    identity: Identity, tenant: Tenant, provider: Provider, account: Account, caller: Caller
) -> None:
    await service.set_state(identity, tenant.id, account.id, AccountState.LOCKED, now=NOON)
    with pytest.raises(OidcError):
        await _come(identity, tenant, provider, caller)
