"""A file of orders on its way in: looked at, run in the background, done or stopped."""

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

ORDER_IMPORT = Object(
    name="order_import",
    label=Label("工单导入", "Order import"),
    module="dispatch",
    title="file_name",
    icon="file",
    fields=(
        Field("file_name", "text", Label("文件名", "File name"), required=True, searchable=True,
              options={"max_length": 200}),
        Field("sha256", "text", Label("文件指纹", "Fingerprint"), system=True, indexed=True),
        Field("file", "files", Label("文件", "File"), system=True),
        Field("create_missing", "switch", Label("新建客户与地点", "Creates customers and sites"),
              system=True, default=False),
        Field("rows", "number", Label("行数", "Rows"), system=True, default=0, options=_COUNT),
        Field("done", "number", Label("已处理", "Rows done"), system=True, default=0, options=_COUNT),
        Field("ok", "number", Label("成功", "Imported"), system=True, default=0, options=_COUNT),
        Field("skipped", "number", Label("跳过", "Skipped"), system=True, default=0, options=_COUNT),
        Field("failed", "number", Label("失败", "Failed"), system=True, default=0, options=_COUNT),
        Field("problems", "json", Label("问题", "Problems"), system=True),
        Field("result", "files", Label("失败行文件", "Failed rows"), system=True),
        Field("started_at", "datetime", Label("开始时间", "Started"), system=True),
        Field("ended_at", "datetime", Label("结束时间", "Ended"), system=True),
        Field("started_by", "member", Label("执行人", "Run by"), system=True),
        Field("state", "state", Label("状态", "State")),
    ),
    machine=StateMachine(
        "checked",
        (
            state("checked", "待确认", "To confirm", "open", "orange"),
            state("running", "导入中", "Running", "open", "blue"),
            state("done", "已完成", "Done", "done", "green"),
            state("cancelled", "已停止", "Stopped", "cancelled", "grey"),
            state("broken", "中断", "Broken off", "open", "red"),
        ),
        (
            move("start", "checked cancelled broken", "running", "开始导入", "Start", internal=True),
            move("finish", "running", "done", "完成", "Finish", internal=True),
            move("stop", "checked running broken", "cancelled", "停止", "Stop", internal=True),
            move("break_off", "running", "broken", "中断", "Break off", internal=True),
        ),
    ),
    layouts=Layouts(
        list=("file_name", "created_at", "created_by", "rows", "ok", "skipped", "failed", "state"),
        sort=("-created_at",),
        filters=("state", "created_by"),
        detail=(
            Section(Label("文件", "File"), ("file_name", "file", "create_missing", "sha256")),
            Section(Label("结果", "Result"),
                    ("rows", "done", "ok", "skipped", "failed", "result", "started_by",
                     "started_at", "ended_at")),
        ),
        related=("work_order.order_import",),
    ),
    rights=(right("manager", "read"), right("dispatcher", "read")),
    sync=SyncPolicy("none"),
)  # fmt: skip
