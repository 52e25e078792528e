"""Outbound calls: signatures a receiver can check, and addresses that are never called."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest

from sortie.kernel.events import signing
from sortie.kernel.events.addresses import Guard, is_public
from sortie.kernel.events.contracts import TargetRefusedError
from sortie.kernel.events.outbound import Caller

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

INTERNAL = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",  # noqa: S104  refused, not bound
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.0.23",
    "100.64.0.1",
    "100.127.255.255",
    "100.100.100.200",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.1.2.3",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "fe80::1",
    "fec0::1",
    "64:ff9b:1:7f00:1:0:808:808",
    "fe80::a9fe:a9fe",
    "fc00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "ff02::1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "::7f00:1",
    "::a9fe:a9fe",
    "100::1",
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "203.119.24.1", "2606:4700::1111", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]  # fmt: skip


def guard(*answers: str, own: tuple[str, ...] = ()) -> Guard:
    async def resolver(_host: str, _port: int) -> Sequence[str]:
        return answers

    return Guard(own, resolver)


@pytest.mark.parametrize("address", INTERNAL)
async def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    with pytest.raises(TargetRefusedError):
        await guard(address).target("https://hooks.example.com/x")
    with pytest.raises(TargetRefusedError):  # one bad address of several is enough
        await guard("8.8.8.8", address).target("https://hooks.example.com/x")


@pytest.mark.parametrize("address", PUBLIC)
async def test_a_public_address_is_called_and_pinned(address: str) -> None:
    target = await guard(address, "1.1.1.1").target("https://hooks.example.com:8443/x?a=1")
    where = f"[{ip_address(address)}]" if ":" in address else address
    assert target.pinned_url == f"https://{where}:8443/x?a=1"
    assert target.host_header == "hooks.example.com:8443"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://x/", "//x/y",
        "https://", "https:///x", "https://user:pw@example.com/", "https://user@example.com/",
        "https://example.com:99999/", "https://exa mple.com/", "https://example.com\\@127.0.0.1/",
        "https://example.com/\r\nHost: x", "javascript:alert(1)", "", "https://[::1", "x" * 3_000,
        "https://" + "a" * 300 + ".com/",
    ],
)  # fmt: skip
async def test_an_address_that_is_no_plain_https_one_is_refused(url: str) -> None:
    with pytest.raises(TargetRefusedError):
        await guard("8.8.8.8").target(url)


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "localhost", "[::ffff:7f00:1]",
     "①②⑦.0.0.1", "127.0.0.1.", "LOCALHOST"],
)  # fmt: skip
async def test_odd_spellings_of_this_machine_are_refused_by_the_real_resolver(host: str) -> None:
    with pytest.raises(TargetRefusedError):
        await Guard().target(f"https://{host}/")


async def test_a_private_host_is_called_only_where_an_administrator_named_it() -> None:
    inside = guard("192.168.3.4")
    with pytest.raises(TargetRefusedError):
        await inside.target("http://erp.local/x", ["other.local"])
    assert (await inside.target("http://erp.local/x", ["erp.local"])).address == "192.168.3.4"
    assert (await inside.target("http://erp.local:81/x", ["ERP.local:81"])).port == 81
    with pytest.raises(TargetRefusedError):
        await inside.target("http://erp.local:82/x", ["erp.local:81"])


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "100.100.100.200", "fe80::1"])
async def test_naming_a_host_opens_neither_this_machine_nor_metadata(address: str) -> None:
    with pytest.raises(TargetRefusedError):
        await guard(address).target("https://erp.local/", ["erp.local"])


async def test_the_operator_may_open_a_network_of_his_own_for_named_hosts() -> None:
    own = guard("127.0.0.1", own=("127.0.0.0/8",))
    assert (await own.target("http://erp.local/", ["erp.local"])).address == "127.0.0.1"
    with pytest.raises(TargetRefusedError):
        await own.target("https://erp.local/")


def test_the_public_internet_is_what_the_registries_say() -> None:
    assert is_public(ip_address("8.8.8.8"))
    assert not is_public(ip_address("224.0.0.1"))


def test_a_signature_is_the_specifications() -> None:
    # the example of the Standard Webhooks specification and its reference libraries
    at = datetime.fromtimestamp(1614265330, UTC)
    given = signing.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        at,
        '{"test": 2432232314}',
    )
    assert given == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_takes_what_is_ours_and_fresh_only() -> None:
    secret, old = signing.new_secret(), signing.new_secret()
    sent = signing.headers([secret, old], "msg_1", NOW, "{}")
    for known in (secret, old):
        assert signing.holds(known, sent, "{}", now=NOW)
    assert not signing.holds(signing.new_secret(), sent, "{}", now=NOW)
    assert not signing.holds(secret, sent, "{ }", now=NOW)
    assert not signing.holds(secret, {**sent, "webhook-id": "msg_2"}, "{}", now=NOW)
    assert not signing.holds(secret, sent, "{}", now=NOW + timedelta(minutes=6))


async def test_a_receiver_that_drips_its_answer_keeps_no_worker() -> None:
    stop = asyncio.Event()

    async def drip(_: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")
        while not stop.is_set():
            out.write(b"x")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0.05)
        out.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    target = await guard("127.0.0.1", own=("127.0.0.0/8",)).target(
        f"http://drip.local:{port}/", ["drip.local"]
    )
    answer = await Caller(timeout_s=0.2).post(target, "{}", {})
    stop.set()
    server.close()
    await server.wait_closed()
    assert answer.status is None
    assert answer.took_ms < 5_000
