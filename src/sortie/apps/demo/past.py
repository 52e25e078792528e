"""The past as records: orders with everything that hangs on them, loaded in one go."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sortie.apps.demo import past_money, past_visits
from sortie.apps.demo.catalogue import CHECKLISTS
from sortie.apps.demo.clientele import Equipment
from sortie.apps.demo.company import Demo, Person
from sortie.apps.demo.past_plan import PastJob, plan_past
from sortie.apps.demo.pictures import Album
from sortie.apps.demo.places import location
from sortie.apps.demo.rosters import Roster
from sortie.base.calendar import WorkCalendar
from sortie.domains.dispatch.contracts import SlaClock, SlaPolicy
from sortie.domains.dispatch.rules import sla
from sortie.domains.dispatch.service import clocks as clock_room
from sortie.kernel.records import service as records
from sortie.kernel.records.service import PastMove, PastRecord

_TOKEN_BYTES = 18
_MINUTE = timedelta(minutes=1)
_CHANNELS = (("phone", 55), ("qr", 22), ("web", 15), ("plan", 8))
_SELF_SERVED = frozenset({"qr", "web"})
_RATED = 0.85
_REASONS = ("客户已自行解决", "客户改约", "重复报修", "地址超出服务范围")

ORDER = (
    "service_request", "work_order", "dispatch_decision", "appointment", "check_in", "step_result",
    "work_order_line", "sla_clock", "acceptance", "rating", "bill",
)  # fmt: skip
"""What is loaded in which order: links point backwards."""


@dataclass(slots=True)
class Ledger:
    """All that is to be loaded, by object; and the SLA policies with their calendar."""

    demo: Demo
    album: Album
    policies: dict[str, tuple[SlaPolicy, WorkCalendar]]
    prices: past_money.Prices
    past: dict[str, list[PastRecord]] = field(default_factory=lambda: {name: [] for name in ORDER})

    def add(
        self,
        object_: str,
        at: datetime,
        by: Person | None,
        values: dict[str, Any],
        *moves: PastMove,
        id: UUID | None = None,  # noqa: A002  the record's id
    ) -> UUID:
        record_id = id or self.demo.new_id(at)
        self.past[object_].append(PastRecord(record_id, values, at, by, moves))
        return record_id


async def live_through(
    demo: Demo, equipment: list[Equipment], roster: Roster, album: Album
) -> list[PastJob]:
    """Load three months of work, then the statements made of it."""
    async with demo.tx() as tx:
        ledger = Ledger(
            demo, album, await clock_room.policies(tx), await past_money.prices(demo, tx)
        )
        jobs = plan_past(demo, equipment, roster)
        for job in jobs:
            _write_down(ledger, job)
        for object_ in ORDER:
            await records.load_history(tx, demo.system, object_, ledger.past[object_])
    await past_money.pay_engineers(demo)
    return jobs


@dataclass(slots=True)
class Story:
    """An order's life so far: its moves, and what they leave on it."""

    moves: list[PastMove] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    now: datetime | None = None

    def move(
        self, command: str, at: datetime, by: Person | None, reason: str | None = None
    ) -> bool:
        """Add a move unless it would lie in the future; whether it happened."""
        if self.now is not None and at >= self.now:
            return False
        self.moves.append(PastMove(command, at, by, reason))
        return True


def _write_down(ledger: Ledger, job: PastJob) -> None:
    demo = ledger.demo
    order_id, token = demo.new_id(job.created), secrets.token_urlsafe(_TOKEN_BYTES)
    agent = demo.people[demo.dice.choice(("agent", "agent2")) if job.at.company == "JD" else "agent3"]  # fmt: skip
    channel = demo.dice.choices([c for c, _ in _CHANNELS], [w for _, w in _CHANNELS])[0]
    values = _facts(ledger, job) | {"channel": channel, "portal_token": token}
    if channel in _SELF_SERVED:
        values["request"] = _request(ledger, job, values, order_id, agent)
    story = Story(now=demo.now - 30 * _MINUTE)
    _begin(ledger, job, story, agent)
    if job.cancelled is not None:
        story.move("cancel", job.cancelled, agent, demo.dice.choice(_REASONS))
    else:
        past_visits.visit(ledger, job, story, order_id)
        story.values |= _clocks(ledger, job, order_id)
        score = _score(ledger, job, order_id)
        story.values |= {"score": score} if score else {}
        past_money.bill(ledger, job, story, order_id, values)
    ledger.add("work_order", job.created, agent, values | story.values, *story.moves, id=order_id)


