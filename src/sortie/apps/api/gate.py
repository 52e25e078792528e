"""The gate every routed request passes: who, may they, and one transaction around the handler.

A route's ``opt`` steers it: ``right`` (required) · ``tx`` False: no transaction,
"closed": one for the right only, ended before the handler · ``tenant_from``:
the path parameter that names the company of a public route · ``role``: the role of the process
that answers it, "api" unless said, "" for all · ``stream``: the answer is sent as it
is made · ``stream_body``: the body isn't read beforehand · ``body_limit`` bytes · ``fresh`` True:
a recent proof is needed · ``any_key`` True: narrowed API keys too · ``rate`` (calls, seconds) by address · ``day_kib`` (KiB,
error): what one address may send one company a day · ``early`` True: allowed before a new password
is set · ``secret_answer`` True: never kept for repeats · ``taking``: the name under
which the audit keeps that a file of data was carried out (a JSON answer isn't one).
"""

import hashlib
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from litestar.handlers import HTTPRouteHandler

from sortie.apps.api import cookies
from sortie.apps.api.body import MIB, REFUSED, Kept, RefusedError, again, bounded, read_body
from sortie.apps.api.call import Call, locale_of, put_call
from sortie.apps.api.outer import App, Receive, Send
from sortie.apps.api.problems import PathUnknownError
from sortie.apps.api.rights import (
    PasswordNeededError,
    demand,
    demand_sign_in,
    demand_whole,
    right_of,
)
from sortie.apps.api.witness import tell_refusal, tell_taking
from sortie.apps.composition import Kernel
from sortie.base.errors import AppError
from sortie.kernel.identity import service as identity_service
from sortie.kernel.identity.contracts import Caller, CsrfError, Identity, TooManyRequestsError
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor, Right, Rights
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant, Tx

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BODY_LIMIT = 4 * MIB


