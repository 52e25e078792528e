"""From a problem to arrays: members, days, places, prices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sortie_routing.engine import arrays
from sortie_routing.engine.arrays import NEVER, Array, Given
from sortie_routing.engine.days import OpenDay, open_days
from sortie_routing.engine.linking import link_arrays, pair_arrays
from sortie_routing.engine.matrices import table
from sortie_routing.engine.members import Member
from sortie_routing.engine.pricing import assign_points, prices
from sortie_routing.engine.qualifying import may_take
from sortie_routing.objective import Objective, Term
from sortie_routing.problem import FOREVER_S, Booking, Hold, Job, Place, Problem, TravelTime
from sortie_routing.timing import Spans

NEAR = 100
_BOARD_WINDOWS = 6
"""Windows a job that comes to a board later may have."""
HELD = 1 << 52
"""What leaving a held booking over costs on top: they go in first."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The arrays with the way back to names. `jobs` holds all jobs, begun and held ones too."""

    problem: Problem
    objective: Objective
    travel: TravelTime
    given: Given
    base_s: int
    members: tuple[Member, ...]
    days: tuple[OpenDay, ...]
    jobs: dict[str, Job]
    places: dict[Place, int]
    profiles: tuple[tuple[TravelTime, float | None], ...]
    counted: tuple[tuple[str, str], ...]
    real_places: int


def compiled(problem: Problem, travel: TravelTime) -> Compiled:
    """Everything the kernels need. About 0.2 s for 2,000 jobs and 220 shifts."""
    problem = _stops_as_bookings(problem)
    jobs = _by_id(problem)
    days = open_days(problem, jobs, travel)
    members = _members(problem, days)
    base_s = min([problem.now_s, *(d.open_s for d in days)])
    places = _places(members, days)
    profiles, models, ways = _profiles(days, travel, list(places))
    windows, n_window = _windows(problem, members, base_s)
    job = _job_array(problem.objective, members, places, base_s)
    shift = _shift_array(problem, members, days, places, profiles, base_s)
    counted, need, stock = _counts(members, days, jobs)
    pairs = pair_arrays(members, days, job)
    links = link_arrays(members, job)
    ok = may_take(members, days, windows + base_s, n_window)
    _reach(ok, ways, job, shift, windows, n_window)
    given = Given(
        travel=ways,
        back=np.ascontiguousarray(ways.transpose(0, 2, 1)),
        job=job,
        shift=shift,
        window=windows,
        n_window=n_window,
        pause=_pauses(days, base_s, shift),
        need=need,
        stock=stock,
        load=pairs[0],
        room=pairs[1],
        assign=assign_points(problem.objective, members, days),
        cand=_candidates(ok, ways, job, shift),
        near=_near(ways, job),
        links=links,
        prices=prices(problem.objective),
    )
    return Compiled(
        problem=problem,
        objective=problem.objective,
        travel=travel,
        given=given,
        base_s=base_s,
        members=members,
        days=tuple(days),
        jobs=jobs,
        places=places,
        profiles=models,
        counted=counted,
        real_places=sum(not p.key.startswith("\0") for p in places),
    )


def _by_id(problem: Problem) -> dict[str, Job]:
    jobs = {job.id: job for job in problem.jobs}
    if len(jobs) != len(problem.jobs):
        raise ValueError("two jobs bear the same id")
    return jobs


def _stops_as_bookings(problem: Problem) -> Problem:
    """Stops that workers hold become jobs with a held booking, so that there is one kind of visit."""
    jobs, bookings, known = [], [], {j.id for j in problem.jobs}
    for worker in problem.workers:
        for stop in worker.stops:
            numbers = [
                n
                for n, s in enumerate(worker.shifts)
                if s.start_s <= stop.start_s < s.end_s + s.overtime_s
            ]
            if not numbers or stop.job_id in known or stop.end_s <= problem.now_s:
                continue
            known.add(stop.job_id)
            jobs.append(
                Job(
                    stop.job_id,
                    stop.place,
                    max(1, stop.duration_s),
                    windows=stop.windows,
                    latest_s=stop.latest_s,
                    fixed_worker=worker.id,
                    earliest_s=stop.start_s,
                )
            )
            hold = Hold.TIME if stop.pinned else Hold.PERSON
            hold = Hold.BEGUN if stop.start_s < problem.now_s else hold
            bookings.append(Booking(stop.job_id, worker.id, numbers[0], stop.start_s, hold))
    if not jobs:
        return problem
    return replace(problem, jobs=(*problem.jobs, *jobs), bookings=(*problem.bookings, *bookings))


