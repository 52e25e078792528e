"""PyVRP beside our own planner, for problems that are plain vehicle routing.

Source: Wouda, Lan & Kool, "PyVRP: a high-performance VRP solver package", INFORMS Journal on
Computing 36(4), 2024. It has no pauses, no soft windows, nobody's qualifications and no links but
pick-up and delivery; where a problem has none of these either, nothing known is better.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sortie_routing.engine.arrays import N_LEFT, NEVER, P_TRAVEL, P_USE, Array, Given, State
from sortie_routing.engine.compiling import Compiled, compiled
from sortie_routing.engine.reading import read
from sortie_routing.engine.searching import fresh_state, take_over
from sortie_routing.problem import Problem, TravelTime
from sortie_routing.schedule import Schedule
from sortie_routing.solving import Limits, Progress
from sortie_routing.travel import GreatCircleTravel

_NO_BOUND = 1 << 40


def is_plain(made: Compiled) -> bool:
    """Whether PyVRP knows every constraint and every price of the problem."""
    given = made.given
    job, shift = given.job, given.shift
    if not len(job) or not len(shift):
        return False
    late = (job["late"] > 0) & (job["due"] < NEVER)
    everybody = (job["n_cand"] >= len(shift) - 1) | (given.n_window == 0)
    return not (
        late.any()
        or len(given.links)
        or shift["n_pause"].any()
        or shift["over"].any()
        or shift["called"].any()
        or job["setup"].any()
        or job["fixed"].any()
        or given.assign.any()
        or (given.n_window > 1).any()
        or (shift["max_jobs"] < len(job)).any()
        or given.prices[2] > 0
        or not everybody.all()
    )


@dataclass(frozen=True, slots=True)
class PlainPlanner:
    """PyVRP behind the planner's interface. It holds the interpreter: give it a process of its own
    where others wait. Constraints it doesn't know are not kept: ask `is_plain` first.
    """

    travel: TravelTime = field(default_factory=GreatCircleTravel)

    def schedule(self, problem: Problem, limits: Limits) -> Schedule:
        """See `solving.Planner`."""
        return plain_schedule(compiled(problem, self.travel), limits)


def plain_schedule(made: Compiled, limits: Limits) -> Schedule:
    """Solve by PyVRP, then drive the routes by our own clock."""
    import pyvrp  # noqa: PLC0415 - half a second, and only plain problems need it

    shape = _Shape(made, pyvrp)
    stop = _Stop(limits)
    found = pyvrp.solve(shape.built(), stop, seed=limits.seed, collect_stats=False, display=False)
    state = fresh_state(made.given, limits.seed)
    if found.best.is_feasible():
        shape.into(found.best, state)
    return read(made, state, seed=limits.seed, iterations=found.num_iterations,
                stopped=stop.stopped)  # fmt: skip


class _Stop:
    """PyVRP's stopping criterion by our limits: called with the best cost every iteration."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.began, self.done, self.stopped = limits, limits.clock(), 0, False

    def __call__(self, best_cost: float) -> bool:
        self.done += 1
        limits, seconds = self.limits, self.limits.clock() - self.began
        if limits.tell is not None:
            share = (
                seconds / limits.seconds if limits.seconds else self.done / (limits.iterations or 1)
            )
            limits.tell(Progress(min(1.0, share), self.done, int(best_cost), seconds))
        self.stopped = limits.stop is not None and limits.stop()
        out_of_time = limits.seconds is not None and seconds >= limits.seconds
        enough = limits.iterations is not None and self.done > limits.iterations
        return self.stopped or out_of_time or enough


