"""Built-in objects on real PostgreSQL: made, evolved, never dropped."""

import importlib
from dataclasses import replace
from time import perf_counter

import asyncpg
import pytest
from objects_thing import THING, registry_of

from sortie.apps.composition import Kernel
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.kernel.objects import repository
from sortie.kernel.objects.contracts import Field, Object
from sortie.kernel.objects.declare import choices, right, state
from sortie.kernel.objects.install import TypeChangedError
from sortie.kernel.objects.service import (
    DIRECTORY,
    DeclarationError,
    ObjectRegistry,
    catalog,
    install,
    next_number,
)
from sortie.kernel.tenancy.contracts import Tenant


async def installed(kernel: Kernel, tenant: Tenant, *objects: Object) -> bool:
    async with kernel.dbs.owner_tx(tenant) as tx:
        return await install(tx, registry_of(*objects))


async def columns(kernel: Kernel, tenant: Tenant, table: str) -> dict[str, str]:
    async with kernel.dbs.owner_tx(tenant) as tx:
        rows = await tx.fetch(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = $1 AND table_name = $2",
            tenant.schema,
            table,
        )
    return {r["column_name"]: r["data_type"] for r in rows}


async def test_every_declared_field_has_its_typed_column(kernel: Kernel, bare: Tenant) -> None:
    assert await installed(kernel, bare, THING)
    found = await columns(kernel, bare, "o_thing")
    assert found["name"] == "text"
    assert found["price"] == "numeric"
    assert found["place"] == "jsonb"
    assert found["tags"] == "ARRAY"
    assert found["tx"] == "xid8"
    assert "lines" not in found


async def test_a_second_installation_changes_nothing(kernel: Kernel, bare: Tenant) -> None:
    await installed(kernel, bare, THING)
    async with kernel.dbs.tx(bare) as tx:
        before = tx.meta_version
    assert not await installed(kernel, bare, THING)
    async with kernel.dbs.tx(bare) as tx:
        assert tx.meta_version == before


async def test_the_catalogue_gives_back_what_was_declared(kernel: Kernel, bare: Tenant) -> None:
    await installed(kernel, bare, THING)
    async with kernel.dbs.tx(bare) as tx:
        found = (await catalog(tx)).get("thing")
        assert await catalog(tx) is await catalog(tx)
    own = [f for f in found.fields if f.name in THING.by_name]
    assert [replace(f, id="", column="") for f in own] == list(THING.fields)
    assert found.machine == THING.machine
    assert found.rights == THING.rights
    assert found.layouts == THING.layouts
    assert {"id", "owner_id", "version"} <= set(found.by_name)
    assert all(f.id for f in found.fields)


async def test_the_tenants_role_reads_and_writes_but_never_deletes(
    kernel: Kernel, bare: Tenant
) -> None:
    await installed(kernel, bare, THING)
    async with kernel.dbs.tx(bare) as tx:
        await tx.execute(
            f"INSERT INTO {tx.t('o_thing')} (id, name, state) VALUES ($1, 'a', 'open')", uuid7()
        )
        row = await tx.row(f"SELECT version, tags, price FROM {tx.t('o_thing')}")
        assert row is not None
        assert (row["version"], row["tags"], str(row["price"])) == (1, ["red"], "1.50")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with tx.savepoint():
                await tx.execute(f"DELETE FROM {tx.t('o_thing')}")


async def test_another_tenants_role_reaches_nothing(
    kernel: Kernel, bare: Tenant, other_tenant: Tenant
) -> None:
    await installed(kernel, bare, THING)
    async with kernel.dbs.tx(other_tenant) as tx:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with tx.savepoint():
                await tx.fetch(f'SELECT id FROM "{bare.schema}"."o_thing"')


