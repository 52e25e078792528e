"""The API's own description."""

from typing import Any

import msgspec
from litestar import Request, Response, get

from sortie.apps.api.call import Call
from sortie.apps.api.description.document import document
from sortie.kernel.permissions.contracts import Right


@get(
    "/api/v1/openapi.json",
    opt={"right": Right.public(), "tx": False},
    tags=["metadata"],
    operation_id="openapi",
)
async def openapi(request: Request[Any, Any, Any], call: Call) -> Response[bytes]:
    """OpenAPI 3.1 of this program: every route, every built-in object."""
    found = document(request.app, call.kernel)
    return Response(msgspec.json.encode(found), media_type="application/json")


ROUTES = [openapi]