class _Shape:
    """A plain problem in PyVRP's words, and its solution in ours."""

    def __init__(self, made: Compiled, pyvrp: Any) -> None:
        self.given: Given = made.given
        self.pyvrp = pyvrp
        job = self.given.job
        self.clients = [j for j in range(len(job)) if job[j]["pair"] < 0 and self._open(j)]
        self.pairs = [j for j in range(len(job)) if job[j]["pair"] >= 0 and not job[j]["brings"]
                      and self._open(j) and self._open(int(job[j]["pair"]))]  # fmt: skip
        self.groups: list[list[int]] = []

    def _open(self, j: int) -> bool:
        return bool(self.given.n_window[j] > 0 and self.given.job[j]["n_cand"] > 0)

    def built(self) -> Any:
        """PyVRP's problem data. Places that begin or end a shift are its depots."""
        given, pyvrp = self.given, self.pyvrp
        places = given.travel.shape[1]
        ends = sorted({int(p) for k in ("start", "end") for p in given.shift[k]})
        depots = {p: n for n, p in enumerate(ends)}
        ways = [np.ascontiguousarray(w, np.int64) for w in given.travel]
        price = int(given.prices[P_TRAVEL])
        return pyvrp.ProblemData(
            [pyvrp.Location(0, 0) for _ in range(places)],
            [self._client(j) for j in self.clients],
            [pyvrp.Depot(p) for p in ends],
            self._vehicles(depots),
            [w * price for w in ways],
            ways,
            shipments=[self._shipment(j) for j in self.pairs],
        )

    def _client(self, j: int) -> Any:
        given = self.given
        row, window = given.job[j], given.window[j, 0]
        return self.pyvrp.Client(
            int(row["place"]),
            delivery=[*given.need[j].tolist(), *([0] * given.load.shape[1])],
            service_duration=int(row["work"]),
            tw_early=max(0, int(window[0])),
            tw_late=max(0, int(window[1])),
            prize=int(row["price"]),
            required=False,
        )

    def _shipment(self, p: int) -> Any:
        given = self.given
        d = int(given.job[p]["pair"])
        amount = [*([0] * given.need.shape[1]), *given.load[p].tolist()]
        return self.pyvrp.Shipment(
            int(given.job[p]["place"]),
            int(given.job[d]["place"]),
            max(0, int(given.window[p, 0, 0])),
            max(0, int(given.window[p, 0, 1])),
            int(given.job[p]["work"]),
            max(0, int(given.window[d, 0, 0])),
            max(0, int(given.window[d, 0, 1])),
            int(given.job[d]["work"]),
            amount=amount,
            prize=int(given.job[p]["price"] + given.job[d]["price"]),
            required=False,
        )

    def _vehicles(self, depots: dict[int, int]) -> list[Any]:
        """One type for each kind of shift; `groups` remembers which shifts are of it."""
        given = self.given
        kinds: dict[tuple[Any, ...], list[int]] = {}
        for s in range(len(given.shift)):
            row = given.shift[s]
            named = ("start", "end", "profile", "open", "close", "max_travel")
            key = (*(int(row[n]) for n in named), *given.stock[s].tolist(), *given.room[s].tolist())
            kinds.setdefault(key, []).append(s)
        self.groups = list(kinds.values())
        types = []
        for key, mine in kinds.items():
            start, end, profile, opens, close, far = key[:6]
            types.append(
                self.pyvrp.VehicleType(
                    len(mine),
                    list(key[6:]),
                    depots[start],
                    depots[end],
                    int(given.prices[P_USE]),
                    opens,
                    close,
                    max_distance=min(_NO_BOUND, far * max(1, int(given.prices[P_TRAVEL]))),
                    profile=profile,
                )
            )
        return types

    def into(self, solution: Any, state: State) -> None:
        """Put PyVRP's routes into our arrays."""
        given = self.given
        route = np.zeros_like(state.route)
        n = np.zeros(len(given.shift), np.int64)
        free = [list(g) for g in self.groups]
        for one in solution.routes():
            jobs = self._jobs(one.schedule())
            s = free[one.vehicle_type()].pop(0)
            route[s, : len(jobs)] = jobs
            n[s] = len(jobs)
        take_over(given, state, route, n, np.full(len(given.job), -1, np.int64))
        state.tell[N_LEFT] = int((state.at < 0).sum())

    def _jobs(self, activities: Sequence[Any]) -> Array:
        found = []
        for one in activities:
            activity = getattr(one, "activity", one)
            if activity.is_client():
                found.append(self.clients[activity.idx])
            elif activity.is_pickup():
                found.append(self.pairs[activity.idx])
            elif activity.is_delivery():
                found.append(int(self.given.job[self.pairs[activity.idx]]["pair"]))
        return np.array(found, np.int64)
