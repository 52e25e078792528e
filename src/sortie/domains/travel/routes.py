"""Travel over HTTP: try a road engine before plans rest on it."""

from uuid import UUID

from litestar import post

from sortie.base.geo import Point
from sortie.domains.travel import service
from sortie.domains.travel.contracts import ProviderCheck
from sortie.domains.travel.schemas import CheckIn
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tx


@post(
    "/api/v1/travel/providers/{provider_id:uuid}/check",
    opt={"right": Right.object_action("travel_provider", "update")},
    tags=["travel"],
    operation_id="check_travel_provider",
    status_code=200,
)
async def check_provider(tx: Tx, actor: Actor, provider_id: UUID, data: CheckIn) -> ProviderCheck:
    """Ask the road engine for one way; ``ok`` false tells what it said instead."""
    origin = Point(data.origin.lon, data.origin.lat)
    return await service.check(tx, actor, provider_id, origin, Point(data.goal.lon, data.goal.lat))


ROUTES = [check_provider]
