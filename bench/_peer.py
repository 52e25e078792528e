"""The same work as SQL written by hand for one table: what a framework's price is measured by."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from bench._orders import Ground
from sortie.base.db import quote
from sortie.base.ids import uuid7
from sortie.base.text import index_text
from sortie.kernel.permissions.contracts import ScopeKind

_SHOWN = """
SELECT a.id, a.version, a.number, a.subject, a.customer, c.name, a.work_type, w.name, a.priority,
  a.engineers, ARRAY(SELECT u.name FROM {user} u WHERE u.id = ANY(a.engineers)) AS names,
  a.window_start, a.finish_due, a.sla_state, a.state
FROM (SELECT a.* FROM {order} a WHERE deleted_at IS NULL AND dept_id = ANY($1::uuid[]) {where}
  ORDER BY a.{by}, a.id {way} LIMIT 51) a
LEFT JOIN {customer} c ON c.id = a.customer LEFT JOIN {work_type} w ON w.id = a.work_type
ORDER BY a.{by}, a.id {way}
"""


class Peer:
    """One bare connection, always in the tenant's role."""

    def __init__(self, ground: Ground, con: asyncpg.Connection) -> None:
        self._ground = ground
        self._con = con
        self._actor = ground.somebody(ScopeKind.SUBTREE)
        self.lists: dict[str, Callable[[], Awaitable[Any]]] = {
            "subtree, newest first": self._list("", "created_at DESC", "DESC"),
            "subtree, open and urgent, by window": self._list(
                "AND state = ANY('{pending_dispatch,dispatched,in_progress}')"
                " AND priority = 'urgent'",
                "window_start",
                "",
            ),
            "subtree, late, by due date": self._list(
                "AND sla_state = 'breached'", "finish_due DESC NULLS LAST", "DESC"
            ),
            "subtree, a search that 20,000 match": self._list(
                "AND subject ILIKE '%泉城路%' AND subject ILIKE '%漏水%'", "created_at DESC", "DESC"
            ),
        }

    def _tables(self) -> dict[str, str]:
        table = self._ground.table
        return {
            "order": table("o_work_order"),
            "customer": table("o_customer"),
            "work_type": table("o_work_type"),
            "user": table("o_user"),
        }

    async def _begin(self) -> None:
        await self._con.execute(f"BEGIN; SET LOCAL ROLE {quote(self._ground.tenant.role)}")

    def _list(self, where: str, by: str, way: str) -> Callable[[], Awaitable[Any]]:
        sql = _SHOWN.format(**self._tables(), where=where, by=by, way=way)
        units = list(self._actor.subtree)

        async def run() -> list[dict[str, Any]]:
            await self._begin()
            rows = await self._con.fetch(sql, units)
            await self._con.execute("COMMIT")
            return [dict(row) for row in rows[:50]]

        return run

    async def read(self, id_: UUID) -> dict[str, Any]:
        """All columns, titles of three links."""
        await self._begin()
        row = await self._con.fetchrow(
            "SELECT a.*, c.name AS customer_title, w.name AS type_title, u.name AS owner_title"
            " FROM {order} a LEFT JOIN {customer} c ON c.id = a.customer"
            " LEFT JOIN {work_type} w ON w.id = a.work_type"
            " LEFT JOIN {user} u ON u.id = a.owner_id"
            " WHERE a.id = $1 AND a.deleted_at IS NULL AND a.dept_id = ANY($2::uuid[])".format(
                **self._tables()
            ),
            id_,
            list(self._actor.subtree),
        )
        await self._con.execute("COMMIT")
        return dict(row)

    async def create(self) -> None:
        """The order, one audit entry, one feed entry, one line of its status history's size."""
        ground, id_, now = self._ground, uuid7(), datetime.now(UTC)
        who, number, subject = self._actor.user_id, f"P{uuid7().hex[-12:]}", "空调不制冷"
        values = {"subject": subject, "number": number, "priority": "high"}
        await self._begin()
        await self._con.execute(
            f"INSERT INTO {ground.table('o_work_order')} (id, dept_id, owner_id, created_at,"
            " updated_at, created_by, number, subject, work_type, customer, contact_phone, priority,"
            " window_start, search, state, portal_token) VALUES ($1, $2, $3, $4, $4, $3, $5, $6,"
            " $7, $8, '13800000000', 'high', $9, array_to_tsvector($10::text[]), 'created', $11)",
            id_, self._actor.dept_id, who, now, number, subject, ground.work_types[0],
            ground.customers[0], now + timedelta(days=1),
            index_text([number, subject, "13800000000"]), uuid7().hex,
        )  # fmt: skip
        await self._con.execute(
            f"INSERT INTO {ground.table('audit_entry')} (id, at, actor_id, actor_kind, actor_name,"
            " request_id, action, object, record_id, after)"
            " VALUES ($1, $2, $3, 'user', '', '', 'create', 'work_order', $4, $5::jsonb)",
            uuid7(), now, who, id_, json.dumps(values),
        )  # fmt: skip
        await self._con.execute(
            f"INSERT INTO {ground.table('feed')} (id, at, kind, name, object, record_id, version,"
            " op, actor_id) VALUES ($1, $2, 'record', 'work_order', 'work_order', $3, 1,"
            " 'create', $4)",
            uuid7(), now, id_, who,
        )  # fmt: skip
        await self._con.execute("COMMIT")
