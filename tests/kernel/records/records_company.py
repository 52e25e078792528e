"""Made-up objects, and the people who write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sortie.apps.composition import Kernel
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.kernel.objects.contracts import (
    Field,
    Layouts,
    Object,
    StateMachine,
    SyncPolicy,
)
from sortie.kernel.objects.declare import choices, move, right, state
from sortie.kernel.permissions.contracts import (
    Actor,
    FieldRight,
    Grant,
    Rights,
    Scope,
    ScopeKind,
    system_actor,
)
from sortie.kernel.records.service import Hooks
from sortie.kernel.tenancy.contracts import Tenant

ONE_TO_A_SEAT = (
    "USING gist (int8range(seat::bigint, seat::bigint, '[]') WITH &&) "
    "WHERE (deleted_at IS NULL AND seat IS NOT NULL)"
)

JOB = Object(
    name="job",
    label=Label("任务", "Job"),
    module="test",
    title="name",
    own_fields=("owner_id",),
    fields=(
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("number", "autonumber", Label("编号", "Number"), system=True, unique=True,
              options={"format": "J{yy}-{seq:04}"}),
        Field("code", "text", Label("代码", "Code"), unique=True),
        Field("amount", "currency", Label("金额", "Amount"), options={"min": 0}),
        Field("secret", "text", Label("底价", "Floor price")),
        Field("kind", "choice", Label("类别", "Kind"), default="a",
              options=choices(("a", "甲", "A"), ("b", "乙", "B"))),
        Field("after", "link", Label("前置任务", "After"), options={"object": "job"}),
        Field("token", "text", Label("令牌", "Token"), system=True),
        Field("seat", "number", Label("座位", "Seat"), options={"digits": 0}),
        Field("lines", "sub_table", Label("明细", "Lines"),
              options={"object": "job_line", "via": "job"}),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "new",
        (
            state("new", "新建", "New", "open"),
            state("running", "进行中", "Running", "open"),
            state("done", "完成", "Done", "done"),
            state("cancelled", "已取消", "Cancelled", "cancelled"),
        ),
        (
            move("start", "new", "running", "开始", "Start"),
            move("finish", "running", "done", "完成", "Finish"),
            move("cancel", "new running", "cancelled", "取消", "Cancel", reason=True),
            move("expire", "new", "cancelled", "过期", "Expire", internal=True),
        ),
    ),
    exclusions=(ONE_TO_A_SEAT,),
    layouts=Layouts(list=("name",)),
    rights=(right("staff", "read"),),
    sync=SyncPolicy("none"),
)  # fmt: skip

JOB_LINE = Object(
    name="job_line",
    label=Label("明细", "Line"),
    module="test",
    title="text",
    parent="job",
    fields=(
        Field("job", "link", Label("任务", "Job"), required=True, indexed=True,
              options={"object": "job"}),
        Field("text", "text", Label("内容", "Text"), required=True, searchable=True),
        Field("quantity", "number", Label("数量", "Quantity"), default=1, options={"min": 0}),
    ),
    layouts=Layouts(list=("text",)),
    rights=(right("staff", "read"),),
    sync=SyncPolicy("none"),
)  # fmt: skip

LEDGER = Object(
    name="ledger",
    label=Label("流水", "Ledger"),
    module="test",
    title="text",
    writable=False,
    fields=(Field("text", "text", Label("内容", "Text"), required=True),),
    layouts=Layouts(list=("text",)),
    rights=(right("staff", "read"),),
    sync=SyncPolicy("none"),
)

EAST, WEST = uuid7(), uuid7()


def person(tenant: Tenant, *grants: Grant, unit: UUID = EAST, name: str = "王") -> Actor:
    """A user of one unit with exactly these grants."""
    by_object: dict[str, tuple[Grant, ...]] = {}
    for grant in grants:
        by_object[grant.object] = (*by_object.get(grant.object, ()), grant)
    units = frozenset({unit})
    return Actor(
        tenant.id, uuid7(), "user", Rights(by_object), units=units, unit_scope=units,
        subtree=units, org_id=unit, dept_id=unit, name=name,
    )  # fmt: skip


def grant(
    actions: str,
    kind: str = "all",
    *,
    object_: str = "job",
    role: str = "r",
    default: FieldRight = FieldRight.WRITE,
    fields: Mapping[str, FieldRight] | None = None,
) -> Grant:
    return Grant(
        role, object_, frozenset(actions.split()), Scope(ScopeKind(kind)), default, fields or {}
    )


EVERYTHING = "read create update delete command:*"


@dataclass(frozen=True)
class Company:
    """A tenant that has the objects above."""

    kernel: Kernel
    tenant: Tenant
    hooks: Hooks

    @property
    def boss(self) -> Actor:
        return person(self.tenant, grant(EVERYTHING), grant(EVERYTHING, object_="ledger"))

    @property
    def system(self) -> Actor:
        return system_actor(self.tenant.id)

    def tx(self) -> object:
        return self.kernel.dbs.tx(self.tenant)