async def test_unique_counts_live_rows_only_and_states_are_known(
    kernel: Kernel, bare: Tenant
) -> None:
    await installed(kernel, bare, THING)
    add = "INSERT INTO {} (id, name, code, state, deleted_at) VALUES ($1, $2, $3, $4, $5)"
    async with kernel.dbs.tx(bare) as tx:
        sql = add.format(tx.t("o_thing"))
        await tx.execute(sql, uuid7(), "a", "K1", "open", tx.now)
        await tx.execute(sql, uuid7(), "b", "K1", "open", None)
        with pytest.raises(asyncpg.UniqueViolationError):
            async with tx.savepoint():
                await tx.execute(sql, uuid7(), "c", "K1", "open", None)
        with pytest.raises(asyncpg.CheckViolationError):
            async with tx.savepoint():
                await tx.execute(sql, uuid7(), "d", "K2", "nowhere", None)


async def test_fields_and_objects_come_and_leave_without_a_drop(
    kernel: Kernel, bare: Tenant
) -> None:
    await installed(kernel, bare, THING)
    async with kernel.dbs.tx(bare) as tx:
        await tx.execute(
            f"INSERT INTO {tx.t('o_thing')} (id, name, note, state) VALUES ($1, 'a', 'kept', 'open')",
            uuid7(),
        )
    without = replace(
        THING,
        fields=(
            *(f for f in THING.fields if f.name != "note"),
            Field("extra", "number", Label("新", "New"), required=True, default=7, indexed=True),
        ),
    )
    other = replace(
        THING, name="other_thing", fields=tuple(f for f in THING.fields if f.type != "sub_table")
    )
    assert await installed(kernel, bare, without, other)
    async with kernel.dbs.tx(bare) as tx:
        seen = await catalog(tx)
        row = await tx.row(f"SELECT note, extra FROM {tx.t('o_thing')}")
    assert row is not None
    assert (row["note"], row["extra"]) == ("kept", 7)
    assert "note" not in seen.get("thing").by_name
    assert [f.retired for f in seen.get("thing").fields if f.name == "note"] == [True]
    assert seen.get("other_thing").table == "o_other_thing"

    assert await installed(kernel, bare, THING)
    async with kernel.dbs.tx(bare) as tx:
        seen = await catalog(tx)
        ledger = await tx.fetch(
            f"SELECT action, object, field FROM {tx.t('meta_ledger')} ORDER BY seq"
        )
    assert "note" in seen.get("thing").by_name
    assert seen.objects["other_thing"].retired
    assert ("field.revived", "thing", "note") in [tuple(r) for r in ledger]
    assert ("field.retired", "thing", "extra") in [tuple(r) for r in ledger]


async def test_labels_choices_and_states_change_in_place(kernel: Kernel, bare: Tenant) -> None:
    await installed(kernel, bare, THING)
    assert THING.machine is not None
    changed = replace(
        THING,
        label=Label("物件", "Item"),
        machine=replace(
            THING.machine,
            states=(*THING.machine.states, state("lost", "丢失", "Lost", "cancelled")),
        ),
        fields=tuple(
            replace(f, options=choices(("red", "红", "Red"), ("green", "绿", "Green")))
            if f.name == "colour"
            else f
            for f in THING.fields
        ),
    )
    assert await installed(kernel, bare, changed)
    async with kernel.dbs.tx(bare) as tx:
        seen = (await catalog(tx)).get("thing")
        await tx.execute(
            f"INSERT INTO {tx.t('o_thing')} (id, name, state) VALUES ($1, 'a', 'lost')", uuid7()
        )
    assert seen.label == Label("物件", "Item")
    assert [c["value"] for c in seen.by_name["colour"].options["choices"]] == ["red", "green"]


async def test_a_built_in_field_may_not_change_its_column_type(
    kernel: Kernel, bare: Tenant
) -> None:
    await installed(kernel, bare, THING)
    fields = tuple(replace(f, type="date") if f.name == "note" else f for f in THING.fields)
    with pytest.raises(TypeChangedError):
        await installed(kernel, bare, replace(THING, fields=fields))


