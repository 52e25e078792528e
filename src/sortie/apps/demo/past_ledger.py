"""What the past leaves to be loaded, gathered object by object."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.apps.demo.company import Demo, Person
from sortie.apps.demo.pictures import Album
from sortie.base.calendar import WorkCalendar
from sortie.domains.dispatch.contracts import SlaPolicy
from sortie.domains.settlement.service.history import PriceBook
from sortie.kernel.records.service import PastMove, PastRecord

ORDER = (
    "service_request", "work_order", "dispatch_decision", "appointment", "check_in", "step_result",
    "work_order_line", "sla_clock", "acceptance", "rating", "bill",
)  # fmt: skip
"""What is loaded in which order: links point backwards."""


@dataclass(slots=True)
class Ledger:
    """All that is to be loaded, by object; and the SLA policies with their calendar."""

    demo: Demo
    album: Album
    policies: dict[str, tuple[SlaPolicy, WorkCalendar]]
    prices: PriceBook
    past: dict[str, list[PastRecord]] = field(default_factory=lambda: {name: [] for name in ORDER})

    def add(
        self,
        object_: str,
        at: datetime,
        by: Person | None,
        values: dict[str, Any],
        *moves: PastMove,
        id: UUID | None = None,
    ) -> UUID:
        record_id = id or self.demo.new_id(at)
        self.past[object_].append(PastRecord(record_id, values, at, by, moves))
        return record_id


@dataclass(slots=True)
class Story:
    """An order's life so far: its moves, and what they leave on it."""

    moves: list[PastMove] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    now: datetime | None = None

    def move(
        self, command: str, at: datetime, by: Person | None, reason: str | None = None
    ) -> bool:
        """Add a move unless it would lie in the future; whether it happened."""
        if self.now is not None and at >= self.now:
            return False
        self.moves.append(PastMove(command, at, by, reason))
        return True
