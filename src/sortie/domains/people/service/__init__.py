"""The verbs of the people room: who can work when, rosters, leave, certificate reminders."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.db import Row
from sortie.base.geo import Point
from sortie.base.ids import uuid7
from sortie.domains.people import repository, rules
from sortie.domains.people.contracts import (
    CertificateExpiring,
    HeldCertificate,
    NotRostered,
    Roster,
    RosterEmptyError,
    ShiftOverlapError,
    Span,
    Worker,
    WorkShift,
)
from sortie.kernel.events import service as events
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

_DAY = timedelta(days=1)


def worker_key(user_id: UUID) -> int:
    """A stable positive 53-bit integer for a person, for range constraints without extensions.

    From the random half of a UUIDv7, safe in JavaScript: among 10,000 people of one company two
    collide with odds of 5e-9.
    """
    return user_id.int & ((1 << 53) - 1)


async def workers(
    tx: Tx, *, start: datetime, end: datetime, user_ids: Collection[UUID] | None = None
) -> tuple[Worker, ...]:
    """Field resources with skills, certificates, shifts and leave touching [start, end).

    Five statements however many people. Rights are the caller's matter: pass ``user_ids``.
    """
    rows = await repository.resources(tx, user_ids)
    ids = [r["user_id"] for r in rows]
    skills = repository.grouped(await repository.skills(tx, ids, start.date()))
    certificates = repository.grouped(await repository.certificates(tx, ids))
    shifts = repository.grouped(await repository.shifts(tx, ids, start, end))
    leaves = repository.grouped(await repository.leaves(tx, ids, start, end))
    return tuple(
        _worker(
            row,
            skills.get(row["user_id"], []),
            certificates.get(row["user_id"], []),
            shifts.get(row["user_id"], []),
            leaves.get(row["user_id"], []),
        )
        for row in rows
    )


def _worker(
    row: Row, skills: list[Row], certificates: list[Row], shifts: list[Row], leaves: list[Row]
) -> Worker:
    return Worker(
        user_id=row["user_id"],
        key=worker_key(row["user_id"]),
        name=row["name"] or "",
        phone=row["phone"] or "",
        org_id=row["org_id"],
        dept_id=row["dept_id"],
        home=Point(row["home"]["lon"], row["home"]["lat"]) if row["home"] else None,
        areas=frozenset(row["areas"] or ()),
        travel_mode=row["travel_mode"] or "ebike",
        speed_kmh=float(row["speed_kmh"] or 20),
        max_jobs=int(row["max_jobs"] or 8),
        grab_limit=int(row["grab_limit"] or 0),
        job_share_percent=Decimal(row["job_share"] or 0),
        available=bool(row["available"]),
        skills={s["skill"]: int(s["level"]) for s in skills},
        certificates=tuple(HeldCertificate(c["kind"], c["expires_on"]) for c in certificates),
        shifts=tuple(_shift(s) for s in shifts),
        leaves=tuple(Span(x["starts_at"], x["ends_at"]) for x in leaves),
    )


def _shift(row: Row) -> WorkShift:
    breaks = tuple(
        Span(datetime.fromisoformat(b[0]), datetime.fromisoformat(b[1]))
        for b in row["breaks"] or ()
    )
    return WorkShift(Span(row["starts_at"], row["ends_at"]), breaks)


async def home_of(tx: Tx, user_id: UUID) -> Point | None:
    """Where a field resource sets out from; None when nobody said."""
    home = await repository.home(tx, user_id)
    return Point(home["lon"], home["lat"]) if home else None


async def on_duty(tx: Tx, user_id: UUID, at: datetime) -> bool:
    """Inside one of the person's published shifts and not on approved leave."""
    shifts = await repository.shifts(tx, [user_id], at, at + timedelta(seconds=1))
    leaves = await repository.leaves(tx, [user_id], at, at + timedelta(seconds=1))
    return not leaves and rules.on_shift((_shift(s) for s in shifts), at)


