"""Certificates: 60, 30, 7 and 1 days ahead and on expiry, holder and manager, each once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.company import Company

from sortie.domains.people import rules
from sortie.domains.people import service as people
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records

_LAST = date(2028, 3, 31)
_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
async def _none_before(company: Company) -> None:
    """A test sees its own certificates only."""
    async with company.tx() as tx:
        system = system_actor(company.tenant.id)
        for held in await records.find(tx, "certificate", state="valid"):
            await records.command(tx, system, "certificate", held.id, "revoke", reason="试")


async def _certificate(company: Company, who: str, kind: str, last: date = _LAST) -> UUID:
    async with company.tx() as tx:
        system = system_actor(company.tenant.id)
        values = {"user": company.people[who], "kind": kind, "expires_on": last}
        made = await records.create(tx, system, "certificate", values)
        await records.command(tx, system, "certificate", made.id, "verify")
    return made.id


async def _morning(company: Company, day: date) -> int:
    """The job of that day, at seven in the company's morning."""
    now = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=1)
    async with company.tx(now) as tx:
        return await people.remind_of_certificates(tx)


async def _told(company: Company, certificate: UUID) -> list[tuple[str, str]]:
    """(who, body) of every notification about it."""
    kernel = company.kernel
    await events.deliver(kernel.dbs, company.tenant, kernel.subscriptions)
    who = {user: name for name, user in company.people.items()}
    async with company.tx() as tx:
        found = await records.find(tx, "notification", about_record=str(certificate))
    return sorted((who[n["user"]], n["body"]) for n in found)


async def _report_to(company: Company, who: str, boss: str | None) -> None:
    async with company.tx() as tx:
        system = system_actor(company.tenant.id)
        [post] = await records.find(tx, "employment", user=company.people[who])
        values: dict[str, Any] = {"report_to": company.people[boss] if boss else None}
        await records.update(tx, system, "employment", post.id, values, version=post.version)


async def _lead(company: Company, who: str | None) -> None:
    async with company.tx() as tx:
        system = system_actor(company.tenant.id)
        unit = await records.fetch(tx, system, "org_unit", company.ids["unit"])
        head = {"manager_id": company.people[who] if who else None}
        await records.update(tx, system, "org_unit", unit.id, head, version=unit.version)


async def test_each_step_is_told_once_though_the_job_runs_every_day_twice(company: Company) -> None:
    await _report_to(company, "eli", "dan")
    certificate = await _certificate(company, "eli", "低压电工证")
    told: dict[int, int] = {}
    for left in range(63, -4, -1):
        for _ in range(2):
            if n := await _morning(company, _LAST - left * _DAY):
                told[left] = n
    assert told == {60: 1, 30: 1, 7: 1, 1: 1, -1: 1}
    heard = await _told(company, certificate)
    assert [who for who, _ in heard] == ["dan"] * 5 + ["eli"] * 5
    assert sum("已过期" in body for _, body in heard) == 2
    assert any("还有 7 天到期" in body for who, body in heard if who == "eli")
    assert all("eli" in body for who, body in heard if who == "dan")


async def test_an_expired_certificate_counts_for_nothing(company: Company) -> None:
    certificate = await _certificate(company, "eve", "登高证")
    at = datetime(2028, 3, 31, 12, tzinfo=UTC)

    async def held() -> list[str]:
        async with company.tx() as tx:
            [eve] = await people.workers(
                tx, start=at, end=at + _DAY, user_ids=[company.people["eve"]]
            )
        return [c.kind for c in eve.certificates]

    await _morning(company, _LAST)
    assert await held() == ["登高证"]
    await _morning(company, _LAST + _DAY)
    assert await held() == []
    async with company.tx() as tx:
        system = system_actor(company.tenant.id)
        assert (await records.fetch(tx, system, "certificate", certificate))["state"] == "expired"


async def test_a_renewed_certificate_is_reminded_of_anew(company: Company) -> None:
    certificate = await _certificate(company, "eli", "制冷证")
    await _morning(company, _LAST - 7 * _DAY)
    async with company.tx() as tx:
        system = system_actor(company.tenant.id)
        moved = await records.command(tx, system, "certificate", certificate, "renew")
        later = {"expires_on": _LAST + 365 * _DAY}
        await records.update(tx, system, "certificate", certificate, later, version=moved.version)
        await records.command(tx, system, "certificate", certificate, "verify")
    assert await _morning(company, _LAST - 6 * _DAY) == 0
    assert await _morning(company, _LAST + (365 - 7) * _DAY) == 1


async def test_where_nobody_is_named_the_managers_hear_of_it(company: Company) -> None:
    await _report_to(company, "eve", None)
    await _lead(company, None)
    certificate = await _certificate(company, "eve", "焊工证")
    await _morning(company, _LAST - 7 * _DAY)
    assert [who for who, _ in await _told(company, certificate)] == ["eve", "mia"]


async def test_the_head_of_the_unit_stands_in_for_whom_one_reports_to(company: Company) -> None:
    await _report_to(company, "eve", None)
    await _lead(company, "amy")
    certificate = await _certificate(company, "eve", "叉车证")
    await _morning(company, _LAST - 30 * _DAY)
    assert [who for who, _ in await _told(company, certificate)] == ["amy", "eve"]


async def test_of_two_of_a_kind_the_longer_lived_counts(company: Company) -> None:
    for last in (date(2031, 1, 1), date(2030, 1, 1)):
        await _certificate(company, "eve", "双证", last)
    at = datetime(2029, 1, 1, tzinfo=UTC)
    async with company.tx() as tx:
        [eve] = await people.workers(tx, start=at, end=at + _DAY, user_ids=[company.people["eve"]])
    pair = [c.expires_on for c in eve.certificates if c.kind == "双证"]
    assert pair == [date(2030, 1, 1), date(2031, 1, 1)]


@given(st.integers(-400, 400))
def test_the_nearest_step_that_was_reached_counts(left: int) -> None:
    step = rules.due_reminder(_LAST, _LAST - left * _DAY)
    if left > 60:
        assert step is None
    elif left < 0:
        assert step == rules.EXPIRED
    else:
        assert step is not None
        assert left <= step
        assert not [s for s in rules.REMIND_DAYS if left <= s < step]


@pytest.mark.parametrize(("left", "step"), [(61, None), (60, 60), (31, 60), (7, 7), (0, 1)])
def test_steps_begin_on_their_day(left: int, step: int | None) -> None:
    assert rules.due_reminder(_LAST, _LAST - left * _DAY) == step
