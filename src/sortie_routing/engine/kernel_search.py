"""Ruin and recreate: take related strings of visits out, put them back in greedily, anneal.

Source: Christiaens & Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing
Problems", Transportation Science 54(2), 2020.
"""

# Fields of a record are Any to mypy; numba infers them.
# mypy: disable-error-code="no-any-return"

import math

from sortie_routing.engine.arrays import BEST, COST, DONE, N_LEFT, STOP, Given, State
from sortie_routing.engine.jit import borrowed, kernel
from sortie_routing.engine.kernel_links import place_linked, remove_linked, unpin_all
from sortie_routing.engine.kernel_place import best_of_all, chance, put_in, touch
from sortie_routing.engine.kernel_time import run_route

BLINK = 0.01
SPLIT = 0.5
SPLIT_STOP = 0.01


@kernel
def mean_length(state: State) -> float:
    """Visits a used shift."""
    used, visits = 0, 0
    for s in range(state.tally.shape[0]):
        n = state.tally[s].n
        if n > 0:
            used += 1
            visits += n
    return visits / used if used > 0 else 1.0


@kernel
def remove_string(given: Given, state: State, s: int, p: int, longest: float) -> None:
    """Take a string of visits around position p out of shift s, perhaps sparing some in it."""
    n = state.tally[s].n
    length = int(1.0 + chance(state.rng) * min(float(n), longest))
    length = min(length, n)
    spared = 0
    if length > 1 and length < n and chance(state.rng) < SPLIT:
        spared = 1
        while length + spared < n and chance(state.rng) < SPLIT_STOP:
            spared += 1
    whole = length + spared
    low = max(0, p - whole + 1)
    high = min(p, n - whole)
    first = low + int(chance(state.rng) * (high - low + 1))
    hole = first + whole
    if spared > 0:
        hole = first + 1 + int(chance(state.rng) * (length - 1))
    out = first
    for i in range(first, n):
        j = state.route[s, i]
        keep = i >= first + whole or (hole <= i < hole + spared) or given.job[j].fixed == 1
        if keep:
            state.route[s, out] = j
            out += 1
        else:
            state.at[j] = -1
            state.left[state.tell[N_LEFT]] = j
            state.tell[N_LEFT] += 1
    state.tally[s].n = out


@kernel
def ruin(given: Given, state: State, mean_removed: float, max_length: float) -> bool:
    """Remove strings of related visits from several shifts; False when a rest can't be driven."""
    longest = min(max_length, mean_length(state))
    most = 4.0 * mean_removed / (1.0 + longest) - 1.0
    strings = int(chance(state.rng) * most + 1.0)
    seed = int(chance(state.rng) * state.at.shape[0])
    n_left = state.tell[N_LEFT]
    if n_left > 0 and chance(state.rng) < 0.15:
        seed = state.left[int(chance(state.rng) * n_left)]
    count = state.touched.shape[0] - 1
    for q in range(-1, given.near.shape[1]):
        if state.touched[count] >= strings:
            break
        j = seed if q < 0 else given.near[seed, q]
        s = state.at[j]
        if s < 0 or state.is_touched[s] == 1 or given.job[j].fixed == 1:
            continue
        p = 0
        while state.route[s, p] != j:
            p += 1
        touch(state, s)
        remove_string(given, state, s, p, longest)
    if given.links.shape[0] > 0 or given.load.shape[1] > 0:
        remove_linked(given, state, n_left)
    for i in range(state.touched[count]):
        if not run_route(given, state, state.touched[i]):
            return False
    return True


@kernel
def order_left(given: Given, state: State) -> None:
    """Sort the jobs left over for this round's insertion: by chance, price, tightness or distance."""
    n = state.tell[N_LEFT]
    dice = chance(state.rng)
    for i in range(n):
        j = state.left[i]
        if dice < 0.4:
            key = chance(state.rng)
        elif dice < 0.65:
            key = -float(given.job[j].price) + chance(state.rng)
        elif dice < 0.85:
            width = float(given.window[j, 0, 1] - given.window[j, 0, 0])
            key = width + float(given.job[j].n_cand)
        else:
            s = given.cand[j, 0] if given.job[j].n_cand > 0 else 0
            way = given.travel[given.shift[s].profile]
            key = -float(way[given.shift[0].start, given.job[j].place])
        state.key[j] = key
    for i in range(1, n):
        j = state.left[i]
        k = i - 1
        while k >= 0 and state.key[state.left[k]] > state.key[j]:
            state.left[k + 1] = state.left[k]
            k -= 1
        state.left[k + 1] = j


