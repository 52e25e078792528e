"""A company full of marks that no other company's answer may ever hold."""

from uuid import UUID

import asyncpg

from sortie.apps.api.app import Api
from sortie.base.db import quote
from sortie.base.ids import uuid7
from sortie.base.text import index_text
from sortie.kernel.objects.contracts import Object
from sortie.kernel.tenancy.contracts import Tenant, Tx

MARK = "KANARIE7F3D"
STEM = MARK[:-2]
"""What one searches for: our own audit may repeat our question, so it isn't the mark."""
FIGURE = "918273"
"""In every number: a sum over two companies would show it, or be far too large."""
_NUMBERS = frozenset({"numeric", "bigint", "integer"})
_KEPT = frozenset(
    {"id", "version", "tx", "search", "created_at", "updated_at", "deleted_at", "deleted_by"}
)
_DIRECTORY = frozenset({"org_unit", "user", "employment", "role", "role_grant", "user_role"})
_NAMES = frozenset({"name", "position", "phone", "email"})
"""Of the directory only these: marked codes would take B's own people their rights."""


async def mark_everything(api: Api, tenant: Tenant) -> int:
    """Write the mark into every column of every object that takes it; how many took it."""
    marked = 0
    async with api.kernel.dbs.owner_tx(tenant) as tx:
        for obj in api.kernel.objects:
            marked += await _mark(tx, obj)
    return marked


async def _mark(tx: Tx, obj: Object) -> int:
    table = f"o_{obj.name}"
    rows = await tx.fetch(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = $1 AND table_name = $2 AND is_generated = 'NEVER'",
        tx.tenant.schema,
        table,
    )
    state = obj.machine.field if obj.machine is not None else ""
    marked = 0
    for row in rows:
        name, kind = row["column_name"], row["data_type"]
        if name in _KEPT or name == state or (obj.name in _DIRECTORY and name not in _NAMES):
            continue
        value = f"'{MARK}' || right(id::text, 6)" if kind == "text" else FIGURE
        if kind != "text" and kind not in _NUMBERS:
            continue
        try:
            async with tx.savepoint():
                await tx.execute(f"UPDATE {tx.t(table)} SET {quote(name)} = {value}")
        except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError):
            continue  # a list of values or a range holds there
        marked += 1
    tokens = index_text([MARK])
    await tx.execute(f"UPDATE {tx.t(table)} SET search = array_to_tsvector($1::text[])", tokens)
    return marked


async def fingerprints(api: Api, tenant: Tenant) -> dict[str, str]:
    """Each table's rows in one digest, to see that nobody touched them."""
    found: dict[str, str] = {}
    async with api.kernel.dbs.owner_tx(tenant) as tx:
        tables = await tx.fetch(
            "SELECT relname FROM pg_catalog.pg_class"
            " WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p') ORDER BY relname",
            quote(tenant.schema),
        )
        for row in tables:
            name = row["relname"]
            found[name] = await tx.value(
                "SELECT md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), ''))"
                f" FROM {tx.t(name)} AS t"
            )
    return found


async def keep_marked_file(api: Api, tenant: Tenant, by: UUID, at: UUID) -> UUID:
    """A file of ``by``, linked to customer ``at``, with the mark in its name."""
    file_id = uuid7()
    async with api.kernel.dbs.owner_tx(tenant) as tx:
        await tx.execute(
            f"INSERT INTO {tx.t('file')} (id, sha256, size, kind, media_type, filename,"
            " uploaded_by, uploaded_at) VALUES ($1, $2, 1, 'image', 'image/png', $3, $4, now())",
            file_id,
            "f" * 64,
            f"{MARK}.png",
            by,
        )
        await tx.execute(
            f"INSERT INTO {tx.t('file_link')} (file_id, object, record_id, field)"
            " VALUES ($1, 'customer', $2, 'photos')",
            file_id,
            at,
        )
    return file_id
