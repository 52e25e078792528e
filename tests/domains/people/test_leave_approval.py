"""Leave with approval: only approved leave takes a person away, and the plan hears of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.factories.company import Company, new_order

from sortie.base.errors import ForbiddenError, NotFoundError
from sortie.base.ids import uuid7
from sortie.domains.people import service as people
from sortie.domains.people.service import leaves
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import TransitionError

_HOUR = timedelta(hours=1)


async def _asked(company: Company, who: str, start: datetime, hours: int = 8) -> UUID:
    """A leave the engineer wrote down and sent."""
    async with company.tx() as tx:
        actor = await company.actor(tx, who)
        values: dict[str, Any] = {"user": company.people[who], "kind": "annual",
                                  "starts_at": start, "ends_at": start + hours * _HOUR}  # fmt: skip
        leave = await records.create(tx, actor, "leave", values)
        await records.command(tx, actor, "leave", leave.id, "submit")
    return leave.id


async def _appointment(company: Company, who: str, start: datetime) -> UUID:
    order = await new_order(company)
    async with company.tx() as tx:
        user = company.people[who]
        values = {
            "work_order": order, "engineer": user, "engineer_key": people.worker_key(user),
            "planned_start": start, "planned_end": start + _HOUR,
        }  # fmt: skip
        system = system_actor(company.tenant.id)
        return (await records.create(tx, system, "appointment", values, id=uuid7())).id


async def _away(company: Company, who: str, at: datetime) -> bool:
    async with company.tx() as tx:
        [worker] = await people.workers(
            tx, start=at, end=at + _HOUR, user_ids=[company.people[who]]
        )
    return bool(worker.leaves)


@pytest.mark.parametrize(
    ("day", "steps", "away"),
    [
        (1, "", False),
        (2, "withdraw", False),
        (3, "reject", False),
        (4, "approve", True),
        (5, "approve cancel", False),
    ],
)
async def test_only_approved_leave_takes_a_person_away(
    company: Company, day: int, steps: str, *, away: bool
) -> None:
    start = datetime(2029, 1, day, tzinfo=UTC)
    leave = await _asked(company, "eve", start)
    for step in steps.split():
        async with company.tx() as tx:
            who = await company.actor(tx, "eve" if step == "withdraw" else "mia")
            await records.command(tx, who, "leave", leave, step, reason="试")
    assert await _away(company, "eve", start + _HOUR) is away


async def test_approving_names_the_appointments_in_it_and_tells_the_dispatcher(
    company: Company,
) -> None:
    start = datetime(2028, 5, 8, 1, tzinfo=UTC)
    inside = await _appointment(company, "eli", start + _HOUR)
    for elsewhere in (start - _HOUR, start + 8 * _HOUR):
        await _appointment(company, "eli", elsewhere)
    await _appointment(company, "eve", start + _HOUR)
    leave = await _asked(company, "eli", start)
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        assert [a.id for a in await leaves.touched(tx, mia, leave)] == [inside]
        approved, found = await leaves.approve(tx, mia, leave, version=None)
    assert approved["state"] == "approved"
    assert [(a.id, bool(a["number"])) for a in found] == [(inside, True)]
    kernel = company.kernel
    await events.deliver(kernel.dbs, company.tenant, kernel.subscriptions)
    async with company.tx() as tx:
        told = await records.find(tx, "notification", about_record=str(leave))
    heard = {n["user"]: n["title"] for n in told}
    assert set(heard) == {company.people["eli"], company.people["dan"]}
    assert heard[company.people["dan"]] == "eli请假，1 个预约需改派"


async def test_leave_that_touches_nothing_bothers_no_dispatcher(company: Company) -> None:
    leave = await _asked(company, "eve", datetime(2028, 6, 6, tzinfo=UTC))
    async with company.tx() as tx:
        _, found = await leaves.approve(tx, await company.actor(tx, "mia"), leave, version=None)
    assert found == ()
    await events.deliver(company.kernel.dbs, company.tenant, company.kernel.subscriptions)
    async with company.tx() as tx:
        told = await records.find(tx, "notification", about_record=str(leave))
    assert [n["user"] for n in told] == [company.people["eve"]]


async def test_nobody_approves_their_own_leave_or_one_that_is_decided(company: Company) -> None:
    leave = await _asked(company, "eve", datetime(2028, 7, 7, tzinfo=UTC))
    for who in ("eve", "eli", "dan"):
        async with company.tx() as tx:
            actor = await company.actor(tx, who)
            with pytest.raises((ForbiddenError, NotFoundError)):
                await leaves.approve(tx, actor, leave, version=None)
    async with company.tx() as tx:
        with pytest.raises(NotFoundError):
            await leaves.touched(tx, await company.actor(tx, "eli"), leave)
        mia = await company.actor(tx, "mia")
        await leaves.approve(tx, mia, leave, version=None)
        with pytest.raises(TransitionError):
            await leaves.approve(tx, mia, leave, version=None)
