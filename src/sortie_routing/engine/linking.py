"""What ties jobs to each other, as arrays: pairs, crews, order, same and other person."""

from collections.abc import Sequence

import numpy as np

from sortie_routing.engine.arrays import AFTER, APART, BEFORE, CREW, NEVER, SAME, Array
from sortie_routing.engine.days import OpenDay
from sortie_routing.engine.members import Member


def pair_arrays(
    members: Sequence[Member], days: Sequence[OpenDay], job: Array
) -> tuple[Array, Array]:
    """(i8[J, D] load on or off, i8[S, D] room); fills `pair` and `brings`."""
    first = {m.job.id: i for i, m in enumerate(members) if m.number == 0}
    names: set[str] = set()
    for i, member in enumerate(members):
        pick_up = first.get(member.job.delivers or "")
        if pick_up is not None:
            job[i]["pair"], job[i]["brings"], job[pick_up]["pair"] = pick_up, 1, i
            # A pair of nothing still has a column: the kernels know pairs by it.
            names |= {"", *member.job.load, *members[pick_up].job.load}
    ordered = sorted(names)
    load = np.zeros((len(members), len(ordered)), np.int64)
    room = np.full((len(days), len(ordered)), NEVER, np.int64)
    for d, name in enumerate(ordered):
        for i, member in enumerate(members):
            if job[i]["pair"] >= 0:
                units = abs(member.job.load.get(name, 0))
                load[i, d] = -units if job[i]["brings"] else units
        for i, day in enumerate(days):
            if day.worker.capacity is not None and name in day.worker.capacity:
                room[i, d] = day.worker.capacity[name]
    return load, room


def link_arrays(members: Sequence[Member], job: Array) -> Array:
    """i8[L, 2] kind and other job, both ways round; fills `link`, `link_end` and `timed`."""
    flat: list[tuple[int, int]] = []
    for i, mine in enumerate(_links(members)):
        job[i]["link"] = len(flat)
        flat += sorted(mine)
        job[i]["link_end"] = len(flat)
        job[i]["timed"] = int(any(kind in (CREW, BEFORE, AFTER) for kind, _ in mine))
    return np.array(flat, np.int64).reshape(-1, 2)


def _links(members: Sequence[Member]) -> list[set[tuple[int, int]]]:
    of_job: dict[str, list[int]] = {}
    same: dict[str, list[int]] = {}
    for i, member in enumerate(members):
        of_job.setdefault(member.job.id, []).append(i)
        if member.job.same_worker:
            same.setdefault(member.job.same_worker, []).append(i)
    found: list[set[tuple[int, int]]] = [set() for _ in members]
    for i, member in enumerate(members):
        mine = member.job
        found[i] |= {(CREW, k) for k in of_job[mine.id] if k != i}
        found[i] |= {(SAME, k) for k in same.get(mine.same_worker, ()) if k != i}
        for kind, back, others in ((BEFORE, AFTER, mine.after), (APART, APART, mine.apart_from)):
            for k in (k for other in others for k in of_job.get(other, ())):
                found[i].add((kind, k))
                found[k].add((back, i))
    return found
