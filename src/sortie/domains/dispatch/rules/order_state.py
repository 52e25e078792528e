"""A work order's state follows from its visits, as in D365.

Any visit under way: in progress. All done: to accept. The latest one partly done: back to the
queue. Nobody on it: back to the queue.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sortie.domains.dispatch.rules.states import WORK_ORDER_MACHINE

UNDER_WAY = frozenset({"arrived", "working", "paused"})
PLANNED = frozenset({"scheduled", "dispatched", "accepted", "en_route"})
_OUTCOMES = {
    # Worst first: of two people on one visit the worse result stands.
    "cannot_complete": (0, "cannot_complete"),
    "partly_completed": (1, "pending_dispatch"),
    "completed": (2, "pending_acceptance"),
}
_FOLLOWS_VISITS = frozenset(
    {"pending_dispatch", "dispatched", "in_progress", "cannot_complete", "rework"}
)


@dataclass(frozen=True, slots=True)
class VisitState:
    """One appointment: which visit of the order it belongs to (from 1) and its state."""

    sequence: int
    state: str


def derive(visits: Iterable[VisitState]) -> str:
    """The state the order should have by its appointments."""
    every = list(visits)
    if any(v.state in UNDER_WAY for v in every):
        return "in_progress"
    if any(v.state in PLANNED for v in every):
        return "dispatched"
    done = [v for v in every if v.state in _OUTCOMES]
    if not done:
        return "pending_dispatch"
    latest = max(v.sequence for v in done)
    worst = min(_OUTCOMES[v.state] for v in done if v.sequence == latest)
    return worst[1]


def command_for(order_state: str, visits: Iterable[VisitState]) -> str | None:
    """The command that brings the order to where its visits say; None when nothing is to do.

    None as well for orders on hold, in the pool, in review or past acceptance: those wait for a
    person, not for a visit.
    """
    wanted = derive(visits)
    if wanted == order_state or order_state not in _FOLLOWS_VISITS:
        return None
    for move in WORK_ORDER_MACHINE.transitions:
        if move.target == wanted and order_state in move.sources:
            return move.command
    return None
