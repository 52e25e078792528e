"""Data scope as SQL: which rows of a table the grants reach.

Plain comparisons on indexed columns (``dept_id = ANY($1)``, ``owner_id = $2``), OR-ed: PostgreSQL
answers them by index or bitmap. Row-level security isn't used for this: its leak-proofing keeps
the planner from the index.
"""

from collections.abc import Iterable

from sortie.kernel.permissions.contracts import FieldRight, Scope, ScopeKind
from sortie.kernel.queries.access import (
    LentRows,
    Reach,
    Scoped,
    SharedRows,
    ViaParent,
)
from sortie.kernel.queries.families import Family, family
from sortie.kernel.queries.statement import Build, Source

NOTHING = "FALSE"


def visible(build: Build, source: Source) -> str | None:
    """The condition of all rows the source's grants reach; None when that is every row."""
    return reaches(build, source, (g.reach for g in source.access.grants))


def reaches(build: Build, source: Source, many: Iterable[Reach]) -> str | None:
    """An OR of reaches; None means no condition. Reaches through one parent share one EXISTS."""
    mark = build.params.mark()
    parts: dict[str, None] = {}
    # a scope's filter is a mapping: two alike are found by what they say
    parents: dict[tuple[str, str, str], tuple[ViaParent, list[Reach]]] = {}
    for reach in many:
        if isinstance(reach, ViaParent):
            key = (reach.via, reach.parent, repr(reach.own))
            parents.setdefault(key, (reach, []))[1].append(reach.reach)
            continue
        sql = _reach(build, source, reach)
        if sql is None:
            build.params.undo(mark)
            return None
        parts[sql] = None
    for through, inner in parents.values():
        sql = _through_parent(build, source, through, inner)
        if sql is None:
            build.params.undo(mark)
            return None
        parts[sql] = None
    parts.pop(NOTHING, None)
    if not parts:
        return NOTHING
    return " OR ".join(parts) if len(parts) == 1 else "(" + " OR ".join(parts) + ")"


def level(build: Build, source: Source, name: str) -> FieldRight | str:
    """The actor's right on a field: one value for every row, or SQL that gives 0, 1 or 2 a row."""
    if source.trusted:
        return FieldRight.READ
    constant = source.access.constant(name)
    if constant is not None:
        return constant
    levels = source.access.levels(name)
    whens = []
    for wanted in (FieldRight.READ, FieldRight.MASKED):
        of = [g.reach for g, at in zip(source.access.grants, levels, strict=True) if at is wanted]
        if of:
            sql = reaches(build, source, of)
            whens.append(f"WHEN {sql or 'TRUE'} THEN {int(wanted)}")
    return f"CASE {' '.join(whens)} ELSE 0 END"


def _reach(build: Build, source: Source, reach: Scoped | SharedRows | LentRows) -> str | None:
    if isinstance(reach, SharedRows):
        return _shared(build, source, reach)
    if isinstance(reach, LentRows):
        lent = build.actor.lent[reach.object]
        return f"{source.column('id')} = ANY({build.uuids(lent)})" if lent else NOTHING
    return _scope(build, source, reach.scope)


def _scope(build: Build, source: Source, scope: Scope) -> str | None:
    actor = build.actor
    match scope.kind:
        case ScopeKind.ALL:
            return None
        case ScopeKind.OWN:
            return _own(build, source)
        case ScopeKind.TEAM:
            units = actor.units
        case ScopeKind.UNIT:
            units = actor.unit_scope
        case ScopeKind.SUBTREE:
            units = actor.subtree
        case ScopeKind.NAMED:
            # permissions.actor_for has widened the list to all units below
            units = frozenset(scope.units)
        case ScopeKind.FILTER:
            return _filtered(build, source, scope)
    if not units:
        return NOTHING
    column = source.column(_unit_column(source))
    if len(units) == 1:
        # an index on (dept_id, created_at) then gives the order as well
        return f"{column} = {build.arg(next(iter(units)), 'uuid')}"
    return f"{column} = ANY({build.uuids(units)})"


def _unit_column(source: Source) -> str:
    """A unit is its own department; any other record names one."""
    return "id" if source.object.name == "org_unit" else "dept_id"


def _own(build: Build, source: Source) -> str:
    me = build.actor.user_id
    if me is None:
        return NOTHING
    parts = []
    for name in source.object.own_fields:
        field = source.object.by_name.get(name)
        if field is None:
            continue
        kind = family(field)
        if kind in (Family.REF, Family.ID):
            parts.append(f"{source.of(field)} = {build.arg(me, 'uuid')}")
        elif kind is Family.REFS:
            parts.append(f"{source.of(field)} @> {build.uuids((me,))}")
    if not parts:
        return NOTHING
    return parts[0] if len(parts) == 1 else "(" + " OR ".join(parts) + ")"


def _filtered(build: Build, source: Source, scope: Scope) -> str:
    if not scope.filter:
        # An empty filter would be everything; a broken grant must give nothing instead.
        return NOTHING
    trusted = Source(source.alias, source.object, source.access, trusted=True, keep=source.keep)
    return build.condition(build, trusted, scope.filter)


def _shared(build: Build, source: Source, reach: SharedRows) -> str:
    grantees = {*build.actor.chain, *([build.actor.user_id] if build.actor.user_id else [])}
    if not grantees:
        return NOTHING
    # ARRAY(…) runs once and leaves an index condition; a join or IN would be tried a row at a time.
    return (
        f"{source.column('id')} = ANY(ARRAY(SELECT s.record_id"
        f" FROM {build.kernel_table('record_share')} s"
        f" WHERE s.object = {build.arg(reach.object, 'text')}"
        f" AND s.grantee_id = ANY({build.uuids(tuple(grantees))})"
        f" AND s.level = ANY({build.arg(list(reach.levels), 'text[]')})"
        f" AND (s.until IS NULL OR s.until > {build.arg(build.now, 'timestamptz')})))"
    )


def _through_parent(
    build: Build, source: Source, through: ViaParent, inner: list[Reach]
) -> str | None:
    obj = build.catalog.objects[through.parent]
    link = source.object.by_name[through.via]
    mark = build.params.mark()
    mine = _scope(build, source, through.own)
    above = Source(build.alias("p"), obj, source.access)
    sql = reaches(build, above, inner)
    if NOTHING in {sql, mine}:
        build.params.undo(mark)
        return NOTHING
    if sql is None:
        return mine
    exists = (
        f"EXISTS (SELECT 1 FROM {build.table(obj)} {above.alias}"
        f" WHERE {above.column('id')} = {source.of(link)} AND {sql})"
    )
    return exists if mine is None else f"({mine} AND {exists})"
