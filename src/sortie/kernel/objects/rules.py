"""What makes a definition of an object sound. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from sortie.base.errors import FieldProblem
from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import SYSTEM_FIELDS, Field, Object
from sortie.kernel.objects.field_types.base import ValueContext
from sortie.kernel.objects.field_types.registry import field_types
from sortie.kernel.objects.names import FIELD_NAME, OBJECT_NAME, RESERVED_FIELDS

_SYSTEM = {f.name: f for f in SYSTEM_FIELDS}
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def problem(path: str, code: str, zh: str, en: str) -> FieldProblem:
    return FieldProblem(path, f"object.{code}", Label(zh, en))


def object_problems(obj: Object) -> tuple[FieldProblem, ...]:
    """What is wrong with one definition by itself."""
    return (
        *_name_problems(obj),
        *(p for f in obj.fields for p in field_problems(f)),
        *_machine_problems(obj),
        *_reference_problems(obj),
        *_policy_problems(obj),
    )


def link_problems(obj: Object, known: Mapping[str, Object]) -> tuple[FieldProblem, ...]:
    """Links, sub-tables and related lists that lead nowhere."""
    return (
        *(p for f in obj.fields for p in target_problems(f, known)),
        *(
            problem(
                "layouts.related",
                "related_unknown",
                f"相关列表「{path}」不存在。",
                f"There is no “{path}” to list.",
            )
            for path in obj.layouts.related
            if not _leads(path, known)
        ),
    )


def _leads(path: str, known: Mapping[str, Object]) -> bool:
    object_, _, via = path.partition(".")
    return object_ in known and any(f.name == via for f in known[object_].fields)


def target_problems(field: Field, known: Mapping[str, Object]) -> Iterator[FieldProblem]:
    target = field.options.get("object")
    if field.type not in {"link", "links", "sub_table"} or not isinstance(target, str):
        return
    if target not in known:
        yield problem(
            f"{field.name}.options.object",
            "link_target",
            f"关联的对象「{target}」不存在。",
            f"There is no object “{target}” to link to.",
        )
    elif field.type == "sub_table" and not _leads(f"{target}.{field.options.get('via')}", known):
        yield problem(
            f"{field.name}.options.via",
            "sub_table_via",
            f"对象「{target}」没有字段「{field.options.get('via')}」。",
            f"“{target}” has no field “{field.options.get('via')}”.",
        )


def field_problems(field: Field) -> Iterator[FieldProblem]:
    """What is wrong with one field by itself: name, labels, type, options, default."""
    if not FIELD_NAME.fullmatch(field.name) or field.name in RESERVED_FIELDS:
        yield problem(
            field.name,
            "field_name",
            "字段名须以小写字母开头，只含小写字母、数字、下划线，最多 32 个字符，且不是保留字。",
            "A field's name starts with a lower-case letter, holds lower-case letters, digits and _, "
            "at most 32, and isn't reserved.",
        )
    if field.name in _SYSTEM:
        yield problem(
            field.name,
            "field_system",
            f"「{field.name}」是系统字段，请换一个名称。",
            f"“{field.name}” is a system field; take another name.",
        )
    yield from _label_problems(f"{field.name}.label", field.label)
    if field.type not in field_types:
        yield problem(
            f"{field.name}.type",
            "type_unknown",
            f"没有字段类型「{field.type}」，可用：{'、'.join(field_types)}。",
            f"There is no field type “{field.type}”; use one of {', '.join(field_types)}.",
        )
        return
    found = field_types[field.type].problems(field)
    yield from found
    if not found and field.default is not None:
        fits = field_types[field.type].parse(field.default, field, ValueContext(_EPOCH))
        if isinstance(fits, FieldProblem):
            yield FieldProblem(f"{field.name}.default", fits.code, fits.text)


def _label_problems(path: str, label: Label) -> Iterator[FieldProblem]:
    if not label.zh.strip() or not label.en.strip():
        yield problem(
            path,
            "label_missing",
            "请填写中文和英文名称。",
            "Give the label in Chinese and in English.",
        )


def _name_problems(obj: Object) -> Iterator[FieldProblem]:
    if not OBJECT_NAME.fullmatch(obj.name):
        yield problem(
            "name",
            "name",
            "对象名须以小写字母开头，只含小写字母、数字、下划线，最多 28 个字符。",
            "An object's name starts with a lower-case letter and holds lower-case letters, digits "
            "and _, at most 28.",
        )
    yield from _label_problems("label", obj.label)
    seen: set[str] = set()
    for field in obj.fields:
        if field.name in seen:
            yield problem(
                field.name,
                "field_doubled",
                f"字段「{field.name}」重复。",
                f"The field “{field.name}” is there twice.",
            )
        seen.add(field.name)


def _machine_problems(obj: Object) -> Iterator[FieldProblem]:
    states = [f.name for f in obj.fields if f.type == "state"]
    machine = obj.machine
    if machine is None:
        if states:
            yield problem(
                "machine",
                "machine_missing",
                "有状态字段，但没有状态流转表。",
                "There is a state field but no state machine.",
            )
        return
    if states != [machine.field]:
        yield problem(
            "machine.field",
            "machine_field",
            f"须恰有一个状态字段，名为「{machine.field}」。",
            f"There must be exactly one state field, called “{machine.field}”.",
        )
    names = [s.name for s in machine.states]
    used = {machine.initial, *(t.target for t in machine.transitions)}
    used |= {source for t in machine.transitions for source in t.sources}
    for name in sorted(used - set(names)):
        yield problem(
            "machine",
            "state_unknown",
            f"流转表用到了没有定义的状态「{name}」。",
            f"The machine uses the state “{name}”, which isn't defined.",
        )
    if len(set(names)) != len(names):
        yield problem("machine.states", "state_doubled", "状态重复。", "A state is there twice.")
    moves = [(t.command, source) for t in machine.transitions for source in t.sources]
    for command, source in sorted({m for m in moves if moves.count(m) > 1}):
        yield problem(
            "machine.transitions",
            "move_doubled",
            f"从「{source}」执行「{command}」有两个去向。",
            f"“{command}” leads two ways from “{source}”.",
        )
    for label in (*(s.label for s in machine.states), *(t.label for t in machine.transitions)):
        yield from _label_problems("machine", label)


def _columns(obj: Object) -> set[str]:
    own = {f.name for f in obj.fields if f.type in field_types and field_types[f.type].sql}
    return own | set(_SYSTEM)


def _reference_problems(obj: Object) -> Iterator[FieldProblem]:
    columns = _columns(obj)
    everything = columns | {f.name for f in obj.fields}
    layouts = obj.layouts
    named: list[tuple[str, Iterable[str], set[str]]] = [
        ("title", (obj.title,), columns),
        ("own_fields", obj.own_fields, columns),
        ("parent", (obj.parent,) if obj.parent else (), columns),
        *(("unique", group, columns) for group in obj.unique),
        ("layouts.list", layouts.list, everything),
        ("layouts.sort", (s.removeprefix("-") for s in layouts.sort), columns),
        ("layouts.filters", layouts.filters, columns),
        *(("layouts.detail", section.fields, everything) for section in layouts.detail),
        *(("layouts.edit", section.fields, everything) for section in layouts.edit),
        *(("rights", right.fields, everything) for right in obj.rights),
    ]
    for path, names, known in named:
        for name in names:
            if name.partition(".")[0] not in known:
                yield problem(
                    path,
                    "field_unknown",
                    f"{path} 用到了没有的字段「{name}」。",
                    f"{path} names “{name}”, which is no field.",
                )
    for section in (*layouts.detail, *layouts.edit):
        yield from _label_problems("layouts", section.label)


def _policy_problems(obj: Object) -> Iterator[FieldProblem]:
    if not obj.rights:
        yield problem(
            "rights",
            "rights_missing",
            "请至少给一个角色权限。",
            "Give at least one role a right on it.",
        )
    if not obj.layouts.list:
        yield problem("layouts.list", "list_missing", "请给出列表字段。", "Name the list's fields.")
    if obj.sync.days is not None and obj.sync.days <= 0:
        yield problem("sync.days", "sync_days", "同步天数须大于 0。", "sync.days must be above 0.")
