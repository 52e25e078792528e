"""Steps of a job: what is shown, what is missing, what is wrong, what has failed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from sortie.base.i18n import Label
from sortie.domains.dispatch.contracts import ChecklistItem, OnFail, StepKind, StepResult


class StepGap(StrEnum):
    """Why a step isn't done."""

    MISSING = "missing"
    PHOTOS = "photos"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_CHOICE = "not_a_choice"
    TOO_FAST = "too_fast"
    SKIPPED = "skipped"


_SENTENCES = {
    StepGap.MISSING: Label("「{title}」尚未完成。", "“{title}” is not done yet."),
    StepGap.PHOTOS: Label(
        "「{title}」需要至少 {count} 张照片。", "“{title}” needs at least {count} photo(s)."
    ),
    StepGap.NOT_A_NUMBER: Label("「{title}」请填写数字。", "“{title}” takes a number."),
    StepGap.NOT_A_CHOICE: Label(
        "「{title}」请从选项中选择。", "“{title}” takes one of its choices."
    ),
    StepGap.TOO_FAST: Label(
        "「{title}」至少需要 {seconds} 秒。", "“{title}” takes at least {seconds} seconds."
    ),
    StepGap.SKIPPED: Label(
        "「{title}」为必做步骤，不能跳过。", "“{title}” is required and can't be skipped."
    ),
}


@dataclass(frozen=True, slots=True)
class MissingStep:
    """A visible step that isn't done, and why."""

    key: str
    title: str
    gap: StepGap
    text: Label


@dataclass(frozen=True, slots=True)
class FailedStep:
    """An answer that is out of bounds, and what it leads to."""

    key: str
    title: str
    value: Any
    on_fail: OnFail


def visible_items(
    items: Sequence[ChecklistItem], results: Iterable[StepResult]
) -> tuple[ChecklistItem, ...]:
    """The steps to show: a step whose condition's step is hidden is hidden too."""
    given = _by_key(results)
    shown: dict[str, ChecklistItem] = {}
    for item in items:
        condition = item.show_if
        if condition is not None:
            answer = given.get(condition.key)
            if condition.key not in shown or answer is None or not _answered(answer):
                continue
            if condition.equals is not None and not _same(answer.value, condition.equals):
                continue
        shown[item.key] = item
    return tuple(shown.values())


def missing_items(
    items: Sequence[ChecklistItem], results: Iterable[StepResult]
) -> tuple[MissingStep, ...]:
    """What stands between the engineer and «finish»: empty when the checklist is complete.

    A required step must be answered and valid; one that isn't required may be left or skipped
    with a reason, but what is answered must be valid.
    """
    given = _by_key(results)
    found: list[MissingStep] = []
    before: StepResult | None = None
    for item in visible_items(items, given.values()):
        result = given.get(item.key)
        gap = gap_of(item, result, before)
        if gap is not None:
            text = _SENTENCES[gap]
            values = {"title": item.title, "count": item.count, "seconds": item.min_seconds}
            en = values | {"title": item.title_en or item.title}
            label = Label(text.zh.format(**values), text.en.format(**en))
            found.append(MissingStep(item.key, item.title, gap, label))
        before = result or before
    return tuple(found)


def gap_of(
    item: ChecklistItem, result: StepResult | None, before: StepResult | None = None
) -> StepGap | None:
    """Why this one step isn't done; None when it is. `before` is the result of the step before."""
    if result is None or not _answered(result):
        if not item.required:
            return None
        skipped = result is not None and bool(result.skipped_reason.strip())
        return StepGap.SKIPPED if skipped else StepGap.MISSING
    gap = _wrong_answer(item, result)
    if gap is None and _too_fast(item, result, before):
        return StepGap.TOO_FAST
    return gap


def _wrong_answer(item: ChecklistItem, result: StepResult) -> StepGap | None:
    match item.kind:
        case StepKind.PHOTO if len(result.files) < item.count:
            return StepGap.PHOTOS
        case StepKind.NUMBER if as_number(result.value) is None:
            return StepGap.NOT_A_NUMBER
        case StepKind.CHOICE if result.value not in item.choices:
            return StepGap.NOT_A_CHOICE
        case _:
            return None


def failed_items(
    items: Sequence[ChecklistItem], results: Iterable[StepResult]
) -> tuple[FailedStep, ...]:
    """Answers that say something is wrong: «no», a bad choice, a number out of its limits."""
    given = _by_key(results)
    return tuple(
        FailedStep(item.key, item.title, given[item.key].value, item.on_fail)
        for item in visible_items(items, given.values())
        if item.key in given and has_failed(item, given[item.key])
    )


def has_failed(item: ChecklistItem, result: StepResult) -> bool:
    """Whether the answer is valid but bad."""
    if not _answered(result):
        return False
    match item.kind:
        case StepKind.CHECK:
            return result.value is False
        case StepKind.CHOICE:
            return result.value in item.bad
        case StepKind.NUMBER:
            number = as_number(result.value)
            if number is None:
                return False
            low, high = item.minimum, item.maximum
            below = low is not None and number < Decimal(str(low))
            return below or (high is not None and number > Decimal(str(high)))
        case _:
            return False


def as_number(value: Any) -> Decimal | None:
    """A reading as an exact number; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(re.sub(r"\s", "", str(value)))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _by_key(results: Iterable[StepResult]) -> Mapping[str, StepResult]:
    return {result.key: result for result in results}


def _answered(result: StepResult) -> bool:
    value = result.value
    return bool(result.files) or not (
        value is None or (isinstance(value, str) and not value.strip())
    )


def _same(value: Any, wanted: Any) -> bool:
    # True == 1 in Python, but a switch isn't a number.
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    number, other = as_number(value), as_number(wanted)
    return number == other if number is not None and other is not None else bool(value == wanted)


def _too_fast(item: ChecklistItem, result: StepResult, before: StepResult | None) -> bool:
    if not item.min_seconds or before is None or before.done_at is None or result.done_at is None:
        return False
    return (result.done_at - before.done_at).total_seconds() < item.min_seconds
