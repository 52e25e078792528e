"""Query → one SQL statement, with the actor's rights compiled in. Pure: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sortie.base.db import quote
from sortie.kernel.objects.contracts import Catalog, Object
from sortie.kernel.permissions.contracts import Action, Actor
from sortie.kernel.queries import filters, sorting
from sortie.kernel.queries.contracts import MAX_LIMIT, Chosen, FilterTree, Query, Sort
from sortie.kernel.queries.projection import Columns, Shown, paths_asked, project
from sortie.kernel.queries.scopes import visible
from sortie.kernel.queries.searching import search_condition
from sortie.kernel.queries.sorting import Key
from sortie.kernel.queries.statement import Build, Source, Statement

ID_AT, VERSION_AT = 0, 1


@dataclass(frozen=True, slots=True)
class PageStatement:
    """A page's SQL. Rows start with id and version; ``keys_at`` is where sort values begin."""

    statement: Statement
    shown: tuple[Shown, ...]
    keys: tuple[Key, ...]
    keys_at: int
    limit: int


def page(build: Build, query: Query, *actions: Action) -> PageStatement:
    """One page, one row more than asked so that a next page is known.

    The rows are chosen inside, titles joined outside: links cost by the page, not by the table.
    """
    obj = build.catalog.get(query.object)
    if query.trashed:
        actions = (*actions, "delete")
    inner = build.source(obj, "a", "read", *actions)
    limit = max(1, min(query.limit, MAX_LIMIT))
    where = conditions(build, inner, query.filter, search=query.search, trashed=query.trashed)
    keys = sorting.keys(build, inner, query)
    if query.cursor is not None:
        where.append(sorting.after(build, keys, sorting.read_cursor(query, keys)))
    chosen = "".join(f" {j}" for j in build.joins)

    build.restart_joins()
    outer = Source("a", obj, inner.access, keep={})
    columns = Columns()
    columns.add(outer.column("id"))
    columns.add(outer.column("version"))
    paths, strict = paths_asked(obj, query.fields)
    shown = project(build, outer, columns, paths, strict=strict)
    key_names = [f"~{i}" for i in range(len(keys))]
    keys_at = len(columns.items)
    items = [*columns.items, *(f"a.{quote(n)}" for n in key_names)]

    kept = [f"a.{quote(c)}" for c in outer.keep or ()]
    kept += [f"{k.sql} AS {quote(n)}" for k, n in zip(keys, key_names, strict=True)]
    order = ", ".join(f"{k.sql} {k.order}" for k in keys)
    outer_order = ", ".join(f"a.{quote(n)} {k.order}" for k, n in zip(keys, key_names, strict=True))
    sql = (
        f"SELECT {', '.join(items)} FROM ("
        f"SELECT {', '.join(kept)} FROM {build.table(obj)} a{chosen}"
        f"{where_sql(where)} ORDER BY {order} LIMIT {limit + 1}"
        f") a{''.join(f' {j}' for j in build.joins)} ORDER BY {outer_order}"
    )
    return PageStatement(build.done(sql), shown, keys, keys_at, limit)


@dataclass(frozen=True, slots=True)
class RecordStatement:
    statement: Statement
    shown: tuple[Shown, ...]


def one(
    build: Build, obj: Object, id_: UUID, fields: Sequence[str], *, trashed: bool = False
) -> RecordStatement:
    """One record by id; no row when it is out of scope. No fields = every readable one."""
    source = build.source(obj, "a", "read", *(("delete",) if trashed else ()))
    where = [f"{source.column('id')} = {build.arg(id_, 'uuid')}"]
    where += conditions(build, source, None, trashed=trashed)
    columns = Columns()
    columns.add(source.column("id"))
    columns.add(source.column("version"))
    paths, strict = paths_asked(obj, tuple(fields) or ("*",))
    shown = project(build, source, columns, paths, strict=strict)
    sql = (
        f"SELECT {', '.join(columns.items)} FROM {build.table(obj)} a"
        f"{''.join(f' {j}' for j in build.joins)}{where_sql(where)}"
    )
    return RecordStatement(build.done(sql), shown)


