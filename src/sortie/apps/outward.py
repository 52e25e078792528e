"""httpx under the guard: each request goes to an address that was judged, and to no other."""

from typing import TYPE_CHECKING, Self

from sortie.base.settings import Settings
from sortie.kernel.events.service import Guard

if TYPE_CHECKING:
    import httpx

_ANSWER_BYTES = 1024 * 1024


class GuardedTransport:
    """What ``httpx.AsyncClient(transport=…)`` takes; the answer is read whole, up to 1 MiB.

    Not a subclass of httpx's own: that would load httpx with every start.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def handle_async_request(self, request: "httpx.Request") -> "httpx.Response":
        """Raises TargetRefusedError for an address that may not be called."""
        import httpx  # loaded at the first call, not at the start

        target = await self._guard.own_or_open(str(request.url))
        headers = httpx.Headers(request.headers)
        headers["accept-encoding"] = "identity"
        # the name stays in Host and in the certificate's check; only the address is pinned
        pinned = httpx.Request(
            request.method,
            target.pinned_url,
            headers=headers,
            stream=request.stream,
            extensions=dict(request.extensions) | {"sni_hostname": target.host},
        )
        async with httpx.AsyncHTTPTransport(trust_env=False) as wire:
            answer = await wire.handle_async_request(pinned)
            if "content-encoding" in answer.headers:
                # a megabyte of it may unfold to a gigabyte
                raise httpx.ReadError("a packed answer wasn't asked for", request=request)
            body = b""
            async for chunk in answer.stream:  # type: ignore[union-attr]  # an async transport's is
                body += chunk
                if len(body) > _ANSWER_BYTES:
                    raise httpx.ReadError("the answer is too long", request=request)
            await answer.aclose()
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)

    async def aclose(self) -> None:
        """Nothing stays open between requests."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


def guard_of(settings: Settings) -> Guard:
    """The judge of every way out, who knows the operator's own networks."""
    return Guard(tuple(str(n) for n in settings.own_networks))


def guarded(settings: Settings) -> GuardedTransport:
    """The way out to sign-in services: the open internet, and the operator's own networks."""
    return GuardedTransport(guard_of(settings))
