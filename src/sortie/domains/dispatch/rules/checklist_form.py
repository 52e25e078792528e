"""A checklist as plain JSON, the way a template is stored and edited.

```
[{"key": "p", "kind": "number", "title": "压力", "title_en": "Pressure", "required": true,
  "min": 0.2, "max": 0.6, "unit": "MPa", "on_fail": "issue"},
 {"key": "why", "kind": "text", "title": "原因", "show_if": {"key": "ok", "equals": false}}]
```
"""

from typing import Any

from sortie.base.errors import FieldProblem, InvalidError
from sortie.base.i18n import Label
from sortie.domains.dispatch.contracts import ChecklistItem, OnFail, ShowIf, StepKind, StepResult

_ON_FAIL: tuple[OnFail, ...] = ("", "issue", "work_order", "block")


class _Problems(list[FieldProblem]):
    def say(self, path: str, code: str, zh: str, en: str) -> None:
        self.append(FieldProblem(path, f"checklist.{code}", Label(zh, en)))


def items_from_plain(plain: Any) -> tuple[ChecklistItem, ...]:
    """Read the form above; raises InvalidError naming every wrong field at once."""
    problems = _Problems()
    if not isinstance(plain, list):
        problems.say("items", "items", "步骤须为列表。", "Steps are a list.")
        raise InvalidError(*problems)
    items: list[ChecklistItem] = []
    for at, entry in enumerate(plain):
        path = f"items.{at}"
        item = _item(entry if isinstance(entry, dict) else {}, path, problems)
        if item is None:
            continue
        earlier = {known.key for known in items}
        if item.key in earlier:
            problems.say(f"{path}.key", "twice", "步骤标识重复。", "This step's key is taken.")
        if item.show_if is not None and item.show_if.key not in earlier:
            problems.say(
                f"{path}.show_if",
                "show_if",
                "显示条件须引用前面的步骤。",
                "A condition refers to an earlier step.",
            )
        items.append(item)
    if problems:
        raise InvalidError(*problems)
    return tuple(items)


def items_to_plain(items: tuple[ChecklistItem, ...]) -> list[dict[str, Any]]:
    """The inverse of `items_from_plain`; empty values are left out."""
    return [_plain(item) for item in items]


def result_from_plain(plain: dict[str, Any]) -> StepResult:
    """A step result from its stored values; `item_key`, `value`, `files`, `occurred_at`, …"""
    return StepResult(
        key=str(plain["item_key"]),
        value=plain.get("value"),
        files=tuple(plain.get("files") or ()),
        done_at=plain.get("occurred_at"),
        skipped_reason=plain.get("skipped_reason") or "",
    )


def _item(entry: dict[str, Any], path: str, problems: _Problems) -> ChecklistItem | None:
    wrong = len(problems)
    key, title, kind = entry.get("key"), entry.get("title"), entry.get("kind")
    if not isinstance(key, str) or not key.strip():
        problems.say(f"{path}.key", "key", "请填写步骤标识。", "Give the step a key.")
    if not isinstance(title, str) or not title.strip():
        problems.say(f"{path}.title", "title", "请填写步骤名称。", "Give the step a title.")
    if kind not in tuple(StepKind):
        problems.say(f"{path}.kind", "kind", "步骤类型不支持。", "No such kind of step.")
    low, high = entry.get("min"), entry.get("max")
    bounds_fit = all(
        bound is None or (isinstance(bound, int | float) and not isinstance(bound, bool))
        for bound in (low, high)
    )
    if not bounds_fit or (low is not None and high is not None and low > high):
        problems.say(
            f"{path}.min",
            "limits",
            "上下限须为数字，且下限不大于上限。",
            "Limits are numbers, min ≤ max.",
        )
    choices = entry.get("choices", [])
    bad = entry.get("bad", [])
    if not _texts(choices) or (kind == StepKind.CHOICE and not choices):
        problems.say(f"{path}.choices", "choices", "请填写选项。", "Give the choices.")
    elif not _texts(bad) or not set(bad) <= set(choices):
        problems.say(
            f"{path}.bad", "bad", "不合格项须来自选项。", "Bad ones are among the choices."
        )
    if entry.get("on_fail", "") not in _ON_FAIL:
        problems.say(
            f"{path}.on_fail",
            "on_fail",
            "不合格处理须为 issue、work_order、block 或留空。",
            "on_fail is issue, work_order, block or empty.",
        )
    for name in ("count", "min_seconds"):
        if not _whole(entry.get(name, 0)):
            problems.say(f"{path}.{name}", name, "须为不小于 0 的整数。", "A whole number from 0.")
    return None if len(problems) > wrong else _built(entry)


def _built(entry: dict[str, Any]) -> ChecklistItem:
    condition = entry.get("show_if")
    return ChecklistItem(
        key=entry["key"],
        kind=StepKind(entry["kind"]),
        title=entry["title"],
        title_en=str(entry.get("title_en", "")),
        required=bool(entry.get("required", False)),
        show_if=ShowIf(str(condition.get("key", "")), condition.get("equals"))
        if isinstance(condition, dict)
        else None,
        minimum=entry.get("min"),
        maximum=entry.get("max"),
        unit=str(entry.get("unit", "")),
        choices=tuple(entry.get("choices", ())),
        bad=frozenset(entry.get("bad", ())),
        count=max(1, entry.get("count", 1)),
        min_seconds=entry.get("min_seconds", 0),
        on_fail=entry.get("on_fail", ""),
        hint=str(entry.get("hint", "")),
    )


def _plain(item: ChecklistItem) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "key": item.key,
        "kind": str(item.kind),
        "title": item.title,
        "title_en": item.title_en,
        "required": item.required,
        "min": item.minimum,
        "max": item.maximum,
        "unit": item.unit,
        "choices": list(item.choices),
        "bad": sorted(item.bad),
        "count": item.count if item.count > 1 else None,
        "min_seconds": item.min_seconds,
        "on_fail": item.on_fail,
        "hint": item.hint,
    }
    if item.show_if is not None:
        plain["show_if"] = {"key": item.show_if.key}
        if item.show_if.equals is not None:
            plain["show_if"]["equals"] = item.show_if.equals
    # A limit of 0 is a limit: only what is empty or false is left out.
    return {
        k: v
        for k, v in plain.items()
        if v is not None
        and v is not False
        and v not in ("", [])
        and not (k == "min_seconds" and v == 0)
    }


def _texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(v, str) and v for v in value)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
