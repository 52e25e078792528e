"""A worker's day as the insertion sees it: one route a shift, prepared once, used often."""

from dataclasses import dataclass, field, replace
from itertools import accumulate

from sortie_routing.problem import Place, Shift, Stop, Worker
from sortie_routing.timing import Spans, clipped, merged, without


@dataclass(slots=True)
class DayRoute:
    """The stops of one shift in order. Insertion may touch `stops[first:]` only.

    `rests` are breaks and absences as one: nobody works or travels in them.
    """

    worker: Worker
    shift: int
    start_s: int
    end_s: int
    origin: Place
    end_place: Place | None
    breaks: Spans
    absences: Spans
    rests: Spans
    open_s: int
    stops: list[Stop]
    first: int
    ready: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._time()

    def _time(self) -> None:
        # The running maximum: stops that overlap by hand must all be over first.
        self.ready = list(accumulate((s.end_s for s in self.stops), max, initial=self.start_s))

    def before(self, position: int) -> tuple[Place, int]:
        """Where and when one leaves for what would stand at `position`."""
        if position == 0:
            return self.origin, self.start_s
        stop = self.stops[position - 1]
        known = self.worker.position
        if known is not None and position == self.first and stop.end_s <= self.start_s:
            return known, self.ready[position]
        return stop.place, self.ready[position]

    @property
    def busy_s(self) -> int:
        """Planned work in the shift."""
        return sum(stop.duration_s for stop in self.stops)

    @property
    def full(self) -> bool:
        """Whether the worker's limit of jobs is reached."""
        return self.worker.max_jobs is not None and len(self.stops) >= self.worker.max_jobs

    def free(self, *, with_stops: bool = True, with_absences: bool = True) -> Spans:
        """Spans from now on without rest, work or leave."""
        if self.start_s >= self.end_s:
            return ()
        rests = self.rests if with_absences else self.breaks
        spans = without(((self.start_s, self.end_s),), rests)
        if with_stops:
            # In order of their beginning, as `without` wants them; overlaps do no harm.
            spans = without(spans, tuple((s.start_s, s.end_s) for s in self.stops))
        return spans

    def insert(self, position: int, stop: Stop, moves: tuple[tuple[str, int], ...]) -> None:
        """Put a stop in and move the later ones as the fit said."""
        later = dict(moves)
        for at in range(position, len(self.stops)):
            moved = self.stops[at]
            if moved.job_id in later:
                self.stops[at] = replace(moved, start_s=later[moved.job_id])
        self.stops.insert(position, stop)
        self._time()


def build_routes(worker: Worker, now_s: int) -> list[DayRoute]:
    """One route for each shift that isn't over yet."""
    absences = merged(worker.absences)
    return [
        _route(worker, index, shift, now_s, absences)
        for index, shift in enumerate(worker.shifts)
        if shift.end_s > now_s
    ]


def _route(worker: Worker, index: int, shift: Shift, now_s: int, absences: Spans) -> DayRoute:
    stops = sorted(
        (s for s in worker.stops if s.start_s < shift.end_s and s.end_s > shift.start_s),
        key=lambda s: (s.start_s, s.job_id),
    )
    first = sum(1 for s in stops if s.start_s < now_s)
    under_way = shift.start_s < now_s and not first
    rests = merged((*shift.breaks, *worker.absences))
    open_spans = without(((shift.start_s, shift.end_s),), rests)
    return DayRoute(
        worker=worker,
        shift=index,
        start_s=max(shift.start_s, now_s),
        end_s=shift.end_s,
        origin=(worker.position if under_way else None) or shift.start_place,
        end_place=shift.end_place,
        breaks=merged(shift.breaks),
        absences=clipped(absences, shift.start_s, shift.end_s),
        rests=clipped(rests, shift.start_s, shift.end_s),
        open_s=sum(b - a for a, b in open_spans),
        stops=stops,
        first=first,
    )
