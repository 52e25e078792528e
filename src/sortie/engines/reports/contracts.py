"""A report as data: what is counted over which records, and the table it becomes.

Money and averages travel as decimal strings, durations as whole seconds, shares as percents with
one decimal. A figure nobody can give (no record to average, nothing to divide) is null.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.kernel.queries.contracts import Aggregate, FilterTree

type ColumnType = Literal[
    "text", "link", "choice", "date", "integer", "number", "money", "percent", "duration"
]
type Bucket = Literal["", "hour", "day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class GroupBy:
    """One way to group a report: a path of its base object."""

    path: str
    label: Label
    type: ColumnType
    bucket: Bucket = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Figures from one object. ``prefix`` leads from it to the base object's fields: filters and
    groups of the base are put on the part through it. ``when`` is the part's own date.
    """

    object: str
    when: str
    figures: tuple[Aggregate, ...]
    prefix: str = ""
    filter: FilterTree | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A column: a figure as it is, or (``over``) the percent it is of the sum of other figures.

    ``less`` are figures taken off first.
    """

    key: str
    label: Label
    type: ColumnType
    figure: str
    over: tuple[str, ...] = ()
    less: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportDef:
    """A report: the base part comes first. ``groups`` by the names callers use."""

    name: str
    label: Label
    parts: tuple[Part, ...]
    groups: Mapping[str, GroupBy]
    default_group: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class ReportAsk:
    """What a caller wants to see: both days are included, in company time."""

    start: date
    end: date
    group_by: tuple[str, ...] = ()
    filter: FilterTree | None = None


@dataclass(frozen=True, slots=True)
class ReportColumn:
    key: str
    label: Label
    type: ColumnType


@dataclass(frozen=True, slots=True)
class Report:
    """Rows by column key; ``totals`` has the measures over everything."""

    columns: tuple[ReportColumn, ...]
    rows: tuple[Mapping[str, Any], ...]
    totals: Mapping[str, Any] = field(default_factory=dict)


class ReportSpanError(AppError):
    code, status = "report.span", 422
    text = Label(
        "统计区间应为 1 到 {days} 天，且结束日期不早于开始日期。",
        "Choose 1 to {days} days, ending on or after the first.",
    )


class GroupUnknownError(AppError):
    """``extra['groups']``: the ways this report can be grouped."""

    code, status = "report.group_unknown", 422
    text = Label(
        "该报表不能按「{group}」分组，可选：{known}。",
        "This report can't be grouped by “{group}”; choose from {known}.",
    )
