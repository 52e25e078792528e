"""The best places for one job right now, with what each would change."""

# Fields of a record are Any to mypy; numba infers them.
# mypy: disable-error-code="no-any-return"

from sortie_routing.engine.arrays import Array, Given, State
from sortie_routing.engine.jit import borrowed, kernel
from sortie_routing.engine.kernel_place import best_place, insert, take_out
from sortie_routing.engine.kernel_time import run_route, work_s

SHIFT, POSITION, COST, BEGIN, TRAVEL, LATE, OVER, ASSIGN, WAY = range(9)
"""Columns of an offer: shift; position; points added; beginning and extra seconds of travel; extra
points of lateness; extra seconds of overtime; points for who does it; seconds on the way there."""


@kernel
def detail(given: Given, state: State, j: int, offer: Array) -> None:
    """What the offer would change: put the job in, look, take it out again."""
    s, k = offer[SHIFT], offer[POSITION]
    tally = state.tally[s]
    version = tally.version
    n = tally.n
    late = state.mark[s, n].late
    travel, over = tally.travel, tally.over
    insert(given, state, j, s, k)
    before = given.shift[s].start if k == 0 else given.job[state.route[s, k - 1]].place
    offer[BEGIN] = state.mark[s, k + 1].leave - work_s(given, before, j)
    offer[TRAVEL] = tally.travel - travel
    offer[LATE] = state.mark[s, n + 1].late - late
    offer[OVER] = tally.over - over
    offer[ASSIGN] = given.assign[j, s]
    offer[WAY] = given.travel[given.shift[s].profile, before, given.job[j].place]
    take_out(state, j)
    run_route(given, state, s)
    # The same route again: what was remembered about it holds.
    tally.version = version


@kernel
def find_borrowed(given: Given, state: State, j: int, limit: int, offers: Array) -> int:
    """See `find_offers`."""
    most = offers.shape[0]
    n = 0
    for q in range(given.job[j].n_cand):
        s = given.cand[j, q]
        cost, k = best_place(given, state, j, s, limit)
        if k < 0:
            continue
        x = n
        while x > 0 and (
            offers[x - 1, COST] > cost or (offers[x - 1, COST] == cost and offers[x - 1, SHIFT] > s)
        ):
            if x < most:
                offers[x] = offers[x - 1]
            x -= 1
        if x < most:
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
def find_offers(given: Given, state: State, j: int, limit: int, offers: Array) -> int:
    """Fill `offers` i8[k, 9] with the cheapest shifts below `limit`, best first; how many there are.

    Ties go to the lower shift, so the same question has the same answer.
    """
    return find_borrowed(borrowed(given), borrowed(state), j, limit, offers)
