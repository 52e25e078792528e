"""What was backed up comes back whole, or not at all."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tests.factories.actors import system_of
from tests.factories.pictures import jpeg
from tests.kernel.conftest import fresh_tenant, settings_for

from sortie.apps import archives
from sortie.apps.composition import Kernel, build_kernel
from sortie.base.ids import uuid7
from sortie.kernel.events import service as events
from sortie.kernel.files import service as files
from sortie.kernel.jobs import service as jobs
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant, TenantClosedError, TenantExistsError
from sortie.kernel.tenancy.service import ArchiveDamagedError, resume_tenant, suspend_tenant

PHOTO = jpeg(50, 50, color="purple")
# what a restore makes anew on purpose: where readers of the feed stand
RENEWED = {"feed_state", "subscription_cursor"}


async def some_life(kernel: Kernel, tenant: Tenant) -> None:
    """Rows of every kind an archive must carry."""
    actor = system_of(tenant)
    async with kernel.dbs.tx(tenant) as tx:
        unit = await records.create(
            tx, actor, "org_unit", {"name": "外勤一部 \\N 1", "kind": "company", "code": "A1"}
        )
        file = await files.store(tx, actor, PHOTO, filename="现场.jpg")
        await files.link(tx, [file.id], "org_unit", unit.id, "photos")
        await jobs.enqueue(tx, "test.later", {"n": [1, None]}, unique_key="k")
    async with kernel.dbs.control() as con:
        await con.execute(
            "INSERT INTO sortie_control.account (id, tenant_id, login) VALUES ($1, $2, 'wang')",
            uuid7(),
            tenant.id,
        )


async def hashes(kernel: Kernel, tenant: Tenant) -> dict[str, Any]:
    """Table name to (rows, digest); transaction ids belong to a life of the database, not to rows."""
    found: dict[str, Any] = {}
    async with kernel.dbs.owner_tx(tenant) as tx:
        tables = await tx.fetch(
            "SELECT relname FROM pg_catalog.pg_class "
            "WHERE relnamespace = $1::text::regnamespace AND relkind = 'r' ORDER BY 1",
            tenant.schema,
        )
        for row in tables:
            if row["relname"] in RENEWED:
                continue
            found[row["relname"]] = tuple(
                await tx.row(
                    f"SELECT count(*), md5(string_agg(line, E'\\n' ORDER BY line)) FROM "
                    f"(SELECT (to_jsonb(x) - 'tx')::text AS line FROM {tx.t(row['relname'])} x) y"
                )
                or ()
            )
    return found


async def shape(kernel: Kernel, tenant: Tenant) -> list[str]:
    """Every column, constraint, index and right, without the schema's name."""
    async with kernel.dbs.owner_tx(tenant) as tx:
        rows = await tx.fetch(
            """
            SELECT c.relname || ' ' || pg_get_indexdef(i.indexrelid) AS line
              FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
              WHERE c.relnamespace = $1::text::regnamespace
            UNION ALL SELECT c.relname || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
              FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
              WHERE c.relnamespace = $1::text::regnamespace
            UNION ALL SELECT c.relname || ' ' || a.attname || ' ' ||
                format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' ||
                coalesce(pg_get_expr(d.adbin, d.adrelid), '') || a.attidentity::text
              FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
              LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
              WHERE c.relnamespace = $1::text::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
                AND c.relkind = 'r'
            UNION ALL SELECT c.relname || ' ' || l.privilege_type
              FROM pg_class c, aclexplode(c.relacl) l
              WHERE c.relnamespace = $1::text::regnamespace AND l.grantee = $1::text::regrole
            """,
            tenant.schema,
        )
    return sorted(x["line"].replace(tenant.schema, "t") for x in rows)


type Fresh = Callable[[], Awaitable[str]]
type Installation = Callable[..., Awaitable[Kernel]]


@pytest.fixture
async def installation(fresh_database: Fresh, tmp_path: Path) -> AsyncIterator[Installation]:
    """Another installation: its own database, and ``more`` of them, secret and data folder."""
    built: list[Kernel] = []

    async def make(secret: str, *more: str) -> Kernel:
        settings = settings_for(
            await fresh_database(),
            tmp_path / f"data{len(built)}",
            secret=secret,
            databases={name: await fresh_database() for name in more},
        )
        kernel = build_kernel(settings, domains=())
        await kernel.migrate()
        await kernel.start()
        built.append(kernel)
        return kernel

    yield make
    for kernel in built:
        for tenant in await kernel.dbs.tenants():
            await kernel.delete_tenant(tenant)  # roles belong to the whole server
        await kernel.close()


