"""Shapes changed at run time: at once, seen by every process, and nobody waits behind it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from objects_thing import THING, registry_of

from sortie.apps.composition import Kernel
from sortie.base.errors import ForbiddenError, InvalidError
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.kernel.objects import altering as altering_module
from sortie.kernel.objects.altering import altering
from sortie.kernel.objects.contracts import (
    BuiltInError,
    Catalog,
    Field,
    FieldUnknownError,
    InUseError,
    Layouts,
    Object,
    ObjectUnknownError,
    SyncPolicy,
    TableBusyError,
)
from sortie.kernel.objects.declare import choices, right
from sortie.kernel.objects.service import (
    add_field,
    catalog,
    create_object,
    field_types,
    install,
    next_number,
    restore_field,
    retire_field,
    retire_object,
    update_field,
    update_object,
    work_off,
)
from sortie.kernel.permissions.contracts import Actor, Rights, system_actor
from sortie.kernel.tenancy.contracts import Tenant
from sortie.kernel.tenancy.service import TenantDatabases

COLOUR = Field("c_paint", "choice", Label("漆色", "Paint"), options=choices(("red", "红", "Red")))
SHELF = Object(
    name="c_shelf",
    label=Label("货架", "Shelf"),
    module="",
    title="name",
    fields=(
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("number", "autonumber", Label("编号", "Number"), options={"format": "S-{seq:03}"}),
        Field("load", "number", Label("承重", "Load"), default=100),
        Field("thing", "link", Label("东西", "Thing"), options={"object": "thing"}),
    ),
    layouts=Layouts(list=("name", "load")),
    rights=(right("staff", "read"), right("manager", "*")),
    sync=SyncPolicy("none"),
)


@pytest.fixture
async def shop(kernel: Kernel, bare: Tenant) -> Tenant:
    """A company with the object ``thing`` and a row in it."""
    async with kernel.dbs.owner_tx(bare) as tx:
        await install(tx, registry_of(THING))
        await tx.execute(
            f"INSERT INTO {tx.t('o_thing')} (id, name, state) VALUES ($1, 'old', 'open')", uuid7()
        )
    return bare


@pytest.fixture
def designer(shop: Tenant) -> Actor:
    return Actor(shop.id, uuid7(), "user", Rights(), features=frozenset({"admin.system"}))


async def seen(dbs: TenantDatabases, tenant: Tenant) -> Catalog:
    async with dbs.tx(tenant) as tx:
        return await catalog(tx)


async def rows(kernel: Kernel, tenant: Tenant, table: str, column: str) -> list[Any]:
    async with kernel.dbs.tx(tenant) as tx:
        return [
            r[0]
            for r in await tx.fetch(f'SELECT "{column}" FROM {tx.t(table)} ORDER BY created_at')
        ]


async def test_an_added_field_is_there_at_once_and_filled_with_its_default(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    made = await add_field(
        kernel.dbs, shop, designer, "thing", replace(COLOUR, default="red", required=True)
    )
    assert made.column.startswith("x_")
    assert (await seen(kernel.dbs, shop)).get("thing").by_name["c_paint"] == made
    assert await rows(kernel, shop, "o_thing", made.column) == ["red"]


@pytest.mark.parametrize("key", sorted(k for k, t in field_types.items() if t.custom))
async def test_every_type_open_to_administrators_can_be_added_with_an_index(
    kernel: Kernel, shop: Tenant, designer: Actor, key: str
) -> None:
    options: dict[str, Any] = {
        "choice": dict(COLOUR.options), "choices": dict(COLOUR.options), "link": {"object": "thing"},
        "links": {"object": "thing"}, "sub_table": {"object": "thing", "via": "parent"},
        "autonumber": {"format": "A{seq:02}"},
    }.get(key, {})  # fmt: skip
    field = Field("", key, Label("新", "New"), options=options)
    indexed = field_types[key].indexable(field)
    made = await add_field(kernel.dbs, shop, designer, "thing", replace(field, indexed=indexed))
    assert made.name.startswith("c_")
    assert (await seen(kernel.dbs, shop)).get("thing").by_name[made.name].type == key


async def test_another_process_sees_the_field_in_its_very_next_transaction(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    other = TenantDatabases(kernel.dbs.databases, secret=kernel.dbs.secret)
    try:
        assert "c_paint" not in (await seen(other, shop)).get("thing").by_name
        await add_field(kernel.dbs, shop, designer, "thing", COLOUR)
        assert "c_paint" in (await seen(other, shop)).get("thing").by_name
        await retire_field(kernel.dbs, shop, designer, "thing", "c_paint")
        assert "c_paint" not in (await seen(other, shop)).get("thing").by_name
    finally:
        await other.close()


async def test_the_change_is_told_to_listeners(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    told = asyncio.Event()
    stop = await kernel.dbs.listener(shop.database).on(
        altering_module.CHANNEL, lambda payload: told.set() if payload == str(shop.id) else None
    )
    await add_field(kernel.dbs, shop, designer, "thing", COLOUR)
    await asyncio.wait_for(told.wait(), 10)
    stop()


async def test_a_transaction_in_flight_keeps_its_shape_and_its_cache_stays_clean(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    async with kernel.dbs.tx(shop) as tx:
        before = await catalog(tx)
        await add_field(kernel.dbs, shop, designer, "thing", COLOUR)
        assert await catalog(tx) is before
    assert (await seen(kernel.dbs, shop)).version > before.version


async def test_readers_and_writers_go_on_while_a_field_is_added(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    stop = asyncio.Event()
    rounds = 0

    async def work() -> None:
        nonlocal rounds
        while not stop.is_set():
            async with kernel.dbs.tx(shop) as tx:
                await tx.fetch(f"SELECT id, name FROM {tx.t('o_thing')} LIMIT 50")
                await tx.execute(
                    f"INSERT INTO {tx.t('o_thing')} (id, name, state) VALUES ($1, 'x', 'open')",
                    uuid7(),
                )
            rounds += 1

    workers = [asyncio.create_task(work()) for _ in range(4)]
    for n in range(5):
        await add_field(kernel.dbs, shop, designer, "thing", replace(COLOUR, name=f"c_paint{n}"))
    stop.set()
    await asyncio.gather(*workers)
    assert rounds > 0
    assert (
        sum(n.startswith("c_paint") for n in (await seen(kernel.dbs, shop)).get("thing").by_name)
        == 5
    )


async def test_a_table_held_too_long_gives_a_clear_error_and_changes_nothing(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    before = await seen(kernel.dbs, shop)
    async with kernel.dbs.tx(shop) as holder:
        await holder.fetch(f"SELECT id FROM {holder.t('o_thing')}")

        async def alter(tx: Any) -> None:
            await tx.execute(f"ALTER TABLE {tx.t('o_thing')} ADD COLUMN y int")

        with pytest.raises(TableBusyError):
            await altering(kernel.dbs, shop, alter, patience_s=0.5)
        # whoever comes behind is served although the holder still holds
        assert len(await rows(kernel, shop, "o_thing", "name")) == 1
    assert (await seen(kernel.dbs, shop)).version == before.version


async def test_an_alteration_waits_its_turn_and_then_succeeds(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    async with kernel.dbs.tx(shop) as holder:
        await holder.fetch(f"SELECT id FROM {holder.t('o_thing')}")
        adding = asyncio.create_task(add_field(kernel.dbs, shop, designer, "thing", COLOUR))
        await asyncio.wait({adding}, timeout=0.3)
        assert not adding.done()
    assert (await adding).name == "c_paint"


async def test_a_retired_column_is_emptied_and_serves_the_next_field(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    first = await add_field(
        kernel.dbs, shop, designer, "thing", replace(COLOUR, default="red", indexed=True)
    )
    await retire_field(kernel.dbs, shop, designer, "thing", "c_paint")
    await work_off(kernel.dbs, shop)
    assert await rows(kernel, shop, "o_thing", first.column) == ["red"], "kept for thirty days"
    await in_days(kernel, shop, 31)
    assert await work_off(kernel.dbs, shop) == 1
    assert await rows(kernel, shop, "o_thing", first.column) == [None]
    second = await add_field(
        kernel.dbs, shop, designer, "thing", Field("c_word", "text", Label("词", "Word"))
    )
    assert second.column == first.column
    assert second.id != first.id
    thing = (await seen(kernel.dbs, shop)).get("thing")
    assert [(f.name, f.retired) for f in thing.fields if f.id == first.id] == [("c_paint", True)]


async def in_days(kernel: Kernel, tenant: Tenant, days: int) -> None:
    """Let time pass for what the tenant's meta tables wait for."""
    async with kernel.dbs.owner_tx(tenant) as tx:
        for table, column in (("meta_task", "not_before"), ("meta_field", "retired_at")):
            await tx.execute(
                f"UPDATE {tx.t(table)} SET {column} = {column} - $1::interval", timedelta(days=days)
            )


