"""The whole document: Litestar's reading of the handlers, completed with what only we know."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from sortie.apps.api.description.objects import object_paths, object_schemas, writing_schemas
from sortie.apps.api.description.parameters import complete_parameters
from sortie.apps.api.problems import MEDIA_TYPE
from sortie.apps.api.rights import right_of
from sortie.apps.composition import Kernel
from sortie.kernel.permissions.contracts import Right

type Schema = dict[str, Any]

_REFS = "#/components/schemas/{name}"
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_UNSAFE = frozenset({"post", "put", "patch", "delete"})

PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457; `code` is stable, sentences are in the reader's language.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "request_id": {"type": ["string", "null"]},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "path": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["path", "code", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail", "request_id"],
}
REFERENCE: Schema = {
    "type": "object",
    "description": "A linked record; title is null when the target may not be seen.",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "title": {"type": ["string", "null"]},
    },
    "required": ["id"],
}
_SECURITY = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sortie",
        "description": "`__Host-sortie` over TLS; unsafe methods also send X-CSRF-Token.",
    },
    "key": {"type": "http", "scheme": "bearer", "description": "An API key."},
}
_ABOUT = (
    "Records of every object share the paths under /api/v1/records; objects made at run time "
    "(`c_…`) answer on the same paths as the built-in ones listed here."
)


@lru_cache(maxsize=8)
def document(app: Litestar, kernel: Kernel) -> dict[str, Any]:
    """OpenAPI 3.1 of this program. Built once: routes and built-in objects don't change."""
    found = generic_document(app)
    schemas: dict[str, Schema] = found["components"]["schemas"]
    generic = {p: found["paths"].pop(p) for p in list(found["paths"]) if "{object}" in p}
    for obj in kernel.objects:
        schemas.update(object_schemas(obj) | writing_schemas(obj, schemas))
        found["paths"].update(object_paths(obj, generic))
    found["components"]["securitySchemes"] = _SECURITY
    found["info"]["description"] = _ABOUT
    found["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    return found


def generic_document(app: Litestar) -> dict[str, Any]:
    """The same before the objects are known: the paths of records stand once, with ``{object}``."""
    found: dict[str, Any] = app.openapi_schema.to_schema()
    handlers = _handlers(app)
    schemas: dict[str, Schema] = found["components"]["schemas"]
    schemas.update(_structs(handlers.values()))
    schemas["Problem"], schemas["Reference"] = PROBLEM, REFERENCE
    _complete(found["paths"], handlers)
    return found


def _handlers(app: Litestar) -> dict[tuple[str, str], HTTPRouteHandler]:
    """Handlers by path and method, as the document names them."""
    return {
        (route.path_format, str(method).lower()): handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
    }


def _structs(handlers: Any) -> dict[str, Schema]:
    """Msgspec's own schemas of what handlers take and give: exact, unlike a re-reading."""
    kinds: set[type[msgspec.Struct]] = set()
    for handler in handlers:
        for definition in (handler.parsed_data_field, handler.parsed_return_field):
            if definition is not None:
                _gather(definition.annotation, kinds)
    _, components = msgspec.json.schema_components(sorted(kinds, key=str), ref_template=_REFS)
    return components


def _gather(annotation: Any, kinds: set[type[msgspec.Struct]]) -> None:
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        kinds.add(annotation)
    for inner in getattr(annotation, "__args__", ()):
        _gather(inner, kinds)


def _complete(paths: dict[str, Any], handlers: dict[tuple[str, str], HTTPRouteHandler]) -> None:
    for path, item in paths.items():
        for method, operation in item.items():
            if method not in _METHODS:
                continue
            handler = handlers[path, method]
            right = right_of(handler.opt) or Right.signed_in()
            _answers(operation, method, right)
            _also(operation, handler.opt.get("also", ()))
            complete_parameters(operation, path, handler.opt)
            if method in _UNSAFE and right.kind != "public" and handler.opt.get("tx") is not False:
                operation.setdefault("parameters", []).append(_IDEMPOTENCY)
            operation["x-right"] = ":".join(p for p in (right.kind, right.name, right.action) if p)
            operation["security"] = [] if right.kind == "public" else [{"session": []}, {"key": []}]
            doc = (handler.fn.__doc__ or "").strip()
            operation["description"] = doc
            operation["summary"] = doc.partition(".")[0]


def _also(operation: dict[str, Any], media_types: Sequence[str]) -> None:
    """Files that a route answers with when asked to: ``opt={"also": (media type, …)}``."""
    for media_type in media_types:
        done = next(status for status in operation["responses"] if status.startswith("2"))
        content = operation["responses"][done].setdefault("content", {})
        content[media_type] = {"schema": {"type": "string", "format": "binary"}}


_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "One key a user act: the same request again gets the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}


def _answers(operation: dict[str, Any], method: str, right: Right) -> None:
    """Every refusal this operation may answer, as a problem document."""
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    codes = {400: "Can't be read", 404: "Not there, or not for the caller", 429: "Too often"}
    codes |= {422: "Needs correcting", 503: "Busy"}
    if right.kind != "public":
        codes |= {401: "Not signed in", 403: "Not permitted"}
    if method in _UNSAFE:
        codes |= {401: "Refused", 403: "Not permitted", 409: "Conflict", 410: "No longer valid"}
        codes |= {413: "Too large", 415: "Unsupported", 428: "Version needed"}
    answers: dict[str, Any] = operation.setdefault("responses", {})
    answers.pop("400", None)
    # the HTTP server itself answers this one, without a body
    answers.setdefault("414", {"description": "The address is longer than 64 KiB"})
    for status, why in sorted(codes.items()):
        answers.setdefault(str(status), {"description": why, "content": problem})
