"""One tenant's rows are out of every other tenant's reach, by PostgreSQL's own rights."""

import asyncpg
import pytest

from sortie.apps.composition import Kernel
from sortie.base.db import quote
from sortie.kernel.tenancy.contracts import Tenant, Tx
from sortie.kernel.tenancy.service import APP_ROLE


async def test_a_transaction_runs_under_its_tenants_role(tx: Tx, tenant: Tenant) -> None:
    assert await tx.value("SELECT current_user::text") == tenant.role
    assert await tx.value("SELECT session_user::text") == APP_ROLE


async def test_a_tenants_role_cannot_read_another_tenants_schema(
    tx: Tx, other_tenant: Tenant
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await tx.value(f"SELECT count(*) FROM {quote(other_tenant.schema)}.kernel_state")


async def test_a_tenants_role_cannot_read_the_control_plane(tx: Tx) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await tx.value("SELECT count(*) FROM sortie_control.tenant")


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE {schema}.sneaky (a int)", "DROP TABLE {schema}.kernel_state"]
)
async def test_a_tenants_role_cannot_make_or_drop_tables(tx: Tx, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await tx.execute(statement.replace("{schema}", quote(tx.tenant.schema)))


async def test_the_programs_role_owns_nothing_and_is_no_superuser(kernel: Kernel) -> None:
    async with kernel.dbs.control() as con:
        assert await con.fetchval("SELECT current_user::text") == APP_ROLE
        role = await con.fetchrow(
            "SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls "
            "FROM pg_catalog.pg_roles WHERE rolname = current_user"
        )
        assert role is not None
        assert not any(role)
        owned = "SELECT count(*) FROM pg_catalog.pg_class WHERE relowner = current_user::regrole"
        assert await con.fetchval(owned) == 0


async def test_without_a_tenants_role_the_program_reads_no_tenants_rows(
    kernel: Kernel, tenant: Tenant
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with kernel.dbs.control() as con:
            await con.fetchval(f"SELECT count(*) FROM {quote(tenant.schema)}.kernel_state")


async def test_the_role_ends_with_its_transaction(kernel: Kernel, tenant: Tenant) -> None:
    async with kernel.dbs.tx(tenant) as tx:
        con = tx.con
    assert await con.fetchval("SELECT current_user::text") == APP_ROLE
    assert await con.fetchval("SELECT current_setting('statement_timeout')") == "0"


async def test_every_table_of_a_tenant_belongs_to_the_owner_and_its_role_alone(
    kernel: Kernel, tenant: Tenant
) -> None:
    async with kernel.dbs.owner_tx(tenant) as tx:
        strangers = await tx.fetch(
            """
            SELECT c.relname, a.grantee::regrole::text AS grantee
            FROM pg_catalog.pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace = $1::regnamespace
              AND a.grantee NOT IN (c.relowner, $2::regrole)
            """,
            tenant.schema,
            tenant.role,
        )
    assert strangers == []
