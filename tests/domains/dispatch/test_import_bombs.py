"""Workbooks that unfold: small as a file, endless as a table. They are refused; the process lives."""

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sortie.base.sheets import Column, XlsxFile
from sortie.domains.dispatch.contracts.errors import ImportUnreadableError
from sortie.domains.dispatch.service.importing_files import read_cells

_NS = "http://schemas.openxmlformats.org"
_MAIN = f"{_NS}/spreadsheetml/2006/main"
_REL = f"{_NS}/officeDocument/2006/relationships"


def _book(sheet: str, strings: str = "") -> bytes:
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_NS}/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_NS}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_NS}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData>'
        "</worksheet>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def _word(place: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>词</t></is></c>'


def test_a_plain_sheet_is_read() -> None:
    rows = read_cells(_book(f'<row r="1">{_word("A1")}{_word("B1")}</row>'))
    assert rows == [["词", "词"]]


def test_two_cells_at_opposite_corners_are_refused() -> None:
    sheet = f'<row r="1">{_word("A1")}</row><row r="1048576">{_word("XFD1048576")}</row>'
    content = _book(sheet)
    assert len(content) < 4_000
    with pytest.raises(ImportUnreadableError):
        read_cells(content)


def test_a_long_word_said_a_million_times_is_refused() -> None:
    said = '<c t="s"><v>0</v></c>' * 190
    sheet = "".join(f'<row r="{n}">{said}</row>' for n in range(1, 5_000))
    content = _book(sheet, f"<si><t>{'长' * 11_000}</t></si>")
    assert len(content) < 2_000_000
    with pytest.raises(ImportUnreadableError):
        read_cells(content)


def test_dates_and_numbers_come_through(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    kinds = ("text", "integer", "money", "date", "datetime", "duration")
    file = XlsxFile(path, "a", [Column(k, k) for k in kinds], "UTC")
    file.add(["甲", 3, "1.5", date(2026, 11, 22), datetime(2026, 11, 22, 9, tzinfo=UTC), 5400])
    file.close()
    row = read_cells(path.read_bytes())[1]
    assert row[:3] == ["甲", 3.0, 1.5]
    assert str(row[3]).startswith("2026-11-22")
    assert str(row[4]).startswith("2026-11-22 09:00")
