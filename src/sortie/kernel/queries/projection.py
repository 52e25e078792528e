"""Which columns a query brings, and how a row of them becomes a record for this actor."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sortie.base.db import quote
from sortie.base.errors import InvalidError
from sortie.kernel.objects.contracts import Field, Object
from sortie.kernel.permissions.contracts import FieldRight
from sortie.kernel.queries.contracts import MAX_FIELDS, Record, too_much
from sortie.kernel.queries.families import Family, family, target
from sortie.kernel.queries.masks import mask
from sortie.kernel.queries.paths import Resolved, join, resolve
from sortie.kernel.queries.scopes import NOTHING, level, visible
from sortie.kernel.queries.statement import Build, Source

_TITLE_STEPS = 2


class Values(Protocol):
    """A row of an answer, by position."""

    def __getitem__(self, at: int, /) -> Any: ...


type Wire = Callable[[Any, Field], Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value stands in a row: its column, and its right (one for all, or in a column)."""

    field: Field
    at: int
    right: FieldRight | None = None
    right_at: int = -1

    def right_of(self, row: Values) -> int:
        return int(self.right) if self.right is not None else int(row[self.right_at] or 0)

    def shown(self, row: Values, wire: Wire) -> Any:
        """The value as this actor may see it, None when hidden."""
        right = self.right_of(row)
        if right == FieldRight.HIDDEN:
            return None
        value = row[self.at]
        return mask(value, self.field) if right == FieldRight.MASKED else wire(value, self.field)


@dataclass(frozen=True, slots=True)
class Shown:
    """One asked path in the answer. ``titles`` is the column of a {id: title} map of a multi-link,
    whose titles have one right on every row. ``bare``: a link is its id alone.
    """

    path: str
    cell: Cell
    title: Cell | None = None
    titles: Cell | None = None
    bare: bool = False


@dataclass(slots=True)
class Columns:
    """Select list under construction; equal expressions are selected once."""

    items: list[str] = field(default_factory=list)
    _at: dict[str, int] = field(default_factory=dict)

    def add(self, sql: str, *, name: str = "") -> int:
        found = self._at.get(sql)
        if found is None:
            found = self._at[sql] = len(self.items)
            self.items.append(f"{sql} AS {quote(name)}" if name else sql)
        return found


