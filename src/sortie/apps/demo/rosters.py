"""Shifts three months back and two weeks ahead, and leave."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

from sortie.apps.demo.company import Demo, Person
from sortie.apps.demo.equipping import SHIFT_TYPES
from sortie.base.calendar.china import china_day
from sortie.kernel.records import service as records
from sortie.kernel.records.service import PastMove, PastRecord
from sortie.kernel.tenancy.contracts import Tx

PAST_DAYS = 91
AHEAD_DAYS = 14
LIVE_HOURS = 5
"""Whoever has live work is on shift this long before and after now, whatever the clock says."""

_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class Duty:
    """A shift of one person: stretches of work, the gaps between them are breaks."""

    day: date
    kind: str
    spans: tuple[tuple[datetime, datetime], ...]

    @property
    def start(self) -> datetime:
        return self.spans[0][0]

    @property
    def end(self) -> datetime:
        return self.spans[-1][1]


type Roster = dict[UUID, list[Duty]]


async def roster_everyone(demo: Demo) -> Roster:
    """Publish everyone's shifts and write leave down; who works when."""
    off = _leaves(demo)
    roster: Roster = {}
    for at, person in enumerate(demo.engineers):
        duties = [d for d in _duties(demo, at) if not _away(d, off.get(person.id))]
        live = at < live_people(demo)
        roster[person.id] = _with_live(demo, duties) if live else duties
    async with demo.tx() as tx:
        past = [p for e in demo.engineers for p in _shifts(demo, e, roster[e.id])]
        await records.load_history(tx, demo.system, "shift", past)
        leaves = [_leave(demo, e, *off[e.id]) for e in demo.engineers if e.id in off]
        await records.load_history(tx, demo.system, "leave", leaves)
    return roster


async def extend(demo: Demo) -> int:
    """Shifts for everybody from today for two weeks, where there are none; how many were made.

    Whoever is at work right now gets a shift that covers it.
    """
    past: list[PastRecord] = []
    async with demo.tx() as tx:
        held = await _held(demo, tx)
        for at, person in enumerate(demo.engineers):
            mine = held.get(person.id, [])
            duties = [d for d in _duties(demo, at, back=0) if not _meets(d, mine)]
            if at < live_people(demo):
                # what is there already stays as it is: the live shift takes the room beside it
                duties = [d for d in duties if d.day != demo.today]
                duties += _live_beside(demo, mine)
            past += _shifts(demo, person, duties)
        await records.load_history(tx, demo.system, "shift", past)
    return len(past)


type _Held = list[tuple[datetime, datetime]]


async def _held(demo: Demo, tx: Tx) -> dict[UUID, _Held]:
    """Everybody's shifts and approved leave from a day before now on."""
    found: dict[UUID, _Held] = {}
    rows = await tx.fetch(
        f"""
        SELECT s.user AS user_id, s.starts_at, s.ends_at FROM {tx.t("o_shift")} s
        WHERE s.state <> 'cancelled' AND s.deleted_at IS NULL AND s.ends_at > $1
        UNION ALL
        SELECT l.user, l.starts_at, l.ends_at FROM {tx.t("o_leave")} l
        WHERE l.state = 'approved' AND l.deleted_at IS NULL AND l.ends_at > $1
        ORDER BY 2
        """,
        demo.now - timedelta(days=1),
    )
    for row in rows:
        found.setdefault(row["user_id"], []).append((row["starts_at"], row["ends_at"]))
    return found


def _meets(duty: Duty, held: _Held) -> bool:
    return any(start < duty.end and duty.start < end for start, end in held)


def _live_beside(demo: Demo, held: _Held) -> list[Duty]:
    """The hours round now, as far as no shift of theirs covers them."""
    hour = demo.now.astimezone(demo.zone).replace(minute=0, second=0, microsecond=0)
    at, stop = hour - timedelta(hours=LIVE_HOURS), hour + timedelta(hours=LIVE_HOURS + 1)
    found: list[Duty] = []
    for start, end in [*held, (stop, stop)]:
        if at < min(start, stop):
            found.append(Duty(demo.today, "F", ((at, min(start, stop)),)))
        at = max(at, end)
    return found


def live_people(demo: Demo) -> int:
    """How many engineers, from the first, are at work right now."""
    return max(8, round(len(demo.engineers) * 0.8))


