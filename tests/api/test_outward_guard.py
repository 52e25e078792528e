"""Sign-in services inside a company's network: reached only where the operator opened the way."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest

from sortie.apps.outward import GuardedTransport, guarded
from sortie.apps.webhooking import add_webhooks
from sortie.base.settings import Settings
from sortie.kernel.events.addresses import Guard, Resolver
from sortie.kernel.events.contracts import TargetRefusedError
from sortie.kernel.events.service import Subscriptions
from sortie.kernel.jobs.service import JobRegistry

OPEN = "8.8.8.8"
HERE = "127.0.0.1"
METADATA = "169.254.169.254"


def _names(*answers: Iterable[str]) -> tuple[Resolver, list[str]]:
    """A name service that gives one answer after the other, the last for ever; who was asked for."""
    left, asked = [list(a) for a in answers], []

    async def look_up(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return left.pop(0) if len(left) > 1 else left[0]

    return look_up, asked


@asynccontextmanager
async def _answering(status: str, *headers: str) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server of this machine: its port, and the heads of the requests that came."""
    came: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        came.append(await reader.readuntil(b"\r\n\r\n"))
        lines = [f"HTTP/1.1 {status}", "Content-Length: 0", "Connection: close", *headers]
        out.write("\r\n".join([*lines, "", ""]).encode())
        await out.drain()
        out.close()

    server = await asyncio.start_server(serve, HERE, 0)
    async with server:
        yield server.sockets[0].getsockname()[1], came


def _client(guard: Guard) -> httpx.AsyncClient:
    transport = GuardedTransport(guard)
    return httpx.AsyncClient(transport=transport, follow_redirects=True)  # type: ignore[arg-type]  # not a subclass


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "address", [HERE, "10.1.2.3", "192.168.0.9", METADATA, "::1", "fd12::1", "::ffff:10.1.2.3"]
)
async def test_an_internal_service_is_refused_unless_the_operator_named_its_network(
    scheme: str, address: str
) -> None:
    names, _ = _names([address])
    with pytest.raises(TargetRefusedError):
        await Guard(resolver=names).own_or_open(f"{scheme}://sso.corp/")
    with pytest.raises(TargetRefusedError):
        await Guard(("172.16.0.0/12",), names).own_or_open(f"{scheme}://sso.corp/")


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3"])
async def test_the_operators_own_network_is_called_even_by_http(address: str) -> None:
    names, _ = _names([address])
    target = await Guard(("10.1.0.0/16",), names).own_or_open("http://sso.corp/keys?a=1")
    assert target.pinned_url == "http://10.1.2.3:80/keys?a=1"


@pytest.mark.parametrize(
    ("networks", "address"),
    [(("100.64.0.0/10",), "100.100.100.200"), (("fd00::/8",), "fd00:ec2::254")],
)
async def test_metadata_is_refused_even_inside_the_operators_networks(
    networks: tuple[str, ...], address: str
) -> None:
    names, _ = _names([address])
    with pytest.raises(TargetRefusedError):
        await Guard(networks, names).own_or_open("http://sso.corp/")


async def test_the_open_internet_is_called_by_https_alone() -> None:
    names, _ = _names([OPEN])
    target = await Guard(resolver=names).own_or_open("https://sso.example.com/")
    assert target.pinned_url == f"https://{OPEN}:443/"
    with pytest.raises(TargetRefusedError):
        await Guard(resolver=names).own_or_open("http://sso.example.com/")


@pytest.mark.parametrize("addresses", [("10.1.2.3", METADATA), (OPEN, HERE), ("10.1.2.3", HERE)])
async def test_one_bad_address_among_good_ones_spoils_the_name(addresses: tuple[str, ...]) -> None:
    names, _ = _names(addresses)
    with pytest.raises(TargetRefusedError):
        await Guard(("10.1.0.0/16",), names).own_or_open("https://sso.corp/")


async def test_a_name_that_turns_inside_between_two_looks_is_not_called() -> None:
    names, asked = _names([OPEN], [METADATA])
    with pytest.raises(TargetRefusedError):
        await Guard(resolver=names).own_or_open("https://turns.example.com/")
    assert asked == ["turns.example.com"] * 2


async def test_a_request_goes_to_the_address_that_was_judged_whatever_the_name_says_later() -> None:
    async with _answering("204 No Content") as (port, came):
        names, asked = _names([HERE], ["10.9.9.9"])
        async with _client(Guard(("127.0.0.0/8",), names)) as client:
            answer = await client.get(f"http://sso.corp:{port}/keys")
    assert answer.status_code == 204
    assert asked == ["sso.corp"]
    assert f"host: sso.corp:{port}".encode() in came[0].lower()


@pytest.mark.parametrize(
    "where", [f"http://{METADATA}/latest", "http://10.0.0.1/", "https://[::1]/"]
)
async def test_a_redirect_inside_is_not_followed(where: str) -> None:
    async with _answering("302 Found", f"Location: {where}") as (port, came):
        async with _client(Guard(("127.0.0.1/32",))) as client:
            with pytest.raises(TargetRefusedError):
                await client.get(f"http://{HERE}:{port}/")
        assert len(came) == 1


async def test_a_refused_address_is_never_connected_to() -> None:
    async with _answering("204 No Content") as (port, came):
        async with _client(Guard()) as client:
            with pytest.raises(TargetRefusedError):
                await client.get(f"http://{HERE}:{port}/")
        assert came == []


async def test_the_setting_opens_the_way_and_its_absence_shuts_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with _answering("204 No Content") as (port, _):
        url = f"http://{HERE}:{port}/"
        monkeypatch.delenv("SORTIE_OWN_NETWORKS", raising=False)
        async with httpx.AsyncClient(transport=guarded(Settings())) as client:  # type: ignore[arg-type]  # not a subclass
            with pytest.raises(TargetRefusedError):
                await client.get(url)
        monkeypatch.setenv("SORTIE_OWN_NETWORKS", "127.0.0.0/8")
        async with httpx.AsyncClient(transport=guarded(Settings())) as client:  # type: ignore[arg-type]  # not a subclass
            assert (await client.get(url)).status_code == 204


@pytest.mark.parametrize(
    ("networks", "named", "goes"),
    [
        ("127.0.0.0/8", ["127.0.0.1"], True),
        ("127.0.0.0/8", [], False),
        ("", ["127.0.0.1"], False),
    ],
)
async def test_a_webhook_reaches_this_machine_when_operator_and_administrator_both_say_so(
    networks: str, named: list[str], *, goes: bool
) -> None:
    settings = Settings.model_validate({"secret": "x" * 40, "own_networks": networks})
    guard = add_webhooks(settings, JobRegistry(), Subscriptions()).caller.guard
    if goes:
        assert (await guard.target("http://127.0.0.1:8999/erp", named)).port == 8999
        return
    with pytest.raises(TargetRefusedError):
        await guard.target("http://127.0.0.1:8999/erp", named)
