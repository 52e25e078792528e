"""Order and keyset paging: the next page starts after a row, not after a count.

PostgreSQL's own order of nulls is kept (last ascending, first descending), so a plain index on
the column serves both directions; ties go by id.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import msgspec

from sortie.base.errors import InvalidError
from sortie.kernel.objects.contracts import Object
from sortie.kernel.queries.contracts import (
    MAX_SORTS,
    Query,
    Sort,
    bad_cursor,
    too_much,
    unusable_field,
)
from sortie.kernel.queries.families import NEVER_NULL, Family, family, sortable
from sortie.kernel.queries.paths import Resolved, join, resolve
from sortie.kernel.queries.statement import Build, Source
from sortie.kernel.queries.values import CAST, parse

_MAX_CURSOR = 8_000
_TITLE_STEPS = 2


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key. ``filled``: the expression is never null."""

    path: str
    sql: str
    kind: Family
    descending: bool
    filled: bool

    @property
    def order(self) -> str:
        return "DESC" if self.descending else "ASC"


def keys(build: Build, source: Source, query: Query) -> tuple[Key, ...]:
    """The sort keys asked for, else the layout's, always ended by the id."""
    if len(query.sort) > MAX_SORTS:
        raise too_much("sort", MAX_SORTS)
    found: dict[str, Key] = {}
    for sort in query.sort:
        found.setdefault(sort.path, _key(build, source, sort))
    if not query.sort:
        for sort in default_sort(source.object):
            try:
                found.setdefault(sort.path, _key(build, source, sort))
            except InvalidError:
                continue  # the layout was made for everyone; this actor may not sort so
    if "id" not in found:
        down = list(found.values())[-1].descending if found else True
        found["id"] = Key("id", source.column("id"), Family.ID, down, filled=True)
    return tuple(found.values())


def default_sort(obj: Object) -> tuple[Sort, ...]:
    return tuple(Sort(s.removeprefix("-"), s.startswith("-")) for s in obj.layouts.sort)


def _key(build: Build, source: Source, sort: Sort) -> Key:
    found = resolve(build, source, sort.path, "compare", "sort")
    kind = family(found.field)
    if not sortable(found.field):
        raise unusable_field("sort", sort.path)
    filled = found.source is source and found.field.name in NEVER_NULL
    sql = found.sql
    if kind is Family.REF:
        titled = _by_title(build, found, _TITLE_STEPS)
        sql, kind = titled.sql, family(titled.field)
    return Key(sort.path, sql, kind, sort.descending, filled)


def chosen_key(build: Build, source: Source, sort: Sort) -> tuple[str, str]:
    """What to order by and which way, where the program chooses; links go by their id."""
    found = resolve(build, source, sort.path, "compare", "sort")
    return found.sql, "DESC" if sort.descending else "ASC"


def _by_title(build: Build, found: Resolved, steps: int) -> Resolved:
    """People expect links in the order of their titles; where no title may be read, by id."""
    joined = join(build, found.source, found.field)
    if joined is None or steps == 0:
        return found
    try:
        titled = resolve(build, joined, joined.object.title, "compare", "sort")
    except InvalidError:
        return found
    kind = family(titled.field)
    if kind is Family.REF:
        return _by_title(build, titled, steps - 1)
    return titled if sortable(titled.field) else found


def after(build: Build, wanted: Sequence[Key], values: Sequence[Any]) -> str:
    """Rows behind the row whose keys are ``values``."""
    if _row_comparable(wanted, values):
        left = ", ".join(k.sql for k in wanted)
        right = ", ".join(_arg(build, k, v) for k, v in zip(wanted, values, strict=True))
        return f"({left}) {'<' if wanted[0].descending else '>'} ({right})"
    parts: list[str] = []
    equal: list[str] = []
    for key, value in zip(wanted, values, strict=True):
        behind = _behind(build, key, value)
        if behind is not None:
            parts.append(" AND ".join([*equal, behind]))
        if value is None:
            equal.append(f"{key.sql} IS NULL")
        else:
            equal.append(f"{key.sql} = {_arg(build, key, value)}")
    return "(" + " OR ".join(f"({p})" for p in parts) + ")"


def _row_comparable(wanted: Sequence[Key], values: Sequence[Any]) -> bool:
    """Whether (a, b) < ($1, $2) says it: an index answers that directly."""
    if len({k.descending for k in wanted}) != 1 or any(v is None for v in values):
        return False
    if all(k.filled for k in wanted):
        return True
    # descending, nulls are already behind us, and a comparison with one is never true
    return wanted[0].descending and all(k.filled for k in wanted[1:])


def _behind(build: Build, key: Key, value: Any) -> str | None:
    if value is None:
        return f"{key.sql} IS NOT NULL" if key.descending else None
    at = _arg(build, key, value)
    if key.descending:
        return f"{key.sql} < {at}"
    return f"{key.sql} > {at}" if key.filled else f"({key.sql} > {at} OR {key.sql} IS NULL)"


def _arg(build: Build, key: Key, value: Any) -> str:
    return build.arg(value, CAST[key.kind])


def write_cursor(query: Query, wanted: Sequence[Key], values: Sequence[Any]) -> str:
    """An opaque place in a list. It holds sort values of a row its reader has seen, no rights."""
    body = msgspec.json.encode([_mark(query, wanted), [_plain(v) for v in values]])
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def read_cursor(query: Query, wanted: Sequence[Key]) -> list[Any]:
    """The sort values a cursor holds.

    Raises:
        InvalidError: not a cursor of this list in this order.
    """
    text = query.cursor or ""
    if not text.isascii() or len(text) > _MAX_CURSOR:
        raise bad_cursor()
    try:
        padded = text + "=" * (-len(text) % 4)
        body = msgspec.json.decode(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, msgspec.DecodeError, UnicodeDecodeError, ValueError):
        raise bad_cursor() from None
    if not isinstance(body, list) or len(body) != 2 or body[0] != _mark(query, wanted):  # noqa: PLR2004  mark and values
        raise bad_cursor()
    values = body[1]
    if not isinstance(values, list) or len(values) != len(wanted):
        raise bad_cursor()
    try:
        read = [
            None if v is None and not k.filled else parse(k.kind, v, "cursor")
            for k, v in zip(wanted, values, strict=True)
        ]
    except InvalidError:
        raise bad_cursor() from None
    return read


def _mark(query: Query, wanted: Sequence[Key]) -> str:
    order = ",".join(f"{k.path}:{k.kind}:{k.order}" for k in wanted)
    return hashlib.blake2s(f"{query.object}|{order}".encode(), digest_size=6).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, UUID):
        return str(value)
    return str(value)
