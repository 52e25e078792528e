"""Each company's data keys: wrapped in the database, opened by the installation's secret."""

from uuid import UUID

from sortie.base.db import Connection
from sortie.base.ids import uuid7
from sortie.base.secrets import (
    KeyRing,
    Place,
    derive_key,
    new_key,
    reseal,
    unwrap_key,
    wrap_key,
)
from sortie.kernel.identity.contracts import Identity


async def key_ring(con: Connection, identity: Identity, tenant_id: UUID) -> KeyRing:
    """All data keys of a company, the newest current; its first is made here."""
    rows = await con.fetch(
        "SELECT id, wrapped FROM sortie_control.data_key WHERE tenant_id = $1 ORDER BY id",
        tenant_id,
    )
    if not rows:
        await add_key(con, identity, tenant_id)
        return await key_ring(con, identity, tenant_id)
    master = derive_key(identity.settings.secret, "master")
    opened = {r["id"]: unwrap_key(master, str(tenant_id), r["id"], r["wrapped"]) for r in rows}
    return KeyRing(rows[-1]["id"], opened)


async def add_key(con: Connection, identity: Identity, tenant_id: UUID) -> str:
    """A new data key, current from now on; ids are UUIDv7, so the newest sorts last."""
    key_id = uuid7().hex
    master = derive_key(identity.settings.secret, "master")
    await con.execute(
        "INSERT INTO sortie_control.data_key (tenant_id, id, wrapped) VALUES ($1, $2, $3)",
        tenant_id,
        key_id,
        wrap_key(master, str(tenant_id), key_id, new_key()),
    )
    return key_id


def totp_place(tenant_id: UUID, account_id: UUID) -> Place:
    return Place(str(tenant_id), "account", "totp_secret", str(account_id))


def oidc_place(tenant_id: UUID, provider_id: UUID) -> Place:
    return Place(str(tenant_id), "oidc_provider", "client_secret", str(provider_id))


async def rotate(identity: Identity, tenant_id: UUID) -> int:
    """A new data key, and every sealed secret of the company moved to it; how many moved.

    Readers go on meanwhile: each ciphertext names its key, and old keys stay.
    """
    moved = 0
    async with identity.plane.control() as con:
        await add_key(con, identity, tenant_id)
        ring = await key_ring(con, identity, tenant_id)
        for sql, change, place in (
            (
                (
                    "SELECT id, totp_secret AS sealed FROM sortie_control.account"
                    " WHERE tenant_id = $1 AND totp_secret IS NOT NULL FOR UPDATE"
                ),
                "UPDATE sortie_control.account SET totp_secret = $2 WHERE id = $1",
                totp_place,
            ),
            (
                (
                    "SELECT id, client_secret AS sealed FROM sortie_control.oidc_provider"
                    " WHERE tenant_id = $1 AND client_secret IS NOT NULL FOR UPDATE"
                ),
                "UPDATE sortie_control.oidc_provider SET client_secret = $2 WHERE id = $1",
                oidc_place,
            ),
        ):
            for row in await con.fetch(sql, tenant_id):
                fresh = reseal(ring, place(tenant_id, row["id"]), row["sealed"])
                await con.execute(change, row["id"], fresh)
                moved += 1
    return moved
