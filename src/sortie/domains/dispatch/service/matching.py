"""Who could do this order: facts gathered in a handful of statements, then ranked by pure rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.db import Row
from sortie.base.errors import ForbiddenError
from sortie.base.geo import Point
from sortie.base.i18n import Label
from sortie.domains.dispatch import repository, repository_plans
from sortie.domains.dispatch.contracts import DispatchRule, JobFacts, JobNeeds, Slot
from sortie.domains.dispatch.rules import decision, dispatch_rule, matching
from sortie.domains.people import service as people
from sortie.domains.tracking import service as tracking
from sortie.domains.travel import service as travel
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Chosen, Query, among
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx
from sortie_routing.answer import Ranking
from sortie_routing.travel import GreatCircleTravel

_HOUR = timedelta(hours=1)
_MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Matched:
    """A ranking with what it was made of: enough to answer «why this person» for ever."""

    facts: JobFacts
    rule: DispatchRule
    rule_name: str
    ranking: Ranking
    names: Mapping[str, str]

    def plain(self, zone: ZoneInfo) -> dict[str, Any]:
        return decision.ranking_plain(self.ranking, self.names, zone)


def need_dispatcher(actor: Actor) -> None:
    """Raises ForbiddenError unless the actor may plan other people's work."""
    if not actor.acts_as_system and "dispatch.run" not in actor.features:
        raise ForbiddenError(Label("派单", "dispatch"))


def zone_of(tx: Tx) -> ZoneInfo:
    return ZoneInfo(tx.tenant.time_zone)


async def needs_of(tx: Tx, order: Stored) -> JobNeeds:
    """What the order's work type and place ask of a person."""
    types = [order["work_type"]]
    skills = await repository_plans.skills_of_types(tx, types)
    asked = await repository_plans.certificates_of_types(tx, types)
    return JobNeeds(
        {s["skill"]: int(s["min_level"] or 1) for s in skills},
        frozenset(str(c) for r in asked for c in r["certificates"] or ()),
        order["area"],
    )


async def facts_of(tx: Tx, order: Stored, *, fixed: UUID | None = None) -> JobFacts:
    """Everything the machine weighs about the order."""
    earlier = await repository.last_engineers(tx, order["customer"], order["asset"])
    where = order["location"]
    before = {r["engineer"]: int(r["times"]) for r in earlier if r["engineer"]}
    preferred = await repository.engineers_of_rework(tx, order.id)
    return JobFacts(
        id=order.id,
        place=Point(where["lon"], where["lat"]) if where else None,
        duration=timedelta(seconds=int(order["duration"] or 3600)),
        needs=await needs_of(tx, order),
        priority=order["priority"],
        window_start=order["window_start"],
        window_end=order["window_end"],
        arrive_due=order["arrive_due"],
        fixed=fixed,
        excluded=frozenset(
            r["engineer"] for r in await repository_plans.decliners_of(tx, [order.id])
        ),
        preferred=frozenset(preferred),
        visits_by=before,
    )


async def rule_for(tx: Tx, order: Stored) -> tuple[DispatchRule, str]:
    """The narrowest active rule for the order's type and area, and its name."""
    rows = await repository.rules_for(tx)
    names = {str(r["id"]): r["name"] for r in rows}
    rule = dispatch_rule.choose_rule(
        (_rule(r) for r in rows), work_type=order["work_type"], area=order["area"]
    )
    return rule, names.get(rule.id, "")


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


async def persons(
    tx: Tx, users: Collection[UUID] | None, start: datetime, end: datetime
) -> tuple[matching.Person, ...]:
    """People with their shifts, held slots and last position between two instants."""
    workers = await people.workers(tx, start=start, end=end, user_ids=users)
    ids = [w.user_id for w in workers]
    slots: dict[UUID, list[Slot]] = {}
    for row in await repository.slots_between(tx, ids, start - _HOUR, end):
        slots.setdefault(row["engineer"], []).append(_slot(row))
    seen = await tracking.last_positions(tx, ids)
    return tuple(
        matching.Person(
            w,
            tuple(slots.get(w.user_id, ())),
            seen[w.user_id].point if w.user_id in seen else None,
        )
        for w in workers
    )


def _slot(row: Row) -> Slot:
    where = row["location"]
    return Slot(
        id=row["number"],
        start=row["planned_start"],
        end=row["planned_end"],
        place=Point(where["lon"], where["lat"]) if where else None,
        # a person was promised a time: for now every sent appointment stays where it is
        pinned=row["state"] != "scheduled",
    )


async def visible_people(tx: Tx, actor: Actor) -> list[UUID] | None:
    """Whose calendars the actor may plan with; None = everybody's (the product itself)."""
    if actor.acts_as_system:
        return None
    query = Query("field_resource", fields=("user",), limit=_MOST_PEOPLE)
    page = await queries.list_records(tx, actor, query)
    return [UUID(str(r["user"]["id"])) for r in page.records if r.get("user")]


async def match(
    tx: Tx,
    actor: Actor,
    order: Stored,
    *,
    users: Iterable[UUID] | None = None,
    earliest: datetime | None = None,
    top: int | None = None,
) -> Matched:
    """Rank people for an order: candidates best first, everyone else with reasons."""
    rule, rule_name = await rule_for(tx, order)
    facts = await facts_of(tx, order)
    start = max(earliest or tx.now, tx.now)
    reach = max(order["window_end"] or start, start) + timedelta(days=rule.horizon_days)
    wanted = list(users) if users is not None else await visible_people(tx, actor)
    everyone = await persons(tx, wanted, start, reach)
    # the hours it will be driven at, as far as that is known: when the customer wants the visit
    usual = GreatCircleTravel(factor=rule.road_factor)
    at = max(order["window_start"] or start, start)
    hub, others = facts.place, _places(everyone)
    model = await travel.times(tx, at, default=usual, hub=hub, others=others)
    ranking = matching.rank_people(
        facts, everyone, rule, now=start, zone=zone_of(tx), travel=model, top=top
    )
    names = {str(p.worker.user_id): p.worker.name for p in everyone}
    names |= {
        str(i): n for i, n in (await repository.names(tx, "o_skill", facts.needs.skills)).items()
    }
    return Matched(facts, rule, rule_name, ranking, names)


def _places(everyone: Iterable[matching.Person]) -> set[Point]:
    """Wherever somebody may come from or go on to."""
    found = {p.worker.home for p in everyone} | {p.position for p in everyone}
    found |= {slot.place for p in everyone for slot in p.slots}
    return {place for place in found if place is not None}


async def as_seen(tx: Tx, actor: Actor, matched: Matched) -> Matched:
    """The same ranking with the names of people and skills as the actor may read them."""
    ids = list(matched.names)
    known: dict[str, str | None] = {}
    for object_ in ("user", "skill") if ids else ():
        found = await queries.choose(
            tx, actor, Chosen(object_, among(ids), ("name",), limit=len(ids))
        )
        known |= {str(r.id): r.get("name") for r in found}
    return replace(matched, names={i: known.get(i) or "—" for i in ids})
