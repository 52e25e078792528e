"""Files of orders: reading XLSX and CSV, the template to fill in, the result to correct."""

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sortie.base.i18n import Label, Locale
from sortie.base.sheets import Column, XlsxFile
from sortie.domains.dispatch.contracts.errors import ImportTooLargeError, ImportUnreadableError
from sortie.domains.dispatch.rules.import_sheet import COLUMNS, REASON
from sortie.domains.dispatch.service import importing_workbook

MOST_ROWS = 5_000
_SHEET = Label("导入工单", "Orders")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DELIMITERS = ",;\t"
_GOOD, _BAD, _SAME = "#E2F4E5", "#FFD9D9", "#EEF1F5"
COLOURS = {"ok": _GOOD, "error": _BAD, "skipped": _SAME}


def read_cells(content: bytes) -> list[list[Any]]:
    """The first sheet's rows, headings first. CSV may be UTF-8 or GBK. Slow: call it in a thread.

    Raises:
        ImportUnreadableError, ImportTooLargeError.
    """
    rows = _workbook(content) if content.startswith(_WORKBOOKS) else _csv(content)
    while rows and not any(str(cell or "").strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise ImportUnreadableError
    if len(rows) > MOST_ROWS + 1:
        raise ImportTooLargeError(limit=MOST_ROWS)
    return rows


def _workbook(content: bytes) -> list[list[Any]]:
    try:
        return importing_workbook.first_sheet(content, MOST_ROWS + 2)
    except importing_workbook.WorkbookError as error:
        raise ImportUnreadableError from error


def _csv(content: bytes) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ImportUnreadableError
    if "\0" in text:
        raise ImportUnreadableError
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        found: list[list[Any]] = []
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            found.append(list(row))
            if len(found) > MOST_ROWS + 1:
                break
    except csv.Error as error:
        raise ImportUnreadableError from error
    return found


def template(locale: Locale, zone: str) -> bytes:
    """An empty sheet with headings, a line of hints to delete, and an example."""
    columns = [Column(_heading(c.label, locale, required=c.required)) for c in COLUMNS]
    return _book(
        columns,
        [([c.hint.in_(locale) for c in COLUMNS], _SAME), ([c.example for c in COLUMNS], None)],
        locale,
        zone,
    )


def _heading(label: Label, locale: Locale, *, required: bool) -> str:
    return f"{label.in_(locale)}{' *' if required else ''}"


def result_book(
    rows: Sequence[Sequence[Any]],
    outcomes: Mapping[int, tuple[str, str]],
    locale: Locale,
    zone: str,
) -> bytes:
    """The sheet as sent with a column that says what became of each row; ``outcomes`` by line."""
    width = max(len(r) for r in rows)
    heads = [*(str(c or "") for c in rows[0]), *[""] * (width - len(rows[0]))]
    columns = [*(Column(h) for h in heads), Column(REASON.in_(locale))]
    lines = []
    for at, row in enumerate(rows[1:], 2):
        kind, why = outcomes.get(at, ("", ""))
        cells = [*(_shown(c) for c in row), *[""] * (width - len(row)), why]
        lines.append((cells, COLOURS.get(kind)))
    return _book(columns, lines, locale, zone)


def _shown(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell


def _book(
    columns: Sequence[Column],
    lines: Sequence[tuple[Sequence[Any], str | None]],
    locale: Locale,
    zone: str,
) -> bytes:
    with tempfile.TemporaryDirectory(prefix="sortie-import-") as folder:
        path = Path(folder) / "sheet.xlsx"
        file = XlsxFile(path, _SHEET.in_(locale), columns, zone)
        for cells, colour in lines:
            file.add(cells, colour=colour)
        file.close()
        return path.read_bytes()
