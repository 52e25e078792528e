"""A small company with canaries in it: two hidden-able objects, seven kinds of scope, one oracle.

The oracle decides in plain Python, row by row, what an actor may see. It shares no code with the
compiler: not the org tree, not the grants, not the masks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.base.text import index_text
from sortie.kernel.objects.contracts import Field, Layouts, Object, StateMachine, SyncPolicy
from sortie.kernel.objects.declare import choices, move, right, state
from sortie.kernel.permissions.contracts import (
    Actor,
    FieldRight,
    Grant,
    Rights,
    Scope,
    ScopeKind,
)
from sortie.kernel.tenancy.contracts import Tx

SECRET = "c_secret"
AMOUNT = "c_amount"

# group ── north ── service ── team_1
#      │         └─ sales     └─ team_2
#      └─ south ── repair
UNITS: dict[str, tuple[str, str | None]] = {
    "group": ("group", None),
    "north": ("company", "group"),
    "service": ("department", "north"),
    "team_1": ("team", "service"),
    "team_2": ("team", "service"),
    "sales": ("department", "north"),
    "south": ("company", "group"),
    "repair": ("department", "south"),
}
BELOW: dict[str, set[str]] = {
    "group": set(UNITS),
    "north": {"north", "service", "team_1", "team_2", "sales"},
    "service": {"service", "team_1", "team_2"},
    "team_1": {"team_1"},
    "team_2": {"team_2"},
    "sales": {"sales"},
    "south": {"south", "repair"},
    "repair": {"repair"},
}


def label(text: str) -> Label:
    return Label(text, text)


def probe_fields(target: str) -> tuple[Field, ...]:
    return (
        Field("c_name", "text", label("name"), searchable=True),
        Field(SECRET, "text", label("secret"), searchable=True, indexed=True, sensitive="all"),
        Field(AMOUNT, "currency", label("amount"), sensitive="all"),
        Field("c_due", "datetime", label("due")),
        Field(
            "c_kind", "choice", label("kind"), options=choices(("a", "甲", "A"), ("b", "乙", "B"))
        ),
        Field("c_tags", "tags", label("tags")),
        Field("c_engineer", "member", label("engineer")),
        Field("c_crew", "members", label("crew")),
        Field("c_other", "link", label("other"), options={"object": target}),
        Field("c_others", "links", label("others"), options={"object": target}),
    )


def probe(name: str, target: str, **more: Any) -> Object:
    """The object under test. ``target``: what it links to."""
    return Object(
        name=name,
        label=label(name),
        fields=probe_fields(target),
        title="c_name",
        module="test",
        rights=(right("manager", "read"),),
        layouts=Layouts(list=("c_name", SECRET, "c_kind", "c_other"), sort=("-created_at",)),
        sync=SyncPolicy(),
        own_fields=("owner_id", "c_engineer", "c_crew"),
        **more,
    )


MACHINE = StateMachine(
    "new",
    (
        state("new", "新建", "New", "open"),
        state("held", "挂起", "Held", "paused"),
        state("done", "完成", "Done", "done"),
    ),
    (move("finish", "new", "done", "完成", "Finish"),),
)

BUILT_IN = probe("probe", "probe_place")
PLACE = Object(
    name="probe_place",
    label=label("place"),
    fields=(
        Field("label", "text", label("label"), searchable=True),
        Field("code", "text", label("code"), searchable=True, sensitive="all"),
        Field("location", "location", label("location"), indexed=True),
        Field("probe", "link", label("probe"), options={"object": "probe"}),
        Field("state", "state", label("state")),
    ),
    title="label",
    module="test",
    rights=(right("manager", "read"),),
    layouts=Layouts(list=("label", "code")),
    sync=SyncPolicy(),
    machine=MACHINE,
)
LINE = Object(
    name="probe_line",
    label=label("line"),
    fields=(
        Field("probe", "link", label("probe"), required=True, options={"object": "probe"}),
        Field("note", "text", label("note"), searchable=True),
        Field("qty", "number", label("qty"), options={"digits": 2}),
    ),
    title="note",
    module="test",
    rights=(right("manager", "read"),),
    layouts=Layouts(list=("note",)),
    sync=SyncPolicy(),
    parent="probe",
)
OBJECTS = (BUILT_IN, PLACE, LINE)

CUSTOM = probe("c_probe", "probe_place", custom=True)
"""The same object as an administrator would draw it: generated table and column names."""

HOLDER = Object(
    name="c_holder",
    label=label("holder"),
    fields=(
        Field("c_title", "text", label("title"), searchable=True),
        Field("c_built", "link", label("built"), options={"object": "probe"}),
        Field("c_builts", "links", label("builts"), options={"object": "probe"}),
        Field("c_custom", "link", label("custom"), options={"object": "c_probe"}),
        Field("c_customs", "links", label("customs"), options={"object": "c_probe"}),
    ),
    title="c_title",
    module="custom",
    rights=(right("manager", "read"),),
    layouts=Layouts(list=("c_title", "c_built", "c_custom")),
    sync=SyncPolicy(),
    custom=True,
)


@dataclass(frozen=True)
class World:
    """Everything that was put in, by name; ``rows`` in the order of creation."""

    tenant_id: UUID
    units: Mapping[str, UUID]
    users: Mapping[str, UUID]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    start: datetime = datetime(2026, 3, 1, tzinfo=UTC)

    def unit_name(self, id_: UUID | None) -> str:
        return next((n for n, u in self.units.items() if u == id_), "")

    def unit_ids(self, names: Iterable[str]) -> frozenset[UUID]:
        return frozenset(self.units[n] for n in names)


def actor(
    world: World,
    user: str,
    *grants: Grant,
    post: str | None = "team_1",
    features: Iterable[str] = (),
) -> Actor:
    """An actor with these grants and one post; team_1's nearest department is service."""
    found: dict[str, list[Grant]] = {}
    for grant in grants:
        found.setdefault(grant.object, []).append(grant)
    scope = {"team_1": "service", "team_2": "service"}.get(post or "", post)
    teams = {"service": {"service", "team_1", "team_2"}}.get(scope or "", {scope} - {None})
    return Actor(
        tenant_id=world.tenant_id,
        user_id=world.users[user],
        kind="user",
        rights=Rights({k: tuple(v) for k, v in found.items()}),
        features=frozenset(features),
        units=world.unit_ids([post] if post else []),
        unit_scope=world.unit_ids(t for t in teams if t),
        subtree=world.unit_ids(BELOW[post] if post else []),
        dept_id=world.units[post] if post else None,
    )


