"""An independent judge of schedules: every hard rule, and the cost counted again.

Plain Python over the model's own words. It shares no code with any planner but the travel times,
so a planner's mistake can't hide in it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sortie_routing.objective import Term
from sortie_routing.problem import Booking, Hold, Job, Problem, TravelTime
from sortie_routing.referee_day import Breach, DayJudge
from sortie_routing.schedule import Day, Schedule, Visit

__all__ = ["Breach", "breaches", "recount"]


@dataclass(frozen=True, slots=True)
class _Seen:
    """One visit with whose it is."""

    day: Day
    visit: Visit


def breaches(problem: Problem, schedule: Schedule, travel: TravelTime) -> list[Breach]:
    """Every hard rule the schedule breaks, and every figure it tells wrong; empty when sound.

    What a person decided by hand (held bookings) isn't judged by the filters on people.
    """
    jobs = all_jobs(problem)
    judge = _Judge(problem, schedule, jobs)
    found = [*judge.counting(), *judge.links(), *judge.bookings()]
    workers = {w.id: w for w in problem.workers}
    share = _share_s(problem)
    terms: Counter[Term] = Counter()
    keys = [(d.worker_id, d.shift) for d in schedule.days]
    found += [Breach("one day a shift", "", k[0]) for k, n in Counter(keys).items() if n > 1]
    for day in schedule.days:
        one = DayJudge(problem, workers[day.worker_id], day, jobs, travel)
        found += one.breaches()
        terms.update(one.recount(share))
    terms.update(_left_points(problem, schedule, jobs))
    told = {t: p for t, p in schedule.terms.items() if p}
    counted = {t: p for t, p in terms.items() if p}
    if told != counted:
        found.append(Breach(f"terms {told} counted {counted}", "", ""))
    if schedule.cost != sum(counted.values()):
        found.append(Breach(f"cost {schedule.cost} counted {sum(counted.values())}", "", ""))
    return found


def recount(problem: Problem, schedule: Schedule, travel: TravelTime) -> Mapping[Term, int]:
    """The schedule's terms counted from its visits alone."""
    jobs, share = all_jobs(problem), _share_s(problem)
    workers = {w.id: w for w in problem.workers}
    terms: Counter[Term] = Counter()
    for day in schedule.days:
        terms.update(DayJudge(problem, workers[day.worker_id], day, jobs, travel).recount(share))
    terms.update(_left_points(problem, schedule, jobs))
    return {t: p for t, p in terms.items() if p}


def all_jobs(problem: Problem) -> dict[str, Job]:
    """The problem's jobs, and the stops workers already hold as jobs of theirs."""
    jobs = {job.id: job for job in problem.jobs}
    for worker in problem.workers:
        for stop in worker.stops:
            if stop.job_id not in jobs and stop.end_s > problem.now_s:
                jobs[stop.job_id] = Job(
                    stop.job_id,
                    stop.place,
                    max(1, stop.duration_s),
                    windows=stop.windows,
                    earliest_s=stop.start_s,
                    latest_s=stop.start_s if stop.pinned else stop.latest_s,
                    fixed_worker=worker.id,
                )
    return jobs


def _share_s(problem: Problem) -> int:
    shifts = sum(len(w.shifts) for w in problem.workers)
    jobs = all_jobs(problem).values()
    return round(
        problem.objective.fair_share * sum(j.duration_s * j.crew for j in jobs) / max(1, shifts)
    )


def _left_points(problem: Problem, schedule: Schedule, jobs: Mapping[str, Job]) -> Counter[Term]:
    objective, terms = problem.objective, Counter[Term]()
    for left in schedule.left:
        job = jobs[left.job_id]
        price = job.price
        if price is None:
            price = objective.unserved_price(job.priority, vip=job.vip)
        terms[Term.UNSERVED] += price * objective.factor(Term.UNSERVED)
        known = [b for b in problem.bookings if b.job_id == job.id]
        known += [
            Booking(s.job_id, w.id, 0, s.start_s)
            for w in problem.workers
            for s in w.stops
            if s.job_id == job.id
        ]
        moved = objective.moved * objective.factor(Term.STABILITY)
        terms[Term.STABILITY] += moved * len(known)
    return terms


class _Judge:
    """The rules across days."""

    def __init__(self, problem: Problem, schedule: Schedule, jobs: Mapping[str, Job]) -> None:
        self.problem, self.schedule, self.jobs = problem, schedule, jobs
        self.seen: dict[str, list[_Seen]] = {}
        for day in schedule.days:
            for visit in day.visits:
                self.seen.setdefault(visit.job_id, []).append(_Seen(day, visit))
        self.left = [one.job_id for one in schedule.left]

    def counting(self) -> Iterator[Breach]:
        """Each job is visited by its whole crew, or left over once, never both."""
        for job_id, job in self.jobs.items():
            visits, left = self.seen.get(job_id, []), self.left.count(job_id)
            if (len(visits), left) not in ((job.crew, 0), (0, 1)) and not self._over(job):
                yield Breach("visited or left over, once", job_id, "")
            if len({s.day.worker_id for s in visits}) != len(visits):
                yield Breach("a crew is different people", job_id, "")
            if len({s.visit.start_s for s in visits}) > 1:
                yield Breach("a crew begins together", job_id, "")
        for job_id in {*self.seen, *self.left} - set(self.jobs):
            yield Breach("unknown job", job_id, "")

    def _over(self, job: Job) -> bool:
        """A stop outside every shift is nobody's to plan."""
        return all(job.id != j.id for j in self.problem.jobs) and job.id not in self.seen

    def links(self) -> Iterator[Breach]:
        """Pairs, order, same and other person."""
        same: dict[str, set[str]] = {}
        for job in self.jobs.values():
            mine = self.seen.get(job.id, [])
            people = {s.day.worker_id for s in mine}
            if job.same_worker:
                same.setdefault(job.same_worker, set()).update(people)
            if job.delivers in self.jobs:
                yield from self._pair(job, mine)
            for other in job.apart_from & self.jobs.keys():
                if people & {s.day.worker_id for s in self.seen.get(other, [])}:
                    yield Breach("another person", job.id, "")
            for other in (job.after & self.jobs.keys()) if mine else ():
                before = self.seen.get(other, [])
                start_s = min(s.visit.start_s for s in mine)
                if not before or max(s.visit.end_s for s in before) > start_s:
                    yield Breach("one after the other", job.id, "")
        yield from (Breach("one person for all", key, "") for key, w in same.items() if len(w) > 1)

    def _pair(self, job: Job, mine: Sequence[_Seen]) -> Iterator[Breach]:
        picked = self.seen.get(job.delivers or "", [])
        if len(picked) != len(mine):
            yield Breach("both ends of a pair", job.id, "")
        for a, b in zip(picked, mine, strict=False):
            if a.day is not b.day or a.visit.end_s > b.visit.start_s:
                yield Breach("picked up before it is delivered", job.id, b.day.worker_id)

    def bookings(self) -> Iterator[Breach]:
        """What is held stays where it is, or is told as left over."""
        for booking in self.problem.bookings:
            if booking.hold is Hold.PUBLISHED or booking.job_id in self.left:
                continue
            mine = [
                s
                for s in self.seen.get(booking.job_id, [])
                if (s.day.worker_id, s.day.shift) == (booking.worker_id, booking.shift)
            ]
            timed = booking.hold in (Hold.TIME, Hold.BEGUN)
            if not mine or (timed and mine[0].visit.start_s != booking.start_s):
                yield Breach("held stays", booking.job_id, booking.worker_id)