async def test_a_retired_field_comes_back_with_its_values(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    made = await add_field(
        kernel.dbs, shop, designer, "thing", replace(COLOUR, default="red", required=True)
    )
    await retire_field(kernel.dbs, shop, designer, "thing", "c_paint")
    back = await restore_field(kernel.dbs, shop, designer, "thing", "c_paint")
    assert (back.id, back.column, back.required) == (made.id, made.column, False)
    assert await rows(kernel, shop, "o_thing", made.column) == ["red"]
    await retire_field(kernel.dbs, shop, designer, "thing", "c_paint")
    await in_days(kernel, shop, 31)
    with pytest.raises(FieldUnknownError):
        await restore_field(kernel.dbs, shop, designer, "thing", "c_paint")


async def test_inserts_go_on_without_a_retired_required_field(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    await add_field(
        kernel.dbs, shop, designer, "thing", replace(COLOUR, default="red", required=True)
    )
    await retire_field(kernel.dbs, shop, designer, "thing", "c_paint")
    async with kernel.dbs.tx(shop) as tx:
        await tx.execute(
            f"INSERT INTO {tx.t('o_thing')} (id, name, state) VALUES ($1, 'n', 'open')", uuid7()
        )


async def test_required_is_insisted_on_by_the_database_once_no_row_lacks_it(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    made = await add_field(kernel.dbs, shop, designer, "thing", replace(COLOUR, required=True))
    assert await work_off(kernel.dbs, shop) == 0
    async with kernel.dbs.tx(shop) as tx:
        await tx.execute(f"UPDATE {tx.t('o_thing')} SET {made.column} = 'red'")
    assert await work_off(kernel.dbs, shop) == 1
    with pytest.raises(Exception, match="given"):
        async with kernel.dbs.tx(shop) as tx:
            await tx.execute(f"UPDATE {tx.t('o_thing')} SET {made.column} = NULL")


async def test_a_large_tables_index_is_built_by_the_job(
    kernel: Kernel, shop: Tenant, designer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sortie.kernel.objects.fields._SMALL_PAGES", -1)
    made = await add_field(
        kernel.dbs, shop, designer, "thing", replace(COLOUR, indexed=True, searchable=True)
    )
    assert await work_off(kernel.dbs, shop) == 1
    assert await work_off(kernel.dbs, shop) == 0
    async with kernel.dbs.owner_tx(shop) as tx:
        found = await tx.value(
            "SELECT count(*) FROM pg_indexes WHERE schemaname = $1 AND tablename = 'o_thing' "
            "AND indexdef LIKE '%' || $2 || '%'", shop.schema, made.column)  # fmt: skip
    assert found == 1


async def test_a_field_changes_label_choices_and_default(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    await add_field(kernel.dbs, shop, designer, "thing", replace(COLOUR, default="red"))
    wanted = replace(
        COLOUR, label=Label("面漆", "Coat"), default="blue", options=choices(("blue", "蓝", "Blue"))
    )
    after = await update_field(kernel.dbs, shop, designer, "thing", wanted)
    assert after.label.zh == "面漆"
    assert [(c["value"], c.get("retired")) for c in after.options["choices"]] == [
        ("blue", None),
        ("red", True),
    ]
    assert (await seen(kernel.dbs, shop)).get("thing").by_name["c_paint"] == after
    async with kernel.dbs.tx(shop) as tx:
        await tx.execute(
            f"INSERT INTO {tx.t('o_thing')} (id, name, state) VALUES ($1, 'n', 'open')", uuid7()
        )
    assert await rows(kernel, shop, "o_thing", after.column) == ["red", "blue"]


async def test_a_built_in_field_takes_a_label_that_the_next_release_respects(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    name = THING.by_name["name"]
    await update_field(
        kernel.dbs, shop, designer, "thing", replace(name, label=Label("品名", "Goods"))
    )
    async with kernel.dbs.owner_tx(shop) as tx:
        released = tuple(
            replace(f, help=Label("新", "New")) if f.name == "name" else f for f in THING.fields
        )
        assert await install(tx, registry_of(replace(THING, fields=released)))
    field = (await seen(kernel.dbs, shop)).get("thing").by_name["name"]
    assert field.label.zh == "品名"
    for change in (
        {"required": False},
        {"type": "date"},
        {"unique": True},
        {"options": {"max_length": 9}},
    ):
        with pytest.raises(InvalidError):
            await update_field(kernel.dbs, shop, designer, "thing", replace(field, **change))  # type: ignore[arg-type]


async def test_a_built_in_list_grows_but_never_loses_what_the_program_writes(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    colour = THING.by_name["colour"]
    more = choices(("red", "大红", "Scarlet"), ("blue", "蓝", "Blue"), ("pink", "粉", "Pink"))
    await update_field(kernel.dbs, shop, designer, "thing", replace(colour, options=more))
    only = choices(("pink", "粉", "Pink"))
    with pytest.raises(InvalidError):
        await update_field(kernel.dbs, shop, designer, "thing", replace(colour, options=only))
    newer = choices(("red", "红", "Red"), ("blue", "蓝", "Blue"), ("green", "绿", "Green"))
    fields = tuple(replace(f, options=newer) if f.name == "colour" else f for f in THING.fields)
    async with kernel.dbs.owner_tx(shop) as tx:
        await install(tx, registry_of(replace(THING, fields=fields)))
    found = (await seen(kernel.dbs, shop)).get("thing").by_name["colour"].options["choices"]
    assert [(c["value"], c["label"]["zh"]) for c in found] == [
        ("red", "大红"), ("blue", "蓝"), ("pink", "粉"), ("green", "绿"),
    ]  # fmt: skip


async def test_doubled_values_cant_become_unique(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    made = await add_field(
        kernel.dbs, shop, designer, "thing", Field("c_tag", "text", Label("签", "Tag"), default="a")
    )
    async with kernel.dbs.tx(shop) as tx:
        await tx.execute(
            f"INSERT INTO {tx.t('o_thing')} (id, name, state) VALUES ($1, 'n', 'open')", uuid7()
        )
    with pytest.raises(InvalidError):
        await update_field(
            kernel.dbs, shop, designer, "thing", replace(made, default=None, unique=True)
        )


async def test_an_object_made_at_run_time_is_like_any_other(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    made = await create_object(kernel.dbs, shop, designer, SHELF)
    assert made.table.startswith("u_")
    found = (await seen(kernel.dbs, shop)).get("c_shelf")
    assert found.custom
    assert [f.column[:2] for f in found.fields[:4]] == ["x_"] * 4
    async with kernel.dbs.tx(shop) as tx:
        number = await next_number(tx, found.by_name["number"])
        columns = [found.by_name[n].column for n in ("name", "number")]
        await tx.execute(
            f"INSERT INTO {tx.t(found.table)} (id, {', '.join(columns)}) VALUES ($1, $2, $3)",
            uuid7(), "A", number)  # fmt: skip
        grants = await tx.value(
            f"SELECT count(*) FROM {tx.t('o_role_grant')} WHERE object = 'c_shelf'"
        )
    assert number == "S-001"
    assert grants == 2
    assert await rows(kernel, shop, made.table, found.by_name["load"].column) == [100]

    changed = await update_object(
        kernel.dbs, shop, designer, replace(made, label=Label("架", "Rack"))
    )
    assert (await seen(kernel.dbs, shop)).get("c_shelf").label == changed.label
    field = Field("place", "location", Label("位置", "Place"))
    assert (await add_field(kernel.dbs, shop, designer, "c_shelf", field)).name == "place"

    await retire_object(kernel.dbs, shop, designer, "c_shelf")
    with pytest.raises(ObjectUnknownError):
        (await seen(kernel.dbs, shop)).get("c_shelf")


async def test_what_is_built_in_or_in_use_stays(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    await create_object(kernel.dbs, shop, designer, SHELF)
    link = Field("c_shelf", "link", Label("架", "Shelf"), options={"object": "c_shelf"})
    await add_field(kernel.dbs, shop, designer, "thing", link)
    with pytest.raises(InUseError):
        await retire_object(kernel.dbs, shop, designer, "c_shelf")
    with pytest.raises(InUseError):
        await retire_field(kernel.dbs, shop, designer, "c_shelf", "name")
    with pytest.raises(BuiltInError):
        await retire_object(kernel.dbs, shop, designer, "thing")
    with pytest.raises(BuiltInError):
        await retire_field(kernel.dbs, shop, designer, "thing", "note")


@pytest.mark.parametrize(
    "field",
    [
        replace(COLOUR, name="paint"),
        replace(COLOUR, name="c_Paint"),
        replace(COLOUR, options={}),
        replace(COLOUR, type="state"),
        replace(COLOUR, type="nothing"),
        replace(COLOUR, label=Label("漆", "")),
        replace(COLOUR, default="green"),
        replace(COLOUR, unique=True, default="red"),
        Field("c_up", "link", Label("上", "Up"), options={"object": "nowhere"}),
    ],
)
async def test_an_unsound_field_is_refused(
    kernel: Kernel, shop: Tenant, designer: Actor, field: Field
) -> None:
    with pytest.raises(InvalidError):
        await add_field(kernel.dbs, shop, designer, "thing", field)


async def test_two_designers_at_once_both_succeed(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    made = await asyncio.gather(
        *(
            add_field(kernel.dbs, shop, designer, "thing", replace(COLOUR, name=""))
            for _ in range(6)
        )
    )
    assert len({f.column for f in made}) == 6
    assert {f.name for f in made} <= set((await seen(kernel.dbs, shop)).get("thing").by_name)


async def test_only_a_system_administrator_changes_shapes(kernel: Kernel, shop: Tenant) -> None:
    somebody = Actor(shop.id, uuid7(), "user", Rights())
    with pytest.raises(ForbiddenError):
        await add_field(kernel.dbs, shop, somebody, "thing", COLOUR)
    with pytest.raises(ForbiddenError):
        await create_object(kernel.dbs, shop, somebody, SHELF)
    assert (await add_field(kernel.dbs, shop, system_actor(shop.id), "thing", COLOUR)).id


async def test_every_change_is_in_the_audit_log(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    await add_field(kernel.dbs, shop, designer, "thing", COLOUR)
    await retire_field(kernel.dbs, shop, designer, "thing", "c_paint")
    async with kernel.dbs.owner_tx(shop) as tx:
        kept = await tx.fetch(
            f"SELECT action, actor_id FROM {tx.t('audit_entry')} WHERE object = 'thing'"
        )
    assert [tuple(r) for r in kept] == [
        ("field.added", designer.user_id),
        ("field.retired", designer.user_id),
    ]


async def test_custom_fields_are_shown_without_a_designer(
    kernel: Kernel, shop: Tenant, designer: Actor
) -> None:
    await add_field(kernel.dbs, shop, designer, "user", COLOUR)
    user = (await seen(kernel.dbs, shop)).get("user")
    assert user.layouts.detail[-1].fields == ("c_paint",)
