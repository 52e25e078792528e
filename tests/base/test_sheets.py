"""Spreadsheets: nothing runs as a formula, and values come back as they went in."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import load_workbook

from sortie.base.sheets import Column, XlsxFile, csv_chunk, download_headers, safe_text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "-A1", "+abc"],
)
def test_what_a_spreadsheet_would_run_is_made_plain_text(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-5", "-1,234.50", "+8613800005678", "+86 138-0000-5678", "a=b", "", "王女士"]
)
def test_numbers_phones_and_words_stay_as_they_are(text: str) -> None:
    assert safe_text(text) == text


def test_csv_opens_in_utf_8_in_a_chinese_excel() -> None:
    content = csv_chunk([["名称", "数"], ["空调,大", Decimal("-5.50")]], head=True)
    assert content == b"\xef\xbb\xbf" + '名称,数\r\n"空调,大",-5.50\r\n'.encode()


def test_typed_cells_come_back_as_numbers_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    kinds = ("text", "money", "date", "datetime", "duration", "number")
    file = XlsxFile(path, "a/b", [Column(k, k) for k in kinds], "Asia/Shanghai")
    file.add(["=1+1", "12.50", "2026-11-22", "2026-11-22T01:00:00Z", 5400, "1234567890123456.7890"])
    file.add(["ok", "***", None, None, None, None], colour="#FFC7CE")
    file.close()
    head, first, second = load_workbook(path).get_sheet_by_index(0).to_python()
    assert head == list(kinds)
    assert first[:4] == ["=1+1", 12.5, date(2026, 11, 22), datetime(2026, 11, 22, 9)]
    assert first[5] == "1234567890123456.7890"
    assert second[:2] == ["ok", "***"]


def test_the_file_is_named_after_its_day_in_any_script() -> None:
    day = datetime(2026, 11, 22, tzinfo=UTC).date()
    sent = download_headers("工单", day, "xlsx")["Content-Disposition"]
    assert "filename*=UTF-8''%E5%B7%A5%E5%8D%95-2026-11-22.xlsx" in sent
