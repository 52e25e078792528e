"""What is set up once: checklists, work types, SLA policies, dispatch rules."""

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Field, Layouts, Object, SyncPolicy
from sortie.kernel.objects.declare import NO_ROWS, choices, right

PRIORITIES = choices(
    ("urgent", "紧急", "Urgent", "red"),
    ("high", "高", "High", "orange"),
    ("normal", "普通", "Normal", "blue"),
    ("low", "低", "Low", "grey"),
)

SETUP_RIGHTS = (
    right("manager", "read create update delete export import"),
    right("dispatcher", "read"),
    right("agent", "read"),
    right("engineer", "read"),
    right("finance", "read"),
)

CHECKLIST = Object(
    name="checklist",
    label=Label("作业步骤模板", "Checklist"),
    module="dispatch",
    title="name",
    icon="list",
    fields=(
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("revision", "number", Label("版次", "Revision"), default=1, system=True,
              options={"digits": 0}),
        Field("items", "json", Label("步骤", "Steps"), required=True, default=[],
              help=Label("见 dispatch.contracts.ChecklistItem", "See dispatch.contracts.ChecklistItem")),
        Field("active", "switch", Label("启用", "Active"), default=True),
    ),
    layouts=Layouts(list=("name", "revision", "active"), sort=("name",)),
    rights=SETUP_RIGHTS,
    sync=SyncPolicy("reference"),
)  # fmt: skip

WORK_TYPE = Object(
    name="work_type",
    label=Label("工作类型", "Work type"),
    module="dispatch",
    title="name",
    icon="tool",
    fields=(
        Field("code", "text", Label("编码", "Code"), required=True, unique=True, searchable=True),
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("duration", "duration", Label("标准工时", "Duration"), required=True,
              options={"min": 300, "max": 259200}),
        Field("certificates", "json", Label("所需证书", "Certificates needed"), default=[]),
        Field("checklist", "link", Label("作业步骤", "Checklist"), options={"object": "checklist"}),
        Field("default_priority", "choice", Label("默认优先级", "Default priority"), default="normal",
              options=PRIORITIES),
        Field("base_price", "currency", Label("上门费", "Call-out price"), default="0",
              options={"currency": "CNY", "min": 0}),
        Field("dispatch_mode", "choice", Label("派单方式", "Dispatch mode"), default="manual",
              options=choices(("manual", "人工派单", "By hand"), ("auto", "自动派单", "Automatic"),
                              ("grab", "抢单", "Grab"))),
        Field("review_first", "switch", Label("派单前审核", "Review before dispatch"), default=False),
        Field("active", "switch", Label("启用", "Active"), default=True),
    ),
    layouts=Layouts(
        list=("code", "name", "duration", "default_priority", "base_price", "dispatch_mode", "active"),
        sort=("code",),
        related=("work_type_skill.work_type",),
    ),
    rights=(
        *SETUP_RIGHTS,
        right("portal", "read", where={"field": "active", "op": "eq", "value": True}, show=["name"]),
    ),
    sync=SyncPolicy("reference"),
)  # fmt: skip

WORK_TYPE_SKILL = Object(
    name="work_type_skill",
    label=Label("所需技能", "Skill needed"),
    module="dispatch",
    title="skill",
    icon="tool",
    parent="work_type",
    unique=(("work_type", "skill"),),
    fields=(
        Field("work_type", "link", Label("工作类型", "Work type"), required=True, indexed=True,
              options={"object": "work_type"}),
        Field("skill", "link", Label("技能", "Skill"), required=True, options={"object": "skill"}),
        Field("min_level", "number", Label("最低等级", "Least level"), default=1,
              options={"digits": 0, "min": 1, "max": 10}),
    ),
    layouts=Layouts(list=("work_type", "skill", "min_level")),
    rights=SETUP_RIGHTS,
    sync=SyncPolicy("reference"),
)  # fmt: skip

SLA_POLICY = Object(
    name="sla_policy",
    label=Label("SLA 策略", "SLA policy"),
    module="dispatch",
    title="name",
    icon="clock",
    fields=(
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("targets", "json", Label("时限", "Targets"), required=True,
              help=Label("见 dispatch.contracts.SlaPolicy", "See dispatch.contracts.SlaPolicy")),
        Field("calendar", "link", Label("工作日历", "Calendar"), options={"object": "calendar"}),
        Field("customer_level", "choice", Label("客户等级", "Customer class"),
              options=choices(("vip", "VIP", "VIP"), ("contract", "合约", "Contract"),
                              ("normal", "普通", "Normal"))),
        Field("is_default", "switch", Label("默认", "Default"), default=False),
        Field("late_hours", "number", Label("补报时限（小时）", "Late reports count for (hours)"), default=72,
              options={"digits": 0, "min": 1, "max": 720},
              help=Label("手机离线补报的操作，早于此时限的按收到时间计。",
                         "An act a phone reports later than this counts from when it came.")),
        Field("link_days", "number", Label("客户链接保留（天）", "Customers' links show all for (days)"), default=90,
              options={"digits": 0, "min": 1, "max": 3650},
              help=Label("工单归档或取消后超过此天数，跟踪链接只显示进度，不再显示工程师、地址和照片。",
                         "After a job is archived or called off this long, its link shows the progress"
                         " alone: no engineer, address or photo.")),
        Field("service_phone", "text", Label("客服电话", "Service phone"), options={"max_length": 40},
              help=Label("链接到期后显示给客户。", "What a customer is told once a link has run out.")),
    ),
    layouts=Layouts(list=("name", "customer_level", "calendar", "is_default"), sort=("name",)),
    rights=(*SETUP_RIGHTS, right("portal", "read", where=NO_ROWS, show=["service_phone"])),
    sync=SyncPolicy("none"),
)  # fmt: skip

DISPATCH_RULE = Object(
    name="dispatch_rule",
    label=Label("派单规则", "Dispatch rule"),
    module="dispatch",
    title="name",
    icon="branch",
    fields=(
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("weights", "json", Label("权重", "Weights"), required=True),
        Field("filters", "json", Label("硬条件", "Hard filters"), default={}),
        Field("work_types", "links", Label("适用工作类型", "Work types"), options={"object": "work_type"}),
        Field("areas", "links", Label("适用区域", "Areas"), options={"object": "service_area"}),
        Field("offer_minutes", "number", Label("接单时限（分钟）", "Minutes to accept"), default=30,
              options={"digits": 0, "min": 1, "max": 1440}),
        Field("revision", "number", Label("版次", "Revision"), default=1, system=True,
              options={"digits": 0}),
        Field("active", "switch", Label("启用", "Active"), default=True),
    ),
    layouts=Layouts(list=("name", "work_types", "areas", "offer_minutes", "active"), sort=("name",)),
    rights=(
        right("manager", "read create update delete"),
        right("dispatcher", "read"),
    ),
    sync=SyncPolicy("none"),
)  # fmt: skip
