"""What a visit leaves behind: step results, the customer's word, the rating."""

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Field, Layouts, Object, SyncPolicy
from sortie.kernel.objects.declare import choices, right

_READERS = (
    right("manager", "read export"),
    right("dispatcher", "read"),
    right("agent", "read"),
    right("finance", "read"),
    right("engineer", "read"),
)

STEP_RESULT = Object(
    name="step_result",
    label=Label("步骤结果", "Step result"),
    module="dispatch",
    title="item_key",
    icon="check",
    parent="work_order",
    unique=(("work_order", "round", "item_key"),),
    writable=False,
    fields=(
        Field("work_order", "link", Label("工单", "Work order"), required=True, indexed=True,
              options={"object": "work_order"}),
        Field("appointment", "link", Label("预约", "Appointment"), options={"object": "appointment"}),
        Field("round", "number", Label("轮次", "Round"), default=0, options={"digits": 0}),
        Field("item_key", "text", Label("步骤", "Step"), required=True),
        Field("value", "json", Label("结果", "Value")),
        Field("files", "photo", Label("照片", "Photos")),
        Field("skipped_reason", "text", Label("跳过原因", "Skipped because")),
        Field("occurred_at", "datetime", Label("完成时间", "Done at")),
        Field("location", "location", Label("位置", "Location")),
    ),
    layouts=Layouts(list=("item_key", "value", "files", "occurred_at")),
    rights=(*_READERS, right("portal", "read", show=["files"])),
    sync=SyncPolicy("assigned"),
)  # fmt: skip

ACCEPTANCE = Object(
    name="acceptance",
    label=Label("客户验收", "Acceptance"),
    module="dispatch",
    title="result",
    icon="pen",
    parent="work_order",
    writable=False,
    fields=(
        Field("work_order", "link", Label("工单", "Work order"), required=True, indexed=True,
              options={"object": "work_order"}),
        Field("result", "choice", Label("结果", "Result"), required=True,
              options=choices(("accepted", "通过", "Accepted", "green"),
                              ("refused", "不通过", "Refused", "red"))),
        Field("channel", "choice", Label("方式", "By"), required=True,
              options=choices(("engineer_phone", "工程师手机", "Engineer's phone"),
                              ("link", "客户链接", "Customer's link"))),
        Field("signer", "text", Label("签字人", "Signer")),
        Field("signature", "signature", Label("签名", "Signature")),
        Field("reason", "long_text", Label("不通过原因", "Refused because")),
        Field("photos", "photo", Label("照片", "Photos")),
        Field("occurred_at", "datetime", Label("签字时间", "Signed at")),
    ),
    layouts=Layouts(list=("result", "signer", "channel", "occurred_at", "reason")),
    rights=_READERS,
    sync=SyncPolicy("assigned"),
)  # fmt: skip

RATING = Object(
    name="rating",
    label=Label("评价", "Rating"),
    module="dispatch",
    title="score",
    icon="star",
    parent="work_order",
    unique=(("work_order",),),
    writable=False,
    fields=(
        Field("work_order", "link", Label("工单", "Work order"), required=True, indexed=True,
              options={"object": "work_order"}),
        Field("engineer", "member", Label("工程师", "Engineer"), indexed=True),
        Field("score", "number", Label("评分", "Score"), required=True,
              options={"digits": 0, "min": 1, "max": 5}),
        Field("tags", "choices", Label("标签", "Tags"),
              options=choices(("punctual", "准时", "On time"), ("polite", "有礼貌", "Polite"),
                              ("skilled", "技术好", "Skilled"), ("clean", "现场整洁", "Tidy"),
                              ("late", "迟到", "Late"), ("unsolved", "没修好", "Not fixed"),
                              ("price", "收费不清", "Unclear price"))),
        Field("text", "long_text", Label("评价内容", "Words"), options={"max_length": 1000}),
    ),
    layouts=Layouts(list=("work_order", "engineer", "score", "tags", "text", "created_at"),
                    filters=("engineer", "score")),
    rights=(*_READERS, right("portal", "read", show=["score", "tags", "text"])),
    sync=SyncPolicy("none"),
)  # fmt: skip
