"""The hard filters that ask nothing of the day's route: may this worker do this job, and when?"""

from sortie_routing.answer import Exclusion, Param, Reason
from sortie_routing.problem import FOREVER_S, NEVER_S, Held, Job, Worker
from sortie_routing.timing import Spans, clipped, merged

ANY_TIME: Spans = ((NEVER_S, FOREVER_S),)


def job_spans(job: Job, now_s: int) -> Spans:
    """When the job may begin, whoever does it."""
    spans = merged(job.windows) if job.windows else ANY_TIME
    # latest_s is the last allowed beginning, so it lies inside.
    latest = job.latest_s + 1 if job.latest_s < FOREVER_S else FOREVER_S
    return clipped(spans, max(job.earliest_s, now_s), latest)


def qualified_spans(job: Job, worker: Worker, spans: Spans) -> tuple[Spans, list[Exclusion]]:
    """When this worker is qualified to begin it, and every reason why never."""
    out: list[Exclusion] = []
    if job.fixed_worker is not None and job.fixed_worker != worker.id:
        out.append(Exclusion(Reason.FIXED_OTHER, {"worker": job.fixed_worker}))
    if worker.id in job.excluded:
        out.append(Exclusion(Reason.EXCLUDED, {}))
    for skill, need in job.skills.items():
        held = worker.skills.get(skill)
        if held is None:
            out.append(Exclusion(Reason.SKILL_MISSING, {"skill": skill}))
        elif held.level < need:
            params: dict[str, Param] = {"skill": skill, "need": need, "have": held.level}
            out.append(Exclusion(Reason.SKILL_LEVEL, params))
        else:
            rest = clipped(spans, held.since_s, held.until_s)
            if not rest and spans:
                params = {"skill": skill, "until_s": held.until_s}
                out.append(Exclusion(Reason.SKILL_EXPIRED, params))
            spans = rest or spans
    for code in sorted(job.certificates):
        spans = _certified(code, worker.certificates.get(code), spans, out)
    if worker.areas is not None and job.areas is not None and worker.areas.isdisjoint(job.areas):
        out.append(Exclusion(Reason.OUTSIDE_AREA, {}))
    return spans, out


def _certified(code: str, held: Held | None, spans: Spans, out: list[Exclusion]) -> Spans:
    if held is None:
        out.append(Exclusion(Reason.CERTIFICATE_MISSING, {"certificate": code}))
        return spans
    rest = clipped(spans, held.since_s, held.until_s)
    if rest or not spans:
        return rest
    if held.until_s <= spans[0][0]:
        params: dict[str, Param] = {"certificate": code, "until_s": held.until_s}
        out.append(Exclusion(Reason.CERTIFICATE_EXPIRED, params))
    else:
        params = {"certificate": code, "since_s": held.since_s}
        out.append(Exclusion(Reason.CERTIFICATE_NOT_YET, params))
    return spans
