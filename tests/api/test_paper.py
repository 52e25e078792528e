"""Import and archive over HTTP: files in, files out, and who may."""

import io

from python_calamine import load_workbook
from tests.api.people import browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

_IMPORT = "/api/v1/dispatch/import"


async def test_a_filled_sheet_is_tried_imported_and_answered(api: Api, tenant: Tenant) -> None:
    async with api.kernel.dbs.tx(tenant) as tx:
        system = system_actor(tenant.id)
        await records.create(
            tx, system, "work_type", {"code": "AC", "name": "空调维修", "duration": 3600}
        )
    sheet = "客户,客户电话,工作类型\r\n陈女士,13911112222,AC\r\n,,没有\r\n".encode()
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "manager"))
        template = await client.get(f"{_IMPORT}/template.xlsx")
        assert load_workbook(io.BytesIO(template.content)).sheet_names
        params = {"create_missing": "1", "dry_run": "1"}
        dry = (await client.post(_IMPORT, params=params, content=sheet)).json()
        assert (dry["rows"], dry["ok"], dry["failed"]) == (2, 1, 1)
        assert dry["errors"][0] | {"detail": ""} == {
            "row": 3, "field": "customer", "column": "客户", "detail": "",
        }  # fmt: skip
        wet = await client.post(
            _IMPORT, params={"create_missing": "1"}, files={"file": ("a.csv", sheet)}
        )
        assert (wet.json()["ok"], wet.json()["orders"][0]["number"][:2]) == (1, "WO")
        book = await client.post(
            _IMPORT, params={"create_missing": "1", "result": "xlsx"}, content=sheet
        )
        rows = load_workbook(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
        assert rows[1][-1].startswith("此前已导入 WO")
        order = wet.json()["orders"][0]["id"]
        missing = await client.get(f"/api/v1/dispatch/orders/{order}/archive.pdf")
        assert (missing.status_code, missing.json()["code"]) == (404, "order.archive_missing")
        early = await client.post(f"/api/v1/dispatch/orders/{order}/archive")
        assert (early.status_code, early.json()["code"]) == (409, "order.not_settled")


async def test_import_needs_its_right(api: Api, tenant: Tenant) -> None:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "agent"))
        assert (await client.post(_IMPORT, content=b"x")).status_code == 403
        assert (await client.get(f"{_IMPORT}/template.xlsx")).status_code == 403
