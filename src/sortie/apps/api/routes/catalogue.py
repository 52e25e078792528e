"""Every object as administrators must know it: to design it, to give rights on it, to read its audit.

What an object is, never what is in it. Three routes, since each administrator holds one right.
"""

from typing import Any

from litestar import get

from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries import service as queries
from sortie.kernel.tenancy.contracts import Tx


async def _every(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    return await queries.describe(tx, actor.as_system())


@get(
    "/api/v1/admin/objects",
    opt={"right": Right.feature("admin.system")},
    tags=["admin"],
    operation_id="list_objects_to_design",
)
async def to_design(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    """All objects with all fields, for the designer."""
    return await _every(tx, actor)


@get(
    "/api/v1/admin/rights/objects",
    opt={"right": Right.object_action("role_grant", "read")},
    tags=["admin"],
    operation_id="list_objects_to_grant",
)
async def to_grant(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    """All objects with all fields, for whoever reads what rights are given on them."""
    return await _every(tx, actor)


@get(
    "/api/v1/admin/audit/objects",
    opt={"right": Right.feature("admin.audit")},
    tags=["admin"],
    operation_id="list_objects_in_audit",
)
async def in_audit(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    """All objects with all fields, so that the audit reads in words."""
    return await _every(tx, actor)


ROUTES = [to_design, to_grant, in_audit]
