"""Three months of visits, thought out: who was where when, and how each job went. No I/O."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sortie.apps.demo.catalogue import WORK_TYPES, WorkType
from sortie.apps.demo.clientele import Equipment
from sortie.apps.demo.company import Demo, Person
from sortie.apps.demo.rosters import Duty, Roster

ORDERS = 2_500
_CANCELLED = 0.04
_REFUSED = 0.035
_IMPOSSIBLE = 0.02
_MINUTE = timedelta(minutes=1)
_LATER = timedelta(hours=14)
_LEAD_HOURS = {"urgent": (0.7, 2), "high": (1.5, 7), "normal": (4, 34), "low": (20, 90)}
_OPENS, _CLOSES = 8, 20


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as it happened; ``outcome``: finish or cannot."""

    engineer: Person
    assigned: datetime
    accepted: datetime
    departed: datetime
    arrived: datetime
    began: datetime
    ended: datetime
    outcome: str = "finish"


@dataclass(slots=True)
class PastJob:
    """``refused``: the customer did at first. ``cancelled``: nobody ever went."""

    kind: WorkType
    at: Equipment
    priority: str
    created: datetime
    visits: list[Visit] = field(default_factory=list)
    refused: bool = False
    cancelled: datetime | None = None

    @property
    def ended(self) -> datetime:
        return self.visits[-1].ended


@dataclass(frozen=True, slots=True)
class _Slot:
    """Time an engineer had for one job of this kind: setting out, arriving, beginning, ending."""

    engineer: Person
    kind: WorkType
    departed: datetime
    arrived: datetime
    began: datetime
    ended: datetime


def plan_past(demo: Demo, equipment: list[Equipment], roster: Roster) -> list[PastJob]:
    """All jobs of the past, oldest first."""
    midnight = datetime.combine(demo.today, datetime.min.time(), demo.zone)
    wanted = demo.some(ORDERS)
    slots = [s for e in demo.engineers for d in roster[e.id] for s in _slots(demo.dice, e, d, midnight)]  # fmt: skip
    chosen = demo.dice.sample(slots, min(len(slots), wanted))
    by_place = _Places(equipment)
    jobs: list[PastJob] = []
    for engineer in demo.engineers:
        mine = sorted((s for s in chosen if s.engineer is engineer), key=lambda s: s.departed)
        jobs += _jobs(demo, mine, by_place)
    jobs += [_called_off(demo, by_place) for _ in range(round(wanted * _CANCELLED))]
    return sorted(jobs, key=lambda j: j.created)


class _Places:
    """Equipment by category and area, to find some that an engineer would be sent to."""

    def __init__(self, equipment: list[Equipment]) -> None:
        self.known: dict[tuple[str, str], list[Equipment]] = {}
        self.every: dict[str, list[Equipment]] = {}
        for one in equipment:
            self.known.setdefault((one.category, one.area), []).append(one)
            self.every.setdefault(one.category, []).append(one)

    def any_of(self, dice: Random, category: str, areas: tuple[str, ...]) -> Equipment | None:
        near = [e for a in areas for e in self.known.get((category, a), ())]
        choice = near or self.every.get(category, [])
        return dice.choice(choice) if choice else None


def _slots(dice: Random, engineer: Person, duty: Duty, until: datetime) -> list[_Slot]:
    """As many jobs as fit into the shift, one after the other, none across a break."""
    fit = [k for k in WORK_TYPES if engineer.skills.get(k.skill, 0) >= k.level]
    found: list[_Slot] = []
    if duty.end >= until or not fit:
        return found
    for start, end in duty.spans:
        at = start + dice.randrange(5, 50) * _MINUTE
        while True:
            kind = dice.choice(fit)
            arrived = at + dice.randrange(9, 34) * _MINUTE + dice.randrange(60) * _MINUTE / 60
            began = arrived + dice.randrange(2, 9) * _MINUTE
            ended = began + kind.minutes * dice.uniform(0.65, 1.2) * _MINUTE
            ended = ended.replace(microsecond=0)
            if ended >= end:
                break
            found.append(_Slot(engineer, kind, at, arrived, began, ended))
            at = ended + dice.randrange(4, 55) * _MINUTE
    return found


def _jobs(demo: Demo, mine: list[_Slot], places: _Places) -> list[PastJob]:
    """One engineer's slots as jobs; now and then two of them are visits of one job."""
    dice, jobs = demo.dice, list[PastJob]()
    spent: set[int] = set()
    for at, slot in enumerate(mine):
        if at in spent:
            continue
        equipment = places.any_of(dice, slot.kind.category, slot.engineer.areas)
        if equipment is None:
            continue
        job = _job(dice, slot, equipment)
        turn = dice.random()
        again = _next(mine, spent, at)
        if again is not None and turn < _REFUSED + _IMPOSSIBLE:
            spent.add(again)
            job.refused = turn < _REFUSED
            outcome = "finish" if job.refused else "cannot"
            assigned = slot.ended + dice.randrange(25, 120) * _MINUTE
            job.visits = [
                _visit(dice, slot, job.created + dice.randrange(2, 18) * _MINUTE, outcome),
                _visit(dice, mine[again], assigned),
            ]
        jobs.append(job)
    return jobs


def _next(mine: list[_Slot], spent: set[int], at: int) -> int | None:
    """A free slot of another day that is long enough for the same work."""
    slot = mine[at]
    need = slot.ended - slot.began
    for other in range(at + 1, min(at + 8, len(mine))):
        later = mine[other]
        fits = later.ended - later.began >= need * 0.6 and later.departed - slot.ended >= _LATER
        if other not in spent and fits:
            return other
    return None


def _job(dice: Random, slot: _Slot, equipment: Equipment) -> PastJob:
    urgent = slot.kind.priority == "urgent"
    priority = "urgent" if urgent else dice.choices(("normal", "high", "low"), (78, 14, 8))[0]
    low, high = _LEAD_HOURS[priority]
    created = slot.departed - timedelta(hours=dice.uniform(low, high))
    hour = created.hour
    if not urgent and not _OPENS <= hour < _CLOSES:
        # nobody answers the phone at night: the evening before
        back = hour - _CLOSES + 1 if hour >= _CLOSES else hour + 24 - _CLOSES + 1
        created -= timedelta(hours=back)
    job = PastJob(slot.kind, equipment, priority, created.replace(microsecond=0))
    job.visits = [_visit(dice, slot, job.created + dice.randrange(2, 40) * _MINUTE)]
    return job


def _visit(dice: Random, slot: _Slot, assigned: datetime, outcome: str = "finish") -> Visit:
    """``assigned`` no later than lets the engineer answer before setting out."""
    assigned = min(assigned, slot.departed - 20 * _MINUTE)
    accepted = min(assigned + dice.randrange(1, 22) * _MINUTE, slot.departed - 2 * _MINUTE)
    return Visit(slot.engineer, assigned, accepted, slot.departed, slot.arrived, slot.began,
                 slot.ended, outcome)  # fmt: skip


def _called_off(demo: Demo, places: _Places) -> PastJob:
    """An order that was cancelled before anybody went."""
    dice = demo.dice
    kind = dice.choice([k for k in WORK_TYPES if k.category in places.every])
    equipment = dice.choice(places.every[kind.category])
    day = demo.today - timedelta(days=dice.randrange(2, 88))
    created = datetime(day.year, day.month, day.day, dice.randrange(_OPENS, _CLOSES),
                       dice.randrange(60), tzinfo=demo.zone)  # fmt: skip
    job = PastJob(kind, equipment, "normal", created)
    job.cancelled = created + timedelta(hours=dice.uniform(0.5, 20))
    return job
