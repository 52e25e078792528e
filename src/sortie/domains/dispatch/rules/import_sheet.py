"""A sheet of orders to import: its columns by either language's heading, its cells as values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sortie.base.i18n import Label
from sortie.base.text import fold


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """One column. ``hint`` stands below the heading in the template; ``aliases`` are read too."""

    key: str
    label: Label
    hint: Label
    example: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()


COLUMNS: tuple[ImportColumn, ...] = (
    ImportColumn("row_key", Label("外部编号", "Your number"),
                 Label("同一编号只导入一次", "The same number is imported once"), "A-001",
                 aliases=("编号", "单号", "external no", "key")),
    ImportColumn("customer", Label("客户", "Customer"),
                 Label("名称、客户编号或电话", "Name, customer number or phone"), "王女士", required=True,
                 aliases=("客户名称", "customer name")),
    ImportColumn("customer_phone", Label("客户电话", "Customer phone"),
                 Label("重名时用于区分", "Tells customers of one name apart"), "13800005678"),
    ImportColumn("site", Label("服务地点", "Site"), Label("地点名称", "Its name"), "家", aliases=("地点",)),
    ImportColumn("address", Label("地址", "Address"), Label("上门地址", "Where to go"),
                 "历下区泉城路 1 号", aliases=("详细地址", "address line")),
    ImportColumn("asset", Label("设备", "Asset"),
                 Label("设备编号、序列号或名称", "Number, serial or name")),
    ImportColumn("work_type", Label("工作类型", "Work type"), Label("编码或名称", "Code or name"),
                 "空调维修", required=True),
    ImportColumn("subject", Label("主题", "Subject"), Label("可空", "May be empty")),
    ImportColumn("description", Label("问题描述", "Description"), Label("可空", "May be empty"), "不制冷"),
    ImportColumn("priority", Label("优先级", "Priority"),
                 Label("紧急、高、普通、低", "Urgent, High, Normal, Low"), "普通"),
    ImportColumn("contact_name", Label("联系人", "Contact"), Label("可空", "May be empty"), "王女士"),
    ImportColumn("contact_phone", Label("联系电话", "Contact phone"), Label("可空", "May be empty"),
                 "13800005678", aliases=("电话", "phone")),
    ImportColumn("window_start", Label("期望上门起", "Wanted from"),
                 Label("如 2026-11-22 09:00", "Like 2026-11-22 09:00"), "2026-12-01 09:00"),
    ImportColumn("window_end", Label("期望上门止", "Wanted until"),
                 Label("如 2026-11-22 11:00", "Like 2026-11-22 11:00"), "2026-12-01 11:00"),
)  # fmt: skip
BY_KEY = {c.key: c for c in COLUMNS}
REASON = Label("导入结果", "Result")

_PRIORITIES = {
    "urgent": ("紧急", "urgent"),
    "high": ("高", "high"),
    "normal": ("普通", "normal", "一般", "中"),
    "low": ("低", "low"),
}
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?"
)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row; ``key`` is the column's, empty when it is the row as a whole."""

    key: str
    text: Label


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as read: texts by column key, moments aware. ``at`` is its line in the sheet, from 1."""

    at: int
    texts: Mapping[str, str]
    window_start: datetime | None = None
    window_end: datetime | None = None
    priority: str | None = None
    problems: tuple[RowProblem, ...] = field(default_factory=tuple)


def headings(cells: Sequence[Any]) -> dict[int, str]:
    """Position → column key of the headings that are known, in either language, any case."""
    known = {
        fold(name).replace("*", "").strip(): c.key
        for c in COLUMNS
        for name in (c.label.zh, c.label.en, c.key, *c.aliases)
    }
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        key = known.get(fold(str(cell or "")).replace("*", "").strip())
        if key is not None and key not in found.values():
            found[at] = key
    return found


def missing_headings(found: Mapping[int, str]) -> list[ImportColumn]:
    """Required columns the sheet doesn't have."""
    return [c for c in COLUMNS if c.required and c.key not in found.values()]


def read_row(
    at: int, cells: Sequence[Any], columns: Mapping[int, str], zone: ZoneInfo
) -> SheetRow | None:
    """A row with everything that is wrong in it; None for a blank one."""
    raw = {key: cells[n] for n, key in columns.items() if n < len(cells)}
    texts = {key: text for key, value in raw.items() if (text := _text(value))}
    if not texts:
        return None
    problems = [
        RowProblem(c.key, Label(f"「{c.label.zh}」必填。", f"“{c.label.en}” is required."))
        for c in COLUMNS
        if c.required and c.key not in texts
    ]
    start = _moment(raw, "window_start", zone, problems)
    end = _moment(raw, "window_end", zone, problems)
    if start and end and end <= start:
        problems.append(
            RowProblem(
                "window_end",
                Label("期望上门止必须晚于期望上门起。", "The window must end after it starts."),
            )
        )
    return SheetRow(at, texts, start, end, _priority(texts, problems), tuple(problems))


def _text(value: Any) -> str:
    """A cell as text: 13800005678.0 is a phone number a spreadsheet took for a figure."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _moment(
    raw: Mapping[str, Any], key: str, zone: ZoneInfo, problems: list[RowProblem]
) -> datetime | None:
    value = raw.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone)
    match = _MOMENT.fullmatch(str(value).strip())
    try:
        if match is not None:
            year, month, day, hour, minute = (int(g or 0) for g in match.groups())
            return datetime(year, month, day, hour, minute, tzinfo=zone)
    except ValueError:
        pass
    wrong = Label(
        f"「{value}」不是日期时间，请写成 2026-11-22 09:00。",
        f"“{value}” isn't a date and time; write it like 2026-11-22 09:00.",
    )
    problems.append(RowProblem(key, wrong))
    return None


def _priority(texts: Mapping[str, str], problems: list[RowProblem]) -> str | None:
    text = fold(texts.get("priority", ""))
    if not text:
        return None
    for value, names in _PRIORITIES.items():
        if text in names:
            return value
    wrong = Label(
        f"没有优先级「{texts['priority']}」，可选：紧急、高、普通、低。",
        f"There is no priority “{texts['priority']}”; choose Urgent, High, Normal or Low.",
    )
    problems.append(RowProblem("priority", wrong))
    return None


def phone_of(text: str) -> str | None:
    """A number as it is stored, when the text is a phone number at all."""
    digits = re.sub(r"[\s().-]", "", text)
    if re.fullmatch(r"1\d{10}", digits):
        return f"+86{digits}"
    if re.fullmatch(r"0\d{9,11}", digits):
        return f"+86{digits[1:]}"
    return digits if re.fullmatch(r"\+\d{6,15}", digits) else None
