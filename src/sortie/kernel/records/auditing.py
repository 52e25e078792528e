"""The audit as its reader may see it: who did what is told, values only of fields one may read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.kernel.audit import service as audit
from sortie.kernel.audit.contracts import AuditEntry, AuditQuery
from sortie.kernel.objects import service as objects
from sortie.kernel.objects.contracts import Catalog
from sortie.kernel.permissions.contracts import Actor, FieldRight
from sortie.kernel.queries.guard import field_right
from sortie.kernel.tenancy.contracts import Tx

WITHHELD = "•••"


async def audited(
    tx: Tx,
    actor: Actor,
    query: AuditQuery,
    *,
    older_than: tuple[datetime, UUID] | None = None,
    limit: int = 100,
) -> list[AuditEntry]:
    """Entries that match, newest first; the caller has checked ``admin.audit``.

    A field the reader can't read in full on every record shows that it changed, not from what to
    what: an auditor sees acts, not salaries.
    """
    catalog = await objects.catalog(tx)
    found = await audit.entries(tx, query, older_than=older_than, limit=limit)
    return [
        replace(
            entry,
            before=_shown(catalog, actor, entry, entry.before),
            after=_shown(catalog, actor, entry, entry.after),
        )
        for entry in found
    ]


def _shown(
    catalog: Catalog, actor: Actor, entry: AuditEntry, values: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    if values is None:
        return None
    obj = catalog.objects.get(entry.object or "")
    if obj is None:
        return dict(values)
    return {
        name: value if field_right(catalog, actor, obj, name) >= FieldRight.READ else WITHHELD
        for name, value in values.items()
    }
