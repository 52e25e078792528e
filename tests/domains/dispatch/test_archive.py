"""The archive through the services: frozen whole, printed in two languages, found by its words."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.factories.company import Company
from tests.factories.done_jobs import reviewed_order, settled_order
from tests.factories.pictures import image, jpeg

from sortie.base.errors import AppError, ForbiddenError
from sortie.domains.dispatch import jobs
from sortie.domains.dispatch.contracts.errors import (
    ArchiveMissingError,
    NotSettledError,
    OrderBilledError,
    OrderFrozenError,
)
from sortie.domains.dispatch.service import archive, archive_page, archive_pdf
from sortie.domains.dispatch.service.archive_facts import gather
from sortie.domains.portal import service as portal
from sortie.domains.portal.contracts import LinkUnknownError
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Query
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


async def _archived(company: Company) -> UUID:
    order = await settled_order(company)
    async with company.tx() as tx:
        await archive.archive(tx, await company.actor(tx, "fin"), order)
    return order


async def _one(company: Company, object_: str, **equals: object) -> Stored:
    async with company.tx() as tx:
        return (await records.find(tx, object_, **equals))[0]


async def test_an_archived_order_has_a_pdf_in_both_languages(company: Company) -> None:
    order = await _archived(company)
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        for locale in ("zh-CN", "en"):
            opened = await archive.open_archive(tx, mia, order, locale)
            content = b"".join([chunk async for chunk in opened.stream])
            assert content.startswith(b"%PDF-")
            assert opened.file.filename.endswith(f"-{locale}.pdf")
        stored = await records.fetch(tx, mia, "work_order", order)
    assert stored["state"] == "archived"
    assert len(stored["archive_file"]) == 2


async def test_only_a_settled_order_is_archived_and_only_by_those_who_may(
    company: Company,
) -> None:
    order = await reviewed_order(company)
    async with company.tx() as tx:
        with pytest.raises(NotSettledError):
            await archive.archive(tx, await company.actor(tx, "mia"), order)
        with pytest.raises(ForbiddenError):
            await archive.archive(tx, await company.actor(tx, "amy"), order)
        with pytest.raises(ArchiveMissingError):
            await archive.open_archive(tx, await company.actor(tx, "mia"), order, "en")


async def test_archiving_twice_gives_the_same_files(company: Company) -> None:
    order = await _archived(company)
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        _, first = await archive.archive(tx, mia, order)
        _, second = await archive.archive(tx, mia, order)
    assert [f.id for f in first] == [f.id for f in second]
    assert len(first) == 2


@pytest.mark.parametrize("who", ["mia", "system"])
async def test_nothing_of_an_archived_order_can_be_written(company: Company, who: str) -> None:
    order = await _archived(company)
    line = await _one(company, "work_order_line", work_order=order)
    step = await _one(company, "step_result", work_order=order)
    visit = await _one(company, "appointment", work_order=order)
    check = await _one(company, "check_in", appointment=visit.id)
    word = await _one(company, "acceptance", work_order=order)
    writes = [
        ("work_order", order, {"subject": "改"}),
        ("work_order_line", line.id, {"price": "1"}),
        ("step_result", step.id, {"value": "9"}),
        ("appointment", visit.id, {"outcome": "改"}),
        ("check_in", check.id, {"reason": "改"}),
        ("acceptance", word.id, {"signer": "别人"}),
    ]
    for object_, record, values in writes:
        async with company.tx() as tx:
            system = system_actor(company.tenant.id)
            writable = object_ in {"work_order", "work_order_line"}
            actor = await company.actor(tx, who) if who != "system" and writable else system
            held = await records.fetch(tx, system, object_, record)
            with pytest.raises(OrderFrozenError):
                await records.update(tx, actor, object_, record, values, version=held.version)
    async with company.tx() as tx:
        system = system_actor(company.tenant.id)
        new = {"work_order": order, "kind": "part", "name": "再加", "price": "1"}
        with pytest.raises(OrderFrozenError):
            await records.create(tx, system, "work_order_line", new)
        with pytest.raises(OrderFrozenError):
            await records.delete(tx, system, "work_order_line", line.id)
        with pytest.raises(OrderFrozenError):
            await records.delete(tx, system, "work_order", order)


async def test_reopening_thaws_it_and_keeps_the_old_archive(company: Company) -> None:
    order = await _archived(company)
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        opened = await records.command(tx, mia, "work_order", order, "reopen", reason="又坏了")
        changed = await records.update(
            tx, mia, "work_order", order, {"subject": "再修"}, version=opened.version
        )
    assert len(changed["archive_file"]) == 2


async def test_the_lines_of_a_billed_order_stay_as_they_were_billed(company: Company) -> None:
    order = await reviewed_order(company)
    line = await _one(company, "work_order_line", work_order=order)
    async with company.tx() as tx:
        eli = await company.actor(tx, "eli")
        with pytest.raises(OrderBilledError):
            await records.update(
                tx, eli, "work_order_line", line.id, {"price": "1"}, version=line.version
            )


async def test_a_search_finds_the_order_by_what_the_archive_says(company: Company) -> None:
    order = await _archived(company)
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        for words in ("电容", "已换电容"):
            page = await queries.list_records(tx, mia, Query("work_order", search=words))
            assert order in {r.id for r in page.records}


async def test_the_agent_who_sees_no_amounts_gets_no_archive(company: Company) -> None:
    order = await _archived(company)
    async with company.tx() as tx:
        with pytest.raises(AppError) as refused:
            await archive.open_archive(tx, await company.actor(tx, "amy"), order, "zh-CN")
    assert refused.value.status == 404


async def test_the_same_facts_give_the_same_bytes_and_the_page_has_everything(
    company: Company,
) -> None:
    order = await settled_order(company)
    async with company.tx() as tx:
        facts = await gather(tx, order)
    zh = archive_page.page(facts, "zh-CN", "2026-11-22 17:00")
    en = archive_page.page(facts, "en", "2026-11-22 17:00")
    assert [r[1] for r in zh["parties"]][1] == "王女士"
    assert zh["bills"][0]["capitals"] == "壹佰壹拾伍元整"
    assert zh["bills"][0]["total"][1] == "115.00"
    assert zh["visits"][0]["check_ins"][1][5].startswith("围栏内")
    assert ["状态", "已完成"] in zh["visits"][0]["fields"]
    assert any("Check in" in row[2] for row in en["timeline"]["rows"])
    assert all(len(row[0]) == len("2026-11-22 17:00:00") for row in en["timeline"]["rows"])
    assert {len(x[2]) for x in zh["originals"]} == {64}
    assert len(zh["photos"]) == 1
    ink = zh["acceptance"][0]["signature"]
    pictures = {zh["photos"][0][0]: archive_pdf.scaled(jpeg()),
                ink: archive_pdf.scaled(image("PNG"), ink=True)}  # fmt: skip
    first = archive_pdf.render(zh, pictures, AT)
    assert first == archive_pdf.render(zh, pictures, AT)
    assert first != archive_pdf.render(en, pictures, AT)


async def test_the_night_archives_what_has_been_settled_for_a_day(company: Company) -> None:
    order = await settled_order(company)
    async with company.tx() as tx:
        assert order not in await archive.due(tx, 500)
    async with company.tx(now=datetime.now(UTC) + timedelta(days=2)) as tx:
        assert order in await archive.due(tx, 500)
    assert jobs.archive_settled.__doc__


async def test_the_customer_opens_the_archive_behind_the_link_and_nothing_else(
    company: Company,
) -> None:
    order = await _archived(company)
    async with company.tx() as tx:
        stored = await records.fetch(tx, system_actor(company.tenant.id), "work_order", order)
        opened = await portal.archive_of(tx, stored["portal_token"], "en")
        assert opened.file.filename == f"{stored['number']}-en.pdf"
        with pytest.raises(LinkUnknownError):
            await portal.archive_of(tx, "no such token", "en")
        assert not (await portal.track(tx, stored["portal_token"]))["can"]["rate"]
