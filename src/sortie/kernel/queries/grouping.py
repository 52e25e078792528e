"""Groups and figures: GROUP BY with the actor's scope, titles and labels put on afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, override

from sortie.base.db import quote
from sortie.base.i18n import Label, Locale
from sortie.kernel.objects.contracts import Field
from sortie.kernel.objects.service import field_types
from sortie.kernel.queries.compiler import conditions, where_sql
from sortie.kernel.queries.contracts import (
    MAX_AGGREGATES,
    MAX_GROUP_ROWS,
    MAX_GROUPS,
    Aggregate,
    GroupKey,
    GroupQuery,
    GroupRow,
    Sort,
    too_much,
    unknown_field,
    unusable_field,
)
from sortie.kernel.queries.families import Family, family, groupable
from sortie.kernel.queries.filters import condition
from sortie.kernel.queries.paths import Resolved, resolve
from sortie.kernel.queries.projection import Cell, Columns, Values, Wire, title_cell
from sortie.kernel.queries.statement import Build, Source, Statement

_BUCKETS = frozenset({"", "hour", "day", "week", "month", "quarter", "year"})
_AVERAGE_DIGITS = 4
SECONDS = Field("seconds", "duration", Label("秒", "Seconds"))
"""What a figure between two moments is: no field of any object."""


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """One group key: its column, and for a link the cell of its title."""

    at: int
    found: Resolved
    bucket: str
    title: Cell | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    at: int
    name: str
    function: str
    field: Field | None


@dataclass(frozen=True, slots=True)
class GroupStatement:
    statement: Statement
    keys: tuple[KeyColumn, ...]
    figures: tuple[Figure, ...]


@dataclass(slots=True, eq=False)
class _Grouped(Source):
    """A group key as if it were the link column of a table: titles are joined onto it."""

    key: str = ""

    @override
    def column(self, name: str) -> str:
        del name
        return f"g.{quote(self.key)}"


def groups(build: Build, query: GroupQuery) -> GroupStatement:
    """The statement of a group query.

    Raises:
        InvalidError: a path or figure can't be used, or there are too many.
    """
    if len(query.group) > MAX_GROUPS:
        raise too_much("group", MAX_GROUPS)
    if len(query.aggregates) > MAX_AGGREGATES:
        raise too_much("aggregates", MAX_AGGREGATES)
    obj = build.catalog.get(query.object)
    source = build.source(obj, "a")
    where = conditions(build, source, query.filter, search=query.search)
    found = [resolve(build, source, g.path, "compare", "group") for g in query.group]
    key_sql = [_bucketed(build, r, g) for r, g in zip(found, query.group, strict=True)]
    figures = [_figure(build, source, a) for a in query.aggregates]
    names = [f"~g{i}" for i in range(len(found))]
    figure_names = [f"~a{i}" for i in range(len(figures))]

    items = [f"{s} AS {quote(n)}" for s, n in zip(key_sql, names, strict=True)]
    items += [f"{s} AS {quote(n)}" for (s, _), n in zip(figures, figure_names, strict=True)]
    order = _order(query, names, figure_names)
    limit = max(1, min(query.limit, MAX_GROUP_ROWS))
    inner = (
        f"SELECT {', '.join(items) or 'count(*)'} FROM {build.table(obj)} a"
        f"{''.join(f' {j}' for j in build.joins)}{where_sql(where)}"
        f"{' GROUP BY ' + ', '.join(key_sql) if key_sql else ''}"
        f"{' ORDER BY ' + order if order else ''} LIMIT {limit}"
    )

    build.restart_joins()
    columns = Columns()
    keys = []
    for i, (r, g) in enumerate(zip(found, query.group, strict=True)):
        at = columns.add(f"g.{quote(names[i])}")
        keys.append(KeyColumn(at, r, g.bucket, _title(build, columns, r, names[i])))
    figure_columns = tuple(
        Figure(columns.add(f"g.{quote(n)}"), a.name, a.function, field)
        for n, a, (_, field) in zip(figure_names, query.aggregates, figures, strict=True)
    )
    sql = (
        f"SELECT {', '.join(columns.items)} FROM ({inner}) g{''.join(f' {j}' for j in build.joins)}"
    )
    if order:
        sql += f" ORDER BY {order}"
    return GroupStatement(build.done(sql), tuple(keys), figure_columns)


def _title(build: Build, columns: Columns, found: Resolved, key: str) -> Cell | None:
    if family(found.field) is not Family.REF:
        return None
    link = _Grouped(f"g{key}", found.source.object, found.source.access, key=key)
    return title_cell(build, columns, link, found.field)


def _bucketed(build: Build, found: Resolved, key: GroupKey) -> str:
    kind = family(found.field)
    if not groupable(found.field) or key.bucket not in _BUCKETS:
        raise unusable_field("group", key.path)
    if not key.bucket:
        return found.sql
    if kind is Family.DATE and key.bucket != "hour":
        return f"date_trunc('{key.bucket}', {found.sql}::timestamp)::date"
    if kind is not Family.MOMENT:
        raise unusable_field("group", key.path)
    zone = build.arg(str(build.zone), "text")
    if key.bucket == "hour":
        return f"date_trunc('hour', {found.sql}, {zone})"
    return f"date_trunc('{key.bucket}', {found.sql} AT TIME ZONE {zone})::date"


def _figure(build: Build, source: Source, wanted: Aggregate) -> tuple[str, Field | None]:
    only = ""
    if wanted.filter is not None:
        only = f" FILTER (WHERE {condition(build, source, wanted.filter, 'aggregates')})"
    if wanted.path == "*":
        if wanted.function != "count":
            raise unusable_field("aggregates", wanted.path)
        return f"count(*){only}", None
    found = resolve(build, source, wanted.path, "compare", "aggregates")
    if wanted.since:
        return _elapsed(build, source, wanted, found, only), SECONDS
    if wanted.function not in field_types[found.field.type].aggregates:
        raise unusable_field("aggregates", wanted.path)
    return _of(wanted.function, found.sql, only), found.field


def _of(function: str, value: str, only: str) -> str:
    match function:
        case "count_distinct":
            return f"count(DISTINCT {value}){only}"
        case "avg":
            return f"round(avg({value}){only}, {_AVERAGE_DIGITS})"
    return f"{function}({value}){only}"


def _elapsed(build: Build, source: Source, wanted: Aggregate, until: Resolved, only: str) -> str:
    """A figure over the seconds between two moments."""
    since = resolve(build, source, wanted.since, "compare", "aggregates")
    for end in (since, until):
        if family(end.field) is not Family.MOMENT:
            raise unusable_field("aggregates", end.path)
    if wanted.function not in {"avg", "sum", "min", "max"}:
        raise unusable_field("aggregates", wanted.path)
    seconds = f"floor(extract(epoch FROM ({until.sql} - {since.sql})))"
    return _of(wanted.function, seconds, only)


def _order(query: GroupQuery, names: Sequence[str], figure_names: Sequence[str]) -> str:
    """By what was asked, then by the keys: the same answer for the same data."""
    parts: dict[str, str] = {}
    for sort in query.sort:
        name = _sorted_name(query, sort, names, figure_names)
        parts.setdefault(name, f"{quote(name)} {'DESC' if sort.descending else 'ASC'} NULLS LAST")
    for name in names:
        parts.setdefault(name, f"{quote(name)} ASC NULLS LAST")
    return ", ".join(parts.values())


def _sorted_name(
    query: GroupQuery, sort: Sort, names: Sequence[str], figure_names: Sequence[str]
) -> str:
    for key, name in zip(query.group, names, strict=True):
        if key.path == sort.path:
            return name
    for figure, name in zip(query.aggregates, figure_names, strict=True):
        if figure.name == sort.path:
            return name
    raise unknown_field("sort", sort.path)


def group_row(plan: GroupStatement, row: Values, wire: Wire, locale: Locale) -> GroupRow:
    """A row of the answer: links as {"id", "title"}, choices and states as {"value", "label"}."""
    keys = tuple(_key_value(k, row, wire, locale) for k in plan.keys)
    values = {f.name: _figure_value(f, row[f.at], wire) for f in plan.figures}
    return GroupRow(keys, values)


def _key_value(key: KeyColumn, row: Values, wire: Wire, locale: Locale) -> Any:
    value = row[key.at]
    if value is None:
        return None
    field = key.found.field
    match family(field):
        case Family.REF:
            title = key.title.shown(row, wire) if key.title else None
            return {"id": str(value), "title": title}
        case Family.CODE:
            return {"value": value, "label": _label(key.found, value, locale)}
    if key.bucket and isinstance(value, date) and key.bucket != "hour":
        return value.isoformat()
    return wire(value, field)


def _label(found: Resolved, value: str, locale: Locale) -> str:
    machine = found.source.object.machine
    if found.field.type == "state" and machine is not None:
        state = machine.by_name.get(value)
        return state.label.in_(locale) if state else value
    for row in found.field.options.get("choices", ()):
        if row["value"] == value:
            label = row.get("label") or {}
            return str(label.get("en" if locale == "en" else "zh", value))
    return value


def _figure_value(figure: Figure, value: Any, wire: Wire) -> Any:
    """Exact: decimals leave as strings, counts and whole seconds as integers."""
    if value is None or figure.field is None or figure.function in ("count", "count_distinct"):
        return value
    if figure.function == "avg":
        return format(value, "f")
    if family(figure.field) is Family.INTEGER:
        return int(value)
    return wire(value, figure.field)
