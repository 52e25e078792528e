"""Tenants are made, spread over databases, suspended, brought up to date."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from tests.kernel.conftest import SECRET, fresh_tenant, settings_for

from sortie.apps.composition import Kernel, build_kernel
from sortie.base.db import connect
from sortie.base.ids import uuid7
from sortie.kernel.tenancy import service as tenancy
from sortie.kernel.tenancy.contracts import (
    FrozenStepChangedError,
    NoRoomError,
    Step,
    Tenant,
    TenantClosedError,
    TenantExistsError,
    TenantUnknownError,
    TimeZoneUnknownError,
    Tx,
)

type Fresh = Callable[[], Awaitable[str]]


async def test_a_company_is_ready_within_three_seconds(kernel: Kernel) -> None:
    began = time.monotonic()
    tenant = await fresh_tenant(kernel)
    assert time.monotonic() - began < 3
    async with kernel.dbs.tx(tenant) as tx:
        assert await tx.value(f"SELECT count(*) FROM {tx.t('o_user')}") == 0


async def test_a_code_is_taken_once_even_in_a_race(kernel: Kernel) -> None:
    code = f"t-{uuid7().hex[-12:]}"
    made = await asyncio.gather(
        *(kernel.create_tenant(code, "抢") for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(x, Tenant) for x in made) == 1
    assert sum(isinstance(x, TenantExistsError) for x in made) == 3


async def test_a_company_that_fails_to_be_made_leaves_nothing(kernel: Kernel) -> None:
    async def fail(_tx: Tx) -> None:
        raise ZeroDivisionError

    code = f"t-{uuid7().hex[-12:]}"
    with pytest.raises(ZeroDivisionError):
        await tenancy.create_tenant(
            kernel.dbs, code=code, name="x", steps=kernel.steps, install=fail
        )
    with pytest.raises(TenantUnknownError):
        await kernel.dbs.tenant_by_code(code)


async def test_a_suspended_company_is_closed_in_every_process(kernel: Kernel) -> None:
    tenant = await fresh_tenant(kernel)
    elsewhere = tenancy.TenantDatabases(kernel.dbs.databases, secret=kernel.dbs.secret)
    await elsewhere.start()
    try:
        assert (await elsewhere.tenant_by_id(tenant.id)).state == "active"
        await tenancy.suspend_tenant(kernel.dbs, tenant)
        async with asyncio.timeout(5):
            while (await elsewhere.tenant_by_id(tenant.id)).state == "active":  # noqa: ASYNC110  the news comes by the server
                await asyncio.sleep(0.01)
        seen = await elsewhere.tenant_by_code(tenant.code)
        with pytest.raises(TenantClosedError):
            async with elsewhere.tx(seen):
                pass
    finally:
        await elsewhere.close()


async def test_an_after_commit_act_runs_only_after_a_commit(kernel: Kernel, tenant: Tenant) -> None:
    ran: list[str] = []

    async def act() -> None:
        ran.append("x")

    async def fail() -> None:
        async with kernel.dbs.tx(tenant) as tx:
            tx.after_commit(act)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert ran == []
    async with kernel.dbs.tx(tenant) as tx:
        tx.after_commit(act)
        assert ran == []
    assert ran == ["x"]


async def test_a_savepoint_fails_alone(tx: Tx) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with tx.savepoint():
            await tx.value("SELECT 1/0")
    async with tx.savepoint():
        assert await tx.value("SELECT 1") == 1


async def test_new_steps_reach_old_companies_and_old_ones_may_not_change(
    kernel: Kernel, tenant: Tenant
) -> None:
    first = "CREATE TABLE {schema}.later (a int)"
    second = "ALTER TABLE {schema}.later ADD COLUMN b int; GRANT SELECT ON {schema}.later TO {role}"
    async with kernel.dbs.owner_tx(tenant) as tx:
        assert await tenancy.apply_steps(tx.con, tenant, [Step("test", (first,))]) == 1
        assert await tenancy.apply_steps(tx.con, tenant, [Step("test", (first, second))]) == 1
        assert await tenancy.apply_steps(tx.con, tenant, [Step("test", (first, second))]) == 0
        with pytest.raises(FrozenStepChangedError):
            await tenancy.apply_steps(tx.con, tenant, [Step("test", (second,))])
    async with kernel.dbs.tx(tenant) as tx:
        assert await tx.fetch(f"SELECT a, b FROM {tx.t('later')}") == []


async def test_a_room_that_grants_nothing_gets_nothing(kernel: Kernel, tenant: Tenant) -> None:
    ddl = ("CREATE TABLE {schema}.secret_log (a int)",)
    async with kernel.dbs.owner_tx(tenant) as tx:
        await tenancy.apply_steps(tx.con, tenant, [Step("silent", ddl)])
        await tx.execute(f"CREATE TABLE {tx.t('object_table')} (a int)")
    async with kernel.dbs.tx(tenant) as tx:
        assert await tx.value(f"SELECT count(*) FROM {tx.t('object_table')}") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with tx.savepoint():
                await tx.value(f"SELECT count(*) FROM {tx.t('secret_log')}")


async def test_migrating_twice_and_at_once_changes_nothing(fresh_database: Fresh) -> None:
    url = {tenancy.PRIMARY: await fresh_database()}
    await asyncio.gather(*(tenancy.migrate(url, secret=SECRET.encode()) for _ in range(4)))
    await tenancy.migrate(url, secret=SECRET.encode())


@pytest.fixture
async def spread(fresh_database: Fresh, tmp_path: Path) -> AsyncIterator[Kernel]:
    """An installation of two databases with room for one company each."""
    settings = settings_for(
        await fresh_database(), tmp_path, databases={"second": await fresh_database()}
    )
    built = build_kernel(settings, domains=())
    await built.migrate()
    await built.start()
    async with built.dbs.owner_database_tx("main") as con:
        await con.execute("UPDATE sortie_control.database_map SET capacity = 1")
    yield built
    for tenant in await built.dbs.tenants():
        await built.delete_tenant(tenant)
    await built.close()


async def test_companies_spread_over_databases_until_all_are_full(spread: Kernel) -> None:
    made = [await fresh_tenant(spread) for _ in range(2)]
    assert {x.database for x in made} == {"main", "second"}
    for tenant in made:
        async with spread.dbs.tx(tenant) as tx:
            assert await tx.value("SELECT current_user::text") == tenant.role
    with pytest.raises(NoRoomError):
        await fresh_tenant(spread)


async def test_a_new_company_has_the_deployments_language_and_time_zone_unless_told(
    kernel: Kernel,
) -> None:
    here = {"locale": "en", "time_zone": "Europe/Berlin"}
    house = replace(kernel, settings=kernel.settings.model_copy(update=here))
    tenant = await fresh_tenant(house)
    kept = await kernel.dbs.tenant_by_id(tenant.id)
    assert (kept.locale, kept.time_zone) == ("en", "Europe/Berlin")
    told = await house.create_tenant(
        f"t-{uuid7().hex[-12:]}", "告知", locale="zh-CN", time_zone="Asia/Urumqi"
    )
    assert (told.locale, told.time_zone) == ("zh-CN", "Asia/Urumqi")


async def test_a_company_in_no_known_time_zone_is_refused_before_anything_is_made(
    kernel: Kernel,
) -> None:
    code = f"t-{uuid7().hex[-12:]}"
    with pytest.raises(TimeZoneUnknownError, match="Asia/Atlantis"):
        await kernel.create_tenant(code, "无", time_zone="Asia/Atlantis")
    with pytest.raises(TenantUnknownError):
        await kernel.dbs.tenant_by_code(code)


@pytest.mark.usefixtures("kernel")  # which makes the roles that it is given
async def test_an_owner_that_is_no_superuser_is_enough(
    fresh_database: Fresh, tmp_path: Path
) -> None:
    url = await fresh_database()
    name = f"owner_{uuid7().hex}"
    admin = await connect(url)
    await admin.execute(f"CREATE ROLE {name} LOGIN CREATEROLE PASSWORD 'x'")
    database = await admin.fetchval("SELECT current_database()")
    await admin.execute(f'GRANT CREATE ON DATABASE "{database}" TO {name}')
    await admin.execute(f"GRANT sortie_app, sortie_tenants TO {name} WITH ADMIN OPTION")
    await admin.execute(f"GRANT {name} TO CURRENT_USER")  # to reassign what it owns at the end
    parts = urlsplit(url)
    owner_url = parts._replace(netloc=f"{name}:x@{parts.netloc.rpartition('@')[2]}").geturl()
    built = build_kernel(settings_for(owner_url, tmp_path), domains=())
    try:
        await built.migrate()
        await built.start()
        tenant = await fresh_tenant(built)
        async with built.dbs.tx(tenant) as tx:
            assert await tx.value("SELECT current_user::text") == tenant.role
        await built.delete_tenant(tenant)
    finally:
        await built.close()
        await admin.execute(f"REASSIGN OWNED BY {name} TO CURRENT_USER; DROP OWNED BY {name}")
        await admin.execute(f"DROP ROLE {name}")
        await admin.close()
