"""What is retired keeps its values for a while, then its column serves another."""

from dataclasses import replace

import pytest
from objects_thing import COLOUR, in_days, rows, seen

from sortie.apps.composition import Kernel
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.kernel.objects.contracts import (
    Field,
    FieldUnknownError,
)
from sortie.kernel.objects.service import (
    add_field,
    restore_field,
    retire_field,
    work_off,
)
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tenant


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