def _members(problem: Problem, days: Sequence[OpenDay]) -> tuple[Member, ...]:
    """Every job's members but those already begun."""
    known = {d.key for d in days}
    booked: dict[str, list[Booking]] = {}
    for booking in problem.bookings:
        booked.setdefault(booking.job_id, []).append(booking)
    found = []
    for job in problem.jobs:
        mine = sorted(booked.get(job.id, ()), key=lambda b: (b.hold is not Hold.BEGUN, b.worker_id))
        for number in range(job.crew):
            place = mine[number] if number < len(mine) else None
            if place is not None and place.hold is Hold.BEGUN:
                continue
            gone = place is not None and (place.worker_id, place.shift) not in known
            found.append(Member(job, number, None if gone else place))
    return tuple(found)


def _places(members: Sequence[Member], days: Sequence[OpenDay]) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for day in days:
        found.setdefault(day.start_place, len(found))
        if day.end_place is not None:
            found.setdefault(day.end_place, len(found))
    for member in members:
        found.setdefault(member.job.place, len(found))
    return found


def _profiles(
    days: Sequence[OpenDay], travel: TravelTime, places: Sequence[Place]
) -> tuple[list[int], tuple[tuple[TravelTime, float | None], ...], Array]:
    """(profile of each day, model and speed of each profile, i4[P, N, N])."""
    models: dict[tuple[int, float | None], tuple[int, TravelTime]] = {}
    numbers = []
    for day in days:
        model = day.worker.travel or travel
        key = (id(model), day.worker.speed_mps)
        models.setdefault(key, (len(models), model))
        numbers.append(models[key][0])
    if not models:
        models[0, None] = (0, travel)
    used = tuple((model, speed) for (_, speed), (_, model) in models.items())
    # A board's blank places come last; no model is asked about them.
    real = [p for p in places if not p.key.startswith("\0")]
    ways = np.zeros((len(used), len(places) + 1, len(places) + 1), np.int32)
    for n, (model, speed) in enumerate(used):
        ways[n, : len(real), : len(real)] = table(model, real, speed)[:-1, :-1]
    return numbers, used, ways


def start_spans(problem: Problem, member: Member) -> Spans:
    """When the work may begin, both ends included, whoever does it."""
    job = member.job
    if member.booking is not None and member.booking.hold is Hold.TIME:
        return ((member.booking.start_s, member.booking.start_s),)
    first, last = max(job.earliest_s, problem.now_s), min(job.latest_s, FOREVER_S)
    spans = (
        sorted((w.start_s, w.end_s - 1) for w in job.windows) if job.windows else [(first, last)]
    )
    found: list[tuple[int, int]] = []
    for a, b in spans:
        lo, hi = max(a, first), min(b, last)
        if lo > hi:
            continue
        if found and lo <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], hi))
        else:
            found.append((lo, hi))
    return tuple(found)


def _windows(problem: Problem, members: Sequence[Member], base_s: int) -> tuple[Array, Array]:
    spans = [start_spans(problem, m) for m in members]
    width = max([len(s) for s in spans], default=0) or 1
    if any(m.job.id.startswith("\0") for m in members):
        width = max(width, _BOARD_WINDOWS)
    windows = np.zeros((len(members), width, 2), np.int64)
    for i, mine in enumerate(spans):
        for k, (a, b) in enumerate(mine):
            windows[i, k] = a - base_s, b - base_s
    bounded = np.clip(windows, -NEVER + 1, NEVER - 1).astype(np.int64)
    return bounded, np.array([len(s) for s in spans], np.int64)


def _job_array(
    objective: Objective, members: Sequence[Member], places: dict[Place, int], base_s: int
) -> Array:
    job = np.zeros(len(members), arrays.JOB)
    for i, member in enumerate(members):
        job_row(job[i], objective, member, places[member.job.place], base_s)
    return job


def job_row(row: Array, objective: Objective, member: Member, place: int, base_s: int) -> None:
    """Fill a job's record; links come later."""
    mine = member.job
    row["place"] = place
    row["work"], row["setup"], row["pair"] = mine.duration_s, mine.setup_s, -1
    due = NEVER if mine.due_s is None else mine.due_s - base_s
    row["due"] = min(NEVER, max(-NEVER, due))
    late, price = mine.late_price, mine.price
    if late is None:
        late = objective.late_price(mine.priority, vip=mine.vip)
    if price is None:
        price = objective.unserved_price(mine.priority, vip=mine.vip)
    row["late"] = late * objective.factor(Term.LATE)
    row["price"] = price * objective.factor(Term.UNSERVED) if member.number == 0 else 0
    if member.booking is not None:
        row["price"] += objective.moved * objective.factor(Term.STABILITY)
    if member.held:
        row["fixed"] = 1
        row["price"] += HELD


