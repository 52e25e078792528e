"""People over HTTP: rosters. Everything else goes through the generic records."""

import msgspec
from litestar import post

from sortie.domains.people import service
from sortie.domains.people.schemas import RosterMade, RosterWish
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.tenancy.contracts import Tx


@post(
    "/api/v1/people/roster",
    opt={"right": Right.object_action("shift", "create")},
    tags=["people"],
    operation_id="make_roster",
    status_code=200,
)
async def make_roster(tx: Tx, actor: Actor, data: RosterWish) -> RosterMade:
    """Give people a shift on each wanted weekday of a range; days without room are told."""
    made = await service.make_roster(
        tx,
        actor,
        users=data.users,
        shift_type=data.shift_type,
        start=data.start,
        end=data.end,
        weekdays=data.weekdays,
        publish=data.publish,
    )
    return msgspec.convert(made, RosterMade, from_attributes=True)


ROUTES = [make_roster]
