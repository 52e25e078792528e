"""What the travel room declares: what was learned of travel times, one record a lesson; road engines."""

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Field, Layouts, Object, SyncPolicy
from sortie.kernel.objects.declare import choices, right

TRAVEL_MODEL = Object(
    name="travel_model",
    label=Label("行程时间模型", "Travel model"),
    module="travel",
    title="number",
    icon="location",
    writable=False,
    fields=(
        Field("number", "autonumber", Label("版本号", "Number"), system=True, unique=True,
              options={"format": "TM{seq:05}"}),
        Field("latest", "switch", Label("最新", "Latest"), system=True, indexed=True),
        Field("basis", "choice", Label("采用", "In force"), required=True,
              options=choices(("learned", "按时段与片区", "By hours and areas", "green"),
                              ("company", "全公司统一系数", "One factor for the company", "blue"),
                              ("default", "默认系数", "The usual factor"))),
        Field("legs", "number", Label("行程数", "Ways"), options={"digits": 0}),
        Field("left_out", "number", Label("剔除的行程", "Ways left out"), options={"digits": 0}),
        Field("last_leg_at", "datetime", Label("最近一次行程", "Last way")),
        Field("factors", "json", Label("系数", "Factors"), required=True),
        Field("back_test", "json", Label("回测", "Back-test"),
              help=Label("用较早的行程学习，用较晚的行程检验",
                         "Learned from the earlier ways, measured on the later ones")),
    ),
    layouts=Layouts(list=("number", "created_at", "basis", "legs", "left_out"), sort=("-created_at",)),
    rights=(right("manager", "read"), right("dispatcher", "read")),
    sync=SyncPolicy("none"),
)  # fmt: skip

TRAVEL_PROVIDER = Object(
    name="travel_provider",
    label=Label("路网服务", "Road engine"),
    module="travel",
    title="name",
    icon="location",
    fields=(
        Field("name", "text", Label("名称", "Name"), required=True, unique=True),
        Field("kind", "choice", Label("类型", "Kind"), required=True,
              options=choices(("osrm", "OSRM", "OSRM"), ("amap", "高德", "Amap"))),
        Field("url", "text", Label("网址", "Address"), required=True, options={"max_length": 500},
              help=Label("如 https://restapi.amap.com；内网地址须由平台在 SORTIE_OWN_NETWORKS 中放行",
                         "E.g. https://restapi.amap.com; the operator allows internal ones by SORTIE_OWN_NETWORKS")),
        Field("key", "text", Label("密钥", "Key"), options={"max_length": 500},
              help=Label("保存后即加密，不再显示原文", "Sealed when saved; never shown again")),
        Field("priority", "number", Label("顺序", "Order"), default=1, options={"digits": 0}),
        Field("daily_limit", "number", Label("每日调用上限", "Calls a day"),
              options={"digits": 0, "min": 0}),
        Field("active", "switch", Label("启用", "Active"), default=True, indexed=True),
    ),
    layouts=Layouts(list=("name", "kind", "url", "priority", "daily_limit", "active"), sort=("priority",)),
    rights=(right("manager", "read create update delete"),),
    sync=SyncPolicy("none"),
)  # fmt: skip

OBJECTS = (TRAVEL_MODEL, TRAVEL_PROVIDER)
