"""The judge's view of one person's day: times, ways, rests, quantities, and its cost."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sortie_routing.objective import Term
from sortie_routing.problem import (
    Held,
    Hold,
    Job,
    Pause,
    Place,
    Problem,
    TravelTime,
    Window,
    Worker,
)
from sortie_routing.schedule import Day, Visit


@dataclass(frozen=True, slots=True)
class Breach:
    """One broken rule."""

    rule: str
    job_id: str
    worker_id: str


class DayJudge:
    """One day of a schedule against one worker."""

    def __init__(
        self,
        problem: Problem,
        worker: Worker,
        day: Day,
        jobs: Mapping[str, Job],
        travel: TravelTime,
    ) -> None:
        self.problem, self.worker, self.day, self.jobs = problem, worker, day, jobs
        self.travel = worker.travel or travel
        self.shift = worker.shifts[day.shift]
        self.begun = [v for v in day.visits if v.hold is Hold.BEGUN]
        self.open_s, self.close_s = self._hours()

    def _hours(self) -> tuple[int, int]:
        """The shift without leave at either end."""
        start_s, end_s = self.shift.start_s, self.shift.end_s
        for leave in sorted(self.worker.absences):
            if leave.start_s <= start_s < leave.end_s:
                start_s = leave.end_s
            elif leave.start_s < end_s <= leave.end_s:
                end_s = leave.start_s
        return start_s, end_s

    def _breach(self, rule: str, job_id: str = "") -> Breach:
        return Breach(rule, job_id, self.worker.id)

    def breaches(self) -> list[Breach]:
        """Every rule this day breaks."""
        return [*self._times(), *self._rests(), *self._counts(), *self._people()]

    # --- times ------------------------------------------------------------------------------

    def _legs(self) -> list[tuple[Place, Place, int, int, str]]:
        """(from, to, leave, arrive, job) for each way but those already driven; "" is home."""
        found = []
        here, leave_s = self.shift.start_place, self.open_s
        for visit in self.day.visits:
            place = self.jobs[visit.job_id].place
            if visit.hold is not Hold.BEGUN:
                found.append((here, place, leave_s, visit.arrive_s, visit.job_id))
            here, leave_s = place, visit.end_s
            if visit.hold is Hold.BEGUN and visit is self.begun[-1]:
                here, leave_s = self._from(here, leave_s)
        if not self.begun:
            found = self._from_start(found)
        if self.shift.end_place is not None and self.day.visits:
            found.append((here, self.shift.end_place, leave_s, self.day.back_s, ""))
        return found

    def _from(self, here: Place, leave_s: int) -> tuple[Place, int]:
        """Who is idle now leaves from where they are, now."""
        if self.problem.now_s <= leave_s:
            return here, leave_s
        known = self.worker.position if self.problem.now_s > self.shift.start_s else None
        return known or here, self.problem.now_s

    def _from_start(
        self, legs: list[tuple[Place, Place, int, int, str]]
    ) -> list[tuple[Place, Place, int, int, str]]:
        if not legs:
            return legs
        here, to, leave_s, arrive_s, job_id = legs[0]
        here, leave_s = self._from(here, leave_s)
        return [(here, to, leave_s, arrive_s, job_id), *legs[1:]]

    def _seconds(self, a: Place, b: Place) -> int:
        return self.travel.seconds(a, b, self.worker.speed_mps)

    def _times(self) -> Iterator[Breach]:
        for here, to, leave_s, arrive_s, job_id in self._legs():
            if _awake(leave_s, arrive_s, self._closed()) < self._seconds(here, to):
                yield self._breach("time to travel", job_id)
        end_s = self.close_s + self._over_s()
        if self.day.visits and self.day.back_s > max(end_s, self._begun_until()):
            yield self._breach("back in time")
        before: Visit | None = None
        for visit in self.day.visits:
            job = self.jobs[visit.job_id]
            if before is not None and before.end_s > visit.start_s:
                yield self._breach("one at a time", visit.job_id)
            if visit.end_s - visit.start_s != self._spent(before, job):
                yield self._breach("duration", visit.job_id)
            if visit.hold is not Hold.BEGUN:
                yield from self._moment(job, visit)
            before = visit

    def _over_s(self) -> int:
        return self.shift.overtime_s if self.close_s == self.shift.end_s else 0

    def _begun_until(self) -> int:
        """Work under way may end late, and the way back follows it."""
        if not self.begun or len(self.begun) < len(self.day.visits):
            return 0
        last = self.begun[-1]
        end = self.shift.end_place
        way = 0 if end is None else self._seconds(self.jobs[last.job_id].place, end)
        rests = sum(r.end_s - r.start_s for r in self.day.rests)
        return max(last.end_s, self.problem.now_s) + way + rests

    def _spent(self, before: Visit | None, job: Job) -> int:
        here = self.shift.start_place if before is None else self.jobs[before.job_id].place
        if before is None or (before.hold is Hold.BEGUN and before is self.begun[-1]):
            here = self._from(here, 0 if before is None else before.end_s)[0]
        return job.duration_s + (job.setup_s if here != job.place else 0)

    def _moment(self, job: Job, visit: Visit) -> Iterator[Breach]:
        at = visit.start_s
        if at < visit.arrive_s:
            yield self._breach("there before it begins", job.id)
        if at < max(self.open_s, self.problem.now_s):
            yield self._breach("inside the shift", job.id)
        if visit.hold is not Hold.TIME:
            if not job.earliest_s <= at <= job.latest_s:
                yield self._breach("earliest and latest", job.id)
            if job.windows and not any(w.start_s <= at < w.end_s for w in job.windows):
                yield self._breach("window", job.id)
        if any(at < r.end_s and r.start_s < visit.end_s for r in self._closed()):
            yield self._breach("not in a break", job.id)

    # --- rests ------------------------------------------------------------------------------

    def _closed(self) -> list[Window]:
        """Breaks taken, fixed breaks, and leave."""
        return [*self.day.rests, *self.shift.breaks, *self.worker.absences]

    def _rests(self) -> Iterator[Breach]:
        if all(v.hold is Hold.BEGUN for v in self.day.visits):
            return
        free = list(self.day.rests)
        for pause in sorted(self.shift.pauses, key=lambda p: p.window.end_s):
            taken = next((r for r in free if _is_taken(pause, r)), None)
            if taken is not None:
                free.remove(taken)
            elif self._could_rest(pause):
                yield self._breach("every pause is taken")

    def _could_rest(self, pause: Pause) -> bool:
        """Whether the day leaves the pause a place: between leave, from now on, within hours."""
        open_s = max(self.open_s, self.problem.now_s, *(v.end_s for v in self.begun), 0)
        held = [*self.shift.breaks, *self.worker.absences]
        held += [Window(p.window.start_s, p.window.start_s + p.duration_s)
                 for p in self.shift.pauses
                 if p is not pause and p.window.start_s == p.window.end_s]  # fmt: skip
        tries = {max(pause.window.start_s, open_s), *(h.end_s for h in held)}
        return any(
            max(pause.window.start_s, open_s) <= t <= pause.window.end_s
            and t + pause.duration_s <= self.close_s
            and not any(t < h.end_s and h.start_s < t + pause.duration_s for h in held)
            for t in tries
        )

    # --- quantities and people --------------------------------------------------------------

    def _counts(self) -> Iterator[Breach]:
        worker, visits = self.worker, self.day.visits
        if worker.max_jobs is not None and len(visits) > max(worker.max_jobs, len(self.begun)):
            yield self._breach("max jobs")
        way = sum(v.travel_s for v in visits) + self._way_back()
        told = [v.travel_s for v in visits]
        if told != self._ways() or way != self.day.travel_s:
            yield self._breach("travel as driven")
        limit = self.shift.max_travel_s
        if limit is not None and way > limit and len(self.begun) < len(visits):
            yield self._breach("max travel")
        yield from self._stocks()
        yield from self._loads()

    def _ways(self) -> list[int]:
        found, here = [], self.shift.start_place
        for n, visit in enumerate(self.day.visits):
            place = self.jobs[visit.job_id].place
            if n == len(self.begun):
                here = self._from(here, self.begun[-1].end_s if self.begun else self.open_s)[0]
            found.append(self._seconds(here, place))
            here = place
        return found

    def _way_back(self) -> int:
        if self.shift.end_place is None or not self.day.visits:
            return 0
        here = self.jobs[self.day.visits[-1].job_id].place
        if len(self.begun) == len(self.day.visits):
            here = self._from(here, self.begun[-1].end_s)[0]
        return self._seconds(here, self.shift.end_place)

    def _stocks(self) -> Iterator[Breach]:
        used: Counter[str] = Counter()
        for visit in self.day.visits:
            first = self.worker.id == self._first_of(visit)
            used.update(self.jobs[visit.job_id].parts if first else {})
        stock = self.worker.stock
        for part, count in used.items() if stock is not None else ():
            if count > (stock or {}).get(part, 0) and len(self.begun) < len(self.day.visits):
                yield self._breach(f"part {part}")

    def _first_of(self, visit: Visit) -> str:
        """A crew's parts come from one van; who brings them is the planner's choice."""
        job = self.jobs[visit.job_id]
        return self.worker.id if job.crew == 1 else ""

    def _loads(self) -> Iterator[Breach]:
        capacity = self.worker.capacity or {}
        delivered = {j.delivers for j in self.jobs.values() if j.delivers in self.jobs}
        for unit, limit in capacity.items():
            lone = on_board = 0
            for visit in self.day.visits:
                job = self.jobs[visit.job_id]
                units = abs(job.load.get(unit, 0))
                if job.delivers in self.jobs:
                    on_board -= units
                elif job.id in delivered:
                    on_board += units
                else:
                    lone += units
                if on_board > limit:
                    yield self._breach(f"load {unit}", job.id)
            if lone > limit:
                yield self._breach(f"load {unit}")

    def _people(self) -> Iterator[Breach]:
        for visit in self.day.visits:
            job = self.jobs[visit.job_id]
            if visit.hold is not None:
                continue
            worker = self.worker
            for name, need in job.skills.items():
                if not _holds(worker.skills.get(name), need, visit.start_s):
                    yield self._breach("skill", job.id)
            for name in job.certificates:
                if not _holds(worker.certificates.get(name), 0, visit.start_s):
                    yield self._breach("certificate", job.id)
            if worker.id in job.excluded or job.fixed_worker not in (None, worker.id):
                yield self._breach("person", job.id)
            if job.areas is not None and worker.areas is not None and not job.areas & worker.areas:
                yield self._breach("area", job.id)

    # --- cost -------------------------------------------------------------------------------

    def recount(self, share_s: int) -> Counter[Term]:
        """The day's points from its visits alone, ranks included."""
        objective, points = self.problem.objective, Counter[Term]()
        if not self.day.visits:
            return points
        way = sum(self._ways()) + self._way_back()
        points[Term.TRAVEL] = way * objective.travel_per_s
        over = max(0, self.day.back_s - self.close_s)
        points[Term.OVERTIME] = over * objective.overtime_per_s
        work = sum(v.end_s - v.start_s for v in self.day.visits)
        points[Term.FAIRNESS] = max(0, work - share_s) * objective.unfair_per_s
        points[Term.USE] = 0 if self.begun else objective.use_worker
        for visit in self.day.visits:
            points.update(self._visit_points(visit))
        return Counter({t: p * objective.factor(t) for t, p in points.items()})

    def _visit_points(self, visit: Visit) -> Counter[Term]:
        objective, job = self.problem.objective, self.jobs[visit.job_id]
        late_s = 0 if job.due_s is None else max(0, visit.start_s - job.due_s)
        price = job.late_price
        if price is None:
            price = objective.late_price(job.priority, vip=job.vip)
        wishes = objective.missing_skill * len(job.wished_skills - self.worker.skills.keys())
        if job.preferred and self.worker.id not in job.preferred:
            wishes += objective.not_preferred
        booked = [b.worker_id for b in self.problem.bookings if b.job_id == job.id]
        moved = len(booked) >= job.crew and self.worker.id not in booked
        return Counter(
            {
                Term.LATE: late_s * price,
                Term.PREFERENCE: wishes,
                Term.STABILITY: objective.moved if moved else 0,
            }
        )


def _is_taken(pause: Pause, rest: Window) -> bool:
    inside = pause.window.start_s <= rest.start_s <= pause.window.end_s
    return inside and rest.end_s - rest.start_s >= pause.duration_s


def _holds(held: Held | None, need: int, at_s: int) -> bool:
    return held is not None and held.level >= need and held.since_s <= at_s < held.until_s


def _awake(start_s: int, end_s: int, rests: list[Window]) -> int:
    """Seconds between two moments that aren't rest, counted edge by edge."""
    if end_s <= start_s:
        return end_s - start_s
    edges = sorted({start_s, end_s, *(e for r in rests for e in (r.start_s, r.end_s))})
    return sum(
        b - a
        for a, b in pairwise(edges)
        if start_s <= a and b <= end_s and not any(r.start_s <= a and b <= r.end_s for r in rests)
    )
