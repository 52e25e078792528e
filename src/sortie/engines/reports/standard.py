"""The reports every company has from the first day: work orders, people, time."""

from typing import Any

from sortie.base.i18n import Label
from sortie.engines.reports.contracts import GroupBy, Measure, Part, ReportDef
from sortie.kernel.queries.contracts import Aggregate

_DAY, _WEEK, _MONTH = Label("日期", "Day"), Label("周", "Week"), Label("月份", "Month")
_DONE = {"field": "state", "op": "category", "value": "done"}
_OPEN = {"field": "state", "op": "category", "value": "open"}


def _is(path: str, value: Any) -> dict[str, Any]:
    return {"field": path, "op": "eq", "value": value}


def _both(*tests: dict[str, Any]) -> dict[str, Any]:
    return {"and": list(tests)}


_COMPLETED = _is("state", "completed")
_FIRST = _is("sequence", 1)
# of an order done again only the visit that stood counts its money: the first one was refused
_STOOD = _both(
    _COMPLETED, {"or": [_is("work_order.rework_count", 0), {"field": "sequence", "op": "gt", "value": 1}]}
)  # fmt: skip

WORK_ORDERS = ReportDef(
    "work-orders",
    Label("工单报表", "Work orders"),
    parts=(
        Part("work_order", "created_at", (
            Aggregate("count", name="total"),
            Aggregate("count", name="open", filter=_OPEN),
            Aggregate("count", name="done", filter=_DONE),
            Aggregate("count", name="cancelled",
                      filter={"field": "state", "op": "category", "value": "cancelled"}),
            Aggregate("count", name="overdue", filter=_both(_OPEN, _is("sla_state", "breached"))),
            Aggregate("count", name="met", filter=_both(_DONE, _is("sla_state", "met"))),
            Aggregate("count", name="missed", filter=_both(_DONE, _is("sla_state", "breached"))),
            Aggregate("count", name="rework", filter={"field": "rework_count", "op": "gt", "value": 0}),
            Aggregate("count", name="at_once", filter=_both(_DONE, _is("rework_count", 0))),
            Aggregate("avg", "score", "score"),
            Aggregate("avg", "finished_at", "finish_s", since="created_at"),
            Aggregate("sum", "amount", "amount"),
        )),
        Part("appointment", "work_order.created_at", (
            Aggregate("avg", "accepted_at", "respond_s", filter=_FIRST, since="work_order.created_at"),
            Aggregate("avg", "arrived_at", "arrive_s", filter=_FIRST, since="work_order.created_at"),
            Aggregate("count_distinct", "work_order", "came_again", filter=_both(
                {"field": "sequence", "op": "gt", "value": 1}, _COMPLETED,
                _is("work_order.rework_count", 0),
                {"field": "work_order.state", "op": "category", "value": "done"})),
        ), prefix="work_order"),
    ),
    groups={
        "day": GroupBy("created_at", _DAY, "date", "day"),
        "week": GroupBy("created_at", _WEEK, "date", "week"),
        "month": GroupBy("created_at", _MONTH, "date", "month"),
        "type": GroupBy("work_type", Label("工作类型", "Work type"), "link"),
        "area": GroupBy("area", Label("区域", "Area"), "link"),
        "customer": GroupBy("customer", Label("客户", "Customer"), "link"),
        "state": GroupBy("state", Label("状态", "State"), "choice"),
        "priority": GroupBy("priority", Label("优先级", "Priority"), "choice"),
        "channel": GroupBy("channel", Label("渠道", "Channel"), "choice"),
    },
    default_group="day",
    measures=(
        Measure("total", Label("工单数", "Orders"), "integer", "total"),
        Measure("open", Label("未完成", "Open"), "integer", "open"),
        Measure("done", Label("已完成", "Done"), "integer", "done"),
        Measure("cancelled", Label("已取消", "Cancelled"), "integer", "cancelled"),
        Measure("overdue", Label("超时未完成", "Overdue"), "integer", "overdue"),
        Measure("on_time", Label("准时率 %", "On time %"), "percent", "met", ("met", "missed")),
        Measure("first_time_fix", Label("一次修复率 %", "First-time fix %"), "percent", "at_once",
                ("done",), ("came_again",)),
        Measure("rework", Label("返工单数", "Reworked"), "integer", "rework"),
        Measure("score", Label("平均评分", "Rating"), "number", "score"),
        Measure("respond", Label("平均响应", "Mean response"), "duration", "respond_s"),
        Measure("arrive", Label("平均到场", "Mean arrival"), "duration", "arrive_s"),
        Measure("finish", Label("平均完成", "Mean completion"), "duration", "finish_s"),
        Measure("amount", Label("金额", "Amount"), "money", "amount"),
    ),
)  # fmt: skip

