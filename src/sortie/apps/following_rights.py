"""Rights follow the directory's records: a post, role or unit changed in a write holds at once."""

from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import Change
from sortie.kernel.records.service import Hooks
from sortie.kernel.tenancy.contracts import Tx

_WHOLE = frozenset({"id", "deleted_at"})


def follow_directory(hooks: Hooks) -> None:
    """Stale actors and the org closure go with the transaction that made them so."""

    async def follow(tx: Tx, _actor: Actor, change: Change) -> None:
        changed = change.changed
        if change.op in {"create", "delete", "restore"}:
            changed |= _WHOLE
        await permissions.directory_changed(tx, change.object.name, changed)

    for name in permissions.DIRECTORY_OBJECTS:
        hooks.after(name, follow)
