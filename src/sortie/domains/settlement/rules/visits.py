"""Which stretches of the visits to an order are billed: work without pauses, before any rework."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

type Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Move:
    """An appointment got into ``state`` at ``at``."""

    state: str
    at: datetime


def worked(start: datetime, end: datetime, moves: Iterable[Move]) -> list[Stretch]:
    """A visit's work from ``start`` to ``end`` without the stretches in which it was paused."""
    found: list[Stretch] = []
    since: datetime | None = start
    for move in moves:
        if not start < move.at < end:
            continue
        if move.state == "paused" and since is not None:
            found.append((since, move.at))
            since = None
        elif move.state == "working" and since is None:
            since = move.at
    if since is not None and since < end:
        found.append((since, end))
    return [s for s in found if s[0] < s[1]]


def apart(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """In order, and those that touch or overlap as one: two people at once are billed once."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def crew_weights(
    visits: Iterable[tuple[str, datetime | None, int | None]], rework_at: datetime | None
) -> dict[str, Decimal]:
    """Each person's weight in a job: the seconds worked, at least one.

    ``visits``: person, began, seconds. Once the customer refused the work, what was done before
    weighs nothing: who does it again earns it.
    """
    weights: dict[str, Decimal] = {}
    for person, began, seconds in visits:
        counts = rework_at is None or (began is not None and began >= rework_at)
        weight = Decimal(max(1, seconds or 0)) if counts else Decimal(0)
        weights[person] = weights.get(person, Decimal(0)) + weight
    return weights
