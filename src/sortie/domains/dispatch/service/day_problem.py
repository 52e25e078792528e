"""A day's facts for the planner, in a fixed number of statements however many people and orders."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sortie.base.db import Row
from sortie.base.geo import Point
from sortie.domains.dispatch import repository, repository_plans
from sortie.domains.dispatch.contracts import DispatchRule, JobFacts, JobNeeds
from sortie.domains.dispatch.rules import dispatch_rule, matching
from sortie.domains.dispatch.rules.day_plan import DayFacts, DayOrder, DayVisit
from sortie.domains.dispatch.service.matching import visible_people, zone_of
from sortie.domains.people import service as people
from sortie.domains.tracking import service as tracking
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Chosen, Sort, all_of, among, any_of, where
from sortie.kernel.tenancy.contracts import Tx

LEAD = timedelta(minutes=15)
"""Nothing is planned to begin sooner: a person has to look at the plan, another to set out."""

_DAY = timedelta(days=1)
_MOST_ORDERS = 300
_MOST_VISITS = 5_000
_MOVABLE = frozenset({"scheduled", "dispatched", "accepted"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is asked for. Empty `units` and `users`: everybody in the actor's sight."""

    day: date
    units: frozenset[UUID] = frozenset()
    users: frozenset[UUID] = frozenset()
    pinned: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Gathered:
    """A day's facts, the rules' names, and the visits the actor may see (by visit id: number)."""

    day: DayFacts
    rule_names: Mapping[str, str]
    seen: Mapping[str, str]


async def gather(tx: Tx, actor: Actor, asked: Asked) -> Gathered:
    """People, visits and waiting orders of the day, as far as the actor may plan them."""
    zone = zone_of(tx)
    begins = datetime.combine(asked.day, time(), zone)
    ends = begins + _DAY
    now = max(begins, tx.now).replace(microsecond=0)
    opens = max(begins, tx.now + LEAD).replace(microsecond=0)
    persons = await _persons(tx, actor, asked, begins, ends, live=begins <= tx.now)
    ids = [p.worker.user_id for p in persons]
    spans = [s.span for p in persons for s in p.worker.shifts if s.span.end > now]
    rows = await repository_plans.visits_between(
        tx,
        ids,
        min([begins, *(s.start for s in spans if s.start < ends)]),
        max([ends, *(s.end for s in spans if s.start < ends)]),
    )
    seen = await _seen(tx, actor, [r["id"] for r in rows])
    waiting = await repository_plans.orders_of(tx, await _waiting(tx, actor, begins, ends))
    known = await _Known.read(tx, [*rows, *waiting])
    visits = tuple(
        DayVisit(
            r["id"], known.facts(r), known.rule(r), r["number"], r["version"], r["engineer"],
            r["state"], r["planned_start"], r["planned_end"],
            movable=_may_move(r, tx.now, opens, ends) and r["id"] in seen
            and r["id"] not in asked.pinned,
        )
        for r in rows
    )  # fmt: skip
    orders = tuple(
        DayOrder(known.facts(r), known.rule(r), r["number"], r["version"]) for r in waiting
    )
    whole = known.choose(None, None)
    day = DayFacts(now, opens, ends, zone, whole, persons, orders, visits)
    return Gathered(day, known.names, {str(v.id): v.number for v in visits if v.id in seen})


def _may_move(row: Row, now: datetime, opens: datetime, ends: datetime) -> bool:
    """Not begun, of this day, and not so near that its person is about to set out."""
    start = row["planned_start"]
    return row["state"] in _MOVABLE and start < ends and (start < now or start >= opens)


async def _persons(
    tx: Tx, actor: Actor, asked: Asked, begins: datetime, ends: datetime, *, live: bool
) -> tuple[matching.Person, ...]:
    wanted = await visible_people(tx, actor)
    if asked.users:
        wanted = [u for u in asked.users if wanted is None or u in set(wanted)]
    # a shift may reach into the day or out of it
    workers = await people.workers(tx, start=begins, end=ends, user_ids=wanted)
    if asked.units:
        below = await repository_plans.units_below(tx, asked.units)
        workers = tuple(w for w in workers if (w.dept_id or w.org_id) in below)
    ids = [w.user_id for w in workers]
    spots = await tracking.last_positions(tx, ids) if live else {}
    return tuple(
        matching.Person(w, (), spots[w.user_id].point if w.user_id in spots else None)
        for w in sorted(workers, key=lambda w: str(w.user_id))
        if w.shifts
    )


