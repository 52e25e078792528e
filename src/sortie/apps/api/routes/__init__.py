"""Every route of the API, one module an area; engines and domains bring their own."""

from importlib import import_module, util
from typing import Any

from sortie.apps.api.routes import (
    account,
    administration,
    api_keys,
    auditing,
    catalogue,
    designing,
    exporting,
    feed,
    files,
    following,
    health,
    jobs_admin,
    metadata,
    oidc,
    openapi,
    passkeys,
    providers,
    records,
    records_many,
    security,
    session,
    webhooks,
)
from sortie.apps.composition import Kernel

_AREAS = (
    health,
    openapi,
    session,
    account,
    passkeys,
    oidc,
    providers,
    api_keys,
    metadata,
    records,
    records_many,
    exporting,
    files,
    feed,
    following,
    administration,
    security,
    catalogue,
    designing,
    webhooks,
    auditing,
    jobs_admin,
)
_GIVEN = ("call", "tx", "actor")
_ENGINES = ("reports",)
_ROOMS = (
    "people",
    "customers",
    "messaging",
    "tracking",
    "travel",
    "dispatch",
    "maintenance",
    "settlement",
    "portal",
)


def all_routes(kernel: Kernel) -> list[Any]:
    """Handlers of the edge and of every room that has routes."""
    del kernel
    found: list[Any] = []
    for area in _AREAS:
        found.extend(area.ROUTES)
    packages = [f"sortie.domains.{room}" for room in _ROOMS]
    packages += [f"sortie.engines.{engine}" for engine in _ENGINES]
    for package in packages:
        name = f"{package}.routes"
        if util.find_spec(package) and util.find_spec(name):
            found.extend(import_module(name).ROUTES)
    return [_trusted(handler) for handler in found]


def _trusted(handler: Any) -> Any:
    """The handler without run-time checks of what the edge itself gives it: a transaction can't
    be validated by its fields, and needn't.
    """
    notes = handler.fn.__annotations__
    for name in _GIVEN:
        if name in notes:
            notes[name] = Any
    return handler
