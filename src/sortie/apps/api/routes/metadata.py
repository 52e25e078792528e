"""What objects there are and what they look like, as far as the caller may see them."""

from typing import Any

from litestar import Response, get

from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries import service as queries
from sortie.kernel.tenancy.contracts import Tx


@get(
    "/api/v1/meta/objects",
    opt={"right": Right.signed_in(), "any_key": True},
    tags=["metadata"],
    operation_id="describe_objects",
)
async def describe_objects(tx: Tx, actor: Actor) -> Response[list[dict[str, Any]]]:
    """Every object the caller may read, with the fields, states and layouts they may see."""
    found = await queries.describe(tx, actor)
    etag = f'"{tx.meta_version}.{tx.rights_version}"'
    return Response(found, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


ROUTES = [describe_objects]