_VISIT_GROUPS = {
    "day": GroupBy("finished_at", _DAY, "date", "day"),
    "week": GroupBy("finished_at", _WEEK, "date", "week"),
    "month": GroupBy("finished_at", _MONTH, "date", "month"),
    "person": GroupBy("engineer", Label("人员", "Person"), "link"),
    "department": GroupBy("engineer.dept_id", Label("部门", "Department"), "link"),
    "type": GroupBy("work_order.work_type", Label("工作类型", "Work type"), "link"),
    "area": GroupBy("work_order.area", Label("区域", "Area"), "link"),
}

PEOPLE = ReportDef(
    "people",
    Label("人员报表", "People"),
    parts=(
        Part("appointment", "finished_at", (
            Aggregate("count", name="visits"),
            Aggregate("count", name="jobs", filter=_COMPLETED),
            Aggregate("count", name="partly", filter=_is("state", "partly_completed")),
            Aggregate("count", name="cannot", filter=_is("state", "cannot_complete")),
            Aggregate("sum", "work_s", "work_s"),
            Aggregate("sum", "travel_s", "travel_s"),
            Aggregate("count", name="met", filter=_both(_COMPLETED, _is("work_order.sla_state", "met"))),
            Aggregate("count", name="missed",
                      filter=_both(_COMPLETED, _is("work_order.sla_state", "breached"))),
            Aggregate("count", name="refused", filter=_both(
                _COMPLETED, _FIRST, {"field": "work_order.rework_count", "op": "gt", "value": 0})),
            Aggregate("avg", "work_order.score", "score", filter=_STOOD),
            Aggregate("sum", "work_order.amount", "revenue", filter=_STOOD),
        )),
    ),
    groups=_VISIT_GROUPS,
    default_group="person",
    measures=(
        Measure("jobs", Label("完成工单", "Jobs done"), "integer", "jobs"),
        Measure("visits", Label("上门次数", "Visits"), "integer", "visits"),
        Measure("partly", Label("部分完成", "Partly done"), "integer", "partly"),
        Measure("cannot", Label("无法完成", "Couldn't do"), "integer", "cannot"),
        Measure("work", Label("作业时间", "Work"), "duration", "work_s"),
        Measure("travel", Label("路上时间", "Travel"), "duration", "travel_s"),
        Measure("on_time", Label("准时率 %", "On time %"), "percent", "met", ("met", "missed")),
        Measure("first_time_fix", Label("一次修复率 %", "First-time fix %"), "percent", "jobs",
                ("jobs", "partly"), ("refused",)),
        Measure("rework", Label("被退返工", "Refused"), "integer", "refused"),
        Measure("score", Label("平均评分", "Rating"), "number", "score"),
        Measure("revenue", Label("产值", "Revenue"), "money", "revenue"),
    ),
)  # fmt: skip

TIME = ReportDef(
    "time",
    Label("工时报表", "Time"),
    parts=(
        Part("appointment", "finished_at", (
            Aggregate("count", name="visits"),
            Aggregate("count_distinct", "engineer", "people"),
            Aggregate("sum", "work_s", "work_s"),
            Aggregate("sum", "travel_s", "travel_s"),
            Aggregate("avg", "work_s", "mean_work_s"),
            Aggregate("avg", "travel_s", "mean_travel_s"),
            Aggregate("avg", "arrived_at", "late_s", since="planned_start"),
        )),
    ),
    groups=_VISIT_GROUPS,
    default_group="day",
    measures=(
        Measure("visits", Label("上门次数", "Visits"), "integer", "visits"),
        Measure("people", Label("人数", "People"), "integer", "people"),
        Measure("work", Label("作业时间", "Work"), "duration", "work_s"),
        Measure("travel", Label("路上时间", "Travel"), "duration", "travel_s"),
        Measure("mean_work", Label("平均作业", "Mean work"), "duration", "mean_work_s"),
        Measure("mean_travel", Label("平均路程时间", "Mean travel"), "duration", "mean_travel_s"),
        Measure("late", Label("平均晚到", "Mean lateness"), "duration", "late_s"),
    ),
)  # fmt: skip

REPORTS = {r.name: r for r in (WORK_ORDERS, PEOPLE, TIME)}
