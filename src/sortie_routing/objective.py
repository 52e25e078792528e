"""What a plan is measured by: prices in whole points, set by the company.

One second of travel is usually one point, so every other price reads as «worth so many seconds on
the road». Terms are never negative and add up over jobs, days and the plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Term(StrEnum):
    """The lines of a plan's cost. The codes are for ever; callers hold the sentences.

    UNSERVED jobs left over; LATE begins after the SLA's due time; TRAVEL seconds on the way;
    OVERTIME seconds past the shift; PREFERENCE another than the wished person, or a wished skill
    missing; FAIRNESS work above the fair share of the day; STABILITY a published job that changes
    hands or is dropped; USE a worker called in at all.
    """

    UNSERVED = "unserved"
    LATE = "late"
    TRAVEL = "travel"
    OVERTIME = "overtime"
    PREFERENCE = "preference"
    FAIRNESS = "fairness"
    STABILITY = "stability"
    USE = "use"


UNSERVED_PRICES: Mapping[int, int] = {1: 100_000, 2: 30_000, 3: 10_000, 4: 4_000, 5: 1_500}
"""Points for a job left over, by priority (1 the most urgent)."""


@dataclass(frozen=True, slots=True)
class Objective:
    """The company's prices. `ranks` makes some terms go before all others, in that order.

    `unserved` points a job by priority; one that is not named costs what the next more urgent
    named one does. `late_per_s` points a second after the due time, × `urgent_factor` for
    priorities up to `urgent_priority`, × `vip_factor` for a VIP (who counts so when left over,
    too). `fair_share` is the part of the average workload above which each second costs
    `unfair_per_s`. `moved` is the price of giving a published job to somebody else.
    """

    unserved: Mapping[int, int] = field(default_factory=lambda: dict(UNSERVED_PRICES))
    vip_factor: int = 2
    late_per_s: int = 1
    urgent_factor: int = 3
    urgent_priority: int = 2
    travel_per_s: int = 1
    overtime_per_s: int = 3
    not_preferred: int = 600
    missing_skill: int = 300
    unfair_per_s: int = 0
    fair_share: float = 1.0
    moved: int = 600
    use_worker: int = 0
    ranks: tuple[Term, ...] = ()

    def __post_init__(self) -> None:
        prices = (
            *self.unserved.values(),
            self.vip_factor,
            self.late_per_s,
            self.urgent_factor,
            self.travel_per_s,
            self.overtime_per_s,
            self.not_preferred,
            self.missing_skill,
            self.unfair_per_s,
            self.moved,
            self.use_worker,
        )
        if min(prices) < 0 or self.fair_share < 0:
            raise ValueError("prices must not be negative")
        if not self.unserved:
            raise ValueError("a job left over needs a price")

    def factor(self, term: Term) -> int:
        """What a point of this term counts for when terms are ranked; 1 when they aren't.

        Each rank outweighs the one after it a thousand times: enough for every plan of one
        company's day, and small enough for 64 bits with three ranks.
        """
        if term not in self.ranks:
            return 1
        return int(1000 ** (len(self.ranks) - self.ranks.index(term)))

    def unserved_price(self, priority: int, *, vip: bool) -> int:
        """Points for leaving a job of this priority over, before ranks."""
        known = [p for p in self.unserved if p <= priority]
        price = self.unserved[max(known) if known else min(self.unserved)]
        return price * (self.vip_factor if vip else 1)

    def late_price(self, priority: int, *, vip: bool) -> int:
        """Points for one second late, before ranks."""
        urgent = self.urgent_factor if priority <= self.urgent_priority else 1
        return self.late_per_s * urgent * (self.vip_factor if vip else 1)
