"""The ASGI application: routes, gate and layers bolted together."""

from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from asyncpg import DataError
from litestar import Controller, Litestar
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.types import Scope

from sortie.apps.api.call import Call, call_of
from sortie.apps.api.gate import Gate
from sortie.apps.api.outer import Outer, Receive, Send
from sortie.apps.api.problems import (
    UNSTORABLE,
    on_app_error,
    on_http_exception,
    on_out_of_range,
    on_too_deep,
    on_unexpected,
    on_unstorable,
)
from sortie.apps.api.proxies import Proxies
from sortie.apps.api.rights import without_right
from sortie.apps.api.routes import all_routes
from sortie.apps.api.static import static_routes
from sortie.apps.composition import Kernel, build_kernel
from sortie.base.errors import AppError
from sortie.base.settings import Settings, load_settings
from sortie.kernel.events import service as events
from sortie.kernel.identity.contracts import Identity
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tx

VERSION = "1.0.0"


class _NoPages(Controller):
    """In place of Litestar's own schema pages: ours is at /api/v1/openapi.json."""

    path = "/schema"


class Api:
    """An ASGI application. ``litestar`` is the routed inside, for tests that look at routes."""

    def __init__(self, litestar: Litestar, kernel: Kernel) -> None:
        self.litestar = litestar
        self.kernel = kernel
        settings = kernel.settings
        self._outer = Outer(
            litestar,  # type: ignore[arg-type]  # ASGI, by a stricter name
            Proxies(settings.trusted_proxies),
            secure=settings.secure_cookies,
        )

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        await self._outer(scope, receive, send)


def create_app(given: Kernel | Settings | None = None) -> Api:
    """The application on a kernel that its maker starts and closes, or on one of its own."""
    own = not isinstance(given, Kernel)
    kernel = given if isinstance(given, Kernel) else build_kernel(given or load_settings())
    identity: Identity = kernel.parts["identity"]
    hub = kernel.parts["hub"] = events.Hub(kernel.dbs)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        if own:
            await kernel.start()
        await hub.start(*(kernel.dbs.listener(name) for name in kernel.dbs.databases))
        try:
            yield
        finally:
            hub.close()
            if own:
                await kernel.close()

    litestar = Litestar(
        [*all_routes(kernel), *static_routes(kernel, identity)],
        middleware=[DefineMiddleware(Gate, kernel=kernel, identity=identity)],  # type: ignore[arg-type]  # made by keyword
        dependencies={
            "call": Provide(_call, sync_to_thread=False),
            "tx": Provide(_tx, sync_to_thread=False),
            "actor": Provide(_actor, sync_to_thread=False),
        },
        exception_handlers={
            AppError: on_app_error,
            HTTPException: on_http_exception,
            **dict.fromkeys(UNSTORABLE, on_unstorable),
            **dict.fromkeys((DataError, OverflowError), on_out_of_range),
            RecursionError: on_too_deep,
            Exception: on_unexpected,
        },
        lifespan=[lifespan],
        openapi_config=OpenAPIConfig(
            "Sortie",
            VERSION,
            openapi_controller=_NoPages,  # type: ignore[arg-type]  # has no pages
        ),
        request_max_body_size=None,  # the gate bounds bodies, route by route
        logging_config=None,
    )
    if open_doors := without_right(litestar):
        raise RuntimeError(f"routes without a right: {', '.join(open_doors)}")
    return Api(litestar, kernel)


def _call(scope: Scope) -> Call:
    return call_of(scope)


def _tx(scope: Scope) -> Tx:
    tx = call_of(scope).tx
    if tx is None:
        raise RuntimeError("this route runs without a transaction")
    return tx


def _actor(scope: Scope) -> Actor:
    actor = call_of(scope).actor
    if actor is None:
        raise RuntimeError("this route has no actor")
    return actor
