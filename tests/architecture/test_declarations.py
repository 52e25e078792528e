"""What every object and event declares, seen on the whole product: imports can't show it."""

import inspect
from pathlib import Path

import msgspec
import pytest

from sortie.apps.composition import STEPS, Kernel, build_kernel
from sortie.base.settings import Settings
from sortie.kernel.objects.contracts import SyncMode


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    """Every room bolted together; nothing is connected."""
    folder: Path = tmp_path_factory.mktemp("declared")
    return build_kernel(
        Settings(
            database_url="postgresql://nobody@127.0.0.1/none", data_dir=folder, secret="s" * 40
        )
    )


def test_every_object_says_who_may_do_what(product: Kernel) -> None:
    assert len(product.objects) > 30
    assert [o.name for o in product.objects if not o.rights] == []
    empty = [o.name for o in product.objects for r in o.rights if not r.role or not r.actions]
    assert empty == []


def test_every_object_says_what_a_phone_holds_of_it(product: Kernel) -> None:
    modes = set(SyncMode.__value__.__args__)
    assert {o.name: o.sync for o in product.objects if o.sync.mode not in modes} == {}


def test_every_event_has_a_schema_of_its_own_fields(product: Kernel) -> None:
    known = product.events.all()
    assert known
    loose = [
        event.name
        for event in known
        if not (inspect.isclass(event.schema) and issubclass(event.schema, msgspec.Struct))
        or not msgspec.structs.fields(event.schema)
    ]
    assert loose == []


def test_every_table_made_for_a_company_lies_in_its_schema(product: Kernel) -> None:
    """Kernel tables here; objects' tables are seen in the battery's look at the schema."""
    outside = [
        sql.strip().splitlines()[0]
        for step in STEPS
        for sql in step.ddl
        if "CREATE TABLE" in sql and "CREATE TABLE {schema}." not in sql
    ]
    assert outside == []
    granted = [
        sql.strip().splitlines()[0]
        for step in STEPS
        for sql in step.ddl
        if sql.strip().startswith("GRANT") and not sql.strip().endswith("TO {role}")
    ]
    assert granted == []
