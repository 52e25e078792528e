"""The room's door: every read of a record goes through here, with the actor's rights in the SQL."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.db import Row
from sortie.base.errors import NotFoundError
from sortie.kernel.objects.contracts import Catalog, Field, Object, ObjectUnknownError
from sortie.kernel.objects.service import catalog, field_types
from sortie.kernel.permissions.contracts import Action, Actor, FieldRight
from sortie.kernel.queries import compiler, explaining, grouping, picking
from sortie.kernel.queries.access import Effective
from sortie.kernel.queries.contracts import (
    MAX_LIMIT,
    Chosen,
    FilterTree,
    GroupQuery,
    GroupRow,
    Page,
    Query,
    Record,
)
from sortie.kernel.queries.describing import describe_objects
from sortie.kernel.queries.explaining import Explanation
from sortie.kernel.queries.families import target
from sortie.kernel.queries.guard import Guard, best_right, field_right, guard, readable, seen_sql
from sortie.kernel.queries.projection import record_of
from sortie.kernel.queries.sorting import write_cursor
from sortie.kernel.queries.statement import Build, Parameters, Statement
from sortie.kernel.tenancy.contracts import Tx

_IDS_AT_ONCE = 5_000


async def list_records(tx: Tx, actor: Actor, query: Query) -> Page:
    """A page of the records in the actor's scope.

    Raises:
        ObjectUnknownError: no such object, or the actor may read no record of it.
        InvalidError: filter, sort, field or cursor can't be used.
    """
    return await _page(tx, actor, query)


async def get_record(
    tx: Tx,
    actor: Actor,
    object_: str,
    id_: UUID,
    fields: Sequence[str] = (),
    *,
    trashed: bool = False,
) -> Record:
    """One record; no fields = every field the actor may read.

    Raises:
        NotFoundError: no such record in the actor's scope.
    """
    build, obj = await _begin(tx, actor, object_)
    plan = compiler.one(build, obj, id_, fields, trashed=trashed)
    row = await tx.row(plan.statement.sql, *plan.statement.args)
    if row is None:
        raise NotFoundError(obj.label)
    return record_of(
        obj.name,
        row,
        plan.shown,
        wire,
        id_at=compiler.ID_AT,
        version_at=compiler.VERSION_AT,
    )


async def choose(
    tx: Tx, actor: Actor, wanted: Chosen, *, titles: bool = False
) -> tuple[Record, ...]:
    """What a room's own answer shows of the rows it chose; () where nothing of the object may be read.

    Links are ids (a title is asked by its path, ``customer.name``), or with ``titles`` as in a list.
    """
    build, obj = await _begin(tx, actor, wanted.object, needed=False)
    if not build.source(obj, "a", "read").access.grants:
        return ()
    plan = compiler.chosen(build, wanted, bare=not titles)
    await _plan_for_these_values(tx)
    at = {"id_at": compiler.ID_AT, "version_at": compiler.VERSION_AT}
    rows = await _rows(tx, plan.statement)
    return tuple(record_of(obj.name, row, plan.shown, wire, **at) for row in rows)


async def count(
    tx: Tx,
    actor: Actor,
    object_: str,
    filter: FilterTree | None = None,
    search: str = "",
) -> int:
    """How many records of the actor's scope match."""
    build, obj = await _begin(tx, actor, object_)
    statement = compiler.count(build, obj, filter, search)
    await _plan_for_these_values(tx)
    return int(await tx.value(statement.sql, *statement.args))


async def aggregate(tx: Tx, actor: Actor, query: GroupQuery) -> list[GroupRow]:
    """Groups with their figures. Dates are cut in the tenant's time zone."""
    build, _ = await _begin(tx, actor, query.object)
    plan = grouping.groups(build, query)
    await _plan_for_these_values(tx)
    rows = await _rows(tx, plan.statement)
    return [grouping.group_row(plan, row, wire, actor.locale) for row in rows]


async def options(
    tx: Tx,
    actor: Actor,
    object_: str,
    text: str = "",
    *,
    filter: FilterTree | None = None,
    limit: int = 20,
) -> list[dict[str, Any]]:
    """What a drop-down offers: ``{"id", "title"}`` of records whose title or searchable fields match."""
    build, obj = await _begin(tx, actor, object_)
    plan = picking.options(build, obj, text, filter, limit)
    return [picking.option(plan, row, wire) for row in await _rows(tx, plan.statement)]


