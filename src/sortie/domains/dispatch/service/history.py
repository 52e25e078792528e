"""Promises and decisions of jobs done before the program knew of them: imports and the demo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sortie.base.calendar import WorkCalendar
from sortie.domains.dispatch.contracts import SlaPolicy
from sortie.domains.dispatch.rules import decision, sla
from sortie_routing import score
from sortie_routing.answer import (
    Candidate,
    ExcludedWorker,
    Exclusion,
    Ranking,
    Reason,
    ScorePart,
)


def clocks_kept(
    pair: tuple[SlaPolicy, WorkCalendar],
    priority: str,
    started_at: datetime,
    met: Mapping[str, datetime],
    *,
    redone: tuple[datetime, datetime] | None = None,
) -> list[dict[str, Any]]:
    """The clocks of a finished job as the values of their records, but for the order.

    ``met``: target to when it was met. ``redone``: when it first seemed finished, and when that
    was taken back.
    """
    policy, calendar = pair
    found = []
    for clock in sla.start_clocks(policy, priority, started_at):
        target, at = clock.target.value, met[clock.target.value]
        kept = clock
        if redone is not None and target == "finish":
            kept = sla.reopen(sla.meet(kept, redone[0]), redone[1])
        kept = sla.meet(kept, at)
        due = sla.due_at(calendar, kept, at)
        warn = sla.reached_at(calendar, kept, policy.warn_percent[0], at)
        late = at > due
        found.append({
            "target": target, "started_at": started_at, "minutes": clock.minutes,
            "pauses": sla.pauses_to_plain(kept.pauses), "due_at": due, "warn_at": warn,
            "met_at": at, "breached_at": due if late else None,
            "warned_level": 2 if late else int(at > warn),
        })  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Weighed:
    """One person who could have taken a past job. ``load``: share of the shift in use, 0..1."""

    user: UUID
    load: float
    travel_s: int
    delay_s: int
    visits: int
    surplus: float


def reasons_kept(
    people: Sequence[Weighed],
    lacking: Mapping[UUID, str],
    *,
    weights: Mapping[str, float],
    first: datetime,
    length: timedelta,
    due: datetime,
) -> dict[str, Any]:
    """Candidates with their scores, best first, and ``lacking``: who hadn't which skill (its name);
    as a decision keeps them.
    """
    whole = sum(weights.values()) or 1.0
    scaled = {name: 100.0 * weight / whole for name, weight in weights.items()}
    found = [_candidate(one, scaled, first, length, due) for one in people]
    out = [
        ExcludedWorker(str(user), (Exclusion(Reason.SKILL_MISSING, {"skill": skill}),))
        for user, skill in lacking.items()
    ]
    ranking = Ranking("", tuple(sorted(found, key=lambda c: -c.score)), tuple(out))
    return decision.ranking_plain(ranking, {}, UTC)


def _candidate(
    one: Weighed, weights: Mapping[str, float], first: datetime, length: timedelta, due: datetime
) -> Candidate:
    begin = first + timedelta(seconds=one.delay_s)
    start_s, slack_s = int(begin.timestamp()), int((due - begin).total_seconds())
    facts = {
        "travel": (one.travel_s, score.travel_value(one.travel_s)),
        "load": (one.load, 1.0 - one.load),
        "sla": (slack_s, score.sla_value(slack_s)),
        "delay": (one.delay_s, score.delay_value(one.delay_s)),
        "continuity": (one.visits, 1.0 - 0.5**one.visits),
        "skill_fit": (one.surplus, 1.0 / (1.0 + one.surplus)),
    }
    parts = tuple(
        ScorePart(name, raw, value, weights[name])
        for name, (raw, value) in facts.items()
        if name in weights
    )
    return Candidate(
        worker_id=str(one.user), shift=0, position=0, depart_s=start_s - one.travel_s,
        arrive_s=start_s, start_s=start_s, end_s=start_s + int(length.total_seconds()),
        travel_s=one.travel_s, extra_travel_s=one.travel_s, moves=(),
        score=sum(part.contribution for part in parts), parts=parts,
    )  # fmt: skip
