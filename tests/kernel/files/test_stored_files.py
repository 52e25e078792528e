"""Who may read a file, and how long it is kept."""

import asyncio
import hashlib
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import MemoryStore
from tests.factories.actors import grant, system_of, user_of
from tests.factories.pictures import jpeg
from tests.kernel.files.conftest import Sight

from sortie.apps.composition import Kernel
from sortie.base.errors import InvalidError, NotFoundError
from sortie.base.ids import FileId, uuid7
from sortie.kernel.files import service as files
from sortie.kernel.files.contracts import FileLostError, FileStore, StoredFile
from sortie.kernel.files.rules import key_of
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.permissions.contracts import Actor, FieldRight
from sortie.kernel.tenancy.contracts import Tenant, Tx

PHOTO = jpeg(400, 300, taken="2026:05:04 09:08:07", color="blue")


async def keep(tx: Tx, actor: Actor, content: bytes = PHOTO) -> StoredFile:
    return await files.store(tx, actor, content, filename="现场.jpg")


async def read(tx: Tx, actor: Actor, file: StoredFile, **more: object) -> bytes:
    opened = await files.open_file(tx, actor, file.id, **more)
    return b"".join([chunk async for chunk in opened.stream])


def context(kernel: Kernel, tenant: Tenant) -> JobContext:
    return JobContext(kernel.dbs, tenant, uuid7(), "test", 1, asyncio.Event())


async def test_what_was_stored_comes_back_with_its_digest(tx: Tx, tenant: Tenant) -> None:
    actor = user_of(tenant)
    file = await keep(tx, actor)
    assert file.sha256 == hashlib.sha256(PHOTO).hexdigest()
    assert (file.kind, file.width, file.height, file.size) == ("image", 400, 300, len(PHOTO))
    assert await read(tx, actor, file) == PHOTO


async def test_a_camera_without_an_offset_is_in_the_companys_time(tx: Tx, tenant: Tenant) -> None:
    file = await keep(tx, user_of(tenant))
    assert file.taken_at == datetime(2026, 5, 4, 1, 8, 7, tzinfo=UTC)


async def test_answers_carry_headers_that_keep_a_browser_safe(tx: Tx, tenant: Tenant) -> None:
    actor = user_of(tenant)
    photo = (await files.open_file(tx, actor, (await keep(tx, actor)).id)).headers
    assert photo["Content-Disposition"].startswith("inline; filename*=UTF-8''%E7%8E%B0")
    page = await files.store(tx, actor, b"<html><script>1</script>", filename="x.html")
    headers = (await files.open_file(tx, actor, page.id)).headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


async def test_a_part_of_a_file_can_be_asked_for(tx: Tx, tenant: Tenant) -> None:
    actor = user_of(tenant)
    file = await keep(tx, actor)
    opened = await files.open_file(tx, actor, file.id, byte_range=(10, 20))
    assert b"".join([x async for x in opened.stream]) == PHOTO[10:20]
    assert opened.headers["Content-Range"] == f"bytes 10-19/{len(PHOTO)}"


async def test_an_unlinked_file_is_its_uploaders_alone(
    tx: Tx, tenant: Tenant, sight: Sight
) -> None:
    mine, other = user_of(tenant), user_of(tenant, grant("*"))
    file = await keep(tx, mine)
    assert await read(tx, mine, file) == PHOTO
    with pytest.raises(NotFoundError):
        await files.open_file(tx, other, file.id)
    with pytest.raises(InvalidError):
        await files.check_usable(tx, other, [file.id])


async def test_a_linked_file_is_read_by_whoever_reads_its_record_and_field(
    tx: Tx, tenant: Tenant, sight: Sight
) -> None:
    record = uuid7()
    reader, stranger = user_of(tenant, grant("job", "read")), user_of(tenant, grant("job", "read"))
    blind = user_of(tenant, grant("job", "read", fields={"photos": FieldRight.HIDDEN}))
    uploader = user_of(tenant)
    file = await keep(tx, uploader)
    await files.link(tx, [file.id], "job", record, "photos")
    sight.seen = {(reader.user_id, record), (blind.user_id, record)}
    assert await read(tx, reader, file) == PHOTO
    assert len(await read(tx, reader, file, variant=320)) > 100
    for actor in (stranger, blind, uploader):
        with pytest.raises(NotFoundError):
            await files.open_file(tx, actor, file.id)


async def test_files_of_another_tenant_are_not_there(
    kernel: Kernel, tenant: Tenant, other_tenant: Tenant
) -> None:
    async with kernel.dbs.tx(tenant) as tx:
        file = await keep(tx, user_of(tenant))
    async with kernel.dbs.tx(other_tenant) as tx:
        with pytest.raises(NotFoundError):
            await files.open_file(tx, system_of(other_tenant), file.id)


