"""What the customers room declares: customer, contact, site, asset, and the map they are drawn on."""

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import (
    Field,
    Layouts,
    Object,
    Section,
    StateMachine,
    SyncPolicy,
)
from sortie.kernel.objects.declare import NO_ROWS, choices, move, right, state

_OFFICE = (
    right("manager", "read create update delete export import share command:*"),
    right("dispatcher", "read create update export command:*"),
    right("agent", "read create update command:*"),
    right("finance", "read export"),
)

CUSTOMER = Object(
    name="customer",
    label=Label("客户", "Customer"),
    module="customers",
    title="name",
    icon="shop",
    fields=(
        Field("number", "autonumber", Label("客户编号", "Number"), system=True, unique=True,
              searchable=True, options={"format": "C{yy}{mm}-{seq:05}"}),
        Field("kind", "choice", Label("客户类型", "Kind"), required=True, default="person",
              options=choices(("person", "个人", "Person"), ("company", "企业", "Company"),
                              ("property", "物业小区", "Property estate"), ("dealer", "经销商", "Dealer"))),
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True,
              options={"max_length": 120}),
        Field("phone", "phone", Label("电话", "Phone"), indexed=True, searchable=True, sensitive="phone",
              options={"by_ends": True}),
        Field("credit_code", "uscc", Label("统一社会信用代码", "Credit code"), unique=True),
        Field("parent", "link", Label("上级客户", "Parent"), options={"object": "customer"}),
        Field("level", "choice", Label("客户等级", "Class"), default="normal", indexed=True,
              options=choices(("vip", "VIP", "VIP", "orange"), ("contract", "合约", "Contract", "blue"),
                              ("normal", "普通", "Normal", "grey"))),
        Field("source", "choice", Label("来源", "Source"),
              options=choices(("phone", "电话", "Phone"), ("web", "网页", "Web"), ("qr", "扫码", "QR code"),
                              ("import", "导入", "Import"), ("api", "接口", "API"))),
        Field("address", "address", Label("地址", "Address"), sensitive="address"),
        Field("tags", "choices", Label("标签", "Tags"),
              options=choices(("key", "重点", "Key"), ("complaint", "曾投诉", "Complained"),
                              ("elderly", "老年用户", "Elderly"))),
        Field("remark", "long_text", Label("备注", "Remark")),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "active",
        (
            state("prospect", "潜在", "Prospect", "open", "cyan"),
            state("active", "合作中", "Active", "open", "green"),
            state("dormant", "沉默", "Dormant", "paused", "orange"),
            state("lost", "已流失", "Lost", "cancelled", "grey"),
        ),
        (
            move("activate", "prospect dormant lost", "active", "激活", "Activate"),
            move("pause", "active", "dormant", "转沉默", "Mark dormant"),
            move("lose", "prospect active dormant", "lost", "标记流失", "Mark lost", reason=True),
        ),
    ),
    layouts=Layouts(
        list=("number", "name", "kind", "level", "phone", "owner_id", "state"),
        filters=("kind", "level", "state", "owner_id"),
        detail=(
            Section(Label("基本信息", "Basics"), ("name", "kind", "level", "phone", "source", "tags")),
            Section(Label("更多", "More"), ("address", "credit_code", "parent", "remark")),
        ),
        related=("contact.customer", "site.customer", "asset.customer", "work_order.customer"),
    ),
    rights=(
        *_OFFICE,
        # of the customer, the place and the machine of a job that is theirs
        right("engineer", "read", where=NO_ROWS, show=["name", "level"]),
    ),
    sync=SyncPolicy("none"),
)  # fmt: skip

CONTACT = Object(
    name="contact",
    label=Label("联系人", "Contact"),
    module="customers",
    title="name",
    icon="user",
    fields=(
        Field("customer", "link", Label("客户", "Customer"), required=True, indexed=True,
              options={"object": "customer"}),
        Field("name", "text", Label("姓名", "Name"), required=True, searchable=True),
        Field("phone", "phone", Label("电话", "Phone"), indexed=True, searchable=True, sensitive="phone",
              options={"by_ends": True}),
        Field("email", "email", Label("邮箱", "E-mail")),
        Field("position", "text", Label("职务", "Position")),
        Field("is_primary", "switch", Label("主联系人", "Primary"), default=False),
    ),
    layouts=Layouts(list=("name", "phone", "customer", "position"), filters=("customer",)),
    rights=_OFFICE,
    sync=SyncPolicy("none"),
)  # fmt: skip

