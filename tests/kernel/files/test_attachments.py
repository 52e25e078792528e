"""A file field's files are linked by every write, and only files the writer may show around."""

import pytest
from tests.factories.actors import system_of, user_of
from tests.factories.pictures import jpeg

from sortie.base.errors import InvalidError
from sortie.kernel.files import service as files
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant, Tx


async def linked(tx: Tx) -> list[tuple[object, ...]]:
    rows = await tx.fetch(f"SELECT file_id, object, record_id, field FROM {tx.t('file_link')}")
    return [tuple(x) for x in rows]


async def test_a_record_holds_exactly_the_files_it_shows(tx: Tx, tenant: Tenant) -> None:
    actor = system_of(tenant)
    one = await files.store(tx, actor, jpeg(5, 5), filename="1.jpg")
    two = await files.store(tx, actor, jpeg(6, 6), filename="2.jpg")
    person = await records.create(tx, actor, "user", {"name": "王师傅", "avatar": [str(one.id)]})
    assert await linked(tx) == [(one.id, "user", person.id, "avatar")]
    await records.update(tx, actor, "user", person.id, {"avatar": [str(two.id)]}, version=None)
    assert await linked(tx) == [(two.id, "user", person.id, "avatar")]


async def test_a_stranger_cannot_show_himself_anothers_file(tx: Tx, tenant: Tenant) -> None:
    secret = await files.store(tx, user_of(tenant), jpeg(7, 7), filename="1.jpg")
    thief = user_of(tenant)
    with pytest.raises(InvalidError):
        await files.check_usable(tx, thief, [secret.id], "avatar")


async def test_a_file_that_is_not_there_cannot_be_linked(tx: Tx, tenant: Tenant) -> None:
    nowhere = "01890000-0000-7000-8000-000000000000"
    with pytest.raises(InvalidError):
        await records.create(tx, system_of(tenant), "user", {"name": "李", "avatar": [nowhere]})
