"""What dispatch refuses, and what would work instead."""

from sortie.base.errors import AppError, ConflictError
from sortie.base.i18n import Label


class CheckInReasonError(AppError):
    """``extra['distance_m']`` and ``extra['flags']`` let the phone explain."""

    code, status = "check_in.reason_missing", 422
    text = Label(
        "您不在服务地点范围内（距离 {distance} 米）或定位不可信，请填写原因后再签到。",
        "You are outside the site ({distance} m away) or the position can't be trusted. "
        "Give a reason to check in.",
    )


class StepsMissingError(AppError):
    """``fields`` names each step that is still open."""

    code, status = "steps.missing", 422
    text = Label(
        "还有 {count} 个必做步骤没有完成，请先完成再提交。",
        "{count} required step(s) are still open; finish them first.",
    )


class StepUnknownError(AppError):
    code, status = "steps.unknown", 404
    text = Label("该工单没有步骤「{key}」。", "The order has no step “{key}”.")


class NotQualifiedError(ConflictError):
    """``extra['reasons']``: why the person can't take it; an override needs a reason and the right."""

    code = "dispatch.not_qualified"
    text = Label(
        "{name} 不符合派单条件：{reasons}。如需强行派单，请填写原因。",
        "{name} doesn't qualify: {reasons}. To assign anyway, give a reason.",
    )


class SlotTakenError(ConflictError):
    code = "dispatch.slot_taken"
    text = Label(
        "{name} 在该时段已有其他工单。请选择其他时间或人员。",
        "{name} has another job then. Choose another time or person.",
    )


class NobodyQualifiedError(ConflictError):
    """``extra['excluded']``: each person and why not."""

    code = "dispatch.nobody_qualified"
    text = Label(
        "没有符合条件的工程师。请查看排除原因，调整时间、排班或规则。",
        "Nobody qualifies. See the reasons; change the time, the shifts or the rule.",
    )


class OfferTakenError(ConflictError):
    code = "offer.taken"
    text = Label("手慢了，该工单已被抢。", "Too late: someone else took this job.")


class OfferLimitError(ConflictError):
    code = "offer.limit"
    text = Label(
        "您同时最多可持有 {limit} 个抢到的工单，请先完成手头的工单。",
        "You may hold {limit} grabbed job(s) at a time; finish one first.",
    )


class OfferNotForYouError(ConflictError):
    code = "offer.not_for_you"
    text = Label(
        "您不在该工单的可抢范围内：{reasons}。", "This offer isn't open to you: {reasons}."
    )


class OrderFrozenError(ConflictError):
    code = "order.frozen"
    text = Label(
        "工单 {number} 已归档，不能修改。如需修改，请先重新打开。",
        "Order {number} is archived and can't be changed. Reopen it first.",
    )


class OrderBilledError(ConflictError):
    code = "order.billed"
    text = Label(
        "工单 {number} 已出账，明细不能修改。如需更正，请先冲销账单并重新打开工单。",
        "Order {number} is billed; its lines can't change. Reverse the bill and reopen it first.",
    )


class NotSettledError(ConflictError):
    code = "order.not_settled"
    text = Label(
        "工单 {number} 尚未结算，不能归档。",
        "Order {number} isn't settled yet, so it can't be archived.",
    )


class ArchiveMissingError(AppError):
    code, status = "order.archive_missing", 404
    text = Label("工单 {number} 还没有归档文件。", "Order {number} has no archive file yet.")


class AppointmentOpenError(ConflictError):
    code = "order.appointment_open"
    text = Label(
        "工单 {number} 还有未结束的上门预约，请先改派或取消该预约。",
        "Order {number} still has an open appointment; move or cancel that one first.",
    )


class ImportTooLargeError(AppError):
    code, status = "import.too_large", 413
    text = Label(
        "一次最多导入 {limit} 行，请拆分文件。", "At most {limit} rows at once; split the file."
    )


class ImportManyError(AppError):
    code, status = "import.many", 413
    text = Label(
        "一次直接导入最多 {limit} 行；更多行请用「导入工单」后台导入（/dispatch/imports）。",
        "At most {limit} rows in one call; import more in the background (/dispatch/imports).",
    )


class ImportEmptyError(AppError):
    code, status = "import.empty", 422
    text = Label("文件中没有可导入的行。", "The file has no rows to import.")


class ImportUnreadableError(AppError):
    code, status = "import.unreadable", 422
    text = Label(
        "无法读取该文件。请使用模板，保存为 .xlsx 或 UTF-8 的 .csv。",
        "The file can't be read. Use the template and save it as .xlsx or UTF-8 .csv.",
    )


class PlanOutdatedError(ConflictError):
    code = "plan.outdated"
    text = Label(
        "排程方案已过期：方案算出后，相关工单、预约或人员有变动。请重新优化。",
        "The plan is outdated: an order, an appointment or a person in it has changed since. "
        "Plan again.",
    )


class PlanNotReadyError(ConflictError):
    code = "plan.not_ready"
    text = Label("排程仍在计算，请稍候。", "The plan is still being computed; wait a moment.")
