"""Records of any object as a spreadsheet: what the caller may export, as they may see it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import Parameter
from litestar.response import Stream

from sortie.apps.api import asking
from sortie.apps.api.routes.records import Fields, Filter, Search, SortText
from sortie.base.sheets import (
    MEDIA_TYPES,
    CellKind,
    Column,
    SheetFormat,
    XlsxFile,
    csv_chunk,
    download_headers,
)
from sortie.kernel.objects import service as objects
from sortie.kernel.objects.contracts import Catalog, Field, Object
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Query, Record
from sortie.kernel.tenancy.contracts import Tx

_CHUNK = 500
_READ_BYTES = 256 * 1024
_TO_SECONDS = len("2026-11-22 09:00:00")
_KINDS: dict[str, CellKind] = {
    "number": "number",
    "rating": "integer",
    "currency": "money",
    "percent": "percent",
    "date": "date",
    "datetime": "datetime",
    "created_at": "datetime",
    "updated_at": "datetime",
    "duration": "duration",
}


@dataclass(frozen=True, slots=True)
class _Exported:
    """One column: where the value comes from, and how it is shown."""

    path: str
    field: Field
    column: Column
    states: Mapping[str, str]

    def text(self, value: Any, actor: Actor, zone: str) -> str:
        """The cell as people read it: a state by its label, a moment to the second."""
        if self.states and isinstance(value, str):
            return self.states.get(value, value)
        shown = objects.field_types[self.field.type].export_text(
            value, self.field, actor.locale, zone
        )
        return shown[:_TO_SECONDS] if self.column.kind == "datetime" else shown


@get(
    "/api/v1/records/{object:str}/export",
    opt={
        "right": Right.object_action("{object}", "export"),
        "stream": True,
        "taking": "records.exported",
    },
    tags=["records"],
    operation_id="export_records",
)
async def export_records(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    format_: Annotated[SheetFormat, Parameter(query="format")] = "xlsx",
    fields: Fields = "",
    filter_: Filter = "",
    sort: SortText = "",
    q: Search = "",
) -> Stream:
    """Every record of the caller's scope that matches, as CSV or XLSX."""
    catalog = await objects.catalog(tx)
    obj = catalog.get(object)
    paths = asking.names_of(fields) or await _listed(tx, actor, obj)
    columns = [_exported(catalog, obj, p, actor) for p in paths]
    asked = asking.query_of(object, filter_=filter_, sort=sort, q=q)
    query = Query(object, fields=tuple(paths), filter=asked.filter, sort=asked.sort, search=q)
    chunks = _chunks(queries.export_rows(tx, actor, query))
    # the first page is read before the answer begins: a filter that can't be used is still a 422
    first: list[Record] = await anext(chunks, [])
    name = obj.label.in_(actor.locale)
    zone = tx.tenant.time_zone
    body = (
        _csv(first, chunks, columns, actor, zone)
        if format_ == "csv"
        else _xlsx(first, chunks, columns, actor, zone, name)
    )
    day = tx.now.astimezone(ZoneInfo(zone)).date()
    return Stream(body, media_type=_bare(format_), headers=download_headers(name, day, format_))


def _bare(format_: SheetFormat) -> str:
    """The media type without its charset, which Litestar adds to texts by itself."""
    return MEDIA_TYPES[format_].partition(";")[0]


async def _listed(tx: Tx, actor: Actor, obj: Object) -> list[str]:
    """The list's columns that this actor may see, title first."""
    shown = next((o for o in await queries.describe(tx, actor) if o["name"] == obj.name), None)
    seen = {f["name"] for f in shown["fields"]} if shown else set()
    wanted = dict.fromkeys((obj.title, *obj.layouts.list))
    return [name for name in wanted if name in seen] or ["id"]


def _exported(catalog: Catalog, obj: Object, path: str, actor: Actor) -> _Exported:
    labels: list[str] = []
    found: Field | None = None
    at: Object | None = obj
    states: dict[str, str] = {}
    for step in path.split("."):
        found = at.by_name.get(step) if at is not None else None
        if found is None or at is None:
            break
        labels.append(found.label.in_(actor.locale))
        if found.type == "state" and at.machine is not None:
            states = {s.name: s.label.in_(actor.locale) for s in at.machine.states}
        at = catalog.objects.get(queries.target(found) or "")
    if found is None:
        # the compiler refuses it, and says so as for any field that isn't there
        found, labels = Field(path, "text", obj.label), [path]
    kind = _KINDS.get(found.type, "text")
    return _Exported(path, found, Column(" / ".join(labels), kind), states)


async def _chunks(rows: AsyncIterator[Record]) -> AsyncIterator[list[Record]]:
    chunk: list[Record] = []
    async for record in rows:
        chunk.append(record)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


async def _csv(
    first: list[Record],
    rest: AsyncIterator[list[Record]],
    columns: Sequence[_Exported],
    actor: Actor,
    zone: str,
) -> AsyncIterator[bytes]:
    yield csv_chunk([[c.column.title for c in columns]], head=True)
    yield csv_chunk(_text_row(r.values, columns, actor, zone) for r in first)
    async for chunk in rest:
        yield csv_chunk(_text_row(r.values, columns, actor, zone) for r in chunk)


def _text_row(
    values: Mapping[str, Any], columns: Sequence[_Exported], actor: Actor, zone: str
) -> list[str]:
    return [c.text(values.get(c.path), actor, zone) for c in columns]


def _typed_row(
    values: Mapping[str, Any], columns: Sequence[_Exported], actor: Actor, zone: str
) -> list[Any]:
    texts = _text_row(values, columns, actor, zone)
    return [
        text if c.column.kind == "text" else values.get(c.path)
        for c, text in zip(columns, texts, strict=True)
    ]


async def _xlsx(
    first: list[Record],
    rest: AsyncIterator[list[Record]],
    columns: Sequence[_Exported],
    actor: Actor,
    zone: str,
    name: str,
) -> AsyncIterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="sortie-export-") as folder:
        path = Path(folder) / "export.xlsx"
        file = XlsxFile(path, name, [c.column for c in columns], zone)

        def write(chunk: list[Record]) -> None:
            for record in chunk:
                file.add(_typed_row(record.values, columns, actor, zone))

        await asyncio.to_thread(write, first)
        async for chunk in rest:
            await asyncio.to_thread(write, chunk)
        await asyncio.to_thread(file.close)
        with path.open("rb") as written:
            while part := await asyncio.to_thread(written.read, _READ_BYTES):
                yield part


ROUTES = [export_records]
