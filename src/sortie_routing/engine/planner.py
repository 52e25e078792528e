"""The planner: compile, start, anneal in one thread or several, read the best plan back."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sortie_routing.engine.arrays import BEST, DONE, State
from sortie_routing.engine.compiling import Compiled, compiled
from sortie_routing.engine.reading import read
from sortie_routing.engine.searching import (
    Annealing,
    anneal,
    build,
    fresh_state,
    go_to_best,
    mean_leg,
    start_from_bookings,
    take_over,
)
from sortie_routing.problem import Problem, TravelTime
from sortie_routing.schedule import Schedule
from sortie_routing.solving import Limits, Progress
from sortie_routing.travel import GreatCircleTravel

_STRETCH_S = 0.05
"""How long the search runs between two looks at the clock."""
_FIRST_STRETCH = 20


@dataclass(frozen=True, slots=True)
class EnginePlanner:
    """Ruin and recreate with every constraint of the model."""

    travel: TravelTime = field(default_factory=GreatCircleTravel)
    how: Annealing = field(default_factory=Annealing)

    def schedule(self, problem: Problem, limits: Limits) -> Schedule:
        """See `solving.Planner`."""
        made = compiled(problem, self.travel)
        run = _Run(made, self.how, limits)
        state = run.best()
        return read(made, state, seed=limits.seed, iterations=run.iterations, stopped=run.stopped)


class _Run:
    """One search, however many threads."""

    def __init__(self, made: Compiled, how: Annealing, limits: Limits) -> None:
        self.made, self.how, self.limits = made, how, limits
        self.began = limits.clock()
        self.stopped = False
        self.states = [_started(made, limits.seed * limits.threads + n)
                       for n in range(limits.threads)]  # fmt: skip
        self.scale = mean_leg(made.given, self.states[0])

    @property
    def iterations(self) -> int:
        """Done by all threads together."""
        return sum(int(s.tell[DONE]) for s in self.states)

    def best(self) -> State:
        """Search, then the state with the best plan, made current."""
        if len(self.made.members) and len(self.made.days):
            rounds = self.limits.exchanges if len(self.states) > 1 else 1
            with ThreadPoolExecutor(len(self.states)) as pool:
                for turn in range(rounds):
                    spans = [(s, turn / rounds, (turn + 1) / rounds) for s in self.states]
                    list(pool.map(lambda span: self._stretch(*span), spans))
                    self._exchange()
                    if self._over():
                        break
        winner = min(self.states, key=lambda s: int(s.tell[BEST]))
        go_to_best(self.made.given, winner)
        return winner

    def _exchange(self) -> None:
        """Everybody goes on from the best plan."""
        winner = min(self.states, key=lambda s: int(s.tell[BEST]))
        for state in self.states:
            if state is not winner and state.tell[BEST] > winner.tell[BEST]:
                take_over(self.made.given, state, winner.best_route, winner.best_n,
                          winner.best_pinned)  # fmt: skip

    def _over(self) -> bool:
        if self.limits.stop is not None and self.limits.stop():
            self.stopped = True
        late = self.limits.seconds is not None and self._clock() >= self.limits.seconds
        if late and self.limits.iterations is not None:
            self.stopped = True
        return self.stopped or late

    def _clock(self) -> float:
        return self.limits.clock() - self.began

    def _stretch(self, state: State, start: float, end: float) -> None:
        """One thread's share of the annealing from `start` to `end` of the whole."""
        if self.limits.iterations is not None:
            self._by_iterations(state, start, end, self.limits.iterations)
        else:
            self._by_clock(state, end)

    def _by_iterations(self, state: State, start: float, end: float, whole: int) -> None:
        done, most = math.ceil(start * whole), math.ceil(end * whole)
        # Fixed stretches: the clock may end the search, never shape it.
        step = max(1, min(500, whole))
        while done < most and not self._over():
            n = min(step, most - done)
            anneal(self.made.given, state, self.how, scale=self.scale, iterations=n,
                   start=done / whole, end=(done + n) / whole)  # fmt: skip
            done += n
            self._tell(state, done / whole)

    def _by_clock(self, state: State, end: float) -> None:
        whole = self.limits.seconds or 0.0
        n = _FIRST_STRETCH
        share = self._clock() / whole if whole > 0 else 1.0
        while share < end and not self._over():
            before = self._clock()
            anneal(self.made.given, state, self.how, scale=self.scale, iterations=n,
                   start=share, end=share)  # fmt: skip
            took = self._clock() - before
            n = max(1, min(100_000, int(n * _STRETCH_S / max(took, 1e-6))))
            share = self._clock() / whole
            self._tell(state, min(1.0, share))

    def _tell(self, state: State, share: float) -> None:
        if self.limits.tell is not None and state is self.states[0]:
            cost = min(int(s.tell[BEST]) for s in self.states)
            self.limits.tell(Progress(share, self.iterations, cost, self._clock()))


def _started(made: Compiled, seed: int) -> State:
    state = fresh_state(made.given, seed)
    start_from_bookings(made, state)
    build(made.given, state)
    return state
