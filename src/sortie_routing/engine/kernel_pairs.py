"""A pick-up and its delivery: both in one shift, in order, never above what the vehicle holds."""

# Fields of a record are Any to mypy; numba infers them.
# mypy: disable-error-code="no-any-return"

from sortie_routing.engine.arrays import (
    NEVER,
    P_OVER,
    P_TRAVEL,
    P_UNFAIR,
    P_USE,
    Given,
    State,
)
from sortie_routing.engine.jit import kernel
from sortie_routing.engine.kernel_time import begin, leg, tail, work_s


@kernel
def pair_base(given: Given, state: State, p: int, s: int) -> int:
    """Points of taking the pair on, wherever it goes; NEVER << 20 when counts forbid it."""
    shift = given.shift[s]
    tally = state.tally[s]
    d = given.job[p].pair
    if tally.n + 2 > shift.max_jobs:
        return NEVER << 20
    for q in range(given.need.shape[1]):
        if state.used[s, q] + given.need[p, q] + given.need[d, q] > given.stock[s, q]:
            return NEVER << 20
    work = tally.work + given.job[p].work + given.job[d].work
    base = given.assign[p, s] + given.assign[d, s]
    base += max(0, work - shift.share) * given.prices[P_UNFAIR]
    base -= max(0, tally.work - shift.share) * given.prices[P_UNFAIR]
    if tally.n == 0 and shift.called == 0:
        base += given.prices[P_USE]
    return base


@kernel
def has_room(given: Given, state: State, p: int, s: int, i: int, k: int) -> bool:
    """Whether the goods of p can be on board from position i until before position k."""
    for d in range(given.load.shape[1]):
        carried = given.load[p, d]
        for x in range(i):
            carried += given.load[state.route[s, x], d]
        if carried > given.room[s, d]:
            return False
        for x in range(i, k):
            carried += given.load[state.route[s, x], d]
            if carried > given.room[s, d]:
                return False
    return True


@kernel
def step_to(
    given: Given, state: State, s: int, here: int, t: int, b: int, late: int, j: int
) -> tuple[int, int, int]:
    """(departure, pauses, lateness) after job j; departure NEVER when it can't be."""
    job = given.job[j]
    way = given.travel[given.shift[s].profile, here, job.place] + 0
    t, b = leg(given, state.window, state.n_window, s, t, way, b, j)
    t = begin(t, state.window, state.n_window, j)
    if t >= NEVER:
        return NEVER, b, late
    if t > job.due:
        late += job.late * (t - job.due)
    return t + work_s(given, here, j), b, late


@kernel
def deliver(
    given: Given,
    state: State,
    p: int,
    s: int,
    i: int,
    base: int,
    limit: int,
) -> tuple[int, int]:
    """(added points, position) of the best delivery when p is picked up at position i."""
    shift = given.shift[s]
    tally = state.tally[s]
    n = tally.n
    way = given.travel[shift.profile]
    d = given.job[p].pair
    pick, drop = given.job[p].place, given.job[d].place
    before = shift.start if i == 0 else given.job[state.route[s, i - 1]].place
    mark = state.mark[s, i]
    t, b, late = step_to(given, state, s, before, mark.leave, mark.pauses, mark.late, p)
    here = pick
    whole = state.mark[s, n].late
    best, found = limit, -1
    direct = 0
    for k in range(i, n + 1):
        if t >= NEVER or not has_room(given, state, p, s, i, k):
            break
        after = shift.end if k == n else given.job[state.route[s, k]].place
        if k == i:
            extra = way[before, pick] + way[pick, drop] + way[drop, after]
            if n > 0 or shift.called == 1:
                extra -= way[before, after]
        else:
            extra = direct + way[here, drop] + way[drop, after] - way[here, after]
        cost = base + extra * given.prices[P_TRAVEL]
        if cost < best and tally.travel + extra <= shift.max_travel:
            t2, b2, late2 = step_to(given, state, s, here, t, b, late, d)
            if t2 < NEVER:
                late2, home = tail(given, state, s, k, drop, t2, b2, late2, best - cost + whole)
                if late2 < NEVER:
                    over = max(0, home - shift.close) - tally.over
                    cost += late2 - whole + over * given.prices[P_OVER]
                    if cost < best:
                        best, found = cost, k
        if k < n:
            if k == i:
                direct = way[before, pick] + way[pick, after] - way[before, after]
            t, b, late = step_to(given, state, s, here, t, b, late, state.route[s, k])
            here = after
    return best, found


@kernel
def best_pair(given: Given, state: State, p: int, s: int, limit: int) -> tuple[int, int, int]:
    """(added points, position of the pick-up, old position the delivery comes before)."""
    base = pair_base(given, state, p, s)
    best, at, to = limit, -1, -1
    if base >= limit:
        return best, at, to
    last = state.window[p, state.n_window[p] - 1, 1]
    for i in range(state.tally[s].n + 1):
        if state.mark[s, i].leave > last:
            break
        cost, k = deliver(given, state, p, s, i, base, best)
        if k >= 0 and cost < best:
            best, at, to = cost, i, k
    return best, at, to
