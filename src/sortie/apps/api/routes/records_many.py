"""Many records at once: a batch that is all or nothing, a bulk run act by act, exports."""

from uuid import UUID

from litestar import post

from sortie.apps.api.call import Call
from sortie.apps.api.rights import demand
from sortie.apps.api.shapes import (
    ActIn,
    BatchIn,
    BatchOut,
    BulkFailure,
    BulkIn,
    BulkOut,
    RecordOut,
    record_out,
)
from sortie.base.errors import AppError, NotFoundError, invalid
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries import service as queries
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx


def _action(act: ActIn) -> str:
    if act.op == "command":
        return f"command:{act.command}"
    return "delete" if act.op == "restore" else act.op


async def _do(tx: Tx, actor: Actor, object_: str, act: ActIn, at: str) -> Stored:
    demand(Right.object_action(object_, _action(act)), actor, {})
    if act.op == "create":
        return await records.create(tx, actor, object_, act.values, id=act.id)
    if act.id is None:
        raise invalid(f"{at}.id", "required", "缺少记录编号。", "The record's id is missing.")
    if act.op == "update":
        if act.version is None:
            raise invalid(f"{at}.version", "required", "缺少版本号。", "The version is missing.")
        return await records.update(tx, actor, object_, act.id, act.values, version=act.version)
    if act.op == "delete":
        return await records.delete(
            tx, actor, object_, act.id, version=act.version, reason=act.reason
        )
    if act.op == "restore":
        return await records.restore(tx, actor, object_, act.id, reason=act.reason)
    return await records.command(
        tx,
        actor,
        object_,
        act.id,
        act.command,
        reason=act.reason,
        values=act.values or None,
        version=act.version,
    )


async def _shown(tx: Tx, actor: Actor, stored: Stored) -> RecordOut:
    try:
        trashed = stored.get("deleted_at") is not None
        found = await queries.get_record(tx, actor, stored.object, stored.id, trashed=trashed)
    except NotFoundError:
        return RecordOut(stored.object, stored.id, stored.version, {}, [])
    return record_out(found)


@post(
    "/api/v1/batch",
    opt={"right": Right.signed_in(), "any_key": True},
    tags=["records"],
    operation_id="batch",
    status_code=200,
)
async def batch(tx: Tx, actor: Actor, data: BatchIn) -> BatchOut:
    """Several writes as one: all happen, or none. Each needs its own right."""
    done: list[RecordOut] = []
    for number, act in enumerate(data.acts):
        at = f"acts.{number}"
        if act.object is None:
            raise invalid(f"{at}.object", "required", "缺少对象名。", "The object is missing.")
        stored = await _do(tx, actor, act.object, act, at)
        done.append(await _shown(tx, actor, stored))
    return BatchOut(done)


@post(
    "/api/v1/records/{object:str}/bulk",
    opt={"right": Right.object_action("{object}", "read")},
    tags=["records"],
    operation_id="bulk_records",
    status_code=200,
)
async def bulk(
    call: Call,
    tx: Tx,
    actor: Actor,
    object: str,
    data: BulkIn,
) -> BulkOut:
    """Act after act on one object; a refused one is named and the others are done."""
    done = 0
    failed: list[BulkFailure] = []
    for number, act in enumerate(data.acts):
        subject: UUID = act.id or uuid7()
        try:
            async with tx.savepoint():
                await _do(tx, actor, object, act, f"acts.{number}")
            done += 1
        except AppError as error:
            if error.status >= 500:  # noqa: PLR2004  the system's fault ends the run
                raise
            failed.append(BulkFailure(subject, error.sentence(call.locale)))
    return BulkOut(done, failed)


ROUTES = [batch, bulk]
