"""What a place in a day is worth: parts of 0..1, weighed, summing to 0..100.

Only what the job asks about is weighed: without a due time there is no SLA part, without earlier
visits no continuity. So two candidates of one job compare, and every line can be shown.
"""

from sortie_routing.answer import ScorePart
from sortie_routing.problem import Job, Weights, Worker

TRAVEL_HALF_S = 1800
"""Extra travel that is worth half."""

DELAY_HALF_S = 4 * 3600
AMPLE_SLACK_S = 4 * 3600
LATE_HALF_S = 3600
_JUST_IN_TIME = 0.3


def weights_for(job: Job, weights: Weights) -> dict[str, float]:
    """The weights of the parts that apply to the job, scaled to sum to 100."""
    asked = {
        "travel": True,
        "load": True,
        "sla": job.due_s is not None,
        "delay": True,
        "continuity": bool(job.visits_by),
        "skill_fit": bool(job.skills),
        "preference": bool(job.preferred),
    }
    applied = {name: getattr(weights, name) for name, yes in asked.items() if yes}
    whole = sum(applied.values())
    if not whole:
        return dict.fromkeys(applied, 0.0)
    return {name: 100.0 * weight / whole for name, weight in applied.items()}


def travel_value(extra_s: int) -> float:
    """1 without a detour, one half at 30 minutes."""
    return TRAVEL_HALF_S / (TRAVEL_HALF_S + max(0, extra_s))


def delay_value(delay_s: int) -> float:
    """1 at the first possible moment, one half four hours later."""
    return DELAY_HALF_S / (DELAY_HALF_S + max(0, delay_s))


def sla_value(slack_s: int) -> float:
    """1 with four hours in hand, 0.3 at the due time, towards 0 the later it gets."""
    if slack_s >= 0:
        return _JUST_IN_TIME + (1 - _JUST_IN_TIME) * min(1.0, slack_s / AMPLE_SLACK_S)
    return _JUST_IN_TIME * LATE_HALF_S / (LATE_HALF_S - slack_s)


def worker_parts(
    job: Job, worker: Worker, load: float, weights: dict[str, float]
) -> list[ScorePart]:
    """The parts that are the same wherever in the shift the job would stand."""
    parts = [ScorePart("load", load, max(0.0, 1.0 - load), weights["load"])]
    if "continuity" in weights:
        visits = job.visits_by.get(worker.id, 0)
        parts.append(
            ScorePart("continuity", visits, 1.0 - 0.5 ** min(visits, 60), weights["continuity"])
        )
    if "skill_fit" in weights:
        above = [worker.skills[s].level - need for s, need in job.skills.items()]
        surplus = sum(above) / len(above)
        parts.append(ScorePart("skill_fit", surplus, 1.0 / (1.0 + surplus), weights["skill_fit"]))
    if "preference" in weights:
        liked = 1.0 if worker.id in job.preferred else 0.0
        parts.append(ScorePart("preference", liked, liked, weights["preference"]))
    return parts


def place_parts(
    job: Job, *, extra_s: int, start_s: int, first_s: int, weights: dict[str, float]
) -> list[ScorePart]:
    """The parts that depend on the place in the day."""
    delay = start_s - first_s
    parts = [ScorePart("travel", extra_s, travel_value(extra_s), weights["travel"])]
    if job.due_s is not None:
        slack = job.due_s - start_s
        parts.append(ScorePart("sla", slack, sla_value(slack), weights["sla"]))
    parts.append(ScorePart("delay", delay, delay_value(delay), weights["delay"]))
    return parts


def place_score(
    job: Job, extra_s: int, start_s: int, first_s: int, weights: dict[str, float]
) -> float:
    """The sum of `place_parts`, without building them: this runs for every position."""
    score = weights["travel"] * travel_value(extra_s)
    score += weights["delay"] * delay_value(start_s - first_s)
    if job.due_s is not None:
        score += weights["sla"] * sla_value(job.due_s - start_s)
    return score