async def make_roster(
    tx: Tx,
    actor: Actor,
    *,
    users: Iterable[UUID],
    shift_type: UUID,
    start: date,
    end: date,
    weekdays: Collection[int] = (1, 2, 3, 4, 5),
    publish: bool = False,
) -> Roster:
    """Give each of ``users`` the shift on every wanted day that has room for it.

    A day that has a shift, that another shift reaches into, or that is all leave is skipped and
    told; it is no reason to refuse the others.

    Raises:
        RosterEmptyError: no day in the range is wanted.
        InvalidError: the shift type's segments are malformed.
    """
    kind = await records.fetch(tx, actor, "shift_type", shift_type)
    segments = rules.segments_of(kind["segments"])
    zone = ZoneInfo(tx.tenant.time_zone)
    days = rules.days_between(start, end, weekdays)
    people = sorted(set(users))  # writing a shift locks its person: everybody in one order
    wanted = [(day, shift) for day in days if (shift := rules.shift_on(day, segments, zone))]
    if not wanted:
        raise RosterEmptyError
    around = wanted[0][1].span.start - _DAY, wanted[-1][1].span.end + _DAY
    held = repository.grouped(await repository.rostered(tx, people, *around))
    away = repository.grouped(await repository.leaves(tx, people, *around))
    names = await repository.names(tx, people)
    made, skipped = 0, []
    for user in people:
        mine = [(r["day"], Span(r["starts_at"], r["ends_at"])) for r in held.get(user, ())]
        off = [Span(r["starts_at"], r["ends_at"]) for r in away.get(user, ())]
        for day, shift in wanted:
            reason = rules.not_rostered(day, shift.span, mine, off)
            if reason is None:
                reason = await _roster_day(tx, actor, user, shift_type, day, shift, publish=publish)
            if reason is None:
                made += 1
            else:
                skipped.append(NotRostered(user, names.get(user, ""), day, reason))
    return Roster(made, tuple(skipped))


async def _roster_day(
    tx: Tx,
    actor: Actor,
    user: UUID,
    shift_type: UUID,
    day: date,
    shift: WorkShift,
    *,
    publish: bool,
) -> str | None:
    """One shift; "overlap" when another planner was a moment faster."""
    values = {
        "user": user,
        "day": day.isoformat(),
        "shift_type": shift_type,
        "starts_at": shift.span.start.isoformat(),
        "ends_at": shift.span.end.isoformat(),
        "breaks": [[b.start.isoformat(), b.end.isoformat()] for b in shift.breaks],
    }
    try:
        async with tx.savepoint():
            stored = await records.create(tx, actor, "shift", values, id=uuid7())
    except ShiftOverlapError:
        return "overlap"
    if publish:
        await records.command(tx, actor, "shift", stored.id, "publish")
    return None


async def remind_of_certificates(tx: Tx) -> int:
    """Daily: expire what is past its day; tell holder and manager 60, 30, 7 and 1 days ahead and
    when it has expired. How many steps were told: each once for a certificate and its last day.
    """
    actor = system_actor(tx.tenant.id)
    today = tx.now.astimezone(ZoneInfo(tx.tenant.time_zone)).date()
    rows = await repository.expiring_certificates(tx, today + rules.REMIND_DAYS[0] * _DAY)
    holders = [row["user_id"] for row in rows]
    managers = await repository.managers(tx, holders, today)
    names = await repository.names(tx, holders)
    told = 0
    for row in rows:
        step = rules.due_reminder(row["expires_on"], today)
        if step == rules.EXPIRED:
            await records.command(tx, actor, "certificate", row["id"], "expire")
        holder = row["user_id"]
        told += await events.emit(
            tx,
            actor,
            "people.certificate_expiring",
            CertificateExpiring(
                row["id"], holder, row["kind"], (row["expires_on"] - today).days,
                managers.get(holder), names.get(holder, ""),
            ),
            about=("certificate", row["id"]),
            # the feed keeps its keys for good, so a step is told once however often this runs
            dedupe_key=f"certificate:{row['id']}:{row['expires_on']}:{step}",
        )  # fmt: skip
    return told
