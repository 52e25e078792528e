"""The three transition tables of the main job: request, work order, appointment.

Status moves only through these. ``internal`` moves are taken by the room's own verbs (an order is
``dispatched`` because somebody was assigned, never because a client said so). A visit's moves are
all of that kind: check-in looks at the fence and the clock, finishing at the required steps.
"""

from sortie.kernel.objects.contracts import StateMachine
from sortie.kernel.objects.declare import move, state

REQUEST_MACHINE = StateMachine(
    "new",
    (
        state("new", "新请求", "New", "open", "orange"),
        state("triaged", "已受理", "Triaged", "open", "blue"),
        state("converted", "已转工单", "Converted", "done", "green"),
        state("merged", "已合并", "Merged", "cancelled", "grey"),
        state("rejected", "已拒绝", "Rejected", "cancelled", "red"),
        state("answered", "已答复", "Answered", "done", "green"),
        state("withdrawn", "客户撤回", "Withdrawn", "cancelled", "grey"),
    ),
    (
        move("triage", "new", "triaged", "受理", "Triage"),
        move("convert", "new triaged", "converted", "转工单", "Convert", internal=True),
        move("merge", "new triaged", "merged", "合并", "Merge", internal=True),
        move("reject", "new triaged", "rejected", "拒绝", "Reject", reason=True),
        move("answer", "new triaged", "answered", "答复", "Answer", internal=True),
        move("withdraw", "new triaged", "withdrawn", "撤回", "Withdraw", internal=True),
    ),
)

WORK_ORDER_MACHINE = StateMachine(
    "created",
    (
        state("created", "已创建", "Created", "open", "grey"),
        state("in_review", "待审核", "In review", "open", "orange"),
        state("pending_dispatch", "待派单", "To dispatch", "open", "orange"),
        state("in_pool", "抢单中", "In the pool", "open", "purple"),
        state("dispatched", "已派单", "Dispatched", "open", "blue"),
        state("in_progress", "进行中", "In progress", "open", "cyan"),
        state("on_hold", "已挂起", "On hold", "paused", "grey"),
        state("cannot_complete", "无法完成", "Can't complete", "open", "red"),
        state("pending_acceptance", "待验收", "To accept", "open", "purple"),
        state("rework", "返工", "Rework", "open", "red"),
        state("accepted", "已验收", "Accepted", "done", "green"),
        state("pending_settlement", "待结算", "To settle", "done", "blue"),
        state("settled", "已结算", "Settled", "done", "green"),
        state("archived", "已归档", "Archived", "done", "grey"),
        state("cancelled", "已取消", "Cancelled", "cancelled", "grey"),
    ),
    (
        move("submit", "created", "pending_dispatch", "提交派单", "Submit", internal=True),
        move("send_to_review", "created", "in_review", "提交审核", "Send to review", internal=True),
        move("approve_intake", "in_review", "pending_dispatch", "审核通过", "Approve"),
        move("reject_intake", "in_review", "cancelled", "审核不通过", "Turn down", reason=True),
        move("offer", "pending_dispatch rework", "in_pool", "放入抢单池", "Put in the pool", internal=True),
        move("withdraw_offer", "in_pool", "pending_dispatch", "撤出抢单池", "Take out of the pool", internal=True),
        move(
            "dispatch", "pending_dispatch in_pool rework cannot_complete", "dispatched",
            "派单", "Dispatch", internal=True,
        ),
        move("return", "dispatched in_progress", "pending_dispatch", "退回派单", "Return", internal=True),
        move("start", "dispatched", "in_progress", "开工", "Start", internal=True),
        move(
            "suspend", "pending_dispatch dispatched in_progress", "on_hold",
            "挂起", "Suspend", reason=True,
        ),
        move("resume", "on_hold", "pending_dispatch", "恢复", "Resume"),
        move("resume_dispatched", "on_hold", "dispatched", "恢复", "Resume", internal=True),
        move("resume_work", "on_hold", "in_progress", "恢复作业", "Resume work", internal=True),
        move(
            "report_cannot", "dispatched in_progress on_hold", "cannot_complete",
            "无法完成", "Can't complete", internal=True,
        ),
        move("redispatch", "cannot_complete rework", "pending_dispatch", "重新派单", "Dispatch again"),
        move("finish", "in_progress", "pending_acceptance", "完工", "Finish", internal=True),
        move("accept", "pending_acceptance", "accepted", "验收通过", "Accept", internal=True),
        move("refuse", "pending_acceptance", "rework", "验收不通过", "Refuse", internal=True),
        move("review_pass", "accepted", "pending_settlement", "审核通过", "Pass", internal=True),
        move("review_rework", "accepted", "rework", "要求返工", "Ask for rework", internal=True),
        move("settle", "pending_settlement", "settled", "结算", "Settle", internal=True),
        move("unsettle", "settled", "pending_settlement", "撤销结算", "Unsettle", internal=True),
        move("archive", "settled", "archived", "归档", "Archive", internal=True),
        move(
            "cancel",
            "created in_review pending_dispatch in_pool dispatched on_hold cannot_complete rework",
            "cancelled", "取消", "Cancel", reason=True,
        ),
        move("reopen", "settled archived cancelled", "pending_dispatch", "重新打开", "Reopen", reason=True),
    ),
)  # fmt: skip

