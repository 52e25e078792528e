"""Built-in roles and what each gets on an object. Only ever added: after that an administrator's
changes stand. A grant they threw away lies in the trash and so isn't added again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.kernel.objects.contracts import DefaultRight, Object
from sortie.kernel.tenancy.contracts import Tx


@dataclass(frozen=True, slots=True)
class BuiltInRole:
    code: str
    name: Label
    features: tuple[str, ...] = ()


BUILT_IN_ROLES: tuple[BuiltInRole, ...] = (
    BuiltInRole("system_admin", Label("系统管理员", "System administrator"), ("admin.system",)),
    BuiltInRole("security_admin", Label("安全管理员", "Security administrator"), ("admin.security",)),
    BuiltInRole("audit_admin", Label("审计管理员", "Audit administrator"), ("admin.audit",)),
    BuiltInRole(
        "manager", Label("经理", "Manager"),
        ("dispatch.run", "dispatch.rules", "reports.view", "settle.manage"),
    ),
    BuiltInRole("dispatcher", Label("调度员", "Dispatcher"), ("dispatch.run", "reports.view")),
    BuiltInRole("agent", Label("客服", "Agent"), ("dispatch.request",)),
    BuiltInRole("engineer", Label("工程师", "Engineer"), ("field.work",)),
    BuiltInRole("finance", Label("财务", "Finance"), ("settle.manage", "reports.view")),
    BuiltInRole("staff", Label("全体员工", "Everyone")),
    BuiltInRole("portal", Label("客户门户", "Customer portal")),
)  # fmt: skip
ROLE_CODES = frozenset(r.code for r in BUILT_IN_ROLES)


async def seed_rights(tx: Tx, objects: Iterable[Object]) -> bool:
    """Insert missing built-in roles, and each grant whose role never had one on its object; whether
    there were any.
    """
    if await tx.value("SELECT to_regclass($1)", tx.t("o_role")) is None:
        return False
    await _add_roles(tx)
    rows = await tx.fetch(
        f"SELECT r.code, array_remove(array_agg(DISTINCT g.object), NULL) AS objects"
        f" FROM {tx.t('o_role')} r LEFT JOIN {tx.t('o_role_grant')} g ON g.role = r.id"
        f" WHERE r.deleted_at IS NULL GROUP BY r.code"
    )
    had = {r["code"]: frozenset(r["objects"]) for r in rows}
    missing = [
        (obj.name, right)
        for obj in objects
        for right in obj.rights
        if right.role in had and obj.name not in had[right.role]
    ]
    if not missing:
        return False
    await add_grants(tx, missing)
    await bump_rights(tx)
    return True


async def bump_rights(tx: Tx) -> None:
    """Caches of actors are stale from here on."""
    await tx.execute(f"UPDATE {tx.t('kernel_state')} SET rights_version = rights_version + 1")


async def _add_roles(tx: Tx) -> None:
    codes = {r["code"] for r in await tx.fetch(f"SELECT code FROM {tx.t('o_role')}")}
    missing = [r for r in BUILT_IN_ROLES if r.code not in codes]
    await tx.con.executemany(
        f"INSERT INTO {tx.t('o_role')} (id, code, name, features, built_in) "
        "VALUES ($1, $2, $3, $4, true)",
        [(uuid7(), r.code, r.name.in_(tx.tenant.locale), list(r.features)) for r in missing],
    )


async def add_grants(tx: Tx, grants: Sequence[tuple[str, DefaultRight]]) -> None:
    """Insert one role_grant row each; roles are named by code."""
    roles: dict[str, UUID] = {
        r["code"]: r["id"]
        for r in await tx.fetch(f"SELECT id, code FROM {tx.t('o_role')} WHERE deleted_at IS NULL")
    }
    await tx.con.executemany(
        f"""
        INSERT INTO {tx.t("o_role_grant")} (id, role, object, actions, scope_kind, scope_units,
          scope_filter, default_field, fields)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        [_grant_row(roles[right.role], name, right) for name, right in grants if right.role in roles],
    )  # fmt: skip


def _grant_row(role: UUID, object_: str, right: DefaultRight) -> tuple[Any, ...]:
    return (
        uuid7(),
        role,
        object_,
        sorted(right.actions),
        str(right.scope.kind),
        list(right.scope.units),
        right.scope.filter,
        right.default_field.name.lower(),
        {name: r.name.lower() for name, r in right.fields.items()},
    )
