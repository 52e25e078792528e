"""Orders from sheets: every error told with its row and column, each row whole, none twice."""

import io
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from python_calamine import load_workbook
from tests.factories.company import Company

from sortie.base.errors import InvalidError
from sortie.domains.dispatch.contracts.errors import ImportTooLargeError, ImportUnreadableError
from sortie.domains.dispatch.rules.import_sheet import headings, phone_of, read_row
from sortie.domains.dispatch.service import importing, importing_files
from sortie.kernel.records import service as records

_HEADS = ["外部编号", "客户", "客户电话", "工作类型", "优先级", "期望上门起", "期望上门止", "地址"]
_ZONE = ZoneInfo("Asia/Shanghai")


def _csv(*rows: Sequence[str], heads: Sequence[str] = _HEADS, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(r) for r in (heads, *rows)).encode(encoding)


async def _run(company: Company, content: bytes, **how: Any) -> importing.Imported:
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
    options = {"dry_run": False, "create_missing": False} | how
    return await importing.run(company.tx, mia, content, zone="Asia/Shanghai", **options)


async def _orders(company: Company) -> int:
    async with company.tx() as tx:
        return len(await records.find(tx, "work_order", channel="import"))


async def test_rows_become_orders_waiting_for_dispatch(company: Company) -> None:
    row = ["K-1", "王女士", "", "AC", "紧急", "2026-12-01 09:00", "2026/12/1 11:00", ""]
    done = await _run(company, _csv(row, encoding="gbk"))
    (outcome,) = done.outcomes
    assert (outcome.kind, outcome.at) == ("ok", 2)
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        order = await records.fetch(tx, mia, "work_order", outcome.order)
    assert (order["state"], order["priority"]) == ("pending_dispatch", "urgent")
    assert order["window_start"].isoformat() == "2026-12-01T01:00:00+00:00"
    assert order["site"] == company.ids["site"]


async def test_the_same_number_is_imported_once_and_changed_content_is_told(
    company: Company,
) -> None:
    row = ["K-2", "王女士", "", "空调维修", "", "", "", ""]
    first = await _run(company, _csv(row))
    before = await _orders(company)
    again = await _run(company, _csv(row))
    assert [o.kind for o in again.outcomes] == ["skipped"]
    assert again.outcomes[0].order == first.outcomes[0].order
    changed = await _run(company, _csv(["K-2", "王女士", "", "空调维修", "高", "", "", ""]))
    assert [(o.kind, o.problems[0].key) for o in changed.outcomes] == [("error", "row_key")]
    assert await _orders(company) == before


async def test_two_equal_rows_without_a_number_are_two_orders_but_only_once(
    company: Company,
) -> None:
    row = ["", "王女士", "", "AC", "低", "", "", ""]
    before = await _orders(company)
    assert (await _run(company, _csv(row, row))).count("ok") == 2
    assert (await _run(company, _csv(row, row))).count("skipped") == 2
    assert await _orders(company) == before + 2


async def test_everything_wrong_is_told_at_once_and_good_rows_are_kept(company: Company) -> None:
    done = await _run(
        company,
        _csv(
            ["", "无此人", "", "修火箭", "超急", "明天", "", ""],
            ["K-3", "王女士", "", "AC", "", "2026-12-02 10:00", "2026-12-02 09:00", ""],
            ["", "", "", "", "", "", "", ""],
            ["K-4", "王女士", "", "AC", "", "", "", ""],
        ),
    )
    wrong, window, good = done.outcomes
    assert {p.key for p in wrong.problems} == {"customer", "work_type", "priority", "window_start"}
    assert [(p.key, window.at) for p in window.problems] == [("window_end", 3)]
    assert (good.kind, good.at) == ("ok", 5)


async def test_a_dry_run_says_the_same_and_leaves_nothing(company: Company) -> None:
    before = await _orders(company)
    rows = _csv(["K-9", "新客户甲", "13900009999", "AC", "", "", "", "市中区 1 号"],
                ["K-10", "谁", "", "没有", "", "", "", ""])  # fmt: skip
    dry = await _run(company, rows, dry_run=True, create_missing=True)
    assert [o.kind for o in dry.outcomes] == ["ok", "error"]
    assert await _orders(company) == before
    async with company.tx() as tx:
        assert await records.find(tx, "customer", name="新客户甲") == []
    wet = await _run(company, rows, create_missing=True)
    assert [o.kind for o in wet.outcomes] == ["ok", "error"]


async def test_missing_customers_and_sites_are_made_once_when_asked(company: Company) -> None:
    row = ["", "新客户乙", "13900008888", "AC", "", "", "", "历城区 2 号"]
    assert (await _run(company, _csv(row))).outcomes[0].problems[0].key == "customer"
    done = await _run(company, _csv(row, [*row[:4], "高", *row[5:]]), create_missing=True)
    assert done.count("ok") == 2
    async with company.tx() as tx:
        (customer,) = await records.find(tx, "customer", name="新客户乙")
        (site,) = await records.find(tx, "site", customer=customer.id)
    assert customer["phone"] == "+8613900008888"
    assert site["address_text"] == "历城区 2 号"


async def test_a_phone_tells_two_customers_of_one_name_apart(company: Company) -> None:
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        for phone in ("13700001111", "13700002222"):
            await records.create(tx, mia, "customer", {"name": "李重名", "phone": phone})
    vague, exact, number = (
        await _run(
            company,
            _csv(
                ["", "李重名", "", "AC", "", "", "", ""],
                ["", "李重名", "13700002222", "AC", "", "", "", ""],
                ["", "13700001111", "", "AC", "", "", "", ""],
            ),
        )
    ).outcomes
    assert (vague.kind, exact.kind, number.kind) == ("error", "ok", "ok")
    assert "多个" in vague.problems[0].text.zh


async def test_sheets_that_cant_be_read_are_refused_whole(company: Company) -> None:
    with pytest.raises(ImportUnreadableError):
        await _run(company, b"PK\x03\x04 not a workbook")
    with pytest.raises(ImportUnreadableError):
        await _run(company, b"")
    with pytest.raises(InvalidError) as wrong:
        await _run(company, _csv(["x"], heads=["天气"]))
    assert [f.path for f in wrong.value.fields] == ["customer", "work_type"]
    with pytest.raises(ImportTooLargeError):
        await _run(company, _csv(*([["", "王女士"]] * 5001), heads=["外部编号", "客户"]))


async def test_the_template_is_read_back_and_the_result_says_why(company: Company) -> None:
    for locale in ("zh-CN", "en"):
        cells = importing_files.read_cells(importing_files.template(locale, "Asia/Shanghai"))
        assert len(headings(cells[0])) == len(cells[0])
    rows = [["客户", "工作类型"], ["王女士", "AC"], ["谁", "AC"]]
    book = importing_files.result_book(
        rows, {2: ("ok", "已导入 WO1"), 3: ("error", "找不到客户")}, "zh-CN", "Asia/Shanghai"
    )
    shown = load_workbook(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert shown == [["客户", "工作类型", "导入结果"], ["王女士", "AC", "已导入 WO1"],
                     ["谁", "AC", "找不到客户"]]  # fmt: skip


def test_figures_from_a_spreadsheet_are_read_as_what_they_were() -> None:
    columns = headings(["CUSTOMER *", "电话", "work type"])
    row = read_row(2, ["王", 13800005678.0, "AC"], columns, _ZONE)
    assert row is not None
    assert row.texts["contact_phone"] == "13800005678"
    assert phone_of("0531-8888 6666") == "+8653188886666"
    assert phone_of("王女士") is None
