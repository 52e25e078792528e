"""The verbs of travel times: learn from ways made, and say how long a way takes."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sortie.base.geo import Point
from sortie.base.ids import uuid7
from sortie.domains.travel import fetching, repository, roads, rules
from sortie.domains.travel.contracts import Basis, Factors, HourClass, Leg, Lesson
from sortie.domains.travel.ddl import TENANT_DDL
from sortie.domains.travel.fetching import check
from sortie.kernel.jobs import service as jobs
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx
from sortie_routing.problem import Place
from sortie_routing.travel import GreatCircleTravel, TravelTime

__all__ = [
    "FETCH_JOB",
    "TENANT_DDL",
    "RoadTravel",
    "check",
    "factors_from_plain",
    "factors_plain",
    "learn",
    "teach",
    "times",
]

FETCH_JOB = "travel.fetch"
_USUAL = GreatCircleTravel()
_MOST_CELLS = 450


async def learn(tx: Tx, legs: Sequence[Leg]) -> Lesson:
    """What these ways teach; nothing is kept. Times of day are the company's.

    Runs beside the loop: fifty thousand ways take about a second.
    """
    zone = ZoneInfo(tx.tenant.time_zone)
    local = [replace(leg, departed=leg.departed.astimezone(zone)) for leg in legs]
    return await asyncio.to_thread(rules.lesson, local)


async def teach(tx: Tx, legs: Sequence[Leg]) -> Stored | None:
    """Learn from these ways and keep the model; the one before stays as history.

    None when there is nothing new: no way since the last lesson, and as many.
    """
    last_at = max((leg.departed for leg in legs), default=None)
    before = await records.find(tx, "travel_model", latest=True)
    known = int(before[-1]["legs"] or 0) + int(before[-1]["left_out"] or 0) if before else 0
    if known == len(legs) and (not before or before[-1]["last_leg_at"] == last_at):
        return None
    learned = await learn(tx, legs)
    system = system_actor(tx.tenant.id)
    for old in before:
        await records.update(tx, system, "travel_model", old.id, {"latest": False}, version=None)
    values = {
        "latest": True,
        "basis": learned.basis.value,
        "legs": learned.legs,
        "left_out": learned.left_out,
        "last_leg_at": last_at,
        "factors": factors_plain(learned.factors),
        "back_test": msgspec.to_builtins(learned.test),
    }
    return await records.create(tx, system, "travel_model", values, id=uuid7())


async def times(
    tx: Tx,
    at: datetime,
    *,
    default: GreatCircleTravel = _USUAL,
    hub: Point | None = None,
    others: Collection[Point] = (),
) -> TravelTime:
    """Travel times for ways made at about this time: learned, or ``default`` while nothing better is
    known.

    Between ``hub`` and ``others`` a road engine's times count, where the company has one and they
    are known. What isn't known is asked for in the background: a plan waits for nobody's server.
    """
    model = await _learned(tx, at, default)
    if hub is None or not others or not await records.find(tx, "travel_provider", active=True):
        return model
    here = roads.cell_of(hub)
    cells = sorted({roads.cell_of(o) for o in others} - {here})[:_MOST_CELLS]
    known = await repository.known(tx, here, cells, fetching.fresh_since(tx.now))
    missing = [c for c in cells if (here, c) not in known or (c, here) not in known]
    if missing:
        args = {"hub": here, "cells": missing}
        await jobs.enqueue(tx, FETCH_JOB, args, unique_key=f"{FETCH_JOB}:{here}")
    found = {pair: s for pair, s in known.items() if s is not None}
    return RoadTravel(found, model) if found else model


@dataclass(frozen=True, slots=True)
class RoadTravel:
    """Times of a road engine by (cell, cell), with the usual two minutes for parking and doors."""

    seconds_by_cells: Mapping[tuple[str, str], int]
    fallback: TravelTime

    def seconds(self, a: Place, b: Place, speed_mps: float | None) -> int:
        """A pair that isn't known falls back. On a road everybody drives as the road allows."""
        found = self.seconds_by_cells.get((roads.cell_of(a), roads.cell_of(b)))
        if found is None:
            return self.fallback.seconds(a, b, speed_mps)
        return _USUAL.fixed_s + found


async def _learned(tx: Tx, at: datetime, default: GreatCircleTravel) -> TravelTime:
    found = await records.find(tx, "travel_model", latest=True)
    if not found:
        return default
    factors = rules.in_force(Basis(found[-1]["basis"]), factors_from_plain(found[-1]["factors"]))
    if factors is None:
        return default
    hours = rules.hour_class(at.astimezone(ZoneInfo(tx.tenant.time_zone)))
    return rules.LearnedTravel(factors, hours)


def factors_plain(factors: Factors) -> dict[str, Any]:
    """As JSON: company, speed_mps, hours {"day": 1.5}, cells {"2340,733": {"day": 1.7}}."""
    cells: dict[str, dict[str, float]] = {}
    for (cell, hours), factor in factors.cells.items():
        cells.setdefault(cell, {})[hours.value] = round(factor, 3)
    return {
        "company": round(factors.company, 3),
        "speed_mps": round(factors.speed_mps, 3),
        "hours": {h.value: round(f, 3) for h, f in factors.hours.items()},
        "cells": cells,
    }


def factors_from_plain(plain: Mapping[str, Any]) -> Factors:
    """What `factors_plain` wrote."""
    return Factors(
        plain["company"],
        {HourClass(h): f for h, f in plain["hours"].items()},
        {(cell, HourClass(h)): f for cell, by in plain["cells"].items() for h, f in by.items()},
        plain["speed_mps"],
    )
