"""The room's door: databases and transactions, and the life of a tenant."""

from sortie.kernel.tenancy.archive import (
    FORMAT,
    MANIFEST,
    ArchiveDamagedError,
    ArchiveReader,
    ArchiveWriter,
    read_archive,
    write_archive,
)
from sortie.kernel.tenancy.databases import PRIMARY, TenantDatabases
from sortie.kernel.tenancy.ddl import TENANT_DDL
from sortie.kernel.tenancy.lifecycle import (
    apply_steps,
    change_tenant,
    create_tenant,
    delete_tenant,
    migrate_all,
    resume_tenant,
    suspend_tenant,
)
from sortie.kernel.tenancy.listening import Listener
from sortie.kernel.tenancy.migrate import migrate
from sortie.kernel.tenancy.moving import (
    Progress,
    TenantLoad,
    describe,
    described,
    secret_mark,
    steady_view,
    write_tenant,
)
from sortie.kernel.tenancy.roles import APP_ROLE, SHARED_ROLE

__all__ = [
    "APP_ROLE",
    "FORMAT",
    "MANIFEST",
    "PRIMARY",
    "SHARED_ROLE",
    "TENANT_DDL",
    "ArchiveDamagedError",
    "ArchiveReader",
    "ArchiveWriter",
    "Listener",
    "Progress",
    "TenantDatabases",
    "TenantLoad",
    "apply_steps",
    "change_tenant",
    "create_tenant",
    "delete_tenant",
    "describe",
    "described",
    "migrate",
    "migrate_all",
    "read_archive",
    "resume_tenant",
    "secret_mark",
    "steady_view",
    "suspend_tenant",
    "write_archive",
    "write_tenant",
]
