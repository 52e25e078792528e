"""Every route of the API, one module an area; the domains bring their own."""

from importlib import import_module, util
from typing import Any

from sortie.apps.api.routes import (
    account,
    api_keys,
    feed,
    health,
    metadata,
    oidc,
    openapi,
    passkeys,
    providers,
    records,
    records_many,
    session,
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
    feed,
)
_ROOMS = ("people", "customers", "messaging", "tracking", "dispatch", "settlement", "portal")


def all_routes(kernel: Kernel) -> list[Any]:
    """Handlers of the edge and of every room that has routes."""
    del kernel
    found: list[Any] = []
    for area in _AREAS:
        found.extend(area.ROUTES)
    for room in _ROOMS:
        name = f"sortie.domains.{room}.routes"
        if util.find_spec(f"sortie.domains.{room}") and util.find_spec(name):
            found.extend(import_module(name).ROUTES)
    return found
