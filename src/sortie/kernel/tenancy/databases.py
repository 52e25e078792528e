"""The installation's databases and the transactions on them."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from uuid import UUID

from sortie.base.db import AffinityPool, Connection, connect, quote
from sortie.kernel.tenancy import repository
from sortie.kernel.tenancy.contracts import (
    Tenant,
    TenantClosedError,
    TenantUnknownError,
    Tx,
)
from sortie.kernel.tenancy.listening import Listener
from sortie.kernel.tenancy.roles import APP_ROLE, app_password

_log = logging.getLogger(__name__)
PRIMARY = "main"
# a lost notification costs at most this long a look at an old tenant row
_REMEMBER_S = 30.0
_OWNER_CONNECTIONS = 4


class TenantDatabases:
    """Every database of the installation, by key; ``primary`` also holds the control plane.

    ``databases`` maps keys to the owner's URLs. Requests sign in as ``sortie_app``.
    ``tx_state`` is copied into each transaction's ``state``.
    """

    def __init__(
        self,
        databases: Mapping[str, str],
        *,
        secret: bytes,
        primary: str = PRIMARY,
        pool_size: int = 10,
        statement_timeout_ms: int = 30_000,
    ) -> None:
        if primary not in databases:
            raise ValueError(f"no database {primary!r} among {sorted(databases)}")
        self.databases = dict(databases)
        self.primary = primary
        self.secret = secret
        self.statement_timeout_ms = statement_timeout_ms
        self.tx_state: dict[str, Any] = {}
        sign_in = {"user": APP_ROLE, "password": app_password(secret)}
        self._app = {
            key: AffinityPool(
                dsn, size=pool_size, connect_args={**sign_in, "statement_cache_size": 400}
            )
            for key, dsn in self.databases.items()
        }
        self._owner = {
            key: AffinityPool(
                dsn, size=_OWNER_CONNECTIONS, connect_args={"statement_cache_size": 0}
            )
            for key, dsn in self.databases.items()
        }
        self._listeners: dict[str, Listener] = {}
        self._known: dict[UUID, tuple[float, Tenant]] = {}

    async def start(self) -> None:
        """Check the primary answers, and begin to hear of changed tenants."""
        async with self.control() as con:
            await con.fetchval("SELECT 1")
        await self.listener().on(repository.CHANNEL, self._forget)

    async def close(self) -> None:
        """Close every connection; transactions in flight finish first on their own."""
        for listener in self._listeners.values():
            await listener.close()
        for pool in (*self._app.values(), *self._owner.values()):
            await pool.close()

    # --- transactions -----------------------------------------------------------------------

    @asynccontextmanager
    async def tx(self, tenant: Tenant, *, now: datetime | None = None) -> AsyncIterator[Tx]:
        """One transaction under the tenant's role; commits when the body ends without error.

        Raises:
            TenantClosedError: suspended, or being made or deleted.
        """
        if tenant.state != "active":
            raise TenantClosedError(code=tenant.code)
        opening = (
            f"SET LOCAL ROLE {quote(tenant.role)}; "
            f"SET LOCAL statement_timeout = {self.statement_timeout_ms}"
        )
        pool = self._app[tenant.database]
        async with pool.transaction(tenant.schema, opening) as con:
            tx = await self._opened(con, tenant, now)
            yield tx
        await _run_after_commit(tx)

    @asynccontextmanager
    async def owner_tx(self, tenant: Tenant, *, now: datetime | None = None) -> AsyncIterator[Tx]:
        """One transaction as the owner of the tenant's schema, in any state: for DDL and export."""
        async with self.owner_database_tx(tenant.database, key=tenant.schema) as con:
            tx = await self._opened(con, tenant, now)
            yield tx
        await _run_after_commit(tx)

    async def _opened(self, con: Connection, tenant: Tenant, now: datetime | None) -> Tx:
        row = await con.fetchrow(
            f"SELECT meta_version, rights_version FROM {quote(tenant.schema)}.kernel_state"
        )
        if row is None:
            raise TenantUnknownError(code=tenant.code)
        stamp = now or datetime.now(UTC)
        return Tx(con, tenant, stamp, row[0], row[1], state=dict(self.tx_state))

    @asynccontextmanager
    async def control(self) -> AsyncIterator[Connection]:
        """A transaction on the control plane, as the program's role."""
        async with self.database_tx(self.primary) as con:
            yield con

    @asynccontextmanager
    async def database_tx(self, database: str) -> AsyncIterator[Connection]:
        """A transaction under no tenant, as the program's role: the job queue, the control plane."""
        opening = f"SET LOCAL statement_timeout = {self.statement_timeout_ms}"
        async with self._app[database].transaction("", opening) as con:
            yield con

    @asynccontextmanager
    async def owner_database_tx(self, database: str, *, key: str = "") -> AsyncIterator[Connection]:
        """A transaction as the database's owner, without time limit."""
        async with self._owner[database].transaction(key) as con:
            yield con

    @asynccontextmanager
    async def owner_connection(self, database: str) -> AsyncIterator[Connection]:
        """A connection of the owner outside any transaction: CREATE INDEX CONCURRENTLY."""
        async with self._owner[database].lease("") as con:
            yield con

    def listener(self, database: str | None = None) -> Listener:
        """Hears NOTIFY on one database: hints only, what they say is checked by reading."""
        key = database or self.primary
        if key not in self._listeners:
            self._listeners[key] = Listener(self._listening_connection(key))
        return self._listeners[key]

    def _listening_connection(self, key: str) -> Any:
        async def make() -> Connection:
            return await connect(
                self.databases[key], user=APP_ROLE, password=app_password(self.secret)
            )

        return make

    # --- tenants ----------------------------------------------------------------------------

    async def tenants(self) -> list[Tenant]:
        """All, whatever their state, by code."""
        async with self.control() as con:
            return await repository.tenants(con)

    async def tenant_by_code(self, code: str) -> Tenant:
        """Raises TenantUnknownError."""
        for until, tenant in self._known.values():
            if tenant.code == code and monotonic() < until:
                return tenant
        async with self.control() as con:
            return self._remember(await repository.by_code(con, code), code)

    async def tenant_by_id(self, id_: UUID) -> Tenant:
        """Raises TenantUnknownError."""
        until, tenant = self._known.get(id_, (0.0, None))
        if tenant is not None and monotonic() < until:
            return tenant
        async with self.control() as con:
            return self._remember(await repository.by_id(con, id_), str(id_))

    def _remember(self, tenant: Tenant | None, asked: str) -> Tenant:
        if tenant is None:
            raise TenantUnknownError(code=asked)
        self._known[tenant.id] = (monotonic() + _REMEMBER_S, tenant)
        return tenant

    def _forget(self, payload: str) -> None:
        """Drop one remembered tenant; all of them after a lost connection (empty payload)."""
        if not payload:
            self._known.clear()
            return
        self._known.pop(UUID(payload), None)

    async def forget(self, tenant: Tenant) -> None:
        """Let go of a tenant that changed or goes away, in this process, at once."""
        self._known.pop(tenant.id, None)
        for pools in (self._app, self._owner):
            await pools[tenant.database].forget(tenant.schema)

    async def ready(self) -> dict[str, bool]:
        """Which databases answer: for /health/ready."""
        answers: dict[str, bool] = {}
        for key in self.databases:
            try:
                async with self.database_tx(key) as con:
                    answers[key] = await con.fetchval("SELECT 1") == 1
            except Exception:  # noqa: BLE001  any failure means no
                answers[key] = False
        return answers


async def _run_after_commit(tx: Tx) -> None:
    for act in tx.committed_acts():
        try:
            await act()
        except Exception:  # noqa: BLE001  whatever a hint raises
            # the transaction is durable: a failed hint must not turn it into an error
            _log.exception("after-commit act failed")
