"""A proposed day: computed in the background, looked at, then applied or discarded."""

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import (
    Field,
    Layouts,
    Object,
    Section,
    StateMachine,
    SyncPolicy,
)
from sortie.kernel.objects.declare import move, right, state

_COUNT = {"digits": 0}

PLAN_PROPOSAL = Object(
    name="plan_proposal",
    label=Label("排程方案", "Plan proposal"),
    module="dispatch",
    title="number",
    icon="calendar",
    own_fields=("asked_by",),
    writable=False,
    fields=(
        Field("number", "autonumber", Label("方案号", "Number"), system=True, unique=True,
              options={"format": "PL{yy}{mm}{dd}-{seq:04}"}),
        Field("day", "date", Label("日期", "Day"), required=True),
        Field("asked", "json", Label("范围", "What was asked"), system=True),
        Field("seconds", "number", Label("计算秒数", "Seconds"), system=True, options=_COUNT),
        Field("seed", "number", Label("随机种子", "Seed"), system=True, options=_COUNT),
        Field("iterations", "number", Label("迭代次数", "Iterations"), system=True, options=_COUNT),
        Field("progress", "number", Label("进度（%）", "Progress (%)"), system=True, default=0,
              options=_COUNT),
        Field("stop_asked", "switch", Label("已请求停止", "Asked to stop"), system=True, default=False),
        Field("inputs", "json", Label("输入指纹", "Inputs' fingerprint"), system=True),
        Field("numbers", "json", Label("对比", "Comparison"), system=True),
        Field("moves", "json", Label("变动", "Moves"), system=True),
        Field("left", "json", Label("未能安排", "Left over"), system=True),
        Field("failure", "text", Label("失败原因", "Why it failed"), system=True),
        Field("asked_by", "member", Label("申请人", "Asked by"), system=True),
        Field("computed_at", "datetime", Label("算出时间", "Computed"), system=True),
        Field("ended_at", "datetime", Label("结束时间", "Ended"), system=True),
        Field("ended_by", "member", Label("处理人", "Ended by"), system=True),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "draft",
        (
            state("draft", "待确认", "To confirm", "open", "orange"),
            state("applied", "已应用", "Applied", "done", "green"),
            state("discarded", "已放弃", "Discarded", "cancelled", "grey"),
            state("outdated", "已过期", "Outdated", "cancelled", "grey"),
            state("failed", "失败", "Failed", "cancelled", "red"),
        ),
        (
            move("apply", "draft", "applied", "应用", "Apply", internal=True),
            move("discard", "draft", "discarded", "放弃", "Discard", internal=True),
            move("outdate", "draft", "outdated", "过期", "Outdate", internal=True),
            move("fail", "draft", "failed", "失败", "Fail", internal=True),
        ),
    ),
    layouts=Layouts(
        list=("number", "day", "asked_by", "created_at", "progress", "state"),
        sort=("-created_at",),
        filters=("state", "asked_by"),
        detail=(
            Section(Label("方案", "Plan"), ("number", "day", "asked_by", "computed_at", "state")),
            Section(Label("计算", "Computation"), ("seconds", "seed", "iterations", "progress")),
        ),
    ),
    rights=(right("manager", "read"), right("dispatcher", "read", "own")),
    sync=SyncPolicy("none"),
)  # fmt: skip