def _duties(demo: Demo, at: int, *, back: int = PAST_DAYS) -> list[Duty]:
    """By a weekly pattern: day shift, two-part shift, and every ninth person nights."""
    kind = "N" if at % 9 == 8 else "S" if at % 3 == 1 else "D"  # a ninth, a third
    segments = next(s for c, _, s, _ in SHIFT_TYPES if c == kind)
    found = []
    for away in range(-back, AHEAD_DAYS + 1):
        day = demo.today + timedelta(days=away)
        if not _works(day, at):
            continue
        spans = []
        for begin, end in segments:
            start = datetime.combine(day, time.fromisoformat(begin), demo.zone)
            stop = datetime.combine(day, time.fromisoformat(end), demo.zone)
            spans.append((start, stop if stop > start else stop + timedelta(days=1)))
        found.append(Duty(day, kind, tuple(spans)))
    return found


def _works(day: date, at: int) -> bool:
    """Two days off a week, one of them the weekend's for most; half the crew on public holidays."""
    special = china_day(day)
    if special is not None and special[0] == "holiday":
        return at % 2 == day.day % 2
    off = (_SUNDAY, at % 5) if at % 2 else (_SATURDAY, at % 5)
    return day.weekday() not in off


def _with_live(demo: Demo, duties: list[Duty]) -> list[Duty]:
    """Everything that touches the hours round now becomes one shift that covers them."""
    hour = demo.now.astimezone(demo.zone).replace(minute=0, second=0, microsecond=0)
    start, end = hour - timedelta(hours=LIVE_HOURS), hour + timedelta(hours=LIVE_HOURS + 1)
    near = [d for d in duties if d.start < end and start < d.end]
    away = [d for d in duties if d not in near]
    begin = min([start, *(d.start for d in near if d.kind != "N")])
    stop = max([end, *(d.end for d in near if d.kind != "N")])
    away = [d for d in away if d.end <= begin or stop <= d.start]
    kind = near[0].kind if len(near) == 1 and near[0].start <= start and end <= near[0].end else "F"
    return sorted([*away, Duty(demo.today, kind, ((begin, stop),))], key=lambda d: d.start)


def _shifts(demo: Demo, person: Person, duties: list[Duty]) -> list[PastRecord]:
    planner = demo.people["dispatcher"]
    made = []
    for duty in duties:
        at = min(duty.start - timedelta(days=10), demo.now - timedelta(days=2))
        made.append(PastRecord(demo.new_id(at), {
            "user": person.id, "day": duty.day, "shift_type": demo.ids[f"shift_type/{duty.kind}"],
            "starts_at": duty.start, "ends_at": duty.end,
            "breaks": [[a[1].isoformat(), b[0].isoformat()] for a, b in pairwise(duty.spans)],
        }, at, planner, (PastMove("publish", at + timedelta(hours=1), planner),)))  # fmt: skip
    return made


type _Off = tuple[date, date, str, tuple[str, ...]]

_LEAVES: tuple[tuple[int, int, int, str, tuple[str, ...]], ...] = (
    (4, -40, 2, "sick", ("submit", "approve")),
    (9, -22, 3, "annual", ("submit", "approve")),
    (14, -12, 1, "personal", ("submit", "approve")),
    (26, 0, 2, "sick", ("submit", "approve")),
    (20, 3, 3, "annual", ("submit", "approve")),
    (11, 6, 1, "comp", ("submit",)),
    (17, 9, 5, "annual", ("submit",)),
)
"""Which engineer, from how many days on, how many days, why, how far it got."""


def _leaves(demo: Demo) -> dict[UUID, _Off]:
    found: dict[UUID, _Off] = {}
    for at, since, days, kind, steps in _LEAVES:
        start = demo.today + timedelta(days=since)
        found[demo.engineers[at].id] = (start, start + timedelta(days=days - 1), kind, steps)
    return found


def _away(duty: Duty, off: _Off | None) -> bool:
    return off is not None and "approve" in off[3] and off[0] <= duty.day <= off[1]


def _leave(
    demo: Demo, person: Person, start: date, end: date, kind: str, steps: tuple[str, ...]
) -> PastRecord:
    begin = datetime(start.year, start.month, start.day, tzinfo=demo.zone)
    stop = datetime(end.year, end.month, end.day, tzinfo=demo.zone) + timedelta(days=1)
    at = min(begin, demo.now) - timedelta(days=2)
    doers = {"submit": person, "approve": demo.people["manager"]}
    moves = tuple(
        PastMove(step, at + timedelta(hours=n + 1), doers[step]) for n, step in enumerate(steps)
    )
    values = {"user": person.id, "kind": kind, "starts_at": begin, "ends_at": stop,
              "reason": "演示数据"}  # fmt: skip
    return PastRecord(demo.new_id(at), values, at, person, moves)
