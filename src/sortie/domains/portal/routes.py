"""The customer's door over HTTP: public, by company and token, rate-limited by address."""

from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post

from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.domains.portal import rules, service
from sortie.domains.portal.contracts import UploadsFullError
from sortie.domains.portal.schemas import (
    AcceptIn,
    CommentIn,
    LinkOut,
    PictureOut,
    RateIn,
    ReasonIn,
    RefuseIn,
    ReportIn,
    ReportOut,
)
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tx

_BASE = "/api/v1/portal/{company:str}"
_TRACK = _BASE + "/track/{token:str}"
_TAG = ["portal"]
_PICTURE_BYTES = 12 * 1024 * 1024


def _open(calls: int, key: str) -> dict[str, Any]:
    """Public, in the company's own transaction, at most ``calls`` a minute from one address."""
    return {
        "right": Right.public(),
        "tenant_from": "company",
        "rate": (calls, 60),
        "rate_key": f"portal.{key}",
    }


class PictureTooLargeError(AppError):
    code, status = "portal.picture_too_large", 413
    text = Label(
        "照片不能超过 12 MB，请压缩后重试。", "A photo may have 12 MB at most; make it smaller."
    )


@get(_BASE, opt=_open(120, "read"), tags=_TAG, operation_id="portal_company")
async def company_page(tx: Tx, company: str) -> dict[str, Any]:
    """The open form: the company and what it does."""
    del company  # the gate has opened its transaction by it
    return await service.company_page(tx)


@get(_BASE + "/assets/{token:str}", opt=_open(120, "read"), tags=_TAG, operation_id="portal_asset")
async def asset_page(tx: Tx, company: str, token: str) -> dict[str, Any]:
    """The form behind an asset's QR code."""
    del company
    return await service.asset_page(tx, token)


@post(
    _BASE + "/pictures",
    opt=_open(40, "pictures")
    | {"body_limit": _PICTURE_BYTES, "day_kib": (rules.ADDRESS_KIB, UploadsFullError)},
    tags=_TAG,
    operation_id="portal_picture",
    status_code=201,
)
async def picture(tx: Tx, company: str, request: Request[Any, Any, Any]) -> PictureOut:
    """Upload one photo or signature as raw bytes; use its id in a report or acceptance."""
    del company
    body = await request.body()
    if len(body) > _PICTURE_BYTES:
        raise PictureTooLargeError
    name = request.headers.get("x-filename", "photo")[:120]
    kept = await service.keep_picture(tx, body, name)
    return PictureOut(kept.id, kept.sha256, kept.width, kept.height)


@post(_BASE + "/requests", opt=_open(12, "report"), tags=_TAG, operation_id="portal_report",
      status_code=201)  # fmt: skip
async def report(tx: Tx, company: str, data: ReportIn) -> ReportOut:
    """Report a fault; the answer leads to the page that follows it."""
    wish = {k: getattr(data, k) for k in data.__struct_fields__ if k != "asset_token"}
    wish["photos"] = tuple(data.photos)
    wish["location"] = msgspec.structs.asdict(data.location) if data.location else None
    taken = await service.submit(tx, wish, asset_token=data.asset_token)
    path = f"/p/{company}/track/{taken['token']}"
    return ReportOut(taken["number"], taken["token"], path)


@get(_TRACK, opt=_open(240, "read"), tags=_TAG, operation_id="portal_track")
async def track(tx: Tx, company: str, token: str) -> dict[str, Any]:
    """Live progress of one job."""
    del company
    return await service.track(tx, token)


@get(_TRACK + "/pictures/{file_id:uuid}", opt=_open(240, "read"), tags=_TAG,
     operation_id="portal_show_picture")  # fmt: skip
async def show_picture(tx: Tx, company: str, token: str, file_id: UUID) -> Response[bytes]:
    """A photo of this job, scaled down."""
    del company
    opened = await service.picture_of(tx, token, file_id)
    content = b"".join([chunk async for chunk in opened.stream])
    return Response(content, headers=dict(opened.headers))


