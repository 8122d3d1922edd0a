"""Whose request it is where a proxy stands in front: told by the addresses that are believed, and by no other."""

import ipaddress
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shared.errors import BadInput

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_FOR, _SCHEME = "x-forwarded-for", "x-forwarded-proto"
_SAID = frozenset({_FOR, _SCHEME, "forwarded", "via", "x-forwarded-host", "x-real-ip"})
"""Headers that only a proxy, or who plays one, has a use for."""
_EVERYBODY = (
    "CHASQUI_HUB_PROXY no puede ser %(network)s: cualquiera diría que entra por TLS. Ponga la dirección del proxy, "
    "como 127.0.0.1."
)
_NONE = "CHASQUI_HUB_PROXY: «%(text)s» no es una dirección ni una red. Escríbala como 127.0.0.1 o 172.30.8.0/24."


class Caller(NamedTuple):
    """Who asks, and whether what they asked travelled in the clear."""

    address: str
    """Empty where nobody believable tells: such a one is never on this machine."""
    scheme: str


UNKNOWN = Caller("", "http")


def networks(text: str) -> tuple[Network, ...]:
    """
    Read the addresses of proxies: addresses or networks, between commas or blanks.

    >>> networks("127.0.0.1, 172.30.8.0/24")
    (IPv4Network('127.0.0.1/32'), IPv4Network('172.30.8.0/24'))

    Raises:
        BadInput: One that is none, or that is everybody's.
    """
    found = tuple(_network(each) for each in text.replace(",", " ").split())
    for one in found:
        if not one.prefixlen:
            raise BadInput(_EVERYBODY, network=one)
    return found


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise BadInput(_NONE, text=text[:60]) from error


def caller(peer: str, scheme: str, headers: Iterable[tuple[str, str]], believed: Sequence[Network]) -> Caller:
    """
    Tell who asks, of a request that came from *peer* over *scheme* with *headers*, whose names are in small letters.

    A proxy that is believed must say both for whom it asks and over what; one that says less leaves its caller
    unknown, for otherwise everybody would be on this machine. So does a proxy on this machine that nobody named.

    >>> said = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https")]
    >>> caller("127.0.0.1", "http", said, networks("127.0.0.1"))
    Caller(address='203.0.113.9', scheme='https')
    >>> caller("198.51.100.7", "http", said, networks("127.0.0.1"))
    Caller(address='198.51.100.7', scheme='http')
    """
    said = [(name, value) for name, value in headers if name in _SAID]
    address = _address(peer)
    if _within(address, believed):
        return _told(said, believed)
    on_this_machine = address is not None and address.is_loopback
    return UNKNOWN if said and on_this_machine else Caller(peer, scheme)


def is_believed(peer: str, believed: Iterable[Network]) -> bool:
    """
    Tell whether a proxy that is believed stands at an address.

    >>> is_believed("127.0.0.1", networks("127.0.0.1")), is_believed("198.51.100.7", networks("127.0.0.1"))
    (True, False)
    """
    return _within(_address(peer), believed)


def _told(said: Sequence[tuple[str, str]], believed: Sequence[Network]) -> Caller:
    path = [_address(_bare(each)) for each in _values(said, _FOR)]
    schemes = {each.lower() for each in _values(said, _SCHEME)}
    if not path or not schemes <= {"http", "https"} or not schemes:
        return UNKNOWN
    # A proxy that adds to what it was sent writes at the end: what stands before is anybody's word.
    nearest = next((each for each in reversed(path) if not _within(each, believed)), path[0])
    return UNKNOWN if nearest is None else Caller(str(nearest), "https" if schemes == {"https"} else "http")


def _values(said: Iterable[tuple[str, str]], name: str) -> list[str]:
    return [part.strip() for key, value in said if key == name for part in value.split(",")]


def _bare(text: str) -> str:
    """Return an address without its port."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _address(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _within(address: Address | None, believed: Iterable[Network]) -> bool:
    return address is not None and any(address in each for each in believed)
