"""Who may do what: the hard filters that ask nothing of the route, for all pairs at once."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sortie_routing.engine.arrays import Array
from sortie_routing.engine.days import OpenDay
from sortie_routing.engine.members import Member
from sortie_routing.problem import FOREVER_S, NEVER_S, Held, Worker

_NOT_HELD = Held(-1, FOREVER_S, NEVER_S)


def may_take(
    members: Sequence[Member],
    days: Sequence[OpenDay],
    window: Array,
    n_window: Array,
) -> Array:
    """b1[J, S]. A skill or certificate must hold for every beginning possible in that shift."""
    filters = Filters(days)
    found = np.zeros((len(members), len(days)), np.bool_)
    for i, member in enumerate(members):
        if n_window[i]:
            first, last = int(window[i, 0, 0]), int(window[i, n_window[i] - 1, 1])
            found[i] = filters.allow(member, first, last)
    _join_same_worker(members, days, found)
    return found


class Filters:
    """Columns over the days, built when first asked for."""

    def __init__(self, days: Sequence[OpenDay]) -> None:
        self.days = days
        self.open = np.array([d.open_s for d in days], np.int64)
        self.close = np.array([d.close_s + d.over_s for d in days], np.int64)
        self.ids = np.array([d.worker.id for d in days], dtype=object)
        self.held: dict[tuple[str, str], tuple[Array, Array, Array]] = {}
        self.stock: dict[str, Array] = {}
        self.areas: dict[frozenset[str], Array] = {}
        self.keys = {d.key: n for n, d in enumerate(days)}

    def allow(self, member: Member, first: int, last: int) -> Array:
        """b1[S] for one member whose work may begin from `first` to `last`."""
        job = member.job
        if member.held and member.booking is not None:
            # Somebody decided it by hand: no filter takes it away again.
            at = self.keys[member.booking.worker_id, member.booking.shift]
            only: Array = np.arange(len(self.days)) == at
            return only
        lo, hi = np.maximum(self.open, first), np.minimum(self.close, last)
        ok = lo <= hi
        for name, need in job.skills.items():
            ok &= self._holds("skill", name, lambda w: w.skills, need, lo, hi)
        for name in job.certificates:
            ok &= self._holds("certificate", name, lambda w: w.certificates, 0, lo, hi)
        for name, count in job.parts.items():
            ok &= self._stocked(name) >= count
        if job.areas is not None:
            ok &= self._inside(job.areas)
        if job.fixed_worker is not None:
            ok &= self.ids == job.fixed_worker
        for excluded in job.excluded:
            ok &= self.ids != excluded
        return ok

    def _holds(
        self,
        kind: str,
        name: str,
        of: Callable[[Worker], Mapping[str, Held]],
        need: int,
        lo: Array,
        hi: Array,
    ) -> Array:
        column = self.held.get((kind, name))
        if column is None:
            held = [of(d.worker).get(name, _NOT_HELD) for d in self.days]
            column = (
                np.array([h.level for h in held], np.int64),
                np.array([h.since_s for h in held], np.int64),
                np.array([h.until_s for h in held], np.int64),
            )
            self.held[kind, name] = column
        level, since, until = column
        found: Array = (level >= need) & (since <= lo) & (until > hi)
        return found

    def _stocked(self, name: str) -> Array:
        if name not in self.stock:
            most = 1 << 30
            self.stock[name] = np.array(
                [most if d.worker.stock is None else d.worker.stock.get(name, 0) for d in self.days]
            )
        return self.stock[name]

    def _inside(self, areas: frozenset[str]) -> Array:
        if areas not in self.areas:
            self.areas[areas] = np.array(
                [d.worker.areas is None or bool(d.worker.areas & areas) for d in self.days],
                np.bool_,
            )
        return self.areas[areas]


def _join_same_worker(members: Sequence[Member], days: Sequence[OpenDay], found: Array) -> None:
    """Jobs bound to one worker go only to who can take them all; so do the ends of a pair."""
    groups: dict[str, list[int]] = {}
    of_job = {m.job.id: i for i, m in enumerate(members)}
    for i, member in enumerate(members):
        if member.job.same_worker:
            groups.setdefault("worker " + member.job.same_worker, []).append(i)
        if member.job.delivers in of_job:
            groups[f"pair {i}"] = [i, of_job[member.job.delivers]]
    people = np.array([d.worker.id for d in days], dtype=object)
    for key, mine in groups.items():
        if key.startswith("pair "):
            found[mine] = found[mine].all(axis=0)
            continue
        for worker_id in set(people):
            his = people == worker_id
            if not found[np.ix_(mine, his)].any(axis=1).all():
                found[np.ix_(mine, his)] = False
