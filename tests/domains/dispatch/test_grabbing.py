"""The grab pool: exactly one winner, honest answers, limits that hold."""

import asyncio
from uuid import UUID

import pytest
from tests.factories.company import Company, hire_engineers, new_order

from sortie.base.errors import AppError
from sortie.domains.dispatch.contracts.errors import (
    OfferLimitError,
    OfferNotForYouError,
    OfferTakenError,
)
from sortie.domains.dispatch.service import pool
from sortie.kernel.records import service as records

TAKERS = [f"taker{n}" for n in range(10)]
TRIES_EACH = 10


async def _offer(company: Company, order: UUID, minutes: int = 30) -> UUID:
    async with company.tx() as tx:
        return (
            await pool.open_offer(tx, await company.actor(tx, "dan"), order, minutes=minutes)
        ).id


async def _grab(company: Company, who: str, offer: UUID) -> str:
    async with company.tx() as tx:
        try:
            await pool.take(tx, await company.actor(tx, who), offer)
        except AppError as refused:
            return refused.code
        return "won"


@pytest.fixture(scope="module")
async def crowd(company: Company) -> Company:
    await hire_engineers(company, TAKERS)
    return company


async def test_of_a_hundred_who_grab_at_once_exactly_one_wins(crowd: Company) -> None:
    order = await new_order(crowd)
    offer = await _offer(crowd, order)
    results = await asyncio.gather(
        *(_grab(crowd, who, offer) for who in TAKERS for _ in range(TRIES_EACH))
    )
    assert results.count("won") == 1
    assert set(results) == {"won", OfferTakenError.code}
    async with crowd.tx() as tx:
        (appointment,) = await records.find(tx, "appointment", work_order=order)
        (stored,) = await records.find(tx, "offer", work_order=order)
    assert stored["taken_by"] == appointment["engineer"]
    assert appointment["state"] == "accepted"


async def test_many_offers_at_once_never_pass_a_persons_limit(crowd: Company) -> None:
    offers = [await _offer(crowd, await new_order(crowd)) for _ in range(5)]
    results = await asyncio.gather(*(_grab(crowd, "eli", offer) for offer in offers))
    assert results.count("won") == 3
    assert results.count(OfferLimitError.code) == 2


async def test_an_offer_is_closed_to_whoever_lacks_the_skill(crowd: Company) -> None:
    offer = await _offer(crowd, await new_order(crowd))
    assert await _grab(crowd, "eve", offer) == OfferNotForYouError.code
    async with crowd.tx() as tx:
        assert offer not in {o.id for o in await pool.my_offers(tx, await crowd.actor(tx, "eve"))}


async def test_what_is_shown_before_taking_names_no_customer(crowd: Company) -> None:
    offer = await _offer(crowd, await new_order(crowd))
    async with crowd.tx() as tx:
        shown = {o.id: o for o in await pool.my_offers(tx, await crowd.actor(tx, TAKERS[0]))}
    assert shown[offer].address_text == "历下区泉城路"
    assert not hasattr(shown[offer], "contact_phone")
    assert shown[offer].earning == "32.00"  # 40 % of the call-out price of 80


async def test_a_withdrawn_offer_can_not_be_taken(crowd: Company) -> None:
    order = await new_order(crowd)
    offer = await _offer(crowd, order)
    async with crowd.tx() as tx:
        await pool.withdraw_offer(tx, await crowd.actor(tx, "dan"), order)
    assert await _grab(crowd, TAKERS[1], offer) == OfferTakenError.code
