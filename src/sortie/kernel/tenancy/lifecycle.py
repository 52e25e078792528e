"""The life of a tenant: made, suspended, brought up to date, deleted."""

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg

from sortie.base.db import Connection, literal, quote
from sortie.base.i18n import Locale
from sortie.base.ids import TenantId, uuid7
from sortie.kernel.tenancy import repository
from sortie.kernel.tenancy.contracts import (
    FrozenStepChangedError,
    NoRoomError,
    Step,
    Tenant,
    TenantExistsError,
    TimeZoneUnknownError,
    Tx,
)
from sortie.kernel.tenancy.databases import TenantDatabases
from sortie.kernel.tenancy.ddl import DEFAULT_RIGHTS, LEDGER, NO_DEFAULT_RIGHTS
from sortie.kernel.tenancy.roles import tenant_role_sql

type Installer = Callable[[Tx], Awaitable[None]]
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_NAME_LENGTH = 10


def fresh_name() -> str:
    """A new schema's and role's name. Random, since roles are shared by a whole server."""
    return "t_" + "".join(secrets.choice(_ALPHABET) for _ in range(_NAME_LENGTH))


async def create_tenant(
    dbs: TenantDatabases,
    *,
    code: str,
    name: str,
    steps: Sequence[Step],
    locale: Locale = "zh-CN",
    time_zone: str = "Asia/Shanghai",
    install: Installer | None = None,
    database: str | None = None,
    tenant_id: TenantId | None = None,
) -> Tenant:
    """Make schema, role and tables; ``install`` runs as the owner in the same transaction.

    Raises:
        TenantExistsError: the code is taken.
        NoRoomError: no database has room.
        TimeZoneUnknownError: schedules would run by no clock.
    """
    _demand_zone(time_zone)
    called = fresh_name()
    wanted = Tenant(
        tenant_id or TenantId(uuid7()),
        code,
        name,
        called,
        called,
        database or "",
        "making",
        locale,
        time_zone,
    )
    tenant = await register(dbs, wanted)
    try:
        async with dbs.owner_database_tx(tenant.database, key=tenant.schema) as con:
            await con.execute(tenant_role_sql(tenant.role, tenant.schema))
            await apply_steps(con, tenant, steps)
        if install is not None:
            async with dbs.owner_tx(tenant) as tx:
                await install(tx)
        async with dbs.owner_database_tx(dbs.primary) as con:
            await repository.set_state(con, tenant.id, "active")
    except BaseException:
        await delete_tenant(dbs, tenant)
        raise
    return replace(tenant, state="active")


def _demand_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise TimeZoneUnknownError(name=name) from unknown


async def register(dbs: TenantDatabases, wanted: Tenant) -> Tenant:
    async with dbs.owner_database_tx(dbs.primary) as con:
        left = await repository.by_code(con, wanted.code)
        stuck = left is not None and await repository.was_left_half_made(con, left.id)
    if left is not None and stuck:
        # an earlier attempt was killed half-way: nothing in it was ever usable
        await delete_tenant(dbs, left)
    async with dbs.owner_database_tx(dbs.primary) as con:
        place = wanted.database or await repository.emptiest_database(con, dbs.databases)
        if place is None:
            raise NoRoomError
        tenant = replace(wanted, database=place)
        try:
            await repository.insert(con, tenant)
        except asyncpg.UniqueViolationError as taken:
            raise TenantExistsError(code=tenant.code) from taken
    return tenant


