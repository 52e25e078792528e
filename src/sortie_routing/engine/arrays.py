"""The arrays the kernels run on: shapes, units, and who may write.

J jobs (a crew's job counts once a member), S shifts (a worker's working day each), M the most
visits a shift can hold, N places, P travel profiles, Q counted stocks, D loads, K neighbours.
Times are whole seconds since the problem's base; prices and costs are points after ranks.
Record arrays keep what is read together side by side.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

NEVER = 1 << 30
"""A moment beyond every horizon (34 years)."""

type Array = NDArray[Any]

JOB = np.dtype(
    [
        ("place", "i8"),
        ("work", "i8"),  # seconds of work, without set-up
        ("setup", "i8"),  # seconds before it, unless the visit before is at the same place
        ("due", "i8"),  # soft latest beginning; NEVER when there is none
        ("late", "i8"),  # points a second after `due`
        ("price", "i8"),  # points for leaving it over
        ("n_cand", "i8"),
        ("pair", "i8"),  # the delivery of a pick-up, the pick-up of a delivery, or -1
        ("brings", "i8"),  # 1 on the delivery of a pair
        ("fixed", "i8"),  # 1: bound to its shift, never ruined
        ("timed", "i8"),  # 1: links to other shifts; its beginning is pinned when placed
        ("link", "i8"),  # its links are links[link:link_end]
        ("link_end", "i8"),
    ],
    align=True,
)
SHIFT = np.dtype(
    [
        ("start", "i8"),  # place
        ("end", "i8"),  # place
        ("person", "i8"),
        ("profile", "i8"),
        ("open", "i8"),
        ("close", "i8"),
        ("over", "i8"),  # seconds past `close` that may be worked
        ("max_jobs", "i8"),
        ("max_travel", "i8"),
        ("n_pause", "i8"),
        ("share", "i8"),  # seconds of work above which fairness has a price
        ("done", "i8"),  # seconds of work already begun today
        ("called", "i8"),  # 1: work has begun, calling the worker in costs nothing more
    ],
    align=True,
)
MARK = np.dtype(
    [
        ("leave", "i8"),  # when one leaves position k-1; k = 0: when the shift opens
        ("pauses", "i8"),  # pauses taken by then
        ("late", "i8"),  # points of lateness by then
        ("latest", "i8"),  # latest arrival at position k, pauses left out
        ("here", "i8"),  # place one leaves for position k: of the visit before, or the start
        ("step", "i8"),  # seconds from `here` to position k, or home
        ("plain", "i8"),  # 1: nothing from k on needs more than `latest` to judge
    ],
    align=True,
)
TALLY = np.dtype(
    [
        ("n", "i8"),  # visits
        ("travel", "i8"),  # seconds
        ("work", "i8"),  # seconds, with set-up and what was begun before
        ("over", "i8"),  # seconds past `close`
        ("cost", "i8"),
        ("version", "i8"),  # changes whenever the route does; equal numbers mean equal routes
    ],
    align=True,
)
MEMO = np.dtype(
    [
        ("cost", "i8"),  # of the best place in this shift, or a lower bound of it (at = -1)
        ("version", "i8"),  # of the route it was found for
        ("at", "i8"),
        ("to", "i8"),  # position of the delivery of a pair, as if the pick-up stood
    ],
    align=True,
)

CREW, BEFORE, AFTER, APART, SAME = range(5)
"""Kinds of link: works at the same time; must be over first; must begin later; other person;
same person."""

N_LEFT, NEXT_VERSION, COST, BEST, DONE, STOP = range(6)
"""Slots of `State.tell`."""

P_TRAVEL, P_OVER, P_UNFAIR, P_USE = range(4)
"""Slots of `Given.prices`: points a second of travel, overtime, work above the share; a worker."""


class Given(NamedTuple):
    """What doesn't change during a search. Shared by all threads; nobody writes."""

    travel: Array  # i4[P, N, N] seconds; every other number is i8, so each kernel compiles once
    back: Array  # i4[P, N, N] the same, [destination][origin]: one row tells all ways to a place
    job: Array  # JOB[J]
    shift: Array  # SHIFT[S]
    window: Array  # i8[J, W, 2] hard bounds of the beginning, both ends included, in order
    n_window: Array  # i8[J]
    pause: Array  # i8[S, B, 3] first and last beginning, length; by first beginning
    need: Array  # i8[J, Q] pieces used
    stock: Array  # i8[S, Q]
    load: Array  # i8[J, D] on (+) or off (-) the vehicle, pairs only
    room: Array  # i8[S, D]
    assign: Array  # i8[J, S] points for who does it: preference, wished skills, stability
    cand: Array  # i8[J, S] shifts that may take the job, near ones first; n_cand of them
    near: Array  # i8[J, K] other jobs, near ones first
    links: Array  # i8[L, 2] kind, other job
    prices: Array  # i8[4]


class State(NamedTuple):
    """One search's own arrays."""

    route: Array  # i8[S, M] jobs in order
    tally: Array  # TALLY[S]
    mark: Array  # MARK[S, M + 1]
    at: Array  # i8[J] shift, or -1
    used: Array  # i8[S, Q]
    window: Array  # i8[J, W, 2] as given, but for pinned jobs
    n_window: Array  # i8[J]
    memo: Array  # MEMO[J, S], second index as in `cand`
    left: Array  # i8[J] jobs not placed, N_LEFT of them
    tell: Array  # i8[6], see the slots above
    rng: Array  # u8[1]
    scratch: Array  # i8[M + 2]
    old_route: Array  # i8[S, M] routes before this iteration
    old_tally: Array  # TALLY[S]
    touched: Array  # i8[S + 1] shifts changed in this iteration; the last slot counts them
    is_touched: Array  # i8[S]
    old_left: Array  # i8[J]
    key: Array  # f8[J]
    pinned: Array  # i8[J] beginning a timed job was placed at, or -1
    old_pinned: Array  # i8[J]
    best_route: Array  # i8[S, M]
    best_n: Array  # i8[S]
    best_pinned: Array  # i8[J]
