"""Actors, from nobody to the product itself."""

from typing import Any
from uuid import UUID

from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import (
    SYSTEM_RIGHTS,
    Actor,
    FieldRight,
    Grant,
    Rights,
    Scope,
    ScopeKind,
    system_actor,
)
from sortie.kernel.tenancy.contracts import Tenant


def system_of(tenant: Tenant) -> Actor:
    """The product itself, which may everything."""
    return system_actor(tenant.id)


def user_of(tenant: Tenant, *grants: Grant, user_id: UUID | None = None, **more: Any) -> Actor:
    """A signed-in person with just these grants."""
    by_object: dict[str, tuple[Grant, ...]] = {}
    for grant in grants:
        by_object[grant.object] = (*by_object.get(grant.object, ()), grant)
    return Actor(tenant.id, user_id or uuid7(), "user", Rights(by_object), **more)


def admin_of(tenant: Tenant, **more: Any) -> Actor:
    """A signed-in person who may everything on objects; no administrator's features."""
    return Actor(tenant.id, uuid7(), "user", SYSTEM_RIGHTS, **more)


def grant(
    object_: str,
    *actions: str,
    scope: ScopeKind = ScopeKind.ALL,
    units: tuple[UUID, ...] = (),
    default_field: FieldRight = FieldRight.WRITE,
    fields: dict[str, FieldRight] | None = None,
    role: str = "tester",
) -> Grant:
    return Grant(
        role,
        object_,
        frozenset(actions or ("*",)),
        Scope(scope, units),
        default_field,
        fields or {},
    )
