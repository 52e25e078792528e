"""Insert one job: every place in every shift of every worker, the best one each, with reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from sortie_routing.answer import Candidate, ExcludedWorker, Exclusion, Ranking, Reason
from sortie_routing.problem import FOREVER_S, Job, Place, Problem, Weights, Worker
from sortie_routing.qualify import ANY_TIME, job_spans, qualified_spans
from sortie_routing.routes import DayRoute, build_routes
from sortie_routing.score import place_parts, place_score, weights_for, worker_parts
from sortie_routing.timing import Spans, clipped, first_begin, fits_any, merged, travelled
from sortie_routing.travel import GreatCircleTravel, TravelTime


@dataclass(frozen=True, slots=True)
class _Fit:
    """A feasible place for the job in one route, before it is scored in full."""

    position: int
    depart_s: int
    start_s: int
    arrive_s: int
    travel_s: int
    extra_s: int
    moves: tuple[tuple[str, int], ...]


def rank(
    problem: Problem, job: Job, travel: TravelTime | None = None, top: int | None = None
) -> Ranking:
    """Everyone who can take the job, best first, and everyone who can't, with the reasons.

    Ties go to the earlier beginning, then to the smaller worker id, so the same question has the
    same answer. `top` cuts the candidates, never the reasons.
    """
    model: TravelTime = travel or GreatCircleTravel()
    candidates: list[Candidate] = []
    excluded: list[ExcludedWorker] = []
    spans = job_spans(job, problem.now_s)
    for worker in problem.workers:
        allowed, out = qualified_spans(job, worker, spans)
        if out:
            excluded.append(ExcludedWorker(worker.id, tuple(out)))
            continue
        routes = build_routes(worker, problem.now_s)
        best = best_in_routes(job, routes, allowed, problem.weights, model)
        if best is None:
            reason = why_no_time(job, worker, routes, allowed)
            excluded.append(ExcludedWorker(worker.id, (reason,)))
        else:
            candidates.append(best)
    candidates.sort(key=order)
    return Ranking(job.id, tuple(candidates[:top]), tuple(excluded))


def order(candidate: Candidate) -> tuple[float, int, str]:
    """Best first. Rounded, so that the last bit of a float decides nothing."""
    return -round(candidate.score, 6), candidate.start_s, candidate.worker_id


def best_in_routes(
    job: Job, routes: Sequence[DayRoute], allowed: Spans, weights: Weights, travel: TravelTime
) -> Candidate | None:
    """The best place for the job among one worker's shifts."""
    best: Candidate | None = None
    for route in routes:
        found = best_in_route(job, route, allowed, weights, travel)
        if found is not None and (best is None or order(found) < order(best)):
            best = found
    return best


def best_in_route(
    job: Job, route: DayRoute, allowed: Spans, weights: Weights, travel: TravelTime
) -> Candidate | None:
    """The best place for the job in one shift, or None."""
    if route.full:
        return None
    windows = clipped(allowed, route.start_s, route.end_s)
    if not windows:
        return None
    scaled = weights_for(job, weights)
    best: _Fit | None = None
    best_score = 0.0
    for position in range(route.first, len(route.stops) + 1):
        fit = _try(job, route, position, windows, travel)
        if fit is None:
            continue
        score = place_score(job, fit.extra_s, fit.start_s, allowed[0][0], scaled)
        if best is None or score > best_score + 1e-9:
            best, best_score = fit, score
    if best is None:
        return None
    return _candidate(job, route, best, allowed[0][0], scaled)


def _candidate(
    job: Job, route: DayRoute, fit: _Fit, first_s: int, scaled: dict[str, float]
) -> Candidate:
    worker = route.worker
    load = (route.busy_s + job.duration_s) / max(1, route.open_s)
    parts = place_parts(
        job, extra_s=fit.extra_s, start_s=fit.start_s, first_s=first_s, weights=scaled
    )
    parts += worker_parts(job, worker, load, scaled)
    return Candidate(
        worker_id=worker.id,
        shift=route.shift,
        position=fit.position,
        depart_s=fit.depart_s,
        arrive_s=fit.arrive_s,
        start_s=fit.start_s,
        end_s=fit.start_s + job.duration_s,
        travel_s=fit.travel_s,
        extra_travel_s=fit.extra_s,
        moves=fit.moves,
        score=sum(part.contribution for part in parts),
        parts=tuple(parts),
    )


