"""A route's clock: arrivals, pauses, lateness, and what a change would do to them."""

# Fields of a record are Any to mypy; numba infers them.
# mypy: disable-error-code="no-any-return"

from sortie_routing.engine.arrays import (
    NEVER,
    NEXT_VERSION,
    P_OVER,
    P_TRAVEL,
    P_UNFAIR,
    P_USE,
    Array,
    Given,
    State,
)
from sortie_routing.engine.jit import kernel

# `+ 0` widens a 32-bit travel time: else each kernel is compiled once more for it.


@kernel
def begin(t: int, window: Array, n_window: Array, j: int) -> int:
    """The first moment from t on when job j may begin, or NEVER."""
    for k in range(n_window[j]):
        first = window[j, k, 0]
        s = max(first, t)
        if s <= window[j, k, 1]:
            return s
    return NEVER


@kernel
def leg(
    given: Given, window: Array, n_window: Array, s: int, t: int, way: int, b: int, j: int
) -> tuple[int, int]:
    """(arrival, pauses taken) when leaving at t with `way` seconds to go to job j; j = -1: home.

    A pause is taken on the way unless it can wait until after the job and waiting changes the
    job's beginning. NEVER when a pause can't begin in its window.
    """
    n = given.shift[s].n_pause
    while b < n:
        first = given.pause[s, b, 0]
        last = given.pause[s, b, 1]
        length = given.pause[s, b, 2]
        at = max(first, t)
        if at > last:
            return NEVER, b
        rest = way - (at - t)
        rest = max(rest, 0)
        if j >= 0:
            without = begin(t + way, window, n_window, j)
            if without < NEVER and begin(at + length + rest, window, n_window, j) != without:
                over = without + given.job[j].work + given.job[j].setup
                if (max(first, over)) <= last:
                    break
        t = at + length
        way = rest
        b += 1
    return t + way, b


@kernel
def work_s(given: Given, here: int, j: int) -> int:
    """Seconds at job j when coming from `here`."""
    job = given.job[j]
    return job.work + (job.setup if job.place != here else 0)


@kernel
def tail(
    given: Given, state: State, s: int, k: int, here: int, t: int, b: int, late: int, limit: int
) -> tuple[int, int]:
    """(lateness of the whole route, return) when positions k.. follow a departure from `here`.

    (NEVER, 0) when it can't be, or when lateness reaches `limit`. Ends early where the old times
    are met again.
    """
    n = state.tally[s].n
    profile = given.shift[s].profile
    for i in range(k, n):
        j = state.route[s, i]
        job = given.job[j]
        way = given.travel[profile, here, job.place] + 0
        t, b = leg(given, state.window, state.n_window, s, t, way, b, j)
        if t > state.mark[s, i].latest:
            return NEVER, 0
        t = begin(t, state.window, state.n_window, j)
        if t >= NEVER:
            return NEVER, 0
        if t > job.due:
            late += job.late * (t - job.due)
            if late >= limit:
                return NEVER, 0
        t += work_s(given, here, j)
        here = job.place
        mark = state.mark[s, i + 1]
        if t == mark.leave and b == mark.pauses:
            late += state.mark[s, n].late - mark.late
            return late, given.shift[s].close + state.tally[s].over
    way = given.travel[profile, here, given.shift[s].end] + 0
    t, b = leg(given, state.window, state.n_window, s, t, way, b, -1)
    if t > given.shift[s].close + given.shift[s].over:
        return NEVER, 0
    return late, t


@kernel
def run_route(given: Given, state: State, s: int) -> bool:
    """Times and sums of a shift's route, from the front. False when it can't be driven."""
    shift = given.shift[s]
    tally = state.tally[s]
    n = tally.n
    t, b, late, way, assigned = shift.open, 0, 0, 0, 0
    work = shift.done
    here = shift.start
    for q in range(given.need.shape[1]):
        state.used[s, q] = 0
    state.mark[s, 0].leave = t
    state.mark[s, 0].pauses = 0
    state.mark[s, 0].late = 0
    for i in range(n):
        j = state.route[s, i]
        job = given.job[j]
        step = given.travel[shift.profile, here, job.place] + 0
        way += step
        assigned += given.assign[j, s]
        t, b = leg(given, state.window, state.n_window, s, t, step, b, j)
        t = begin(t, state.window, state.n_window, j)
        if t >= NEVER:
            return False
        if t > job.due:
            late += job.late * (t - job.due)
        state.mark[s, i].here = here
        state.mark[s, i].step = step
        spent = work_s(given, here, j)
        t += spent
        work += spent
        here = job.place
        mark = state.mark[s, i + 1]
        mark.leave = t
        mark.pauses = b
        mark.late = late
        for q in range(given.need.shape[1]):
            state.used[s, q] += given.need[j, q]
    tally.work = work
    return close_route(given, state, s, here, t, b, late, way, assigned)


@kernel
def close_route(
    given: Given,
    state: State,
    s: int,
    here: int,
    t: int,
    b: int,
    late: int,
    way: int,
    assigned: int,
) -> bool:
    """The way back, the route's cost, and the latest arrivals from the back."""
    shift = given.shift[s]
    tally = state.tally[s]
    state.mark[s, tally.n].here = here
    state.mark[s, tally.n].step = given.travel[shift.profile, here, shift.end]
    state.tell[NEXT_VERSION] += 1
    tally.version = state.tell[NEXT_VERSION]
    tally.over = 0
    tally.cost = 0
    tally.travel = 0
    if tally.n > 0 or shift.called == 1:
        step = given.travel[shift.profile, here, shift.end] + 0
        way += step
        t, b = leg(given, state.window, state.n_window, s, t, step, b, -1)
        if t > shift.close + shift.over or way > shift.max_travel:
            return False
        tally.over = max(0, t - shift.close)
        tally.travel = way
        tally.cost = (
            way * given.prices[P_TRAVEL]
            + late
            + tally.over * given.prices[P_OVER]
            + assigned
            + max(0, tally.work - shift.share) * given.prices[P_UNFAIR]
        )
        if shift.called == 0:
            tally.cost += given.prices[P_USE]
    run_back(given, state, s)
    return True


@kernel
def run_back(given: Given, state: State, s: int) -> None:
    """Latest arrivals and which tails are plain."""
    shift = given.shift[s]
    n = state.tally[s].n
    last = state.mark[s, n]
    last.latest = shift.close + shift.over
    last.plain = 1 if shift.over == 0 else 0
    after = shift.end
    for i in range(n - 1, -1, -1):
        j = state.route[s, i]
        job = given.job[j]
        here = shift.start if i == 0 else given.job[state.route[s, i - 1]].place
        next_mark = state.mark[s, i + 1]
        bound = (
            next_mark.latest
            - given.travel[shift.profile, job.place, after]
            - job.work
            - (job.setup if here != job.place else 0)
        )
        # Work may follow another visit at the place later on and need no set-up: bound loosely.
        if job.setup > 0 and here != job.place:
            bound += job.setup
        best = -1
        for k in range(state.n_window[j]):
            z = state.window[j, k, 1]
            z = min(z, bound)
            if z >= state.window[j, k, 0] and z > best:
                best = z
        mark = state.mark[s, i]
        mark.latest = best
        simple = next_mark.plain == 1 and job.due >= NEVER and job.setup == 0
        mark.plain = 1 if simple and state.n_window[j] == 1 else 0
        after = job.place
