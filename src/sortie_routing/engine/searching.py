"""One search: its arrays, its start from the current plan, and its annealing."""

import math
from dataclasses import dataclass

import numpy as np

from sortie_routing.engine import arrays
from sortie_routing.engine.arrays import (
    BEFORE,
    BEST,
    COST,
    CREW,
    N_LEFT,
    Array,
    Given,
    State,
)
from sortie_routing.engine.compiling import Compiled
from sortie_routing.engine.kernel_links import (
    begins_at,
    narrow,
    person_fits,
    pin,
    time_bounds,
    unpin,
)
from sortie_routing.engine.kernel_place import fits_counts, insert, take_out
from sortie_routing.engine.kernel_search import insert_left, keep_best, search, total
from sortie_routing.engine.kernel_time import run_route


@dataclass(frozen=True, slots=True)
class Annealing:
    """How the search moves. `hot` and `cool` are temperatures in mean legs of the first plan."""

    hot: float = 0.5
    cool: float = 0.005
    mean_removed: float = 10.0
    max_length: float = 10.0


def fresh_state(given: Given, seed: int) -> State:
    """Empty routes, every job left over."""
    n_jobs, n_shifts = len(given.job), len(given.shift)
    most = int(given.shift["max_jobs"].max()) + 1 if n_shifts else 1
    state = State(
        route=np.zeros((n_shifts, most), np.int64),
        tally=np.zeros(n_shifts, arrays.TALLY),
        mark=np.zeros((n_shifts, most + 1), arrays.MARK),
        at=np.full(n_jobs, -1, np.int64),
        used=np.zeros((n_shifts, given.need.shape[1]), np.int64),
        window=given.window.copy(),
        n_window=given.n_window.copy(),
        memo=np.zeros((n_jobs, n_shifts), arrays.MEMO),
        left=np.arange(n_jobs, dtype=np.int64),
        tell=np.zeros(6, np.int64),
        rng=np.array([_first_word(seed)], np.uint64),
        scratch=np.zeros(most + 2, np.int64),
        old_route=np.zeros((n_shifts, most), np.int64),
        old_tally=np.zeros(n_shifts, arrays.TALLY),
        touched=np.zeros(n_shifts + 1, np.int64),
        is_touched=np.zeros(n_shifts, np.int64),
        old_left=np.zeros(n_jobs, np.int64),
        key=np.zeros(n_jobs, np.float64),
        pinned=np.full(n_jobs, -1, np.int64),
        old_pinned=np.full(n_jobs, -1, np.int64),
        best_route=np.zeros((n_shifts, most), np.int64),
        best_n=np.zeros(n_shifts, np.int64),
        best_pinned=np.full(n_jobs, -1, np.int64),
    )
    state.tell[N_LEFT] = n_jobs
    for s in range(n_shifts):
        run_route(given, state, s)
    return state


def _first_word(seed: int) -> int:
    """splitmix64 of the seed: neighbouring seeds begin far apart, and none at zero.

    Source: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
    """
    mask = (1 << 64) - 1
    z = (seed + 1) * 0x9E3779B97F4A7C15 & mask
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & mask
    z = (z ^ z >> 27) * 0x94D049BB133111EB & mask
    return (z ^ z >> 31) or 1


def build(given: Given, state: State) -> None:
    """Insert everything left over, dear and tight jobs first."""
    n = int(state.tell[N_LEFT])
    left = state.left[:n].copy()
    width = given.window[left, 0, 1].astype(np.int64) - given.window[left, 0, 0]
    order = np.lexsort((left, width + given.job["n_cand"][left], -given.job["price"][left]))
    state.left[:n] = left[order]
    insert_left(given, state)
    forget_touched(state)
    state.tell[COST] = state.tell[BEST] = total(given, state)
    keep_best(state)


def forget_touched(state: State) -> None:
    """End what `touch` began."""
    state.is_touched[:] = 0
    state.touched[-1] = 0


