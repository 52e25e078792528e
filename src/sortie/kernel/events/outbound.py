"""One signed POST to one judged address: no redirects, no proxies, bounded in time and size."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from sortie.kernel.events.addresses import Guard, Target

if TYPE_CHECKING:
    import httpx

_ANSWER_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said. ``status`` None: nobody answered, ``error`` says why."""

    status: int | None
    text: str
    took_ms: int
    error: str | None = None

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004  2xx


@dataclass(frozen=True, slots=True)
class Caller:
    """Makes outbound calls under a guard. ``trust`` replaces the system's authorities."""

    guard: Guard = field(default_factory=Guard)
    timeout_s: float = 10.0
    trust: ssl.SSLContext | None = None

    async def post(self, target: Target, body: str, headers: Mapping[str, str]) -> Answer:
        """Send ``body`` to ``target``; never raises for what the other side does."""
        # Loaded at the first call: a fifth of a second that a start shouldn't wait for
        import httpx

        begun = perf_counter()
        try:
            async with httpx.AsyncClient(
                verify=self.trust or True,
                follow_redirects=False,
                trust_env=False,
                timeout=httpx.Timeout(self.timeout_s),
            ) as client:
                # the whole call: a receiver that sends a byte now and then keeps no worker
                async with asyncio.timeout(2 * self.timeout_s):
                    status, text = await self._exchange(client, target, body, headers)
        except (httpx.HTTPError, ssl.SSLError, OSError) as problem:
            return Answer(None, "", _ms(begun), f"{type(problem).__name__}: {problem}"[:500])
        return Answer(status, text, _ms(begun))

    @staticmethod
    async def _exchange(
        client: "httpx.AsyncClient", target: Target, body: str, headers: Mapping[str, str]
    ) -> tuple[int, str]:
        request = client.build_request(
            "POST",
            target.pinned_url,
            content=body.encode(),
            headers={
                "content-type": "application/json",
                "user-agent": "Sortie-Webhooks/1",
                **headers,
                "host": target.host_header,
            },
            # the certificate is checked against the name, not against the pinned address
            extensions={"sni_hostname": target.host},
        )
        answer = await client.send(request, stream=True)
        try:
            read = b""
            async for chunk in answer.aiter_raw():
                read += chunk
                if len(read) >= _ANSWER_BYTES:
                    break
        finally:
            await answer.aclose()
        return answer.status_code, read[:_ANSWER_BYTES].decode("utf-8", "replace").replace("\0", "")


def _ms(begun: float) -> int:
    return round((perf_counter() - begun) * 1_000)
