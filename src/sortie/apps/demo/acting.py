"""People at work: each act through the real verbs, by the right person, at its own moment."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sortie.apps.demo.catalogue import CHECKLISTS, WORK_TYPES, WorkType
from sortie.apps.demo.clientele import Equipment
from sortie.apps.demo.company import Demo, Person
from sortie.apps.demo.pictures import Album
from sortie.apps.demo.places import location, near
from sortie.domains.dispatch.contracts.errors import NotQualifiedError
from sortie.domains.dispatch.contracts.wishes import OrderWish
from sortie.domains.dispatch.service import acceptance, orders, planning, steps, visits
from sortie.domains.tracking import service as tracking
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stamp

_MINUTE = timedelta(minutes=1)
_OVERRIDE = "客户指定"


@dataclass(slots=True)
class Job:
    """A live order on its way. ``start``: when the visit is planned."""

    id: UUID
    kind: WorkType
    at: Equipment
    engineer: Person | None = None
    appointment: UUID | None = None
    start: datetime | None = None


@dataclass(slots=True)
class Acting:
    """Everyone's hands. ``ago``: minutes before now at which an act happens."""

    demo: Demo
    equipment: list[Equipment]
    album: Album
    used: set[UUID] = field(default_factory=set)

    def moment(self, ago: float) -> datetime:
        return self.demo.now - ago * _MINUTE

    def pick(self, kind: WorkType, areas: tuple[str, ...] = ()) -> Equipment:
        """Equipment of that kind nobody works on yet, in these areas where there is some."""
        # a very small company may have nothing of a kind: then something else will do
        fitting = [e for e in self.equipment if e.category == kind.category] or self.equipment
        fresh = [e for e in fitting if e.id not in self.used] or fitting
        close = [e for e in fresh if e.area in areas] or fresh
        chosen = self.demo.dice.choice(close)
        self.used.add(chosen.id)
        return chosen

    async def order(
        self, code: str, ago: float, *, engineer: Person | None = None, **wish: Any
    ) -> Job:
        """The agent takes a call and makes the order."""
        kind = next(k for k in WORK_TYPES if k.code == code)
        at = self.pick(kind, engineer.areas if engineer else ())
        async with self.demo.tx(self.moment(ago)) as tx:
            agent = await self.demo.actor(tx, "agent" if kind.company == "JD" else "agent3")
            made = await orders.create_order(tx, agent, OrderWish(
                work_type=self.demo.ids[f"work_type/{code}"], customer=at.customer, site=at.site,
                asset=at.id, description=self.demo.dice.choice(kind.faults), **wish,
            ))  # fmt: skip
        return Job(made.id, kind, at, engineer)

    async def assign(self, job: Job, ago: float, start_in: float) -> None:
        """The dispatcher gives it to the job's engineer, ``start_in`` minutes from now."""
        engineer = job.engineer
        if engineer is None:
            raise ValueError("nobody to give it to")
        job.start = self.moment(-start_in)
        async with self.demo.tx(self.moment(ago)) as tx:
            desk = "dispatcher" if job.kind.company == "JD" else "dispatcher3"
            actor = await self.demo.actor(tx, desk)
            order = await records.fetch(tx, actor, "work_order", job.id, lock=True)
            try:
                async with tx.savepoint():
                    made = await planning.assign(
                        tx, actor, order, engineer.id, mode="suggested", start=job.start
                    )
            except NotQualifiedError:
                made = await planning.assign(
                    tx, actor, order, engineer.id, mode="manual", start=job.start,
                    override_reason=_OVERRIDE,
                )  # fmt: skip
        job.appointment = made.id

    async def act(self, job: Job, ago: float, verb: str, **more: Any) -> None:
        """The engineer's next button."""
        engineer, appointment = _mine(job)
        at = self.moment(ago)
        stamp = Stamp(occurred_at=at, location=self.fix(job, verb), device_id="demo-phone")
        async with self.demo.tx(at) as tx:
            actor = await self.demo.actor(tx, engineer.login)
            await getattr(visits, verb)(tx, actor, appointment, stamp, **more)
            if verb == "depart" and engineer.home:
                here = location(engineer.home, accuracy_m=12.0)
                await tracking.report_position(tx, actor, here, battery="86")
            elif verb == "arrive":
                await tracking.report_position(tx, actor, dict(stamp.location or {}), battery="74")

    def fix(self, job: Job, verb: str) -> dict[str, Any]:
        """Where the phone says it is: at home on leaving, near the door from then on."""
        engineer, _ = _mine(job)
        if verb == "depart" and engineer.home:
            return location(engineer.home, accuracy_m=15.0, fix_age_s=4)
        point = near(self.demo.dice, job.at.point, 60)
        return location(point, accuracy_m=12.0, fix_age_s=3)

    async def on_the_way(self, job: Job, ago: float, done: float) -> None:
        """A last position on the straight line to the customer, ``done`` of the way."""
        engineer, _ = _mine(job)
        (x0, y0), (x1, y1) = engineer.home or job.at.point, job.at.point
        here = (round(x0 + (x1 - x0) * done, 6), round(y0 + (y1 - y0) * done, 6))
        async with self.demo.tx(self.moment(ago)) as tx:
            actor = await self.demo.actor(tx, engineer.login)
            await tracking.report_position(tx, actor, location(here, accuracy_m=20.0), battery="71")

    async def to_work(self, job: Job, since: float, *, travel: float = 22) -> None:
        """Accepted, driven, checked in and begun ``since`` minutes ago."""
        await self.act(job, since + travel + 12, "accept")
        await self.act(job, since + travel + 3, "depart")
        await self.act(job, since + 3, "arrive")
        await self.act(job, since, "start")

    async def steps(self, job: Job, since: float, until: float, *, part: float = 1.0) -> None:
        """Checklist steps, spread between two moments; ``part`` of them."""
        engineer, _ = _mine(job)
        items = CHECKLISTS[job.kind.checklist][1]
        wanted = items[: max(1, round(len(items) * part))]
        for n, item in enumerate(wanted):
            at = self.moment(since - (since - until) * (n + 1) / (len(wanted) + 1))
            async with self.demo.tx(at) as tx:
                actor = await self.demo.actor(tx, engineer.login)
                answer = answer_to(self.demo, self.album, item)
                stamp = Stamp(occurred_at=at, location=self.fix(job, "step"))
                await steps.save_step(tx, actor.as_system(), job.id, item["key"], answer, stamp)

    async def part(self, job: Job, ago: float) -> None:
        """A part used, if this kind of work has one."""
        engineer, _ = _mine(job)
        if not job.kind.parts:
            return
        name, price = self.demo.dice.choice(job.kind.parts)
        async with self.demo.tx(self.moment(ago)) as tx:
            actor = await self.demo.actor(tx, engineer.login)
            line = {"kind": "part", "name": name, "quantity": "1", "price": price}
            await steps.add_line(tx, actor.as_system(), job.id, line)

    async def done(self, job: Job, began: float, ended: float) -> None:
        """The whole visit from accepting to finishing."""
        await self.to_work(job, began)
        await self.steps(job, began, ended)
        await self.part(job, (began + ended) / 2)
        await self.act(job, ended, "finish", outcome="已修复，试机正常")

    async def word(self, job: Job, ago: float, result: str = "accepted", reason: str = "") -> None:
        """The customer signs on the engineer's phone, or refuses."""
        engineer, _ = _mine(job)
        at = self.moment(ago)
        signature = {"file": str(self.demo.dice.choice(self.album.signatures)),
                     "signer": job.at.customer_name, "at": at.isoformat()}  # fmt: skip
        async with self.demo.tx(at) as tx:
            actor = await self.demo.actor(tx, engineer.login)
            await acceptance.give_word(
                tx, actor.as_system(), job.id, result=result, channel="engineer_phone",
                signer=job.at.customer_name, signature=None if reason else signature, reason=reason,
                stamp=Stamp(occurred_at=at),
            )  # fmt: skip

    async def rate(self, job: Job, ago: float, score: int, text: str = "") -> None:
        async with self.demo.tx(self.moment(ago)) as tx:
            tags = ("punctual", "skilled") if score > 3 else ("late",)  # four or five stars
            await acceptance.rate(tx, self.demo.system, job.id, score=score, tags=tags, text=text)

    async def review(self, job: Job, ago: float) -> None:
        """The manager passes it on to settlement, which makes the bill."""
        async with self.demo.tx(self.moment(ago)) as tx:
            boss = await self.demo.actor(tx, "manager" if job.kind.company == "JD" else "manager2")
            await acceptance.review(tx, boss, job.id, result="pass")


def _mine(job: Job) -> tuple[Person, UUID]:
    if job.engineer is None or job.appointment is None:
        raise ValueError("the job isn't assigned")
    return job.engineer, job.appointment


def answer_to(demo: Demo, album: Album, item: dict[str, Any]) -> dict[str, Any]:
    """A good answer to one step of a checklist."""
    dice = demo.dice
    match item["kind"]:
        case "photo":
            shelf = {"after": album.after, "panel": album.gauges}.get(item["key"], album.before)
            return {"files": [dice.choice(shelf)]}
        case "signature":
            return {"files": [dice.choice(album.signatures)]}
        case "number":
            low, high = item["min"], item["max"]
            middle = low + (high - low) * dice.uniform(0.3, 0.7)
            return {"value": f"{middle:.2f}".rstrip("0").rstrip(".")}
        case "choice":
            bad = set(item.get("bad", ()))
            return {"value": dice.choice([c for c in item["choices"] if c not in bad])}
        case _:
            return {"value": True}
