"""The three web apps as built: hashed assets for ever, pages fresh each time, SPA fall-back.

A page's content policy names the tile servers of the map its reader's company chose, and no other.
"""

import hashlib
import logging
import mimetypes
import re
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import anyio.to_thread
from asyncpg import PostgresError
from litestar import Request, Response, asgi, get
from litestar.response import Redirect
from litestar.types import Receive, Scope, Send

from sortie.apps.api import cookies
from sortie.apps.api.outer import page_policy
from sortie.apps.composition import Kernel
from sortie.base.errors import AppError
from sortie.domains.customers import service as customers
from sortie.kernel.identity import service as identity_service
from sortie.kernel.identity.contracts import Identity
from sortie.kernel.permissions.contracts import Right

_log = logging.getLogger(__name__)
_APPS = {"/console": "console", "/m": "field", "/p": "portal"}
_HASHED = re.compile(r"[-.][\w-]{8,}\.\w+$")
_PHONE = re.compile(r"Mobile|Android|iPhone|HarmonyOS")
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_OPEN = {"right": Right.public(), "tx": False}

mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/wasm", ".wasm")


@lru_cache(maxsize=512)
def _bytes(path: Path, _changed_ns: int) -> tuple[bytes, str]:
    content = path.read_bytes()
    return content, '"' + hashlib.sha256(content).hexdigest()[:24] + '"'


def find(root: Path, path: str) -> Path | None:
    """The file of ``path`` below ``root``; its index page for an app's own address; None for an
    asset that isn't there.
    """
    wanted = (root / path.lstrip("/")).resolve()
    if not wanted.is_relative_to(root.resolve()):
        return None
    if wanted.is_file():
        return wanted
    if "." in path.rpartition("/")[2]:
        return None
    index = root / "index.html"
    return index if index.is_file() else None


class _Policies:
    """A page's content policy: with the map of the company its reader is signed in to."""

    def __init__(self, kernel: Kernel, identity: Identity) -> None:
        self._kernel = kernel
        self._identity = identity
        self._cookie = cookies.session_name(kernel.settings)

    async def of(self, cookie_header: str) -> str:
        """A stranger's page reaches nobody but us; so does one while the database is away."""
        cookie = cookies.read_cookie(cookie_header, self._cookie)
        if cookie is None:
            return page_policy()
        now = datetime.now(UTC)
        try:
            who = await identity_service.authenticate(
                self._identity, cookie=cookie, bearer=None, now=now
            )
            if who is None:
                return page_policy()
            tenant = await self._kernel.dbs.tenant_by_id(who.tenant_id)
            async with self._kernel.dbs.tx(tenant, now=now) as tx:
                return page_policy(await customers.tile_origins(tx))
        except (AppError, PostgresError, OSError, TimeoutError) as error:
            _log.warning("a page goes out without its map's origins: %s", error)
            return page_policy()


def _answer(root: Path, path: str, accepted: str, seen: str) -> Response[bytes]:
    found = find(root, path)
    if found is None:
        return Response(b"not found", status_code=404, media_type="text/plain")
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    headers = {"Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
    if "/assets/" in path and _HASHED.search(found.name):
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    served = found
    for name, ending in _ENCODINGS:
        packed = found.with_name(found.name + ending)
        if name in accepted and packed.is_file():
            served, headers["Content-Encoding"] = packed, name
            break
    content, etag = _bytes(served, served.stat().st_mtime_ns)
    headers["ETag"] = etag
    # a page is small and its policy may have changed: it is sent whole each time
    if seen == etag and kind != "text/html":
        return Response(b"", status_code=304, media_type=kind, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def _mount(path: str, root: Path, policies: _Policies) -> Any:
    @asgi(path, is_mount=True, opt=_OPEN, copy_scope=True)
    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        request: Request[Any, Any, Any] = Request(scope)
        accepted = request.headers.get("accept-encoding", "")
        seen = request.headers.get("if-none-match", "")
        inner = scope["path"].removeprefix(path)
        answer = await anyio.to_thread.run_sync(_answer, root, inner, accepted, seen)
        if answer.media_type == "text/html":
            policy = await policies.of(request.headers.get("cookie", ""))
            answer.headers["Content-Security-Policy"] = policy
        if request.method not in {"GET", "HEAD"}:
            answer = Response(b"", status_code=405, media_type="text/plain")
        await answer.to_asgi_response(request.app, request)(scope, receive, send)

    return serve


@get("/", opt=_OPEN, include_in_schema=False)
async def front_door(request: Request[Any, Any, Any]) -> Redirect:
    """Phones to the field app, everyone else to the console."""
    phone = _PHONE.search(request.headers.get("user-agent", ""))
    return Redirect("/m/" if phone else "/console/", status_code=302)


def static_routes(kernel: Kernel, identity: Identity) -> list[Any]:
    """The pages, where this process has the role that answers them."""
    if "api" not in kernel.settings.roles:
        return []
    policies, web = _Policies(kernel, identity), kernel.settings.web_dir
    mounts = [_mount(path, web / name / "dist", policies) for path, name in _APPS.items()]
    return [front_door, *mounts]
