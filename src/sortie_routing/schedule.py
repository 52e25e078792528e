"""The plan model: who visits whom when, why some were left over, and what every part costs.

Times are whole seconds since 1970 (UTC) as in the problem; terms are points after ranks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sortie_routing.answer import ExcludedWorker
from sortie_routing.objective import Term
from sortie_routing.problem import Hold, Window

type Terms = Mapping[Term, int]


@dataclass(frozen=True, slots=True)
class Visit:
    """One job of a day: `travel_s` on the way to it, `terms` what it costs there.

    TRAVEL is the leg to it; LATE, PREFERENCE and STABILITY are its own.
    """

    job_id: str
    arrive_s: int
    start_s: int
    end_s: int
    travel_s: int
    terms: Terms = field(default_factory=dict)
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A worker's shift: visits in order, breaks taken, and the way back.

    `terms` holds what belongs to no visit: the leg back (TRAVEL), OVERTIME, FAIRNESS, USE.
    """

    worker_id: str
    shift: int
    visits: tuple[Visit, ...]
    rests: tuple[Window, ...]
    depart_s: int
    back_s: int
    travel_s: int
    overtime_s: int
    terms: Terms = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Left:
    """A job nobody gets, its price, and for every worker why not."""

    job_id: str
    terms: Terms
    excluded: tuple[ExcludedWorker, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A plan: days with at least one visit, and the jobs left over.

    `cost` is the sum of `terms`. `iterations` and `seed` reproduce it when no time limit cut in.
    """

    days: tuple[Day, ...]
    left: tuple[Left, ...]
    terms: Terms
    cost: int
    iterations: int = 0
    seed: int = 0
    stopped: bool = False
