"""Every relation of a company, looked at in PostgreSQL's own catalogue: 0 exceptions."""

import re

import asyncpg
import pytest

from sortie.apps.composition import Kernel
from sortie.base.db import Row, quote
from sortie.base.i18n import Label
from sortie.kernel.objects import service as objects
from sortie.kernel.objects.contracts import Field
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.tenancy.contracts import Tenant
from sortie.kernel.tenancy.service import APP_ROLE

SHARED = {"sortie_control", "sortie_jobs"}
SYSTEM = {"pg_catalog", "information_schema", "pg_toast"}
TENANT_SCHEMA = re.compile(r"^t_[0-9a-z]+$")
_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@pytest.fixture(scope="module")
async def owner(whole: Kernel, tenant: Tenant, other_tenant: Tenant) -> Tenant:
    """A company that also has a field and an object of its own making."""
    actor = system_actor(tenant.id)
    label = Label("备注", "Remark")
    await objects.add_field(whole.dbs, tenant, actor, "customer", Field("c_lint", "text", label))
    return tenant


async def relations(kernel: Kernel, tenant: Tenant) -> list[Row]:
    async with kernel.dbs.owner_tx(tenant) as tx:
        return await tx.fetch(
            "SELECT c.oid, c.relname, c.relkind::text AS kind, c.relowner::regrole::text AS owner,"
            " coalesce(c.reloptions, '{}') AS options FROM pg_catalog.pg_class AS c"
            " WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r','p','v','m','f','S')"
            " ORDER BY c.relname",
            quote(tenant.schema),
        )


async def test_there_are_tables_to_look_at(whole: Kernel, owner: Tenant) -> None:
    assert len([r for r in await relations(whole, owner) if r["kind"] in "rp"]) > 60


async def test_no_relation_is_reachable_but_by_its_companys_role(
    whole: Kernel, owner: Tenant
) -> None:
    async with whole.dbs.owner_tx(owner) as tx:
        reached = await tx.fetch(
            "SELECT c.relname, r.rolname FROM pg_catalog.pg_class AS c"
            " CROSS JOIN pg_catalog.pg_roles AS r CROSS JOIN unnest($3::text[]) AS x (what)"
            " WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r','p','v','m','f')"
            " AND NOT r.rolsuper AND r.rolname <> $2 AND r.oid <> c.relowner"
            " AND r.rolname NOT LIKE 'pg\\_%' AND has_table_privilege(r.oid, c.oid, x.what)",
            quote(owner.schema),
            owner.role,
            list(_RIGHTS),
        )
    assert [tuple(row) for row in reached] == []


async def test_no_schema_of_a_company_is_entered_but_by_its_role(
    whole: Kernel, owner: Tenant
) -> None:
    async with whole.dbs.owner_tx(owner) as tx:
        entered = await tx.fetch(
            "SELECT n.nspname, r.rolname FROM pg_catalog.pg_namespace AS n"
            " CROSS JOIN pg_catalog.pg_roles AS r"
            " WHERE n.nspname ~ '^t_' AND NOT r.rolsuper AND r.rolname <> n.nspname"
            " AND r.oid <> n.nspowner AND r.rolname NOT LIKE 'pg\\_%'"
            " AND (has_schema_privilege(r.oid, n.oid, 'USAGE')"
            " OR has_schema_privilege(r.oid, n.oid, 'CREATE'))"
        )
        making = await tx.value("SELECT has_schema_privilege($1, $2, 'CREATE')", owner.role,
                                owner.schema)  # fmt: skip
    assert [tuple(row) for row in entered] == []
    assert making is False


async def test_no_schema_is_nobodys(whole: Kernel, owner: Tenant) -> None:
    """Everything lies in a company's schema or in one of the two shared ones."""
    async with whole.dbs.owner_tx(owner) as tx:
        rows = await tx.fetch(
            "SELECT n.nspname, count(c.oid) AS tables FROM pg_catalog.pg_namespace AS n"
            " LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind = 'r'"
            " WHERE n.nspname NOT LIKE 'pg\\_temp%' AND n.nspname NOT LIKE 'pg\\_toast%'"
            " GROUP BY n.nspname"
        )
    strange = {
        r["nspname"]
        for r in rows
        if r["tables"]
        and r["nspname"] not in SHARED | SYSTEM
        and not TENANT_SCHEMA.match(r["nspname"])
    }
    assert strange == set()


