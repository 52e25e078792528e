"""Compiling ahead of time: a cold planner takes about a minute of CPU, a warm one a second.

Called when the program is set up and when a worker starts; never on a request.
"""

import shutil

from sortie_routing.engine.board import Board
from sortie_routing.engine.jit import CACHE
from sortie_routing.engine.planner import EnginePlanner
from sortie_routing.problem import Job, Place, Problem, Shift, Worker
from sortie_routing.solving import Limits
from sortie_routing.travel import GreatCircleTravel


def warm() -> None:
    """Load every kernel, compiling what isn't on disk yet; older versions' files are removed."""
    here = Place(120.15, 30.27)
    jobs = (
        Job("a", here, 600),
        Job("b", here, 600, after=frozenset({"a"})),
        Job("c", here, 600, crew=2),
        Job("d", here, 600, load={"kg": 1}),
        Job("e", here, 600, delivers="d"),
    )
    workers = tuple(Worker(w, (Shift(0, 36_000, here),)) for w in ("v", "w"))
    problem = Problem(jobs, workers, 0)
    EnginePlanner().schedule(problem, Limits(iterations=20))
    Board(problem, GreatCircleTravel()).consider(Job("x", here, 600))
    for old in CACHE.parent.glob("kernels-*"):
        if old != CACHE:
            shutil.rmtree(old, ignore_errors=True)
