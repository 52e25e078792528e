"""What the people room declares: skills, certificates, resources, areas, shifts, leave."""

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import (
    Field,
    Layouts,
    Object,
    StateMachine,
    SyncPolicy,
)
from sortie.kernel.objects.declare import choices, move, right, state

_PLANNERS = (
    right("manager", "read create update delete export import command:*"),
    right("dispatcher", "read create update command:*"),
)

SKILL = Object(
    name="skill",
    label=Label("技能", "Skill"),
    module="people",
    title="name",
    icon="tool",
    fields=(
        Field("code", "text", Label("编码", "Code"), required=True, unique=True, searchable=True),
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field(
            "max_level", "number", Label("最高等级", "Top level"),
            default=5, options={"digits": 0, "min": 1, "max": 10},
        ),
    ),
    layouts=Layouts(list=("code", "name", "max_level"), sort=("code",)),
    rights=(*_PLANNERS, right("staff", "read")),
    sync=SyncPolicy("reference"),
)  # fmt: skip

USER_SKILL = Object(
    name="user_skill",
    label=Label("人员技能", "Person's skill"),
    module="people",
    title="skill",
    icon="tool",
    own_fields=("user",),
    unique=(("user", "skill"),),
    fields=(
        Field("user", "member", Label("人员", "Person"), required=True, indexed=True),
        Field("skill", "link", Label("技能", "Skill"), required=True, indexed=True,
              options={"object": "skill"}),
        Field("level", "number", Label("等级", "Level"), required=True, default=1,
              options={"digits": 0, "min": 1, "max": 10}),
        Field("valid_from", "date", Label("起始日", "From")),
        Field("valid_to", "date", Label("截止日", "Until")),
    ),
    layouts=Layouts(list=("user", "skill", "level", "valid_to"), filters=("user", "skill")),
    rights=(*_PLANNERS, right("engineer", "read", "own")),
    sync=SyncPolicy("none"),
)  # fmt: skip

CERTIFICATE = Object(
    name="certificate",
    label=Label("证书", "Certificate"),
    module="people",
    title="kind",
    icon="certificate",
    own_fields=("user",),
    fields=(
        Field("user", "member", Label("持证人", "Holder"), required=True, indexed=True),
        Field("kind", "text", Label("证书种类", "Kind"), required=True, indexed=True, searchable=True,
              help=Label("工作类型按此名称要求证书，如「低压电工证」", "Work types ask for this name")),
        Field("number", "text", Label("证号", "Number"), searchable=True, sensitive="id_card"),
        Field("issuer", "text", Label("发证机关", "Issuer")),
        Field("issued_on", "date", Label("发证日期", "Issued")),
        Field("expires_on", "date", Label("有效期至", "Expires"), indexed=True),
        Field("files", "photo", Label("证书照片", "Photos"), options={"max_count": 6}),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "draft",
        (
            state("draft", "待审核", "Draft", "open", "grey"),
            state("valid", "有效", "Valid", "open", "green"),
            state("expired", "已过期", "Expired", "done", "red"),
            state("revoked", "已吊销", "Revoked", "cancelled", "red"),
        ),
        (
            move("verify", "draft", "valid", "审核通过", "Verify"),
            move("expire", "valid", "expired", "过期", "Expire", internal=True),
            move("revoke", "draft valid expired", "revoked", "吊销", "Revoke", reason=True),
            move("renew", "expired valid", "draft", "换证", "Renew"),
        ),
    ),
    layouts=Layouts(
        list=("user", "kind", "number", "expires_on", "state"),
        sort=("expires_on",),
        filters=("user", "kind", "state"),
    ),
    rights=(*_PLANNERS, right("engineer", "read create", "own")),
    sync=SyncPolicy("none"),
)  # fmt: skip

SERVICE_AREA = Object(
    name="service_area",
    label=Label("服务区域", "Service area"),
    module="people",
    title="name",
    icon="map",
    fields=(
        Field("code", "text", Label("编码", "Code"), required=True, unique=True, searchable=True),
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("parent", "link", Label("上级区域", "Parent"), options={"object": "service_area"}),
        Field("manager", "member", Label("区域负责人", "Manager")),
        Field("polygon", "json", Label("边界", "Boundary"),
              help=Label("WGS-84 经纬度多边形 [[lon,lat],…]", "WGS-84 ring [[lon,lat],…]")),
        Field("price_zone", "text", Label("价格区", "Price zone")),
    ),
    layouts=Layouts(list=("code", "name", "parent", "manager", "price_zone"), sort=("code",)),
    rights=(*_PLANNERS, right("staff", "read")),
    sync=SyncPolicy("reference"),
)  # fmt: skip

