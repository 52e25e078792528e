"""A tenant whole into an archive, and out of one: rows, sign-ins, waiting jobs."""

import asyncio
import hashlib
import hmac
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from sortie.base.db import Connection, connect, literal, quote
from sortie.base.ids import TenantId
from sortie.kernel.tenancy import lifecycle, repository, snapshot
from sortie.kernel.tenancy.archive import ArchiveDamagedError, ArchiveWriter
from sortie.kernel.tenancy.contracts import Step, Tenant, Tx
from sortie.kernel.tenancy.databases import TenantDatabases
from sortie.kernel.tenancy.ddl import DEFAULT_RIGHTS
from sortie.kernel.tenancy.roles import tenant_role_sql

type Progress = Callable[[str, int, int], None]
"""Called with what is being done, and how many of how many steps are."""

# proofs of the moment: whoever restores signs in again
_FLEETING = frozenset({"session", "challenge", "reset_token", "invitation", "rate", "throttle"})
_JOB_COLUMNS = "id, tenant_id, name, args, run_at, attempts, max_attempts, unique_key, created_at"


def secret_mark(secret: bytes) -> str:
    """Tells whether two installations share their secret, without telling it."""
    return hmac.new(secret, b"archive-mark", hashlib.sha256).hexdigest()[:16]


def describe(tenant: Tenant) -> dict[str, Any]:
    return {**asdict(tenant), "id": str(tenant.id)}


def described(plain: dict[str, Any]) -> Tenant:
    """Raises ArchiveDamagedError."""
    try:
        return Tenant(**{**plain, "id": TenantId(UUID(plain["id"]))})
    except (TypeError, KeyError, ValueError) as wrong:
        raise ArchiveDamagedError(where="tenant") from wrong


@asynccontextmanager
async def steady_view(dsn: str) -> AsyncIterator[Connection]:
    """A connection of the owner that sees one moment, however long it looks."""
    con = await connect(dsn)
    try:
        async with con.transaction(isolation="repeatable_read", readonly=True):
            yield con
    finally:
        await con.close()


# --- out ------------------------------------------------------------------------------------


async def write_tenant(
    view: Connection,
    control: Connection,
    tenant: Tenant,
    out: ArchiveWriter,
    prefix: str,
    progress: Progress,
) -> None:
    """Add a tenant's rows under ``prefix``: shape.json, tables/…, control/…, jobs."""
    shape = await snapshot.read_shape(view, tenant.schema, tenant.role)
    await asyncio.to_thread(out.add_bytes, f"{prefix}shape.json", msgspec.json.encode(shape))
    for number, table in enumerate(shape.tables):
        progress(table.name, number, len(shape.tables))
        columns = ", ".join(quote(x) for x in table.columns)
        source = f"{quote(tenant.schema)}.{quote(table.name)}"
        await _copy_out(
            view, f"SELECT {columns} FROM {source}", out, f"{prefix}tables/{table.name}.copy"
        )
    for name, wanted, condition in await _control_tables(control):
        named = ", ".join(quote(x) for x in wanted)
        query = (
            f"SELECT {named} FROM {repository.CONTROL}.{quote(name)} "
            f"WHERE {condition.replace('$1', literal(str(tenant.id)))}"
        )
        header = msgspec.json.encode(wanted)
        await asyncio.to_thread(out.add_bytes, f"{prefix}control/{name}.json", header)
        await _copy_out(control, query, out, f"{prefix}control/{name}.copy")
    if await view.fetchval("SELECT to_regclass('sortie_jobs.job')") is not None:
        query = (
            f"SELECT {_JOB_COLUMNS} FROM sortie_jobs.job "
            f"WHERE tenant_role = {literal(tenant.role)} AND state <> 'dead'"
        )
        await _copy_out(view, query, out, f"{prefix}jobs.copy")
    progress("", len(shape.tables), len(shape.tables))


async def _copy_out(con: Connection, query: str, out: ArchiveWriter, name: str) -> None:
    with tempfile.NamedTemporaryFile(prefix="sortie-export-") as spool:
        await con.copy_from_query(query, output=Path(spool.name), format="text")
        await asyncio.to_thread(out.add_file, name, Path(spool.name))


async def _control_tables(con: Connection) -> list[tuple[str, list[str], str]]:
    """(table, columns, condition on $1 = tenant id) of what belongs to one tenant, in such an
    order that each comes after those it refers to.
    """
    rows = await con.fetch(
        """
        SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
               coalesce((SELECT array_agg(k.confrelid::regclass::text)
                         FROM pg_catalog.pg_constraint k
                         WHERE k.conrelid = c.oid AND k.contype = 'f'), '{}') AS targets
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_attribute a
          ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attidentity = ''  -- numbers the other installation gives out itself
        WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'
        GROUP BY c.oid, c.relname ORDER BY c.relname
        """,
        repository.CONTROL,
    )
    found: dict[str, tuple[list[str], str, set[str]]] = {}
    for row in rows:
        columns = list(row["columns"])
        if row["relname"] in _FLEETING or row["relname"] == "tenant":
            continue
        if "tenant_id" in columns:
            condition = "tenant_id = $1"
        elif "account_id" in columns:
            accounts = f"SELECT id FROM {repository.CONTROL}.account WHERE tenant_id = $1"
            condition = f"account_id IN ({accounts})"
        else:
            continue
        targets = {x.rpartition(".")[2] for x in row["targets"]}
        found[row["relname"]] = (columns, condition, targets - {row["relname"]})
    ordered: list[tuple[str, list[str], str]] = []
    while found:
        ready = sorted(n for n, (_, _, targets) in found.items() if not targets & found.keys())
        for name in ready or sorted(found):
            columns, condition, _ = found.pop(name)
            ordered.append((name, columns, condition))
    return ordered


