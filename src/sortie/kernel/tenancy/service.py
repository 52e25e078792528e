"""The room's door: databases and transactions, and the life of a tenant."""

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
from sortie.kernel.tenancy.roles import APP_ROLE, SHARED_ROLE

__all__ = [
    "APP_ROLE",
    "PRIMARY",
    "SHARED_ROLE",
    "TENANT_DDL",
    "Listener",
    "TenantDatabases",
    "apply_steps",
    "change_tenant",
    "create_tenant",
    "delete_tenant",
    "migrate",
    "migrate_all",
    "resume_tenant",
    "suspend_tenant",
]