RESOURCE = Object(
    name="field_resource",
    label=Label("外勤资源", "Field resource"),
    module="people",
    title="user",
    icon="user",
    own_fields=("user",),
    unique=(("user",),),
    fields=(
        Field("user", "member", Label("人员", "Person"), required=True, indexed=True),
        Field("home", "location", Label("出发地点", "Start place"), sensitive="address"),
        Field("areas", "links", Label("服务区域", "Areas"), options={"object": "service_area"}),
        Field("travel_mode", "choice", Label("出行方式", "Travels by"), default="ebike",
              options=choices(("ebike", "电动车", "E-bike"), ("car", "汽车", "Car"),
                              ("transit", "公共交通", "Transit"), ("walk", "步行", "On foot"))),
        Field("speed_kmh", "number", Label("平均速度 km/h", "Speed km/h"), default=22,
              options={"digits": 1, "min": 1, "max": 150}),
        Field("max_jobs", "number", Label("每日上限", "Jobs a day"), default=8,
              options={"digits": 0, "min": 1, "max": 60}),
        Field("grab_limit", "number", Label("同时抢单上限", "Open grabs"), default=3,
              options={"digits": 0, "min": 0, "max": 30}),
        Field("job_share", "percent", Label("计件提成 %", "Share of a job %"), default="40"),
        Field("available", "switch", Label("可派单", "Dispatchable"), default=True),
    ),
    layouts=Layouts(
        list=("user", "areas", "travel_mode", "max_jobs", "available"),
        filters=("areas", "available"),
    ),
    rights=(*_PLANNERS, right("engineer", "read", "own")),
    sync=SyncPolicy("none"),
)  # fmt: skip

SHIFT_TYPE = Object(
    name="shift_type",
    label=Label("班次", "Shift type"),
    module="people",
    title="name",
    icon="clock",
    fields=(
        Field("code", "text", Label("编码", "Code"), required=True, unique=True),
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("segments", "json", Label("时段", "Segments"), required=True,
              help=Label('如 [["08:00","12:00"],["13:30","18:00"]]，跨夜写到次日',
                         'E.g. [["08:00","12:00"],["13:30","18:00"]]; past midnight runs on')),
        Field("color", "text", Label("颜色", "Colour"), default="blue"),
    ),
    layouts=Layouts(list=("code", "name"), sort=("code",)),
    rights=(*_PLANNERS, right("staff", "read")),
    sync=SyncPolicy("reference"),
)  # fmt: skip

SHIFT_PATTERN = Object(
    name="shift_pattern",
    label=Label("轮班规律", "Shift pattern"),
    module="people",
    title="name",
    icon="clock",
    fields=(
        Field("name", "text", Label("名称", "Name"), required=True, unique=True, searchable=True),
        Field("cycle", "json", Label("循环", "Cycle"), required=True,
              help=Label('1 至 56 天，每天 0 至 3 个时段；早于起点的结束时间在次日（夜班）。如两班倒加一天休息：'
                         '[[["08:00","20:00"]], [["20:00","08:00"]], []]',
                         '1 to 56 days of 0 to 3 segments; an end before its start is on the next day (night). '
                         'E.g. day, night, off: [[["08:00","20:00"]], [["20:00","08:00"]], []]')),
        Field("anchor", "date", Label("循环首日", "Cycle's first day"), required=True,
              help=Label("循环的第 1 天落在这一天", "Day 1 of the cycle falls on it")),
        Field("holidays", "choice", Label("节假日", "Holidays"), required=True, default="work",
              options=choices(("work", "照常上班", "Worked like any day"),
                              ("off", "节假日休息", "Off"),
                              ("company", "按公司日历休假与调休", "Off, make-up days (调休) are worked")),
              help=Label("按默认工作日历", "By the company's default calendar")),
        Field("shift_type", "link", Label("班次", "Shift type"), options={"object": "shift_type"},
              help=Label("排班表上显示的班次", "What the roster shows it as")),
    ),
    layouts=Layouts(
        list=("name", "anchor", "holidays", "shift_type"), sort=("name",), filters=("holidays",)
    ),
    rights=(*_PLANNERS, right("staff", "read")),
    sync=SyncPolicy("none"),
)  # fmt: skip

