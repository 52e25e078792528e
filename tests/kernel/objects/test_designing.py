"""Fields and objects that administrators make at run time."""

from dataclasses import replace
from typing import Any

import pytest
from objects_thing import COLOUR, SHELF, THING, registry_of, rows, seen

from sortie.apps.composition import Kernel
from sortie.base.errors import ForbiddenError, InvalidError
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.kernel.objects.contracts import (
    BuiltInError,
    Field,
    InUseError,
    ObjectUnknownError,
)
from sortie.kernel.objects.declare import choices
from sortie.kernel.objects.service import (
    add_field,
    create_object,
    field_types,
    install,
    next_number,
    retire_field,
    retire_object,
    update_field,
    update_object,
)
from sortie.kernel.permissions.contracts import Actor, Rights, system_actor
from sortie.kernel.tenancy.contracts import Tenant


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
            await update_field(kernel.dbs, shop, designer, "thing", replace(field, **change))


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
