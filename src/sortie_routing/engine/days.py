"""Each worker's shifts as the engine sees them: what is still open of the day, and what is begun."""

from collections.abc import Sequence
from dataclasses import dataclass

from sortie_routing.problem import (
    Booking,
    Hold,
    Job,
    Pause,
    Place,
    Problem,
    Shift,
    TravelTime,
    Window,
    Worker,
)
from sortie_routing.timing import Spans, merged

type Rest = tuple[int, int, int]
"""First and last beginning of a pause, and its length, in seconds."""


@dataclass(frozen=True, slots=True)
class OpenDay:
    """What is left of a worker's shift. `begun` are visits that stay first, as they were booked."""

    worker: Worker
    shift: int
    start_place: Place
    end_place: Place | None
    open_s: int
    close_s: int
    over_s: int
    rests: tuple[Rest, ...]
    begun: tuple[Booking, ...]
    begun_travel_s: int
    begun_work_s: int

    @property
    def key(self) -> tuple[str, int]:
        """Worker id and number of the shift."""
        return self.worker.id, self.shift


def open_days(problem: Problem, jobs: dict[str, Job], travel: TravelTime) -> list[OpenDay]:
    """One for each shift that isn't over yet, in the workers' order."""
    begun: dict[tuple[str, int], list[Booking]] = {}
    for booking in problem.bookings:
        if booking.hold is Hold.BEGUN and booking.job_id in jobs:
            begun.setdefault((booking.worker_id, booking.shift), []).append(booking)
    found = []
    for worker in problem.workers:
        for number, shift in enumerate(worker.shifts):
            mine = sorted(begun.get((worker.id, number), ()), key=lambda b: b.start_s)
            if mine or shift.end_s + shift.overtime_s > problem.now_s:
                found.append(_open(problem, worker, number, mine, jobs, travel))
    return found


def _open(
    problem: Problem,
    worker: Worker,
    number: int,
    begun: Sequence[Booking],
    jobs: dict[str, Job],
    travel: TravelTime,
) -> OpenDay:
    shift = worker.shifts[number]
    model = worker.travel or travel
    open_s, close_s, over_s, away = _without_leave(worker, shift)
    here, way, work = shift.start_place, 0, 0
    for booking in begun:
        job = jobs[booking.job_id]
        way += model.seconds(here, job.place, worker.speed_mps)
        spent = job.duration_s + (job.setup_s if here != job.place else 0)
        work += spent
        here, open_s = job.place, booking.start_s + spent
    if problem.now_s > open_s:
        open_s = problem.now_s
        under_way = problem.now_s > shift.start_s
        if under_way and worker.position is not None:
            here = worker.position
    rested = problem.rested.get(worker.id, ())
    return OpenDay(
        worker=worker,
        shift=number,
        start_place=here,
        end_place=shift.end_place,
        open_s=open_s,
        close_s=close_s,
        over_s=over_s,
        rests=_rests(shift, away, rested, open_s, close_s),
        begun=tuple(begun),
        begun_travel_s=way,
        begun_work_s=work,
    )


def _without_leave(worker: Worker, shift: Shift) -> tuple[int, int, int, Spans]:
    """Opening, closing, overtime and the leaves in between: leave at an end shortens the shift."""
    open_s, close_s, over_s = shift.start_s, shift.end_s, shift.overtime_s
    between = []
    for start_s, end_s in merged(worker.absences):
        if end_s <= open_s or start_s >= close_s + over_s:
            continue
        if start_s <= open_s:
            open_s = end_s
        elif end_s >= close_s:
            close_s, over_s = min(close_s, start_s), max(0, min(over_s, start_s - close_s))
        else:
            between.append((start_s, end_s))
    return open_s, close_s, over_s, tuple(between)


def _rests(
    shift: Shift, away: Spans, rested: Sequence[Window], open_s: int, close_s: int
) -> tuple[Rest, ...]:
    """Pauses still ahead, by first beginning. A floating one keeps clear of the fixed ones."""
    floating = [p for p in shift.pauses if p.window.end_s > p.window.start_s]
    standing = [
        Window(p.window.start_s, p.window.start_s + p.duration_s)
        for p in shift.pauses
        if p.window.end_s == p.window.start_s
    ]
    fixed = merged((*shift.breaks, *standing, *(Window(a, b) for a, b in away)))
    fixed = tuple((max(a, open_s), min(b, close_s)) for a, b in fixed if b > open_s and a < close_s)
    found: list[Rest] = [(a, a, b - a) for a, b in fixed]
    for pause in floating:
        if any(pause.window.start_s <= r.start_s <= pause.window.end_s for r in rested):
            continue
        place = _clear(pause, fixed, open_s, close_s)
        if place is not None:
            found.append(place)
    return tuple(sorted(found))


def _clear(pause: Pause, fixed: Spans, open_s: int, close_s: int) -> Rest | None:
    """The pause's window without the fixed rests, or None when they (or the day) leave no room."""
    first, last = max(pause.window.start_s, open_s), pause.window.end_s
    last = min(last, close_s - pause.duration_s)
    for start_s, end_s in fixed:
        if start_s >= last + pause.duration_s or end_s <= first:
            continue
        if start_s - pause.duration_s >= first:
            last = start_s - pause.duration_s
            break
        first = end_s
    return (first, last, pause.duration_s) if first <= last else None