SHIFT = Object(
    name="shift",
    label=Label("排班", "Shift"),
    module="people",
    title="user",
    icon="calendar",
    own_fields=("user",),
    fields=(
        Field("user", "member", Label("人员", "Person"), required=True, indexed=True),
        Field("day", "date", Label("日期", "Day"), required=True, indexed=True),
        Field("shift_type", "link", Label("班次", "Shift type"), options={"object": "shift_type"}),
        Field("starts_at", "datetime", Label("上班", "Starts"), required=True, indexed=True),
        Field("ends_at", "datetime", Label("下班", "Ends"), required=True),
        Field("breaks", "json", Label("休息", "Breaks"), default=[]),
        Field("rotation", "link", Label("轮班规律", "Shift pattern"), options={"object": "shift_pattern"},
              help=Label("由哪个规律生成；手工排班为空", "Which pattern made it; empty when made by hand")),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "draft",
        (
            state("draft", "草稿", "Draft", "open", "grey"),
            state("published", "已发布", "Published", "open", "green"),
            state("locked", "已锁定", "Locked", "done", "blue"),
            state("cancelled", "已取消", "Cancelled", "cancelled", "red"),
        ),
        (
            move("publish", "draft", "published", "发布", "Publish"),
            move("lock", "published", "locked", "锁定", "Lock"),
            move("cancel", "draft published", "cancelled", "取消", "Cancel"),
        ),
    ),
    layouts=Layouts(
        list=("user", "day", "shift_type", "starts_at", "ends_at", "state"),
        sort=("-day",),
        filters=("user", "day", "state"),
    ),
    rights=(*_PLANNERS, right("engineer", "read", "own")),
    sync=SyncPolicy("assigned", days=30),
)  # fmt: skip

LEAVE = Object(
    name="leave",
    label=Label("请假", "Leave"),
    module="people",
    title="kind",
    icon="coffee",
    own_fields=("user",),
    fields=(
        Field("user", "member", Label("请假人", "Person"), required=True, indexed=True),
        Field("kind", "choice", Label("类型", "Kind"), required=True, default="personal",
              options=choices(("annual", "年假", "Annual"), ("sick", "病假", "Sick"),
                              ("personal", "事假", "Personal"), ("comp", "调休", "Time in lieu"))),
        Field("starts_at", "datetime", Label("开始", "From"), required=True, indexed=True),
        Field("ends_at", "datetime", Label("结束", "Until"), required=True),
        Field("reason", "long_text", Label("事由", "Reason")),
        Field("files", "files", Label("附件", "Files")),
        Field("substitute", "member", Label("代班人", "Substitute")),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "draft",
        (
            state("draft", "草稿", "Draft", "open", "grey"),
            state("submitted", "待审批", "Submitted", "open", "orange"),
            state("approved", "已批准", "Approved", "done", "green"),
            state("rejected", "已驳回", "Rejected", "cancelled", "red"),
            state("withdrawn", "已撤回", "Withdrawn", "cancelled", "grey"),
            state("cancelled", "已销假", "Cancelled", "cancelled", "grey"),
        ),
        (
            move("submit", "draft", "submitted", "提交", "Submit"),
            move("withdraw", "submitted", "withdrawn", "撤回", "Withdraw"),
            move("approve", "submitted", "approved", "批准", "Approve"),
            move("reject", "submitted", "rejected", "驳回", "Reject", reason=True),
            move("cancel", "approved", "cancelled", "销假", "Cancel", reason=True),
        ),
    ),
    layouts=Layouts(
        list=("user", "kind", "starts_at", "ends_at", "state"),
        sort=("-starts_at",),
        filters=("user", "kind", "state"),
    ),
    rights=(
        right("manager", "read create update command:* export"),
        right("dispatcher", "read"),
        right("engineer", "read create update command:submit command:withdraw", "own"),
    ),
    sync=SyncPolicy("assigned", days=90),
)  # fmt: skip

OBJECTS = (
    SKILL, USER_SKILL, CERTIFICATE, SERVICE_AREA, RESOURCE, SHIFT_TYPE, SHIFT_PATTERN, SHIFT,
    LEAVE,
)  # fmt: skip
