"""Ways around the door that must stay shut: borrowed names, old links, other people's invitations."""

from datetime import timedelta

import pyotp
import pytest
from tests.kernel.identity.conftest import NOON, PASSWORD, Mailbox, new_account

from sortie.base.ids import uuid7
from sortie.kernel.identity import rules
from sortie.kernel.identity import service as identity_service
from sortie.kernel.identity.contracts import (
    Account,
    Caller,
    Identity,
    LinkExpiredError,
    LockedOutError,
    Opened,
    Principal,
    SignInRefusedError,
)
from sortie.kernel.tenancy.contracts import Tenant

NEW = "another battery staple"


async def _wrong(identity: Identity, name: str, tenant: Tenant, caller: Caller) -> None:
    with pytest.raises(SignInRefusedError):
        await identity_service.sign_in(
            identity, login=name, password="not this one", caller=caller, now=NOON,
            tenant_code=tenant.code,
        )  # fmt: skip


async def test_someone_who_shares_a_phone_can_not_clear_anothers_count(
    identity: Identity, tenant: Tenant, caller: Caller
) -> None:
    phone = f"138{int(uuid7().hex[-8:], 16) % 10**8:08d}"
    own = "mine and not the victim's"
    thief = await new_account(identity, tenant, phone=phone, password=own)
    victim = await new_account(identity, tenant, phone=phone)
    for _ in range(rules.ACCOUNT_FREE - 1):
        await _wrong(identity, phone, tenant, caller)
    await identity_service.sign_in(
        identity, login=thief.login, password=own, caller=caller, now=NOON,
        tenant_code=tenant.code,
    )  # fmt: skip
    await _wrong(identity, phone, tenant, caller)
    with pytest.raises(LockedOutError):
        await identity_service.sign_in(
            identity, login=victim.login, password=PASSWORD, caller=caller, now=NOON,
            tenant_code=tenant.code,
        )  # fmt: skip


async def test_case_and_blanks_of_a_login_share_one_count(
    identity: Identity, tenant: Tenant, account: Account, caller: Caller
) -> None:
    names = (account.login, account.login.upper(), f" {account.login}", account.email or "")
    for n in range(rules.ACCOUNT_FREE):
        await _wrong(identity, names[n % len(names)], tenant, caller)
    with pytest.raises(LockedOutError):
        await identity_service.sign_in(
            identity, login=f"{account.login} ", password=PASSWORD, caller=caller, now=NOON,
            tenant_code=tenant.code,
        )  # fmt: skip


async def test_an_invitation_does_not_step_over_a_second_factor(
    identity: Identity, tenant: Tenant, account: Account, caller: Caller
) -> None:
    me = (await _enter(identity, account, tenant, caller)).principal
    secret = (await identity_service.start_totp(identity, me))["secret"]
    code = pyotp.TOTP(secret).at(NOON)
    await identity_service.confirm_totp(identity, me, code, now=NOON)
    link = await identity_service.invite(identity, tenant.id, account.id, by=None, now=NOON)
    with pytest.raises(LinkExpiredError):
        await identity_service.accept_invitation(
            identity, _token(link), NEW, caller=caller, now=NOON
        )


async def test_a_second_invitation_ends_the_sessions_before_it(
    identity: Identity, tenant: Tenant, account: Account, caller: Caller
) -> None:
    before = await _enter(identity, account, tenant, caller)
    link = await identity_service.invite(identity, tenant.id, account.id, by=None, now=NOON)
    await identity_service.accept_invitation(identity, _token(link), NEW, caller=caller, now=NOON)
    assert await identity_service.recognise(identity, before.token, now=NOON) is None


async def _enter(identity: Identity, account: Account, tenant: Tenant, caller: Caller) -> Opened:
    return await identity_service.sign_in(
        identity, login=account.login, password=PASSWORD, caller=caller, now=NOON,
        tenant_code=tenant.code,
    )  # fmt: skip


def _token(link: str) -> str:
    return link.partition("#")[2]


async def test_a_new_password_ends_the_links_mailed_before_it(
    identity: Identity, tenant: Tenant, account: Account, caller: Caller, mailbox: Mailbox
) -> None:
    await identity_service.request_reset(identity, account.login, tenant_code=tenant.code, now=NOON)
    link = next(line for line in mailbox.mails[-1].text.splitlines() if "#" in line)
    principal = Principal(tenant.id, account.id, "user", login=account.login)
    await identity_service.change_password(
        identity, principal, old=PASSWORD, new=NEW, now=NOON + timedelta(minutes=1)
    )
    with pytest.raises(LinkExpiredError):
        await identity_service.reset_password(
            identity, _token(link), "a third battery staple", now=NOON + timedelta(minutes=2)
        )


async def test_a_whole_line_of_ipv6_addresses_counts_as_one_caller(
    identity: Identity, tenant: Tenant
) -> None:
    line = uuid7().hex[-4:]
    for n in range(rules.IP_FREE):
        with pytest.raises(SignInRefusedError):
            await identity_service.sign_in(
                identity, login=f"nobody-{line}-{n}", password="x", now=NOON,
                caller=Caller(f"2001:db8:1:{line}::{n:x}"), tenant_code=tenant.code,
            )  # fmt: skip
    with pytest.raises(LockedOutError):
        await identity_service.sign_in(
            identity, login=f"nobody-{line}-z", password="x", now=NOON,
            caller=Caller(f"2001:db8:1:{line}::ffff"), tenant_code=tenant.code,
        )  # fmt: skip
    assert rules.address_block("::ffff:192.0.2.7") == rules.address_block("192.0.2.7")


async def test_an_address_taken_off_a_person_gets_no_more_reset_links(
    identity: Identity, tenant: Tenant, account: Account, mailbox: Mailbox
) -> None:
    await identity_service.update_account(identity, tenant.id, account.id, email=None, phone=None)
    await identity_service.request_reset(identity, account.login, tenant_code=tenant.code, now=NOON)
    assert mailbox.mails == []
