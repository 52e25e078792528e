"""What a handler is given besides its parameters: who calls, from where, in which language, when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sortie.apps.composition import Kernel
from sortie.base.i18n import DEFAULT_LOCALE, Locale, pick_locale
from sortie.kernel.identity.contracts import Caller, Identity, NotSignedInError, Principal
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tenant, Tx

_SLOT = "sortie_call"


class Call:
    """One request. ``tx`` and ``actor`` are there when the route runs in a transaction."""

    __slots__ = (
        "actor",
        "caller",
        "cookie",
        "identity",
        "kernel",
        "locale",
        "now",
        "principal",
        "request_id",
        "tenant",
        "tx",
    )

    def __init__(
        self, kernel: Kernel, identity: Identity, *, caller: Caller, now: datetime, request_id: str
    ) -> None:
        self.kernel = kernel
        self.identity = identity
        self.caller = caller
        self.now = now
        self.request_id = request_id
        self.locale: Locale = DEFAULT_LOCALE
        self.cookie: str | None = None
        self.principal: Principal | None = None
        self.tenant: Tenant | None = None
        self.tx: Tx | None = None
        self.actor: Actor | None = None

    @property
    def who(self) -> Principal:
        """The signed-in caller; a public route must not ask."""
        if self.principal is None:
            raise NotSignedInError
        return self.principal


def put_call(scope: Mapping[str, Any], call: Call) -> None:
    scope["state"][_SLOT] = call


def call_of(scope: Mapping[str, Any]) -> Call:
    found: Call = scope["state"][_SLOT]
    return found


def locale_of(scope: Mapping[str, Any]) -> Locale:
    """The language of the answer: asked for by header, else the person's own, else the house's."""
    state: dict[str, Any] = scope.get("state") or {}
    call: Call | None = state.get(_SLOT)
    house = call.kernel.settings.locale if call is not None else DEFAULT_LOCALE
    for name, value in scope.get("headers", ()):
        if name == b"accept-language":
            return pick_locale(value.decode("latin-1"), house)
    return call.principal.locale if call is not None and call.principal else house
