"""What the settlement room declares: price rules, customer bills, engineers' statements."""

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Field, Layouts, Object, StateMachine, SyncPolicy
from sortie.kernel.objects.declare import choices, move, right, state

_MONEY = {"currency": "CNY"}

PRICE_RULE = Object(
    name="price_rule",
    label=Label("价格规则", "Price rule"),
    module="settlement",
    title="name",
    icon="price",
    fields=(
        Field("name", "text", Label("名称", "Name"), required=True, searchable=True),
        Field("work_types", "links", Label("工作类型", "Work types"), options={"object": "work_type"}),
        Field("areas", "links", Label("区域", "Areas"), options={"object": "service_area"}),
        Field("customer_level", "choice", Label("客户等级", "Customer class"),
              options=choices(("vip", "VIP", "VIP"), ("contract", "合约", "Contract"),
                              ("normal", "普通", "Normal"))),
        Field("definition", "json", Label("计价", "Pricing"), required=True,
              help=Label("见 settlement.contracts.PriceRule", "See settlement.contracts.PriceRule")),
        Field("rank", "number", Label("优先级", "Precedence"), default=100, options={"digits": 0}),
        Field("valid_from", "date", Label("生效日", "From")),
        Field("valid_to", "date", Label("失效日", "Until")),
        Field("revision", "number", Label("版次", "Revision"), default=1, system=True,
              options={"digits": 0}),
        Field("active", "switch", Label("启用", "Active"), default=True),
    ),
    layouts=Layouts(list=("name", "work_types", "areas", "customer_level", "rank", "active"), sort=("rank",)),
    rights=(
        right("manager", "read create update delete export"),
        right("finance", "read create update export"),
        right("dispatcher", "read"),
    ),
    sync=SyncPolicy("none"),
)  # fmt: skip

BILL = Object(
    name="bill",
    label=Label("客户账单", "Customer bill"),
    module="settlement",
    title="number",
    icon="bill",
    writable=False,
    fields=(
        Field("number", "autonumber", Label("账单号", "Number"), system=True, unique=True,
              searchable=True, options={"format": "BL{yy}{mm}-{seq:05}"}),
        Field("work_order", "link", Label("工单", "Work order"), required=True, indexed=True,
              options={"object": "work_order"}),
        Field("customer", "link", Label("客户", "Customer"), required=True, indexed=True,
              options={"object": "customer"}),
        Field("lines", "json", Label("明细", "Lines"), required=True),
        Field("total", "currency", Label("合计", "Total"), required=True, options=_MONEY),
        Field("explanation", "json", Label("计价依据", "How it was priced")),
        Field("reverses", "link", Label("冲销", "Reverses"), options={"object": "bill"}),
        Field("paid_at", "datetime", Label("收款时间", "Paid")),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "draft",
        (
            state("draft", "草稿", "Draft", "open", "grey"),
            state("issued", "已出账", "Issued", "open", "blue"),
            state("paid", "已收款", "Paid", "done", "green"),
            state("reversed", "已冲销", "Reversed", "cancelled", "red"),
        ),
        (
            move("issue", "draft", "issued", "出账", "Issue"),
            move("pay", "issued", "paid", "确认收款", "Mark paid"),
            move("reverse", "issued paid", "reversed", "冲销", "Reverse", reason=True),
        ),
    ),
    layouts=Layouts(
        list=("number", "customer", "work_order", "total", "created_at", "state"),
        filters=("state", "customer"),
    ),
    rights=(
        right("manager", "read export command:*"),
        right("finance", "read export command:*"),
    ),
    sync=SyncPolicy("none"),
)  # fmt: skip

STATEMENT = Object(
    name="statement",
    label=Label("工程师结算单", "Engineer statement"),
    module="settlement",
    title="number",
    icon="bill",
    own_fields=("engineer",),
    unique=(("engineer", "period"),),
    writable=False,
    fields=(
        Field("number", "autonumber", Label("结算单号", "Number"), system=True, unique=True,
              options={"format": "ST{yy}{mm}-{seq:04}"}),
        Field("engineer", "member", Label("工程师", "Engineer"), required=True, indexed=True),
        Field("period", "text", Label("期间", "Period"), required=True, indexed=True,
              help=Label("如 2026-11", "E.g. 2026-11")),
        Field("lines", "json", Label("明细", "Lines"), required=True),
        Field("job_count", "number", Label("工单数", "Jobs"), options={"digits": 0}),
        Field("total", "currency", Label("合计", "Total"), required=True, options=_MONEY),
        Field("dispute", "long_text", Label("异议", "Dispute")),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "draft",
        (
            state("draft", "草稿", "Draft", "open", "grey"),
            state("published", "待确认", "Published", "open", "orange"),
            state("disputed", "有异议", "Disputed", "paused", "red"),
            state("confirmed", "已确认", "Confirmed", "open", "cyan"),
            state("approved", "已审批", "Approved", "open", "blue"),
            state("paid", "已支付", "Paid", "done", "green"),
        ),
        (
            move("publish", "draft disputed", "published", "发布", "Publish"),
            move("confirm", "published", "confirmed", "确认", "Confirm"),
            move("dispute", "published", "disputed", "提出异议", "Dispute", reason=True),
            move("approve", "confirmed", "approved", "审批", "Approve"),
            move("pay", "approved", "paid", "支付", "Pay"),
        ),
    ),
    layouts=Layouts(
        list=("number", "engineer", "period", "job_count", "total", "state"),
        sort=("-period",),
        filters=("period", "engineer", "state"),
    ),
    rights=(
        right("manager", "read export command:*"),
        right("finance", "read export command:*"),
        right("engineer", "read command:confirm command:dispute", "own"),
    ),
    sync=SyncPolicy("assigned", days=120),
)  # fmt: skip

OBJECTS = (PRICE_RULE, BILL, STATEMENT)