async def visible_ids(
    tx: Tx, actor: Actor, object_: str, ids: Sequence[UUID], action: Action = "read"
) -> set[UUID]:
    """Which of these records the actor may read (or may do ``action`` to), the trash included."""
    build, obj = await _begin(tx, actor, object_, needed=False)
    found: set[UUID] = set()
    for start in range(0, len(ids), _IDS_AT_ONCE):
        part = ids[start : start + _IDS_AT_ONCE]
        actions = ("read",) if action == "read" else ("read", action)
        statement = compiler.reached(build, obj, part, *actions)
        found.update(row[0] for row in await _rows(tx, statement))
        build = compiler.begin(build.catalog, actor, build.schema, build.now, build.zone)
    return found


async def export_rows(tx: Tx, actor: Actor, query: Query) -> AsyncIterator[Record]:
    """Every matching record that the actor may export, page by page; ``limit`` doesn't hold."""
    cursor = query.cursor
    while True:
        page = await _page(tx, actor, replace(query, limit=MAX_LIMIT, cursor=cursor), "export")
        for record in page.records:
            yield record
        if page.next is None:
            return
        cursor = page.next


async def explain(
    tx: Tx,
    actor: Actor,
    object_: str,
    id_: UUID,
    field: str | None = None,
    *,
    action: Action = "read",
) -> Explanation:
    """Why ``actor`` sees this record and field, or doesn't. The caller may ask about others."""
    build, obj = await _begin(tx, actor, object_, needed=False)
    asked, grants = explaining.statement(build, obj, id_)
    row = await tx.row(asked.sql, *asked.args)
    return explaining.explanation(obj, grants, row, action, field)


async def describe(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    """The objects and fields this actor may see, as ``/meta/objects`` tells them."""
    return describe_objects(await catalog(tx), actor)


async def readable_fields(tx: Tx, actor: Actor, object_: str) -> frozenset[str]:
    """Fields the actor reads in full on every record they see: for figures that aren't records yet."""
    known = await catalog(tx)
    obj = known.get(object_)
    return frozenset(
        name for name in obj.by_name if field_right(known, actor, obj, name) >= FieldRight.READ
    )


def wire(value: Any, field: Field) -> Any:
    """The JSON form of a stored value."""
    return None if value is None else field_types[field.type].wire(value, field)


async def _page(tx: Tx, actor: Actor, query: Query, *actions: Action) -> Page:
    build, obj = await _begin(tx, actor, query.object)
    plan = compiler.page(build, query, *actions)
    await _plan_for_these_values(tx)
    rows = await _rows(tx, plan.statement)
    records = tuple(
        record_of(
            obj.name,
            row,
            plan.shown,
            wire,
            id_at=compiler.ID_AT,
            version_at=compiler.VERSION_AT,
        )
        for row in rows[: plan.limit]
    )
    if len(rows) <= plan.limit:
        return Page(records)
    last = rows[plan.limit - 1]
    values = [last[plan.keys_at + i] for i in range(len(plan.keys))]
    return Page(records, write_cursor(query, plan.keys, values))


async def _begin(
    tx: Tx, actor: Actor, object_: str, *, needed: bool = True
) -> tuple[Build, Object]:
    """A statement's start. An object of which nothing may be read answers like one that isn't."""
    known: Catalog = await catalog(tx)
    obj = known.get(object_)
    build = compiler.begin(known, actor, tx.tenant.schema, tx.now, ZoneInfo(tx.tenant.time_zone))
    if needed and not build.source(obj, "a", "read").access.grants:
        raise ObjectUnknownError(name=object_)
    return build, obj


async def _plan_for_these_values(tx: Tx) -> None:
    """Until the transaction's end. For what reads many rows only: planning takes half a millisecond.

    A plan made for no value in particular takes the wrong index for few open among many closed: a
    list of a million orders took 715 ms instead of 3.
    """
    if not tx.state.get("queries.planned"):
        tx.state["queries.planned"] = True
        await tx.execute("SET LOCAL plan_cache_mode = force_custom_plan")


async def _rows(tx: Tx, statement: Statement) -> list[Row]:
    return await tx.fetch(statement.sql, *statement.args)


__all__ = [
    "Effective",
    "Guard",
    "Parameters",
    "aggregate",
    "best_right",
    "choose",
    "count",
    "describe",
    "explain",
    "export_rows",
    "get_record",
    "guard",
    "list_records",
    "options",
    "readable",
    "readable_fields",
    "seen_sql",
    "target",
    "visible_ids",
    "wire",
]