async def apply_steps(con: Connection, tenant: Tenant, steps: Sequence[Step]) -> int:
    """Run the statements this tenant hasn't had yet, in one round trip; their number.

    Raises:
        FrozenStepChangedError: an applied statement was edited since.
    """
    await con.execute(fill(LEDGER, tenant))
    ledger = f"{quote(tenant.schema)}.kernel_ddl"
    had = {
        (x["room"], x["step"]): x["sha256"]
        for x in await con.fetch(f"SELECT room, step, sha256 FROM {ledger}")
    }
    script: list[str] = []
    applied: list[str] = []
    for step in steps:
        for number, statement in enumerate(step.ddl):
            digest = hashlib.sha256(" ".join(statement.split()).encode()).hexdigest()
            before = had.get((step.room, number))
            if before is None:
                script.append(fill(statement, tenant))
                applied.append(f"({literal(step.room)}, {number}, {literal(digest)})")
            elif before != digest:
                raise FrozenStepChangedError(room=step.room, step=number)
    if script:
        script.append(f"INSERT INTO {ledger} (room, step, sha256) VALUES {', '.join(applied)}")
        # kernel rooms grant each table's rights themselves (a log takes no UPDATE); what comes
        # later, objects' tables, is the tenant's to read and write
        await con.execute(fill(NO_DEFAULT_RIGHTS, tenant))
        await con.execute(";\n".join(script))
        await con.execute(fill(DEFAULT_RIGHTS, tenant))
    return len(applied)


def fill(statement: str, tenant: Tenant) -> str:
    """Put the names in; a literal brace is written double, as in str.format."""
    named = statement.replace("{schema}", quote(tenant.schema)).replace(
        "{role}", quote(tenant.role)
    )
    return named.replace("{{", "{").replace("}}", "}")


async def migrate_all(
    dbs: TenantDatabases, steps: Sequence[Step], install: Installer | None = None
) -> int:
    """Bring every tenant's own tables up to date, one transaction each; how many changed."""
    changed = 0
    for tenant in await dbs.tenants():
        if tenant.state not in {"active", "suspended"}:
            continue
        async with dbs.owner_tx(tenant) as tx:
            changed += bool(await apply_steps(tx.con, tenant, steps))
            if install is not None:
                await install(tx)
    return changed


async def suspend_tenant(dbs: TenantDatabases, tenant: Tenant) -> Tenant:
    """Nobody gets in and no job runs until it is resumed."""
    return await _set_state(dbs, tenant, "suspended")


async def resume_tenant(dbs: TenantDatabases, tenant: Tenant) -> Tenant:
    return await _set_state(dbs, tenant, "active")


async def _set_state(dbs: TenantDatabases, tenant: Tenant, state: str) -> Tenant:
    async with dbs.owner_database_tx(dbs.primary) as con:
        await repository.set_state(con, tenant.id, state)
    await dbs.forget(tenant)
    return replace(tenant, state=state)


async def change_tenant(
    dbs: TenantDatabases, tenant: Tenant, *, name: str, locale: Locale, time_zone: str
) -> Tenant:
    """Another display name, language or time zone.

    Raises:
        TimeZoneUnknownError: no such zone.
    """
    _demand_zone(time_zone)
    async with dbs.owner_database_tx(dbs.primary) as con:
        await repository.rename(con, tenant.id, name, locale, time_zone)
    await dbs.forget(tenant)
    return replace(tenant, name=name, locale=locale, time_zone=time_zone)


async def delete_tenant(dbs: TenantDatabases, tenant: Tenant) -> None:
    """Remove schema, role, jobs and every control row. Files: see the files room.

    Safe to repeat: it picks up where a killed one stopped.
    """
    await _set_state(dbs, tenant, "deleting")
    async with dbs.owner_database_tx(tenant.database, key=tenant.schema) as con:
        await con.execute(f"DROP SCHEMA IF EXISTS {quote(tenant.schema)} CASCADE")
        await _forget_jobs(con, tenant)
        if await con.fetchval(
            "SELECT true FROM pg_catalog.pg_roles WHERE rolname = $1", tenant.role
        ):
            await con.execute(f"DROP ROLE {quote(tenant.role)}")
    async with dbs.owner_database_tx(dbs.primary) as con:
        await repository.remove(con, tenant.id)
    await dbs.forget(tenant)


async def _forget_jobs(con: Connection, tenant: Tenant) -> None:
    if await con.fetchval("SELECT to_regclass('sortie_jobs.job')") is not None:
        for table in ("job", "schedule"):
            await con.execute(
                f"DELETE FROM sortie_jobs.{table} WHERE tenant_role = $1", tenant.role
            )
