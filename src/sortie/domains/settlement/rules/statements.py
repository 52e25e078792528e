"""What an engineer earned in a period, line by line, with rework and lateness taken off."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from decimal import Decimal

from sortie.base.i18n import Label
from sortie.base.money import allocate, divided, percent_of, total
from sortie.domains.settlement.contracts import (
    EarningKind,
    EarningRule,
    JobEarned,
    Statement,
    StatementLine,
)


def period_of(at: datetime, zone: tzinfo) -> str:
    """The company's month an instant falls into, such as `2026-11`."""
    return f"{at.astimezone(zone):%Y-%m}"


def build_statement(
    period: str, jobs: Iterable[JobEarned], rule: EarningRule, zone: tzinfo
) -> Statement:
    """The statement of a period: jobs finished in it, in the order finished, then by number."""
    mine = [job for job in jobs if period_of(job.finished_at, zone) == period]
    mine.sort(key=lambda job: (job.finished_at, job.number))
    lines = tuple(line for job in mine for line in lines_of(job, rule))
    return Statement(period, lines, len(mine), total([line.amount for line in lines]))


def lines_of(job: JobEarned, rule: EarningRule) -> list[StatementLine]:
    """What one job adds and takes. A job that earns nothing still shows its line."""
    earned = _earned(job, rule)
    lines = [earned]
    if job.rework_of_earning is not None:
        amount = percent_of(job.rework_of_earning, rule.rework_percent)
        if amount > 0:
            inputs = {"first": str(job.rework_of_earning), "percent": str(rule.rework_percent)}
            label = Label("返工扣款", "Taken back for rework")
            lines.append(_line(EarningKind.REWORK, job, label, -amount, inputs))
    late_min = max(0, job.late_min - rule.late_grace_min)
    if late_min:
        amount = min(percent_of(earned.amount, rule.late_percent), earned.amount)
        if amount > 0:
            late = {
                "late_min": str(job.late_min),
                "grace_min": str(rule.late_grace_min),
                "percent": str(rule.late_percent),
            }
            label = Label("迟到扣款", "Taken off for lateness")
            lines.append(_line(EarningKind.LATE, job, label, -amount, late))
    return lines


def _earned(job: JobEarned, rule: EarningRule) -> StatementLine:
    """The whole is rounded, then split: the crew's parts sum to it exactly."""
    fixed = rule.fixed.get(job.work_type) if job.work_type is not None else None
    inputs = {"crew": "+".join(str(w) for w in job.crew), "weight": str(job.crew[job.place])}
    if fixed is not None:
        inputs["fixed"] = str(fixed)
        label, kind, whole = Label("按单计酬", "Fixed per job"), EarningKind.FIXED, fixed
    else:
        label, kind = Label("服务提成", "Share of the job"), EarningKind.SHARE
        parts = job.parts * rule.part_percent
        whole = divided(job.charged * rule.share_percent + parts, 100)
        inputs |= {
            "charged": str(job.charged),
            "share_percent": str(rule.share_percent),
            "parts": str(job.parts),
            "part_percent": str(rule.part_percent),
        }
    return _line(kind, job, label, allocate(whole, job.crew)[job.place], inputs)


def _line(
    kind: EarningKind, job: JobEarned, label: Label, amount: Decimal, inputs: dict[str, str]
) -> StatementLine:
    return StatementLine(kind, job.work_order, job.number, label, amount, inputs)
