"""What a customer sees of an order and may do to it: no I/O, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sortie.base.i18n import Label

LINK_DAYS = 90
"""How long a link shows all after its job where the company has said nothing: a season, in which
people come back about a repair."""

UNHELD_BYTES = 2 * 1024**3
"""What strangers may leave in one company within a day before a record takes it: some 300 reports of
photos half filled in, and far from a full disk. A constant: nobody would know when to change it."""
UNHELD_FOR = timedelta(days=1)
ADDRESS_KIB = UNHELD_BYTES // 4 // 1024
"""What one address may send of it a day: room for an estate behind one address, and three quarters
left for everybody else."""

STEPS: tuple[tuple[str, Label], ...] = (
    ("received", Label("已受理", "Received")),
    ("assigned", Label("已安排工程师", "Engineer assigned")),
    ("en_route", Label("工程师在路上", "On the way")),
    ("working", Label("服务中", "In progress")),
    ("done", Label("待您验收", "Please accept")),
    ("accepted", Label("已完成", "Completed")),
)

_REACHED = {
    "created": 0, "in_review": 0, "pending_dispatch": 0, "in_pool": 0, "rework": 0,
    "cannot_complete": 0, "dispatched": 1, "in_progress": 3, "on_hold": 3,
    "pending_acceptance": 4, "accepted": 5, "pending_settlement": 5, "settled": 5, "archived": 5,
}  # fmt: skip
_BEFORE_WORK = frozenset({"created", "in_review", "pending_dispatch", "in_pool", "dispatched"})
_ACCEPTED = frozenset({"accepted", "pending_settlement", "settled", "archived"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the customer's progress bar; ``at`` when it was reached."""

    key: str
    label: Label
    reached: bool
    current: bool
    at: datetime | None


def progress(
    order_state: str | None, appointment: Mapping[str, Any] | None, times: Mapping[str, Any]
) -> tuple[Step, ...]:
    """The steps for an order's state; a request that isn't an order yet has reached the first."""
    reached = _REACHED.get(order_state or "created", 0)
    if appointment is not None and order_state == "dispatched" and appointment["departed_at"]:
        reached = 2
    return tuple(
        Step(key, label, n <= reached, n == reached, times.get(key))
        for n, (key, label) in enumerate(STEPS)
    )


def run_out(closed_at: datetime | None, days: int | None, now: datetime) -> bool:
    """Whether a link has been idle for its company's days since the job was accepted or called off."""
    return closed_at is not None and now >= closed_at + timedelta(days=days or LINK_DAYS)


def may(
    order_state: str | None, *, rated: bool, departed: bool, ended: bool = False
) -> dict[str, bool]:
    """What the customer may do now; nothing once the link has run out (``ended``)."""
    if ended:
        return dict.fromkeys(("accept", "refuse", "rate", "cancel", "comment"), False)
    return {
        "accept": order_state == "pending_acceptance",
        "refuse": order_state == "pending_acceptance",
        # what is archived is frozen, its rating too
        "rate": order_state in _ACCEPTED - {"archived"} and not rated,
        "cancel": (order_state is None or order_state in _BEFORE_WORK) and not departed,
        "comment": order_state != "archived",
    }
