"""Leave with approval: what it takes from the plan is shown, and told to the dispatchers."""

from uuid import UUID

from sortie.domains.people import repository
from sortie.domains.people.contracts import LeaveDecided
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Chosen, Record, Sort, all_of, where
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_SHOWN = ("number", "work_order", "planned_start", "planned_end", "state")


async def touched(tx: Tx, actor: Actor, leave_id: UUID) -> tuple[Record, ...]:
    """The person's unfinished appointments planned inside a leave, as far as the actor sees them.

    Raises:
        NotFoundError: a leave the actor can't see.
    """
    await queries.get_record(tx, actor, "leave", leave_id, ("state",))
    leave = await records.fetch(tx, system_actor(tx.tenant.id), "leave", leave_id)
    return await _inside(tx, actor, leave)


async def approve(
    tx: Tx, actor: Actor, leave_id: UUID, *, version: int | None
) -> tuple[Stored, tuple[Record, ...]]:
    """Approve a leave; with it the appointments that somebody else has to take now.

    Raises:
        NotFoundError, ForbiddenError, TransitionError, VersionClashError: as any command.
        LeaveOverlapError: another leave stands in that time.
    """
    approved = await records.command(tx, actor, "leave", leave_id, "approve", version=version)
    return approved, await _inside(tx, actor, approved)


async def tell(tx: Tx, actor: Actor, leave: Stored) -> None:
    """Emit what was decided, whichever door the decision came by."""
    user = UUID(str(leave["user"]))
    found: tuple[Record, ...] = ()
    if leave["state"] == "approved":
        found = await _inside(tx, system_actor(tx.tenant.id), leave)
    await events.emit(
        tx,
        actor,
        "people.leave_decided",
        LeaveDecided(
            leave.id, user, leave["state"], leave["starts_at"], leave["ends_at"],
            len(found), await repository.person_name(tx, user),
        ),
        about=("leave", leave.id),
    )  # fmt: skip


async def _inside(tx: Tx, actor: Actor, leave: Stored) -> tuple[Record, ...]:
    rows = all_of(
        where("engineer", "eq", str(leave["user"])),
        {"or": [where("state", "category", "open"), where("state", "category", "paused")]},
        where("planned_start", "lt", leave["ends_at"].isoformat()),
        where("planned_end", "gt", leave["starts_at"].isoformat()),
    )
    asked = Chosen("appointment", rows, _SHOWN, (Sort("planned_start"),))
    return tuple(await queries.choose(tx, actor, asked, titles=True))
