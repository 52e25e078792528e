"""Errors as RFC 9457 problem details, in the reader's language, with stable codes."""

import logging
import re
from http import HTTPStatus
from typing import Any

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from sortie.apps.api.call import locale_of
from sortie.base.errors import AppError, FieldProblem, InvalidError
from sortie.base.i18n import Label, Locale
from sortie.base.logging import request_id

_log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_ERROR = 400
_SERVER_ERROR = 500
_SECRETIVE = re.compile(r"[^\w .:,`<>=|-]")  # what a decoder's message may quote of the input


class PathUnknownError(AppError):
    code, status = "path.unknown", 404
    text = Label("没有这个地址，请检查路径。", "There is nothing at this address; check the path.")


class MethodUnknownError(AppError):
    code, status = "method.unknown", 405
    text = Label("此地址不支持该请求方法。", "This address doesn't take this method.")


class BodyUnreadableError(AppError):
    code, status = "body.unreadable", 400
    text = Label(
        "请求内容无法解析，请检查 JSON 格式与 Content-Type。",
        "The body can't be read; check its JSON and the Content-Type.",
    )


class BodyTooLargeError(AppError):
    code, status = "body.too_large", 413
    text = Label("内容过大，最多 {limit_mib} MiB。", "Too large: at most {limit_mib} MiB.")


class TextUnstorableError(AppError):
    """A character that PostgreSQL's text can't hold: NUL, half a surrogate pair."""

    code, status = "text.unstorable", 422
    text = Label(
        "内容含有无法保存的字符（如空字符），请删除后重试。",
        "The text has a character that can't be stored, such as NUL; remove it and try again.",
    )


class UnexpectedError(AppError):
    code, status = "unexpected", 500
    text = Label(
        "系统出现意外错误，已记录。请凭请求编号联系管理员。",
        "Something unexpected went wrong and was logged; quote the request id to your administrator.",
    )


class ValueOutOfRangeError(AppError):
    """A value no column takes: a moment before year 1 or after 9999, a number past all digits."""

    code, status = "value.out_of_range", 422
    text = Label(
        "有数值或日期超出可保存的范围，请修改后重试。",
        "A number or date is outside the range that can be stored; correct it and try again.",
    )


UNSTORABLE: tuple[type[Exception], ...] = (
    asyncpg.CharacterNotInRepertoireError,
    asyncpg.UntranslatableCharacterError,
    UnicodeEncodeError,
)

TITLES = {
    400: Label("请求有误", "Bad request"),
    401: Label("需要登录", "Sign-in needed"),
    403: Label("没有权限", "Not permitted"),
    404: Label("找不到", "Not found"),
    405: Label("方法不支持", "Method not allowed"),
    409: Label("状态冲突", "Conflict"),
    410: Label("已失效", "Gone"),
    412: Label("缺少前提", "Precondition failed"),
    413: Label("内容过大", "Too large"),
    415: Label("类型不支持", "Unsupported media type"),
    422: Label("填写有误", "Needs correcting"),
    428: Label("缺少版本", "Precondition required"),
    429: Label("过于频繁", "Too many requests"),
    500: Label("系统错误", "Server error"),
    503: Label("系统繁忙", "Busy"),
}


def problem(error: AppError, locale: Locale) -> dict[str, Any]:
    """The problem document of ``error``; ``extra`` is beside the standard members."""
    title = TITLES.get(error.status, TITLES[400 if error.status < _SERVER_ERROR else 500])
    document: dict[str, Any] = {
        "type": f"urn:sortie:error:{error.code}",
        "title": title.in_(locale),
        "status": error.status,
        "code": error.code,
        "detail": error.sentence(locale),
        "request_id": request_id(),
    }
    if error.fields:
        document["fields"] = [
            {"path": f.path, "code": f.code, "detail": f.text.in_(locale)} for f in error.fields
        ]
    reserved = document.keys() | {"fields"}
    return document | {k: v for k, v in error.extra.items() if k not in reserved}


def answer(error: AppError, locale: Locale) -> Response[bytes]:
    headers: dict[str, str] = {"Content-Language": locale}
    wait = error.extra.get("retry_after") or (
        1 if error.status == HTTPStatus.SERVICE_UNAVAILABLE else None
    )
    if wait:
        headers["Retry-After"] = str(wait)
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="sortie"'
    body = msgspec.json.encode(problem(error, locale), enc_hook=str)
    return Response(body, status_code=error.status, media_type=MEDIA_TYPE, headers=headers)


def on_app_error(request: Request[Any, Any, Any], error: AppError) -> Response[bytes]:
    request.scope["state"]["refused"] = error
    if error.status >= _SERVER_ERROR:
        _log.error("refused by the system: %s", error.code, exc_info=error)
    return answer(error, locale_of(request.scope))


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Litestar's own refusals in our words."""
    locale = locale_of(request.scope)
    if isinstance(error, ValidationException):
        return answer(_invalid(error), locale)
    if isinstance(error, NotFoundException):
        return answer(PathUnknownError(), locale)
    if isinstance(error, MethodNotAllowedException):
        found = answer(MethodUnknownError(), locale)
        found.headers.update(error.headers or {})
        return found
    if error.status_code >= _SERVER_ERROR:
        return on_unexpected(request, error)
    return answer(BodyUnreadableError(), locale)


def on_unstorable(request: Request[Any, Any, Any], _: Exception) -> Response[bytes]:
    return answer(TextUnstorableError(), locale_of(request.scope))


def on_out_of_range(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    # told to the log as well: it may be a fault of ours
    _log.warning("a value the database doesn't take", exc_info=error)
    return answer(ValueOutOfRangeError(), locale_of(request.scope))


def on_too_deep(request: Request[Any, Any, Any], error: RecursionError) -> Response[bytes]:
    """A body nested beyond all sense ends the decoder's depth."""
    _log.warning("nested too deep", exc_info=error)
    return answer(BodyUnreadableError(), locale_of(request.scope))


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Nothing of the error leaves the house; the log has it under the request id."""
    _log.error("unexpected error", exc_info=error)
    return answer(UnexpectedError(), locale_of(request.scope))


def _invalid(error: ValidationException) -> InvalidError:
    found: list[FieldProblem] = []
    extra = error.extra if isinstance(error.extra, list) else []
    for item in extra:
        text = _SECRETIVE.sub("", str(item.get("message", "")))
        path = str(item.get("key", "body")).replace("$.", "").removeprefix("data.")
        found.append(FieldProblem(path, "malformed", Label(f"格式不正确：{text}", text)))
    return InvalidError(
        *found or (FieldProblem("body", "malformed", Label("格式不正确", "malformed")),)
    )
