"""Reading a list query out of the URL, and versions out of If-Match."""

from typing import Any

import msgspec

from sortie.base.errors import AppError, InvalidError, invalid
from sortie.base.i18n import Label
from sortie.kernel.queries.contracts import FilterTree, Query, Sort

_FILTER_CHARS = 20_000


class VersionNeededError(AppError):
    """An update that doesn't say which version it saw could overwrite someone else's work."""

    code, status = "record.version_needed", 428
    text = Label(
        "请在 If-Match 或 version 中注明您看到的版本。",
        "Say which version you saw, in If-Match or version.",
    )


def filter_of(text: str) -> FilterTree | None:
    """The filter tree in a query parameter.

    Raises:
        InvalidError: it isn't a JSON object.
    """
    if not text:
        return None
    if len(text) > _FILTER_CHARS:
        raise _bad_filter()
    try:
        found: Any = msgspec.json.decode(text)
    except msgspec.DecodeError:
        raise _bad_filter() from None
    if not isinstance(found, dict):
        raise _bad_filter()
    return found


def _bad_filter() -> InvalidError:
    return invalid(
        "filter", "malformed", "筛选条件不是有效的 JSON 对象。", "The filter isn't a JSON object."
    )


def sorts_of(text: str) -> tuple[Sort, ...]:
    """``-created_at,name``: descending by creation, then by name."""
    return tuple(
        Sort(part.strip().removeprefix("-"), part.strip().startswith("-"))
        for part in text.split(",")
        if part.strip()
    )


def names_of(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def query_of(
    object_: str,
    *,
    fields: str = "",
    filter_: str = "",
    sort: str = "",
    q: str = "",
    limit: int = 50,
    cursor: str = "",
    trashed: bool = False,
) -> Query:
    return Query(
        object_,
        fields=names_of(fields),
        filter=filter_of(filter_),
        sort=sorts_of(sort),
        search=q,
        limit=limit,
        cursor=cursor or None,
        trashed=trashed,
    )


def version_of(if_match: str | None, in_body: int | None = None) -> int | None:
    """The version a write was made against: ``If-Match: "3"``, else the body's.

    Raises:
        InvalidError: the header is neither a version nor ``*``.
    """
    if not if_match:
        return in_body
    text = if_match.strip().removeprefix("W/").strip('"')
    if text == "*":
        return in_body
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 18):  # noqa: PLR2004  bigint
        raise invalid(
            "If-Match", "malformed", "If-Match 应为版本号。", "If-Match must be a version."
        )
    return int(text)


def demand_version(version: int | None) -> int:
    if version is None:
        raise VersionNeededError
    return version
