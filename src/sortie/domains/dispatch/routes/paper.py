"""Paper over HTTP: the archive's PDF; orders from a file."""

import asyncio
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import Parameter

from sortie.base.i18n import Label, Locale
from sortie.base.sheets import MEDIA_TYPES, download_headers
from sortie.domains.dispatch.contracts.errors import ImportUnreadableError
from sortie.domains.dispatch.routes.requests import shown
from sortie.domains.dispatch.rules.import_sheet import BY_KEY
from sortie.domains.dispatch.service import archive, importing, importing_files
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tx

_ORDER = "/api/v1/dispatch/orders/{order_id:uuid}"
_TAG = ["dispatch"]
_IMPORT = {"right": Right.object_action("work_order", "import")}
_FILE_BYTES = 20 << 20
_TEMPLATE = Label("工单导入模板", "Order import template")
_RESULT = Label("工单导入结果", "Order import result")
_SAYS = {"ok": Label("已导入", "Imported"), "skipped": Label("此前已导入", "Imported before")}


@post(
    _ORDER + "/archive",
    opt={"right": Right.object_action("work_order", "command:archive")},
    tags=_TAG,
    operation_id="archive_order",
    status_code=200,
)
async def archive_order(tx: Tx, actor: Actor, order_id: UUID) -> dict[str, Any]:
    """Freeze a settled order; its PDF in Chinese and English comes back by id."""
    order, files = await archive.archive(tx, actor, order_id)
    return {"order": await shown(tx, actor, order), "files": [archive.wire(f) for f in files]}


@get(
    _ORDER + "/archive.pdf",
    opt={"right": Right.object_action("work_order", "read"), "taking": "archive.downloaded"},
    tags=_TAG,
    operation_id="order_archive_pdf",
)
async def archive_pdf(
    tx: Tx,
    actor: Actor,
    order_id: UUID,
    lang: Annotated[Literal["zh-CN", "en"], Parameter(query="lang")] = "zh-CN",
) -> Response[bytes]:
    """The archive of an order in a language."""
    opened = await archive.open_archive(tx, actor, order_id, lang)
    # whole, not streamed: its audit entry commits with this answer, so the gate keeps it back
    content = b"".join([chunk async for chunk in opened.stream])
    headers = dict(opened.headers)
    media_type = headers.pop("Content-Type", "application/pdf")
    return Response(content, media_type=media_type, headers=headers)


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


@post(
    "/api/v1/dispatch/import",
    opt=_IMPORT | {"tx": "closed", "body_limit": _FILE_BYTES, "also": (MEDIA_TYPES["xlsx"],)},
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
    """Orders from an XLSX or CSV file (raw or multipart): each row whole or not at all."""
    content = await _content(request)
    actor, zone = call.actor, call.tenant.time_zone
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


async def _content(request: Request[Any, Any, Any]) -> bytes:
    """The file, alone or as the first file of a form."""
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return await request.body()
    form = await request.form()
    for part in form.values():
        if hasattr(part, "read"):
            return bytes(await part.read())
    raise ImportUnreadableError


def _told(done: importing.Imported, locale: Locale) -> dict[str, Any]:
    return {
        "rows": len(done.outcomes),
        "ok": done.count("ok"),
        "skipped": done.count("skipped"),
        "failed": done.count("error"),
        "orders": [
            {"row": o.at, "id": o.order, "number": o.number, "skipped": o.kind == "skipped"}
            for o in done.outcomes
            if o.order is not None
        ],
        "errors": [
            {
                "row": o.at,
                "field": p.key,
                "column": _column(p.key, locale),
                "detail": p.text.in_(locale),
            }
            for o in done.outcomes
            for p in o.problems
        ],
    }


def _column(key: str, locale: Locale) -> str:
    return BY_KEY[key].label.in_(locale) if key in BY_KEY else ""


def _reason(outcome: importing.RowOutcome, locale: Locale) -> str:
    if outcome.kind == "error":
        return " ".join(
            f"{_column(p.key, locale)}: {p.text.in_(locale)}" if p.key else p.text.in_(locale)
            for p in outcome.problems
        )
    return f"{_SAYS[outcome.kind].in_(locale)} {outcome.number}"


ROUTES = [archive_order, archive_pdf, import_template, import_orders]
