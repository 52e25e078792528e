"""What may be asked of an object, as data. The compiler turns it into SQL; callers never do.

Filter tree (wire and Python alike)::

    {"and": [F, …]} | {"or": [F, …]} | {"not": F} | {"field": path, "op": op, "value": v}

``path`` walks links: ``customer.name``, ``customer.area.code``. Ops by field type: eq ne in not_in
is_null not_null · lt lte gt gte between · contains starts_with (text, indexed by bigrams) ·
has has_any has_all (choices, members, links) · is_me is_my_unit in_subtree (members, departments) ·
within {"bbox":[w,s,e,n]} | {"near":[lon,lat],"m":metres} (location) ·
today yesterday this_week this_month last_days next_days (dates) · category (state).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sortie.base.errors import InvalidError, invalid

type FilterTree = Mapping[str, Any]


def where(path: str, op: str, value: Any = None) -> FilterTree:
    """One leaf: ``where("state", "eq", "approved")``."""
    return {"field": path, "op": op, "value": value}


def all_of(*trees: FilterTree) -> FilterTree:
    return {"and": list(trees)}


def any_of(*trees: FilterTree) -> FilterTree:
    return {"or": list(trees)}


def among(ids: Iterable[UUID | str]) -> FilterTree:
    """The records with these ids."""
    return where("id", "in", [str(i) for i in ids])


@dataclass(frozen=True, slots=True)
class Sort:
    path: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class GroupKey:
    """``bucket`` for dates: day week month quarter year hour, in the tenant's time zone."""

    path: str
    bucket: Literal["", "hour", "day", "week", "month", "quarter", "year"] = ""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``path`` is "*" for count. The result column is called ``name``.

    ``filter`` narrows this one figure. ``since`` is another moment: the figure is then over the
    whole seconds from it to ``path``.
    """

    function: Literal["count", "count_distinct", "sum", "avg", "min", "max"]
    path: str = "*"
    name: str = "count"
    filter: FilterTree | None = None
    since: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A page of records. ``fields`` empty = the object's list layout plus its title."""

    object: str
    fields: tuple[str, ...] = ()
    filter: FilterTree | None = None
    sort: tuple[Sort, ...] = ()
    search: str = ""
    limit: int = 50
    cursor: str | None = None
    trashed: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """Records a room shows in an answer of its own: it chooses the rows, rights say what of them.

    ``rows`` and ``sort`` are the program's, never a caller's: they may ask fields the actor can't
    read. Of ``rows`` those in the actor's scope (or lent) come, of ``fields`` (``"*"``: all) the
    readable ones, masked ones masked.
    """

    object: str
    rows: FilterTree
    fields: tuple[str, ...] = ("*",)
    sort: tuple[Sort, ...] = ()
    limit: int = 500


@dataclass(frozen=True, slots=True)
class GroupQuery:
    object: str
    group: tuple[GroupKey, ...] = ()
    aggregates: tuple[Aggregate, ...] = (Aggregate("count"),)
    filter: FilterTree | None = None
    search: str = ""
    sort: tuple[Sort, ...] = ()  # names of group paths or aggregates
    limit: int = 1_000


@dataclass(frozen=True, slots=True)
class Record:
    """One record as this actor may see it.

    ``values``: wire-ready by field path: hidden fields are absent, masked ones masked. A link is
    ``{"id", "title"}`` (title null when the target may not be seen); members and departments too.
    ``masked`` names the masked fields.
    """

    object: str
    id: UUID
    version: int
    values: Mapping[str, Any]
    masked: frozenset[str] = frozenset()

    def __getitem__(self, path: str) -> Any:
        return self.values[path]

    def get(self, path: str, default: Any = None) -> Any:
        return self.values.get(path, default)


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is the keyset cursor of the following page, None on the last."""

    records: tuple[Record, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class GroupRow:
    keys: tuple[Any, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


MAX_LIMIT = 500
MAX_PATH_STEPS = 3
MAX_FILTER_DEPTH = 8
MAX_FILTER_NODES = 100
MAX_LIST_VALUES = 1_000
MAX_SORTS = 4
MAX_GROUPS = 4
MAX_AGGREGATES = 12
MAX_FIELDS = 120
MAX_SEARCH_CHARS = 200
MAX_GROUP_ROWS = 10_000


def unknown_field(where: str, path: str) -> InvalidError:
    """No such field, or not for this actor: the answer is the same, so nobody learns which."""
    return invalid(
        where,
        "field.unknown",
        f"没有名为「{_short(path)}」的字段，请检查字段名。",
        f"There is no field “{_short(path)}”; check the name.",
    )


def unusable_field(where: str, path: str) -> InvalidError:
    """The actor sees the field, but not in full on every record, or its type has no order."""
    return invalid(
        where,
        "field.not_usable",
        f"字段「{_short(path)}」不能用于此处。",
        f"Field “{_short(path)}” can't be used here.",
    )


def bad_value(where: str, zh: str, en: str) -> InvalidError:
    return invalid(where, "filter.value", zh, en)


def too_much(where: str, most: int) -> InvalidError:
    return invalid(
        where, "query.too_large", f"超出上限 {most}，请减少。", f"At most {most}; ask for less."
    )


def bad_cursor() -> InvalidError:
    return invalid(
        "cursor",
        "cursor.invalid",
        "翻页位置已失效，请从第一页重新开始。",
        "This page position is no longer valid; start again from the first page.",
    )


def _short(path: str) -> str:
    return path[:80]
