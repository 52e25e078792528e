"""Files in, as raw bytes; files out, with headers that keep a browser safe from them."""

import re
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

from litestar import Request, get, post
from litestar.params import Parameter
from litestar.response import Stream
from msgspec import Struct

from sortie.apps.api.call import Call
from sortie.apps.api.own_tx import own_tx
from sortie.base.ids import FileId
from sortie.kernel.files import service as files
from sortie.kernel.files.contracts import StoredFile
from sortie.kernel.permissions.contracts import Right

_MINE = {"right": Right.signed_in(), "tx": False, "any_key": True}
_RANGE = re.compile(r"^bytes=(\d{1,15})-(\d{0,15})$", re.ASCII)
_WHOLE = 1 << 60


class FileOut(Struct):
    """``kind`` is what the bytes are, whatever the name says; ``variants``: thumbnails' sides."""

    id: UUID
    filename: str
    sha256: str
    size: int
    kind: str
    media_type: str
    width: int | None
    height: int | None
    taken_at: datetime | None
    variants: list[int]


def _wire(file: StoredFile) -> FileOut:
    return FileOut(
        id=file.id,
        filename=file.filename,
        sha256=file.sha256,
        size=file.size,
        kind=file.kind,
        media_type=file.media_type,
        width=file.width,
        height=file.height,
        taken_at=file.taken_at,
        variants=list(file.variants),
    )


@post(
    "/api/v1/files",
    opt=_MINE | {"stream_body": True, "role": "ingest"},
    tags=["files"],
    operation_id="upload_file",
    status_code=201,
)
async def upload_file(
    call: Call,
    request: Request[Any, Any, Any],
    filename: Annotated[
        str, Parameter(header="X-Filename", max_length=1000, required=False)
    ] = "file",
    file_id: Annotated[UUID | None, Parameter(query="id")] = None,
) -> FileOut:
    """Keep a file; put its id into a record within 24 hours. ``id`` makes a repeat harmless."""
    limits = call.kernel.files.limits
    async with files.receive(request.stream(), limits) as received, own_tx(call) as (tx, actor):
        stored = await files.store(
            tx,
            actor,
            received,
            filename=unquote(filename),
            file_id=FileId(file_id) if file_id else None,
        )
    return _wire(stored)


@get("/api/v1/files/{file_id:uuid}", opt=_MINE, tags=["files"], operation_id="download_file")
async def download_file(
    call: Call,
    *,
    file_id: UUID,
    variant: Annotated[int | None, Parameter(query="variant", ge=1, le=4096)] = None,
    download: bool = False,
    wanted: Annotated[str, Parameter(header="Range", max_length=80, required=False)] = "",
) -> Stream:
    """A file, or its thumbnail of that side; as an attachment with ``download``."""
    found = _RANGE.match(wanted)
    span = None
    if found and variant is None:
        start, end = int(found[1]), int(found[2]) + 1 if found[2] else _WHOLE
        span = (start, end)
    async with own_tx(call) as (tx, actor):
        opened = await files.open_file(
            tx, actor, file_id, variant, byte_range=span, download=download
        )
    headers = dict(opened.headers)
    media_type = headers.pop("Content-Type", "application/octet-stream")
    partial = "Content-Range" in headers
    return Stream(
        opened.stream,
        media_type=media_type,
        headers=headers,
        status_code=206 if partial else 200,
    )


@get("/api/v1/files/{file_id:uuid}/about", opt=_MINE, tags=["files"], operation_id="about_file")
async def about_file(call: Call, file_id: UUID) -> FileOut:
    """What a file is, without its bytes."""
    async with own_tx(call) as (tx, actor):
        opened = await files.open_file(tx, actor, file_id)
    return _wire(opened.file)


ROUTES = [upload_file, download_file, about_file]
