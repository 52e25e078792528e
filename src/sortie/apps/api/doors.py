"""Which app somebody's mailed link opens: the phone's for engineers, the console for everyone else."""

from uuid import UUID

from sortie.apps.composition import Kernel
from sortie.kernel.identity.contracts import Door, DoorOf
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

_PHONE = frozenset({"engineer", "staff"})


async def door(tx: Tx, user_id: UUID) -> Door:
    """By the person's roles: an engineer who is nothing else works on the phone."""
    held = {r["role"] for r in await records.find(tx, "user_role", user=user_id)}
    codes = {role["code"] for id_ in held for role in await records.find(tx, "role", id=id_)}
    return "m" if "engineer" in codes and codes <= _PHONE else "console"


def doors(kernel: Kernel) -> DoorOf:
    """The same, for whoever is outside a transaction."""

    async def door_of(tenant_id: UUID, user_id: UUID) -> Door:
        tenant = await kernel.dbs.tenant_by_id(tenant_id)
        async with kernel.dbs.tx(tenant) as tx:
            return await door(tx, user_id)

    return door_of
