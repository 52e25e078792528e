"""Records of every object, built-in and made-up: one set of routes for all."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, delete, get, patch, post
from litestar.params import Parameter

from sortie.apps.api import asking
from sortie.apps.api.shapes import (
    CommandIn,
    CreateIn,
    GroupIn,
    GroupRowOut,
    GroupsOut,
    OptionOut,
    PageOut,
    RecordOut,
    TimelineOut,
    UpdateIn,
    page_out,
    record_out,
    timeline_out,
)
from sortie.base.errors import NotFoundError
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import MAX_LIMIT, Aggregate, GroupKey, GroupQuery
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_READ = {"right": Right.object_action("{object}", "read")}
_OBJECT = "/api/v1/records/{object:str}"
_ONE = _OBJECT + "/{record_id:uuid}"
_TAG = ["records"]

Fields = Annotated[str, Parameter(query="fields", max_length=2000, description="a,b.c")]
Filter = Annotated[
    str, Parameter(query="filter", max_length=8_000, description="A filter tree as JSON")
]
SortText = Annotated[str, Parameter(query="sort", max_length=400, description="-a,b")]
Search = Annotated[str, Parameter(query="q", max_length=200)]
Limit = Annotated[int, Parameter(query="limit", ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str, Parameter(query="cursor", max_length=2000)]
IfMatch = Annotated[str | None, Parameter(header="If-Match", max_length=40, required=False)]


async def shown(tx: Tx, actor: Actor, stored: Stored, status: int = 200) -> Response[RecordOut]:
    """What was written, as its writer may see it; they may have written it out of their sight."""
    try:
        record = record_out(await queries.get_record(tx, actor, stored.object, stored.id))
    except NotFoundError:
        record = RecordOut(stored.object, stored.id, stored.version, {}, [])
    return Response(record, status_code=status, headers={"ETag": f'"{record.version}"'})


@get(_OBJECT, opt=_READ, tags=_TAG, operation_id="list_records")
async def list_records(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    fields: Fields = "",
    filter_: Filter = "",
    sort: SortText = "",
    q: Search = "",
    limit: Limit = 50,
    cursor: Cursor = "",
    trashed: bool = False,
) -> PageOut:
    """A page of the records in the caller's scope."""
    query = asking.query_of(
        object,
        fields=fields,
        filter_=filter_,
        sort=sort,
        q=q,
        limit=limit,
        cursor=cursor,
        trashed=trashed,
    )
    return page_out(await queries.list_records(tx, actor, query))


@get(_ONE, opt=_READ, tags=_TAG, operation_id="get_record")
async def get_record(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    record_id: UUID,
    fields: Fields = "",
) -> Response[RecordOut]:
    """One record; its version is the ETag."""
    record = await queries.get_record(tx, actor, object, record_id, asking.names_of(fields))
    return Response(record_out(record), headers={"ETag": f'"{record.version}"'})


@post(
    _OBJECT,
    opt={"right": Right.object_action("{object}", "create")},
    tags=_TAG,
    operation_id="create_record",
    status_code=201,
)
async def create_record(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    data: CreateIn,
) -> Response[RecordOut]:
    """Make a record."""
    stored = await records.create(tx, actor, object, data.values, id=data.id, stamp=data.stamp())
    return await shown(tx, actor, stored, 201)


@patch(
    _ONE,
    opt={"right": Right.object_action("{object}", "update")},
    tags=_TAG,
    operation_id="update_record",
)
async def update_record(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    record_id: UUID,
    data: UpdateIn,
    if_match: IfMatch = None,
) -> Response[RecordOut]:
    """Change fields of a record that is still at the version seen."""
    version = asking.version_of(if_match, data.version)
    if version is None:
        # who may not see the record learns nothing from the missing version
        await queries.get_record(tx, actor, object, record_id)
    stored = await records.update(
        tx,
        actor,
        object,
        record_id,
        data.values,
        version=asking.demand_version(version),
        stamp=data.stamp(),
    )
    return await shown(tx, actor, stored)


