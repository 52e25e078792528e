"""JSON Schemas of field values: as they are read, and as they are written."""

from typing import Any

from sortie.kernel.objects.contracts import Field, Object

type Schema = dict[str, Any]

_ID: Schema = {"type": "string", "format": "uuid"}
_TEXT: Schema = {"type": "string"}
_DECIMAL: Schema = {
    "type": "string",
    "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$",
    "examples": ["12.5"],
}
_WHOLE: Schema = {"type": "integer"}
_OBJECT: Schema = {"type": "object"}
_REFERENCE: Schema = {"$ref": "#/components/schemas/Reference"}
_PLACE: Schema = {
    "type": "object",
    "properties": {
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "datum": {"const": "WGS84"},
        "accuracy_m": {"type": ["number", "null"], "minimum": 0},
    },
    "required": ["lon", "lat"],
    "examples": [{"lon": 120.153576, "lat": 30.287459, "datum": "WGS84"}],
}


def _many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


_BOTH: dict[str, Schema] = {
    "number": _DECIMAL,
    "currency": _DECIMAL,
    "percent": _DECIMAL,
    "duration": _WHOLE,
    "rating": _WHOLE,
    "version": _WHOLE,
    "switch": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "date_range": {
        "type": "object",
        "properties": {"from": {"type": ["string", "null"]}, "to": {"type": ["string", "null"]}},
    },
    "time": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?"},
    "datetime": {"type": "string", "format": "date-time"},
    "created_at": {"type": "string", "format": "date-time"},
    "updated_at": {"type": "string", "format": "date-time"},
    "deleted_at": {"type": "string", "format": "date-time"},
    "tags": _many(_TEXT),
    "id": _ID,
    "location": _PLACE,
    "address": _OBJECT,
    "signature": _OBJECT,
    "photo": _many(_ID),
    "files": _many(_ID),
    "json": {},
}
_LINK = frozenset({"link", "member", "department", "owner", "created_by", "updated_by"})
_LINKS = frozenset({"links", "members", "departments"})


def read_schema(field: Field, obj: Object) -> Schema:
    """A value as it comes: null when empty; a text in its place where it is masked."""
    found = _plain(field, obj, reference=_REFERENCE)
    if not found:
        return {"description": field.label.en}
    choices = [found, {"type": "null"}]
    if field.sensitive and found.get("type") != "string":
        choices.append(_TEXT)
    return {"anyOf": choices, "description": field.label.en}


def write_schema(field: Field, obj: Object) -> Schema:
    """A value as it may be sent; null empties it."""
    found = dict(_plain(field, obj, reference=_ID))
    if found.get("type") == "string" and "max_length" in field.options:
        found["maxLength"] = field.options["max_length"]
    if not found:
        return {"description": field.label.en}
    return {"anyOf": [found, {"type": "null"}], "description": field.label.en}


def _plain(field: Field, obj: Object, *, reference: Schema) -> Schema:
    if field.type in _LINK:
        return reference
    if field.type in _LINKS:
        return _many(reference)
    if field.type in {"choice", "choices"}:
        values = [c["value"] for c in field.options.get("choices", ())]
        one: Schema = {"type": "string", "enum": values} if values else _TEXT
        return one if field.type == "choice" else _many(one)
    if field.type == "state" and obj.machine is not None:
        return {"type": "string", "enum": [s.name for s in obj.machine.states]}
    if field.type == "sub_table":
        return {"type": "array", "items": _OBJECT}
    return _BOTH.get(field.type, _TEXT)


def example(field: Field) -> Any:
    """A value that passes the schema, for required fields."""
    plain = {
        "number": "1",
        "currency": "12.50",
        "percent": "10",
        "switch": True,
        "duration": 3600,
        "date": "2026-11-22",
        "datetime": "2026-11-22T08:00:00Z",
        "time": "08:30:00",
        "phone": "13800138000",
        "email": "li.lei@example.com",
        "url": "https://example.com",
        "tags": [],
        "json": {},
        "location": {"lon": 120.153576, "lat": 30.287459},
        "address": {"detail": "文三路 1 号"},
    }
    if field.default is not None:
        return field.default
    if field.type == "choice" and field.options.get("choices"):
        return field.options["choices"][0]["value"]
    if field.type == "choices":
        return []
    if field.type in _LINK:
        return "01939f3e-7e2b-7000-8000-000000000001"
    if field.type in _LINKS or field.type in {"photo", "files", "sub_table"}:
        return []
    return plain.get(field.type, "示例")