def _try(
    job: Job, route: DayRoute, position: int, windows: Spans, travel: TravelTime
) -> _Fit | None:
    here, depart_s = route.before(position)
    pauses, speed = route.rests, route.worker.speed_mps
    last = position == len(route.stops)
    limit = route.end_s
    if not last:
        stop = route.stops[position]
        limit = min(limit, stop.start_s if stop.pinned else stop.latest_s)
    # Before any distance is measured: does it fit when the way takes no time?
    begin = first_begin(depart_s, job.duration_s, windows, pauses)
    if begin is None or begin + job.duration_s > limit:
        return None
    to_s = travel.seconds(here, job.place, speed)
    arrive_s = travelled(depart_s, to_s, pauses)
    begin = first_begin(arrive_s, job.duration_s, windows, pauses)
    if begin is None or begin + job.duration_s > limit:
        return None
    moves = _push(route, position, job.place, begin + job.duration_s, travel)
    if moves is None:
        return None
    return _Fit(
        position=position,
        depart_s=depart_s,
        start_s=begin,
        arrive_s=arrive_s,
        travel_s=to_s,
        extra_s=to_s + _detour(route, position, here, job.place, travel),
        moves=moves,
    )


def _detour(route: DayRoute, position: int, here: Place, place: Place, travel: TravelTime) -> int:
    """Seconds on to what follows, less what going there directly would have taken."""
    speed = route.worker.speed_mps
    if position < len(route.stops):
        after = route.stops[position].place
    elif route.end_place is not None:
        after = route.end_place
    else:
        return 0
    return travel.seconds(place, after, speed) - travel.seconds(here, after, speed)


def _push(
    route: DayRoute, position: int, here: Place, depart_s: int, travel: TravelTime
) -> tuple[tuple[str, int], ...] | None:
    """The later beginnings of the stops that follow; None when one can't wait so long."""
    moves: list[tuple[str, int]] = []
    speed, pauses = route.worker.speed_mps, route.rests
    for stop in route.stops[position:]:
        arrive_s = travelled(depart_s, travel.seconds(here, stop.place, speed), pauses)
        if arrive_s <= stop.start_s:
            return tuple(moves)
        if stop.pinned:
            return None
        windows = merged(stop.windows) if stop.windows else ANY_TIME
        begin = first_begin(arrive_s, stop.duration_s, windows, pauses)
        if begin is None or begin > stop.latest_s or begin + stop.duration_s > route.end_s:
            return None
        moves.append((stop.job_id, begin))
        here, depart_s = stop.place, begin + stop.duration_s
    if route.end_place is not None:
        home = travelled(depart_s, travel.seconds(here, route.end_place, speed), pauses)
        if home > route.end_s:
            return None
    return tuple(moves)


def why_no_time(job: Job, worker: Worker, routes: Sequence[DayRoute], allowed: Spans) -> Exclusion:
    """The reason a qualified worker has no place for the job: the first that explains it."""
    near = [r for r in routes if clipped(allowed, r.start_s, r.end_s)]
    if not near:
        return Exclusion(Reason.NO_SHIFT, {})
    length = job.duration_s
    open_routes = [r for r in near if not r.full]
    if not open_routes:
        return Exclusion(Reason.MAX_JOBS, {"limit": worker.max_jobs or 0})
    if any(fits_any(length, allowed, r.free()) for r in open_routes):
        return Exclusion(Reason.NO_TRAVEL_TIME, {"duration_s": length})
    for route in open_routes:
        if not fits_any(length, allowed, route.free(with_stops=False)):
            continue
        for stop in route.stops:
            # The first work that stands in an allowed time.
            if clipped(allowed, stop.start_s - length + 1, stop.end_s):
                return Exclusion(Reason.OVERLAP, {"job": stop.job_id})
    for route in open_routes:
        if route.absences and fits_any(length, allowed, route.free(with_absences=False)):
            start_s, end_s = route.absences[0]
            return Exclusion(Reason.ON_LEAVE, {"start_s": start_s, "end_s": min(end_s, FOREVER_S)})
    return Exclusion(Reason.OVERLAP, {"job": ""})
