"""Orders from a file over HTTP: looked over, confirmed, followed, stopped; small ones at once."""

import asyncio
from typing import Annotated, Any, Literal
from urllib.parse import unquote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import Parameter

from sortie.base.i18n import Label, Locale
from sortie.base.sheets import MEDIA_TYPES, download_headers
from sortie.domains.dispatch.contracts.errors import ImportManyError, ImportUnreadableError
from sortie.domains.dispatch.routes.requests import shown
from sortie.domains.dispatch.rules.import_sheet import BY_KEY, COLUMNS
from sortie.domains.dispatch.schemas import ImportChoice
from sortie.domains.dispatch.service import importing, importing_files, importing_runs
from sortie.kernel.files import service as files
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tx

_TAG = ["dispatch"]
_RUNS = "/api/v1/dispatch/imports"
_RUN = _RUNS + "/{import_id:uuid}"
_IMPORT = {"right": Right.object_action("work_order", "import")}
_FILE_BYTES = 20 << 20
_UPLOAD = _IMPORT | {"tx": "closed", "body_limit": _FILE_BYTES, "also": (MEDIA_TYPES["xlsx"],)}
_AT_ONCE = 500
_GOOD_SHOWN, _SHOWN = 30, 200
_TEMPLATE = Label("工单导入模板", "Order import template")
_RESULT = Label("工单导入结果", "Order import result")
_SAYS = {"ok": Label("已导入", "Imported"), "skipped": Label("此前已导入", "Imported before")}


@get(
    "/api/v1/dispatch/import/template.xlsx",
    opt=_IMPORT,
    tags=_TAG,
    operation_id="import_template",
    media_type=MEDIA_TYPES["xlsx"],
)
async def import_template(tx: Tx, actor: Actor) -> Response[bytes]:
    """A sheet to fill in, headed in the caller's language; either language is read."""
    content = await asyncio.to_thread(importing_files.template, actor.locale, tx.tenant.time_zone)
    headers = download_headers(_TEMPLATE.in_(actor.locale), tx.now.date(), "xlsx")
    return Response(content, media_type=MEDIA_TYPES["xlsx"], headers=headers)


@post(_RUNS, opt=_UPLOAD, tags=_TAG, operation_id="look_import_over", status_code=201)
async def look_import_over(
    call: Any,
    request: Request[Any, Any, Any],
    *,
    create_missing: bool = False,
    filename: Annotated[str, Parameter(header="X-Filename", max_length=1000, required=False)] = "",
) -> dict[str, Any]:
    """Keep an XLSX or CSV file (raw or multipart) and say what would become of each row."""
    content, name = await _content(request)
    sheet = await importing.read(content, call.tenant.time_zone)
    async with (
        files.receive(content) as received,
        call.kernel.dbs.tx(call.tenant, now=call.now) as tx,
    ):
        looked = await importing_runs.look_over(
            tx, call.actor, sheet, received,
            name=unquote(filename) or name or "orders.xlsx", create_missing=create_missing,
        )  # fmt: skip
        return await _looked(tx, call.actor, looked)


@get(_RUN + "/check", opt=_IMPORT, tags=_TAG, operation_id="check_import")
async def check_import(
    tx: Tx, actor: Actor, import_id: UUID, *, create_missing: bool = False
) -> dict[str, Any]:
    """The same file looked over once more."""
    looked = await importing_runs.look_again(tx, actor, import_id, create_missing=create_missing)
    return await _looked(tx, actor, looked)


@post(_RUN + "/start", opt=_IMPORT, tags=_TAG, operation_id="start_import", status_code=200)
async def start_import(tx: Tx, actor: Actor, import_id: UUID, data: ImportChoice) -> dict[str, Any]:
    """Make the orders in the background; follow ``/records/order_import``."""
    run = await importing_runs.start(tx, actor, import_id, create_missing=data.create_missing)
    return await shown(tx, actor, run)


@post(_RUN + "/stop", opt=_IMPORT, tags=_TAG, operation_id="stop_import", status_code=200)
async def stop_import(tx: Tx, actor: Actor, import_id: UUID) -> dict[str, Any]:
    """Stop after the batch under way; the orders that were made stay."""
    return await shown(tx, actor, await importing_runs.stop(tx, actor, import_id))


