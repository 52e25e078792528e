"""Filter trees as SQL: bounded in depth and size, every value a parameter."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sortie.kernel.objects.contracts import Category
from sortie.kernel.objects.service import field_types
from sortie.kernel.queries import operators
from sortie.kernel.queries.contracts import (
    MAX_FILTER_DEPTH,
    MAX_FILTER_NODES,
    FilterTree,
    bad_value,
    too_much,
)
from sortie.kernel.queries.families import Family, family, is_people, is_unit
from sortie.kernel.queries.operators import OPERATORS
from sortie.kernel.queries.paths import Resolved, resolve
from sortie.kernel.queries.statement import Build, Source

_BRANCHES = ("and", "or", "not")


def condition(build: Build, source: Source, tree: FilterTree, where: str = "filter") -> str:
    """A filter tree as one SQL condition, true, false or null a row.

    Raises:
        InvalidError: malformed, too large, or about a field the actor may not use.
    """
    return _Walk(build, source).tree(tree, where, 1)


class _Walk:
    __slots__ = ("build", "nodes", "source")

    def __init__(self, build: Build, source: Source) -> None:
        self.build = build
        self.source = source
        self.nodes = 0

    def tree(self, tree: Any, where: str, depth: int) -> str:
        self.nodes += 1
        if depth > MAX_FILTER_DEPTH:
            raise too_much(where, MAX_FILTER_DEPTH)
        if self.nodes > MAX_FILTER_NODES:
            raise too_much(where, MAX_FILTER_NODES)
        if not isinstance(tree, Mapping):
            raise _malformed(where)
        for branch in _BRANCHES:
            if branch in tree:
                if len(tree) != 1:
                    raise _malformed(where)
                return self._branch(branch, tree[branch], where, depth)
        return self._leaf(tree, where)

    def _branch(self, branch: str, inner: Any, where: str, depth: int) -> str:
        if branch == "not":
            # IS NOT TRUE: what is null (unknown) is not in, so its opposite is
            return f"(({self.tree(inner, f'{where}.not', depth + 1)}) IS NOT TRUE)"
        if not isinstance(inner, Sequence) or isinstance(inner, (str, bytes)):
            raise _malformed(where)
        parts = [self.tree(t, f"{where}.{branch}.{i}", depth + 1) for i, t in enumerate(inner)]
        if not parts:
            return "TRUE" if branch == "and" else "FALSE"
        return "(" + f" {branch.upper()} ".join(parts) + ")"

    def _leaf(self, leaf: Mapping[str, Any], where: str) -> str:
        path, op = leaf.get("field"), leaf.get("op")
        if not isinstance(path, str) or not isinstance(op, str) or set(leaf) - _LEAF:
            raise _malformed(where)
        found = resolve(self.build, self.source, path, "compare", where)
        kind = family(found.field)
        value = leaf.get("value")
        if op in _SPECIAL:
            sql = _SPECIAL[op](self.build, found, kind, value, f"{where}.value")
            if sql is not None:
                return sql
        known = op in field_types[found.field.type].operators
        write = OPERATORS.get(kind, {}).get(op) if known else None
        if write is None:
            raise bad_value(
                f"{where}.op",
                f"字段「{path[:80]}」不支持运算「{op[:40]}」。",
                f"Field “{path[:80]}” has no operator “{op[:40]}”.",
            )
        return write(operators.Call(self.build, found.sql, kind, value, f"{where}.value"))


_LEAF = {"field", "op", "value"}


def _is_me(build: Build, found: Resolved, kind: Family, value: Any, where: str) -> str | None:
    del value, where
    if not (is_people(found.field) or found.path.rpartition(".")[2] == "id"):
        return None
    me = build.actor.user_id
    if me is None:
        return "FALSE"
    if kind is Family.REFS:
        return f"{found.sql} @> {build.uuids((me,))}"
    return f"{found.sql} = {build.arg(me, 'uuid')}"


def _is_my_unit(build: Build, found: Resolved, kind: Family, value: Any, where: str) -> str | None:
    del kind, value, where
    if not _is_unit(found):
        return None
    return _among(build, found, build.actor.units)


def _in_subtree(build: Build, found: Resolved, kind: Family, value: Any, where: str) -> str | None:
    """Below my own units, or below the units given."""
    if not _is_unit(found):
        return None
    if value is None:
        return _among(build, found, build.actor.subtree)
    listed = value if isinstance(value, (list, tuple)) else [value]
    units = operators.many(kind, listed, where)
    below = (
        f"ARRAY(SELECT c.descendant FROM {build.kernel_table('org_closure')} c"
        f" WHERE c.ancestor = ANY({build.uuids(units)}))"
    )
    return f"{found.sql} && {below}" if kind is Family.REFS else f"{found.sql} = ANY({below})"


def _among(build: Build, found: Resolved, units: frozenset[UUID]) -> str:
    if not units:
        return "FALSE"
    many = family(found.field) is Family.REFS
    return (
        f"{found.sql} && {build.uuids(units)}"
        if many
        else f"{found.sql} = ANY({build.uuids(units)})"
    )


def _is_unit(found: Resolved) -> bool:
    unit_id = found.source.object.name == "org_unit" and found.field.name == "id"
    return is_unit(found.field) or unit_id


def _category(build: Build, found: Resolved, kind: Family, value: Any, where: str) -> str | None:
    del kind
    machine = found.source.object.machine
    if found.field.type != "state" or machine is None:
        return None
    listed = value if isinstance(value, (list, tuple)) else [value]
    try:
        wanted = {Category(v) for v in listed}
    except (ValueError, TypeError):
        raise bad_value(
            where,
            "可选类别：open、paused、done、cancelled。",
            "Categories are open, paused, done and cancelled.",
        ) from None
    states = sorted(s.name for s in machine.states if s.category in wanted)
    return f"{found.sql} = ANY({build.arg(states, 'text[]')})"


_SPECIAL = {
    "is_me": _is_me,
    "is_my_unit": _is_my_unit,
    "in_subtree": _in_subtree,
    "category": _category,
}


def _malformed(where: str) -> Exception:
    return bad_value(
        where,
        '筛选条件格式应为 {"and": […]}、{"or": […]}、{"not": …} 或 {"field", "op", "value"}。',
        'A filter is {"and": […]}, {"or": […]}, {"not": …} or {"field", "op", "value"}.',
    )
