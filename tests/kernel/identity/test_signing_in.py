"""The door: what opens it, what slows it, and what it never tells."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
from tests.kernel.identity.conftest import NOON, PASSWORD, Mailbox, new_account

from sortie.base.errors import AppError, InvalidError, NotFoundError
from sortie.kernel.identity import service
from sortie.kernel.identity.contracts import (
    Account,
    AccountState,
    Caller,
    CsrfError,
    Identity,
    LinkExpiredError,
    LockedOutError,
    LoginTakenError,
    Opened,
    Principal,
    SignInRefusedError,
    StepUpNeededError,
    TenantNeededError,
    TooManyRequestsError,
    TotpNeededError,
)
from sortie.kernel.tenancy.contracts import Tenant


async def enter(identity: Identity, account: Account, caller: Caller, **more: object) -> Opened:
    given = {"login": account.login, "password": PASSWORD, "now": NOON, **more}
    return await service.sign_in(identity, caller=caller, **given)


async def test_the_password_opens_a_session_by_login_and_by_mail_in_any_case(
    identity: Identity, account: Account, caller: Caller
) -> None:
    for name in (account.login, account.login.upper(), account.email or ""):
        opened = await enter(identity, account, caller, login=name)
        seen = await service.recognise(identity, opened.token, now=NOON)
        assert seen is not None
        assert seen.user_id == account.id
        assert seen.session_id == opened.principal.session_id


async def test_every_refusal_says_the_same(
    identity: Identity, account: Account, caller: Caller, tenant: Tenant
) -> None:
    invited = await new_account(identity, tenant, password=None)
    for login, password in (
        (account.login, "wrong"),
        ("nobody-at-all", PASSWORD),
        (invited.login, PASSWORD),
    ):
        with pytest.raises(SignInRefusedError) as refused:
            await enter(identity, account, caller, login=login, password=password)
        assert refused.value.code == "session.refused"
    with pytest.raises(SignInRefusedError):
        await enter(identity, account, caller, tenant_code="no-such-company")


async def test_an_account_locks_with_a_growing_delay_and_so_does_a_name_nobody_has(
    identity: Identity, account: Account, caller: Caller
) -> None:
    for login in (account.login, "nobody-" + account.login):
        waits = []
        now = NOON
        for _ in range(8):
            try:
                await enter(identity, account, caller, login=login, password="wrong", now=now)
            except LockedOutError as locked:
                waits.append(locked.extra["retry_after"])
                now += timedelta(seconds=locked.extra["retry_after"] + 1)
            except SignInRefusedError:
                pass
        assert waits[0] == 15
        assert waits[1] == 30


async def test_the_right_password_is_refused_while_locked_and_clears_the_count_afterwards(
    identity: Identity, account: Account, caller: Caller
) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            await enter(identity, account, caller, password="wrong")
    with pytest.raises(LockedOutError):
        await enter(identity, account, caller)
    later = NOON + timedelta(seconds=16)
    await enter(identity, account, caller, now=later)
    with pytest.raises(SignInRefusedError):
        await enter(identity, account, caller, password="wrong", now=later)


async def test_fifty_guesses_at_once_get_no_more_looks_than_five_in_a_row(
    identity: Identity, account: Account, caller: Caller
) -> None:
    async def guess() -> type[BaseException]:
        try:
            await enter(identity, account, caller, password="wrong")
        except AppError as error:
            return type(error)
        raise AssertionError

    outcomes = await asyncio.gather(*(guess() for _ in range(50)))
    assert outcomes.count(SignInRefusedError) == 5
    assert outcomes.count(LockedOutError) == 45


async def test_a_session_ends_idle_and_ends_at_its_absolute_time(
    identity: Identity, account: Account, caller: Caller
) -> None:
    opened = await enter(identity, account, caller)
    idle = timedelta(seconds=identity.settings.idle_s)
    assert await service.recognise(identity, opened.token, now=NOON + idle) is None
    now = NOON
    while now < NOON + timedelta(seconds=identity.settings.absolute_s) - idle:
        now += idle * 0.9
        assert await service.recognise(identity, opened.token, now=now) is not None
    assert await service.recognise(identity, opened.token, now=opened.expires_at) is None


async def test_locking_someone_ends_their_sessions_and_keys_at_once(
    identity: Identity, account: Account, caller: Caller, tenant: Tenant
) -> None:
    opened = await enter(identity, account, caller)
    _, key = await service.create_api_key(
        identity, opened.principal, name="erp", scopes=["read"], now=NOON
    )
    assert await service.recognise_key(identity, key, now=NOON) is not None
    await service.set_state(identity, tenant.id, account.id, AccountState.LOCKED, now=NOON)
    assert await service.recognise(identity, opened.token, now=NOON) is None
    assert await service.recognise_key(identity, key, now=NOON) is None
    with pytest.raises(SignInRefusedError):
        await enter(identity, account, caller)


async def test_another_company_cannot_touch_an_account(
    identity: Identity, account: Account, other_tenant: Tenant
) -> None:
    with pytest.raises(NotFoundError):
        await service.set_state(
            identity, other_tenant.id, account.id, AccountState.LOCKED, now=NOON
        )
    with pytest.raises(NotFoundError):
        await service.find_account(identity, other_tenant.id, account.id)


async def test_one_login_in_two_companies_asks_which_after_the_password_is_right(
    identity: Identity, account: Account, caller: Caller, other_tenant: Tenant
) -> None:
    await new_account(identity, other_tenant, login=account.login)
    with pytest.raises(TenantNeededError) as asked:
        await enter(identity, account, caller)
    codes = [t["code"] for t in asked.value.extra["tenants"]]
    assert other_tenant.code in codes
    opened = await enter(identity, account, caller, tenant_code=other_tenant.code)
    assert opened.principal.tenant_id == other_tenant.id


async def test_a_login_is_taken_once_a_company(
    identity: Identity, account: Account, tenant: Tenant
) -> None:
    with pytest.raises(LoginTakenError):
        await new_account(identity, tenant, login=account.login.upper())


async def test_the_session_list_shows_devices_and_ends_them_remotely(
    identity: Identity, account: Account, caller: Caller
) -> None:
    here = await enter(identity, account, caller)
    phone = await enter(identity, account, Caller(caller.ip, "Android Chrome/120"))
    third = await enter(identity, account, caller)
    rows = await service.list_sessions(identity, here.principal, now=NOON)
    assert {r.device for r in rows} == {"iPhone · Safari", "Android · Chrome"}
    assert [r.current for r in rows].count(True) == 1
    phone_id = phone.principal.session_id
    await service.sign_out_elsewhere(identity, here.principal, phone_id, now=NOON)
    assert await service.recognise(identity, phone.token, now=NOON) is None
    await service.sign_out_elsewhere(identity, here.principal, None, now=NOON)
    assert await service.recognise(identity, third.token, now=NOON) is None
    assert await service.recognise(identity, here.token, now=NOON) is not None


async def test_nobody_ends_a_strangers_session(
    identity: Identity, account: Account, caller: Caller, tenant: Tenant
) -> None:
    stranger = await enter(identity, await new_account(identity, tenant), caller)
    mine = await enter(identity, account, caller)
    with pytest.raises(NotFoundError):
        await service.sign_out_elsewhere(
            identity, mine.principal, stranger.principal.session_id, now=NOON
        )


async def test_a_csrf_token_belongs_to_one_session(
    identity: Identity, account: Account, caller: Caller
) -> None:
    one, two = await enter(identity, account, caller), await enter(identity, account, caller)
    service.check_csrf(identity, one.token, one.csrf)
    for wrong in (two.csrf, "", None, "é"):
        with pytest.raises(CsrfError):
            service.check_csrf(identity, one.token, wrong)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password.short"),
        ("x" * 201, "password.long"),
        ("P@ssword123", "password.weak"),
        ("aaaaaaaaaaaa", "password.weak"),
        ("li-lei-long12", "password.weak"),
    ],
)
async def test_a_guessable_password_is_refused_with_a_reason(
    identity: Identity, account: Account, tenant: Tenant, password: str, code: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        await new_account(identity, tenant, login="li-lei-long", password=password)
    assert refused.value.fields[0].code == code


async def with_totp(identity: Identity, principal: Principal) -> tuple[pyotp.TOTP, list[str]]:
    started = await service.start_totp(identity, principal)
    totp = pyotp.TOTP(started["secret"])
    codes = await service.confirm_totp(identity, principal, totp.at(NOON), now=NOON)
    return totp, codes


async def test_a_totp_code_is_needed_works_once_and_a_recovery_code_too(
    identity: Identity, account: Account, caller: Caller
) -> None:
    opened = await enter(identity, account, caller)
    totp, recovery = await with_totp(identity, opened.principal)
    later = NOON + timedelta(seconds=60)
    with pytest.raises(TotpNeededError):
        await enter(identity, account, caller, now=later)
    code = totp.at(later)
    await enter(identity, account, caller, code=code, now=later)
    with pytest.raises(SignInRefusedError):
        await enter(identity, account, caller, code=code, now=later)
    await enter(identity, account, caller, code=recovery[0].upper(), now=later)
    with pytest.raises(SignInRefusedError):
        await enter(identity, account, caller, code=recovery[0], now=later)
    assert await service.totp_state(identity, opened.principal) == (True, 9)


async def test_turning_the_second_factor_on_ends_the_other_sessions(
    identity: Identity, account: Account, caller: Caller
) -> None:
    old, here = await enter(identity, account, caller), await enter(identity, account, caller)
    await with_totp(identity, here.principal)
    assert await service.recognise(identity, old.token, now=NOON) is None
    assert await service.recognise(identity, here.token, now=NOON) is not None


async def test_sealed_secrets_survive_a_key_rotation(
    identity: Identity, account: Account, caller: Caller, tenant: Tenant
) -> None:
    opened = await enter(identity, account, caller)
    totp, _ = await with_totp(identity, opened.principal)
    assert await service.rotate(identity, tenant.id) >= 1
    later = NOON + timedelta(seconds=90)
    await enter(identity, account, caller, code=totp.at(later), now=later)


async def test_a_dangerous_act_wants_a_fresh_proof(
    identity: Identity, account: Account, caller: Caller
) -> None:
    opened = await enter(identity, account, caller)
    service.demand_fresh(identity, opened.principal, now=NOON)
    later = NOON + timedelta(minutes=11)
    with pytest.raises(StepUpNeededError):
        service.demand_fresh(identity, opened.principal, now=later)
    with pytest.raises(SignInRefusedError):
        await service.prove(identity, opened.principal, now=later, password="wrong")
    await service.prove(identity, opened.principal, now=later, password=PASSWORD)
    again = await service.recognise(identity, opened.token, now=later)
    assert again is not None
    service.demand_fresh(identity, again, now=later)


async def test_changing_the_password_ends_the_other_sessions(
    identity: Identity, account: Account, caller: Caller
) -> None:
    old, here = await enter(identity, account, caller), await enter(identity, account, caller)
    with pytest.raises(SignInRefusedError):
        await service.change_password(
            identity, here.principal, old="wrong", new="a new long password", now=NOON
        )
    await service.change_password(
        identity, here.principal, old=PASSWORD, new="a new long password", now=NOON
    )
    assert await service.recognise(identity, old.token, now=NOON) is None
    await enter(identity, account, caller, password="a new long password")


async def test_a_reset_link_goes_to_the_own_address_and_works_once(
    identity: Identity, account: Account, caller: Caller, mailbox: Mailbox
) -> None:
    opened = await enter(identity, account, caller)
    await service.request_reset(identity, "nobody@example.com", tenant_code=None, now=NOON)
    assert mailbox.mails == []
    await service.request_reset(identity, account.login, tenant_code=None, now=NOON)
    assert [m.to for m in mailbox.mails] == [account.email]
    token = mailbox.mails[0].text.partition("reset#")[2].split()[0]
    await service.reset_password(identity, token, "a new long password", now=NOON)
    assert await service.recognise(identity, opened.token, now=NOON) is None
    with pytest.raises(LinkExpiredError):
        await service.reset_password(identity, token, "another long password", now=NOON)
    await enter(identity, account, caller, password="a new long password")


async def test_a_reset_link_runs_out_after_an_hour(
    identity: Identity, account: Account, mailbox: Mailbox
) -> None:
    await service.request_reset(identity, account.login, tenant_code=None, now=NOON)
    token = mailbox.mails[0].text.partition("reset#")[2].split()[0]
    with pytest.raises(LinkExpiredError):
        await service.reset_password(
            identity, token, "a new long password", now=NOON + timedelta(hours=1)
        )


async def test_an_invitation_sets_the_first_password_once(
    identity: Identity, tenant: Tenant, caller: Caller, mailbox: Mailbox
) -> None:
    invited = await new_account(identity, tenant, password=None)
    link = await service.invite(identity, tenant.id, invited.id, by=None, now=NOON)
    assert link in mailbox.mails[0].text
    token = link.partition("#")[2]
    shown = await service.read_invitation(identity, token, now=NOON)
    assert shown["login"] == invited.login
    with pytest.raises(InvalidError):
        await service.accept_invitation(identity, token, "short", caller=caller, now=NOON)
    opened = await service.accept_invitation(identity, token, PASSWORD, caller=caller, now=NOON)
    assert opened.principal.user_id == invited.id
    with pytest.raises(LinkExpiredError):
        await service.accept_invitation(identity, token, PASSWORD, caller=caller, now=NOON)


async def test_an_api_key_opens_only_as_it_was_given_until_revoked(
    identity: Identity, account: Account, caller: Caller
) -> None:
    me = (await enter(identity, account, caller)).principal
    row, key = await service.create_api_key(identity, me, name="erp", scopes=["read"], now=NOON)
    seen = await service.recognise_key(identity, key, now=NOON)
    assert seen is not None
    assert seen.kind == "api_key"
    assert seen.key_scopes == {"read"}
    wrong_end = key[:-1] + ("a" if key[-1] != "a" else "b")
    for wrong in (wrong_end, "sortie_x_y", "nonsense", ""):
        assert await service.recognise_key(identity, wrong, now=NOON) is None
    await service.revoke_api_key(identity, me, row.id, now=NOON)
    assert await service.recognise_key(identity, key, now=NOON) is None
    with pytest.raises(NotFoundError):
        await service.revoke_api_key(identity, me, UUID(int=1), now=NOON)


async def test_a_rate_holds_for_all_processes_and_starts_anew(identity: Identity) -> None:
    key = f"test:{id(identity)}"
    for _ in range(3):
        await service.limit_rate(identity, key, limit=3, window_s=60, now=NOON)
    with pytest.raises(TooManyRequestsError) as stopped:
        await service.limit_rate(identity, key, limit=3, window_s=60, now=NOON)
    assert stopped.value.extra["retry_after"] == 60
    await service.limit_rate(identity, key, limit=3, window_s=60, now=NOON + timedelta(seconds=60))


async def test_refused_tries_are_kept_for_the_security_administrator(
    identity: Identity, account: Account, caller: Caller, tenant: Tenant
) -> None:
    with pytest.raises(SignInRefusedError):
        await enter(identity, account, caller, password="wrong")
    found = await service.attempts(identity, tenant.id, before=NOON + timedelta(1))
    mine = [a for a in found if a.account_id == account.id]
    assert [a.outcome for a in mine] == ["refused"]


async def test_what_has_run_out_is_swept(identity: Identity, account: Account) -> None:
    await service.request_reset(identity, account.login, tenant_code=None, now=NOON)
    assert await service.sweep(identity, now=NOON + timedelta(days=3)) >= 1
