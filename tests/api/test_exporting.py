"""Exports over HTTP: what the caller may export, as they may see it, safe to open."""

from pathlib import Path

import httpx
from python_calamine import load_workbook
from tests.api.people import browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

_CUSTOMERS = "/api/v1/records/customer/export"


async def _add_customers(api: Api, tenant: Tenant, prefix: str, count: int) -> None:
    async with api.kernel.dbs.tx(tenant) as tx:
        for n in range(count):
            values = {"name": f"{prefix}{n:04}", "phone": f"138{n:08}"}
            await records.create(tx, system_actor(tenant.id), "customer", values)


async def _export(api: Api, tenant: Tenant, role: str, **params: str) -> httpx.Response:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, role))
        return await client.get(_CUSTOMERS, params=params)


async def test_csv_carries_what_was_asked_in_the_callers_language(api: Api, tenant: Tenant) -> None:
    await _add_customers(api, tenant, "=HYPERLINK", 1)
    answer = await _export(
        api, tenant, "manager", format="csv", fields="name,phone,level,state", q="HYPERLINK"
    )
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, line, _ = answer.content.decode("utf-8-sig").split("\r\n")
    assert head == "名称,电话,客户等级,状态"
    assert line.startswith("'=HYPERLINK0000,")
    assert line.endswith(",普通,合作中")
    assert "attachment" in answer.headers["content-disposition"]
    assert ".csv" in answer.headers["content-disposition"]


async def test_an_export_goes_past_one_page_and_xlsx_says_the_same_as_csv(
    api: Api, tenant: Tenant, tmp_path: Path
) -> None:
    await _add_customers(api, tenant, "客户甲", 1030)
    answer = await _export(api, tenant, "manager", q="客户甲", fields="name", sort="name")
    assert answer.status_code == 200
    (tmp_path / "a.xlsx").write_bytes(answer.content)
    rows = load_workbook(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert [r[0] for r in rows] == ["名称", *(f"客户甲{n:04}" for n in range(1030))]


async def test_without_the_right_to_export_nothing_leaves(api: Api, tenant: Tenant) -> None:
    assert (await _export(api, tenant, "agent")).status_code == 403
    assert (await _export(api, tenant, "staff")).status_code == 404


async def test_a_filter_that_cant_be_used_is_refused_before_anything_is_sent(
    api: Api, tenant: Tenant
) -> None:
    answer = await _export(api, tenant, "manager", filter='{"field":"nope","op":"eq","value":1}')
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    unknown = await _export(api, tenant, "manager", fields="name,nope")
    assert unknown.json()["fields"][0]["code"] == "field.unknown"
