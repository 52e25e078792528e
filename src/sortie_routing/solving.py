"""What every planner offers, and what a caller may ask of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sortie_routing.problem import Problem
from sortie_routing.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: share done (0..1), iterations, points of the best plan, seconds."""

    share: float
    iterations: int
    cost: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """When to end. With `iterations` the same seed gives the identical plan, unless time cuts in.

    With `seconds` alone the annealing follows the clock. `threads` search side by side with their
    own seeds and tell each other the best `exchanges` times. `stop` is asked many times a second.
    `clock` counts the seconds.
    """

    seconds: float | None = None
    iterations: int | None = None
    seed: int = 0
    threads: int = 1
    exchanges: int = 8
    stop: Callable[[], bool] | None = None
    tell: Callable[[Progress], None] | None = None
    clock: Callable[[], float] = time.perf_counter

    def __post_init__(self) -> None:
        if self.seconds is None and self.iterations is None:
            raise ValueError("a search needs a limit of seconds or of iterations")
        if self.threads < 1 or self.exchanges < 1:
            raise ValueError("threads and exchanges begin at 1")


class Planner(Protocol):
    """Makes a schedule. It never raises over input that can't be met: it says what is left over
    and why.
    """

    def schedule(self, problem: Problem, limits: Limits) -> Schedule:
        """Every job is visited or left over with its reasons; what is held stays."""
        ...
