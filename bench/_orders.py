"""A company with as many work orders as asked for, loaded as fast as the database takes them.

Only the load goes round `records`: it is set-up, not what is measured. The table, its indexes and
its column types are those every tenant gets.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from sortie.apps.composition import Kernel
from sortie.base.db import quote
from sortie.base.ids import uuid7
from sortie.base.text import index_text
from sortie.kernel.objects.contracts import Catalog
from sortie.kernel.objects.service import catalog
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor, Grant, Rights, Scope, ScopeKind, system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant, Tx

DEPARTMENTS, TEAMS_EACH, CUSTOMERS = 5, 8, 20_000
_FAULTS = (
    "不制冷",
    "漏水",
    "噪音大",
    "不通电",
    "显示故障码",
    "异味",
    "安装移机",
    "清洗保养",
    "加氟",
    "门锁坏",
)
_THINGS = ("空调", "冰箱", "洗衣机", "热水器", "油烟机", "电梯", "门禁", "水泵", "净水器", "燃气灶")
RARE = "青龙山东路中央空调压缩机异响"
"""What about one order in 65,536 is about."""
_PLACES = ("泉城路", "经十路", "解放路", "二环东路", "舜耕路")


@dataclass(frozen=True, slots=True)
class Ground:
    """A tenant full of work orders. ``teams``: the units orders belong to, department by department."""

    kernel: Kernel
    tenant: Tenant
    departments: tuple[UUID, ...]
    teams: tuple[tuple[UUID, ...], ...]
    engineers: tuple[UUID, ...]
    customers: tuple[UUID, ...]
    work_types: tuple[UUID, ...]
    rows: int

    def table(self, name: str) -> str:
        return f"{quote(self.tenant.schema)}.{quote(name)}"

    def somebody(self, kind: ScopeKind) -> Actor:
        """An engineer's lead of the first department, whose rights on every object are ``kind``."""
        first = self.teams[0]
        units = frozenset({first[0]} if kind is ScopeKind.TEAM else {self.departments[0]})
        below = frozenset({self.departments[0], *first})
        linked = Grant("lead", "*", frozenset({"read"}), Scope(ScopeKind.ALL))
        mine = Grant("lead", "work_order", frozenset({"*"}), Scope(kind))
        rights = Rights({"*": (linked,), "work_order": (mine,)})
        return Actor(
            self.tenant.id,
            self.engineers[0],
            "user",
            rights,
            units=units,
            unit_scope=units,
            subtree=below,
            org_id=self.departments[0],
            dept_id=first[0],
        )


async def found(kernel: Kernel, rows: int) -> Ground:
    """A tenant with ``rows`` work orders, analysed."""
    tenant = await kernel.create_tenant("bench", "基准公司")
    system = system_actor(tenant.id)
    async with kernel.dbs.tx(tenant) as tx:
        company = (
            await records.create(
                tx, system, "org_unit", {"kind": "company", "code": "HQ", "name": "总部"}
            )
        ).id
        departments, teams = await _organise(tx, system, company)
        engineers, work_types = await _staff(tx, system)
        await permissions.rebuild_closure(tx)
        shapes = await catalog(tx)
    con = await asyncpg.connect(kernel.settings.database_url)
    try:
        customers = await _load_customers(con, tenant, shapes, [t for d in teams for t in d])
        ground = Ground(
            kernel,
            tenant,
            tuple(departments),
            tuple(teams),
            tuple(engineers),
            tuple(customers),
            tuple(work_types),
            rows,
        )
        await _load_orders(con, ground, shapes)
    finally:
        await con.close()
    return ground


async def _staff(tx: Tx, system: Actor) -> tuple[list[UUID], list[UUID]]:
    """Sixty engineers, and a work type for each thing."""
    engineers = [
        (
            await records.create(
                tx, system, "user", {"name": f"工程师 {n}", "login": f"e{n}", "state": "active"}
            )
        ).id
        for n in range(60)
    ]
    work_types = [
        (
            await records.create(
                tx,
                system,
                "work_type",
                {"code": f"W{n}", "name": f"{thing}维修", "duration": 3600},
            )
        ).id
        for n, thing in enumerate(_THINGS)
    ]
    return engineers, work_types


async def _organise(
    tx: Tx, system: Actor, company: UUID
) -> tuple[list[UUID], list[tuple[UUID, ...]]]:
    """Departments, and the teams of each."""
    departments: list[UUID] = []
    teams: list[tuple[UUID, ...]] = []
    for d in range(DEPARTMENTS):
        values = {"kind": "department", "code": f"D{d}", "name": f"{d} 部", "parent": company}
        departments.append((await records.create(tx, system, "org_unit", values)).id)
        below = []
        for t in range(TEAMS_EACH):
            team = {
                "kind": "team",
                "code": f"D{d}T{t}",
                "name": f"{d}-{t} 组",
                "parent": departments[-1],
            }
            below.append((await records.create(tx, system, "org_unit", team)).id)
        teams.append(tuple(below))
    return departments, teams


