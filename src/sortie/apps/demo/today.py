"""Work under way right now, in every state, made relative to now through the real verbs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sortie.apps.demo.acting import Acting, Job
from sortie.apps.demo.catalogue import WORK_TYPES
from sortie.apps.demo.clientele import Equipment
from sortie.apps.demo.company import Demo, Person
from sortie.apps.demo.pictures import Album
from sortie.apps.demo.places import QUARTERS, location
from sortie.apps.demo.rosters import live_people
from sortie.domains.dispatch.contracts.wishes import RequestWish
from sortie.domains.dispatch.service import intake, pool, transfers
from sortie.domains.messaging import service as messaging
from sortie.domains.tracking import service as tracking
from sortie.kernel.events import service as events
from sortie.kernel.records import service as records

_HOUR = 60.0


async def fill_today(demo: Demo, equipment: list[Equipment], album: Album) -> None:
    """All live jobs; then whoever must hear of them is told."""
    day = _Day(demo, Acting(demo, equipment, album), iter(_crew(demo)))
    await day.clock_on()
    await day.requests()
    await day.waiting()
    await day.sent()
    await day.under_way()
    await day.ended()
    await day.troubled()
    await day.visitor()
    # the worker would do it in a moment; a demo is whole without waiting for it
    await events.deliver(demo.kernel.dbs, demo.tenant, demo.kernel.subscriptions)


def _crew(demo: Demo) -> list[Person]:
    """Whoever is on shift now, but for the one that visitors sign in as; teams mixed."""
    live = demo.engineers[: live_people(demo)]
    rest = [p for p in live if p.login != "engineer"]
    demo.dice.shuffle(rest)
    return rest


@dataclass(slots=True)
class _Day:
    demo: Demo
    hands: Acting
    crew: Iterator[Person]

    def _kind_for(self, person: Person) -> str:
        """A kind of work the person is good enough for."""
        fit = [k.code for k in WORK_TYPES
               if person.skills.get(k.skill, 0) >= k.level and not k.review_first]  # fmt: skip
        return self.demo.dice.choice(fit or ["PW-FIX"])

    async def _given(
        self, created: float, given: float, start_in: float, *, who: Person | None = None,
        code: str = "", **wish: str,
    ) -> Job | None:  # fmt: skip
        """An order made and assigned; None when everybody has something already."""
        person = who or next(self.crew, None)
        if person is None:
            return None
        code = code or self._kind_for(person)
        job = await self.hands.order(code, created, engineer=person, **wish)
        await self.hands.assign(job, given, start_in)
        return job

    async def clock_on(self) -> None:
        """Everyone on shift has a phone that says where they set out from."""
        async with self.demo.tx(self.hands.moment(4 * _HOUR)) as tx:
            for person in self.demo.engineers[: live_people(self.demo)]:
                actor = await self.demo.actor(tx, person.login)
                here = location(person.home or QUARTERS[0].centre, accuracy_m=18.0)
                await tracking.report_position(tx, actor, here, battery="95")

    async def requests(self) -> None:
        """Customers who wrote and wait for an answer."""
        channels = ("qr", "web", "phone", "qr", "web", "qr", "phone", "web")
        for n in range(self.demo.some(len(channels))):
            kind = WORK_TYPES[(n * 3) % len(WORK_TYPES)]
            at = self.hands.pick(kind)
            async with self.demo.tx(self.hands.moment(4 + n * 11)) as tx:
                taken = await intake.take_request(tx, self.demo.system, RequestWish(
                    channel=channels[n], contact_name=at.customer_name, contact_phone=at.phone,
                    description=kind.faults[0], customer=at.customer, site=at.site, asset=at.id,
                    address_text=at.address, location=location(at.point),
                    work_type=self.demo.ids[f"work_type/{kind.code}"],
                    photos=(self.hands.album.before[n % len(self.hands.album.before)],),
                    priority="urgent" if kind.priority == "urgent" else "normal",
                ))  # fmt: skip
                if n % 4 == 3:  # each fourth was looked at
                    agent = await self.demo.actor(tx, "agent")
                    await records.command(
                        tx, agent.as_system(), "service_request", taken.request.id, "triage"
                    )

    async def waiting(self) -> None:
        """The dispatcher's queue, the review before it, and the pool."""
        codes = ("AC-FIX", "WM-FIX", "FR-FIX", "WH-FIX", "PW-FIX", "AC-FIX", "PU-CARE", "EL-CARE")
        for n, code in enumerate(codes[: self.demo.some(len(codes))]):
            start = self.demo.now + timedelta(hours=2 + n)
            await self.hands.order(
                code, 12 + n * 9, window_start=start, window_end=start + timedelta(hours=3),
                priority=("normal", "high", "normal", "low")[n % 4],
            )  # fmt: skip
        await self.hands.order("EL-SOS", 6)
        for n in range(self.demo.some(2)):
            await self.hands.order("AC-SET", 30 + n * 25)
        # late: promised days ago, still nobody on it
        await self.hands.order("FR-FIX", 6 * 24 * _HOUR, priority="high")
        for n, code in enumerate(("AC-CLEAN", "WM-CLEAN", "AC-CLEAN")[: self.demo.some(3)]):
            job = await self.hands.order(code, 40 + n * 15)
            async with self.demo.tx(self.hands.moment(20 - n * 5)) as tx:
                desk = await self.demo.actor(tx, "dispatcher")
                await pool.open_offer(tx, desk, job.id, minutes=600)

    async def sent(self) -> None:
        """With an engineer: not answered yet, or accepted for later."""
        for n in range(self.demo.some(3)):
            await self._given(50 + n * 5, 4 - n, 90 + n * 30)
        for n in range(self.demo.some(3)):
            job = await self._given(120 + n * 10, 60, 45 + n * 35)
            if job:
                await self.hands.act(job, 40, "accept")

    async def under_way(self) -> None:
        """On the way, arrived, working, waiting for a part."""
        for n in range(self.demo.some(3)):
            if job := await self._given(150, 70, 5 + n * 4):
                await self.hands.act(job, 50, "accept")
                await self.hands.act(job, 16 - n * 4, "depart")
                await self.hands.on_the_way(job, 1, 0.4 + n * 0.2)
        for n in range(self.demo.some(4)):
            if job := await self._given(240, 130, -50 - n * 5):
                began = 45 + n * 6
                await self.hands.to_work(job, began)
                await self.hands.steps(job, began, 8, part=0.5)
        if job := await self._given(200, 100, -5):
            await self.hands.act(job, 60, "accept")
            await self.hands.act(job, 28, "depart")
            await self.hands.act(job, 3, "arrive")
        for hold, note in (("part", "缺压缩机启动器，已订货"), ("customer", "客户临时外出"))[: self.demo.some(2)]:  # fmt: skip
            if job := await self._given(300, 200, -150):
                await self.hands.to_work(job, 145)
                await self.hands.steps(job, 145, 100, part=0.4)
                await self.hands.act(job, 95, "pause", hold=hold, note=note)

    async def ended(self) -> None:
        """Finished today: to accept, to review, to settle. The same people may have gone on."""
        people = self.demo.engineers[1 : live_people(self.demo)]
        wanted = (("", 3), ("accepted", 4), ("reviewed", 4))
        slots = iter(people)
        for upto, many in wanted:
            for n in range(self.demo.some(many)):
                if (person := next(slots, None)) is None:
                    return
                job = await self._given(420, 330, -280, who=person)
                if job is None:
                    continue
                await self.hands.done(job, 278, 225 + n)
                if upto:
                    await self.hands.word(job, 222)
                if upto and n % 2 == 0:
                    await self.hands.rate(job, 200, 5 if n else 2, "" if n else "等了很久才上门")
                if upto == "reviewed":
                    await self.hands.review(job, 150 - n)

    async def troubled(self) -> None:
        """Refused, impossible, to be handed over, called off, late on the road."""
        late = await self._given(5 * 24 * _HOUR, 80, -35, priority="high")
        if late:
            await self.hands.act(late, 60, "accept")
            await self.hands.act(late, 25, "depart")
            await self.hands.on_the_way(late, 2, 0.7)
        if job := await self._given(400, 260, -215):
            await self.hands.done(job, 212, 165)
            await self.hands.word(job, 160, "refused", "运行时仍有异响")
        if job := await self._given(390, 230, -150):
            await self.hands.to_work(job, 148)
            await self.hands.act(job, 120, "cannot", reason="需高空作业车，现场无法施工")
        if (job := await self._given(180, 60, 100)) and job.engineer and job.appointment:
            await self.hands.act(job, 50, "accept")
            async with self.demo.tx(self.hands.moment(20)) as tx:
                actor = await self.demo.actor(tx, job.engineer.login)
                await transfers.ask(
                    tx, actor, job.appointment, reason="上一单超时，赶不到", to_engineer=None
                )
        job = await self.hands.order("WM-CLEAN", 200)
        async with self.demo.tx(self.hands.moment(100)) as tx:
            desk = await self.demo.actor(tx, "dispatcher")
            await records.command(tx, desk, "work_order", job.id, "cancel", reason="客户改约下月")
            await messaging.add_note(
                tx, desk, ("work_order", job.id), text="客户改约下月，月初回访",
                mentions=[self.demo.people["agent"].id],
            )  # fmt: skip

    async def visitor(self) -> None:
        """A full day for whoever signs in as the engineer of the demo."""
        me = self.demo.people["engineer"]
        first = await self._given(330, 300, -230, who=me, code="AC-FIX")
        if first:
            await self.hands.done(first, 226, 150)
            await self.hands.word(first, 146)
            await self.hands.rate(first, 120, 5, "师傅很专业")
        if job := await self._given(260, 180, -130, who=me, code="WM-FIX"):
            await self.hands.done(job, 126, 75)
        if job := await self._given(90, 45, 25, who=me, code="AC-FIX"):
            await self.hands.act(job, 30, "accept")
        await self._given(40, 3, 150, who=me, code="FR-FIX")
