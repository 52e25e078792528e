"""Which planner for which problem: decided by the constraints that are there."""

from dataclasses import dataclass, field, replace

from sortie_routing.engine.compiling import compiled
from sortie_routing.engine.plain import is_plain, plain_schedule
from sortie_routing.engine.planner import EnginePlanner
from sortie_routing.engine.searching import Annealing
from sortie_routing.problem import Problem, TravelTime
from sortie_routing.schedule import Schedule
from sortie_routing.solving import Limits
from sortie_routing.travel import GreatCircleTravel


@dataclass(frozen=True, slots=True)
class ChoosingPlanner:
    """Plain vehicle routing goes to PyVRP, everything else to our own engine.

    A plan that is there already is kept and bettered by our own engine: PyVRP knows no bookings.
    """

    travel: TravelTime = field(default_factory=GreatCircleTravel)
    how: Annealing = field(default_factory=Annealing)

    def schedule(self, problem: Problem, limits: Limits) -> Schedule:
        """See `solving.Planner`."""
        if problem.bookings or any(w.stops for w in problem.workers):
            return EnginePlanner(self.travel, self.how).schedule(problem, limits)
        made = compiled(problem, self.travel)
        if not is_plain(made):
            return EnginePlanner(self.travel, self.how).schedule(problem, limits)
        found = plain_schedule(made, limits)
        if found.days or not problem.jobs:
            return found
        # Nothing feasible in the time: our own first plan is there in milliseconds.
        quick = replace(limits, iterations=1, threads=1)
        return EnginePlanner(self.travel, self.how).schedule(problem, quick)
