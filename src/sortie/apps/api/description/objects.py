"""The record routes said once an object: typed values, its own commands, its own names."""

import copy
from typing import Any

from sortie.apps.api.description.fields import Schema, example, read_schema, write_schema
from sortie.kernel.objects.contracts import SYSTEM_FIELDS, Object

_GENERIC = "/api/v1/records/{object}"
_COMMAND = "/commands/{command}"
_UNWRITTEN = frozenset({"state", "autonumber"})


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def object_schemas(obj: Object) -> dict[str, Schema]:
    """``Customer``, ``CustomerPage``, ``CustomerCreate``, ``CustomerUpdate`` and their values."""
    name = camel(obj.name)
    fields = [
        *obj.fields,
        *(f for f in SYSTEM_FIELDS if f.name not in {x.name for x in obj.fields}),
    ]
    written = [f for f in fields if not f.system and f.type not in _UNWRITTEN]
    read: Schema = {
        "type": "object",
        "description": "By field; those the caller may not see are absent.",
        "properties": {f.name: read_schema(f, obj) for f in fields},
        "additionalProperties": True,
    }
    values: Schema = {
        "type": "object",
        "properties": {f.name: write_schema(f, obj) for f in written},
        "additionalProperties": False,
    }
    needed = [f for f in written if f.required and f.default is None]
    made = values | {
        "required": [f.name for f in needed],
        "examples": [{f.name: example(f) for f in needed}],
    }
    if not needed:
        made.pop("required")
    return {
        f"{name}Values": read,
        f"{name}NewValues": made,
        f"{name}Changes": values,
        name: _record_schema(obj, name),
        f"{name}Page": _page_schema(name),
    }


def _record_schema(obj: Object, name: str) -> Schema:
    return {
        "type": "object",
        "properties": {
            "object": {"const": obj.name},
            "id": {"type": "string", "format": "uuid"},
            "version": {"type": "integer"},
            "values": _ref(f"{name}Values"),
            "masked": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["object", "id", "version", "values", "masked"],
    }


def _page_schema(name: str) -> Schema:
    return {
        "type": "object",
        "properties": {
            "records": {"type": "array", "items": _ref(name)},
            "next": {"type": ["string", "null"]},
        },
        "required": ["records", "next"],
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def writing_schemas(obj: Object, generic: dict[str, Schema]) -> dict[str, Schema]:
    """CreateIn and UpdateIn with this object's values in them."""
    name = camel(obj.name)
    found: dict[str, Schema] = {}
    for base, own, values in (
        ("CreateIn", f"{name}Create", f"{name}NewValues"),
        ("UpdateIn", f"{name}Update", f"{name}Changes"),
    ):
        schema = copy.deepcopy(generic[base])
        schema["title"] = own
        schema["properties"]["values"] = _ref(values)
        found[own] = schema
    return found


def object_paths(obj: Object, paths: dict[str, Any]) -> dict[str, Any]:
    """The generic record paths as this object's own, commands one by one."""
    found: dict[str, Any] = {}
    for path, item in paths.items():
        if not path.startswith(_GENERIC):
            continue
        own = path.replace("{object}", obj.name)
        if own.endswith(_COMMAND):
            for command in commands_of(obj):
                called = own.replace("{command}", command)
                found[called] = _item(item, obj, command)
        else:
            found[own] = _item(item, obj)
    return found


def commands_of(obj: Object) -> list[str]:
    if obj.machine is None:
        return []
    return sorted({t.command for t in obj.machine.transitions if not t.internal})


def _item(item: dict[str, Any], obj: Object, command: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for method, operation in item.items():
        if not obj.writable and operation["operationId"] in {"create_record", "update_record"}:
            continue
        own = copy.deepcopy(operation)
        given = {"object", "command"} if command else {"object"}
        own["parameters"] = [
            p for p in own.get("parameters", []) if not (p["in"] == "path" and p["name"] in given)
        ]
        suffix = f"{obj.name}_{command}" if command else obj.name
        own["operationId"] = f"{operation['operationId']}_{suffix}"
        own["tags"] = [f"records: {obj.name}"]
        own["x-object"] = obj.name
        own["x-right"] = own["x-right"].format(object=obj.name, command=command)
        own["summary"] = f"{operation.get('summary', '')} ({obj.label.en})".strip()
        if command:
            own["x-command"] = command
        _narrow(own, camel(obj.name))
        found[method] = own
    return found


def _narrow(operation: dict[str, Any], name: str) -> None:
    own = {
        "RecordOut": name,
        "PageOut": f"{name}Page",
        "CreateIn": f"{name}Create",
        "UpdateIn": f"{name}Update",
    }
    bodies = [operation.get("requestBody", {}), *operation.get("responses", {}).values()]
    for body in bodies:
        for media in body.get("content", {}).values():
            schema = media.get("schema", {})
            base = schema.get("$ref", "").rpartition("/")[2]
            if base in own:
                media["schema"] = _ref(own[base])