@get(_TRACK + "/archive.pdf", opt=_open(30, "read") | {"taking": "archive.downloaded"}, tags=_TAG, operation_id="portal_archive",
     media_type="application/pdf")  # fmt: skip
async def archive_pdf(
    tx: Tx, company: str, token: str, lang: Literal["zh-CN", "en"] = "zh-CN"
) -> Response[bytes]:
    """The frozen job as a PDF."""
    del company
    opened = await service.archive_of(tx, token, lang)
    content = b"".join([chunk async for chunk in opened.stream])
    return Response(content, headers=dict(opened.headers))


@post(_TRACK + "/accept", opt=_open(20, "act"), tags=_TAG, operation_id="portal_accept",
      status_code=200)  # fmt: skip
async def accept(tx: Tx, company: str, token: str, data: AcceptIn) -> dict[str, Any]:
    """Sign for the work."""
    del company
    await service.accept(tx, token, signer=data.signer, signature=data.signature)
    return await service.track(tx, token)


@post(_TRACK + "/refuse", opt=_open(20, "act"), tags=_TAG, operation_id="portal_refuse",
      status_code=200)  # fmt: skip
async def refuse(tx: Tx, company: str, token: str, data: RefuseIn) -> dict[str, Any]:
    """Refuse the work: it will be done again."""
    del company
    await service.refuse(tx, token, reason=data.reason, photos=tuple(data.photos))
    return await service.track(tx, token)


@post(_TRACK + "/rate", opt=_open(20, "act"), tags=_TAG, operation_id="portal_rate",
      status_code=200)  # fmt: skip
async def rate(tx: Tx, company: str, token: str, data: RateIn) -> dict[str, Any]:
    """Rate the job, once."""
    del company
    await service.rate(tx, token, score=data.score, tags=tuple(data.tags), text=data.text)
    return await service.track(tx, token)


@post(_TRACK + "/cancel", opt=_open(20, "act"), tags=_TAG, operation_id="portal_cancel",
      status_code=200)  # fmt: skip
async def cancel(tx: Tx, company: str, token: str, data: ReasonIn) -> dict[str, Any]:
    """Call it off before anybody is on the way."""
    del company
    await service.cancel(tx, token, reason=data.reason)
    return await service.track(tx, token)


@post(_TRACK + "/comment", opt=_open(20, "act"), tags=_TAG, operation_id="portal_comment",
      status_code=200)  # fmt: skip
async def comment(tx: Tx, company: str, token: str, data: CommentIn) -> dict[str, Any]:
    """Tell the office something."""
    del company
    await service.comment(tx, token, text=data.text)
    return await service.track(tx, token)


_OFFICE = {"right": Right.feature("dispatch.run")}


@post("/api/v1/dispatch/orders/{order_id:uuid}/revoke-link", opt=_OFFICE,
      tags=["dispatch"], operation_id="revoke_order_link", status_code=200)  # fmt: skip
async def revoke_order_link(tx: Tx, actor: Actor, order_id: UUID) -> LinkOut:
    """Shut the link the customer follows the order by, e.g. when it went to somebody else; the
    answer holds a new one to hand out.
    """
    return LinkOut(await service.revoke(tx, actor, "work_order", order_id))


@post("/api/v1/dispatch/requests/{request_id:uuid}/revoke-link", opt=_OFFICE,
      tags=["dispatch"], operation_id="revoke_request_link", status_code=200)  # fmt: skip
async def revoke_request_link(tx: Tx, actor: Actor, request_id: UUID) -> LinkOut:
    """Shut the link of a request, and of its order if there is one; the answer holds a new one."""
    return LinkOut(await service.revoke(tx, actor, "service_request", request_id))


ROUTES = [
    company_page, asset_page, picture, report, track, show_picture, archive_pdf, accept, refuse, rate, cancel,
    comment, revoke_order_link, revoke_request_link,
]  # fmt: skip
