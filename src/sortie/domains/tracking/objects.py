"""What the tracking room declares: the last known position of a person."""

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Field, Layouts, Object, SyncPolicy
from sortie.kernel.objects.declare import right

LAST_POSITION = Object(
    name="last_position",
    label=Label("最新位置", "Last position"),
    module="tracking",
    title="user",
    icon="location",
    own_fields=("user",),
    unique=(("user",),),
    writable=False,
    fields=(
        Field("user", "member", Label("人员", "Person"), required=True, indexed=True),
        Field("location", "location", Label("位置", "Location"), required=True),
        Field("at", "datetime", Label("定位时间", "Fixed at"), required=True),
        Field("battery", "percent", Label("电量", "Battery")),
    ),
    layouts=Layouts(list=("user", "location", "at", "battery")),
    rights=(
        right("manager", "read"),
        right("dispatcher", "read"),
        right("engineer", "read", "own"),
    ),
    sync=SyncPolicy("none"),
)  # fmt: skip

OBJECTS = (LAST_POSITION,)
