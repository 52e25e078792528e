"""A tenant, and the transaction everything runs in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sortie.base.db import Connection, Row, quote
from sortie.base.errors import AppError
from sortie.base.i18n import Label, Locale
from sortie.base.ids import TenantId


@dataclass(frozen=True, slots=True)
class Tenant:
    """One company group with its own schema and role.

    ``schema`` and ``role`` are generated (``t_1a``), ``database`` is a key of the tenant →
    database map, ``time_zone`` an IANA name.
    """

    id: TenantId
    code: str
    name: str
    schema: str
    role: str
    database: str
    state: str
    locale: Locale = "zh-CN"
    time_zone: str = "Asia/Shanghai"


@dataclass(slots=True, eq=False)
class Tx:
    """One transaction under one tenant's role. ``now`` is read once, so a request has one time.

    ``meta_version`` and ``rights_version`` were read from the tenant's ``kernel_state`` inside
    this very transaction: a cache keyed by them can't serve a stale shape.
    """

    con: Connection
    tenant: Tenant
    now: datetime
    meta_version: int
    rights_version: int
    state: dict[str, Any] = field(default_factory=dict)
    _after_commit: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    _savepoints: list[str] = field(default_factory=list)

    def t(self, table: str) -> str:
        """The schema-qualified, quoted name of one of this tenant's tables."""
        return f"{quote(self.tenant.schema)}.{quote(table)}"

    async def fetch(self, sql: str, *args: Any) -> list[Row]:
        return await self.con.fetch(sql, *args)

    async def row(self, sql: str, *args: Any) -> Row | None:
        return await self.con.fetchrow(sql, *args)

    async def value(self, sql: str, *args: Any) -> Any:
        return await self.con.fetchval(sql, *args)

    async def execute(self, sql: str, *args: Any) -> str:
        """Run one statement; the command tag, e.g. ``UPDATE 1``."""
        return await self.con.execute(sql, *args)

    def after_commit(self, act: Callable[[], Awaitable[None]]) -> None:
        """Run ``act`` once the transaction is durable; lost if the process dies: a hint only."""
        self._after_commit.append(act)

    def committed_acts(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What ``after_commit`` gathered; the edge of the transaction runs them."""
        return tuple(self._after_commit)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that may fail alone. Use it instead of ``con.transaction()``."""
        name = f"s{len(self._savepoints)}"
        self._savepoints.append(name)
        await self.con.execute(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            await self.con.execute(f"ROLLBACK TO SAVEPOINT {name}")
            raise
        else:
            await self.con.execute(f"RELEASE SAVEPOINT {name}")
        finally:
            self._savepoints.pop()


@dataclass(frozen=True, slots=True)
class Step:
    """One room's DDL for a tenant's schema, in order; it only ever grows at its end."""

    room: str
    ddl: tuple[str, ...]


class TenantUnknownError(AppError):
    code, status = "tenant.unknown", 404
    text = Label("找不到企业「{code}」。", "There is no company “{code}”.")


class TenantClosedError(AppError):
    code, status = "tenant.closed", 403
    text = Label(
        "企业「{code}」已停用，请联系平台管理员。",
        "Company “{code}” is suspended; ask the operator.",
    )


class TenantExistsError(AppError):
    code, status = "tenant.exists", 409
    text = Label("企业代码「{code}」已被使用。", "The company code “{code}” is taken.")


class TimeZoneUnknownError(AppError):
    code, status = "tenant.time_zone_unknown", 422
    text = Label(
        "没有时区「{name}」，请填写 IANA 名称，如 Asia/Shanghai。",
        "There is no time zone “{name}”; give an IANA name, as Asia/Shanghai.",
    )


class NoRoomError(AppError):
    """Every database of the map is full or closed."""

    code, status = "tenant.no_room", 507
    text = Label(
        "所有数据库都已满，请在 SORTIE_DATABASES 中增加一个。",
        "Every database is full; add one to SORTIE_DATABASES.",
    )


class FrozenStepChangedError(AppError):
    """A released statement was edited; it must stay, and a new one be appended."""

    code, status = "tenancy.frozen_step_changed", 500
    text = Label(
        "「{room}」的第 {step} 条建表语句与已执行的不同。请恢复它，并在末尾追加新语句。",
        "Statement {step} of “{room}” differs from the one applied; restore it and append a new one.",
    )