def _shift_array(
    problem: Problem,
    members: Sequence[Member],
    days: Sequence[OpenDay],
    places: dict[Place, int],
    profiles: Sequence[int],
    base_s: int,
) -> Array:
    people = {w.id: n for n, w in enumerate(problem.workers)}
    shift = np.zeros(len(days), arrays.SHIFT)
    share = fair_share_s(problem)
    for i, day in enumerate(days):
        limits = day.worker.shifts[day.shift]
        row = shift[i]
        row["start"] = places[day.start_place]
        row["end"] = len(places) if day.end_place is None else places[day.end_place]
        row["person"], row["profile"] = people[day.worker.id], profiles[i]
        row["open"], row["close"] = day.open_s - base_s, day.close_s - base_s
        row["over"] = day.over_s
        most = day.worker.max_jobs
        if most is None:
            most = len(members) + len(day.begun)
        row["max_jobs"] = max(0, min(most - len(day.begun), len(members)))
        far = NEVER if limits.max_travel_s is None else limits.max_travel_s
        row["max_travel"] = max(0, far - day.begun_travel_s)
        row["share"], row["done"] = share, day.begun_work_s
        row["called"] = 1 if day.begun else 0
    return shift


def fair_share_s(problem: Problem) -> int:
    """Seconds of work in a shift above which fairness has a price."""
    shifts = sum(len(w.shifts) for w in problem.workers)
    work = sum(j.duration_s * j.crew for j in problem.jobs)
    return round(problem.objective.fair_share * work / max(1, shifts))


def _pauses(days: Sequence[OpenDay], base_s: int, shift: Array) -> Array:
    width = max([len(d.rests) for d in days], default=0) or 1
    found = np.zeros((len(days), width, 3), np.int64)
    for i, day in enumerate(days):
        shift[i]["n_pause"] = len(day.rests)
        for k, (first, last, length) in enumerate(day.rests):
            found[i, k] = first - base_s, last - base_s, length
    return found


def _counts(
    members: Sequence[Member], days: Sequence[OpenDay], jobs: dict[str, Job]
) -> tuple[tuple[tuple[str, str], ...], Array, Array]:
    """(names, i8[J, Q] used, i8[S, Q] there): parts from the stock, loads that aren't pairs."""
    delivered = {m.job.delivers for m in members if m.job.delivers}
    lone = [m for m in members if m.job.delivers is None and m.job.id not in delivered]
    names = sorted(
        {("part", p) for m in members for p in m.job.parts}
        | {("part", p) for d in days for p in d.worker.stock or ()}
    )
    names += sorted({("load", u) for m in lone for u in m.job.load})
    need = np.zeros((len(members), len(names)), np.int64)
    stock = np.full((len(days), len(names)), NEVER, np.int64)
    lone_ids = {m.job.id for m in lone}
    for q, (kind, name) in enumerate(names):
        for i, member in enumerate(members):
            if kind == "part" and member.number == 0:
                need[i, q] = member.job.parts.get(name, 0)
            elif kind == "load" and member.job.id in lone_ids:
                need[i, q] = abs(member.job.load.get(name, 0))
        for i, day in enumerate(days):
            held = day.worker.stock if kind == "part" else day.worker.capacity
            if held is not None and (kind == "part" or name in held):
                stock[i, q] = held.get(name, 0)
            used = sum(jobs[b.job_id].parts.get(name, 0) for b in day.begun if kind == "part")
            stock[i, q] = max(0, stock[i, q] - used)
    return tuple(names), need, stock


def _reach(
    ok: Array, ways: Array, job: Array, shift: Array, windows: Array, n_window: Array
) -> None:
    """Strike out shifts that can't get to a job in time even if they did nothing else."""
    if not len(job) or not len(shift):
        return
    places = job["place"]
    last = windows[np.arange(len(job)), np.maximum(n_window - 1, 0), 1]
    for s in range(len(shift)):
        row = shift[s]
        way = ways[row["profile"]]
        there = row["open"] + way[row["start"], places]
        first = np.maximum(there, windows[:, 0, 0])
        back = first + job["work"] + way[places, row["end"]]
        ok[:, s] &= (there <= last) & (back <= row["close"] + row["over"]) & (n_window > 0)
        ok[:, s] &= row["max_jobs"] > 0


def _candidates(ok: Array, ways: Array, job: Array, shift: Array) -> Array:
    """Shifts that may take each job, those that begin near it first; fills `n_cand`."""
    job["n_cand"] = ok.sum(1)
    far = np.empty(ok.shape, np.int64)
    for s in range(len(shift)):
        far[:, s] = ways[shift[s]["profile"], shift[s]["start"], job["place"]]
    far[~ok] = NEVER
    return np.argsort(far, axis=1, kind="stable").astype(np.int64)


def _near(ways: Array, job: Array) -> Array:
    """The nearest other jobs of each, by travel there."""
    n = len(job)
    if n <= 1:
        return np.zeros((n, 0), np.int64)
    far = ways[0][np.ix_(job["place"], job["place"])].astype(np.int64)
    np.fill_diagonal(far, 1 << 40)
    k = min(NEAR, n - 1)
    # Ties by number, so that the same problem has the same neighbours on every machine.
    far = far * n + np.arange(n)
    first = np.argpartition(far, k - 1, axis=1)[:, :k]
    order = np.argsort(np.take_along_axis(far, first, axis=1), axis=1, kind="stable")
    return np.take_along_axis(first, order, axis=1).astype(np.int64)