@post(
    "/api/v1/dispatch/import",
    opt=_UPLOAD,
    tags=_TAG,
    operation_id="import_orders",
    status_code=200,
)
async def import_orders(
    call: Any,
    request: Request[Any, Any, Any],
    *,
    dry_run: bool = False,
    create_missing: bool = False,
    result: Annotated[Literal["json", "xlsx"], Parameter(query="result")] = "json",
) -> Response[Any]:
    """Up to 500 orders from a file at once, or any file as a ``dry_run``: for scripts."""
    content, _ = await _content(request)
    actor, zone = call.actor, call.tenant.time_zone
    if not dry_run and len((await importing.read(content, zone)).rows) > _AT_ONCE:
        raise ImportManyError(limit=_AT_ONCE)
    done = await importing.run(
        lambda: call.kernel.dbs.tx(call.tenant, now=call.now),
        actor,
        content,
        zone=zone,
        dry_run=dry_run,
        create_missing=create_missing,
    )
    if result == "json":
        return Response(_told(done, actor.locale))
    outcomes = {o.at: (o.kind, _reason(o, actor.locale)) for o in done.outcomes}
    book = await asyncio.to_thread(
        importing_files.result_book, done.cells, outcomes, actor.locale, zone
    )
    headers = download_headers(_RESULT.in_(actor.locale), call.now.date(), "xlsx")
    return Response(book, media_type=MEDIA_TYPES["xlsx"], headers=headers)


async def _content(request: Request[Any, Any, Any]) -> tuple[bytes, str]:
    """The file and its name, alone or as the first file of a form."""
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return await request.body(), ""
    form = await request.form()
    for part in form.values():
        if hasattr(part, "read"):
            return bytes(await part.read()), str(getattr(part, "filename", "") or "")
    raise ImportUnreadableError


async def _looked(tx: Tx, actor: Actor, looked: importing_runs.Looked) -> dict[str, Any]:
    """The import, its figures, and the rows worth showing: all that fail, and the first few."""
    outcomes, locale = looked.outcomes, actor.locale
    keys = [c for c in COLUMNS if c.key in looked.sheet.columns.values()]
    rows = {row.at: row for row in looked.sheet.rows}
    wanted = [o for n, o in enumerate(outcomes) if o.kind == "error" or n < _GOOD_SHOWN]
    done = importing.Imported(looked.sheet.cells, outcomes)
    return {
        "import": await shown(tx, actor, looked.run),
        **_figures(done),
        "columns": [
            {"key": c.key, "label": c.label.in_(locale), "required": c.required} for c in keys
        ],
        "lines": [
            {
                "row": o.at,
                "kind": o.kind,
                "number": o.number,
                "cells": dict(rows[o.at].texts),
                "problems": [{"field": p.key, "detail": p.text.in_(locale)} for p in o.problems],
            }
            for o in wanted[:_SHOWN]
        ],
        "more": max(0, len(wanted) - _SHOWN),
    }


def _figures(done: importing.Imported) -> dict[str, int]:
    return {
        "rows": len(done.outcomes),
        "ok": done.count("ok"),
        "skipped": done.count("skipped"),
        "failed": done.count("error"),
    }


def _told(done: importing.Imported, locale: Locale) -> dict[str, Any]:
    return {
        **_figures(done),
        "orders": [
            {"row": o.at, "id": o.order, "number": o.number, "skipped": o.kind == "skipped"}
            for o in done.outcomes
            if o.order is not None
        ],
        "errors": [
            {
                "row": o.at,
                "field": p.key,
                "column": BY_KEY[p.key].label.in_(locale) if p.key in BY_KEY else "",
                "detail": p.text.in_(locale),
            }
            for o in done.outcomes
            for p in o.problems
        ],
    }


def _reason(outcome: importing.RowOutcome, locale: Locale) -> str:
    if outcome.kind == "error":
        return importing_runs.reason(outcome, locale)
    return f"{_SAYS[outcome.kind].in_(locale)} {outcome.number}"


ROUTES = [
    import_template, look_import_over, check_import, start_import, stop_import, import_orders,
]  # fmt: skip
