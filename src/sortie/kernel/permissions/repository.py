"""SQL over the directory objects' tables and this room's own.

The columns are those declared in objects/directory.py; an architecture test compares.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sortie.base.db import Row
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import FieldRight, Grant, Scope, ScopeKind, Share
from sortie.kernel.permissions.org import Unit
from sortie.kernel.permissions.rules import Held
from sortie.kernel.tenancy.contracts import Tx

READS: dict[str, tuple[str, ...]] = {
    "o_org_unit": ("id", "kind", "parent", "deleted_at"),
    "o_user": ("id", "name", "state", "deleted_at"),
    "o_employment": (
        "user",
        "org_unit",
        "is_primary",
        "valid_from",
        "valid_to",
        "created_at",
        "deleted_at",
    ),
    "o_role": ("id", "code", "features", "deleted_at"),
    "o_role_grant": (
        "role",
        "object",
        "actions",
        "scope_kind",
        "scope_units",
        "scope_filter",
        "default_field",
        "fields",
        "deleted_at",
    ),
    "o_user_role": ("user", "role", "org_unit", "until", "deleted_at"),
}
"""Every column this room reads of tables that another room declares."""


@dataclass(frozen=True, slots=True)
class Person:
    """What rights depend on for one person, as of a day. ``posts``: the primary one first."""

    name: str
    state: str
    posts: tuple[UUID, ...]
    held: tuple[Held, ...]


async def units(tx: Tx) -> list[Unit]:
    rows = await tx.fetch(
        f"SELECT id, kind, parent FROM {tx.t('o_org_unit')} WHERE deleted_at IS NULL"
    )
    return [Unit(r["id"], r["kind"], r["parent"]) for r in rows]


async def features(tx: Tx) -> dict[str, frozenset[str]]:
    """Features by role code."""
    rows = await tx.fetch(f"SELECT code, features FROM {tx.t('o_role')} WHERE deleted_at IS NULL")
    return {r["code"]: frozenset(r["features"] or ()) for r in rows}


async def grants(tx: Tx) -> dict[str, list[Grant]]:
    """Every grant of the tenant by role code."""
    rows = await tx.fetch(
        f"SELECT r.code, g.object, g.actions, g.scope_kind, g.scope_units, g.scope_filter,"
        f" g.default_field, g.fields FROM {tx.t('o_role_grant')} g"
        f" JOIN {tx.t('o_role')} r ON r.id = g.role"
        f" WHERE g.deleted_at IS NULL AND r.deleted_at IS NULL ORDER BY g.object, r.code, g.id"
    )
    found: dict[str, list[Grant]] = {}
    for row in rows:
        found.setdefault(row["code"], []).append(_grant(row))
    return found


def _grant(row: Row) -> Grant:
    scope = Scope(
        ScopeKind(row["scope_kind"]), tuple(row["scope_units"] or ()), row["scope_filter"]
    )
    fields = {name: _field_right(right) for name, right in (row["fields"] or {}).items()}
    default = _field_right(row["default_field"])
    return Grant(
        row["code"], row["object"], frozenset(row["actions"] or ()), scope, default, fields
    )


def _field_right(text: Any) -> FieldRight:
    """A right nobody knows gives nothing."""
    known = FieldRight.__members__.get(str(text).upper())
    return known if known is not None else FieldRight.HIDDEN


async def person(tx: Tx, user_id: UUID, today: date) -> Person:
    """The person, running posts and roles; somebody unknown has an empty state and nothing."""
    row = await tx.row(
        f"SELECT u.name, u.state FROM {tx.t('o_user')} u WHERE u.id = $1 AND u.deleted_at IS NULL",
        user_id,
    )
    posts = await tx.fetch(
        f'SELECT e.org_unit FROM {tx.t("o_employment")} e WHERE e."user" = $1'
        f" AND e.deleted_at IS NULL AND (e.valid_from IS NULL OR e.valid_from <= $2)"
        f" AND (e.valid_to IS NULL OR e.valid_to >= $2)"
        f" ORDER BY e.is_primary DESC, e.created_at, e.id",
        user_id,
        today,
    )
    held = await tx.fetch(
        f"SELECT r.code, ur.org_unit, ur.until FROM {tx.t('o_user_role')} ur"
        f" JOIN {tx.t('o_role')} r ON r.id = ur.role"
        f' WHERE ur."user" = $1 AND ur.deleted_at IS NULL AND r.deleted_at IS NULL'
        f" AND (ur.until IS NULL OR ur.until > $2) ORDER BY r.code, ur.id",
        user_id,
        tx.now,
    )
    return Person(
        row["name"] if row else "",
        row["state"] if row else "",
        tuple(r["org_unit"] for r in posts),
        tuple(Held(r["code"], r["org_unit"], r["until"]) for r in held),
    )


async def replace_closure(tx: Tx, rows: Iterable[tuple[UUID, UUID, int]]) -> None:
    """Put the closure in place of the old one; the caller holds the lock on kernel_state."""
    ancestors, descendants, depths = [], [], []
    for ancestor, descendant, depth in rows:
        ancestors.append(ancestor)
        descendants.append(descendant)
        depths.append(depth)
    await tx.execute(f"DELETE FROM {tx.t('org_closure')}")
    await tx.execute(
        f"INSERT INTO {tx.t('org_closure')} (ancestor, descendant, depth)"
        f" SELECT u.ancestor, u.descendant, u.depth"
        f" FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS u (ancestor, descendant, depth)",
        ancestors,
        descendants,
        depths,
    )


async def bump(tx: Tx) -> int:
    """The next rights version; its row stays locked until the transaction ends."""
    version: int = await tx.value(
        f"UPDATE {tx.t('kernel_state')} SET rights_version = rights_version + 1"
        f" RETURNING rights_version"
    )
    return version


async def shared_objects(tx: Tx, grantees: Sequence[UUID]) -> frozenset[str]:
    rows = await tx.fetch(
        f"SELECT DISTINCT s.object FROM {tx.t('record_share')} s"
        f" WHERE s.grantee_id = ANY($1::uuid[]) AND (s.until IS NULL OR s.until > $2)",
        list(grantees),
        tx.now,
    )
    return frozenset(r["object"] for r in rows)


async def put_share(tx: Tx, share: Share, by: UUID | None) -> None:
    await tx.execute(
        f"INSERT INTO {tx.t('record_share')}"
        f" (id, object, record_id, grantee_kind, grantee_id, level, until, created_at, created_by)"
        f" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        f" ON CONFLICT (object, record_id, grantee_id)"
        f" DO UPDATE SET level = EXCLUDED.level, until = EXCLUDED.until",
        uuid7(),
        share.object,
        share.record_id,
        share.grantee_kind,
        share.grantee_id,
        share.level,
        share.until,
        tx.now,
        by,
    )


async def drop_share(tx: Tx, object_: str, record_id: UUID, grantee_id: UUID) -> bool:
    done = await tx.execute(
        f"DELETE FROM {tx.t('record_share')}"
        f" WHERE object = $1 AND record_id = $2 AND grantee_id = $3",
        object_,
        record_id,
        grantee_id,
    )
    return done != "DELETE 0"


async def shares_of(tx: Tx, object_: str, record_id: UUID, now: datetime) -> list[Share]:
    rows = await tx.fetch(
        f"SELECT grantee_kind, grantee_id, level, until FROM {tx.t('record_share')}"
        f" WHERE object = $1 AND record_id = $2 AND (until IS NULL OR until > $3)"
        f" ORDER BY created_at, id",
        object_,
        record_id,
        now,
    )
    return [
        Share(object_, record_id, r["grantee_kind"], r["grantee_id"], r["level"], r["until"])
        for r in rows
    ]
