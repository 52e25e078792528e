"""Field paths through links: which column a path means, and what the actor may do with it.

Each step applies the scope and the field rights of the object it enters: a target out of scope
reads as null, exactly like an empty link. Rows in the trash are still read through a path, so an
old order keeps its customer's name.
"""

from dataclasses import dataclass
from typing import Literal, override

from sortie.base.db import quote
from sortie.kernel.objects.contracts import Field
from sortie.kernel.permissions.contracts import FieldRight
from sortie.kernel.queries.contracts import MAX_PATH_STEPS, unknown_field, unusable_field
from sortie.kernel.queries.families import Family, family, target
from sortie.kernel.queries.scopes import NOTHING, level, visible
from sortie.kernel.queries.statement import Build, Source

type Use = Literal["show", "compare"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A path as SQL. ``level`` is one right for every row, or SQL giving it a row."""

    path: str
    field: Field
    source: Source
    sql: str
    level: FieldRight | str


def resolve(build: Build, source: Source, path: str, use: Use, where: str) -> Resolved:
    """The column a path means.

    ``compare`` (filter, sort, group, aggregate) asks that every step is readable on every row,
    since an answer that depends on a hidden value tells it.

    Raises:
        InvalidError: unknown, hidden, too long, or not to be used like this.
    """
    steps = path.split(".")
    if len(steps) > MAX_PATH_STEPS + 1:
        raise unknown_field(where, path)
    levels: list[FieldRight | str] = []
    at, asked = source, _Asked(build, path, use, where)
    for name in steps[:-1]:
        field, right = _readable(asked, at, name)
        levels.append(right)
        at = enter(build, at, field, where, path)
    field, right = _readable(asked, at, steps[-1])
    levels.append(right)
    if family(field) is Family.NONE:
        raise unusable_field(where, path)
    return Resolved(path, field, at, at.of(field), _together(levels))


def enter(build: Build, source: Source, field: Field, where: str, path: str) -> Source:
    """Step through a link: the target joined under its own scope."""
    wanted = target(field)
    obj = build.catalog.objects.get(wanted) if wanted else None
    if obj is None or obj.retired or family(field) is not Family.REF:
        raise unknown_field(where, path)
    if source.trusted:
        return _subselect(build, source, field, wanted or "")
    joined = join(build, source, field)
    if joined is None:
        raise unknown_field(where, path)
    return joined


def join(build: Build, source: Source, field: Field) -> Source | None:
    """LEFT JOIN the target of a link, rows out of scope left out; None when none may be seen."""
    wanted = target(field)
    obj = build.catalog.objects.get(wanted) if wanted else None
    if obj is None or obj.retired:
        return None
    known = build.joined.get((source.alias, field.name))
    if known is not None:
        return known
    made = build.source(obj, build.alias())
    if not made.access.grants:
        return None
    scope = visible(build, made)
    if scope == NOTHING:
        return None
    on = f"{made.column('id')} = {source.of(field)}"
    if scope is not None:
        on += f" AND {scope}"
    build.joins.append(f"LEFT JOIN {build.table(obj)} {made.alias} ON {on}")
    build.joined[source.alias, field.name] = made
    return made


@dataclass(slots=True, eq=False)
class _Subselected(Source):
    """A target read by a scalar subselect: inside a scope filter there is no place for a join."""

    inner: str = ""

    @override
    def column(self, name: str) -> str:
        return f"(SELECT {self.alias}.{quote(name)} {self.inner})"


def _subselect(build: Build, source: Source, field: Field, wanted: str) -> Source:
    obj = build.catalog.objects[wanted]
    alias = build.alias("s")
    inner = f'FROM {build.table(obj)} {alias} WHERE {alias}."id" = {source.of(field)}'
    return _Subselected(alias, obj, source.access, trusted=True, inner=inner)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A path being resolved: what for, and where in the request it stands."""

    build: Build
    path: str
    use: Use
    where: str


def _readable(asked: _Asked, source: Source, name: str) -> tuple[Field, FieldRight | str]:
    field = source.object.by_name.get(name)
    if field is None:
        raise unknown_field(asked.where, asked.path)
    right = level(asked.build, source, name)
    if right == FieldRight.HIDDEN:
        raise unknown_field(asked.where, asked.path)
    if asked.use == "compare" and right != FieldRight.READ:
        raise unusable_field(asked.where, asked.path)
    return field, right


def _together(levels: list[FieldRight | str]) -> FieldRight | str:
    """A path is as readable as its last field, where all links before it are readable in full."""
    *links, last = levels
    needs = []
    for right in links:
        if isinstance(right, str):
            needs.append(f"({right}) = {int(FieldRight.READ)}")
        elif right < FieldRight.READ:
            return FieldRight.HIDDEN
    if not needs:
        return last
    shown = last if isinstance(last, str) else str(int(last))
    return f"CASE WHEN {' AND '.join(needs)} THEN {shown} ELSE 0 END"