async def test_sending_an_upload_again_gives_the_first_answer(tx: Tx, tenant: Tenant) -> None:
    actor, file_id = user_of(tenant), FileId(uuid7())
    first = await files.store(tx, actor, PHOTO, filename="a.jpg", file_id=file_id)
    assert await files.store(tx, actor, PHOTO, filename="a.jpg", file_id=file_id) == first
    with pytest.raises(InvalidError):
        await files.store(tx, actor, jpeg(9, 9), filename="a.jpg", file_id=file_id)


async def test_files_nobody_kept_go_after_a_day_and_their_bytes_with_them(
    kernel: Kernel, tenant: Tenant
) -> None:
    lonely, shared = jpeg(11, 11, color="green"), jpeg(12, 12, color="green")
    async with kernel.dbs.tx(tenant) as tx:
        yesterday = tx.now - timedelta(hours=25)
    async with kernel.dbs.tx(tenant, now=yesterday) as tx:
        actor = user_of(tenant)
        old, old_shared = await keep(tx, actor, lonely), await keep(tx, actor, shared)
        kept = await keep(tx, actor, shared)
        await files.link(tx, [kept.id], "job", uuid7(), "photos")
    await files.sweep_unlinked(context(kernel, tenant), {})
    async with kernel.dbs.tx(tenant) as tx:
        found = await files.readable(tx, system_of(tenant), [old.id, old_shared.id, kept.id])
        assert set(found) == {kept.id}
        assert await read(tx, system_of(tenant), kept) == shared
    assert not await kernel.files.store.exists(key_of(tenant.schema, old.sha256))
    assert not await kernel.files.store.exists(key_of(tenant.schema, old.sha256, 320))


async def test_bytes_of_a_rolled_back_upload_are_swept_but_not_at_once(
    kernel: Kernel, tenant: Tenant
) -> None:
    content = jpeg(13, 13, color="yellow")

    async def upload_and_fail() -> None:
        async with kernel.dbs.tx(tenant) as tx:
            await keep(tx, user_of(tenant), content)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await upload_and_fail()
    key = key_of(tenant.schema, hashlib.sha256(content).hexdigest())
    await files.sweep_contents(context(kernel, tenant), {})
    assert await kernel.files.store.exists(key)
    store = kernel.files.store
    assert isinstance(store, files.LocalStore)
    make_old(store.root / key)
    await files.sweep_contents(context(kernel, tenant), {})
    assert not await store.exists(key)


def make_old(path: Path) -> None:

    then = path.stat().st_mtime - 3 * 86_400
    os.utime(path, (then, then))


STORES: list[Callable[[Path], FileStore]] = [
    files.LocalStore,
    lambda _: files.S3Store(MemoryStore()),
]


@pytest.mark.parametrize("make", STORES, ids=["local", "bucket"])
async def test_every_store_keeps_reads_lists_and_forgets(
    make: Callable[[Path], FileStore], tmp_path: Path
) -> None:
    store = make(tmp_path)
    source = tmp_path / "source"
    source.write_bytes(bytes(range(256)) * 4000)
    await store.put("t_a/aa/bb/one", source)
    await store.put("t_a/aa/bb/two", b"two")
    await store.put("t_b/aa/bb/one", b"other tenant")
    await store.put("t_a/aa/bb/two", b"again: a key's bytes never change")

    async def content(key: str, start: int = 0, end: int | None = None) -> bytes:
        return b"".join([x async for x in store.read(key, start, end)])

    assert await content("t_a/aa/bb/one") == source.read_bytes()
    assert await content("t_a/aa/bb/one", 100, 300) == source.read_bytes()[100:300]
    assert await content("t_a/aa/bb/two", 1) == b"wo"
    assert sorted([k async for k, _ in store.keys("t_a")]) == ["t_a/aa/bb/one", "t_a/aa/bb/two"]
    await store.delete("t_a/aa/bb/two")
    await store.delete("t_a/aa/bb/two")
    with pytest.raises(FileLostError):
        await content("t_a/aa/bb/two")
    await store.delete_all("t_a")
    assert not await store.exists("t_a/aa/bb/one")
    assert await store.exists("t_b/aa/bb/one")


async def test_local_files_are_for_their_owner_only(tmp_path: Path) -> None:
    store = files.LocalStore(tmp_path / "files")
    await store.put("t_a/aa/bb/one", b"x")
    path = tmp_path / "files" / "t_a" / "aa" / "bb" / "one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("key", ["../outside", "t_a/../../outside", "/etc/passwd"])
async def test_no_key_leaves_the_store(key: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="leaves the store"):
        await files.LocalStore(tmp_path / "files").put(key, b"x")
