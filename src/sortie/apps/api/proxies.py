"""Who really calls, when a reverse proxy stands in front.

A forwarding header proves nothing by itself: anyone can send one. It is believed only from
proxies the deployment names, and only as far back as the chain of them goes.
"""

from collections.abc import Iterable, MutableMapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

_SCHEMES = frozenset({b"http", b"https"})


class Proxies:
    """The networks whose word counts (``SORTIE_TRUSTED_PROXIES``)."""

    def __init__(self, networks: Iterable[IPv4Network | IPv6Network]) -> None:
        self._networks = tuple(networks)

    def apply(self, scope: MutableMapping[str, Any]) -> None:
        """Put the true caller and scheme into ``scope``; untouched when the peer isn't a proxy."""
        client = scope.get("client")
        if not client or not self.trusts(client[0]):
            return
        given = [v for k, v in scope["headers"] if k == b"x-forwarded-for"]
        if given:
            scope["client"] = (self._caller(client[0], b",".join(given).decode("latin-1")), 0)
        scheme = dict(scope["headers"]).get(b"x-forwarded-proto", b"").strip().lower()
        if scheme in _SCHEMES:
            scope["scheme"] = scheme.decode()

    def trusts(self, address: str) -> bool:
        found = _address(address)
        return found is not None and any(found in network for network in self._networks)

    def _caller(self, peer: str, forwarded: str) -> str:
        """The nearest hop that isn't one of our proxies, from the right: what lies left of it
        was written by whoever that is.
        """
        caller = peer
        for hop in reversed([part.strip() for part in forwarded.split(",")]):
            if _address(hop) is None:
                break
            caller = hop
            if not self.trusts(hop):
                break
        return caller


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An IPv4 address told as IPv6 counts as what it is."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