@pytest.fixture(scope="module")
async def alive(kernel: Kernel) -> Tenant:
    tenant = await fresh_tenant(kernel)
    await some_life(kernel, tenant)
    return tenant


async def test_an_exported_company_lives_on_in_another_installation(
    kernel: Kernel, alive: Tenant, installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "company.tar.zst"
    told: list[tuple[str, int, int]] = []
    await archives.export_tenant(kernel, alive, path, lambda *x: told.append(x))
    assert path.stat().st_mode & 0o777 == 0o600
    assert told[-1][1] == told[-1][2] > 0
    other = await installation(kernel.settings.secret)
    moved = await archives.import_tenant(other, path)
    assert (moved.id, moved.code, moved.state) == (alive.id, alive.code, "active")
    assert moved.schema != alive.schema
    assert await hashes(other, moved) == await hashes(kernel, alive)
    assert await shape(other, moved) == await shape(kernel, alive)
    assert await jobs.counts(other.dbs, moved) == await jobs.counts(kernel.dbs, alive)
    async with other.dbs.control() as con:
        query = "SELECT login FROM sortie_control.account WHERE tenant_id = $1"
        assert await con.fetchval(query, moved.id) == "wang"


async def test_a_moved_company_works_on(
    kernel: Kernel, alive: Tenant, installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "company.tar.zst"
    await archives.export_tenant(kernel, alive, path)
    other = await installation(kernel.settings.secret)
    moved = await archives.import_tenant(other, path, code="moved")
    actor = system_of(moved)
    async with other.dbs.tx(moved) as tx:
        assert await tx.value("SELECT current_user::text") == moved.role
        [file_id] = [x["id"] for x in await tx.fetch(f"SELECT id FROM {tx.t('file')}")]
        opened = await files.open_file(tx, actor, file_id)
        assert b"".join([x async for x in opened.stream]) == PHOTO
        await records.create(
            tx, actor, "org_unit", {"name": "新部门", "kind": "company", "code": "B2"}
        )
    async with other.dbs.tx(moved) as tx:
        entries, _ = await events.read_feed(tx, None, 100)
    assert entries


async def test_a_cursor_of_the_old_life_is_not_taken_for_one_of_the_new(
    kernel: Kernel, alive: Tenant, installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "company.tar.zst"
    await archives.export_tenant(kernel, alive, path)
    other = await installation(kernel.settings.secret)
    moved = await archives.import_tenant(other, path)
    epochs = []
    for place, tenant in ((kernel, alive), (other, moved)):
        async with place.dbs.tx(tenant) as tx:
            epochs.append(await tx.value(f"SELECT epoch FROM {tx.t('feed_state')}"))
    assert epochs[1] == epochs[0] + 1


async def test_a_company_cannot_be_imported_beside_itself(
    kernel: Kernel, alive: Tenant, tmp_path: Path
) -> None:
    path = tmp_path / "company.tar.zst"
    await archives.export_tenant(kernel, alive, path)
    with pytest.raises(TenantExistsError):
        await archives.import_tenant(kernel, path, code="again")
    assert await hashes(kernel, alive)


async def test_a_whole_backup_restores_into_an_empty_installation_only(
    kernel: Kernel, alive: Tenant, installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "all.tar.zst"
    await archives.backup(kernel, path)
    with pytest.raises(archives.InstallationNotEmptyError):
        await archives.restore(kernel, path)
    other = await installation("another secret, long enough too")
    restored = {x.code: x for x in await archives.restore(other, path)}
    before = [x for x in await kernel.dbs.tenants() if x.state in {"active", "suspended"}]
    assert set(restored) == {x.code for x in before}
    assert await hashes(other, restored[alive.code]) == await hashes(kernel, alive)
    audit_key = kernel.settings.data_dir / "audit" / "signing.key"
    assert archives.take_keys(path, tmp_path / "keys")
    assert (tmp_path / "keys" / "audit" / "signing.key").read_bytes() == audit_key.read_bytes()


async def spread_out(kernel: Kernel) -> dict[str, Tenant]:
    """Two companies in the first database and two in the second, each with some life."""
    made = {}
    for code, place in (("a1", "main"), ("b1", "second"), ("a2", "main"), ("b2", "second")):
        made[code] = await kernel.create_tenant(code, f"公司 {code}", database=place)
        await some_life(kernel, made[code])
    return made


@pytest.mark.parametrize("databases", [("second",), ("third",), ()], ids=["same", "other", "one"])
async def test_a_backup_over_several_databases_restores_whole_wherever_there_is_room(
    installation: Installation, tmp_path: Path, databases: tuple[str, ...]
) -> None:
    kernel = await installation("a secret for tests only, long enough", "second")
    made = await spread_out(kernel)
    assert {x.database for x in made.values()} == {"main", "second"}
    path = tmp_path / "all.tar.zst"
    await archives.backup(kernel, path)
    other = await installation("a secret for tests only, long enough", *databases)
    restored = {x.code: x for x in await archives.restore(other, path)}
    assert set(restored) == set(made)
    for code, tenant in restored.items():
        assert tenant.database in {"main", *databases}
        assert await hashes(other, tenant) == await hashes(kernel, made[code])
        assert await jobs.counts(other.dbs, tenant) == await jobs.counts(kernel.dbs, made[code])
        async with other.dbs.tx(tenant) as tx:
            [file] = await tx.fetch(f"SELECT id FROM {tx.t('file')}")
            opened = await files.open_file(tx, system_of(tenant), file["id"])
            assert b"".join([x async for x in opened.stream]) == PHOTO


@pytest.mark.parametrize("where", [0.02, 0.3, 0.6, 0.9, 0.999])
async def test_a_damaged_archive_leaves_nothing_behind(
    kernel: Kernel, alive: Tenant, installation: Installation, tmp_path: Path, where: float
) -> None:
    path = tmp_path / "company.tar.zst"
    await archives.export_tenant(kernel, alive, path)
    content = bytearray(path.read_bytes())
    content[int(len(content) * where)] ^= 0x5A
    path.write_bytes(content)
    other = await installation(kernel.settings.secret)
    with pytest.raises(ArchiveDamagedError):
        await archives.import_tenant(other, path)
    assert await other.dbs.tenants() == []
    async with other.dbs.owner_database_tx("main") as con:
        left = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 't\\_%'"
        assert await con.fetchval(left) == 0


async def test_an_archive_cut_short_is_damaged(
    kernel: Kernel, alive: Tenant, installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "company.tar.zst"
    await archives.export_tenant(kernel, alive, path)
    path.write_bytes(path.read_bytes()[:-200])
    other = await installation(kernel.settings.secret)
    with pytest.raises(ArchiveDamagedError):
        await archives.import_tenant(other, path)
    assert await other.dbs.tenants() == []


async def test_a_deleted_company_leaves_no_trace(kernel: Kernel) -> None:
    tenant = await fresh_tenant(kernel)
    await some_life(kernel, tenant)
    await kernel.delete_tenant(tenant)
    async with kernel.dbs.owner_database_tx("main") as con:
        for query, value in (
            ("SELECT count(*) FROM pg_namespace WHERE nspname = $1", tenant.schema),
            ("SELECT count(*) FROM pg_roles WHERE rolname = $1", tenant.role),
            ("SELECT count(*) FROM sortie_jobs.job WHERE tenant_role = $1", tenant.role),
            ("SELECT count(*) FROM sortie_control.account WHERE tenant_id = $1", tenant.id),
            ("SELECT count(*) FROM sortie_control.tenant WHERE id = $1", tenant.id),
        ):
            assert await con.fetchval(query, value) == 0, query
    assert [x async for x in kernel.files.store.keys(tenant.schema)] == []


async def test_an_archive_tells_which_files_the_store_has_lost(
    kernel: Kernel, tmp_path: Path
) -> None:
    tenant = await fresh_tenant(kernel)
    await some_life(kernel, tenant)
    assert await archives.export_tenant(kernel, tenant, tmp_path / "whole.tar.zst") == []
    keys = [key async for key, _ in kernel.files.store.keys(tenant.schema)]
    for key in keys:
        await kernel.files.store.delete(key)
    [lost] = await archives.export_tenant(kernel, tenant, tmp_path / "poor.tar.zst")
    place = lost.removeprefix(f"{tenant.code}: ")
    assert f"{tenant.schema}/{place}" in keys


async def test_a_closed_company_can_still_be_exported(
    kernel: Kernel, alive: Tenant, tmp_path: Path
) -> None:

    suspended = await suspend_tenant(kernel.dbs, alive)
    try:
        with pytest.raises(TenantClosedError):
            async with kernel.dbs.tx(suspended):
                pass
        await archives.export_tenant(kernel, suspended, tmp_path / "x.tar.zst")
    finally:
        await resume_tenant(kernel.dbs, suspended)
