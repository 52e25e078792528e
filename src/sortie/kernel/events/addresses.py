"""Which addresses an outbound request may reach: the guard against SSRF. Pure but for ``resolve``.

A name is resolved once, every address of it is judged, and the request goes to the judged address
itself: a second look-up could answer otherwise.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from sortie.base.i18n import Label
from sortie.kernel.events.contracts import TargetRefusedError

type Address = IPv4Address | IPv6Address
type Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

_MAX_URL = 2_000

# A private network is a legitimate home of an ERP, once an administrator has named its host.
_PRIVATE = tuple(
    ip_network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
# Cloud metadata services outside the link-local ranges: never, whoever names them.
_METADATA = frozenset(
    ip_address(a)
    for a in ("100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254")
)
_NAT64 = IPv6Network("64:ff9b::/96")
_UNICAST6 = IPv6Network("2000::/3")  # all that IANA has given out

_BAD_URL = Label("地址不是完整的 https 网址", "it is not a complete https address")
_INSECURE = Label("必须使用 https（白名单内网主机可用 http）", "it must use https")
_INTERNAL = Label("它指向内部网络", "it leads into an internal network")
_UNRESOLVED = Label("域名无法解析", "its name doesn't resolve")
_CREDENTIALS = Label("网址中不能含用户名或密码", "an address may not hold a user name or password")


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes: connect to ``address``, speak to ``host``."""

    url: str
    scheme: str
    host: str
    port: int
    address: str
    path: str

    @property
    def pinned_url(self) -> str:
        """The URL with the judged address in place of the name."""
        where = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{where}:{self.port}{self.path}"

    @property
    def host_header(self) -> str:
        usual = {"https": 443, "http": 80}[self.scheme]
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == usual else f"{name}:{self.port}"


async def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of ``host``, by the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges outbound targets.

    ``own_networks`` is the operator's word (not a company's): networks that may be called though
    they are internal, once a webhook's administrator has also named the host.
    """

    own_networks: tuple[str, ...] = ()
    resolver: Resolver = resolve

    async def target(self, url: str, allow_hosts: Sequence[str] = ()) -> Target:
        """Where a request to ``url`` may go.

        ``allow_hosts``: hosts (``erp.local`` or ``erp.local:8443``) an administrator named for
        this webhook; they may live in a private network and speak plain http.

        Raises:
            TargetRefusedError: nowhere.
        """
        parts = _split(url)
        host, port = _host(parts), _port(parts)
        named = bool({host, f"{host}:{port}"} & {h.strip().lower() for h in allow_hosts})
        if parts.scheme != "https" and not named:
            raise TargetRefusedError(host=host, why=_INSECURE)
        addresses = await self._addresses(host, port)
        if not all(self._may_reach(a, named=named) for a in addresses):
            raise TargetRefusedError(host=host, why=_INTERNAL)
        return _target(url, parts, addresses[0])

    async def own_or_open(self, url: str) -> Target:
        """Where a request to a service of the company's may go, e.g. its sign-in: the operator's
        own networks, by http too, or the open internet by https. No company can name a way in.

        Raises:
            TargetRefusedError: nowhere.
        """
        parts = _split(url)
        host, port = _host(parts), _port(parts)
        addresses = [_unwrapped(a) for a in await self._addresses(host, port)]
        if all(a is not None and a not in _METADATA and self._is_own(a) for a in addresses):
            return _target(url, parts, addresses[0])
        return await self.target(url)

    async def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            found = await self.resolver(host, port)
            return [ip_address(a.partition("%")[0]) for a in found] or _nowhere(host)
        except (OSError, UnicodeError, ValueError):
            return _nowhere(host)

    def _may_reach(self, address: Address, *, named: bool) -> bool:
        real = _unwrapped(address)
        if real is None or real in _METADATA:
            return False
        if named and self._is_own(real):
            return True
        if named and any(real in n for n in _PRIVATE):
            return True
        return is_public(real)

    def _is_own(self, real: Address) -> bool:
        return any(real in ip_network(n) for n in self.own_networks)


def is_public(address: Address) -> bool:
    """Whether the address is one of the open internet, by IANA's special-purpose registries."""
    if isinstance(address, IPv6Address) and address not in _UNICAST6:
        return False  # e.g. the old site-local fec0::/10, which Python calls global
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _unwrapped(address: Address) -> Address | None:
    """The address really reached: IPv4 hidden in IPv6 comes out. None: a tunnel, never."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None or address.teredo is not None:
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    # ::a.b.c.d, deprecated but still routed by some
    if int(address) >> 32 == 0:
        return IPv4Address(int(address))
    return address


def _split(url: str) -> SplitResult:
    if len(url) > _MAX_URL or any(c.isspace() or ord(c) < 0x20 or c == "\\" for c in url):  # noqa: PLR2004  a blank
        raise TargetRefusedError(host=url[:80], why=_BAD_URL)
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise TargetRefusedError(host=url[:80], why=_BAD_URL) from None
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise TargetRefusedError(host=url[:80], why=_BAD_URL)
    if parts.username is not None or parts.password is not None:
        raise TargetRefusedError(host=parts.hostname, why=_CREDENTIALS)
    return parts


def _target(url: str, parts: SplitResult, address: Address | None) -> Target:
    path = parts.path or "/"
    full = f"{path}?{parts.query}" if parts.query else path
    return Target(url, parts.scheme, _host(parts), _port(parts), str(address), full)


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").lower()
    try:
        return host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise TargetRefusedError(host=host, why=_BAD_URL) from None


def _port(parts: SplitResult) -> int:
    return parts.port or {"https": 443, "http": 80}[parts.scheme]


def _nowhere(host: str) -> list[Address]:
    raise TargetRefusedError(host=host, why=_UNRESOLVED)
