"""Many writes at once: each may fail alone, none holds a transaction open for long."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from sortie.base.errors import AppError, invalid
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import commanding, creating, updating
from sortie.kernel.records.contracts import (
    NO_STAMP,
    BulkAct,
    BulkFailure,
    BulkResult,
    Stamp,
    Stored,
)
from sortie.kernel.tenancy.contracts import Tx

CHUNK = 200

type Progress = Callable[[int, int, int], Awaitable[None]]
"""Told after each chunk: done, failed, of how many."""


async def bulk(
    tx: Tx,
    actor: Actor,
    object_: str,
    acts: Sequence[BulkAct],
    *,
    stamp: Stamp = NO_STAMP,
    first: int = 0,
) -> BulkResult:
    """Do all ``acts`` in this transaction, each under a savepoint: a refused one is only told.

    Every act passes the same door as a single one. ``first`` numbers the acts of a longer list.
    """
    stored: list[Stored] = []
    failed: list[BulkFailure] = []
    for index, act in enumerate(acts, first):
        try:
            async with tx.savepoint():
                stored.append(await _do(tx, actor, object_, act, stamp))
        except AppError as refusal:
            failed.append(BulkFailure(index, act.id, refusal))
    return BulkResult(len(stored), tuple(failed), tuple(stored))


async def bulk_chunks(
    open_tx: Callable[[], AbstractAsyncContextManager[Tx]],
    actor: Actor,
    object_: str,
    acts: Sequence[BulkAct],
    *,
    chunk: int = CHUNK,
    progress: Progress | None = None,
    stamp: Stamp = NO_STAMP,
) -> BulkResult:
    """Do ``acts`` in transactions of ``chunk`` acts, for jobs: imports, changes of thousands.

    What is done stays done when a later chunk breaks; acts with client-made ids may be run again.
    """
    done, failed = 0, list[BulkFailure]()
    for start in range(0, len(acts), chunk):
        async with open_tx() as tx:
            part = await bulk(
                tx, actor, object_, acts[start : start + chunk], stamp=stamp, first=start
            )
        done += part.done
        failed += part.failed
        if progress is not None:
            await progress(done, len(failed), len(acts))
    return BulkResult(done, tuple(failed))


async def _do(tx: Tx, actor: Actor, object_: str, act: BulkAct, stamp: Stamp) -> Stored:
    if act.op == "create":
        return await creating.create(tx, actor, object_, act.values, id=act.id, stamp=stamp)
    record_id = _named(act)
    match act.op:
        case "update":
            return await updating.update(
                tx, actor, object_, record_id, act.values, version=act.version, stamp=stamp
            )
        case "delete":
            return await updating.delete(
                tx, actor, object_, record_id, version=act.version, reason=act.reason, stamp=stamp
            )
        case "restore":
            return await updating.restore(
                tx, actor, object_, record_id, reason=act.reason, stamp=stamp
            )
        case "command":
            return await commanding.command(
                tx,
                actor,
                object_,
                record_id,
                act.command,
                reason=act.reason,
                values=act.values,
                version=act.version,
                stamp=stamp,
            )


def _named(act: BulkAct) -> UUID:
    if act.id is None:
        raise invalid("id", "field.required", "请提供记录编号。", "Give the record's id.")
    return act.id