def paths_asked(obj: Object, asked: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The paths to show, and whether an unknown one is an error (it is when asked by name)."""
    if asked == ("*",):
        return tuple(obj.by_name), False
    if asked:
        if len(asked) > MAX_FIELDS:
            raise too_much("fields", MAX_FIELDS)
        return tuple(dict.fromkeys(asked)), True
    listed = (*obj.layouts.list, obj.title)
    if obj.machine is not None:
        listed = (*listed, obj.machine.field)
    return tuple(dict.fromkeys(listed)), False


def project(
    build: Build,
    source: Source,
    columns: Columns,
    paths: Iterable[str],
    *,
    strict: bool,
    bare: bool = False,
) -> tuple[Shown, ...]:
    """Add what the paths need to the select list. ``bare``: links as ids, no titles joined.

    Raises:
        InvalidError: ``strict`` and a path is unknown or hidden.
    """
    shown = []
    for path in paths:
        try:
            found = resolve(build, source, path, "show", "fields")
        except InvalidError:
            if strict:
                raise
            continue
        if found.level != FieldRight.HIDDEN:
            shown.append(_show(build, columns, found, bare=bare))
    return tuple(shown)


def _show(build: Build, columns: Columns, found: Resolved, *, bare: bool) -> Shown:
    cell = _cell(columns, found.field, found.sql, found.level)
    if bare:
        return Shown(found.path, cell, bare=True)
    kind = family(found.field)
    if kind is Family.REF and found.level != FieldRight.MASKED:
        return Shown(found.path, cell, title=title_cell(build, columns, found.source, found.field))
    if kind is Family.REFS and found.level != FieldRight.MASKED:
        return Shown(found.path, cell, titles=_titles(build, columns, found))
    return Shown(found.path, cell)


def _cell(columns: Columns, field_: Field, sql: str, right: FieldRight | str) -> Cell:
    if isinstance(right, FieldRight):
        return Cell(field_, columns.add(sql), right=right)
    # what is hidden on a row doesn't even leave the database
    at = columns.add(f"CASE WHEN ({right}) > 0 THEN {sql} END")
    return Cell(field_, at, right_at=columns.add(right))


def title_cell(
    build: Build, columns: Columns, source: Source, link: Field, steps: int = _TITLE_STEPS
) -> Cell | None:
    """The title of a link's target, under the target's own scope and field rights."""
    joined = join(build, source, link)
    return named_cell(build, columns, joined, steps) if joined is not None else None


def named_cell(
    build: Build, columns: Columns, source: Source, steps: int = _TITLE_STEPS
) -> Cell | None:
    """The title of a table's record; one that is itself a link is followed."""
    named = source.object.by_name.get(source.object.title)
    if named is None:
        return None
    right = level(build, source, named.name)
    if right == FieldRight.HIDDEN:
        return None
    if family(named) is Family.REF:
        if right != FieldRight.READ or steps == 0:
            return None
        return title_cell(build, columns, source, named, steps - 1)
    return _cell(columns, named, source.of(named), right)


def _titles(build: Build, columns: Columns, found: Resolved) -> Cell | None:
    """Titles of a multi-link as one JSON object a row; None when the actor may see none."""
    obj = build.catalog.objects.get(target(found.field) or "")
    if obj is None or obj.retired:
        return None
    many = build.source(obj, build.alias("m"))
    scope = visible(build, many)
    named = obj.by_name.get(obj.title)
    if scope == NOTHING or named is None or family(named) is not Family.TEXT:
        return None
    right = level(build, many, named.name)
    text = f"{many.of(named)}::text"
    if not isinstance(right, FieldRight):
        # only a title readable in full is shown: a mask a row would need a map of rights as well
        text = f"CASE WHEN ({right}) = {int(FieldRight.READ)} THEN {text} END"
        right = FieldRight.READ
    if right == FieldRight.HIDDEN:
        return None
    where = f"{many.column('id')} = ANY({found.sql})" + (f" AND {scope}" if scope else "")
    sql = (
        f"(SELECT jsonb_object_agg({many.column('id')}::text, {text})"
        f" FROM {build.table(obj)} {many.alias} WHERE {where})"
    )
    return Cell(named, columns.add(sql), right=right)


def record_of(
    obj: str, row: Values, shown: Iterable[Shown], wire: Wire, *, id_at: int, version_at: int
) -> Record:
    """A row as a record. Hidden fields are absent, masked ones masked and named."""
    values: dict[str, Any] = {}
    masked = set()
    for item in shown:
        right = item.cell.right_of(row)
        if right == FieldRight.HIDDEN:
            continue
        if right == FieldRight.MASKED:
            masked.add(item.path)
        values[item.path] = _value(row, item, right, wire)
    return Record(obj, row[id_at], row[version_at], values, frozenset(masked))


def _value(row: Values, item: Shown, right: int, wire: Wire) -> Any:
    cell = item.cell
    kind = family(cell.field)
    if item.bare or right == FieldRight.MASKED or kind not in (Family.REF, Family.REFS):
        return cell.shown(row, wire)
    value = row[cell.at]
    if kind is Family.REF:
        if value is None:
            return None
        return {"id": str(value), "title": item.title.shown(row, wire) if item.title else None}
    titles = _titles_of(row, item.titles)
    return [{"id": str(v), "title": titles.get(str(v))} for v in value or ()]


def _titles_of(row: Values, cell: Cell | None) -> Mapping[str, Any]:
    if cell is None:
        return {}
    found = row[cell.at] or {}
    if cell.right is FieldRight.MASKED:
        return {k: mask(v, cell.field) for k, v in found.items()}
    return dict(found)
