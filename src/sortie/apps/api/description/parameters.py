"""What the gate and raw handlers take that a signature doesn't show."""

from collections.abc import Mapping
from typing import Any

from sortie.base.sheets import MEDIA_TYPES

_CODE = {"type": "string", "pattern": r"^[\w.-]{1,80}$"}
_COOKIE = "cookie"


def complete_parameters(operation: dict[str, Any], path: str, opt: Mapping[str, Any]) -> None:
    """Drop the cookie header, bound path texts, and say that an upload's body is raw bytes."""
    kept = [p for p in operation.get("parameters", []) if p["name"].lower() != _COOKIE]
    for parameter in kept:
        schema = parameter.get("schema", {})
        if parameter["in"] == "path" and schema == {"type": "string"}:
            parameter["schema"] = dict(_CODE)
        parameter.pop("allowEmptyValue", None)
        parameter.pop("allowReserved", None)
        parameter.pop("deprecated", None)
    operation["parameters"] = kept
    operation.pop("deprecated", None)
    if opt.get("stream_body") and path.endswith("/files"):
        operation["requestBody"] = {
            "required": True,
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    if operation["operationId"] == "download_file":
        raw = {"schema": {"type": "string", "format": "binary"}}
        operation["responses"]["200"]["content"] = {"*/*": raw}
        operation["responses"]["206"] = {"description": "A part", "content": {"*/*": raw}}
    if operation["operationId"] == "export_records":
        sheet = {"schema": {"type": "string", "format": "binary"}}
        kinds = (media.partition(";")[0] for media in MEDIA_TYPES.values())
        operation["responses"]["200"]["content"] = dict.fromkeys(kinds, sheet)
    if operation["operationId"] in {"listen", "follow_job"}:
        stream = {"text/event-stream": {"schema": {"type": "string"}}}
        operation["responses"]["200"]["content"] = stream