def start_from_bookings(made: Compiled, state: State) -> None:
    """Put booked jobs where the current plan has them, held ones first, then by time.

    What doesn't fit there any more is left over and inserted like a new job.
    """
    number = {d.key: n for n, d in enumerate(made.days)}
    booked = [
        (m.held, m.booking.start_s, i, number[m.booking.worker_id, m.booking.shift])
        for i, m in enumerate(made.members)
        if m.booking is not None
    ]
    for _, _, i, s in sorted(booked, key=lambda b: (not b[0], b[1], b[2])):
        _append(made.given, state, i, s)
    _drop_torn(made.given, state)
    missing = np.flatnonzero(state.at < 0).astype(np.int64)
    state.left[: len(missing)] = missing
    state.tell[N_LEFT] = len(missing)


def _append(given: Given, state: State, j: int, s: int) -> None:
    """Insert j at the end of shift s if the shift may take it and can then be driven."""
    allowed = s in given.cand[j, : given.job[j]["n_cand"]]
    if not allowed or not fits_counts(given, state, j, s) or not person_fits(given, state, j, s):
        return
    low, high = time_bounds(given, state, j)
    if low > high or not narrow(given, state, j, low, high):
        unpin(given, state, j)
        return
    sound = insert(given, state, j, s, int(state.tally[s]["n"]))
    if sound and given.job[j]["timed"]:
        pin(state, j, begins_at(given, state, j))
        sound = run_route(given, state, s)
    if not sound:
        take_out(state, j)
        unpin(given, state, j)
        run_route(given, state, s)


def _drop_torn(given: Given, state: State) -> None:
    """Take out what the current plan has only half: a pair without its other end, a crew short of
    a member, a job before whose forerunner is placed.
    """
    torn = True
    while torn:
        torn = False
        for j in range(len(state.at)):
            if state.at[j] >= 0 and _torn(given, state, j):
                s = int(state.at[j])
                take_out(state, j)
                unpin(given, state, j)
                run_route(given, state, s)
                torn = True


def _torn(given: Given, state: State, j: int) -> bool:
    job = given.job[j]
    if job["pair"] >= 0 and state.at[job["pair"]] != state.at[j]:
        return True
    links = given.links[job["link"] : job["link_end"]]
    needed = [other for kind, other in links if kind in (CREW, BEFORE)]
    return any(state.at[other] < 0 for other in needed)


def anneal(
    given: Given,
    state: State,
    how: Annealing,
    *,
    scale: float,
    iterations: int,
    start: float,
    end: float,
) -> int:
    """A stretch of the annealing: from share `start` to share `end` of the whole, in iterations.

    `scale` is the first plan's `mean_leg`.
    """
    if not iterations:
        return 0
    hot = scale * how.hot * (how.cool / how.hot) ** start
    cool = math.exp(math.log(how.cool / how.hot) * (end - start) / iterations)
    return search(given, state, iterations, hot, cool, how.mean_removed, how.max_length)


def mean_leg(given: Given, state: State) -> float:
    """Points of a mean leg, the unit of temperature."""
    used = state.tally["n"] > 0
    legs = int(state.tally["n"][used].sum() + used.sum())
    way = int(state.tally["travel"][used].sum())
    return max(1.0, way * float(given.prices[0]) / max(1, legs))


def go_to_best(given: Given, state: State) -> None:
    """Make the best plan so far the current one."""
    take_over(given, state, state.best_route, state.best_n, state.best_pinned)


def take_over(given: Given, state: State, route: Array, n: Array, pinned: Array) -> None:
    """Make these routes the current plan and the best one."""
    for j in np.flatnonzero((state.pinned >= 0) | (pinned >= 0)).tolist():
        unpin(given, state, j)
        if pinned[j] >= 0:
            pin(state, j, int(pinned[j]))
    state.at[:] = -1
    for s in range(len(n)):
        state.tally[s]["n"] = n[s]
        state.route[s, : n[s]] = route[s, : n[s]]
        state.at[route[s, : n[s]]] = s
        run_route(given, state, s)
    missing = np.flatnonzero(state.at < 0).astype(np.int64)
    state.left[: len(missing)] = missing
    state.tell[N_LEFT] = len(missing)
    state.tell[COST] = state.tell[BEST] = total(given, state)
    keep_best(state)