APPOINTMENT_MACHINE = StateMachine(
    "scheduled",
    (
        state("scheduled", "已排期", "Scheduled", "open", "grey"),
        state("dispatched", "待接单", "Awaiting answer", "open", "orange"),
        state("accepted", "已接单", "Accepted", "open", "blue"),
        state("en_route", "在路上", "On the way", "open", "cyan"),
        state("arrived", "已到达", "Arrived", "open", "cyan"),
        state("working", "作业中", "Working", "open", "green"),
        state("paused", "暂停中", "Paused", "paused", "orange"),
        state("completed", "已完成", "Completed", "done", "green"),
        state("partly_completed", "部分完成", "Partly done", "done", "orange"),
        state("cannot_complete", "无法完成", "Can't complete", "done", "red"),
        state("declined", "已拒单", "Declined", "cancelled", "red"),
        state("no_show", "客户未在", "Nobody there", "cancelled", "red"),
        state("cancelled", "已取消", "Cancelled", "cancelled", "grey"),
    ),
    (
        move("send", "scheduled", "dispatched", "派发", "Send", internal=True),
        move("accept", "dispatched", "accepted", "接单", "Accept", internal=True),
        move("decline", "dispatched accepted", "declined", "拒单", "Decline", reason=True, internal=True),
        move("time_out", "dispatched", "declined", "超时未接", "Timed out", internal=True),
        move("depart", "accepted", "en_route", "出发", "On my way", internal=True),
        move("arrive", "accepted en_route", "arrived", "签到", "Check in", internal=True),
        move("start", "arrived", "working", "开工", "Start work", internal=True),
        move("pause", "working", "paused", "暂停", "Pause", reason=True, internal=True),
        move("resume", "paused", "working", "继续", "Resume", internal=True),
        move("finish", "working", "completed", "完工", "Finish", internal=True),
        move("partly", "working", "partly_completed", "部分完成", "Partly done", reason=True, internal=True),
        move(
            "cannot", "en_route arrived working paused", "cannot_complete",
            "无法完成", "Can't complete", reason=True, internal=True,
        ),
        move("no_show", "arrived", "no_show", "客户未在", "Nobody there", reason=True, internal=True),
        move(
            "cancel", "scheduled dispatched accepted en_route arrived working paused", "cancelled",
            "取消", "Cancel", internal=True,
        ),
    ),
)  # fmt: skip

NEXT_ACTION = {
    "dispatched": "accept",
    "accepted": "depart",
    "en_route": "arrive",
    "arrived": "start",
    "working": "finish",
    "paused": "resume",
}
"""The one thing an engineer does next from each state: the big button on the phone."""

HOLDS_SLOT = frozenset(
    {"scheduled", "dispatched", "accepted", "en_route", "arrived", "working", "paused",
     "completed", "partly_completed", "cannot_complete"}
)  # fmt: skip
"""Appointment states that keep the person's time; the rest free it."""