@delete(
    _ONE,
    opt={"right": Right.object_action("{object}", "delete")},
    tags=_TAG,
    operation_id="delete_record",
    status_code=204,
)
async def delete_record(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    record_id: UUID,
    if_match: IfMatch = None,
) -> None:
    """Put a record into the trash."""
    await records.delete(tx, actor, object, record_id, version=asking.version_of(if_match))


@post(
    _ONE + "/restore",
    opt={"right": Right.object_action("{object}", "delete")},
    tags=_TAG,
    operation_id="restore_record",
    status_code=200,
)
async def restore_record(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    record_id: UUID,
) -> Response[RecordOut]:
    """Take a record out of the trash."""
    return await shown(tx, actor, await records.restore(tx, actor, object, record_id))


@post(
    _ONE + "/commands/{command:str}",
    opt={"right": Right.object_action("{object}", "command:{command}")},
    tags=_TAG,
    operation_id="command_record",
    status_code=200,
)
async def command_record(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    record_id: UUID,
    command: str,
    data: CommandIn,
    if_match: IfMatch = None,
) -> Response[RecordOut]:
    """Do a named command: the only way a status moves."""
    stored = await records.command(
        tx,
        actor,
        object,
        record_id,
        command,
        reason=data.reason,
        values=data.values,
        version=asking.version_of(if_match, data.version),
        stamp=data.stamp(),
    )
    return await shown(tx, actor, stored)


@get(_ONE + "/commands", opt=_READ, tags=_TAG, operation_id="list_commands")
async def list_commands(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    record_id: UUID,
) -> list[dict[str, Any]]:
    """The commands the caller may give to the record now."""
    stored = await records.fetch(tx, actor, object, record_id)
    return await records.allowed(tx, actor, stored)


@get(_ONE + "/timeline", opt=_READ, tags=_TAG, operation_id="record_timeline")
async def record_timeline(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    record_id: UUID,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> TimelineOut:
    """What happened to a record, newest first."""
    page = await records.timeline(tx, actor, object, record_id, cursor=cursor or None, limit=limit)
    return timeline_out(page)


@post(
    _OBJECT + "/aggregate", opt=_READ, tags=_TAG, operation_id="aggregate_records", status_code=200
)
async def aggregate_records(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    data: GroupIn,
) -> GroupsOut:
    """Groups with their figures, over the records in the caller's scope."""
    aggregates = data.aggregates if isinstance(data.aggregates, list) else []
    query = GroupQuery(
        object,
        group=tuple(GroupKey(g.path, g.bucket) for g in data.group),
        aggregates=tuple(Aggregate(a.function, a.path, a.name) for a in aggregates)
        or (Aggregate("count"),),
        filter=data.filter,
        search=data.search,
        sort=asking.sorts_of(",".join(data.sort)),
        limit=data.limit,
    )
    rows = await queries.aggregate(tx, actor, query)
    return GroupsOut([GroupRowOut(list(r.keys), dict(r.values)) for r in rows])


@get(_OBJECT + "/options", opt=_READ, tags=_TAG, operation_id="record_options")
async def record_options(
    tx: Tx,
    actor: Actor,
    *,
    object: str,
    q: Search = "",
    filter_: Filter = "",
    limit: Annotated[int, Parameter(query="limit", ge=1, le=100)] = 20,
) -> list[OptionOut]:
    """What a drop-down of this object offers."""
    found = await queries.options(
        tx, actor, object, q, filter=asking.filter_of(filter_), limit=limit
    )
    return [OptionOut(row["id"], row["title"]) for row in found]


ROUTES = [
    list_records,
    get_record,
    create_record,
    update_record,
    delete_record,
    restore_record,
    command_record,
    list_commands,
    record_timeline,
    aggregate_records,
    record_options,
]
