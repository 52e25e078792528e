"""The control plane's rows about tenants."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sortie.base.db import Connection, Row, quote
from sortie.base.ids import TenantId
from sortie.kernel.tenancy.contracts import Tenant

CONTROL = "sortie_control"
CHANNEL = "sortie_tenants"
_COLUMNS = "id, code, name, schema, role, database, state, locale, time_zone"


def _tenant(row: Row) -> Tenant:
    values: dict[str, Any] = dict(row)
    return Tenant(**{**values, "id": TenantId(values["id"])})


async def tenants(con: Connection) -> list[Tenant]:
    rows = await con.fetch(f"SELECT {_COLUMNS} FROM {CONTROL}.tenant ORDER BY code")
    return [_tenant(x) for x in rows]


async def by_id(con: Connection, id_: UUID) -> Tenant | None:
    row = await con.fetchrow(f"SELECT {_COLUMNS} FROM {CONTROL}.tenant WHERE id = $1", id_)
    return _tenant(row) if row else None


async def by_code(con: Connection, code: str) -> Tenant | None:
    row = await con.fetchrow(f"SELECT {_COLUMNS} FROM {CONTROL}.tenant WHERE code = $1", code)
    return _tenant(row) if row else None


async def insert(con: Connection, tenant: Tenant) -> None:
    await con.execute(
        f"INSERT INTO {CONTROL}.tenant ({_COLUMNS}) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
        tenant.id,
        tenant.code,
        tenant.name,
        tenant.schema,
        tenant.role,
        tenant.database,
        tenant.state,
        tenant.locale,
        tenant.time_zone,
    )


async def was_left_half_made(con: Connection, id_: UUID) -> bool:
    """Whether it is being made for so long that its maker must be dead."""
    return bool(
        await con.fetchval(
            f"SELECT state = 'making' AND created_at < now() - interval '10 minutes' "
            f"FROM {CONTROL}.tenant WHERE id = $1",
            id_,
        )
    )


async def set_state(con: Connection, id_: UUID, state: str) -> None:
    await con.execute(f"UPDATE {CONTROL}.tenant SET state = $2 WHERE id = $1", id_, state)
    await tell(con, id_)


async def rename(con: Connection, id_: UUID, name: str, locale: str, time_zone: str) -> None:
    await con.execute(
        f"UPDATE {CONTROL}.tenant SET name = $2, locale = $3, time_zone = $4 WHERE id = $1",
        id_,
        name,
        locale,
        time_zone,
    )
    await tell(con, id_)


async def remove(con: Connection, id_: UUID) -> None:
    """Its row and every row of any control table that names it."""
    tables = await con.fetch(
        """
        SELECT c.table_name FROM information_schema.columns c
        JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = $1 AND c.column_name = 'tenant_id' AND t.table_type = 'BASE TABLE'
        """,
        CONTROL,
    )
    for row in tables:
        table = quote(row["table_name"])
        await con.execute(f"DELETE FROM {CONTROL}.{table} WHERE tenant_id = $1", id_)
    await con.execute(f"DELETE FROM {CONTROL}.tenant WHERE id = $1", id_)
    await tell(con, id_)


async def tell(con: Connection, id_: UUID) -> None:
    """Other processes drop what they remember of this tenant when the transaction commits."""
    await con.execute("SELECT pg_notify($1, $2)", CHANNEL, str(id_))


async def register_databases(con: Connection, keys: Iterable[str]) -> None:
    await con.executemany(
        f"INSERT INTO {CONTROL}.database_map (key) VALUES ($1) ON CONFLICT (key) DO NOTHING",
        [(k,) for k in keys],
    )


async def emptiest_database(con: Connection, known: Iterable[str]) -> str | None:
    """The open database with the most room, of those this installation has a URL for."""
    found = await con.fetchval(
        f"""
        SELECT m.key FROM {CONTROL}.database_map m
        LEFT JOIN {CONTROL}.tenant t ON t.database = m.key
        WHERE m.state = 'open' AND m.key = ANY($1)
        GROUP BY m.key, m.capacity
        HAVING count(t.id) < m.capacity
        ORDER BY count(t.id), m.key LIMIT 1
        """,
        list(known),
    )
    return None if found is None else str(found)