class Gate:
    """Litestar middleware, inside routing: the handler and its ``opt`` are known."""

    def __init__(self, app: App, kernel: Kernel, identity: Identity) -> None:
        self._app = app
        self._kernel = kernel
        self._identity = identity

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        handler = scope.get("route_handler")
        right = right_of(handler.opt) if isinstance(handler, HTTPRouteHandler) else None
        if handler is None or right is None:
            # only OPTIONS and the mounts of static files declare nothing: a test holds it so
            await self._app(scope, receive, send)
            return
        call = self._call(scope)
        role = handler.opt.get("role", "api")
        if role and role not in self._kernel.settings.roles:
            raise PathUnknownError
        if scope["method"] in _SAFE:
            await self._pass(scope, receive, send, call, right)
            return
        try:
            await self._pass(scope, receive, send, call, right)
        except AppError as error:
            scope["state"]["refused"] = error
            raise
        finally:
            await tell_refusal(call, scope, right, scope["state"].get("refused"))

    async def _pass(
        self,
        scope: MutableMapping[str, Any],
        receive: Receive,
        send: Send,
        call: Call,
        right: Right,
    ) -> None:
        opt = scope["route_handler"].opt
        await self._recognise(scope, call, right)
        await self._check(call, right, opt)
        limit = opt.get("body_limit", _BODY_LIMIT)
        body = b""
        if opt.get("stream_body"):
            receive = bounded(receive, self._kernel.settings.upload_limit_mib * MIB)
        elif scope["method"] not in _SAFE:
            body = await read_body(receive, limit)
            receive = again(body, receive)
        tenant = await self._tenant(scope, call, opt)
        if tenant is not None and "day_kib" in opt:
            await self._share(call, tenant, opt, len(body))
        if tenant is None or opt.get("tx") is False:
            await self._app(scope, receive, send)
        elif opt.get("tx") == "closed":
            async with self._kernel.dbs.tx(tenant, now=call.now) as tx:
                await _InTransaction(self._app, call, right, tenant).enter(tx, scope)
            call.tx = None
            await self._app(scope, receive, send)
        else:
            await _InTransaction(self._app, call, right, tenant).run(scope, receive, send, body)

    def _call(self, scope: MutableMapping[str, Any]) -> Call:
        headers = _headers(scope)
        client = scope.get("client") or ("", 0)
        caller = Caller(
            ip=client[0],
            user_agent=headers.get("user-agent", ""),
            device=headers.get("x-device", "")[:120],
        )
        call = Call(
            self._kernel,
            self._identity,
            caller=caller,
            now=datetime.now(UTC),
            request_id=scope["state"].get("request_id", ""),
        )
        put_call(scope, call)
        call.locale = locale_of(scope)
        return call

    async def _recognise(self, scope: MutableMapping[str, Any], call: Call, right: Right) -> None:
        headers = _headers(scope)
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        key = bearer.strip() if scheme.lower() == "bearer" and bearer else None
        name = cookies.session_name(self._kernel.settings)
        cookie = cookies.read_cookie(headers.get("cookie", ""), name)
        unsafe = scope["method"] not in _SAFE
        if unsafe and headers.get("sec-fetch-site") == "cross-site":
            raise CsrfError
        if right.kind == "public":
            return
        call.principal = await identity_service.authenticate(
            self._identity, cookie=cookie, bearer=key, now=call.now
        )
        demand_sign_in(right, call.principal)
        if key is None and cookie is not None:
            call.cookie = cookie
            if unsafe:
                identity_service.check_csrf(self._identity, cookie, headers.get("x-csrf-token"))
        if "accept-language" not in headers:
            call.locale = call.who.locale

    async def _check(self, call: Call, right: Right, opt: Mapping[str, Any]) -> None:
        if "rate" in opt:
            calls, seconds = opt["rate"]
            block = identity_service.address_block(call.caller.ip)
            key = f"{opt.get('rate_key', 'public')}:{block}"
            await identity_service.limit_rate(
                self._identity, key, limit=calls, window_s=seconds, now=call.now
            )
        if right.kind == "public":
            return
        if call.who.hurdle and not opt.get("early"):
            raise PasswordNeededError
        if right.kind == "signed_in" and not opt.get("any_key"):
            demand_whole(call.who)
        if opt.get("fresh"):
            identity_service.demand_fresh(self._identity, call.who, now=call.now)

    async def _share(self, call: Call, tenant: Tenant, opt: Mapping[str, Any], size: int) -> None:
        kib, full = opt["day_kib"]
        block = identity_service.address_block(call.caller.ip)
        try:
            await identity_service.limit_rate(
                self._identity,
                f"{opt['rate_key']}.day:{tenant.id}:{block}",
                limit=kib,
                window_s=86_400,
                now=call.now,
                weight=-(-size // 1024),
            )
        except TooManyRequestsError:
            raise full from None

    async def _tenant(
        self, scope: MutableMapping[str, Any], call: Call, opt: Mapping[str, Any]
    ) -> Tenant | None:
        if call.principal is not None:
            call.tenant = await self._kernel.dbs.tenant_by_id(call.principal.tenant_id)
        elif "tenant_from" in opt:
            code = str(scope["path_params"][opt["tenant_from"]])
            call.tenant = await self._kernel.dbs.tenant_by_code(code)
        return call.tenant


class _InTransaction:
    """One request = one transaction: committed before the answer leaves, undone with an error."""

    def __init__(self, app: App, call: Call, right: Right, tenant: Tenant) -> None:
        self._app = app
        self._call = call
        self._right = right
        self._tenant = tenant

    async def run(
        self, scope: MutableMapping[str, Any], receive: Receive, send: Send, body: bytes
    ) -> None:
        opt = scope["route_handler"].opt
        kept = Kept()
        try:
            async with self._call.kernel.dbs.tx(self._tenant, now=self._call.now) as tx:
                await self.enter(tx, scope)
                if opt.get("stream"):
                    await self._stream(scope, receive, send)
                    return
                await self._answer(tx, scope, receive, kept, body)
                kept.refuse_errors()
                if "taking" in opt and not kept.is_json:
                    await tell_taking(tx, self._call, scope, opt["taking"])
        except RefusedError:
            pass
        await kept.release(send)

    async def _stream(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Told before it begins, and durably: whoever breaks it off has taken a part."""
        taking = scope["route_handler"].opt.get("taking")
        if taking:
            async with self._call.kernel.dbs.tx(self._tenant, now=self._call.now) as tx:
                await tell_taking(tx, self._call, scope, taking)
        await self._app(scope, receive, send)

    async def enter(self, tx: Tx, scope: MutableMapping[str, Any]) -> None:
        call = self._call
        call.tx = tx
        if call.principal is None:
            actor = Actor(self._tenant.id, None, "portal", Rights())
        else:
            actor = await permissions.actor_for(tx, call.principal)
        call.actor = replace(actor, locale=call.locale, request_id=call.request_id)
        demand(self._right, call.actor, scope["path_params"])

    async def _answer(
        self, tx: Tx, scope: MutableMapping[str, Any], receive: Receive, kept: Kept, body: bytes
    ) -> None:
        key = _headers(scope).get("idempotency-key")
        actor = self._call.actor
        # an answer that tells a secret isn't kept, so its request can't be repeated
        secret = scope["route_handler"].opt.get("secret_answer")
        if key is None or actor is None or secret or scope["method"] in _SAFE:
            await self._app(scope, receive, kept)
            return
        fingerprint = _fingerprint(scope, body)
        before = await records.idempotent(tx, actor, key, fingerprint)
        if before is not None:
            await _replay(before, kept)
            return
        await self._app(scope, receive, kept)
        if kept.status < REFUSED:
            await records.remember(tx, actor, key, kept.status, kept.body.decode())


async def _replay(before: Any, kept: Kept) -> None:
    """The first answer again, marked as such."""
    body = before.answer.encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"idempotent-replayed", b"true"),
    ]
    await kept({"type": "http.response.start", "status": before.status, "headers": headers})
    await kept({"type": "http.response.body", "body": body})


def _fingerprint(scope: MutableMapping[str, Any], body: bytes) -> str:
    parts = (
        scope["method"].encode(),
        scope["path"].encode(),
        scope.get("query_string", b""),
        _headers(scope).get("if-match", "").encode(),
        body,
    )
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()


def _headers(scope: MutableMapping[str, Any]) -> dict[str, str]:
    """Headers by lower-case name; cached on the scope."""
    found: dict[str, str] | None = scope["state"].get("headers")
    if found is None:
        found = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        scope["state"]["headers"] = found
    return found
