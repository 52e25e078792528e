"""What may be asked of an object, as data. The compiler turns it into SQL; callers never do.

Filter tree (wire and Python alike)::

    {"and": [F, …]} | {"or": [F, …]} | {"not": F} | {"field": path, "op": op, "value": v}

``path`` walks links: ``customer.name``, ``customer.area.code``. Ops by field type: eq ne in not_in
is_null not_null · lt lte gt gte between · contains starts_with (text, indexed by bigrams) ·
has has_any has_all (choices, members, links) · is_me is_my_unit in_subtree (members, departments) ·
within {"bbox":[w,s,e,n]} | {"near":[lon,lat],"m":metres} (location) ·
today yesterday this_week this_month last_days next_days (dates) · category (state).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

type FilterTree = Mapping[str, Any]


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
    """``path`` is "*" for count. The result column is called ``name``."""

    function: Literal["count", "count_distinct", "sum", "avg", "min", "max"]
    path: str = "*"
    name: str = "count"


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
