"""Rows of every object, without going through their rooms' rules: the battery asks who may see
them, not how they come about.
"""

from typing import Any
from uuid import UUID

from sortie.apps.api.app import Api
from sortie.base.db import quote
from sortie.base.ids import uuid7
from sortie.kernel.objects.contracts import Object
from sortie.kernel.tenancy.contracts import Tenant, Tx

_DUMMY = {
    "text": "'x' || gen_random_uuid()",
    "numeric": "1",
    "bigint": "1",
    "integer": "1",
    "boolean": "false",
    "jsonb": "'{}'",
    "ARRAY": "'{}'",
    "timestamp with time zone": "now()",
    "date": "current_date",
    "time without time zone": "'08:00'",
    "daterange": "'[2026-01-01,2026-02-01)'",
}


async def seed_every_object(api: Api, tenant: Tenant, dept: UUID, org: UUID) -> dict[str, UUID]:
    """One row an object in department ``dept``; its id by the object's name."""
    made: dict[str, UUID] = {}
    async with api.kernel.dbs.owner_tx(tenant) as tx:
        waiting = list(api.kernel.objects)
        while waiting:
            obj = waiting.pop(0)
            if obj.parent and obj.parent not in made:
                waiting.append(obj)
                continue
            made[obj.name] = await _seed(tx, obj, made, dept, org)
    return made


async def _seed(tx: Tx, obj: Object, made: dict[str, UUID], dept: UUID, org: UUID) -> UUID:
    table = f"o_{obj.name}"
    rows = await tx.fetch(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = $1 AND table_name = $2 AND is_nullable = 'NO'"
        " AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'",
        tx.tenant.schema,
        table,
    )
    record = uuid7()
    given: dict[str, Any] = {"id": record, "dept_id": dept, "org_id": org}
    links = {f.name: f.options.get("object") for f in obj.fields if f.type == "link"}
    for field in obj.fields:
        if field.name == getattr(obj, "parent", None) or links.get(field.name) == obj.parent:
            given[field.name] = made.get(str(obj.parent), record) if obj.parent else None
    given = {k: v for k, v in given.items() if v is not None}
    plain: dict[str, str] = {}
    if obj.machine is not None:
        plain[obj.machine.field] = f"'{obj.machine.initial}'"
    for row in rows:
        name = row["column_name"]
        if name in given or name in plain:
            continue
        if row["data_type"] == "uuid":
            given[name] = made.get(str(links.get(name)), record)
        else:
            plain[name] = _DUMMY[row["data_type"]]
    names = [quote(n) for n in (*given, *plain)]
    values = [*(f"${n}" for n in range(1, len(given) + 1)), *plain.values()]
    await tx.execute(
        f"INSERT INTO {tx.t(table)} ({', '.join(names)}) VALUES ({', '.join(values)})",
        *given.values(),
    )
    return record
