"""The front door of identity: every verb, each in the module that tells its story."""

from datetime import datetime

from sortie.kernel.identity.accounts import (
    create_account,
    find_account,
    follow_state,
    set_state,
    update_account,
)
from sortie.kernel.identity.api_keys import (
    create_api_key,
    list_api_keys,
    recognise_key,
    revoke_api_key,
)
from sortie.kernel.identity.contracts import Identity, Principal
from sortie.kernel.identity.keys import key_ring, rotate
from sortie.kernel.identity.links import (
    accept_invitation,
    invite,
    read_invitation,
    request_reset,
    reset_password,
)
from sortie.kernel.identity.oidc import (
    Departure,
    ProviderRow,
    check_provider,
    finish_oidc,
    list_providers,
    remove_provider,
    save_provider,
    start_oidc,
)
from sortie.kernel.identity.passkeys import (
    add_passkey,
    ask_passkey,
    list_passkeys,
    remove_passkey,
    sign_in_by_passkey,
    start_passkey,
)
from sortie.kernel.identity.rules import address_block, scope_allows
from sortie.kernel.identity.sessions import (
    check_csrf,
    csrf_token,
    demand_fresh,
    end_session,
    list_sessions,
    recognise,
    sign_out_account,
    sign_out_elsewhere,
)
from sortie.kernel.identity.signin import attempts, change_password, prove, sign_in
from sortie.kernel.identity.throttle import let_in, limit_rate, policy, sweep, waiting
from sortie.kernel.identity.totp import confirm_totp, remove_totp, start_totp, totp_state

__all__ = [
    "Departure",
    "ProviderRow",
    "accept_invitation",
    "add_passkey",
    "address_block",
    "ask_passkey",
    "attempts",
    "authenticate",
    "change_password",
    "check_csrf",
    "check_provider",
    "confirm_totp",
    "create_account",
    "create_api_key",
    "csrf_token",
    "demand_fresh",
    "end_session",
    "find_account",
    "finish_oidc",
    "follow_state",
    "invite",
    "key_ring",
    "let_in",
    "limit_rate",
    "list_api_keys",
    "list_passkeys",
    "list_providers",
    "list_sessions",
    "policy",
    "prove",
    "read_invitation",
    "recognise",
    "recognise_key",
    "remove_passkey",
    "remove_provider",
    "remove_totp",
    "request_reset",
    "reset_password",
    "revoke_api_key",
    "rotate",
    "save_provider",
    "scope_allows",
    "set_state",
    "sign_in",
    "sign_in_by_passkey",
    "sign_out_account",
    "sign_out_elsewhere",
    "start_oidc",
    "start_passkey",
    "start_totp",
    "sweep",
    "totp_state",
    "update_account",
    "waiting",
]


async def authenticate(
    identity: Identity, *, cookie: str | None, bearer: str | None, now: datetime
) -> Principal | None:
    """Who signed a request. A bearer key goes first: a program that sends one means it."""
    if bearer is not None:
        return await recognise_key(identity, bearer, now=now)
    if cookie is not None:
        return await recognise(identity, cookie, now=now)
    return None