SITE = Object(
    name="site",
    label=Label("服务地点", "Site"),
    module="customers",
    title="name",
    icon="location",
    fields=(
        Field("customer", "link", Label("客户", "Customer"), required=True, indexed=True,
              options={"object": "customer"}),
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("parent", "link", Label("上级地点", "Parent"), options={"object": "site"}),
        Field("address", "address", Label("地址", "Address"), sensitive="address"),
        Field("address_text", "text", Label("详细地址", "Address line"), searchable=True),
        Field("location", "location", Label("坐标", "Location")),
        Field("fence_m", "number", Label("围栏半径（米）", "Fence radius (m)"), default=200,
              options={"digits": 0, "min": 20, "max": 5000}),
        Field("area", "link", Label("服务区域", "Area"), indexed=True, options={"object": "service_area"}),
        Field("access_notes", "long_text", Label("进门说明", "Access notes")),
        Field("photos", "photo", Label("照片", "Photos")),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "active",
        (
            state("proposed", "待核实", "Proposed", "open", "orange"),
            state("active", "有效", "Active", "open", "green"),
            state("closed", "已关闭", "Closed", "cancelled", "grey"),
        ),
        (
            move("confirm", "proposed", "active", "核实", "Confirm"),
            move("close", "proposed active", "closed", "关闭", "Close", reason=True),
            move("reopen", "closed", "active", "恢复", "Reopen"),
        ),
    ),
    layouts=Layouts(
        list=("name", "customer", "address_text", "area", "state"),
        filters=("customer", "area", "state"),
        related=("asset.site", "work_order.site"),
    ),
    rights=(
        *_OFFICE,
        right("engineer", "read", where=NO_ROWS, show=["name", "access_notes", "photos"]),
        right("portal", "read", where=NO_ROWS, show=["name"]),
    ),
    sync=SyncPolicy("none"),
)  # fmt: skip

ASSET = Object(
    name="asset",
    label=Label("设备", "Asset"),
    module="customers",
    title="name",
    icon="device",
    unique=(("model", "serial"),),
    fields=(
        Field("number", "autonumber", Label("设备编号", "Number"), system=True, unique=True,
              searchable=True, options={"format": "A{yy}-{seq:06}"}),
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("category", "choice", Label("品类", "Category"), indexed=True,
              options=choices(("ac", "空调", "Air conditioner"), ("fridge", "冰箱", "Fridge"),
                              ("washer", "洗衣机", "Washing machine"), ("heater", "热水器", "Water heater"),
                              ("elevator", "电梯", "Lift"), ("pump", "水泵", "Pump"),
                              ("power", "配电", "Power supply"), ("fire", "消防", "Fire protection"),
                              ("other", "其他", "Other"))),
        Field("model", "text", Label("型号", "Model"), searchable=True),
        Field("serial", "scan", Label("序列号", "Serial"), searchable=True),
        Field("customer", "link", Label("客户", "Customer"), required=True, indexed=True,
              options={"object": "customer"}),
        Field("site", "link", Label("所在地点", "Site"), indexed=True, options={"object": "site"}),
        Field("parent", "link", Label("上级设备", "Parent"), options={"object": "asset"}),
        Field("qr_token", "text", Label("二维码", "QR token"), system=True, unique=True),
        Field("installed_on", "date", Label("安装日期", "Installed")),
        Field("warranty_until", "date", Label("保修至", "Warranty until")),
        Field("contract_until", "date", Label("维保合同至", "Contract until")),
        Field("photos", "photo", Label("照片", "Photos")),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "in_use",
        (
            state("in_use", "使用中", "In use", "open", "green"),
            state("down", "停机", "Down", "paused", "red"),
            state("under_repair", "维修中", "Under repair", "paused", "orange"),
            state("retired", "已报废", "Retired", "cancelled", "grey"),
        ),
        (
            move("report_down", "in_use", "down", "报停机", "Report down"),
            move("start_repair", "in_use down", "under_repair", "开始维修", "Start repair"),
            move("put_in_use", "down under_repair", "in_use", "恢复使用", "Put in use"),
            move("retire", "in_use down under_repair", "retired", "报废", "Retire", reason=True),
        ),
    ),
    layouts=Layouts(
        list=("number", "name", "category", "model", "customer", "site", "warranty_until", "state"),
        filters=("category", "customer", "site", "state"),
        related=("work_order.asset",),
    ),
    rights=(
        *_OFFICE,
        right("engineer", "read", where=NO_ROWS,
              show=["number", "name", "model", "serial", "installed_on", "warranty_until"]),
        right("portal", "read", where=NO_ROWS,
              show=["number", "name", "model", "site", "warranty_until"]),
    ),
    sync=SyncPolicy("none"),
)  # fmt: skip

MAP_BASE = Object(
    name="map_base",
    label=Label("地图底图", "Map base"),
    module="system",
    title="provider",
    icon="map",
    own_fields=(),
    fields=(
        Field("scope", "text", Label("范围", "Scope"), system=True, unique=True,
              help=Label("每家公司只有一份", "One for each company")),
        Field("provider", "choice", Label("底图来源", "Provider"), required=True, default="bundled",
              options=choices(("bundled", "内置海岸线", "Bundled coastline"),
                              ("pmtiles", "自有地图文件 (PMTiles)", "Own map file (PMTiles)"),
                              ("tianditu", "天地图", "Tianditu"), ("amap", "高德地图", "Amap"),
                              ("tencent", "腾讯地图", "Tencent"))),
        Field("api_key", "text", Label("浏览器端密钥", "Browser key"), options={"max_length": 120},
              help=Label("浏览器取图时会带上，请在服务商处限定本站域名",
                         "Browsers send it with each tile: tie it to this site at the provider")),
        Field("pmtiles_url", "url", Label("PMTiles 网址", "PMTiles address")),
        Field("pmtiles_file", "files", Label("PMTiles 文件", "PMTiles file"), options={"max_count": 1}),
    ),
    layouts=Layouts(list=("provider", "pmtiles_url")),
    rights=(right("system_admin", "read create update"), right("staff", "read")),
    sync=SyncPolicy("reference"),
)  # fmt: skip

OBJECTS = (CUSTOMER, CONTACT, SITE, ASSET, MAP_BASE)
