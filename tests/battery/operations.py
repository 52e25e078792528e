"""Requests made from the OpenAPI document, so that a new operation enters the battery by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sortie.base.ids import uuid7

_METHODS = ("get", "post", "put", "patch", "delete")
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """``right``: kind, name, action as the route declares it. ``object`` for record routes."""

    id: str
    method: str
    path: str
    right: tuple[str, str, str]
    object: str
    body: Any

    @property
    def public(self) -> bool:
        return self.right[0] == "public"

    @property
    def on_record(self) -> bool:
        return bool(self.object) and "{record_id}" in self.path

    def url(self, records: dict[str, UUID]) -> str:
        def value(found: re.Match[str]) -> str:
            name = found[1]
            if name == "record_id" and self.object:
                return str(records[self.object])
            return str(uuid7()) if name.endswith("_id") or name == "id" else "x"

        return _PARAMETER.sub(value, self.path)


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method not in item:
                continue
            found = item[method]
            kind, _, rest = found["x-right"].partition(":")
            name, _, action = rest.partition(":")
            yield Operation(
                found["operationId"],
                method.upper(),
                path,
                (kind, name, action),
                found.get("x-object", ""),
                _body(found),
            )


def _body(operation: dict[str, Any]) -> Any:
    """A body that is read without fault; what it says matters to nobody who is refused."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    name = operation["operationId"]
    if name.startswith("update_record"):
        return {"values": {}, "version": 1}
    if name.startswith("create_record"):
        return {"values": {}}
    if name.startswith("bulk_records"):
        return {"acts": [{"op": "delete", "id": str(uuid7())}]}
    return {}
