"""Passkeys, with an authenticator made of its published parts (WebAuthn Level 3 §6.1, §6.5)."""

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from tests.kernel.identity.conftest import NOON, PASSWORD
from webauthn.helpers import bytes_to_base64url, encode_cbor

from sortie.base.errors import NotFoundError
from sortie.base.ids import uuid7
from sortie.kernel.identity import service
from sortie.kernel.identity.contracts import (
    Account,
    AccountState,
    Caller,
    Identity,
    LinkExpiredError,
    PasskeyRefusedError,
    Principal,
)
from sortie.kernel.tenancy.contracts import Tenant

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Phone:
    """A device with one key pair that has just seen its owner's fingerprint."""

    origin: str = ORIGIN
    verified: int = VERIFIED
    count: int = 1
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: uuid7().bytes)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return msgspec.json.encode(said)

    def _head(self, flags: int) -> bytes:
        site = hashlib.sha256(b"localhost").digest()
        return site + bytes([flags | self.verified]) + struct.pack(">I", self.count)

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + encode_cbor(cose)
        data = self._head(PRESENT | ATTESTED) + attested
        kept = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer({"attestationObject": kept, "clientDataJSON": client})

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        self.count += 1
        data = self._head(PRESENT)
        client = self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {"authenticatorData": data, "clientDataJSON": client, "signature": signature}
        )

    def _answer(self, parts: dict[str, bytes]) -> dict[str, Any]:
        name = bytes_to_base64url(self.id)
        response = {key: bytes_to_base64url(value) for key, value in parts.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


@pytest.fixture
async def me(identity: Identity, account: Account, caller: Caller) -> Principal:
    opened = await service.sign_in(
        identity, login=account.login, password=PASSWORD, caller=caller, now=NOON
    )
    return opened.principal


async def _add(identity: Identity, me: Principal, phone: Phone) -> UUID:
    asked = await service.start_passkey(identity, me, now=NOON)
    row = await service.add_passkey(
        identity,
        me,
        ceremony=UUID(asked["ceremony"]),
        credential=phone.make(asked["options"]),
        name="手机",
        now=NOON,
    )
    return row.id


async def _enter(identity: Identity, phone: Phone, caller: Caller) -> Principal:
    asked = await service.ask_passkey(identity, now=NOON)
    opened = await service.sign_in_by_passkey(
        identity,
        ceremony=UUID(asked["ceremony"]),
        credential=phone.sign(asked["options"]),
        caller=caller,
        now=NOON,
    )
    return opened.principal


async def test_a_passkey_opens_a_session_without_a_name(
    identity: Identity, me: Principal, caller: Caller
) -> None:
    phone = Phone()
    await _add(identity, me, phone)
    assert (await _enter(identity, phone, caller)).user_id == me.user_id
    rows = await service.list_passkeys(identity, me)
    assert [(r.name, r.last_used_at) for r in rows] == [("手机", NOON)]


async def test_an_answer_to_another_question_or_another_site_is_refused(
    identity: Identity, me: Principal, caller: Caller
) -> None:
    phone = Phone()
    await _add(identity, me, phone)
    asked = await service.ask_passkey(identity, now=NOON)
    other = await service.ask_passkey(identity, now=NOON)
    with pytest.raises(PasskeyRefusedError):
        await service.sign_in_by_passkey(
            identity,
            ceremony=UUID(asked["ceremony"]),
            credential=phone.sign(other["options"]),
            caller=caller,
            now=NOON,
        )
    phone.origin = "https://localhost.evil.example"
    with pytest.raises(PasskeyRefusedError):
        await _enter(identity, phone, caller)


async def test_a_challenge_is_answered_once(
    identity: Identity, me: Principal, caller: Caller
) -> None:
    phone = Phone()
    await _add(identity, me, phone)
    asked = await service.ask_passkey(identity, now=NOON)
    given = {"ceremony": UUID(asked["ceremony"]), "credential": phone.sign(asked["options"])}
    await service.sign_in_by_passkey(identity, **given, caller=caller, now=NOON)
    with pytest.raises(LinkExpiredError):
        await service.sign_in_by_passkey(identity, **given, caller=caller, now=NOON)


async def test_a_device_that_did_not_see_its_owner_is_refused(
    identity: Identity, me: Principal, caller: Caller
) -> None:
    phone = Phone()
    await _add(identity, me, phone)
    phone.verified = 0
    with pytest.raises(PasskeyRefusedError):
        await _enter(identity, phone, caller)


async def test_a_copied_passkey_is_noticed_by_its_counter(
    identity: Identity, me: Principal, caller: Caller
) -> None:
    phone = Phone()
    await _add(identity, me, phone)
    copy = Phone(key=phone.key, id=phone.id)
    await _enter(identity, phone, caller)
    await _enter(identity, phone, caller)
    with pytest.raises(PasskeyRefusedError):
        await _enter(identity, copy, caller)


async def test_someone_locked_does_not_enter_by_passkey_and_a_removed_one_opens_nothing(
    identity: Identity, me: Principal, caller: Caller, tenant: Tenant
) -> None:
    phone, other = Phone(), Phone()
    kept = await _add(identity, me, phone)
    await _add(identity, me, other)
    await service.remove_passkey(identity, me, kept)
    with pytest.raises(PasskeyRefusedError):
        await _enter(identity, phone, caller)
    with pytest.raises(NotFoundError):
        await service.remove_passkey(identity, me, kept)
    await service.set_state(identity, tenant.id, me.user_id, AccountState.LOCKED, now=NOON)
    with pytest.raises(PasskeyRefusedError):
        await _enter(identity, other, caller)


@pytest.mark.parametrize("credential", [{}, {"rawId": "!"}, {"rawId": 7}, {"rawId": "AAAA"}])
async def test_nonsense_is_refused_and_never_an_error_of_ours(
    identity: Identity, caller: Caller, credential: dict[str, Any]
) -> None:
    asked = await service.ask_passkey(identity, now=NOON)
    with pytest.raises(PasskeyRefusedError):
        await service.sign_in_by_passkey(
            identity,
            ceremony=UUID(asked["ceremony"]),
            credential=credential,
            caller=caller,
            now=NOON,
        )