@kernel
def recreate(given: Given, state: State, blink: float) -> bool:
    """Insert what is left over, one by one, where it adds least; False when a route broke.

    Two rounds where jobs wait for others: the second finds those placed that a job must follow.
    """
    rounds = 2 if given.links.shape[0] > 0 else 1
    for turn in range(rounds):
        for i in range(state.tell[N_LEFT]):
            j = state.left[i]
            job = given.job[j]
            if state.at[j] >= 0 or job.brings == 1:
                continue
            if job.link < job.link_end:
                if not place_linked(given, state, j):
                    return False
            elif turn == 0:
                limit = job.price + (given.job[job.pair].price if job.pair >= 0 else 0)
                _, s, k, to = best_of_all(given, state, j, limit, blink)
                if s >= 0 and not put_in(given, state, j, s, k, to):
                    return False
    out = 0
    for i in range(state.tell[N_LEFT]):
        j = state.left[i]
        if state.at[j] < 0:
            state.left[out] = j
            out += 1
    state.tell[N_LEFT] = out
    return True


@kernel
def total(given: Given, state: State) -> int:
    """Points of the whole plan."""
    cost = 0
    for s in range(state.tally.shape[0]):
        cost += state.tally[s].cost
    for i in range(state.tell[N_LEFT]):
        cost += given.job[state.left[i]].price
    return cost


@kernel
def undo(given: Given, state: State, n_left: int) -> None:
    """Put every touched route back as it was."""
    count = state.touched.shape[0] - 1
    for q in range(state.touched[count]):
        s = state.touched[q]
        for i in range(state.tally[s].n):
            state.at[state.route[s, i]] = -1
    unpin_all(given, state)
    for q in range(state.touched[count]):
        s = state.touched[q]
        n = state.old_tally[s].n
        state.tally[s].n = n
        for i in range(n):
            j = state.old_route[s, i]
            state.route[s, i] = j
            state.at[j] = s
        run_route(given, state, s)
        # The same route again: what was remembered about it holds.
        state.tally[s].version = state.old_tally[s].version
    state.tell[N_LEFT] = n_left
    for i in range(n_left):
        state.left[i] = state.old_left[i]


@kernel
def keep_best(state: State) -> None:
    """Copy the plan to the best so far."""
    for s in range(state.tally.shape[0]):
        n = state.tally[s].n
        state.best_n[s] = n
        for i in range(n):
            state.best_route[s, i] = state.route[s, i]
    state.best_pinned[:] = state.pinned


@kernel
def anneal_borrowed(
    given: Given,
    state: State,
    iterations: int,
    hot: float,
    cool: float,
    mean_removed: float,
    max_length: float,
) -> int:
    """See `search`."""
    count = state.touched.shape[0] - 1
    heat = hot
    for step in range(iterations):
        if state.tell[STOP] != 0:
            return step
        n_left = state.tell[N_LEFT]
        for i in range(n_left):
            state.old_left[i] = state.left[i]
        if given.links.shape[0] > 0:
            state.old_pinned[:] = state.pinned
        state.touched[count] = 0
        sound = ruin(given, state, mean_removed, max_length)
        if sound:
            order_left(given, state)
            sound = recreate(given, state, BLINK)
        new = 0
        if sound:
            new = state.tell[COST]
            for i in range(n_left):
                new -= given.job[state.old_left[i]].price
            for i in range(state.tell[N_LEFT]):
                new += given.job[state.left[i]].price
            for q in range(state.touched[count]):
                s = state.touched[q]
                new += state.tally[s].cost - state.old_tally[s].cost
        if sound and new < state.tell[COST] - heat * math.log(chance(state.rng) + 1e-300):
            state.tell[COST] = new
            if new < state.tell[BEST]:
                state.tell[BEST] = new
                keep_best(state)
        else:
            undo(given, state, n_left)
        for q in range(state.touched[count]):
            state.is_touched[state.touched[q]] = 0
        state.tell[DONE] += 1
        heat *= cool
    return iterations


@kernel
def search(
    given: Given,
    state: State,
    iterations: int,
    hot: float,
    cool: float,
    mean_removed: float,
    max_length: float,
) -> int:
    """Anneal for some iterations while the temperature sinks from `hot` by `cool` each.

    Returns the iterations done: fewer when STOP was set.
    """
    return anneal_borrowed(
        borrowed(given), borrowed(state), iterations, hot, cool, mean_removed, max_length
    )


@kernel
def insert_left(given: Given, state: State) -> bool:
    """`recreate` in the order of `State.left`, for callers in Python."""
    return recreate(borrowed(given), borrowed(state), 0.0)
