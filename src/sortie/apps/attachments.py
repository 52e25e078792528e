"""Files meet records: a file field's files are linked on every write, whoever writes."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sortie.kernel.files import service as files
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.permissions.service import PORTAL
from sortie.kernel.queries import service as queries
from sortie.kernel.records.contracts import Change
from sortie.kernel.tenancy.contracts import Tx

_LISTS = frozenset({"photo", "files"})


async def link_files(tx: Tx, actor: Actor, change: Change) -> None:
    """After any write: check that the writer may use the new files, and link exactly these.

    Raises:
        InvalidError: a file that isn't there, or isn't his to show around.
    """
    for field in change.object.fields:
        if field.name not in change.changed or field.type not in {*_LISTS, "signature"}:
            continue
        before = _ids(change.before.get(field.name)) if change.before else []
        after = _ids(change.after.get(field.name))
        fresh = [x for x in after if x not in before]
        if fresh and actor.acts_as_system and actor.name == PORTAL:
            # the product acts for somebody without an account: it may use all files, they mayn't
            await files.check_strangers(tx, fresh, field.name)
        elif fresh:
            await files.check_usable(tx, actor, fresh, field.name)
        await files.link(tx, after, change.object.name, change.after.id, field.name)


def _ids(value: Any) -> list[UUID]:
    if not value:
        return []
    if isinstance(value, dict):  # a signature
        return [UUID(str(value["file"]))]
    return [UUID(str(x)) for x in value]


async def sees(tx: Tx, actor: Actor, object_: str, records: Collection[UUID]) -> set[UUID]:
    """The records among these that the actor may read: for reading files through them."""
    return await queries.visible_ids(tx, actor, object_, list(records))
