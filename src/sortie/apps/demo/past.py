"""The past as records: orders with everything that hangs on them, loaded in one go."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from sortie.apps.demo import past_money, past_visits
from sortie.apps.demo.catalogue import CHECKLISTS
from sortie.apps.demo.clientele import Equipment
from sortie.apps.demo.company import Demo, Person
from sortie.apps.demo.past_ledger import ORDER, Ledger, Story
from sortie.apps.demo.past_plan import PastJob, plan_past
from sortie.apps.demo.pictures import Album
from sortie.apps.demo.places import location
from sortie.apps.demo.rosters import Roster
from sortie.domains.dispatch.service import clocks as clock_room
from sortie.domains.dispatch.service.history import clocks_kept
from sortie.domains.settlement.service.history import price_book
from sortie.kernel.records import service as records
from sortie.kernel.records.service import PastMove

_TOKEN_BYTES = 18
_MINUTE = timedelta(minutes=1)
_CHANNELS = (("phone", 55), ("qr", 22), ("web", 15), ("plan", 8))
_SELF_SERVED = frozenset({"qr", "web"})
_RATED = 0.85
_REASONS = ("客户已自行解决", "客户改约", "重复报修", "地址超出服务范围")


async def live_through(
    demo: Demo, equipment: list[Equipment], roster: Roster, album: Album
) -> list[PastJob]:
    """Load three months of work, then the statements made of it."""
    async with demo.tx() as tx:
        ledger = Ledger(demo, album, await clock_room.policies(tx), await price_book(tx))
        jobs = plan_past(demo, equipment, roster)
        for job in jobs:
            _write_down(ledger, job)
        for object_ in ORDER:
            by_age = sorted(ledger.past[object_], key=lambda past: past.at)
            await records.load_history(tx, demo.system, object_, by_age)
    await past_money.pay_engineers(demo)
    return jobs


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
    level = "vip" if job.at.level == "vip" else "default"
    pair = ledger.policies[str(ledger.demo.ids[f"sla_policy/{level}"])]
    met = {"respond": job.visits[0].accepted, "arrive": job.visits[0].arrived, "finish": job.ended}
    first = job.visits[0].ended
    redone = (first, first + 5 * _MINUTE) if job.refused else None
    shown: dict[str, Any] = {"sla_state": "met"}
    for clock in clocks_kept(pair, job.priority, job.created, met, redone=redone):
        shown[f"{clock['target']}_due"] = clock["due_at"]
        if clock["breached_at"]:
            shown["sla_state"] = "breached"
        ledger.add("sla_clock", job.created, None, clock | {"work_order": order_id})
    return shown


def _score(ledger: Ledger, job: PastJob, order_id: UUID) -> int | None:
    """Most customers rate, most of them kindly; less so when it took two visits."""
    dice = ledger.demo.dice
    at = job.ended + dice.randrange(10, 600) * _MINUTE
    if dice.random() > _RATED or at >= ledger.demo.now:
        return None
    weights = (10, 20, 30, 25, 15) if len(job.visits) > 1 else (63, 22, 8, 4, 3)
    score = dice.choices((5, 4, 3, 2, 1), weights)[0]
    good, bad = ("punctual", "polite", "skilled", "clean"), ("late", "unsolved", "price")
    tags = dice.sample(good if score > 3 else bad, 2 if score > 3 else 1)  # four or five stars
    words = {5: ("很专业，好评", "师傅很细心", None), 4: ("不错", None), 3: ("一般", None)}
    ledger.add("rating", at, None, {
        "work_order": order_id, "engineer": job.visits[-1].engineer.id, "score": score,
        "tags": tags, "text": dice.choice(words.get(score, ("来得太晚", "修了两次才好"))),
    })  # fmt: skip
    return score
