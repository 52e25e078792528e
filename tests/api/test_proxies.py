"""Forwarding headers: believed from named proxies only, and no further than their chain goes."""

from typing import Any

import httpx
import pytest
from tests.api.people import BASE

from sortie.apps.api.app import Api
from sortie.apps.api.proxies import Proxies
from sortie.base.settings import Settings


def placed(peer: str, headers: dict[str, str], trusted: str | None = None) -> tuple[str, str]:
    """The caller's address and scheme as the application sees them."""
    given = {} if trusted is None else {"trusted_proxies": trusted}
    scope: dict[str, Any] = {
        "client": (peer, 4711),
        "scheme": "http",
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
    }
    Proxies(Settings(**given).trusted_proxies).apply(scope)
    return scope["client"][0], scope["scheme"]


def test_only_loopback_is_trusted_unless_said_otherwise() -> None:
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    assert placed("127.0.0.1", told) == ("203.0.113.9", "https")
    assert placed("::1", told) == ("203.0.113.9", "https")
    assert placed("::ffff:127.0.0.1", told) == ("203.0.113.9", "https")
    assert placed("198.51.100.7", told) == ("198.51.100.7", "http")


def test_named_networks_are_trusted_instead_and_none_when_empty() -> None:
    told = {"X-Forwarded-For": "203.0.113.9"}
    assert placed("10.1.2.3", told, "10.0.0.0/8, fd00::/8")[0] == "203.0.113.9"
    assert placed("127.0.0.1", told, "10.0.0.0/8")[0] == "127.0.0.1"
    assert placed("127.0.0.1", told, "")[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("chain", "caller"),
    [
        ("1.1.1.1, 203.0.113.9", "203.0.113.9"),  # whoever called wrote 1.1.1.1 themselves
        ("203.0.113.9, 10.0.0.2, 10.0.0.3", "203.0.113.9"),
        ("10.9.9.9, 10.0.0.2", "10.9.9.9"),
        ("203.0.113.9, nonsense", "10.0.0.1"),
        ("nonsense, 203.0.113.9", "203.0.113.9"),
        ("", "10.0.0.1"),
    ],
)
def test_the_caller_is_the_nearest_hop_that_is_no_proxy_of_ours(chain: str, caller: str) -> None:
    assert placed("10.0.0.1", {"X-Forwarded-For": chain}, "10.0.0.0/8")[0] == caller


def test_a_scheme_that_is_none_is_ignored() -> None:
    assert placed("127.0.0.1", {"X-Forwarded-Proto": "javascript"})[1] == "http"


def test_a_network_that_is_none_stops_the_start() -> None:
    with pytest.raises(ValueError, match="trusted_proxies"):
        Settings(trusted_proxies="10.0.0.0/99")


def test_another_process_gets_the_very_same_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Settings(trusted_proxies="10.0.0.0/8,fd00::/8")
    for name, value in first.to_environment().items():
        monkeypatch.setenv(name, value)
    assert Settings().trusted_proxies == first.trusted_proxies


async def test_a_stranger_cannot_dodge_a_throttle_by_naming_addresses(api: Api) -> None:
    transport = httpx.ASGITransport(api, client=("198.51.100.77", 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        told = set()
        for n in range(70):
            answer = await client.post(
                "/api/v1/session",
                json={"login": f"nobody-{n}", "password": "x", "tenant": "none"},
                headers={"X-Forwarded-For": f"203.0.113.{n}"},
            )
            told.add(answer.status_code)
            if answer.status_code == 429:
                return
    raise AssertionError(told)