def chosen(build: Build, wanted: Chosen, *, bare: bool) -> RecordStatement:
    """Rows that the program itself chooses: its filter and order ask no rights, what is shown does.

    As in a page the rows are chosen inside, titles joined outside. Fields that are hidden are left
    out; a name that no field has is a mistake of ours.
    """
    obj = build.catalog.get(wanted.object)
    inner = build.source(obj, "a")
    own = Source("a", obj, inner.access, trusted=True)
    where = conditions(build, inner, None)
    where.append(filters.condition(build, own, wanted.rows))
    keys = [sorting.chosen_key(build, own, s) for s in (*wanted.sort, Sort("id"))]

    build.restart_joins()
    outer = Source("a", obj, inner.access, keep={})
    columns = Columns()
    columns.add(outer.column("id"))
    columns.add(outer.column("version"))
    paths = _paths_of(obj, wanted.fields)
    shown = project(build, outer, columns, paths, strict=False, bare=bare)
    kept = [f"a.{quote(c)}" for c in outer.keep or ()]
    kept += [f"{sql} AS {quote(f'~{n}')}" for n, (sql, _) in enumerate(keys)]
    order = ", ".join(f"{sql} {way}" for sql, way in keys)
    outer_order = ", ".join(f"a.{quote(f'~{n}')} {way}" for n, (_, way) in enumerate(keys))
    sql = (
        f"SELECT {', '.join(columns.items)} FROM ("
        f"SELECT {', '.join(kept)} FROM {build.table(obj)} a{where_sql(where)}"
        f" ORDER BY {order} LIMIT {wanted.limit}"
        f") a{''.join(f' {j}' for j in build.joins)} ORDER BY {outer_order}"
    )
    return RecordStatement(build.done(sql), shown)


def _paths_of(obj: Object, fields: Sequence[str]) -> list[str]:
    paths = list(dict.fromkeys(p for f in fields for p in (obj.by_name if f == "*" else (f,))))
    unknown = [p for p in paths if p.partition(".")[0] not in obj.by_name]
    if unknown:
        raise LookupError(f"{obj.name} has no {unknown}")
    return paths


def count(build: Build, obj: Object, tree: FilterTree | None, search: str = "") -> Statement:
    source = build.source(obj, "a")
    where = conditions(build, source, tree, search=search)
    joins = "".join(f" {j}" for j in build.joins)
    return build.done(f"SELECT count(*) FROM {build.table(obj)} a{joins}{where_sql(where)}")


def reached(build: Build, obj: Object, ids: Sequence[UUID], *actions: Action) -> Statement:
    """Which of ``ids`` the actor may do all of ``actions`` to; records in the trash included."""
    source = build.source(obj, "a", *actions)
    where = [f"{source.column('id')} = ANY({build.uuids(ids)})"]
    scope = visible(build, source)
    if scope is not None:
        where.append(scope)
    return build.done(f'SELECT a."id" FROM {build.table(obj)} a{where_sql(where)}')


def conditions(
    build: Build,
    source: Source,
    tree: FilterTree | None,
    *,
    search: str = "",
    trashed: bool = False,
) -> list[str]:
    """Scope, trash, filter and search: what every reading statement has in its WHERE."""
    where = [f"{source.column('deleted_at')} IS {'NOT ' if trashed else ''}NULL"]
    scope = visible(build, source)
    if scope is not None:
        where.append(scope)
    if tree is not None:
        where.append(filters.condition(build, source, tree))
    found = search_condition(build, source, search) if search else None
    if found is not None:
        where.append(found)
    return where


def where_sql(conditions_: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions_)}" if conditions_ else ""


def begin(catalog: Catalog, actor: Actor, schema: str, now: Any, zone: Any) -> Build:
    return Build(catalog, actor, schema, now, zone, filters.condition)
