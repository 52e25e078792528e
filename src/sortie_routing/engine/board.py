"""A day's plan held ready, so that one new job is placed in a fraction of a millisecond."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sortie_routing.answer import ExcludedWorker
from sortie_routing.engine import kernel_offers as col
from sortie_routing.engine.arrays import N_LEFT, NEVER, Array
from sortie_routing.engine.compiling import Compiled, compiled, job_row, start_spans
from sortie_routing.engine.explaining import why_left
from sortie_routing.engine.kernel_place import insert
from sortie_routing.engine.matrices import lines
from sortie_routing.engine.members import Member
from sortie_routing.engine.pricing import assign_points
from sortie_routing.engine.qualifying import Filters
from sortie_routing.engine.reading import read
from sortie_routing.engine.searching import fresh_state, start_from_bookings
from sortie_routing.objective import Term
from sortie_routing.problem import Job, Place, Problem, TravelTime
from sortie_routing.schedule import Schedule

_ANY_COST = 1 << 60


@dataclass(frozen=True, slots=True)
class Offer:
    """A place for the job: when, with whom, and what it adds to the plan by term.

    `position` counts the visits of that shift still ahead before it. `cost` is the sum of `terms`,
    fairness and the calling in of an idle worker included.
    """

    worker_id: str
    shift: int
    position: int
    start_s: int
    end_s: int
    travel_s: int
    extra_travel_s: int
    cost: int
    terms: Mapping[Term, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """Offers best first; `excluded` says why of everybody without one, when asked for."""

    job_id: str
    offers: tuple[Offer, ...]
    excluded: tuple[ExcludedWorker, ...] = ()


class Board:
    """The plan of `problem.bookings` in arrays, with room for `spare` new jobs.

    Not for several threads at once.
    """

    def __init__(self, problem: Problem, travel: TravelTime, *, spare: int = 32) -> None:
        blank = tuple(
            Job(f"\0{n}", Place(0.0, 0.0, f"\0{n}"), 1, latest_s=problem.now_s - 1)
            for n in range(spare)
        )
        self._travel = travel
        # Blank places are nobody's business: the travel model is asked about the real ones only.
        self._made: Compiled = compiled(replace(problem, jobs=(*problem.jobs, *blank)), travel)
        self._state = fresh_state(self._made.given, 0)
        start_from_bookings(self._made, self._state)
        real = list(self._made.places)[: self._made.real_places]
        self._lines = [lines(model, real, speed) for model, speed in self._made.profiles]
        self._filters = Filters(self._made.days)
        self._members = list(self._made.members)
        self._blank = [n for n, m in enumerate(self._members) if m.job.id.startswith("\0")]
        self._numbers = {m.job.id: n for n, m in enumerate(self._members)}
        self._offers = np.zeros((16, 9), np.int64)

    def consider(self, job: Job, *, top: int = 5, reasons: bool = False) -> Answer:
        """The best `top` (up to 16) places for a job with no links. Nothing is changed.

        Raises:
            ValueError: the job has links, which need a plan of many; or no spare room is left.
        """
        j = self._row(job)
        found = self._offers[: max(1, min(top, len(self._offers)))]
        n = col.find_offers(self._made.given, self._state, j, _ANY_COST, found)
        offers = tuple(self._offer(job, found[k]) for k in range(n))
        excluded: tuple[ExcludedWorker, ...] = ()
        if reasons:
            have = {o.worker_id for o in offers}
            told = why_left(self._view(), self._state, j)
            excluded = tuple(e for e in told if e.worker_id not in have)
        return Answer(job.id, offers, excluded)

    def place(self, job: Job, offer: Offer) -> None:
        """Take an offer. It must be the board's own, and nothing placed since it was made.

        Raises:
            ValueError: the job doesn't fit there any more.
        """
        j = self._row(job)
        s = next(n for n, d in enumerate(self._made.days)
                 if d.key == (offer.worker_id, offer.shift))  # fmt: skip
        self._put_columns(int(self._made.given.job[j]["place"]))
        if not insert(self._made.given, self._state, j, s, offer.position):
            raise ValueError(f"job {job.id} doesn't fit at {offer.worker_id} any more")
        self._blank = [n for n in self._blank if n != j]
        left = np.flatnonzero(self._state.at < 0)
        self._state.left[: len(left)] = left
        self._state.tell[N_LEFT] = len(left)

    def schedule(self) -> Schedule:
        """The plan as it stands. Jobs that were considered but not placed aren't in it."""
        view = self._view()
        whole = read(view, self._state)
        blank = {self._members[n].job.id for n in self._blank}
        left = tuple(x for x in whole.left if x.job_id not in blank)
        gone = [x for x in whole.left if x.job_id in blank]
        terms = dict(whole.terms)
        for one in gone:
            for term, points in one.terms.items():
                terms[term] -= points
        terms = {t: p for t, p in terms.items() if p}
        return replace(whole, left=left, terms=terms, cost=sum(terms.values()))

    def _view(self) -> Compiled:
        return replace(self._made, members=tuple(self._members))

    def _row(self, job: Job) -> int:
        """The job's number, its arrays filled."""
        if job.crew > 1 or job.delivers or job.after or job.same_worker or job.apart_from:
            raise ValueError(f"job {job.id} is tied to others: plan it with them")
        known = self._numbers.get(job.id)
        if known is not None and self._members[known].job is job:
            return known
        if not self._blank:
            raise ValueError("the board has no spare room: make a new one")
        j = self._blank[0]
        self._numbers.pop(self._members[j].job.id, None)
        self._numbers[job.id] = j
        member = Member(job, 0, None)
        self._members[j] = member
        self._fill(j, member)
        return j

    def _fill(self, j: int, member: Member) -> None:
        made, given = self._made, self._made.given
        place = int(given.job[j]["place"])
        self._put_place(place, member.job.place)
        job_row(given.job[j], made.objective, member, place, made.base_s)
        spans = start_spans(made.problem, member)[: given.window.shape[1]]
        for window in (given.window, self._state.window):
            for k, (a, z) in enumerate(spans):
                window[j, k] = (max(-NEVER + 1, a - made.base_s), min(NEVER - 1, z - made.base_s))
        given.n_window[j] = self._state.n_window[j] = len(spans)
        given.assign[j] = assign_points(made.objective, [member], made.days)[0]
        given.need[j] = [
            member.job.parts.get(name, 0) if kind == "part" else abs(member.job.load.get(name, 0))
            for kind, name in made.counted
        ]
        ok = np.zeros(len(made.days), np.bool_)
        if spans:
            ok = self._filters.allow(member, spans[0][0], spans[-1][1])
        cand: Array = np.flatnonzero(ok)
        # Near ones first: the sooner the best are known, the less the others are looked at.
        starts = given.shift["start"][cand]
        cand = cand[np.argsort(given.travel[0, starts, place], kind="stable")]
        given.job[j]["n_cand"] = len(cand)
        given.cand[j, : len(cand)] = cand
        self._state.memo[j]["version"] = 0

    def _put_place(self, at: int, place: Place) -> None:
        """Write the ways to and from the new job's place: rows now, columns when it is placed."""
        made, real = self._made, self._made.real_places
        known = made.places.get(place)
        for profile, lines_of in enumerate(self._lines):
            ways, backs = made.given.travel[profile], made.given.back[profile]
            if known is not None:
                ways[at], backs[at] = ways[known], backs[known]
                ways[at, at] = backs[at, at] = 0
            else:
                ways[at, :real], backs[at, :real] = lines_of(place)

    def _put_columns(self, at: int) -> None:
        """Every other place learns the way to and from the new one."""
        for ways, backs in zip(self._made.given.travel, self._made.given.back, strict=True):
            ways[:, at], backs[:, at] = backs[at], ways[at]

    def _offer(self, job: Job, row: Array) -> Offer:
        made, objective = self._made, self._made.objective
        day = made.days[int(row[col.SHIFT])]
        start_s = int(row[col.BEGIN]) + made.base_s
        points = {
            Term.TRAVEL: int(row[col.TRAVEL]) * int(made.given.prices[0]),
            Term.LATE: int(row[col.LATE]),
            Term.OVERTIME: int(row[col.OVER])
            * objective.overtime_per_s
            * objective.factor(Term.OVERTIME),
            Term.PREFERENCE: int(row[col.ASSIGN]),
        }
        return Offer(
            worker_id=day.worker.id,
            shift=day.shift,
            position=int(row[col.POSITION]),
            start_s=start_s,
            end_s=start_s + job.duration_s + job.setup_s,
            travel_s=int(row[col.WAY]),
            extra_travel_s=int(row[col.TRAVEL]),
            cost=int(row[col.COST]),
            terms={t: p for t, p in points.items() if p},
        )
