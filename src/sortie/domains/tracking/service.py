"""The verbs of tracking, for now: keep the last position while on duty, and give it."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sortie.base.geo import Point
from sortie.base.ids import uuid7
from sortie.domains.people import service as people
from sortie.domains.tracking import repository, rules
from sortie.domains.tracking.contracts import LastPosition, PositionAnswer
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx


async def report_position(
    tx: Tx, actor: Actor, location: Mapping[str, Any], *, battery: str | None = None
) -> PositionAnswer:
    """Keep my position if I'm inside a published shift; nothing at all otherwise."""
    if actor.user_id is None:
        return PositionAnswer(stored=False, reason="off_duty")
    on_duty = await people.on_duty(tx, actor.user_id, tx.now)
    why = rules.refusal(location, on_duty=on_duty)
    if why is not None:
        return PositionAnswer(stored=False, reason=why)
    values = {
        "user": actor.user_id,
        "location": dict(location),
        "at": tx.now.isoformat(),
        "battery": battery,
    }
    known = await repository.last(tx, [actor.user_id])
    if known:
        await records.update(
            tx, actor.as_system(), "last_position", known[0]["id"], values, version=None
        )
    else:
        await records.create(tx, actor.as_system(), "last_position", values, id=uuid7())
    return PositionAnswer(stored=True)


async def last_positions(tx: Tx, user_ids: Collection[UUID]) -> dict[UUID, LastPosition]:
    """Last positions by person. Rights are the caller's matter: pass whom the actor may see."""
    return {
        row["user_id"]: LastPosition(
            row["user_id"],
            Point(row["location"]["lon"], row["location"]["lat"]),
            row["at"],
            row["location"].get("accuracy_m"),
        )
        for row in await repository.last(tx, list(user_ids))
    }
