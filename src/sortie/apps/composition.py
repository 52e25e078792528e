"""Every room of the kernel bolted together: what the api, the worker and the command line share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module, util
from typing import Any

from sortie.base.i18n import Locale
from sortie.base.migrations import Migrations
from sortie.base.settings import Settings
from sortie.kernel.jobs import service as jobs
from sortie.kernel.objects import service as objects
from sortie.kernel.tenancy import service as tenancy
from sortie.kernel.tenancy.contracts import Step, Tenant, Tx
from sortie.kernel.tenancy.ddl import TENANT_DDL as TENANCY_DDL

_LATER_ROOMS = ("permissions", "events", "audit", "files", "objects", "records")


@dataclass(slots=True, eq=False)
class Kernel:
    """The kernel of one process. Services reach it as ``tx.state["kernel"]``."""

    settings: Settings
    dbs: tenancy.TenantDatabases
    steps: tuple[Step, ...]
    migrations: tuple[Migrations, ...]
    jobs: jobs.JobRegistry
    objects: objects.ObjectRegistry
    parts: dict[str, Any] = field(default_factory=dict)

    async def start(self) -> None:
        await self.dbs.start()

    async def close(self) -> None:
        await self.dbs.close()

    async def migrate(self) -> None:
        """Bring every database and every tenant to this program's version."""
        await tenancy.migrate(self.dbs.databases, secret=self.dbs.secret, more=self.migrations)
        await tenancy.migrate_all(self.dbs, self.steps, self._install)

    async def create_tenant(
        self,
        code: str,
        name: str,
        *,
        locale: Locale = "zh-CN",
        time_zone: str = "Asia/Shanghai",
    ) -> Tenant:
        """A company ready for its first sign-in: schema, role, tables, built-in objects and roles."""
        return await tenancy.create_tenant(
            self.dbs,
            code=code,
            name=name,
            steps=self.steps,
            locale=locale,
            time_zone=time_zone,
            install=self._install,
        )

    async def _install(self, tx: Tx) -> None:
        """What rooms put into a tenant's schema beyond fixed DDL; again at every migration."""
        await objects.install(tx, self.objects)


def build_kernel(settings: Settings) -> Kernel:
    """The kernel for these settings; nothing is connected before ``start``."""
    databases = {tenancy.PRIMARY: settings.database_url, **settings.databases}
    dbs = tenancy.TenantDatabases(
        databases, secret=settings.secret.encode(), pool_size=settings.db_pool_size
    )
    kernel = Kernel(
        settings,
        dbs,
        tuple(_steps()),
        (jobs.MIGRATIONS,),
        jobs.JobRegistry(),
        objects.ObjectRegistry(*objects.DIRECTORY),
    )
    dbs.tx_state["kernel"] = kernel
    return kernel


def _steps() -> Sequence[Step]:
    steps = [Step("tenancy", TENANCY_DDL)]
    for room in _LATER_ROOMS:
        name = f"sortie.kernel.{room}.ddl"
        if util.find_spec(name) is not None:
            steps.append(Step(room, import_module(name).TENANT_DDL))
    return steps
