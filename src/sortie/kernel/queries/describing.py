"""The catalogue as one actor may see it: what isn't readable isn't there."""

from collections.abc import Mapping
from typing import Any

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Catalog, Field, Layouts, Object, Section
from sortie.kernel.permissions.contracts import Actor, FieldRight
from sortie.kernel.queries.access import Access, access
from sortie.kernel.queries.families import Family, family, target


def describe_objects(catalog: Catalog, actor: Actor) -> list[dict[str, Any]]:
    """Objects with any read right, each with its visible fields, layouts and allowed commands."""
    seen = {
        name: found
        for name, obj in catalog.objects.items()
        if not obj.retired and (found := access(catalog, actor, obj, "read")).grants
    }
    return [_object(catalog, actor, found, seen) for found in seen.values()]


def _object(
    catalog: Catalog, actor: Actor, read: Access, seen: Mapping[str, Access]
) -> dict[str, Any]:
    obj = read.object
    every = access(catalog, actor, obj)
    actions = frozenset(a for g in every.grants for a in g.actions)
    rights = {f.name: _right(f, read, every, obj) for f in obj.by_name.values()}
    shown = {
        f.name: rights[f.name]
        for f in obj.by_name.values()
        if rights[f.name] is not FieldRight.HIDDEN
        and (family(f) is not Family.NONE or target(f) in seen or f.options.get("object") in seen)
    }
    return {
        "name": obj.name,
        "label": label(obj.label),
        "title": obj.title if obj.title in shown else "id",
        "module": obj.module,
        "icon": obj.icon,
        "custom": obj.custom,
        "writable": obj.writable,
        "parent": obj.parent,
        "actions": sorted(actions),
        "fields": [_field(obj.by_name[name], right) for name, right in shown.items()],
        "machine": _machine(obj, every) if _state_shown(obj, shown) else None,
        "layouts": _layouts(obj.layouts, frozenset(shown), seen),
        "sync": {"mode": obj.sync.mode, "days": obj.sync.days},
    }


def _right(field: Field, read: Access, every: Access, obj: Object) -> FieldRight:
    """The best right on any record; a record itself tells its own."""
    best = min(read.best(field.name), FieldRight.READ)
    if best is not FieldRight.READ or field.system or not obj.writable:
        return best
    writing = (g for g in every.grants if g.allows("create") or g.allows("update"))
    return max((g.right(field.name) for g in writing), default=best)


def _field(field: Field, right: FieldRight) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type,
        "label": label(field.label),
        "required": field.required,
        "unique": field.unique,
        "right": right.name.lower(),
        "system": field.system,
        "searchable": field.searchable,
        "default": field.default,
        "options": _plain(field.options),
        "help": label(field.help) if field.help else None,
    }


def _state_shown(obj: Object, shown: Mapping[str, FieldRight]) -> bool:
    return obj.machine is not None and obj.machine.field in shown


def _machine(obj: Object, every: Access) -> dict[str, Any] | None:
    machine = obj.machine
    if machine is None:
        return None
    return {
        "field": machine.field,
        "initial": machine.initial,
        "states": [
            {
                "name": s.name,
                "label": label(s.label),
                "category": s.category.value,
                "color": s.color,
            }
            for s in machine.states
        ],
        "transitions": [
            {
                "command": t.command,
                "sources": sorted(t.sources),
                "target": t.target,
                "label": label(t.label),
                "needs_reason": t.needs_reason,
            }
            for t in machine.transitions
            if not t.internal and any(g.allows(f"command:{t.command}") for g in every.grants)
        ],
    }


def _layouts(layouts: Layouts, shown: frozenset[str], seen: Mapping[str, Access]) -> dict[str, Any]:
    def visible(names: tuple[str, ...]) -> list[str]:
        return [n for n in names if n.removeprefix("-").partition(".")[0] in shown]

    def sections(many: tuple[Section, ...]) -> list[dict[str, Any]]:
        told = [
            {"label": label(s.label), "fields": visible(s.fields), "columns": s.columns}
            for s in many
        ]
        return [s for s in told if s["fields"]]

    return {
        "list": visible(layouts.list),
        "sort": visible(layouts.sort),
        "filters": visible(layouts.filters),
        "detail": sections(layouts.detail),
        "edit": sections(layouts.edit),
        "related": [r for r in layouts.related if _related(r, seen)],
    }


def _related(path: str, seen: Mapping[str, Access]) -> bool:
    """``asset.site``: shown when the other object and its link field are readable."""
    name, _, link = path.partition(".")
    found = seen.get(name)
    return found is not None and found.best(link) >= FieldRight.READ


def label(text: Label) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _plain(value: Any) -> Any:
    if isinstance(value, Label):
        return label(value)
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value
