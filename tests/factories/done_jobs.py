"""Orders taken through the main job, for tests of what comes after it."""

from typing import Any
from uuid import UUID

from tests.factories.company import Company, new_order
from tests.factories.pictures import image, jpeg

from sortie.domains.dispatch.service import acceptance, planning, steps, visits
from sortie.kernel.files import service as files
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import NO_STAMP, Stamp
from sortie.kernel.tenancy.contracts import Tx

HERE = {"lon": 117.02, "lat": 36.67, "datum": "WGS84", "accuracy_m": 12}


async def visit(company: Company, order: UUID, *, part_price: str = "35") -> None:
    """Eli goes there, does the steps, puts a part in and finishes; the customer hasn't spoken."""
    async with company.tx() as tx:
        await _may_do_many(tx, company.people["eli"])
        appointment = await planning.auto_assign(tx, await company.actor(tx, "dan"), order)
    async with company.tx() as tx:
        eli = await company.actor(tx, "eli")
        await visits.accept(tx, eli, appointment.id, NO_STAMP)
        await visits.depart(tx, eli, appointment.id, Stamp(location=HERE))
        await visits.arrive(tx, eli, appointment.id, Stamp(location=HERE))
        await visits.start(tx, eli, appointment.id, NO_STAMP)
        await steps.save_step(tx, eli, order, "pressure", {"value": "4.2"}, NO_STAMP)
        photo = await files.store(tx, eli, jpeg(), filename="before.jpg")
        await steps.save_step(tx, eli, order, "before", {"files": [photo.id]}, NO_STAMP)
        await steps.add_line(
            tx, eli, order, {"kind": "part", "name": "电容", "price": part_price, "quantity": "1"}
        )
    async with company.tx() as tx:
        eli = await company.actor(tx, "eli")
        await visits.finish(tx, eli, appointment.id, NO_STAMP, outcome="已换电容")


async def _may_do_many(tx: Tx, engineer: UUID) -> None:
    """Tests give one person more jobs a day than is usual."""
    (resource,) = await records.find(tx, "field_resource", user=engineer)
    if resource["max_jobs"] != 30:
        await records.update(
            tx, system_actor(tx.tenant.id), "field_resource", resource.id, {"max_jobs": 30},
            version=None,
        )  # fmt: skip


async def signed(company: Company, order: UUID) -> None:
    """The customer signs on Eli's phone and, the first time, rates."""
    async with company.tx() as tx:
        eli = await company.actor(tx, "eli")
        ink = await files.store(tx, eli, image("PNG"), filename="signature.png")
        await acceptance.give_word(
            tx, eli, order, result="accepted", channel="engineer_phone", signer="王女士",
            signature={"file": str(ink.id), "signer": "王女士"},
        )  # fmt: skip
        if not await records.find(tx, "rating", work_order=order):
            await acceptance.rate(tx, eli.as_system(), order, score=5, tags=("polite",), text="好")


async def passed(company: Company, order: UUID) -> None:
    """The manager reviews and passes it on."""
    async with company.tx() as tx:
        await acceptance.review(tx, await company.actor(tx, "mia"), order, result="pass")


async def reviewed_order(company: Company, **more: Any) -> UUID:
    """An order done, signed and reviewed: its bill has just been made."""
    order = await new_order(company, **more)
    await visit(company, order)
    await signed(company, order)
    await passed(company, order)
    return order


async def settled_order(company: Company) -> UUID:
    """And paid."""
    order = await reviewed_order(company)
    async with company.tx() as tx:
        fin = await company.actor(tx, "fin")
        (bill,) = await records.find(tx, "bill", work_order=order)
        await records.command(tx, fin, "bill", bill.id, "issue")
        await records.command(tx, fin, "bill", bill.id, "pay")
    return order
