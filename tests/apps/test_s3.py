"""Files in a bucket: a real S3 service on loopback, spoken to as in production."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from tests.factories.actors import system_of
from tests.factories.buckets import BUCKET, s3_service
from tests.factories.pictures import jpeg
from tests.kernel.conftest import fresh_tenant, settings_for

from sortie.apps import archives
from sortie.apps.composition import Kernel, build_kernel
from sortie.base.ids import FileId
from sortie.kernel.files import service as files
from sortie.kernel.files.contracts import FileLostError
from sortie.kernel.tenancy.contracts import Tenant

PHOTO = jpeg(1600, 1200, color="teal")
MIB = 1024 * 1024

type Fresh = Callable[[], Awaitable[str]]
type Installation = Callable[[str], Awaitable[Kernel]]


@pytest.fixture(scope="module")
def service() -> Iterator[dict[str, str]]:
    with s3_service() as environment:
        yield environment


@pytest.fixture
async def installation(
    service: dict[str, str],
    fresh_database: Fresh,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Installation]:
    """An installation whose files lie at an address: a prefix of the bucket, or "" for a folder."""
    for name, value in service.items():
        monkeypatch.setenv(name, value)
    built: list[Kernel] = []

    async def make(prefix: str) -> Kernel:
        url = f"s3://{BUCKET}/{prefix}" if prefix else ""
        folder = tmp_path / f"data{len(built)}"
        kernel = build_kernel(settings_for(await fresh_database(), folder, s3_url=url), domains=())
        await kernel.migrate()
        await kernel.start()
        built.append(kernel)
        return kernel

    yield make
    for kernel in built:
        for tenant in await kernel.dbs.tenants():
            await kernel.delete_tenant(tenant)
        await kernel.close()


async def put(kernel: Kernel, tenant: Tenant, content: bytes) -> FileId:
    async with kernel.dbs.tx(tenant) as tx:
        stored = await files.store(tx, system_of(tenant), content, filename="现场.jpg")
        return stored.id


async def read(kernel: Kernel, tenant: Tenant, file: FileId, **more: object) -> bytes:
    async with kernel.dbs.tx(tenant) as tx:
        opened = await files.open_file(tx, system_of(tenant), file, **more)
        return b"".join([chunk async for chunk in opened.stream])


async def test_a_photo_lies_in_the_bucket_with_its_thumbnails(installation: Installation) -> None:
    kernel = await installation("house")
    tenant = await fresh_tenant(kernel)
    file = await put(kernel, tenant, PHOTO)
    assert await read(kernel, tenant, file) == PHOTO
    assert await read(kernel, tenant, file, byte_range=(10, 20)) == PHOTO[10:20]
    for longest in (320, 1080):
        small = Image.open(BytesIO(await read(kernel, tenant, file, variant=longest)))
        assert (small.format, max(small.size)) == ("WEBP", longest)
    kept = [key async for key, _ in kernel.files.store.keys(tenant.schema)]
    assert len(kept) >= 1
    assert not (kernel.settings.data_dir / "files").exists()


async def test_a_large_file_goes_up_in_parts_and_any_part_of_it_comes_back(
    installation: Installation, tmp_path: Path
) -> None:
    store = (await installation("large")).files.store
    source = tmp_path / "film"
    source.write_bytes(bytes(range(256)) * (50 * 4 * 1024))
    await store.put("t_a/film", source)
    got = b"".join([chunk async for chunk in store.read("t_a/film", 49 * MIB, 49 * MIB + 300)])
    assert got == (bytes(range(256)) * 2)[:300]
    assert sum([len(chunk) async for chunk in store.read("t_a/film", 7)]) == 50 * MIB - 7


async def test_what_is_gone_from_the_bucket_is_said_to_be_lost(installation: Installation) -> None:
    kernel = await installation("lossy")
    tenant = await fresh_tenant(kernel)
    file = await put(kernel, tenant, PHOTO)
    await kernel.files.store.delete_all(tenant.schema)
    with pytest.raises(FileLostError):
        await read(kernel, tenant, file)


@pytest.mark.parametrize("place", ["elsewhere", ""], ids=["another prefix", "a folder"])
async def test_a_backup_out_of_the_bucket_restores_anywhere(
    installation: Installation, tmp_path: Path, place: str
) -> None:
    kernel = await installation("origin")
    tenant = await fresh_tenant(kernel)
    file = await put(kernel, tenant, PHOTO)
    path = tmp_path / "all.tar.zst"
    await archives.backup(kernel, path)
    other = await installation(place)
    [restored] = await archives.restore(other, path)
    assert await read(other, restored, file) == PHOTO
    assert await read(other, restored, file, variant=320)


async def test_a_deleted_company_leaves_nothing_in_the_bucket(installation: Installation) -> None:
    kernel = await installation("shared")
    tenant, neighbour = await fresh_tenant(kernel), await fresh_tenant(kernel)
    await put(kernel, tenant, PHOTO)
    file = await put(kernel, neighbour, PHOTO)
    await kernel.delete_tenant(tenant)
    assert [key async for key, _ in kernel.files.store.keys(tenant.schema)] == []
    assert await read(kernel, neighbour, file) == PHOTO
