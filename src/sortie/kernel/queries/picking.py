"""What a drop-down offers: id and title of the records the actor may choose from."""

from dataclasses import dataclass
from typing import Any

from sortie.kernel.objects.contracts import Object
from sortie.kernel.permissions.contracts import FieldRight
from sortie.kernel.queries.compiler import conditions, where_sql
from sortie.kernel.queries.contracts import FilterTree
from sortie.kernel.queries.families import Family, family
from sortie.kernel.queries.operators import like_pattern
from sortie.kernel.queries.projection import Cell, Columns, Values, Wire, named_cell
from sortie.kernel.queries.scopes import NOTHING
from sortie.kernel.queries.searching import search_condition
from sortie.kernel.queries.statement import Build, Source, Statement

_MOST = 100


@dataclass(frozen=True, slots=True)
class OptionStatement:
    statement: Statement
    title: Cell | None


def options(
    build: Build, obj: Object, text: str, tree: FilterTree | None, limit: int
) -> OptionStatement:
    """Matches by title or by any readable searchable field; the newest first without a text."""
    source = build.source(obj, "a")
    where = conditions(build, source, tree)
    matched = _matching(build, source, text)
    if matched is not None:
        where.append(matched)
    columns = Columns()
    columns.add(source.column("id"))
    title = named_cell(build, columns, source)
    order = f"{source.column('created_at')} DESC, {source.column('id')} DESC"
    if text.strip() and _title_readable(source):
        order = f"{source.of(obj.by_name[obj.title])}, {source.column('id')}"
    sql = (
        f"SELECT {', '.join(columns.items)} FROM {build.table(obj)} a"
        f"{''.join(f' {j}' for j in build.joins)}{where_sql(where)}"
        f" ORDER BY {order} LIMIT {max(1, min(limit, _MOST))}"
    )
    return OptionStatement(build.done(sql), title)


def option(plan: OptionStatement, row: Values, wire: Wire) -> dict[str, Any]:
    return {"id": str(row[0]), "title": plan.title.shown(row, wire) if plan.title else None}


def _matching(build: Build, source: Source, text: str) -> str | None:
    found = search_condition(build, source, text)
    named = source.object.by_name.get(source.object.title)
    if found is None or named is None or named.searchable or not _title_readable(source):
        return found
    pattern = build.arg(f"%{like_pattern(text.strip())}%", "text")
    by_title = f"{source.of(named)} ILIKE {pattern}"
    return by_title if found == NOTHING else f"({found} OR {by_title})"


def _title_readable(source: Source) -> bool:
    """Only a title that is readable on every row may be searched or give the order."""
    named = source.object.by_name.get(source.object.title)
    if named is None or family(named) is not Family.TEXT:
        return False
    return source.access.constant(named.name) is FieldRight.READ
