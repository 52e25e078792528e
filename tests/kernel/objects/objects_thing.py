"""An object that uses every part of a declaration, and what tests ask of a tenant's shapes."""

from datetime import timedelta
from typing import Any

from sortie.apps.composition import Kernel
from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import (
    Catalog,
    Field,
    Layouts,
    Object,
    StateMachine,
    SyncPolicy,
)
from sortie.kernel.objects.declare import choices, move, right, state
from sortie.kernel.objects.service import (
    DIRECTORY,
    ObjectRegistry,
    catalog,
)
from sortie.kernel.tenancy.contracts import Tenant
from sortie.kernel.tenancy.service import TenantDatabases

THING = Object(
    name="thing",
    label=Label("东西", "Thing"),
    module="tests",
    title="name",
    own_fields=("owner_id", "keeper"),
    unique=(("code",),),
    exclusions=("EXCLUDE USING gist (during WITH &&) WHERE (deleted_at IS NULL)",),
    fields=(
        Field("number", "autonumber", Label("编号", "Number"), system=True, unique=True,
              options={"format": "T{yy}{mm}-{seq:04}"}),
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("code", "text", Label("编码", "Code"), indexed=True),
        Field("note", "long_text", Label("备注", "Note")),
        Field("colour", "choice", Label("颜色", "Colour"), indexed=True,
              options=choices(("red", "红", "Red"), ("blue", "蓝", "Blue"))),
        Field("tags", "tags", Label("标签", "Tags"), default=["red"], indexed=True),
        Field("price", "currency", Label("价格", "Price"), default="1.5"),
        Field("during", "date_range", Label("期间", "During")),
        Field("place", "location", Label("位置", "Place"), indexed=True),
        Field("keeper", "member", Label("保管人", "Keeper")),
        Field("parent", "link", Label("上级", "Parent"), options={"object": "thing"}),
        Field("lines", "sub_table", Label("下级", "Below"), options={"object": "thing", "via": "parent"}),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "open",
        (state("open", "开", "Open", "open"), state("done", "完", "Done", "done")),
        (move("finish", "open", "done", "完成", "Finish"),),
    ),
    layouts=Layouts(list=("name", "code", "state"), related=("thing.parent",)),
    rights=(right("manager", "*"), right("staff", "read create", "own", hide=["price"])),
    sync=SyncPolicy("none"),
)  # fmt: skip


def registry_of(*objects: Object) -> ObjectRegistry:
    """The kernel's own objects and these."""
    return ObjectRegistry(*DIRECTORY, *objects)


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


async def seen(dbs: TenantDatabases, tenant: Tenant) -> Catalog:
    async with dbs.tx(tenant) as tx:
        return await catalog(tx)


async def rows(kernel: Kernel, tenant: Tenant, table: str, column: str) -> list[Any]:
    async with kernel.dbs.tx(tenant) as tx:
        return [
            r[0]
            for r in await tx.fetch(f'SELECT "{column}" FROM {tx.t(table)} ORDER BY created_at')
        ]


async def in_days(kernel: Kernel, tenant: Tenant, days: int) -> None:
    """Let time pass for what the tenant's meta tables wait for."""
    async with kernel.dbs.owner_tx(tenant) as tx:
        for table, column in (("meta_task", "not_before"), ("meta_field", "retired_at")):
            await tx.execute(
                f"UPDATE {tx.t(table)} SET {column} = {column} - $1::interval", timedelta(days=days)
            )