# --- in -------------------------------------------------------------------------------------


class TenantLoad:
    """One tenant on its way in, member by member; nobody can use it before ``finish``.

    An archive's DDL runs as the owner: restore your own archives only, as with any database dump.
    """

    def __init__(self, dbs: TenantDatabases, tenant: Tenant) -> None:
        self._dbs, self.tenant = dbs, tenant
        self._shape: snapshot.SchemaShape | None = None
        self._columns: list[str] = []

    @classmethod
    async def begin(
        cls, dbs: TenantDatabases, described_as: Tenant, code: str | None = None
    ) -> "TenantLoad":
        """Register the tenant under a new schema name.

        Raises:
            TenantExistsError: its id or code is here already.
            NoRoomError: no database has room.
        """
        called = lifecycle.fresh_name()
        wanted = replace(
            described_as,
            code=code or described_as.code,
            schema=called,
            role=called,
            database="",
            state="making",
        )
        return cls(dbs, await lifecycle.register(dbs, wanted))

    async def take(self, name: str, path: Path) -> None:
        """One member, without its prefix.

        Raises:
            ArchiveDamagedError: it doesn't fit what came before.
        """
        try:
            if name == "shape.json":
                content = await asyncio.to_thread(path.read_bytes)
                await self._make_tables(msgspec.json.decode(content, type=snapshot.SchemaShape))
            elif name == "jobs.copy":
                await self._take_jobs(path)
            elif name.startswith("tables/"):
                await self._take_table(name.removeprefix("tables/").removesuffix(".copy"), path)
            elif name.startswith("control/"):
                await self._take_control(name.removeprefix("control/"), path)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as wrong:
            raise ArchiveDamagedError(where=name) from wrong

    async def _make_tables(self, shape: snapshot.SchemaShape) -> None:
        tenant = self.tenant
        self._shape = snapshot.renamed(shape, tenant.schema)
        async with self._dbs.owner_database_tx(tenant.database, key=tenant.schema) as con:
            await con.execute(tenant_role_sql(tenant.role, tenant.schema))
            for table in self._shape.tables:
                await con.execute(";\n".join(table.before))

    async def _take_table(self, name: str, path: Path) -> None:
        shapes = self._shape.tables if self._shape else []
        table = next((x for x in shapes if x.name == name), None)
        if table is None:
            raise ArchiveDamagedError(where=name)
        tenant = self.tenant
        async with self._dbs.owner_database_tx(tenant.database, key=tenant.schema) as con:
            await con.copy_to_table(
                name,
                schema_name=tenant.schema,
                columns=table.columns,
                source=path,
                format="text",
            )

    async def _take_control(self, name: str, path: Path) -> None:
        if name.endswith(".json"):
            content = await asyncio.to_thread(path.read_bytes)
            self._columns = msgspec.json.decode(content, type=list[str])
            return
        async with self._dbs.owner_database_tx(self._dbs.primary) as con:
            await con.copy_to_table(
                name.removesuffix(".copy"),
                schema_name=repository.CONTROL,
                columns=self._columns,
                source=path,
                format="text",
            )

    async def _take_jobs(self, path: Path) -> None:
        async with self._dbs.owner_database_tx(self.tenant.database) as con:
            await con.execute(
                f"CREATE TEMP TABLE moved_job ON COMMIT DROP AS "
                f"SELECT {_JOB_COLUMNS} FROM sortie_jobs.job WITH NO DATA"
            )
            await con.copy_to_table("moved_job", source=path, format="text")
            await con.execute(
                f"INSERT INTO sortie_jobs.job ({_JOB_COLUMNS}, tenant_role) "
                f"SELECT {_JOB_COLUMNS}, $1 FROM moved_job",
                self.tenant.role,
            )

    async def finish(
        self,
        steps: Sequence[Step],
        restored: Sequence[str],
        install: Callable[[Tx], Any] | None,
        control_fixes: Sequence[str] = (),
    ) -> Tenant:
        """Keys, indexes, rights; then up to this program's version, and open."""
        shape, tenant = self._shape, self.tenant
        if shape is None:
            raise ArchiveDamagedError(where="shape.json")
        async with self._dbs.owner_database_tx(tenant.database, key=tenant.schema) as con:
            script = [x for table in shape.tables for x in table.after]
            script += [*shape.sequences, *shape.grants]
            script += [lifecycle.fill(x, tenant) for x in (DEFAULT_RIGHTS, *restored)]
            await con.execute(";\n".join(script))
            await lifecycle.apply_steps(con, tenant, steps)
        if install is not None:
            async with self._dbs.owner_tx(tenant) as tx:
                await install(tx)
        async with self._dbs.owner_database_tx(self._dbs.primary) as con:
            for statement in control_fixes:
                await con.execute(statement, tenant.id)
            await repository.set_state(con, tenant.id, "active")
        return replace(tenant, state="active")

    async def abandon(self) -> None:
        """Leave nothing behind."""
        await lifecycle.delete_tenant(self._dbs, self.tenant)
