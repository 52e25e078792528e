"""Passkeys: the device's fingerprint or face opens the session (W3C Web Authentication Level 3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from sortie.base.errors import NotFoundError
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.kernel.identity import accounts, ceremonies, sessions
from sortie.kernel.identity.contracts import (
    AccountState,
    Caller,
    Identity,
    Opened,
    PasskeyRefusedError,
    PasskeyRow,
    Principal,
)

if TYPE_CHECKING:
    from webauthn.registration.verify_registration_response import VerifiedRegistration

# The library is loaded by the functions that need it: with its certificate readers it takes a
# third of a second, which the first passkey should wait for and no start.


def _malformed() -> tuple[type[Exception], ...]:
    """What the library may raise on malformed input: its own errors, and some it lets through."""
    from webauthn.helpers.exceptions import WebAuthnException

    return (WebAuthnException, ValueError, KeyError, TypeError)


def _site(identity: Identity) -> tuple[str, str]:
    """(relying party id, origin) of the public address."""
    url = urlsplit(identity.settings.public_url)
    return url.hostname or "localhost", f"{url.scheme}://{url.netloc}"


async def start_passkey(
    identity: Identity, principal: Principal, *, now: datetime
) -> dict[str, Any]:
    """{"ceremony", "options"} for ``navigator.credentials.create``."""
    from webauthn import generate_registration_options
    from webauthn.helpers import bytes_to_base64url, options_to_json_dict
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    rp_id, _ = _site(identity)
    async with identity.plane.control() as con:
        known = await con.fetch(
            "SELECT credential_id FROM sortie_control.credential WHERE account_id = $1",
            principal.user_id,
        )
        options = generate_registration_options(
            rp_id=rp_id,
            rp_name=identity.settings.product,
            user_id=principal.user_id.bytes,
            user_name=principal.login,
            user_display_name=principal.name or principal.login,
            exclude_credentials=[PublicKeyCredentialDescriptor(r["credential_id"]) for r in known],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        ceremony = await ceremonies.begin(
            con,
            "passkey_new",
            {"challenge": bytes_to_base64url(options.challenge)},
            now=now,
            account_id=principal.user_id,
            tenant_id=principal.tenant_id,
        )
    return {"ceremony": str(ceremony), "options": options_to_json_dict(options)}


async def add_passkey(
    identity: Identity,
    principal: Principal,
    *,
    ceremony: UUID,
    credential: dict[str, Any],
    name: str,
    now: datetime,
) -> PasskeyRow:
    """Keep the public key the device just made.

    Raises:
        PasskeyRefusedError: the answer isn't to our question.
    """
    async with identity.plane.control() as con:
        asked = await ceremonies.finish(con, "passkey_new", ceremony, now=now)
    if asked["account_id"] != principal.user_id:
        raise PasskeyRefusedError
    made = _registered(identity, credential, asked["content"]["challenge"])
    row = PasskeyRow(uuid7(), name, now, None, made.credential_backed_up)
    async with identity.plane.control() as con:
        tag = await con.execute(
            """
            INSERT INTO sortie_control.credential (id, tenant_id, account_id, credential_id,
              public_key, sign_count, name, synced, created_at)
            VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT (credential_id) DO NOTHING
            """,
            row.id,
            principal.tenant_id,
            principal.user_id,
            made.credential_id,
            made.credential_public_key,
            made.sign_count,
            name,
            made.credential_backed_up,
            now,
        )
    if tag != "INSERT 0 1":
        raise PasskeyRefusedError
    return row


def _registered(
    identity: Identity, credential: dict[str, Any], challenge: str
) -> "VerifiedRegistration":
    from webauthn import verify_registration_response
    from webauthn.helpers import base64url_to_bytes

    rp_id, origin = _site(identity)
    try:
        return verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=rp_id,
            expected_origin=origin,
            require_user_verification=True,
        )
    except _malformed():
        raise PasskeyRefusedError from None


async def ask_passkey(identity: Identity, *, now: datetime) -> dict[str, Any]:
    """{"ceremony", "options"} for ``navigator.credentials.get``: any passkey of this site."""
    from webauthn import generate_authentication_options
    from webauthn.helpers import bytes_to_base64url, options_to_json_dict
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=_site(identity)[0], user_verification=UserVerificationRequirement.REQUIRED
    )
    async with identity.plane.control() as con:
        ceremony = await ceremonies.begin(
            con, "passkey", {"challenge": bytes_to_base64url(options.challenge)}, now=now
        )
    return {"ceremony": str(ceremony), "options": options_to_json_dict(options)}


async def sign_in_by_passkey(
    identity: Identity,
    *,
    ceremony: UUID,
    credential: dict[str, Any],
    caller: Caller,
    now: datetime,
) -> Opened:
    """Open a session; the device has seen the person, so this is two factors in one.

    Raises:
        PasskeyRefusedError: unknown, copied (its counter went back), or not to our question.
    """
    async with identity.plane.control() as con:
        asked = await ceremonies.finish(con, "passkey", ceremony, now=now)
    # The challenge is spent by now, whatever follows: it is committed above.
    async with identity.plane.control() as con:
        row = await con.fetchrow(
            "SELECT id, account_id, public_key, sign_count FROM sortie_control.credential"
            " WHERE credential_id = $1 FOR UPDATE",
            _credential_id(credential),
        )
        if row is None:
            raise PasskeyRefusedError
        count = _proved_count(identity, credential, asked["content"]["challenge"], dict(row))
        await con.execute(
            "UPDATE sortie_control.credential SET sign_count = $2, last_used_at = $3 WHERE id = $1",
            row["id"],
            count,
            now,
        )
        account = accounts.account_of(await accounts.row_of(con, row["account_id"]))
        if account.state is not AccountState.ACTIVE:
            raise PasskeyRefusedError
        return await sessions.open_session(
            con, identity, account, caller=caller, method="passkey", now=now
        )


def _proved_count(
    identity: Identity, credential: dict[str, Any], challenge: str, row: Mapping[str, Any]
) -> int:
    """The device's new counter, once its answer to ``challenge`` holds against the stored key."""
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes

    rp_id, origin = _site(identity)
    try:
        seen = verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=rp_id,
            expected_origin=origin,
            credential_public_key=row["public_key"],
            credential_current_sign_count=row["sign_count"],
            require_user_verification=True,
        )
    except _malformed():
        raise PasskeyRefusedError from None
    return seen.new_sign_count


def _credential_id(credential: dict[str, Any]) -> bytes:
    from webauthn.helpers import base64url_to_bytes

    try:
        return base64url_to_bytes(credential["rawId"])
    except _malformed():
        raise PasskeyRefusedError from None


async def list_passkeys(identity: Identity, principal: Principal) -> list[PasskeyRow]:
    async with identity.plane.control() as con:
        rows = await con.fetch(
            "SELECT id, name, created_at, last_used_at, synced FROM sortie_control.credential"
            " WHERE account_id = $1 ORDER BY id",
            principal.user_id,
        )
    return [
        PasskeyRow(r["id"], r["name"] or "", r["created_at"], r["last_used_at"], r["synced"])
        for r in rows
    ]


async def remove_passkey(identity: Identity, principal: Principal, passkey_id: UUID) -> None:
    """Raises NotFoundError when it isn't one of mine."""
    async with identity.plane.control() as con:
        tag = await con.execute(
            "DELETE FROM sortie_control.credential WHERE id = $1 AND account_id = $2",
            passkey_id,
            principal.user_id,
        )
    if tag != "DELETE 1":
        raise NotFoundError(Label("该通行密钥", "This passkey"))