async def _load_customers(
    con: asyncpg.Connection, tenant: Tenant, shapes: Catalog, teams: Sequence[UUID]
) -> list[UUID]:
    obj = shapes.get("customer")
    rng = random.Random(7)
    rows = []
    for n in range(CUSTOMERS):
        name = f"{rng.choice('王李张刘陈杨赵黄周吴')}{rng.choice(['女士', '先生'])} {n}"
        phone = f"138{n:08}"
        rows.append((uuid7(), rng.choice(teams), name, phone, index_text([name, phone])))
    columns = [obj.by_name[n].column for n in ("name", "phone")]
    await con.executemany(
        f"INSERT INTO {quote(tenant.schema)}.{quote(obj.table)} "
        f"(id, dept_id, {', '.join(map(quote, columns))}, search, number, state) "
        "VALUES ($1::uuid, $2, $3, $4, array_to_tsvector($5::text[]), 'C' || right($1::uuid::text, 12), 'active')",
        rows,
    )
    return [row[0] for row in rows]


async def _load_orders(con: asyncpg.Connection, ground: Ground, shapes: Catalog) -> None:
    obj = shapes.get("work_order")
    table = ground.table(obj.table)
    # indexes are made once over all rows: five times faster than row by row
    indexes = await con.fetch(
        "SELECT c.relname, pg_get_indexdef(c.oid) AS made FROM pg_index i "
        "JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = $1::regclass "
        "AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)",
        table,
    )
    for index in indexes:
        await con.execute(f"DROP INDEX {quote(ground.tenant.schema)}.{quote(index['relname'])}")
    subjects = [f"{p}{t}{f}" for p in _PLACES for t in _THINGS for f in _FAULTS]
    await con.execute(
        "CREATE TEMP TABLE subject (at_n int PRIMARY KEY, words text, found tsvector)"
    )
    await con.executemany(
        "INSERT INTO subject VALUES ($1, $2, array_to_tsvector($3::text[]))",
        [(n, words, index_text([words])) for n, words in enumerate(subjects)],
    )
    await con.execute(
        _LOAD.format(table=table),
        ground.rows,
        [t for d in ground.teams for t in d],
        list(ground.engineers),
        list(ground.customers),
        list(ground.work_types),
        datetime.now(UTC),
        timeout=600,
    )
    await con.execute(
        f"UPDATE {table} SET subject = $1, search = array_to_tsvector($2::text[])"
        f" WHERE right(id::text, 4) = 'ffff'",
        RARE,
        index_text([RARE]),
    )
    for index in indexes:
        await con.execute(index["made"], timeout=600)
    await con.execute(f"VACUUM (ANALYZE, FREEZE) {table}", timeout=600)
    await con.execute(f"VACUUM ANALYZE {ground.table('o_customer')}")
    await con.execute("CHECKPOINT")


# Two years of orders: most are archived, two in a hundred are open; ids as made at their time. Dice
# are cut from a hash, so that the columns don't go together.
_LOAD = """
INSERT INTO {table} (id, org_id, dept_id, owner_id, created_at, updated_at, search, number, subject,
  work_type, customer, contact_name, contact_phone, address_text, priority, window_start,
  window_end, duration, engineers, finish_due, sla_state, amount, state)
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3)
    || '8' || substr(h, 4, 15))::uuid,
  NULL, ($2::uuid[])[1 + a % 40], ($3::uuid[])[1 + b % 60], at, at, s.found, 'WO' || x.n, s.words,
  ($5::uuid[])[1 + c % 10], ($4::uuid[])[1 + d % 20000], '联系人', '13800000000', s.words,
  (ARRAY['normal','normal','normal','high','urgent'])[1 + c / 10 % 5],
  at + interval '1 day', at + interval '1 day 2 hours', 3600, ARRAY[($3::uuid[])[1 + b % 60]],
  at + interval '3 days', CASE WHEN d % 29 = 0 THEN 'breached' ELSE 'met' END, 80 + c % 400,
  CASE WHEN x.n > $1 - $1 / 50
    THEN (ARRAY['pending_dispatch','dispatched','in_progress','on_hold'])[1 + a / 40 % 4]
    ELSE (ARRAY['archived','archived','settled','cancelled'])[1 + a / 40 % 4] END
FROM (
  SELECT n, h, ('x' || substr(h, 1, 7))::bit(28)::int AS a, ('x' || substr(h, 8, 7))::bit(28)::int AS b,
    ('x' || substr(h, 15, 7))::bit(28)::int AS c, ('x' || substr(h, 22, 7))::bit(28)::int AS d,
    $6::timestamptz - (($1 - n) * interval '730 days' / $1) AS at
  FROM (SELECT n, md5(n::text) AS h FROM generate_series(1, $1::int) AS n) y
) x JOIN subject s ON s.at_n = b / 60 % 500
"""
