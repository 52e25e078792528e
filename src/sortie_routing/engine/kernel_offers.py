"""The best places for one job right now, with what each would change."""

# Fields of a record are Any to mypy; numba infers them.
# mypy: disable-error-code="no-any-return"

import numpy as np

from sortie_routing.engine.arrays import NEVER, P_TRAVEL, Array, Given, State
from sortie_routing.engine.jit import borrowed, kernel
from sortie_routing.engine.kernel_place import best_place
from sortie_routing.engine.kernel_time import begin, leg, tail, work_s

SHIFT, POSITION, COST, BEGIN, TRAVEL, LATE, OVER, ASSIGN, WAY = range(9)
"""Columns of an offer: shift; position; points added; beginning and extra seconds of travel; extra
points of lateness; extra seconds of overtime; points for who does it; seconds on the way there."""


@kernel
def detail(given: Given, state: State, j: int, offer: Array) -> None:
    """What the offer would change, driven through without touching the route."""
    s, k = offer[SHIFT], offer[POSITION]
    shift, tally, job = given.shift[s], state.tally[s], given.job[j]
    n = tally.n
    mark = state.mark[s, k]
    after = shift.end if k == n else state.mark[s, k + 1].here
    way = given.back[shift.profile, job.place, mark.here] + 0
    onward = given.travel[shift.profile, job.place, after]
    idle = n == 0 and shift.called == 0
    t, b = leg(given, state.window, state.n_window, s, mark.leave, way, mark.pauses, j)
    t = begin(t, state.window, state.n_window, j)
    whole = state.mark[s, n].late
    late = mark.late + (job.late * (t - job.due) if t > job.due else 0)
    spent = work_s(given, mark.here, j)
    late, home = tail(given, state, s, k, job.place, t + spent, b, late, NEVER << 20)
    offer[BEGIN] = t
    offer[TRAVEL] = way + onward - (0 if idle else mark.step)
    offer[LATE] = late - whole
    offer[OVER] = max(0, home - shift.close) - tally.over
    offer[ASSIGN] = given.assign[j, s]
    offer[WAY] = way


@kernel
def least_extra(given: Given, state: State, j: int, s: int) -> int:
    """Points that job j adds to shift s at least: its shortest detour, and who does it."""
    shift = given.shift[s]
    n = state.tally[s].n
    marks = state.mark[s]
    place = given.job[j].place
    there = given.back[shift.profile, place]
    onward = given.travel[shift.profile, place]
    if n == 0 and shift.called == 0:
        least = there[shift.start] + onward[shift.end] + 0
    else:
        least = NEVER
        for k in range(n + 1):
            after = shift.end if k == n else marks[k + 1].here
            least = min(least, there[marks[k].here] + onward[after] - marks[k].step)
    return least * given.prices[P_TRAVEL] + given.assign[j, s]


@kernel
def by_least_extra(given: Given, state: State, j: int, least: Array, order: Array) -> None:
    """Fill `least` and `order` i8[n_cand]: the job's shifts, the smallest bound first."""
    for q in range(given.job[j].n_cand):
        s = given.cand[j, q]
        bound = least_extra(given, state, j, s)
        x = q
        while x > 0 and (least[x - 1] > bound or (least[x - 1] == bound and order[x - 1] > s)):
            least[x] = least[x - 1]
            order[x] = order[x - 1]
            x -= 1
        least[x] = bound
        order[x] = s


@kernel
def find_borrowed(given: Given, state: State, j: int, limit: int, offers: Array) -> int:
    """See `find_offers`."""
    most = offers.shape[0]
    least = np.empty(given.job[j].n_cand, np.int64)
    order = np.empty(given.job[j].n_cand, np.int64)
    by_least_extra(given, state, j, least, order)
    n = 0
    for q in range(given.job[j].n_cand):
        s = order[q]
        if least[q] >= limit:
            break
        cost, k = best_place(given, state, j, s, limit)
        if k < 0:
            continue
        x = min(n, most - 1)
        if n == most and not comes_first(cost, s, offers[x]):
            continue
        while x > 0 and comes_first(cost, s, offers[x - 1]):
            offers[x] = offers[x - 1]
            x -= 1
        offers[x, SHIFT] = s
        offers[x, POSITION] = k
        offers[x, COST] = cost
        n = min(n + 1, most)
        if n == most:
            limit = min(limit, offers[most - 1, COST] + 1)
    for x in range(n):
        detail(given, state, j, offers[x])
    return n


@kernel
def comes_first(cost: int, s: int, other: Array) -> bool:
    """Whether an offer goes before another: cheaper, or as cheap in a lower shift."""
    return cost < other[COST] or (cost == other[COST] and s < other[SHIFT])


@kernel
def find_offers(given: Given, state: State, j: int, limit: int, offers: Array) -> int:
    """Fill `offers` i8[k, 9] with the cheapest shifts below `limit`, best first; how many there are.

    Ties go to the lower shift, so the same question has the same answer.
    """
    return find_borrowed(borrowed(given), borrowed(state), j, limit, offers)