async def _seen(tx: Tx, actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    """Those of the visits the actor may see with their order: only these are ever moved."""
    if not ids:
        return set()
    if actor.acts_as_system:
        return set(ids)
    wanted = Chosen("appointment", among(ids), ("work_order",), limit=_MOST_VISITS)
    return {r.id for r in await queries.choose(tx, actor, wanted) if r.get("work_order")}


async def _waiting(tx: Tx, actor: Actor, begins: datetime, ends: datetime) -> list[UUID]:
    """Orders to plan that day, most pressing first: its own, the undated, and those overdue."""
    until = any_of(
        where("window_end", "is_null"),
        where("window_end", "lte", tx.now.isoformat()),
        where("window_end", "gt", begins.isoformat()),
    )
    since = any_of(where("window_start", "is_null"), where("window_start", "lt", ends.isoformat()))
    rows = all_of(where("state", "in", ["pending_dispatch", "in_pool"]), since, until)
    wanted = Chosen("work_order", rows, ("number",), (Sort("arrive_due"), Sort("id")), _MOST_ORDERS)
    return [r.id for r in await queries.choose(tx, actor, wanted)]


@dataclass(frozen=True, slots=True)
class _Known:
    """What holds for many orders at once: needs by type, refusals and wishes by order, rules."""

    skills: Mapping[UUID, Mapping[UUID, int]]
    certificates: Mapping[UUID, frozenset[str]]
    decliners: Mapping[UUID, frozenset[UUID]]
    wished: Mapping[UUID, frozenset[UUID]]
    rules: tuple[DispatchRule, ...]
    names: Mapping[str, str]

    @classmethod
    async def read(cls, tx: Tx, rows: Iterable[Row]) -> "_Known":
        rows = list(rows)
        types, orders = {r["work_type"] for r in rows}, {r["order_id"] for r in rows}
        skills: dict[UUID, dict[UUID, int]] = {}
        for n in await repository_plans.skills_of_types(tx, types):
            skills.setdefault(n["work_type"], {})[n["skill"]] = int(n["min_level"] or 1)
        asked = await repository_plans.certificates_of_types(tx, types)
        rules = await repository.rules_for(tx)
        return cls(
            skills,
            {r["id"]: frozenset(str(c) for c in r["certificates"] or ()) for r in asked},
            _people_by_order(await repository_plans.decliners_of(tx, orders)),
            _people_by_order(await repository_plans.reworkers_of(tx, orders)),
            tuple(_rule(r) for r in rules),
            {str(r["id"]): r["name"] for r in rules},
        )

    def choose(self, work_type: UUID | None, area: UUID | None) -> DispatchRule:
        return dispatch_rule.choose_rule(self.rules, work_type=work_type, area=area)

    def rule(self, row: Row) -> DispatchRule:
        return self.choose(row["work_type"], row["area"])

    def facts(self, row: Row) -> JobFacts:
        place, order, kind = row["location"], row["order_id"], row["work_type"]
        return JobFacts(
            id=order,
            place=Point(place["lon"], place["lat"]) if place else None,
            duration=timedelta(seconds=int(row["duration"] or 3600)),
            needs=JobNeeds(
                self.skills.get(kind, {}), self.certificates.get(kind, frozenset()), row["area"]
            ),
            priority=row["priority"],
            window_start=row["window_start"],
            window_end=row["window_end"],
            arrive_due=row["arrive_due"],
            excluded=self.decliners.get(order, frozenset()),
            preferred=self.wished.get(order, frozenset()),
        )


def _people_by_order(rows: Iterable[Row]) -> dict[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for row in rows:
        found.setdefault(row["work_order"], set()).add(row["engineer"])
    return {order: frozenset(users) for order, users in found.items()}


def _rule(row: Row) -> DispatchRule:
    return dispatch_rule.rule_from_plain(
        row["weights"],
        row["filters"],
        id=str(row["id"]),
        revision=int(row["revision"] or 1),
        offer_minutes=int(row["offer_minutes"] or 30),
        work_types=row["work_types"] or (),
        areas=row["areas"] or (),
    )


def marks_of(day: DayFacts, moves: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """A fingerprint of everything the moves rest on: orders, visits, and each person's whole day."""
    orders = {str(o.facts.id): o for o in day.orders}
    visits = {str(v.id): v for v in day.visits}
    found: dict[str, str] = {}
    people_: set[str] = set()
    for move in moves:
        people_ |= {move["engineer"], move["from"] or move["engineer"]}
        if move["visit"] is None:
            order = orders.get(move["order"])
            found[f"order:{move['order']}"] = "" if order is None else str(order.version)
        else:
            visit = visits.get(move["visit"])
            found[f"visit:{move['visit']}"] = "" if visit is None else str(visit.version)
    for person in day.persons:
        if str(person.worker.user_id) in people_:
            found[f"person:{person.worker.user_id}"] = _person_mark(person, day)
    return found


def _person_mark(person: matching.Person, day: DayFacts) -> str:
    worker = replace(person.worker, name="", phone="")
    plain = {
        "skills": sorted((str(s), n) for s, n in worker.skills.items()),
        "certificates": sorted((c.kind, str(c.expires_on)) for c in worker.certificates),
        "areas": sorted(map(str, worker.areas)),
        "shifts": sorted(str(s) for s in worker.shifts),
        "leaves": sorted(str(s) for s in worker.leaves),
        "more": [worker.available, worker.max_jobs, str(worker.home), worker.speed_kmh],
        "visits": sorted(
            (str(v.id), v.version) for v in day.visits if v.engineer == worker.user_id
        ),
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:32]
