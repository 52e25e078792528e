"""Where a job fits cheapest: one shift, then all shifts, remembering what hasn't changed."""

# Fields of a record are Any to mypy; numba infers them.
# mypy: disable-error-code="no-any-return"

from sortie_routing.engine.arrays import (
    NEVER,
    P_OVER,
    P_TRAVEL,
    P_UNFAIR,
    P_USE,
    Array,
    Given,
    State,
)
from sortie_routing.engine.jit import kernel
from sortie_routing.engine.kernel_pairs import best_pair
from sortie_routing.engine.kernel_time import begin, leg, run_route, tail, work_s


@kernel
def chance(rng: Array) -> float:
    """The next number in [0, 1) of xorshift64* (Vigna, ACM TOMS 42(4), 2016), in place."""
    x = rng[0]
    x ^= x >> 12
    x ^= x << 25
    x ^= x >> 27
    rng[0] = x
    return float(x >> 11) * (1.0 / 9007199254740992.0)


@kernel
def fits_counts(given: Given, state: State, j: int, s: int) -> bool:
    """Whether one more job and its parts fit the shift."""
    if state.tally[s].n >= given.shift[s].max_jobs:
        return False
    for q in range(given.need.shape[1]):
        if state.used[s, q] + given.need[j, q] > given.stock[s, q]:
            return False
    return True


@kernel
def cost_at(
    given: Given, state: State, j: int, s: int, k: int, before: int, after: int, limit: int
) -> int:
    """Points of lateness and overtime that job j at position k adds; `limit` when not possible."""
    shift = given.shift[s]
    job = given.job[j]
    mark = state.mark[s, k]
    n = state.tally[s].n
    there = given.back[shift.profile, job.place, before] + 0
    t = begin(mark.leave + there, state.window, state.n_window, j)
    if t >= NEVER:
        return limit
    spent = work_s(given, before, j)
    if t + spent + given.travel[shift.profile, job.place, after] > mark.latest:
        # An end without set-up may be earlier than the bound says; set-up is handled by `tail`.
        return limit
    own = job.late * (t - job.due) if t > job.due else 0
    if own >= limit:
        return limit
    if mark.plain == 1 and mark.pauses >= shift.n_pause:
        return own
    t, b = leg(
        given,
        state.window,
        state.n_window,
        s,
        mark.leave,
        there,
        mark.pauses,
        j,
    )
    t = begin(t, state.window, state.n_window, j)
    if t >= NEVER:
        return limit
    whole = state.mark[s, n].late
    late = mark.late + (job.late * (t - job.due) if t > job.due else 0)
    late, home = tail(given, state, s, k, job.place, t + spent, b, late, limit + whole)
    if late >= NEVER:
        return limit
    over = max(0, home - shift.close) - state.tally[s].over
    return late - whole + over * given.prices[P_OVER]


@kernel
def best_place(given: Given, state: State, j: int, s: int, limit: int) -> tuple[int, int]:
    """(added points, position) of job j's cheapest place in shift s; (limit, -1) when none is
    cheaper than `limit`.
    """
    if not fits_counts(given, state, j, s):
        return limit, -1
    shift = given.shift[s]
    tally = state.tally[s]
    base = given.assign[j, s]
    work = tally.work + given.job[j].work
    base += max(0, work - shift.share) * given.prices[P_UNFAIR]
    base -= max(0, tally.work - shift.share) * given.prices[P_UNFAIR]
    if tally.n == 0 and shift.called == 0:
        base += given.prices[P_USE]
    last = state.window[j, state.n_window[j] - 1, 1]
    marks = state.mark[s]
    place = given.job[j].place
    there = given.back[shift.profile, place]
    onward = given.travel[shift.profile, place]
    price = given.prices[P_TRAVEL]
    idle = tally.n == 0 and shift.called == 0
    best = limit
    found = -1
    # No call in this loop unless the place is promising: a call costs more than ten turns of it.
    for k in range(tally.n + 1):
        mark = marks[k]
        if mark.leave > last:
            break
        after = shift.end if k == tally.n else marks[k + 1].here
        extra = there[mark.here] + onward[after] - (0 if idle else mark.step)
        cost = base + extra * price
        if cost >= best or tally.travel + extra > shift.max_travel:
            continue
        cost += cost_at(given, state, j, s, k, mark.here, after, best - cost)
        if cost < best:
            best = cost
            found = k
    return best, found


@kernel
def insert(given: Given, state: State, j: int, s: int, k: int) -> bool:
    """Put job j at position k; False when the route can't be driven then."""
    tally = state.tally[s]
    for i in range(tally.n, k, -1):
        state.route[s, i] = state.route[s, i - 1]
    state.route[s, k] = j
    tally.n += 1
    state.at[j] = s
    return run_route(given, state, s)


@kernel
def take_out(state: State, j: int) -> int:
    """Remove job j from its route, whose times are then stale; its old position."""
    s = state.at[j]
    tally = state.tally[s]
    k = 0
    while state.route[s, k] != j:
        k += 1
    for i in range(k, tally.n - 1):
        state.route[s, i] = state.route[s, i + 1]
    tally.n -= 1
    state.at[j] = -1
    return k


@kernel
def best_of_all(
    given: Given, state: State, j: int, limit: int, blink: float
) -> tuple[int, int, int, int]:
    """(added points, shift, position, position of the delivery) of the cheapest place below
    `limit`; shift -1 when there is none.

    A shift that hasn't changed since it was last asked is answered from memory. `blink` is the
    chance that a shift is overlooked.
    """
    best = limit
    shift = -1
    at = -1
    to = -1
    for q in range(given.job[j].n_cand):
        s = given.cand[j, q]
        memo = state.memo[j, q]
        if memo.version == state.tally[s].version and (memo.cost >= best or memo.at >= 0):
            cost = memo.cost
            k = memo.at
        else:
            # A little above the best: a bound that lasts when the best gets dearer again.
            bound = min(limit, best + (best >> 3))
            if given.job[j].pair < 0:
                cost, k = best_place(given, state, j, s, bound)
                second = -1
            else:
                cost, k, second = best_pair(given, state, j, s, bound)
            memo.version = state.tally[s].version
            memo.cost = cost
            memo.at = k
            memo.to = second
        if k >= 0 and cost < best and (blink <= 0.0 or chance(state.rng) >= blink):
            best = cost
            shift = s
            at = k
            to = memo.to
    return best, shift, at, to


@kernel
def ask(given: Given, state: State, j: int, s: int, limit: int) -> tuple[int, int, int]:
    """`best_place` for a lone job, `best_pair` for a pick-up with its delivery."""
    if given.job[j].pair >= 0:
        return best_pair(given, state, j, s, limit)
    cost, k = best_place(given, state, j, s, limit)
    return cost, k, -1


@kernel
def touch(state: State, s: int) -> None:
    """Keep a copy of a route before its first change in this iteration."""
    if state.is_touched[s] == 1:
        return
    state.is_touched[s] = 1
    count = state.touched.shape[0] - 1
    state.touched[state.touched[count]] = s
    state.touched[count] += 1
    state.old_tally[s] = state.tally[s]
    for i in range(state.tally[s].n):
        state.old_route[s, i] = state.route[s, i]


@kernel
def put_in(given: Given, state: State, j: int, s: int, k: int, to: int) -> bool:
    """Insert job j, and the delivery of its pair before old position `to`; False when it broke."""
    touch(state, s)
    sound = insert(given, state, j, s, k)
    pair = given.job[j].pair
    if sound and pair >= 0:
        sound = insert(given, state, pair, s, to + 1)
    return sound