async def test_roles_are_neither_owners_nor_superusers_and_cannot_sign_in_for_companies(
    whole: Kernel, owner: Tenant
) -> None:
    async with whole.dbs.owner_tx(owner) as tx:
        wrong = await tx.fetch(
            "SELECT rolname FROM pg_catalog.pg_roles WHERE (rolname = $1 OR rolname ~ '^t_')"
            " AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication"
            " OR (rolname <> $1 AND rolcanlogin) OR (rolname = $1 AND rolinherit))",
            APP_ROLE,
        )
        owned = await tx.fetch(
            "SELECT c.relname FROM pg_catalog.pg_class AS c"
            " JOIN pg_catalog.pg_roles AS r ON r.oid = c.relowner"
            " WHERE r.rolname = $1 OR r.rolname ~ '^t_'",
            APP_ROLE,
        )
        members = await tx.fetch(
            "SELECT m.member::regrole::text AS who, m.roleid::regrole::text AS what"
            " FROM pg_catalog.pg_auth_members AS m"
            " JOIN pg_catalog.pg_roles AS r ON r.oid = m.roleid"
            " WHERE r.rolname ~ '^t_' AND m.member::regrole::text <> $1"
            " AND m.member NOT IN (SELECT oid FROM pg_catalog.pg_roles WHERE rolsuper)",
            APP_ROLE,
        )
    assert ([tuple(r) for r in wrong], list(owned), list(members)) == ([], [], [])


async def test_the_role_holds_for_one_transaction_only(whole: Kernel, owner: Tenant) -> None:
    async with whole.dbs.tx(owner) as tx:
        assert await tx.value("SELECT current_user::text") == owner.role
        con = tx.con
    assert await con.fetchval("SELECT current_user::text") == APP_ROLE


async def test_one_company_reaches_no_relation_of_another(
    whole: Kernel, owner: Tenant, other_tenant: Tenant
) -> None:
    """Each one tried, not only looked up."""
    reached = []
    for found in await relations(whole, other_tenant):
        if found["kind"] == "S":
            continue
        try:
            async with whole.dbs.tx(owner) as tx:
                name = f"{quote(other_tenant.schema)}.{quote(found['relname'])}"
                await tx.value(f"SELECT count(*) FROM {name}")
        except asyncpg.InsufficientPrivilegeError:
            continue
        reached.append(found["relname"])
    assert reached == []


async def test_every_view_runs_with_its_readers_rights(whole: Kernel, owner: Tenant) -> None:
    loose = [
        r["relname"]
        for r in await relations(whole, owner)
        if r["kind"] == "m" or (r["kind"] == "v" and "security_invoker=true" not in r["options"])
    ]
    assert loose == []


async def test_no_function_runs_with_another_ones_rights(whole: Kernel, owner: Tenant) -> None:
    async with whole.dbs.owner_tx(owner) as tx:
        rows = await tx.fetch(
            "SELECT n.nspname, p.proname FROM pg_catalog.pg_proc AS p"
            " JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace"
            " WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        )
    assert [tuple(r) for r in rows] == []


async def test_shared_tables_show_a_company_nothing_of_another(
    whole: Kernel, owner: Tenant
) -> None:
    """What a company's role may touch in the shared schemas is fenced row by row."""
    async with whole.dbs.owner_tx(owner) as tx:
        open_ = await tx.fetch(
            "SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c"
            " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
            " CROSS JOIN unnest($2::text[]) AS x (what)"
            " WHERE n.nspname = ANY ($1) AND c.relkind IN ('r','p','v','m')"
            " AND has_any_column_privilege($3, c.oid, x.what) AND NOT c.relrowsecurity",
            sorted(SHARED),
            ["SELECT", "INSERT", "UPDATE"],
            owner.role,
        )
    assert [tuple(r) for r in open_] == []
