"""From arrays back to a schedule: moments, pauses, and every term by job and by day."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from sortie_routing.engine.arrays import State
from sortie_routing.engine.compiling import Compiled, fair_share_s
from sortie_routing.engine.days import OpenDay
from sortie_routing.engine.explaining import why_left
from sortie_routing.engine.kernel_time import begin, leg
from sortie_routing.engine.members import Member
from sortie_routing.engine.pricing import preference_points
from sortie_routing.objective import Term
from sortie_routing.problem import Booking, Hold, Job, Window, Worker
from sortie_routing.schedule import Day, Left, Schedule, Visit


def read(
    made: Compiled, state: State, *, seed: int = 0, iterations: int = 0, stopped: bool = False
) -> Schedule:
    """The current plan of a search, with its reasons for what is left over."""
    days = [_Reader(made, state, s).day() for s in range(len(made.days))]
    kept = tuple(d for d in days if d.visits)
    left = _left(made, state)
    terms: Counter[Term] = Counter()
    for day in kept:
        terms.update(day.terms)
        for visit in day.visits:
            terms.update(visit.terms)
    for one in left:
        terms.update(one.terms)
    return Schedule(kept, left, dict(terms), sum(terms.values()), iterations, seed, stopped)


class _Reader:
    """Drives one shift's route again and writes down what happens."""

    def __init__(self, made: Compiled, state: State, s: int) -> None:
        self.made, self.state, self.s = made, state, s
        self.open: OpenDay = made.days[s]
        self.worker: Worker = self.open.worker
        self.visits: list[Visit] = []
        self.rests: list[Window] = list(made.problem.rested.get(self.worker.id, ()))
        self.travel_s = self.work_s = 0
        self.t = int(made.given.shift[s]["open"])
        self.b = 0
        self.here = int(made.given.shift[s]["start"])

    def day(self) -> Day:
        """The whole shift."""
        shift = self.worker.shifts[self.open.shift]
        for booking in self.open.begun:
            self._begun(booking)
        row = self.state.tally[self.s]
        for j in self.state.route[self.s, : row["n"]]:
            self._visit(int(j))
        back = 0
        if self.visits:
            back = self._drive(int(self.made.given.shift[self.s]["end"]), -1)
        over = max(0, self.t + self.made.base_s - self.open.close_s) if self.visits else 0
        return Day(
            worker_id=self.worker.id,
            shift=self.open.shift,
            visits=tuple(self.visits),
            rests=tuple(sorted(self.rests)),
            depart_s=shift.start_s if self.open.begun else self.open.open_s,
            back_s=self.t + self.made.base_s,
            travel_s=self.travel_s,
            overtime_s=over,
            terms=self._day_terms(back, over) if self.visits else {},
        )

    def _day_terms(self, back: int, over: int) -> Mapping[Term, int]:
        objective = self.made.objective
        unfair = max(0, self.work_s - fair_share_s(self.made.problem))
        points = {
            Term.TRAVEL: back * objective.travel_per_s,
            Term.OVERTIME: over * objective.overtime_per_s,
            Term.FAIRNESS: unfair * objective.unfair_per_s,
            Term.USE: 0 if self.open.begun else objective.use_worker,
        }
        return _ranked(self.made, points)

    def _begun(self, booking: Booking) -> None:
        job = self.made.jobs[booking.job_id]
        model = self.worker.travel or self.made.travel
        first = not self.visits
        here = (
            self.worker.shifts[self.open.shift].start_place
            if first
            else self.made.jobs[self.visits[-1].job_id].place
        )
        way = model.seconds(here, job.place, self.worker.speed_mps)
        spent = job.duration_s + (job.setup_s if here != job.place else 0)
        self.travel_s += way
        self.work_s += spent
        terms = self._terms(job, way, booking.start_s, booking)
        start = booking.start_s
        self.visits.append(Visit(job.id, start, start, start + spent, way, terms, Hold.BEGUN))

    def _visit(self, j: int) -> None:
        given, member = self.made.given, self.made.members[j]
        row = given.job[j]
        setup = row["setup"] if row["place"] != self.here else 0
        way = self._drive(int(row["place"]), j)
        arrive = self.t
        start = int(begin(self.t, self.state.window, self.state.n_window, j))
        self.t = start + int(row["work"] + setup)
        self.work_s += int(row["work"] + setup)
        base = self.made.base_s
        terms = self._terms(member.job, way, start + base, member.booking)
        hold = member.booking.hold if member.held and member.booking else None
        self.visits.append(
            Visit(member.job.id, arrive + base, start + base, self.t + base, way, terms, hold)
        )

    def _drive(self, place: int, j: int) -> int:
        """Go there, resting on the way as the kernel does; the seconds of travel."""
        given = self.made.given
        way = int(given.travel[given.shift[self.s]["profile"], self.here, place])
        t, b = leg(given, self.state.window, self.state.n_window, self.s, self.t, way, self.b, j)
        at = self.t
        for k in range(self.b, int(b)):
            first, length = int(given.pause[self.s, k, 0]), int(given.pause[self.s, k, 2])
            at = max(at, first)
            base = self.made.base_s
            self.rests.append(Window(at + base, at + length + base))
            at += length
        self.t, self.b, self.here = int(t), int(b), place
        self.travel_s += way
        return way

    def _terms(
        self, job: Job, way: int, start_s: int, booking: Booking | None
    ) -> Mapping[Term, int]:
        objective = self.made.objective
        price = job.late_price
        if price is None:
            price = objective.late_price(job.priority, vip=job.vip)
        late = 0 if job.due_s is None else max(0, start_s - job.due_s)
        moved = booking is not None and booking.worker_id != self.worker.id
        points = {
            Term.TRAVEL: way * objective.travel_per_s,
            Term.LATE: late * price,
            Term.STABILITY: objective.moved if moved else 0,
        }
        found = dict(_ranked(self.made, points))
        wishes = preference_points(objective, job, self.worker)
        if wishes:
            found[Term.PREFERENCE] = wishes
        return found


def _ranked(made: Compiled, points: Mapping[Term, int]) -> Mapping[Term, int]:
    return {t: p * made.objective.factor(t) for t, p in points.items() if p}


def _left(made: Compiled, state: State) -> tuple[Left, ...]:
    found: list[Left] = []
    seen: set[str] = set()
    for j in sorted(int(j) for j in np.flatnonzero(state.at < 0)):
        member: Member = made.members[j]
        if member.job.id in seen:
            continue
        seen.add(member.job.id)
        terms = left_terms(made, member.job, _booked(made, member.job.id))
        found.append(Left(member.job.id, terms, why_left(made, state, j)))
    return tuple(found)


def _booked(made: Compiled, job_id: str) -> int:
    return sum(m.booking is not None for m in made.members if m.job.id == job_id)


def left_terms(made: Compiled, job: Job, booked: int) -> Mapping[Term, int]:
    """What leaving a job over costs; `booked` members of it were published."""
    price = job.price
    if price is None:
        price = made.objective.unserved_price(job.priority, vip=job.vip)
    return _ranked(made, {Term.UNSERVED: price, Term.STABILITY: booked * made.objective.moved})