async def test_a_failed_installation_leaves_the_tenant_as_it_was(
    kernel: Kernel, bare: Tenant
) -> None:
    await installed(kernel, bare, THING)
    bad = replace(THING, name="bad_thing", exclusions=("EXCLUDE USING gist (nothing WITH &&)",),
                  fields=tuple(f for f in THING.fields if f.type != "sub_table"))  # fmt: skip
    with pytest.raises(asyncpg.UndefinedColumnError):
        await installed(kernel, bare, THING, bad)
    async with kernel.dbs.tx(bare) as tx:
        assert "bad_thing" not in (await catalog(tx)).objects
        assert (await repository.load(tx)).version == tx.meta_version


async def test_the_directory_seeds_built_in_roles_and_their_grants(
    kernel: Kernel, bare: Tenant
) -> None:
    await installed(kernel, bare, THING)
    async with kernel.dbs.tx(bare) as tx:
        roles = {r["code"] for r in await tx.fetch(f"SELECT code FROM {tx.t('o_role')}")}
        grants = await tx.fetch(
            f"SELECT g.actions, g.scope_kind, g.fields FROM {tx.t('o_role_grant')} g "
            f"JOIN {tx.t('o_role')} r ON r.id = g.role WHERE g.object = 'thing' AND r.code = 'staff'"
        )
    assert {"system_admin", "security_admin", "audit_admin", "engineer", "staff"} <= roles
    assert [tuple(g) for g in grants] == [(["create", "read"], "own", {"price": "hidden"})]


async def test_numbers_follow_their_format_and_never_repeat(kernel: Kernel, bare: Tenant) -> None:
    await installed(kernel, bare, THING)
    async with kernel.dbs.tx(bare) as tx:
        number = (await catalog(tx)).get("thing").by_name["number"]
        first, second = await next_number(tx, number), await next_number(tx, number)
        year = f"{tx.now:%y}"
    assert first.startswith(f"T{year}")
    assert (first[-4:], second[-4:]) == ("0001", "0002")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": "nothing"}, "title"),
        ({"rights": ()}, "right"),
        ({"own_fields": ("nobody",)}, "own_fields"),
        ({"label": Label("物", "")}, "label"),
        ({"machine": None}, "state machine"),
        ({"name": "Thing"}, "lower-case"),
        ({"fields": (*THING.fields, THING.fields[0])}, "twice"),
        ({"fields": (*THING.fields, Field("id", "text", Label("号", "Id")))}, "system field"),
        ({"fields": (*THING.fields, Field("x", "magic", Label("号", "Id")))}, "no field type"),
        (
            {"fields": (*THING.fields, Field("x", "number", Label("号", "Id"), default="a"))},
            "number",
        ),
    ],
)
def test_an_unsound_declaration_stops_the_program(change: dict[str, object], said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        ObjectRegistry(replace(THING, **change))


def test_a_link_to_nowhere_and_a_right_of_nobody_stop_the_program() -> None:
    link = Field("boss", "link", Label("上", "Up"), options={"object": "nowhere"})
    with pytest.raises(DeclarationError, match="nowhere"):
        registry_of(replace(THING, fields=(*THING.fields, link))).check()
    with pytest.raises(DeclarationError, match="stranger"):
        registry_of(replace(THING, rights=(right("stranger", "read"),))).check()


async def test_all_rooms_objects_install_well_within_the_time_of_a_tenant(
    kernel: Kernel, bare: Tenant
) -> None:
    rooms = ("people", "customers", "messaging", "tracking", "dispatch", "settlement")
    objects = [
        o for r in rooms for o in importlib.import_module(f"sortie.domains.{r}.objects").OBJECTS
    ]
    registry = ObjectRegistry(*DIRECTORY, *objects)
    began = perf_counter()
    async with kernel.dbs.owner_tx(bare) as tx:
        await install(tx, registry)
    took = perf_counter() - began
    async with kernel.dbs.tx(bare) as tx:
        seen = await catalog(tx)
    assert len(seen.objects) == len(registry)
    assert took < 10  # the machine may be busy; bench/ measures
