"""Which network addresses belong to everybody: the only ones that a link is followed to.

Nothing of Django is imported: ``looking`` runs alone.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Iterable[str]]

# Beyond what Python calls private or reserved: ways into other networks under a public name.
OTHER_DOORS = [
    ipaddress.ip_network(text)
    for text in (
        "100.64.0.0/10",  # shared by the customers of a carrier
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "64:ff9b::/96",  # IPv4 in IPv6 (NAT64)
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # Teredo and other protocols
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",
        "fec0::/10",  # site-local of old
    )
]


class NoAddress(Exception):
    """Nobody knows the name."""


class PrivateAddress(Exception):
    """The name leads, also or only, to where the public does not come."""


def is_public(address: Address, also_public: Sequence[str] = ()) -> bool:
    """Is this an address of the internet at large? ``also_public`` are networks that are to count as such."""
    if any(address in ipaddress.ip_network(network) for network in also_public):
        return True
    if isinstance(address, ipaddress.IPv6Address) and (inner := address.ipv4_mapped):
        return is_public(inner, also_public)
    closed = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or any(address in network for network in OTHER_DOORS)
    )
    return address.is_global and not closed


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, in the system's order."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def public_addresses(
    host: str, port: int, *, resolver: Resolver = resolve, also_public: Sequence[str] = ()
) -> list[str]:
    """The addresses of a name, once they are known to be public, every one of them.

    Raises ``NoAddress`` or ``PrivateAddress``. Connect to what this gives, and do not resolve the name again.
    """
    try:
        found = list(dict.fromkeys(resolver(host, port)))
        addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in found]
    except (OSError, ValueError) as error:
        raise NoAddress(str(error)) from error
    if not addresses:
        raise NoAddress(host)
    if not all(is_public(address, also_public) for address in addresses):
        raise PrivateAddress(host)
    return [str(address) for address in addresses]
