"""Every room bolted together: what the api, the worker and the command line share."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module, util
from typing import Any

from sortie.apps.attachments import link_files, sees
from sortie.apps.circles import refuse_circles
from sortie.apps.following_rights import follow_directory
from sortie.apps.mail import mailer_for
from sortie.apps.outward import guarded
from sortie.apps.scope_filters import refuse_broken_scopes
from sortie.apps.separation import keep_apart
from sortie.apps.signing_in import add_sweep, build_identity, follow_users
from sortie.apps.upkeep import add_upkeep
from sortie.apps.webhooking import add_webhooks
from sortie.base.i18n import Locale
from sortie.base.migrations import Migrations
from sortie.base.settings import Settings
from sortie.domains.travel import service as travel_room
from sortie.kernel.audit import service as audit_room
from sortie.kernel.events import service as events_room
from sortie.kernel.files import service as files_room
from sortie.kernel.files.contracts import Limits
from sortie.kernel.jobs import service as jobs_room
from sortie.kernel.objects import service as objects_room
from sortie.kernel.objects.ddl import TENANT_DDL as OBJECTS_DDL
from sortie.kernel.permissions.ddl import TENANT_DDL as PERMISSIONS_DDL
from sortie.kernel.records import service as records_room
from sortie.kernel.tenancy import service as tenancy
from sortie.kernel.tenancy.contracts import Step, Tenant, Tx

# From the ground up: a room may use the objects and events of those before it.
DOMAINS = (
    "people",
    "messaging",
    "tracking",
    "travel",
    "customers",
    "dispatch",
    "maintenance",
    "settlement",
    "portal",
)

STEPS: tuple[Step, ...] = (
    Step("tenancy", tenancy.TENANT_DDL),
    Step("permissions", PERMISSIONS_DDL),
    Step("events", events_room.TENANT_DDL),
    Step("audit", audit_room.TENANT_DDL),
    Step("files", files_room.TENANT_DDL),
    Step("objects", OBJECTS_DDL),
    Step("records", records_room.TENANT_DDL),
    Step("travel", travel_room.TENANT_DDL),
)
"""Tables that every tenant has beside its objects', in the order they are made."""

RESTORED: tuple[str, ...] = (*events_room.RESTORED, *audit_room.RESTORED)
"""What a tenant's rows need after they came from another life of the database."""

_MIB = 1024 * 1024


@dataclass(slots=True, eq=False)
class Kernel:
    """The kernel of one process. Services reach it as ``tx.state["kernel"]``.

    The registries are filled by ``build_kernel`` and read only from then on. ``parts`` holds
    what an application adds for itself.
    """

    settings: Settings
    dbs: tenancy.TenantDatabases
    files: files_room.Files
    objects: objects_room.ObjectRegistry = field(default_factory=objects_room.ObjectRegistry)
    hooks: records_room.Hooks = field(default_factory=records_room.Hooks)
    events: events_room.EventRegistry = field(default_factory=events_room.EventRegistry)
    subscriptions: events_room.Subscriptions = field(default_factory=events_room.Subscriptions)
    jobs: jobs_room.JobRegistry = field(default_factory=jobs_room.JobRegistry)
    steps: tuple[Step, ...] = STEPS
    migrations: tuple[Migrations, ...] = (jobs_room.MIGRATIONS,)
    parts: dict[str, Any] = field(default_factory=dict)

    async def start(self) -> None:
        """Connect. The databases must have been migrated."""
        await self.dbs.start()

    async def close(self) -> None:
        await self.dbs.close()

    async def migrate(self) -> None:
        """Bring every database and every tenant to this program's version."""
        await tenancy.migrate(self.dbs.databases, secret=self.dbs.secret, more=self.migrations)
        await tenancy.migrate_all(self.dbs, self.steps, self.install)

    async def create_tenant(
        self,
        code: str,
        name: str,
        *,
        locale: Locale | None = None,
        time_zone: str | None = None,
        database: str | None = None,
    ) -> Tenant:
        """A company ready for its first sign-in: schema, role, tables, built-in objects and roles.

        Language and time zone are the deployment's unless given.
        """
        return await tenancy.create_tenant(
            self.dbs,
            code=code,
            name=name,
            steps=self.steps,
            locale=locale or self.settings.locale,
            time_zone=time_zone or self.settings.time_zone,
            install=self.install,
            database=database,
        )

    async def delete_tenant(self, tenant: Tenant) -> None:
        """Everything of it, for good: rows, role, sign-ins, jobs, files."""
        await tenancy.delete_tenant(self.dbs, tenant)
        await files_room.delete_tenant_files(self.files, tenant)

    async def install(self, tx: Tx) -> None:
        """What rooms put into a tenant's schema beyond fixed DDL; again at every migration."""
        await objects_room.install(tx, self.objects)

    async def work(self, stop: asyncio.Event) -> None:
        """The worker's role until ``stop``: jobs and schedules, and the feed's subscribers."""
        hints: asyncio.Queue[str] = asyncio.Queue()
        hush = [
            await self.dbs.listener(database).on("sortie_feed", hints.put_nowait)
            for database in self.dbs.databases
        ]
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(jobs_room.run_worker(self.dbs, self.jobs, stop))
                group.create_task(
                    events_room.run_delivery(self.dbs, self.subscriptions, stop, hints)
                )
        finally:
            for stop_hearing in hush:
                stop_hearing()


def build_kernel(settings: Settings, domains: Iterable[str] = DOMAINS) -> Kernel:
    """The kernel for these settings; nothing is connected before ``start``."""
    dbs = tenancy.TenantDatabases(
        {tenancy.PRIMARY: settings.database_url, **settings.databases},
        secret=settings.secret.encode(),
        pool_size=settings.db_pool_size,
    )
    kept = files_room.Files(
        files_room.open_store(settings.data_dir, settings.s3_url),
        Limits(max_bytes=settings.upload_limit_mib * _MIB),
        sees,
    )
    kernel = Kernel(settings, dbs, kept)
    kernel.parts["mailer"] = mailer_for(settings)
    kernel.parts["outward"] = guarded(settings)
    dbs.tx_state["kernel"] = kernel
    kernel.objects.add(*objects_room.DIRECTORY)
    kernel.hooks.after("*", link_files)
    refuse_circles(kernel.hooks)
    follow_directory(kernel.hooks)
    refuse_broken_scopes(kernel.hooks)
    kernel.parts["identity"] = build_identity(settings, dbs)
    follow_users(kernel.parts["identity"], kernel.hooks)
    keep_apart(kernel.hooks)
    add_sweep(kernel.parts["identity"], kernel.jobs)
    kernel.parts["webhooks"] = add_webhooks(settings, kernel.jobs, kernel.subscriptions)
    add_upkeep(kernel.jobs, audit_room.open_keeper(settings.data_dir / "audit"))
    for room in domains:
        package = f"sortie.domains.{room}"
        name = f"{package}.wiring"
        if util.find_spec(package) is not None and util.find_spec(name) is not None:
            import_module(name).install(kernel)
    return kernel
