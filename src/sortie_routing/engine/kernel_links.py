"""Jobs tied to others: crews at one time, one after the other, the same or another person.

What ties two shifts together is placed at a moment that stays until the job is taken out: its
window shrinks to that moment, and each route can again be judged alone.
"""

# Fields of a record are Any to mypy; numba infers them.
# mypy: disable-error-code="no-any-return"

import numpy as np

from sortie_routing.engine.arrays import (
    AFTER,
    APART,
    BEFORE,
    CREW,
    N_LEFT,
    NEVER,
    SAME,
    Given,
    State,
)
from sortie_routing.engine.jit import kernel
from sortie_routing.engine.kernel_place import ask, chance, put_in, take_out, touch
from sortie_routing.engine.kernel_time import begin, run_route, work_s

MOMENTS = 12
"""Beginnings tried for a crew."""


@kernel
def pin(state: State, j: int, t: int) -> None:
    """Job j begins at t and at no other time."""
    state.window[j, 0, 0] = t
    state.window[j, 0, 1] = t
    state.n_window[j] = 1
    state.pinned[j] = t


@kernel
def unpin(given: Given, state: State, j: int) -> None:
    """Job j has its own windows again."""
    state.n_window[j] = given.n_window[j]
    for k in range(given.n_window[j]):
        state.window[j, k, 0] = given.window[j, k, 0]
        state.window[j, k, 1] = given.window[j, k, 1]
    state.pinned[j] = -1


@kernel
def unpin_all(given: Given, state: State) -> None:
    """Every timed job as it was at the beginning of this iteration."""
    if given.links.shape[0] == 0:
        return
    for j in range(state.at.shape[0]):
        if state.pinned[j] != state.old_pinned[j]:
            if state.old_pinned[j] < 0:
                unpin(given, state, j)
            else:
                pin(state, j, state.old_pinned[j])


@kernel
def remove_linked(given: Given, state: State, first: int) -> None:
    """With each job taken out since `first`: the rest of its crew or pair, and what follows it."""
    i = first
    while i < state.tell[N_LEFT]:
        j = state.left[i]
        i += 1
        job = given.job[j]
        if job.timed == 1:
            unpin(given, state, j)
        for x in range(job.link - 1, job.link_end):
            other = job.pair
            if x >= job.link:
                kind = given.links[x, 0]
                if kind not in (CREW, AFTER):
                    continue
                other = given.links[x, 1]
            if other < 0 or state.at[other] < 0 or given.job[other].fixed == 1:
                continue
            touch(state, state.at[other])
            take_out(state, other)
            state.left[state.tell[N_LEFT]] = other
            state.tell[N_LEFT] += 1


@kernel
def person_fits(given: Given, state: State, j: int, s: int) -> bool:
    """Whether the person of shift s is another, or the same, as the links of j ask."""
    person = given.shift[s].person
    for x in range(given.job[j].link, given.job[j].link_end):
        at = state.at[given.links[x, 1]]
        if at < 0:
            continue
        kind = given.links[x, 0]
        same = given.shift[at].person == person
        if kind == SAME and not same:
            return False
        if kind in (APART, CREW) and same:
            return False
    return True


@kernel
def time_bounds(given: Given, state: State, j: int) -> tuple[int, int]:
    """First and last beginning that the jobs before and after leave; (1, 0) when one before j
    isn't placed.
    """
    low, high = -NEVER, NEVER
    job = given.job[j]
    for x in range(job.link, job.link_end):
        kind, other = given.links[x, 0], given.links[x, 1]
        spent = given.job[other].work + given.job[other].setup
        if kind == BEFORE:
            if state.at[other] < 0:
                return 1, 0
            low = max(low, state.pinned[other] + spent)
        elif kind == AFTER and state.at[other] >= 0:
            high = min(high, state.pinned[other] - job.work - job.setup)
    return low, high


@kernel
def narrow(given: Given, state: State, j: int, low: int, high: int) -> bool:
    """Cut j's windows to low..high; False when nothing is left."""
    out = 0
    for k in range(given.n_window[j]):
        a = max(low, given.window[j, k, 0])
        z = min(high, given.window[j, k, 1])
        if a <= z:
            state.window[j, out, 0] = a
            state.window[j, out, 1] = z
            out += 1
    state.n_window[j] = out
    return out > 0


@kernel
def best_linked(given: Given, state: State, j: int, limit: int) -> tuple[int, int, int, int]:
    """As `best_of_all`, among the people the links allow, and nothing from memory."""
    best, shift, at, to = limit, -1, -1, -1
    for q in range(given.job[j].n_cand):
        s = given.cand[j, q]
        if not person_fits(given, state, j, s):
            continue
        pair = given.job[j].pair
        if pair >= 0 and not person_fits(given, state, pair, s):
            continue
        cost, k, second = ask(given, state, j, s, best)
        if k >= 0 and cost < best:
            best, shift, at, to = cost, s, k, second
    return best, shift, at, to


