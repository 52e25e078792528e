"""PostgreSQL answers the compiler's statements by index; the full size is in bench/."""

from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests.kernel.conftest import fresh_tenant
from tests.kernel.queries.conftest import NOW
from tests.kernel.queries.world import SECRET, UNITS, World, actor, grant

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.objects.service import catalog
from sortie.kernel.permissions.contracts import Scope, ScopeKind
from sortie.kernel.queries import compiler
from sortie.kernel.queries.contracts import Query, Sort
from sortie.kernel.tenancy.contracts import Tenant

ROWS = 20_000
OTHERS = 200


@pytest.fixture(scope="module")
async def crowded(kernel: Kernel) -> tuple[Tenant, World]:
    """Twenty thousand rows of two hundred units and as many people, mine among them."""
    tenant = await fresh_tenant(kernel)
    units = {name: uuid7() for name in UNITS}
    users = {name: uuid7() for name in ("me", "boss")}
    async with kernel.dbs.owner_tx(tenant) as tx:
        await tx.execute(
            f"INSERT INTO {tx.t('o_probe')} (id, dept_id, owner_id, created_at, c_name, {SECRET},"
            " c_engineer, search)"
            " SELECT gen_random_uuid(), ($1::uuid[])[1 + n % $3], ($2::uuid[])[1 + n * 7 % $3],"
            " '2026-01-01Z'::timestamptz + n * interval '1 minute', 'name ' || n, 'secret ' || n,"
            " ($2::uuid[])[1 + n * 11 % $3],"
            " array_to_tsvector(ARRAY['nam', right('0000' || n, 3)])"
            " FROM generate_series(1, $4::int) n",
            [*units.values(), *(uuid7() for _ in range(OTHERS))],
            [*users.values(), *(uuid7() for _ in range(OTHERS))],
            OTHERS,
            ROWS,
        )
        await tx.execute(f"ANALYZE {tx.t('o_probe')}")
    return tenant, World(tenant.id, units, users, {})


ALL, OWN, TEAM = (Scope(k) for k in (ScopeKind.ALL, ScopeKind.OWN, ScopeKind.TEAM))


@pytest.mark.parametrize(
    ("scopes", "query"),
    [
        ((ALL,), Query("probe")),
        ((ALL,), Query("probe", sort=(Sort(SECRET),))),
        ((TEAM,), Query("probe")),
        ((OWN,), Query("probe")),
        ((OWN, TEAM), Query("probe")),
        ((TEAM,), Query("probe", filter={"field": "c_name", "op": "contains", "value": "9"})),
        ((ALL,), Query("probe", search="777")),
        ((ALL,), Query("probe", filter={"field": SECRET, "op": "eq", "value": "secret 5"})),
        (
            (ALL,),
            Query("probe", filter={"field": "c_engineer", "op": "eq", "value": str(UUID(int=5))}),
        ),
    ],
    ids=[
        "all",
        "all by field",
        "team",
        "own",
        "own or team",
        "team, contains",
        "search",
        "eq",
        "member",
    ],
)
async def test_a_list_is_read_from_an_index(
    kernel: Kernel, crowded: tuple[Tenant, World], scopes: tuple[Scope, ...], query: Query
) -> None:
    tenant, world = crowded
    who = actor(world, "me", *(grant("probe", s, role=s.kind) for s in scopes))
    async with kernel.dbs.tx(tenant, now=NOW) as tx:
        build = compiler.begin(
            await catalog(tx), who, tenant.schema, NOW, ZoneInfo(tenant.time_zone)
        )
        statement = compiler.page(build, query).statement
        rows = await tx.fetch(f"EXPLAIN {statement.sql}", *statement.args)
    plan = "\n".join(r[0] for r in rows)
    assert "Index" in plan, plan
    assert "Seq Scan" not in plan, plan
