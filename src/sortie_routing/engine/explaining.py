"""Why a job has no place with somebody: the first reason that explains it, for each worker."""

from typing import TYPE_CHECKING

from sortie_routing.answer import ExcludedWorker, Exclusion, Reason
from sortie_routing.engine.arrays import APART, BEFORE, CREW, SAME, State
from sortie_routing.engine.compiling import Compiled
from sortie_routing.engine.kernel_place import ask
from sortie_routing.qualify import job_spans, qualified_spans

if TYPE_CHECKING:
    from sortie_routing.problem import Job, Worker

_ANY_COST = 1 << 60


def why_left(made: Compiled, state: State, j: int) -> tuple[ExcludedWorker, ...]:
    """One entry a worker. About 10 µs for each that is qualified."""
    job = made.members[j].job
    spans = job_spans(job, made.problem.now_s)
    if not spans:
        closed = (Exclusion(Reason.WINDOW_CLOSED, {}),)
        return tuple(ExcludedWorker(w.id, closed) for w in made.problem.workers)
    shifts: dict[str, list[int]] = {}
    for s, day in enumerate(made.days):
        shifts.setdefault(day.worker.id, []).append(s)
    allowed = set(made.given.cand[j, : made.given.job[j]["n_cand"]].tolist())
    tied = _tied(made, state, j)
    found = []
    for worker in made.problem.workers:
        mine = shifts.get(worker.id, [])
        _, out = qualified_spans(job, worker, spans)
        if not out:
            asked = [s for s in mine if s in allowed]
            out = [_why(made, state, j, worker, mine, asked, tied)]
        found.append(ExcludedWorker(worker.id, tuple(out)))
    return tuple(found)


def _tied(made: Compiled, state: State, j: int) -> str | None:
    """A job without which this one can't be placed, and which isn't."""
    row = made.given.job[j]
    for kind, other in made.given.links[row["link"] : row["link_end"]].tolist():
        if kind in (BEFORE, CREW) and state.at[other] < 0:
            return str(made.members[other].job.id)
    return None


def _why(
    made: Compiled,
    state: State,
    j: int,
    worker: "Worker",
    mine: list[int],
    asked: list[int],
    tied: str | None,
) -> Exclusion:
    job = made.members[j].job
    for part, need in sorted(job.parts.items()):
        have = need if worker.stock is None else worker.stock.get(part, 0)
        if have < need:
            return Exclusion(Reason.PARTS_SHORT, {"part": part, "need": need, "have": have})
    if mine and all(made.given.shift[s]["max_jobs"] == 0 for s in mine):
        return Exclusion(Reason.MAX_JOBS, {"limit": worker.max_jobs or 0})
    if not mine or not asked:
        return _no_shift(made, job, worker, mine)
    if tied is not None:
        return Exclusion(Reason.LINKED, {"job": tied})
    return _no_offer(made, state, j, worker, asked)


def _no_offer(
    made: Compiled, state: State, j: int, worker: "Worker", asked: list[int]
) -> Exclusion:
    """Asks the engine for a place at any price."""
    full = [s for s in asked if state.tally[s]["n"] >= made.given.shift[s]["max_jobs"]]
    if len(full) == len(asked):
        return Exclusion(Reason.MAX_JOBS, {"limit": worker.max_jobs or 0})
    best = _ANY_COST
    price = int(made.given.job[j]["price"])
    for s in asked:
        cost, k, _ = ask(made.given, state, j, s, _ANY_COST)
        best = min(best, int(cost)) if k >= 0 else best
    if best < _ANY_COST:
        if best >= price:
            return Exclusion(Reason.TOO_DEAR, {"points": best, "price": price})
        return Exclusion(Reason.LINKED, {"job": _person_link(made, state, j)})
    return _no_place(made, state, j, worker, asked)


def _person_link(made: Compiled, state: State, j: int) -> str:
    row = made.given.job[j]
    for kind, other in made.given.links[row["link"] : row["link_end"]].tolist():
        if kind in (APART, SAME) and state.at[other] >= 0:
            return str(made.members[other].job.id)
    return made.members[j].job.id


def _no_shift(made: Compiled, job: "Job", worker: "Worker", mine: list[int]) -> Exclusion:
    for leave in worker.absences:
        for shift in worker.shifts:
            if leave.start_s < shift.end_s and leave.end_s > shift.start_s:
                return Exclusion(Reason.ON_LEAVE, {"start_s": leave.start_s, "end_s": leave.end_s})
    del made
    if mine:
        return Exclusion(Reason.NO_TRAVEL_TIME, {"duration_s": job.duration_s})
    return Exclusion(Reason.NO_SHIFT, {})


def _no_place(
    made: Compiled, state: State, j: int, worker: "Worker", asked: list[int]
) -> Exclusion:
    """Counts, travel, then time."""
    job = made.members[j].job
    given = made.given
    for s in asked:
        short = given.need[j] + state.used[s] > given.stock[s]
        if not short.any():
            break
    else:
        part = next(iter(sorted(job.parts)), None)
        if part is None:
            return Exclusion(Reason.CAPACITY, {})
        have = 0 if worker.stock is None else worker.stock.get(part, 0)
        return Exclusion(Reason.PARTS_SHORT, {"part": part, "need": job.parts[part], "have": have})
    limits = [worker.shifts[made.days[s].shift].max_travel_s for s in asked]
    for s, limit in zip(asked, limits, strict=True):
        if limit is not None and state.tally[s]["travel"] >= limit * 9 // 10:
            return Exclusion(Reason.MAX_TRAVEL, {"limit_s": limit})
    busy = next((s for s in asked if state.tally[s]["n"]), None)
    if busy is None:
        return Exclusion(Reason.NO_TRAVEL_TIME, {"duration_s": job.duration_s})
    return Exclusion(Reason.OVERLAP, {"job": _neighbour(made, state, j, busy)})


def _neighbour(made: Compiled, state: State, j: int, s: int) -> str:
    """The visit whose time stands nearest to the job's first window."""
    first = int(made.given.window[j, 0, 0])
    n = int(state.tally[s]["n"])
    near = min(range(n), key=lambda k: abs(int(state.mark[s, k + 1]["leave"]) - first))
    return made.members[int(state.route[s, near])].job.id
