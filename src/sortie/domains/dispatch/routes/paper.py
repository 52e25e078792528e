"""Paper over HTTP: the archive and its PDF."""

from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import Parameter

from sortie.domains.dispatch.routes.requests import shown
from sortie.domains.dispatch.service import archive
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tx

_ORDER = "/api/v1/dispatch/orders/{order_id:uuid}"
_TAG = ["dispatch"]


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


ROUTES = [archive_order, archive_pdf]
