"""The three web apps as built: hashed assets for ever, pages fresh each time, SPA fall-back."""

import hashlib
import mimetypes
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import anyio.to_thread
from litestar import Request, Response, asgi, get
from litestar.response import Redirect
from litestar.types import Receive, Scope, Send

from sortie.apps.api.outer import PAGE_POLICY
from sortie.base.settings import Settings
from sortie.kernel.permissions.contracts import Right

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


def _answer(root: Path, path: str, accepted: str, seen: str) -> Response[bytes]:
    found = find(root, path)
    if found is None:
        return Response(b"not found", status_code=404, media_type="text/plain")
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    headers = {"Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
    if found.suffix == ".html":
        headers["Content-Security-Policy"] = PAGE_POLICY
    elif "/assets/" in path and _HASHED.search(found.name):
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    served = found
    for name, ending in _ENCODINGS:
        packed = found.with_name(found.name + ending)
        if name in accepted and packed.is_file():
            served, headers["Content-Encoding"] = packed, name
            break
    content, etag = _bytes(served, served.stat().st_mtime_ns)
    headers["ETag"] = etag
    if seen == etag:
        return Response(b"", status_code=304, media_type=kind, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def _mount(path: str, root: Path) -> Any:
    @asgi(path, is_mount=True, opt=_OPEN, copy_scope=True)
    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        request: Request[Any, Any, Any] = Request(scope)
        accepted = request.headers.get("accept-encoding", "")
        seen = request.headers.get("if-none-match", "")
        inner = scope["path"].removeprefix(path)
        answer = await anyio.to_thread.run_sync(_answer, root, inner, accepted, seen)
        if request.method not in {"GET", "HEAD"}:
            answer = Response(b"", status_code=405, media_type="text/plain")
        await answer.to_asgi_response(request.app, request)(scope, receive, send)

    return serve


@get("/", opt=_OPEN, include_in_schema=False)
async def front_door(request: Request[Any, Any, Any]) -> Redirect:
    """Phones to the field app, everyone else to the console."""
    phone = _PHONE.search(request.headers.get("user-agent", ""))
    return Redirect("/m/" if phone else "/console/", status_code=302)


def static_routes(settings: Settings) -> list[Any]:
    mounts = [_mount(path, settings.web_dir / name / "dist") for path, name in _APPS.items()]
    return [front_door, *mounts]
