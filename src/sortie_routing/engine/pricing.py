"""Prices as the kernels know them: points a second, and points for who does what."""

from collections.abc import Sequence

import numpy as np

from sortie_routing.engine.arrays import Array
from sortie_routing.engine.days import OpenDay
from sortie_routing.engine.members import Member
from sortie_routing.objective import Objective, Term
from sortie_routing.problem import Job, Worker


def prices(objective: Objective) -> Array:
    """i8[4], as the slots of `arrays` name them."""
    return np.array(
        [
            objective.travel_per_s * objective.factor(Term.TRAVEL),
            objective.overtime_per_s * objective.factor(Term.OVERTIME),
            objective.unfair_per_s * objective.factor(Term.FAIRNESS),
            objective.use_worker * objective.factor(Term.USE),
        ],
        np.int64,
    )


def preference_points(objective: Objective, job: Job, worker: Worker) -> int:
    """Points for another than the wished person, and for wished skills missing."""
    points = 0
    if job.preferred and worker.id not in job.preferred:
        points += objective.not_preferred
    points += objective.missing_skill * sum(s not in worker.skills for s in job.wished_skills)
    return points * objective.factor(Term.PREFERENCE)


def assign_points(
    objective: Objective, members: Sequence[Member], days: Sequence[OpenDay]
) -> Array:
    """i8[J, S]: preference and stability."""
    found = np.zeros((len(members), len(days)), np.int64)
    ids = np.array([d.worker.id for d in days], dtype=object)
    has: dict[str, Array] = {}
    moved = objective.moved * objective.factor(Term.STABILITY)
    wish = objective.factor(Term.PREFERENCE)
    for i, member in enumerate(members):
        if member.job.preferred:
            liked = np.isin(ids, list(member.job.preferred))
            found[i] += objective.not_preferred * wish * ~liked
        for skill in member.job.wished_skills:
            if skill not in has:
                has[skill] = np.array([skill in d.worker.skills for d in days], np.bool_)
            found[i] += objective.missing_skill * wish * ~has[skill]
        if member.booking is not None:
            found[i] += moved * (ids != member.booking.worker_id)
    return found
