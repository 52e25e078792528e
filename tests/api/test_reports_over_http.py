"""Reports over HTTP: JSON for screens, CSV and XLSX for the desk, and who may."""

from pathlib import Path

import pytest
from python_calamine import load_workbook
from tests.api.people import browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.kernel.tenancy.contracts import Tenant

_REPORTS = "/api/v1/reports"


@pytest.mark.parametrize("name", ["work-orders", "people", "time"])
async def test_each_report_comes_as_a_table_a_csv_and_a_workbook(
    api: Api, tenant: Tenant, tmp_path: Path, name: str
) -> None:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "manager"))
        span = {"start": "2026-01-01", "end": "2026-01-31"}
        shown = (await client.get(f"{_REPORTS}/{name}", params=span)).json()
        titles = [c["label"]["en"] for c in shown["columns"]]
        headers = {"Accept-Language": "en"}
        text = await client.get(
            f"{_REPORTS}/{name}", params=span | {"format": "csv"}, headers=headers
        )
        assert text.content.decode("utf-8-sig").splitlines()[0] == ",".join(titles)
        book = await client.get(
            f"{_REPORTS}/{name}", params=span | {"format": "xlsx"}, headers=headers
        )
    (tmp_path / "a.xlsx").write_bytes(book.content)
    rows = load_workbook(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0] == titles
    assert rows[-1][0] == "Total"


async def test_reports_are_for_those_who_hold_the_feature(api: Api, tenant: Tenant) -> None:
    for role, status in (("finance", 200), ("dispatcher", 200), ("engineer", 403), ("agent", 403)):
        async with browser(api) as client:
            await enter(client, await make_person(api, tenant, role))
            assert (await client.get(f"{_REPORTS}/dashboard")).status_code == status
            assert (await client.get(f"{_REPORTS}/time")).status_code == status


async def test_unknown_reports_groups_and_filters_say_what_is_wrong(
    api: Api, tenant: Tenant
) -> None:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "manager"))
        assert (await client.get(f"{_REPORTS}/weather")).status_code in {404, 422}
        wrong = await client.get(f"{_REPORTS}/time", params={"group_by": "moon"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "report.group_unknown")
        wrong = await client.get(f"{_REPORTS}/time", params={"filter": "[1]"})
        assert wrong.json()["fields"][0]["path"] == "filter"
