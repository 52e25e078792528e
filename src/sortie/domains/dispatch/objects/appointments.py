"""The visit itself: appointment, check-in, offer to grab, transfer between people."""

from sortie.base.i18n import Label
from sortie.domains.dispatch.rules.states import APPOINTMENT_MACHINE
from sortie.kernel.objects.contracts import Field, Layouts, Object, StateMachine, SyncPolicy
from sortie.kernel.objects.declare import NO_ROWS, choices, move, right, state

TIME_FLAGS = choices(
    ("future", "手机时间超前", "Phone clock ahead", "orange"),
    ("before_previous", "早于上一步", "Before the step before", "orange"),
    ("too_old", "补报过晚", "Reported too late", "orange"),
)
"""Why the time an act came with wasn't believed: `rules.act_time.TimeFlag`."""

_MINE = {"field": "engineer", "op": "is_me"}

APPOINTMENT = Object(
    name="appointment",
    label=Label("上门预约", "Appointment"),
    module="dispatch",
    title="number",
    icon="calendar",
    own_fields=("engineer",),
    writable=False,
    # one person can't be in two places: «committed» is false once declined, cancelled or no-show
    exclusions=(
        ("EXCLUDE USING gist (int8range(engineer_key, engineer_key, '[]') WITH &&, "
        "tstzrange(planned_start, planned_end) WITH &&) "
        "WHERE (committed AND deleted_at IS NULL AND engineer_key IS NOT NULL)"),
    ),
    fields=(
        Field("number", "autonumber", Label("预约号", "Number"), system=True, unique=True,
              options={"format": "AP{yy}{mm}{dd}-{seq:04}"}),
        Field("work_order", "link", Label("工单", "Work order"), required=True, indexed=True,
              options={"object": "work_order"}),
        Field("engineer", "member", Label("工程师", "Engineer"), indexed=True),
        Field("engineer_key", "bigint", Label("工程师序号", "Engineer key"), system=True),
        Field("committed", "switch", Label("占用时段", "Holds the slot"), system=True, default=True),
        Field("sequence", "number", Label("第几次上门", "Visit no."), default=1, options={"digits": 0}),
        Field("window_start", "datetime", Label("承诺上门起", "Promised from")),
        Field("window_end", "datetime", Label("承诺上门止", "Promised until")),
        Field("planned_start", "datetime", Label("计划开始", "Planned start"), indexed=True),
        Field("planned_end", "datetime", Label("计划结束", "Planned end")),
        Field("respond_by", "datetime", Label("接单时限", "Answer by")),
        Field("accepted_at", "datetime", Label("接单", "Accepted")),
        Field("departed_at", "datetime", Label("出发", "Departed")),
        Field("arrived_at", "datetime", Label("到达", "Arrived")),
        Field("work_started_at", "datetime", Label("开工", "Work started")),
        Field("finished_at", "datetime", Label("结束", "Finished")),
        Field("travel_m", "number", Label("路程（米）", "Travel (m)"), options={"digits": 0}),
        Field("travel_s", "duration", Label("路上时间", "Travel time")),
        Field("work_s", "duration", Label("作业时间", "Work time")),
        Field("outcome", "long_text", Label("结果说明", "Outcome")),
        Field("decline_reason", "text", Label("拒单原因", "Declined because")),
        Field("time_flag", "choice", Label("时间存疑", "Doubtful time"), options=TIME_FLAGS),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=APPOINTMENT_MACHINE,
    layouts=Layouts(
        list=("number", "work_order", "engineer", "planned_start", "planned_end", "state"),
        sort=("planned_start",),
        filters=("engineer", "state", "planned_start"),
    ),
    rights=(
        right("manager", "read export command:*"),
        right("dispatcher", "read export command:*"),
        right("agent", "read"),
        right("finance", "read"),
        right("engineer", "read command:*", where=_MINE),
        right("portal", "read", where=NO_ROWS,
              show=["engineer", "planned_start", "planned_end", "accepted_at", "departed_at",
                    "arrived_at", "finished_at", "outcome", "state"]),
    ),
    sync=SyncPolicy("assigned", days=30),
)  # fmt: skip

CHECK_IN = Object(
    name="check_in",
    label=Label("签到", "Check-in"),
    module="dispatch",
    title="kind",
    icon="location",
    parent="appointment",
    writable=False,
    fields=(
        Field("appointment", "link", Label("预约", "Appointment"), required=True, indexed=True,
              options={"object": "appointment"}),
        Field("engineer", "member", Label("工程师", "Engineer"), required=True, indexed=True),
        Field("kind", "choice", Label("类型", "Kind"), required=True,
              options=choices(("depart", "出发", "Depart"), ("arrive", "签到", "Check-in"),
                              ("leave", "签退", "Check-out"))),
        Field("occurred_at", "datetime", Label("发生时间", "Happened"), required=True),
        Field("received_at", "datetime", Label("收到时间", "Received"), required=True),
        Field("device_at", "datetime", Label("手机时间", "Phone's clock")),
        Field("time_flag", "choice", Label("时间存疑", "Doubtful time"), options=TIME_FLAGS),
        Field("location", "location", Label("位置", "Location")),
        Field("distance_m", "number", Label("距围栏中心（米）", "Distance (m)"), options={"digits": 0}),
        Field("inside", "switch", Label("围栏内", "Inside the fence")),
        Field("flags", "json", Label("标记", "Flags"), default=[]),
        Field("reason", "text", Label("说明", "Reason")),
        Field("photos", "photo", Label("照片", "Photos")),
    ),
    layouts=Layouts(list=("kind", "engineer", "occurred_at", "distance_m", "inside", "reason")),
    rights=(right("manager", "read export"), right("dispatcher", "read"), right("engineer", "read")),
    sync=SyncPolicy("assigned"),
)  # fmt: skip

OFFER = Object(
    name="offer",
    label=Label("抢单", "Offer"),
    module="dispatch",
    title="work_order",
    icon="zap",
    writable=False,
    fields=(
        Field("work_order", "link", Label("工单", "Work order"), required=True, indexed=True,
              options={"object": "work_order"}),
        Field("audience", "json", Label("可抢范围", "Audience"), required=True),
        Field("opens_at", "datetime", Label("开放", "Opens"), required=True),
        Field("closes_at", "datetime", Label("截止", "Closes"), indexed=True),
        Field("taken_by", "member", Label("抢到者", "Taken by")),
        Field("taken_at", "datetime", Label("抢单时间", "Taken")),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "open",
        (
            state("open", "可抢", "Open", "open", "orange"),
            state("taken", "已抢", "Taken", "done", "green"),
            state("closed", "已关闭", "Closed", "cancelled", "grey"),
        ),
        (
            move("take", "open", "taken", "抢单", "Take", internal=True),
            move("close", "open", "closed", "关闭", "Close", internal=True),
        ),
    ),
    layouts=Layouts(list=("work_order", "opens_at", "closes_at", "taken_by", "state")),
    rights=(
        right("manager", "read"),
        right("dispatcher", "read"),
        right("engineer", "read", where=NO_ROWS, show=["work_order", "opens_at", "closes_at"]),
    ),
    sync=SyncPolicy("none"),
)  # fmt: skip

TRANSFER = Object(
    name="transfer",
    label=Label("转派申请", "Transfer request"),
    module="dispatch",
    title="work_order",
    icon="swap",
    own_fields=("from_engineer",),
    writable=False,
    fields=(
        Field("work_order", "link", Label("工单", "Work order"), required=True, indexed=True,
              options={"object": "work_order"}),
        Field("appointment", "link", Label("预约", "Appointment"), required=True,
              options={"object": "appointment"}),
        Field("from_engineer", "member", Label("原工程师", "From"), required=True),
        Field("to_engineer", "member", Label("转给", "To")),
        Field("reason", "text", Label("原因", "Reason"), required=True),
        Field("decided_by", "member", Label("审批人", "Decided by")),
        Field("note", "text", Label("审批意见", "Note")),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "submitted",
        (
            state("submitted", "待审批", "Submitted", "open", "orange"),
            state("approved", "已同意", "Approved", "done", "green"),
            state("rejected", "已拒绝", "Rejected", "cancelled", "red"),
            state("withdrawn", "已撤回", "Withdrawn", "cancelled", "grey"),
        ),
        (
            move("approve", "submitted", "approved", "同意", "Approve"),
            move("reject", "submitted", "rejected", "拒绝", "Reject", reason=True),
            move("withdraw", "submitted", "withdrawn", "撤回", "Withdraw"),
        ),
    ),
    layouts=Layouts(
        list=("work_order", "from_engineer", "to_engineer", "reason", "state"), filters=("state",)
    ),
    rights=(
        right("manager", "read command:*"),
        right("dispatcher", "read command:*"),
        right("engineer", "read command:withdraw", "own"),
    ),
    sync=SyncPolicy("assigned"),
)  # fmt: skip