@kernel
def begins_at(given: Given, state: State, j: int) -> int:
    """When the placed job j begins."""
    s = state.at[j]
    k = 0
    while state.route[s, k] != j:
        k += 1
    before = given.shift[s].start if k == 0 else given.job[state.route[s, k - 1]].place
    return state.mark[s, k + 1].leave - work_s(given, before, j)


@kernel
def place_linked(given: Given, state: State, j: int) -> bool:
    """Place job j (with its crew or delivery) if it pays; False when a route broke."""
    job = given.job[j]
    low, high = time_bounds(given, state, j)
    if low > high:
        return True
    limit = job.price
    if job.pair >= 0:
        limit += given.job[job.pair].price
    if has_crew(given, j):
        return place_crew(given, state, j, low, high)
    if job.timed == 1 and not narrow(given, state, j, low, high):
        unpin(given, state, j)
        return True
    _, s, k, to = best_linked(given, state, j, limit)
    if s < 0:
        if job.timed == 1:
            unpin(given, state, j)
        return True
    sound = put_in(given, state, j, s, k, to)
    if sound and job.timed == 1:
        pin(state, j, begins_at(given, state, j))
        sound = run_route(given, state, s)
    return sound


@kernel
def has_crew(given: Given, j: int) -> bool:
    """Whether others work with j at the same time."""
    for x in range(given.job[j].link, given.job[j].link_end):
        if given.links[x, 0] == CREW:
            return True
    return False


@kernel
def moments(given: Given, state: State, j: int, low: int, high: int) -> tuple[np.ndarray, int]:
    """Beginnings worth trying: when somebody would be there anyway; at most MOMENTS, by chance."""
    found = np.empty(MOMENTS, np.int64)
    seen = 0
    if not narrow(given, state, j, low, high):
        return found, 0
    for q in range(given.job[j].n_cand):
        s = given.cand[j, q]
        way = given.travel[given.shift[s].profile]
        for k in range(state.tally[s].n + 1):
            here = given.shift[s].start if k == 0 else given.job[state.route[s, k - 1]].place
            there = state.mark[s, k].leave + way[here, given.job[j].place]
            t = begin(there, state.window, state.n_window, j)
            if t >= NEVER:
                break
            if seen < MOMENTS:
                found[seen] = t
            else:
                slot = int(chance(state.rng) * (seen + 1))
                if slot < MOMENTS:
                    found[slot] = t
            seen += 1
    return found, min(seen, MOMENTS)


@kernel
def try_crew(given: Given, state: State, j: int, t: int, limit: int) -> tuple[int, bool]:
    """(added points, sound) of the whole crew beginning at t; it stays placed if below `limit`."""
    job = given.job[j]
    cost = 0
    fits, sound = True, True
    for x in range(job.link - 1, job.link_end):
        m = j
        if x >= job.link:
            if given.links[x, 0] != CREW:
                continue
            m = given.links[x, 1]
        if not fits or state.at[m] >= 0:
            continue
        if not narrow(given, state, m, t, t):
            fits = False
            continue
        added, s, k, to = best_linked(given, state, m, limit - cost)
        if s < 0:
            fits = False
            continue
        pin(state, m, t)
        cost += added
        sound = put_in(given, state, m, s, k, to) and sound
        fits = sound
    if not fits:
        clear_crew(given, state, j)
    return cost if fits else limit, sound or not fits


@kernel
def clear_crew(given: Given, state: State, j: int) -> None:
    """Take out every member that may be."""
    job = given.job[j]
    for x in range(job.link - 1, job.link_end):
        m = j
        if x >= job.link:
            if given.links[x, 0] != CREW:
                continue
            m = given.links[x, 1]
        if given.job[m].fixed == 1 and state.at[m] >= 0:
            continue
        s = state.at[m]
        if s >= 0:
            take_out(state, m)
            unpin(given, state, m)
            run_route(given, state, s)
        else:
            unpin(given, state, m)


@kernel
def place_crew(given: Given, state: State, j: int, low: int, high: int) -> bool:
    """Try several beginnings for the whole crew and keep the cheapest."""
    job = given.job[j]
    limit = job.price
    for x in range(job.link, job.link_end):
        if given.links[x, 0] == CREW:
            m = given.links[x, 1]
            limit += given.job[m].price
            if state.at[m] >= 0:
                low = max(low, state.pinned[m])
                high = min(high, state.pinned[m])
            elif m < j:
                return True
    times, n = moments(given, state, j, low, high)
    unpin(given, state, j)
    best, best_t = limit, -1
    for i in range(n):
        cost, sound = try_crew(given, state, j, times[i], best)
        if not sound:
            return False
        if cost < best:
            best, best_t = cost, times[i]
            clear_crew(given, state, j)
    if best_t < 0:
        return True
    _, sound = try_crew(given, state, j, best_t, limit)
    return sound
