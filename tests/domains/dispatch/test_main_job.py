"""The main job through the services: from the call to the review, step by step."""

from uuid import UUID

import pytest
from tests.factories.company import Company, new_order
from tests.factories.pictures import image, jpeg

from sortie.domains.dispatch.contracts.errors import (
    CheckInReasonError,
    NotQualifiedError,
    StepsMissingError,
)
from sortie.domains.dispatch.contracts.wishes import RequestWish
from sortie.domains.dispatch.service import acceptance, intake, planning, steps, visits
from sortie.kernel.files import service as files
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import NO_STAMP, Stamp

HERE = {"lon": 117.02, "lat": 36.67, "datum": "WGS84", "accuracy_m": 12}
FAR = {"lon": 117.30, "lat": 36.67, "datum": "WGS84", "accuracy_m": 12}


async def _state(company: Company, order: UUID) -> str:
    async with company.tx() as tx:
        return (await records.fetch(tx, (await company.actor(tx, "mia")), "work_order", order))[
            "state"
        ]


async def test_a_call_becomes_a_request_and_an_order_with_nothing_lost(company: Company) -> None:
    async with company.tx() as tx:
        amy = await company.actor(tx, "amy")
        taken = await intake.take_request(
            tx, amy,
            RequestWish("phone", contact_name="李", contact_phone="13900001111", description="不制冷",
                        new_customer={"name": "李先生"}, new_site={"name": "家"}, address_text="市中区",
                        work_type=company.ids["type"], convert=True),
        )  # fmt: skip
    assert taken.order is not None
    assert taken.order["state"] == "pending_dispatch"
    assert taken.order["description"] == "不制冷"
    assert taken.order["portal_token"] == taken.request["portal_token"]
    assert [i["key"] for i in taken.order["checklist_items"]] == ["before", "pressure"]


async def test_only_people_with_the_skill_are_candidates_and_the_rest_have_reasons(
    company: Company,
) -> None:
    order = await new_order(company)
    async with company.tx() as tx:
        found = await planning.candidates(tx, await company.actor(tx, "dan"), order)
    assert [c.worker_id for c in found.ranking.candidates] == [str(company.people["eli"])]
    (out,) = found.ranking.excluded
    assert [str(e.reason) for e in out.exclusions] == ["skill_level"]


async def test_assigning_someone_unqualified_needs_a_reason(company: Company) -> None:
    order = await new_order(company)
    async with company.tx() as tx:
        dan = await company.actor(tx, "dan")
        held = await records.fetch(tx, dan, "work_order", order, lock=True)
        with pytest.raises(NotQualifiedError):
            await planning.assign(tx, dan, held, company.people["eve"], mode="manual")


async def test_the_whole_job_from_dispatch_to_review(company: Company) -> None:
    order = await new_order(company)
    async with company.tx() as tx:
        appointment = await planning.auto_assign(tx, await company.actor(tx, "dan"), order)
    assert await _state(company, order) == "dispatched"
    async with company.tx() as tx:
        eli = await company.actor(tx, "eli")
        await visits.accept(tx, eli, appointment.id, NO_STAMP)
        await visits.depart(tx, eli, appointment.id, Stamp(location=HERE))
        with pytest.raises(CheckInReasonError):
            await visits.arrive(tx, eli, appointment.id, Stamp(location=FAR))
    async with company.tx() as tx:
        eli = await company.actor(tx, "eli")
        await visits.arrive(tx, eli, appointment.id, Stamp(location=HERE))
        await visits.start(tx, eli, appointment.id, NO_STAMP)
        with pytest.raises(StepsMissingError) as refused:
            await visits.finish(tx, eli, appointment.id, NO_STAMP)
    assert {f.path for f in refused.value.fields} == {"steps.before", "steps.pressure"}
    assert await _state(company, order) == "in_progress"
    async with company.tx() as tx:
        eli = await company.actor(tx, "eli")
        await steps.save_step(tx, eli, order, "pressure", {"value": "4.2"}, NO_STAMP)
        photo = await files.store(tx, eli, jpeg(), filename="before.jpg")
        await steps.save_step(tx, eli, order, "before", {"files": [photo.id]}, NO_STAMP)
        await steps.add_line(
            tx, eli, order, {"kind": "part", "name": "电容", "price": "35", "quantity": "1"}
        )
        await visits.finish(tx, eli, appointment.id, NO_STAMP, outcome="已换电容")
    assert await _state(company, order) == "pending_acceptance"
    async with company.tx() as tx:
        eli = await company.actor(tx, "eli")
        ink = await files.store(tx, eli, image("PNG"), filename="signature.png")
        await acceptance.give_word(
            tx, eli, order, result="accepted", channel="engineer_phone", signer="王女士",
            signature={"file": str(ink.id), "signer": "王女士"},
        )  # fmt: skip
        await acceptance.rate(tx, eli.as_system(), order, score=5, tags=("polite",), text="好")
        await acceptance.review(tx, await company.actor(tx, "mia"), order, result="pass")
    assert await _state(company, order) == "pending_settlement"
