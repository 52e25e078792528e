"""People × time, as the dispatcher may see it: every value through the query compiler.

Seven statements however many people and visits. The rows are the room's choice, what is shown of
them the dispatcher's rights: who is hidden isn't there, what is hidden is null.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.domains.dispatch.service.matching import need_dispatcher
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import (
    Chosen,
    FilterTree,
    Record,
    Sort,
    all_of,
    any_of,
    where,
)
from sortie.kernel.tenancy.contracts import Tx

BRIEF = (
    "number", "subject", "customer", "work_type", "priority", "state", "area", "location",
    "address_text", "window_start", "window_end", "duration", "sla_state", "arrive_due",
    "finish_due", "rework_count",
)  # fmt: skip
_WAITING = ["pending_dispatch", "in_pool", "rework", "cannot_complete"]
_MOST_PEOPLE = 500
_MOST_ROWS = 20_000
_BLOCK = {
    "work_order": "work_order", "number": "work_order.number", "subject": "work_order.subject",
    "customer": "work_order.customer.name", "priority": "work_order.priority", "state": "state",
    "order_state": "work_order.state", "sla_state": "work_order.sla_state", "engineer": "engineer",
    "planned_start": "planned_start", "planned_end": "planned_end",
    "location": "work_order.location", "address_text": "work_order.address_text",
}  # fmt: skip


async def board(
    tx: Tx, actor: Actor, *, start: datetime, end: datetime, area: UUID | None = None
) -> dict[str, Any]:
    """People × time: shifts, leave, appointments, last positions, and what waits unassigned."""
    need_dispatcher(actor)
    people = await _people(tx, actor, area)
    ids = [person["user"]["id"] for person in people]
    lanes = await _Lanes.read(tx, actor, ids, start, end) if ids else _Lanes()
    blocks = await _blocks(tx, actor, ids, start, end) if ids else []
    load: dict[Any, int] = {}
    for block in blocks:
        load[block["engineer"]] = load.get(block["engineer"], 0) + 1
    return {
        "engineers": [lanes.lane(p) | {"load": load.get(p["user"]["id"], 0)} for p in people],
        "appointments": blocks,
        "unassigned": await unassigned(tx, actor, area=area),
    }


async def _people(tx: Tx, actor: Actor, area: UUID | None) -> list[Record]:
    tests = [
        where("user.state", "in", ["active", "invited"]),
        where("user.deleted_at", "is_null"),
    ]
    if area is not None:
        tests.append(any_of(where("areas", "is_null"), where("areas", "has", str(area))))
    wanted = Chosen(
        "field_resource",
        all_of(*tests),
        ("user", "home", "areas", "max_jobs", "available"),
        (Sort("user.name"), Sort("user")),
        _MOST_PEOPLE,
    )
    return [r for r in await queries.choose(tx, actor, wanted, titles=True) if r.get("user")]


async def _blocks(
    tx: Tx, actor: Actor, ids: list[str], start: datetime, end: datetime
) -> list[dict[str, Any]]:
    rows = all_of(
        where("engineer", "in", ids),
        where("committed", "eq", True),
        where("planned_start", "lt", end),
        where("planned_end", "gt", start),
    )
    fields = tuple(_BLOCK.values())
    wanted = Chosen("appointment", rows, fields, (Sort("planned_start"),), _MOST_ROWS)
    return [
        {"id": a.id, "version": a.version} | {k: a.get(path) for k, path in _BLOCK.items()}
        for a in await queries.choose(tx, actor, wanted)
        # what can't be placed in time can't be drawn
        if a.get("planned_start") and a.get("planned_end")
    ]


class _Lanes:
    """What hangs on each person: rows of five objects, by the person's id."""

    def __init__(self, **rows: Iterable[Record]) -> None:
        self._by: dict[str, dict[str, list[Record]]] = {}
        for name, many in rows.items():
            known = self._by.setdefault(name, {})
            for record in many:
                known.setdefault(_id(record.get("user")), []).append(record)

    @classmethod
    async def read(
        cls, tx: Tx, actor: Actor, ids: list[str], start: datetime, end: datetime
    ) -> "_Lanes":
        mine, day = where("user", "in", ids), start.date()
        within = (where("starts_at", "lt", end), where("ends_at", "gt", start))
        valid = (
            any_of(where("valid_from", "is_null"), where("valid_from", "lte", day)),
            any_of(where("valid_to", "is_null"), where("valid_to", "gte", day)),
        )
        published = where("state", "in", ["published", "locked"])
        in_time = (Sort("starts_at"),)

        async def rows(
            name: str, tests: Iterable[FilterTree], *fields: str, sort: tuple[Sort, ...] = ()
        ) -> tuple[Record, ...]:
            wanted = Chosen(name, all_of(mine, *tests), ("user", *fields), sort, _MOST_ROWS)
            return await queries.choose(tx, actor, wanted)

        return cls(
            shifts=await rows(
                "shift", (published, *within), "starts_at", "ends_at", "breaks", sort=in_time
            ),
            leaves=await rows(
                "leave", (where("state", "eq", "approved"), *within), "starts_at", "ends_at",
                sort=in_time,
            ),
            skills=await rows("user_skill", valid, "skill.name", "level"),
            places=await rows("last_position", (), "location", "at"),
        )  # fmt: skip

    def lane(self, person: Record) -> dict[str, Any]:
        user = person["user"]["id"]

        def of(name: str) -> list[Record]:
            return self._by.get(name, {}).get(user, [])

        return {
            "id": user,
            "name": person["user"]["title"],
            "available": person.get("available"),
            "areas": [a["title"] for a in person.get("areas") or () if a["title"]],
            "skills": [
                {"name": s["skill.name"], "level": _number(s.get("level"))}
                for s in of("skills")
                if s.get("skill.name")
            ],
            "max_jobs": _number(person.get("max_jobs")),
            "shifts": [
                {
                    "starts_at": s["starts_at"],
                    "ends_at": s["ends_at"],
                    "breaks": s.get("breaks") or [],
                }
                for s in of("shifts")
                if _whole(s)
            ],
            "leaves": [[x["starts_at"], x["ends_at"]] for x in of("leaves") if _whole(x)],
            "home": _point(person.get("home")),
            "position": _position(of("places")),
        }


def _id(link: Any) -> str:
    return str(link["id"]) if isinstance(link, Mapping) else str(link)


def _whole(span: Record) -> bool:
    """A span of which only one end may be seen can't be drawn."""
    return bool(span.get("starts_at") and span.get("ends_at"))


def _point(at: Any) -> dict[str, float] | None:
    return {"lon": at["lon"], "lat": at["lat"]} if at else None


def _number(text: Any) -> int | None:
    return None if text is None else int(text)


def _position(seen: list[Record]) -> dict[str, Any] | None:
    at = seen[0].get("location") if seen else None
    if not at:
        return None
    return {
        "lon": at["lon"],
        "lat": at["lat"],
        "at": seen[0].get("at"),
        "accuracy_m": at.get("accuracy_m"),
    }


async def unassigned(tx: Tx, actor: Actor, *, area: UUID | None = None) -> list[dict[str, Any]]:
    """Orders that wait for somebody, most urgent due time first, at most 200."""
    tests = [where("state", "in", _WAITING)]
    if area is not None:
        tests.append(where("area", "eq", str(area)))
    wanted = Chosen("work_order", all_of(*tests), BRIEF, (Sort("arrive_due"),), 200)
    return [
        {"id": r.id, "version": r.version, **r.values}
        for r in await queries.choose(tx, actor, wanted, titles=True)
    ]
