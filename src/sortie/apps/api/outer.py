"""The outermost layer: request ids, the access log, figures, security headers."""

import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from sortie.apps.api.proxies import Proxies
from sortie.base.ids import uuid7
from sortie.base.logging import bind_request
from sortie.base.telemetry import observe_request

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_log = logging.getLogger("sortie.access")
_KEYED = re.compile(r"(/(?:track|assets|a)/)[^/]+")
_KEYED_BELOW = ("/api/v1/portal/", "/p/")
_GIVEN_ID = re.compile(rb"^[\w.-]{8,64}$", re.ASCII)


def page_policy(tile_origins: tuple[str, ...] = ()) -> str:
    """What our pages may load: ourselves, and the tiles of the map this company chose."""
    tiles = "".join(f" {origin}" for origin in tile_origins)
    return (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob:{tiles}; connect-src 'self'{tiles}; worker-src 'self' blob:; "
        "font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

_ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"strict-origin-when-cross-origin",
    b"permissions-policy": b"camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"content-security-policy": API_POLICY.encode(),
}
_HSTS = b"max-age=31536000; includeSubDomains"


def shown_path(path: str) -> str:
    """The path as logs may keep it: a customer's link and an asset's code are keys."""
    return _KEYED.sub(r"\1•••", path) if path.startswith(_KEYED_BELOW) else path


class Outer:
    """Wraps the whole application; ``secure`` says whether browsers come by TLS."""

    def __init__(self, app: App, proxies: Proxies, *, secure: bool) -> None:
        self._app = app
        self._proxies = proxies
        self._always = _ALWAYS | ({b"strict-transport-security": _HSTS} if secure else {})

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._proxies.apply(scope)
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        request_id = given.decode() if _GIVEN_ID.match(given) else uuid7().hex
        bind_request(request_id)
        scope.setdefault("state", {})["request_id"] = request_id
        began, status = time.perf_counter(), 500

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = {name.lower() for name, _ in message["headers"]}
                more = [(k, v) for k, v in self._always.items() if k not in own]
                if scope["path"].startswith("/api/"):
                    # milliseconds of the epoch: phones measure their own clock's error by it
                    more.append((b"x-server-time", str(time.time_ns() // 1_000_000).encode()))
                    if b"cache-control" not in own:
                        more.append((b"cache-control", b"no-store"))
                more.append((b"x-request-id", request_id.encode()))
                message["headers"] = [*message["headers"], *more]
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        finally:
            self._tell(scope, status, time.perf_counter() - began)

    def _tell(self, scope: MutableMapping[str, Any], status: int, seconds: float) -> None:
        route = scope.get("path_template") or "(none)"
        observe_request(scope["method"], route, status, seconds)
        if route.startswith("/health") or route == "/metrics":
            return
        _log.info(
            "%s %s %s %.1f ms",
            scope["method"],
            shown_path(scope["path"]),  # never the query: it may carry a search for a person
            status,
            seconds * 1000,
        )
