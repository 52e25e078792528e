"""What goes otherwise: declining, refusing, pausing, transferring, cancelling, late clocks."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.factories.company import Company, hire_engineers, new_order
from tests.factories.pictures import jpeg

from sortie.base.errors import ForbiddenError, NotFoundError
from sortie.domains.dispatch.contracts.errors import AppointmentOpenError, SlotTakenError
from sortie.domains.dispatch.service import (
    acceptance,
    board,
    clocks,
    lapsing,
    planning,
    steps,
    transfers,
    views,
    visits,
)
from sortie.kernel.files import service as files
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import NO_STAMP, ReasonMissingError, Stamp, Stored

HERE = {"lon": 117.02, "lat": 36.67, "datum": "WGS84", "accuracy_m": 12}


@pytest.fixture(scope="module")
async def shop(company: Company) -> Company:
    """A company with one more engineer and an SLA: answer in 15, arrive in 60, finish in 120 min."""
    await hire_engineers(company, ["tom"])
    minutes = {
        p: {"respond": 15, "arrive": 60, "finish": 120} for p in ("urgent", "high", "normal", "low")
    }
    async with company.tx() as tx:
        system = system_actor(company.tenant.id)
        await records.create(
            tx,
            system,
            "sla_policy",
            {"name": "标准", "targets": {"minutes": minutes}, "is_default": True},
        )
    return company


async def _order(shop: Company, order: UUID) -> Stored:
    async with shop.tx() as tx:
        return await records.fetch(tx, await shop.actor(tx, "mia"), "work_order", order)


async def _sent(shop: Company, who: str = "tom") -> tuple[UUID, UUID]:
    """A fresh order, sent to ``who`` at a free time: (order, appointment)."""
    order = await new_order(shop)
    async with shop.tx() as tx:
        dan = await shop.actor(tx, "dan")
        held = await records.fetch(tx, dan, "work_order", order, lock=True)
        made = await planning.assign(tx, dan, held, shop.people[who], mode="manual")
    return order, made.id


async def _finished(shop: Company, who: str = "tom") -> UUID:
    order, appointment = await _sent(shop, who)
    async with shop.tx() as tx:
        tom = await shop.actor(tx, who)
        await visits.accept(tx, tom, appointment, NO_STAMP)
        await visits.arrive(tx, tom, appointment, Stamp(location=HERE))
        await visits.start(tx, tom, appointment, NO_STAMP)
        photo = await files.store(tx, tom, jpeg(), filename="a.jpg")
        await steps.save_step(tx, tom, order, "before", {"files": [photo.id]}, NO_STAMP)
        await steps.save_step(tx, tom, order, "pressure", {"value": "4"}, NO_STAMP)
        await visits.finish(tx, tom, appointment, NO_STAMP)
    return order


async def test_a_declined_job_returns_to_the_queue_and_its_decliner_is_no_candidate(
    shop: Company,
) -> None:
    order, appointment = await _sent(shop)
    async with shop.tx() as tx:
        await visits.decline(
            tx, await shop.actor(tx, "tom"), appointment, NO_STAMP, reason="车坏了"
        )
    assert (await _order(shop, order))["state"] == "pending_dispatch"
    async with shop.tx() as tx:
        found = await planning.candidates(tx, await shop.actor(tx, "dan"), order)
    assert str(shop.people["tom"]) not in {c.worker_id for c in found.ranking.candidates}


async def test_a_refusal_makes_rework_and_needs_a_reason(shop: Company) -> None:
    order = await _finished(shop)
    async with shop.tx() as tx:
        tom = await shop.actor(tx, "tom")
        await acceptance.give_word(
            tx, tom, order, result="refused", channel="engineer_phone", reason="还是漏水"
        )
    after = await _order(shop, order)
    assert (after["state"], after["rework_count"]) == ("rework", 1)
    async with shop.tx() as tx:
        # a new round: the old answers don't count for it
        _, results = await steps.of_order(tx, after)
    assert results == []


async def test_another_engineer_finds_nothing_where_the_job_is_not_theirs(shop: Company) -> None:
    _, appointment = await _sent(shop)
    async with shop.tx() as tx:
        with pytest.raises(NotFoundError):
            await visits.accept(tx, await shop.actor(tx, "eli"), appointment, NO_STAMP)


async def test_an_engineer_can_not_dispatch(shop: Company) -> None:
    order = await new_order(shop)
    async with shop.tx() as tx:
        with pytest.raises((ForbiddenError, NotFoundError)):
            await planning.auto_assign(tx, await shop.actor(tx, "tom"), order)


async def _book_over(shop: Company, order: UUID, appointment: UUID) -> None:
    """Book the same person at the very time of an appointment of theirs."""
    async with shop.tx() as tx:
        dan = await shop.actor(tx, "dan")
        taken = await records.fetch(tx, dan, "appointment", appointment)
        held = await records.fetch(tx, dan, "work_order", order, lock=True)
        await planning.assign(
            tx,
            dan,
            held,
            shop.people["tom"],
            mode="manual",
            override_reason="客户指定",
            start=taken["planned_start"],
            end=taken["planned_end"],
        )


async def test_one_person_is_never_booked_twice_at_one_time(shop: Company) -> None:
    _, appointment = await _sent(shop)
    order = await new_order(shop)
    with pytest.raises(SlotTakenError):
        await _book_over(shop, order, appointment)


async def test_an_order_has_one_open_appointment_at_a_time(shop: Company) -> None:
    order, _ = await _sent(shop)
    async with shop.tx() as tx:
        dan = await shop.actor(tx, "dan")
        held = await records.fetch(tx, dan, "work_order", order, lock=True)
        with pytest.raises(AppointmentOpenError):
            await planning.assign(tx, dan, held, shop.people["eli"], mode="manual")


async def test_a_part_done_order_gets_a_second_visit(shop: Company) -> None:
    order, appointment = await _sent(shop)
    async with shop.tx() as tx:
        tom = await shop.actor(tx, "tom")
        await visits.accept(tx, tom, appointment, NO_STAMP)
        await visits.arrive(tx, tom, appointment, Stamp(location=HERE))
        await visits.start(tx, tom, appointment, NO_STAMP)
        await visits.partly(tx, tom, appointment, NO_STAMP, outcome="缺压缩机")
    assert (await _order(shop, order))["state"] == "pending_dispatch"
    async with shop.tx() as tx:
        second = await planning.auto_assign(tx, await shop.actor(tx, "dan"), order)
    assert second["sequence"] == 2


async def test_waiting_for_a_part_stops_the_clock_and_resuming_lets_it_run(shop: Company) -> None:
    order, appointment = await _sent(shop)
    async with shop.tx() as tx:
        tom = await shop.actor(tx, "tom")
        await visits.accept(tx, tom, appointment, NO_STAMP)
        await visits.arrive(tx, tom, appointment, Stamp(location=HERE))
        await visits.start(tx, tom, appointment, NO_STAMP)
        due = (await _order(shop, order))["finish_due"]
        await visits.pause(tx, tom, appointment, NO_STAMP, hold="part")
    held = await _order(shop, order)
    assert (held["state"], held["hold_reason"], held["sla_state"]) == ("on_hold", "part", "paused")
    later = datetime.now(UTC) + timedelta(minutes=40)
    async with shop.tx(later) as tx:
        await visits.resume(tx, await shop.actor(tx, "tom"), appointment, NO_STAMP)
    after = await _order(shop, order)
    assert after["state"] == "in_progress"
    assert after["finish_due"] - due >= timedelta(minutes=39)


async def test_a_clock_warns_once_and_is_late_once(shop: Company) -> None:
    order = await new_order(shop)
    due = (await _order(shop, order))["respond_due"]
    async with shop.tx(due - timedelta(minutes=3)) as tx:
        await clocks.sweep(tx)
        assert await clocks.sweep(tx) == 0
    assert (await _order(shop, order))["sla_state"] == "warning"
    async with shop.tx(due + timedelta(minutes=1)) as tx:
        await clocks.sweep(tx)
    assert (await _order(shop, order))["sla_state"] == "breached"


async def test_an_unanswered_job_goes_back_after_its_time(shop: Company) -> None:
    order, appointment = await _sent(shop)
    async with shop.tx(datetime.now(UTC) + timedelta(minutes=31)) as tx:
        await lapsing.lapse_appointments(tx, system_actor(shop.tenant.id))
        gone = await records.fetch(tx, system_actor(shop.tenant.id), "appointment", appointment)
    assert gone["state"] == "declined"
    assert (await _order(shop, order))["state"] == "pending_dispatch"


async def test_a_silent_customer_has_accepted_after_three_days(shop: Company) -> None:
    order = await _finished(shop)
    async with shop.tx(datetime.now(UTC) + timedelta(days=3, hours=1)) as tx:
        await lapsing.accept_in_silence(tx, system_actor(shop.tenant.id))
    assert (await _order(shop, order))["state"] == "accepted"


async def test_a_transfer_needs_the_dispatchers_word_and_moves_the_job(shop: Company) -> None:
    order, appointment = await _sent(shop)
    async with shop.tx() as tx:
        asked = await transfers.ask(
            tx,
            await shop.actor(tx, "tom"),
            appointment,
            reason="家里有事",
            to_engineer=shop.people["eli"],
        )
    async with shop.tx() as tx:
        with pytest.raises((ForbiddenError, NotFoundError)):
            await transfers.approve(tx, await shop.actor(tx, "tom"), asked.id)
    async with shop.tx() as tx:
        await transfers.approve(tx, await shop.actor(tx, "dan"), asked.id)
    assert (await _order(shop, order))["engineers"] == [shop.people["eli"]]


async def test_cancelling_calls_the_visit_off_and_needs_a_reason(shop: Company) -> None:
    order, appointment = await _sent(shop)
    async with shop.tx() as tx:
        dan = await shop.actor(tx, "dan")
        with pytest.raises(ReasonMissingError):
            await records.command(tx, dan, "work_order", order, "cancel")
        await records.command(tx, dan, "work_order", order, "cancel", reason="客户不修了")
        visit = await records.fetch(tx, dan, "appointment", appointment)
    assert visit["state"] == "cancelled"
    assert visit["committed"] is False


async def test_the_office_suspends_and_resumes_to_where_the_visit_stood(shop: Company) -> None:
    order, _ = await _sent(shop)
    async with shop.tx() as tx:
        dan = await shop.actor(tx, "dan")
        await records.command(
            tx,
            dan,
            "work_order",
            order,
            "suspend",
            reason="等客户",
            values={"hold_reason": "customer"},
        )
    assert (await _order(shop, order))["state"] == "on_hold"
    async with shop.tx() as tx:
        await records.command(tx, await shop.actor(tx, "dan"), "work_order", order, "resume")
    assert (await _order(shop, order))["state"] == "dispatched"


async def test_the_board_and_the_day_show_the_job_to_those_concerned_only(shop: Company) -> None:
    order, appointment = await _sent(shop)
    now = datetime.now(UTC)
    async with shop.tx() as tx:
        shown = await board.board(
            tx,
            await shop.actor(tx, "dan"),
            start=now - timedelta(hours=12),
            end=now + timedelta(days=2),
        )
        mine = await views.my_day(tx, await shop.actor(tx, "tom"))
        other = await views.my_day(tx, await shop.actor(tx, "eve"))
        whole = await views.whole_order(tx, await shop.actor(tx, "mia"), order)
    assert appointment in {a["id"] for a in shown["appointments"]}
    assert other["appointments"] == []
    assert appointment in {a["id"] for a in mine["appointments"]} or mine["day"] != now.date()
    assert "portal_token" not in whole["order"]
    assert whole["dispatch_decision"][0]["candidates"]