def _facts(ledger: Ledger, job: PastJob) -> dict[str, Any]:
    demo, at = ledger.demo, job.at
    company = demo.ids[f"org_unit/{at.company}"]
    policy = "vip" if at.level == "vip" else "default"
    return {
        "subject": f"{job.kind.name} · {at.customer_name}", "customer": at.customer,
        "work_type": demo.ids[f"work_type/{job.kind.code}"], "site": at.site, "asset": at.id,
        "area": demo.ids[f"service_area/{at.area}"], "contact_name": at.customer_name,
        "contact_phone": at.phone, "address_text": at.address, "location": location(at.point),
        "fence_m": at.fence_m, "description": demo.dice.choice(job.kind.faults),
        "priority": job.priority, "duration": job.kind.minutes * 60,
        "checklist": demo.ids[f"checklist/{job.kind.checklist}"], "checklist_revision": 1,
        "checklist_items": CHECKLISTS[job.kind.checklist][1],
        "sla_policy": demo.ids[f"sla_policy/{policy}"], "sla_state": "ok",
        "in_warranty": at.warranty_until is not None and job.created.date() <= at.warranty_until,
        "dept_id": company, "org_id": company,
    }  # fmt: skip


def _request(
    ledger: Ledger, job: PastJob, values: dict[str, Any], order_id: UUID, agent: Person
) -> UUID:
    """What the customer sent in, and who made the order of it."""
    sent = job.created - ledger.demo.dice.randrange(3, 40) * _MINUTE
    taken = ("customer", "site", "asset", "contact_name", "contact_phone", "address_text",
             "location", "work_type", "description", "priority", "channel", "portal_token",
             "dept_id", "org_id")  # fmt: skip
    request = {name: values[name] for name in taken} | {"work_order": order_id}
    return ledger.add(
        "service_request", sent, None, request, PastMove("convert", job.created, agent)
    )


def _begin(ledger: Ledger, job: PastJob, story: Story, agent: Person) -> None:
    if job.kind.review_first:
        boss = ledger.demo.people["manager"]
        story.move("send_to_review", job.created, agent)
        # before anybody was sent
        first = job.visits[0].assigned if job.visits else job.created + 20 * _MINUTE
        approved = min(job.created + 10 * _MINUTE, first - _MINUTE)
        story.move("approve_intake", approved, boss)
    else:
        story.move("submit", job.created, agent)


def _clocks(ledger: Ledger, job: PastJob, order_id: UUID) -> dict[str, Any]:
    """The promises and how they were kept; what the order shows of them."""
    demo = ledger.demo
    level = "vip" if job.at.level == "vip" else "default"
    policy, calendar = ledger.policies[str(demo.ids[f"sla_policy/{level}"])]
    met = {"respond": job.visits[0].accepted, "arrive": job.visits[0].arrived, "finish": job.ended}
    shown: dict[str, Any] = {}
    late = False
    for clock in sla.start_clocks(policy, job.priority, job.created):
        kept = _kept(clock, job, met[clock.target.value])
        due = sla.due_at(calendar, kept, demo.now)
        warn = sla.reached_at(calendar, kept, policy.warn_percent[0], demo.now)
        missed = kept.met_at is not None and kept.met_at > due
        late = late or missed
        shown[f"{clock.target.value}_due"] = due
        ledger.add("sla_clock", job.created, None, {
            "work_order": order_id, "target": clock.target.value, "started_at": job.created,
            "minutes": clock.minutes, "pauses": sla.pauses_to_plain(kept.pauses), "due_at": due,
            "warn_at": warn, "met_at": kept.met_at, "breached_at": due if missed else None,
            "warned_level": 2 if missed else 1 if kept.met_at and kept.met_at > warn else 0,
        })  # fmt: skip
    return shown | {"sla_state": "breached" if late else "met"}


def _kept(clock: SlaClock, job: PastJob, at: datetime) -> SlaClock:
    """Met; a refusal took the finish back, and the time between wasn't counted."""
    if clock.target.value == "finish" and job.refused:
        first = job.visits[0].ended
        clock = sla.reopen(sla.meet(clock, first), first + 6 * _MINUTE)
    return sla.meet(clock, at)


def _score(ledger: Ledger, job: PastJob, order_id: UUID) -> int | None:
    """Most customers rate, most of them kindly; less so when it took two visits."""
    dice = ledger.demo.dice
    at = job.ended + dice.randrange(10, 600) * _MINUTE
    if dice.random() > _RATED or at >= ledger.demo.now:
        return None
    weights = (10, 20, 30, 25, 15) if len(job.visits) > 1 else (63, 22, 8, 4, 3)
    score = dice.choices((5, 4, 3, 2, 1), weights)[0]
    good, bad = ("punctual", "polite", "skilled", "clean"), ("late", "unsolved", "price")
    tags = dice.sample(good if score > 3 else bad, 2 if score > 3 else 1)  # noqa: PLR2004  four or five stars
    words = {5: ("很专业，好评", "师傅很细心", None), 4: ("不错", None), 3: ("一般", None)}
    ledger.add("rating", at, None, {
        "work_order": order_id, "engineer": job.visits[-1].engineer.id, "score": score,
        "tags": tags, "text": dice.choice(words.get(score, ("来得太晚", "修了两次才好"))),
    })  # fmt: skip
    return score
