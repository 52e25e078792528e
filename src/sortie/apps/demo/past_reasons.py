"""Why somebody was sent to a past job: who else could have gone, and who could not."""

from datetime import timedelta
from typing import Any

from sortie.apps.demo.catalogue import SKILLS
from sortie.apps.demo.company import Demo, Person
from sortie.apps.demo.equipping import WEIGHTS
from sortie.apps.demo.past_plan import PastJob, Visit
from sortie.apps.demo.places import way_m
from sortie.domains.dispatch.service.history import Weighed, reasons_kept

_OTHERS = 4
_LACKING = 2
_MPS = 6.0
_PROMISED = timedelta(hours=6)


def weighed(demo: Demo, job: PastJob, seen: Visit) -> dict[str, Any]:
    """Candidates and excluded of the decision; the one who went is mostly the best of them."""
    skill, level = job.kind.skill, job.kind.level
    able = [e for e in demo.engineers if e.skills.get(skill, 0) >= level and e != seen.engineer]
    lacking = [e for e in demo.engineers if skill not in e.skills]
    dice = demo.dice
    others = dice.sample(able, min(len(able), _OTHERS))
    people = [
        _weighed(job, seen.engineer, load=dice.uniform(0.1, 0.5), delay_s=dice.randrange(0, 900)),
        *(
            _weighed(
                job, e, load=dice.uniform(0.4, 0.9), delay_s=dice.randrange(1200, 9000),
                further_s=dice.randrange(600, 1500),
            )
            for e in others
        ),
    ]  # fmt: skip
    out = dice.sample(lacking, min(len(lacking), _LACKING))
    return reasons_kept(
        people,
        {e.id: SKILLS[skill] for e in out},
        weights=WEIGHTS,
        first=seen.departed.replace(microsecond=0),
        length=timedelta(minutes=job.kind.minutes),
        due=job.created + _PROMISED,
    )


def _weighed(
    job: PastJob, who: Person, *, load: float, delay_s: int, further_s: int = 0
) -> Weighed:
    travel_s = 120 + round(way_m(who, job.at.point) / _MPS) + further_s
    surplus = float(max(0, who.skills[job.kind.skill] - job.kind.level))
    return Weighed(who.id, round(load, 2), travel_s, delay_s, 0 if further_s else 1, surplus)