ALL = Scope(ScopeKind.ALL)


def grant(
    object_: str,
    scope: Scope = ALL,
    *,
    role: str = "r",
    actions: str = "read",
    default: FieldRight = FieldRight.READ,
    **fields: FieldRight,
) -> Grant:
    return Grant(role, object_, frozenset(actions.split()), scope, default, fields)


@dataclass(frozen=True)
class Oracle:
    """What an actor may see, decided row by row."""

    world: World
    user: str
    post: str
    grants: tuple[Grant, ...] = field(default_factory=tuple)

    def reaches(self, grant_: Grant, row: Mapping[str, Any]) -> bool:
        me = self.world.users[self.user]
        unit = self.world.unit_name(row["dept_id"])
        crew = row.get("c_crew") or []
        answers = {
            ScopeKind.ALL: True,
            ScopeKind.OWN: me in {row["owner_id"], row.get("c_engineer"), *crew},
            ScopeKind.TEAM: unit == self.post,
            ScopeKind.UNIT: unit in {"service", "team_1", "team_2"},
            ScopeKind.SUBTREE: unit in BELOW[self.post],
            ScopeKind.NAMED: row["dept_id"] in grant_.scope.units,
            ScopeKind.FILTER: row.get("c_kind") == "a" or me in crew,
        }
        return answers[grant_.scope.kind]

    def visible(self, rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """In the order of creation, the trash left out."""
        return [
            r
            for r in rows
            if r["deleted_at"] is None and any(self.reaches(g, r) for g in self.grants)
        ]

    def right(self, row: Mapping[str, Any], name: str) -> FieldRight:
        rights = [g.fields.get(name, g.default_field) for g in self.grants if self.reaches(g, row)]
        return max(rights, default=FieldRight.HIDDEN)


SCOPES: dict[str, Scope] = {
    "own": Scope(ScopeKind.OWN),
    "team": Scope(ScopeKind.TEAM),
    "unit": Scope(ScopeKind.UNIT),
    "subtree": Scope(ScopeKind.SUBTREE),
    "named": Scope(ScopeKind.NAMED),
    "all": ALL,
    "filter": Scope(
        ScopeKind.FILTER,
        filter={
            "or": [
                {"field": "c_kind", "op": "eq", "value": "a"},
                {"field": "c_crew", "op": "is_me"},
            ]
        },
    ),
}


def scope_named(world: World, name: str) -> Scope:
    if name == "named":
        return Scope(ScopeKind.NAMED, tuple(world.unit_ids(["sales", "south", "repair"])))
    return SCOPES[name]


async def people_and_units(tx: Tx) -> tuple[dict[str, UUID], dict[str, UUID]]:
    units = {name: uuid7() for name in UNITS}
    for name, (kind, above) in UNITS.items():
        await tx.execute(
            f"INSERT INTO {tx.t('o_org_unit')} (id, kind, code, name, parent, state)"
            " VALUES ($1, $2, $3, $3, $4, 'active')",
            units[name], kind, name, units[above] if above else None,
        )  # fmt: skip
    users = {name: uuid7() for name in ("me", "mate", "boss", "seller", "southerner")}
    for name, id_ in users.items():
        await tx.execute(
            f"INSERT INTO {tx.t('o_user')} (id, name, login, state) VALUES ($1, $2, $2, 'active')",
            id_, name,
        )  # fmt: skip
    return units, users


def canary(kind: str, number: int) -> str:
    """Text found nowhere else, and no other canary is a part of it."""
    return f"zq{kind}{number:03d}canary"


def rows_of(
    kind: str,
    count: int,
    units: Mapping[str, UUID],
    users: Mapping[str, UUID],
    others: Sequence[UUID],
) -> list[dict[str, Any]]:
    """Rows that differ in every respect scopes look at; every 11th is in the trash."""
    names, people = [*units, None], [*users.values(), None]
    start = datetime(2026, 3, 1, tzinfo=UTC)
    rows = []
    for n in range(count):
        unit = names[n % len(names)]
        rows.append(
            {
                "id": uuid7(),
                "dept_id": units[unit] if unit else None,
                "owner_id": people[(n * 5 + 1) % len(people)],
                "created_at": start + timedelta(hours=7 * n),
                "deleted_at": start + timedelta(days=90) if n % 11 == 10 else None,
                "c_name": f"name {kind} {n:03d}",
                SECRET: canary(kind, n),
                AMOUNT: Decimal(f"{1000 + n}.{n % 100:02d}"),
                "c_due": start + timedelta(hours=13 * n) if n % 4 else None,
                "c_kind": "a" if n % 3 == 0 else "b" if n % 3 == 1 else None,
                "c_tags": [f"t{n % 4}", "all"] if n % 5 else None,
                "c_engineer": people[(n * 3) % len(people)],
                "c_crew": [p for p in (people[n % 6], people[(n + 1) % 6]) if p] if n % 2 else None,
                "c_other": others[n % len(others)] if others and n % 6 else None,
                "c_others": [others[n % len(others)], others[(n + 1) % len(others)]]
                if others and n % 3 == 0
                else None,
            }
        )
    return rows


async def put(
    tx: Tx, obj: Object, rows: Iterable[Mapping[str, Any]], *, searched: Sequence[str]
) -> None:
    """Insert rows into an object's table as the write path would, search tokens included."""
    by_name = obj.by_name
    for row in rows:
        names = list(row)
        columns = ", ".join(f'"{by_name[n].column}"' for n in names)
        slots = ", ".join(f"${i + 1}" for i in range(len(names)))
        tokens = index_text(row.get(n) for n in searched)
        await tx.execute(
            f"INSERT INTO {tx.t(obj.table)} ({columns}, search)"
            f" VALUES ({slots}, array_to_tsvector(${len(names) + 1}::text[]))",
            *row.values(), tokens,
        )  # fmt: skip


TODAY = date(2026, 3, 20)
