"""Which company a record belongs to: the one above its department."""

from typing import Any
from uuid import UUID

from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx


async def place(tx: Tx, actor: Actor, values: dict[str, Any], before: Stored | None = None) -> None:
    """Let ``org_id`` follow a department that is set to another than the actor's own."""
    unit = values.get("dept_id")
    if unit is None or "dept_id" not in values:
        return
    if before is None and (
        unit == actor.dept_id or values.get("org_id") not in (None, actor.org_id)
    ):
        return
    company = await _company_of(tx, unit)
    if company is not None:
        values["org_id"] = company


async def _company_of(tx: Tx, unit: UUID) -> UUID | None:
    """The nearest company at or above ``unit``."""
    found: UUID | None = await tx.value(
        f"SELECT c.ancestor FROM {tx.t('org_closure')} AS c "
        f"JOIN {tx.t('o_org_unit')} AS u ON u.id = c.ancestor "
        "WHERE c.descendant = $1 AND u.kind = 'company' ORDER BY c.depth LIMIT 1",
        unit,
    )
    return found
