"""Reports over HTTP: tables as JSON, CSV or XLSX, and the dashboard."""

import asyncio
import tempfile
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get
from litestar.params import Parameter

from sortie.base.errors import invalid
from sortie.base.i18n import Locale
from sortie.base.sheets import (
    MEDIA_TYPES,
    CellKind,
    Column,
    XlsxFile,
    csv_chunk,
    download_headers,
)
from sortie.engines.reports import dashboard, service
from sortie.engines.reports.contracts import ColumnType, Report, ReportAsk, ReportDef
from sortie.engines.reports.standard import REPORTS
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries.contracts import FilterTree
from sortie.kernel.tenancy.contracts import Tx

_VIEW = {"right": Right.feature("reports.view")}
_TAG = ["reports"]
_DEFAULT_DAYS = 30
_TOTAL = {"zh-CN": "合计", "en": "Total"}
_MINUTES_PATTERN = "{}:{:02}"
_KINDS: dict[ColumnType, CellKind] = {
    "date": "date",
    "integer": "integer",
    "number": "number",
    "money": "money",
    "percent": "percent",
    "duration": "duration",
}


@get("/api/v1/reports/dashboard", opt=_VIEW, tags=_TAG, operation_id="report_dashboard")
async def show_dashboard(tx: Tx, actor: Actor) -> dict[str, Any]:
    """Live figures of now and today, and the trends of thirty days."""
    return await dashboard.figures(tx, actor)


@get(
    "/api/v1/reports/{name:str}",
    opt=_VIEW | {"taking": "report.exported", "also": tuple(MEDIA_TYPES.values())},
    tags=_TAG,
    operation_id="run_report",
)
async def run_report(
    tx: Tx,
    actor: Actor,
    *,
    name: Literal["work-orders", "people", "time"],
    start: date | None = None,
    end: date | None = None,
    group_by: Annotated[str, Parameter(query="group_by", max_length=200)] = "",
    filter_: Annotated[str, Parameter(query="filter", max_length=20_000)] = "",
    format_: Annotated[Literal["json", "csv", "xlsx"], Parameter(query="format")] = "json",
) -> Response[Any]:
    """A table over the days from ``start`` to ``end``, grouped by up to three of its groups."""
    report = REPORTS[name]
    today = tx.now.astimezone(ZoneInfo(tx.tenant.time_zone)).date()
    last = end or today
    ask = ReportAsk(
        start or last - timedelta(days=_DEFAULT_DAYS - 1),
        last,
        tuple(g.strip() for g in group_by.split(",") if g.strip())[:3],
        _filter(filter_),
    )
    found = await service.run(tx, actor, report, ask)
    if format_ == "json":
        return Response(_plain(found, report, ask))
    rows = _table(found, actor.locale)
    columns = [Column(c.label.in_(actor.locale), _KINDS.get(c.type, "text")) for c in found.columns]
    title = report.label.in_(actor.locale)
    if format_ == "csv":
        content = _csv(found, columns, rows)
    else:
        content = await asyncio.to_thread(_xlsx, columns, rows, title, tx.tenant.time_zone)
    headers = download_headers(title, today, format_)
    return Response(content, media_type=MEDIA_TYPES[format_], headers=headers)


def _filter(text: str) -> FilterTree | None:
    if not text:
        return None
    try:
        found: Any = msgspec.json.decode(text)
    except msgspec.DecodeError:
        found = None
    if not isinstance(found, dict):
        raise invalid(
            "filter",
            "malformed",
            "筛选条件不是有效的 JSON 对象。",
            "The filter isn't a JSON object.",
        )
    return found


def _plain(report: Report, what: ReportDef, ask: ReportAsk) -> dict[str, Any]:
    return {
        "start": ask.start,
        "end": ask.end,
        "groups": [
            {"key": key, "label": {"zh": g.label.zh, "en": g.label.en}}
            for key, g in what.groups.items()
        ],
        "columns": [
            {"key": c.key, "label": {"zh": c.label.zh, "en": c.label.en}, "type": c.type}
            for c in report.columns
        ],
        "rows": report.rows,
        "totals": report.totals,
    }


def _table(report: Report, locale: Locale) -> list[list[Any]]:
    """Rows and, last, the totals, as cells."""
    rows = [[_shown(row.get(c.key)) for c in report.columns] for row in report.rows]
    totals = [_shown(report.totals.get(c.key)) for c in report.columns]
    totals[0] = _TOTAL[locale]
    return [*rows, totals]


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return value.get("title") or value.get("label") or value.get("id")
    return value


def _csv(report: Report, columns: list[Column], rows: list[list[Any]]) -> bytes:
    """Durations in hours and minutes: a CSV has no cell types to say so."""
    timed = [c.type == "duration" for c in report.columns]
    lines = [
        [_hours(v) if is_time and v is not None else v for v, is_time in zip(r, timed, strict=True)]
        for r in rows
    ]
    return csv_chunk([[c.title for c in columns]], head=True) + csv_chunk(lines)


def _hours(seconds: Any) -> str:
    return _MINUTES_PATTERN.format(*divmod(int(seconds) // 60, 60))


def _xlsx(columns: list[Column], rows: list[list[Any]], title: str, zone: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="sortie-report-") as folder:
        path = Path(folder) / "report.xlsx"
        file = XlsxFile(path, title, columns, zone)
        for row in rows:
            file.add(row)
        file.close()
        return path.read_bytes()


ROUTES = [show_dashboard, run_report]
