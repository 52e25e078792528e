"""Tables as files people open in a spreadsheet: CSV (UTF-8 with BOM) and XLSX with typed cells."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

type CellKind = Literal[
    "text", "number", "integer", "money", "percent", "date", "datetime", "duration"
]
type SheetFormat = Literal["csv", "xlsx"]

BOM = "\ufeff"
MEDIA_TYPES: dict[SheetFormat, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EXACT_DIGITS = 15
"""A spreadsheet's numbers are doubles: with more digits than these a number is written as text."""
_LONGEST = 32_000
_WIDTHS = {"date": 12, "datetime": 18, "text": 22}
_PATTERNS: dict[str, str] = {
    "integer": "0",
    "number": "0.####",
    "money": "#,##0.00",
    "percent": "0.00",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "duration": "[h]:mm",
}
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_HARMLESS = re.compile(r"-?\d+(?:[.,]\d+)*%?|\+\d[\d -]{4,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and what kind of cell its values are.

    Values: Decimal, int, str for numbers; aware datetimes or RFC 3339; seconds for durations.
    """

    title: str
    kind: CellKind = "text"


def safe_text(text: str) -> str:
    """Text that no spreadsheet runs as a formula: a leading apostrophe where it might be.

    Negative numbers and phone numbers with a country code stay as they are.
    """
    if text.startswith(_STARTS_FORMULA) and not _HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def csv_chunk(rows: Iterable[Sequence[Any]], *, head: bool = False) -> bytes:
    """Lines of a CSV file; ``head`` for the first chunk, which carries the byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe_text(_plain(value)) for value in row])
    return ((BOM if head else "") + out.getvalue()).encode()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return str(value)


class XlsxFile:
    """A workbook of one sheet, written row by row in constant memory."""

    def __init__(self, path: Path, name: str, columns: Sequence[Column], zone: str) -> None:
        # Loaded by the first export, not by every start: a quarter of a second
        import xlsxwriter

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        # a fixed date: the same rows give the same file
        self._book.set_properties(
            {"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)}
        )
        self._sheet: Worksheet = self._book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", name)[:31])
        self._columns = tuple(columns)
        self._zone = ZoneInfo(zone)
        self._formats = {
            kind: self._book.add_format({"num_format": pattern})
            for kind, pattern in _PATTERNS.items()
        }
        self._colours: dict[str, Format] = {}
        self._at = 1
        self._head()

    def _head(self) -> None:
        bold = self._book.add_format({"bold": True, "bg_color": "#F0F2F5"})
        self._sheet.freeze_panes(1, 0)
        for n, column in enumerate(self._columns):
            self._sheet.set_column(n, n, _WIDTHS.get(column.kind, 14))
            self._sheet.write_string(0, n, column.title, bold)

    def add(self, row: Sequence[Any], *, colour: str | None = None) -> None:
        """One row; ``colour`` such as ``#FFC7CE`` behind its text cells."""
        back = self._colour(colour) if colour else None
        for n, value in enumerate(row[: len(self._columns)]):
            if value is not None and value != "":
                self._cell(n, value, self._columns[n].kind, back)
            elif back is not None:
                self._sheet.write_blank(self._at, n, None, back)
        self._at += 1

    def _colour(self, colour: str) -> "Format":
        if colour not in self._colours:
            self._colours[colour] = self._book.add_format({"bg_color": colour})
        return self._colours[colour]

    def _cell(self, n: int, value: Any, kind: CellKind, back: "Format | None") -> None:
        found = typed(value, kind, self._zone)
        if isinstance(found, str):
            self._sheet.write_string(self._at, n, found[:_LONGEST], back)
        elif isinstance(found, datetime | date):
            self._sheet.write_datetime(self._at, n, found, self._formats[kind])
        else:
            self._sheet.write_number(self._at, n, found, self._formats[kind])

    def close(self) -> None:
        """Finish the file; without it there is none."""
        self._book.close()


def typed(value: Any, kind: CellKind, zone: ZoneInfo) -> str | float | datetime | date:
    """What goes into the cell: a number or a date when it is one, else its text (e.g. masked)."""
    convert = _TYPED.get(kind)
    if convert is None:
        return _plain(value)
    try:
        found: str | float | datetime | date = convert(value, zone)
    except (ValueError, ArithmeticError, TypeError):
        return _plain(value)
    return found


def _number(value: Any, _zone: ZoneInfo) -> str | float:
    exact = Decimal(str(value))
    digits = len(exact.as_tuple().digits)
    return float(exact) if exact.is_finite() and digits <= EXACT_DIGITS else format(exact, "f")


def _date(value: Any, _zone: ZoneInfo) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _datetime(value: Any, zone: ZoneInfo) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found.astimezone(zone).replace(tzinfo=None)


def _duration(value: Any, _zone: ZoneInfo) -> float:
    return float(value) / timedelta(days=1).total_seconds()


_TYPED: dict[str, Callable[[Any, ZoneInfo], Any]] = {
    **dict.fromkeys(("number", "integer", "money", "percent"), _number),
    "date": _date,
    "datetime": _datetime,
    "duration": _duration,
}


def download_headers(name: str, day: date, format_: SheetFormat) -> dict[str, str]:
    """Headers of a download called ``name-2026-11-22.xlsx``, whatever script the name is in."""
    whole = f"{name}-{day.isoformat()}.{format_}"
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", whole)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole)}",
        "Cache-Control": "no-store",
    }
