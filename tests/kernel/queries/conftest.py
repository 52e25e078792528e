"""A company with canaries in it, on a database of its own: its objects are no other test's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from tests.factories.database import DatabaseServer
from tests.kernel.conftest import fresh_tenant, settings_for
from tests.kernel.queries.matrix import RIGHTS, Case, make_case
from tests.kernel.queries.world import (
    CUSTOM,
    HOLDER,
    OBJECTS,
    SCOPES,
    SECRET,
    World,
    people_and_units,
    put,
    rows_of,
)

from sortie.apps.composition import Kernel, build_kernel
from sortie.base.db import quote
from sortie.base.ids import uuid7
from sortie.kernel.objects.service import catalog, create_object
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.tenancy.contracts import Tenant, Tx

NOW = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
async def kernel(
    database_server: DatabaseServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Kernel]:
    """The kernel with the test's objects and no domain's."""
    name = f"queries_{uuid7().hex}"
    await _run(database_server.dsn_of("postgres"), f"CREATE DATABASE {quote(name)}")
    folder = tmp_path_factory.mktemp("queries")
    built = build_kernel(settings_for(database_server.dsn_of(name), folder), domains=())
    built.objects.add(*OBJECTS)
    await built.migrate()
    await built.start()
    yield built
    await built.close()


async def _run(dsn: str, statement: str) -> None:
    con = await asyncpg.connect(dsn)
    try:
        await con.execute(statement)
    finally:
        await con.close()


@pytest.fixture(scope="session")
async def company(kernel: Kernel) -> Tenant:
    tenant = await fresh_tenant(kernel)
    admin = system_actor(tenant.id)
    for obj in (CUSTOM, HOLDER):
        await create_object(kernel.dbs, tenant, admin, obj)
    return tenant


@asynccontextmanager
async def opened(kernel: Kernel, tenant: Tenant) -> AsyncIterator[Tx]:
    async with kernel.dbs.tx(tenant, now=NOW) as tx:
        yield tx


@pytest.fixture(scope="session")
async def world(kernel: Kernel, company: Tenant) -> World:
    async with opened(kernel, company) as tx:
        units, users = await people_and_units(tx)
        known = await catalog(tx)
        places = _places(list(units.values()), list(users.values()))
        await put(tx, known.get("probe_place"), places, searched=("label", "code"))
        rows = rows_of("built", 60, units, users, [p["id"] for p in places])
        await put(tx, known.get("probe"), rows, searched=("c_name", SECRET))
        lines = [_line(n, row["id"]) for n, row in enumerate(rows)]
        await put(tx, known.get("probe_line"), lines, searched=("note",))
        drawn = rows_of("custom", 60, units, users, [p["id"] for p in places])
        await put(tx, known.get("c_probe"), drawn, searched=("c_name", SECRET))
        holders = [_holder(n, rows, drawn) for n in range(50)]
        await put(tx, known.get("c_holder"), holders, searched=("c_title",))
        for place, row in zip(places, rows, strict=False):
            place["probe"] = row["id"]
            await tx.execute(
                f"UPDATE {tx.t('o_probe_place')} SET probe = $2 WHERE id = $1",
                place["id"],
                row["id"],
            )
    put_in = {
        "probe": rows,
        "c_probe": drawn,
        "c_holder": holders,
        "probe_place": places,
        "probe_line": lines,
    }
    return World(company.id, units, users, put_in)


def _places(units: list[object], users: list[object]) -> list[dict[str, object]]:
    return [
        {
            "id": uuid7(),
            "dept_id": units[n % len(units)],
            "owner_id": users[n % len(users)],
            "created_at": datetime(2026, 1, 1 + n, tzinfo=UTC),
            "deleted_at": None,
            "label": f"place {n:02d}",
            "code": f"zqplace{n:02d}code",
            "location": {"lon": 120.0 + n / 100, "lat": 30.0 + n / 100, "datum": "WGS84"},
            "state": ("new", "held", "done")[n % 3],
        }
        for n in range(12)
    ]


def _line(number: int, probe: object) -> dict[str, object]:
    return {
        "id": uuid7(),
        "dept_id": None,
        "owner_id": None,
        "created_at": datetime(2026, 2, 1, tzinfo=UTC),
        "deleted_at": None,
        "probe": probe,
        "note": f"zqline{number:03d}note",
        "qty": number,
    }


def _holder(number: int, rows: list[Any], drawn: list[Any]) -> dict[str, object]:
    """Links to records in and out of scope, in the trash and nowhere."""
    here, there = rows[number % len(rows)]["id"], drawn[(number * 7) % len(drawn)]["id"]
    return {
        "id": uuid7(),
        "created_at": datetime(2026, 2, 1, number % 24, tzinfo=UTC),
        "deleted_at": None,
        "c_title": f"holder {number:02d}",
        "c_built": here if number % 5 and not rows[number % len(rows)]["deleted_at"] else None,
        "c_custom": there if number % 7 and not drawn[(number * 7) % 60]["deleted_at"] else None,
        "c_builts": [r["id"] for r in rows[number : number + 3] if not r["deleted_at"]],
        "c_customs": [r["id"] for r in drawn[number : number + 3] if not r["deleted_at"]],
    }


@pytest.fixture
async def tx(kernel: Kernel, company: Tenant) -> AsyncIterator[Tx]:
    async with opened(kernel, company) as found:
        yield found


@pytest.fixture(params=["probe", "c_probe"])
def object_(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(SCOPES))
def scope(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(RIGHTS))
def case(request: pytest.FixtureRequest, tx: Tx, world: World, object_: str, scope: str) -> Case:
    """Each cell of the leak matrix in turn."""
    return make_case(tx, world, object_, scope, RIGHTS[str(request.param)])
